# How the SLI should judge events. `slogen test` runs this file; `slogen test -mutate` lists changes that no test would notice.

test "a message that fails is bad" {
  sli = sli.@service@.processing
  events = [
    { messaging.operation.type = "process" },
    { messaging.operation.type = "process", error.type = "timeout" },
    { messaging.operation.type = "process", error = true },
  ]
  expect = ["good", "bad", "bad"]
}

test "sending doesn't count" {
  sli    = sli.@service@.processing
  event  = { messaging.operation.type = "send", error = true }
  expect = "ineligible"
}

# What the burn alerts should do in an incident. `slogen simulate` shows when each fires and resolves.

scenario "half the messages fail for ten minutes" {
  slo     = slo.@service@.processing
  traffic = "1000/min"

  failures {
    to    = "10m"
    ratio = 0.5
  }

  expect_alert "fast" {
    within = "5m"
  }
}
