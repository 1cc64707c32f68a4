test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { fcp.value = 1800 },
    { fcp.value = 1801 },
    { name = "click" },
  ]
  expect = ["good", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.pages_appear
  events = [
    { fcp.value = 1801 },
  ]
  expect = ["bad"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { fcp.value = 0 },
    { fcp.value = 30000 },
    { fcp.value = "0.05" },
    { fcp.value = "30000" },
    { fcp.value = null },
    { fcp.value = -1 },
    { name = "click" },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible"]
}
