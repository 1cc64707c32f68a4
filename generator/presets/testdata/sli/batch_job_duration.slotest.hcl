test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { process.exit.code = 0, duration_ms = 3600000 },
    { process.exit.code = 0, duration_ms = 3600001 },
    { process.exit.code = 1, duration_ms = 5 },
    { process.exit.code = 0 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.invoices_are_made_by_morning
  events = [
    { process.exit.code = 0, duration_ms = 7200001, process.executable.name = "make-invoices" },
    { process.exit.code = 0, duration_ms = 7200001, process.executable.name = "backup" },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { process.exit.code = "0", duration_ms = 20 },
    { process.exit.code = 0, duration_ms = 90000000 },
    { process.exit.code = "1", duration_ms = 20 },
    { process.exit.code = "killed", duration_ms = 20 },
    { process.exit.code = null, duration_ms = 20 },
    { process.exit.code = 0, duration_ms = "20" },
    { process.exit.code = 0 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible"]
}
