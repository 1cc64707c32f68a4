# How the SLI should judge events. `slogen test` runs this file; `slogen test -mutate` lists changes that no test would notice.

test "a run that ends with an error is bad" {
  sli = sli.@service@.success
  events = [
    { process.exit.code = 0 },
    { process.exit.code = 1 },
  ]
  expect = ["good", "bad"]
}

test "other events don't count" {
  sli    = sli.@service@.success
  event  = {}
  expect = "ineligible"
}
