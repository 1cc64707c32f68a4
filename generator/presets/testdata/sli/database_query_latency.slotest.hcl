test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 100 },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 100.1 },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 1, error = true },
    { span.kind = "client", db.system.name = "postgresql" },
    { span.kind = "client", duration_ms = 1 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { span.kind = "client", db.system = "postgresql", duration_ms = 100 },
    { span.kind = "client", db.system = "postgresql", duration_ms = 100.1 },
    { span.kind = "client", db.system = "postgresql", duration_ms = 1, error = true },
    { span.kind = "client", db.system = "postgresql" },
    { span.kind = "client", duration_ms = 1 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 100 },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 100.1 },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 1, error = true },
    { span.kind = "client", db.system.name = "postgresql" },
    { span.kind = "client", duration_ms = 1 },
    { span.kind = "client", db.system = "postgresql", duration_ms = 100 },
    { span.kind = "client", db.system = "postgresql", duration_ms = 100.1 },
    { span.kind = "client", db.system = "postgresql", duration_ms = 1, error = true },
    { span.kind = "client", db.system = "postgresql" },
    { span.kind = "client", duration_ms = 1 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.reads
  events = [
    { span.kind = "client", db.system.name = "postgresql", db.operation.name = "SELECT", duration_ms = 51 },
    { span.kind = "client", db.system.name = "postgresql", db.operation.name = "INSERT", duration_ms = 51 },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 20 },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 90000000 },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = "20" },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = null },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = -1 },
    { span.kind = "client", db.system.name = "postgresql" },
    { span.kind = "client", duration_ms = 90000000 },
    { span.kind = "client", db.system = "postgresql", duration_ms = 90000000 },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 20, error = "connection refused" },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 20, error = false },
    { span.kind = "client", db.system.name = "postgresql", duration_ms = 20, error.type = "timeout" },
  ]
  expect = [
    "good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible",
    "ineligible", "good", "ineligible",
  ]
}
