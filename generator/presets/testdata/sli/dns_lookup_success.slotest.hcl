test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { dns.question.name = "a.example.com" },
    { dns.question.name = "a.example.com", error.type = "host_not_found" },
    { dns.question.name = "a.example.com", error = true },
    { name = "GET", error = true },
  ]
  expect = ["good", "bad", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.names_resolve
  events = [
    { dns.question.name = "payments.example.com", error = true },
    { dns.question.name = "a.example.com", error = true },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { dns.question.name = "example.com" },
    { dns.question.name = "example.com", error = false },
    { dns.question.name = "example.com", error = "false" },
    { dns.question.name = "example.com", error = 0 },
    { dns.question.name = "example.com", error = null, error.type = null },
    { dns.question.name = "example.com", error = true },
    { dns.question.name = "example.com", error = "true" },
    { dns.question.name = "example.com", error = "connection refused" },
    { dns.question.name = "example.com", error = 1 },
    { dns.question.name = "example.com", error.type = "timeout" },
    { dns.question.name = "example.com", error = false, error.type = "timeout" },
    { dns.question.name = null, error = true },
    { error = true },
  ]
  expect = [
    "good", "good", "good", "good", "good", "bad", "bad", "bad", "bad", "bad", "bad", "ineligible",
    "ineligible",
  ]
}
