test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { ttfb.value = 800 },
    { ttfb.value = 801 },
    { name = "click" },
  ]
  expect = ["good", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.server_responds
  events = [
    { ttfb.value = 801 },
  ]
  expect = ["bad"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { ttfb.value = 0 },
    { ttfb.value = 30000 },
    { ttfb.value = "0.05" },
    { ttfb.value = "30000" },
    { ttfb.value = null },
    { ttfb.value = -1 },
    { name = "click" },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible"]
}
