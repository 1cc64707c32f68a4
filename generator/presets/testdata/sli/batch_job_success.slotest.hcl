test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { process.exit.code = 0 },
    { process.exit.code = 1 },
    { name = "GET /" },
  ]
  expect = ["good", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.invoices_are_made
  events = [
    { process.exit.code = 1, process.executable.name = "make-invoices" },
    { process.exit.code = 1, process.executable.name = "backup" },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { process.exit.code = 0 },
    { process.exit.code = "0" },
    { process.exit.code = 0.0 },
    { process.exit.code = "1" },
    { process.exit.code = 137 },
    { process.exit.code = -1 },
    { process.exit.code = null },
    { process.exit.code = "" },
    { process.exit.code = "killed" },
    { process.executable.name = "job" },
  ]
  expect = ["good", "good", "good", "bad", "bad", "bad", "ineligible", "ineligible", "ineligible", "ineligible"]
}
