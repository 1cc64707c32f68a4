test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { gen_ai.operation.name = "chat", duration_ms = 10000 },
    { gen_ai.operation.name = "chat", duration_ms = 10001 },
    { gen_ai.operation.name = "chat", duration_ms = 5, error.type = "timeout" },
    { gen_ai.operation.name = "embeddings", duration_ms = 5 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.latency
  events = [
    { gen_ai.operation.name = "chat", gen_ai.request.model = "support-large", duration_ms = 12001 },
    { gen_ai.operation.name = "chat", gen_ai.request.model = "other", duration_ms = 1 },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { gen_ai.operation.name = "chat", duration_ms = 20 },
    { gen_ai.operation.name = "chat", duration_ms = 90000000 },
    { gen_ai.operation.name = "chat", duration_ms = "20" },
    { gen_ai.operation.name = "chat", duration_ms = null },
    { gen_ai.operation.name = "chat", duration_ms = -1 },
    { gen_ai.operation.name = "chat" },
    { gen_ai.operation.name = null, duration_ms = 90000000 },
    { gen_ai.operation.name = "chat", duration_ms = 20, error = "connection refused" },
    { gen_ai.operation.name = "chat", duration_ms = 20, error = false },
    { gen_ai.operation.name = "chat", duration_ms = 20, error.type = "timeout" },
  ]
  expect = [
    "good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible", "good",
    "ineligible",
  ]
}
