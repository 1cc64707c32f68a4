test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { cls.value = 0.1 },
    { cls.value = 0.15 },
    { name = "click" },
  ]
  expect = ["good", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.pages_stay_put
  events = [
    { cls.value = 0.15 },
  ]
  expect = ["bad"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { cls.value = 0 },
    { cls.value = 3 },
    { cls.value = "0.05" },
    { cls.value = "3" },
    { cls.value = null },
    { cls.value = -1 },
    { name = "click" },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible"]
}
