test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { lcp.value = 2500 },
    { lcp.value = 2500.5 },
    { name = "click" },
  ]
  expect = ["good", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.pages_load
  events = [
    { lcp.value = 2500.5 },
  ]
  expect = ["bad"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { lcp.value = 0 },
    { lcp.value = 30000 },
    { lcp.value = "0.05" },
    { lcp.value = "30000" },
    { lcp.value = null },
    { lcp.value = -1 },
    { name = "click" },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible"]
}
