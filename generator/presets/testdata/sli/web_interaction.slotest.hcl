test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { inp.value = 200 },
    { inp.value = 201 },
    { name = "click" },
  ]
  expect = ["good", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.pages_respond
  events = [
    { inp.value = 201 },
  ]
  expect = ["bad"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { inp.value = 0 },
    { inp.value = 30000 },
    { inp.value = "0.05" },
    { inp.value = "30000" },
    { inp.value = null },
    { inp.value = -1 },
    { name = "click" },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible"]
}
