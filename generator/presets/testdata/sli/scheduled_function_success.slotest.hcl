test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { faas.trigger = "timer" },
    { faas.trigger = "timer", error = true },
    { faas.trigger = "timer", error.type = "timeout" },
    { faas.trigger = "http", error = true },
  ]
  expect = ["good", "bad", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.cleanups
  events = [
    { faas.trigger = "timer", faas.name = "cleanup", error = true },
    { faas.trigger = "timer", faas.name = "report", error = true },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { faas.trigger = "timer" },
    { faas.trigger = "timer", error = false },
    { faas.trigger = "timer", error = "false" },
    { faas.trigger = "timer", error = 0 },
    { faas.trigger = "timer", error = null, error.type = null },
    { faas.trigger = "timer", error = true },
    { faas.trigger = "timer", error = "true" },
    { faas.trigger = "timer", error = "connection refused" },
    { faas.trigger = "timer", error = 1 },
    { faas.trigger = "timer", error.type = "timeout" },
    { faas.trigger = "timer", error = false, error.type = "timeout" },
    { faas.trigger = null, error = true },
    { error = true },
    { faas.trigger = "http", error = true },
  ]
  expect = [
    "good", "good", "good", "good", "good", "bad", "bad", "bad", "bad", "bad", "bad", "ineligible",
    "ineligible", "ineligible",
  ]
}
