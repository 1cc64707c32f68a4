test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { span.kind = "client", db.system.name = "postgresql" },
    { span.kind = "client", db.system.name = "postgresql", error = false },
    { span.kind = "client", db.system.name = "postgresql", error = true },
    { span.kind = "client", db.system.name = "postgresql", error.type = "23505" },
    { span.kind = "server", db.system.name = "postgresql", error = true },
    { span.kind = "client", error = true },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { span.kind = "client", db.system = "postgresql" },
    { span.kind = "client", db.system = "postgresql", error = false },
    { span.kind = "client", db.system = "postgresql", error = true },
    { span.kind = "client", db.system = "postgresql", error.type = "23505" },
    { span.kind = "server", db.system = "postgresql", error = true },
    { span.kind = "client", error = true },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { span.kind = "client", db.system.name = "postgresql" },
    { span.kind = "client", db.system.name = "postgresql", error = false },
    { span.kind = "client", db.system.name = "postgresql", error = true },
    { span.kind = "client", db.system.name = "postgresql", error.type = "23505" },
    { span.kind = "server", db.system.name = "postgresql", error = true },
    { span.kind = "client", error = true },
    { span.kind = "client", db.system = "postgresql" },
    { span.kind = "client", db.system = "postgresql", error = false },
    { span.kind = "client", db.system = "postgresql", error = true },
    { span.kind = "client", db.system = "postgresql", error.type = "23505" },
    { span.kind = "server", db.system = "postgresql", error = true },
    { span.kind = "client", error = true },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible", "good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.queries
  events = [
    { span.kind = "client", db.system.name = "postgresql", db.namespace = "shop", error = true },
    { span.kind = "client", db.system.name = "postgresql", db.namespace = "mail", error = true },
    { span.kind = "client", db.system.name = "redis", error = true },
  ]
  expect = ["bad", "ineligible", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { span.kind = "client", db.system.name = "postgresql" },
    { span.kind = "client", db.system.name = "postgresql", error = false },
    { span.kind = "client", db.system.name = "postgresql", error = "false" },
    { span.kind = "client", db.system.name = "postgresql", error = 0 },
    { span.kind = "client", db.system.name = "postgresql", error = null, error.type = null },
    { span.kind = "client", db.system.name = "postgresql", error = true },
    { span.kind = "client", db.system.name = "postgresql", error = "true" },
    { span.kind = "client", db.system.name = "postgresql", error = "connection refused" },
    { span.kind = "client", db.system.name = "postgresql", error = 1 },
    { span.kind = "client", db.system.name = "postgresql", error.type = "timeout" },
    { span.kind = "client", db.system.name = "postgresql", error = false, error.type = "timeout" },
    { span.kind = "client", db.system.name = null, error = true },
    { error = true },
    { span.kind = "client", db.system = "postgresql", error = true },
  ]
  expect = [
    "good", "good", "good", "good", "good", "bad", "bad", "bad", "bad", "bad", "bad", "ineligible",
    "ineligible", "ineligible",
  ]
}
