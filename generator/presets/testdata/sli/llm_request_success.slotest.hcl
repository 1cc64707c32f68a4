test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { gen_ai.operation.name = "chat" },
    { gen_ai.operation.name = "text_completion", error = false },
    { gen_ai.operation.name = "generate_content", error = true },
    { gen_ai.operation.name = "chat", error.type = "timeout" },
    { gen_ai.operation.name = "embeddings", error = true },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { gen_ai.operation.name = "chat" },
    { gen_ai.operation.name = "text_completion", error = false },
    { gen_ai.operation.name = "generate_content", error = true },
    { gen_ai.operation.name = "chat", error.type = "timeout" },
    { gen_ai.operation.name = "embeddings", error = true },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { gen_ai.operation.name = "chat" },
    { gen_ai.operation.name = "text_completion", error = false },
    { gen_ai.operation.name = "generate_content", error = true },
    { gen_ai.operation.name = "chat", error.type = "timeout" },
    { gen_ai.operation.name = "embeddings", error = true },
    { gen_ai.operation.name = "chat" },
    { gen_ai.operation.name = "text_completion", error = false },
    { gen_ai.operation.name = "generate_content", error = true },
    { gen_ai.operation.name = "chat", error.type = "timeout" },
    { gen_ai.operation.name = "embeddings", error = true },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "good", "good", "bad", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.answers
  events = [
    { gen_ai.operation.name = "chat", gen_ai.request.model = "support-large", error = true },
    { gen_ai.operation.name = "chat", gen_ai.request.model = "other", error = true },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { gen_ai.operation.name = "chat" },
    { gen_ai.operation.name = "chat", error = false },
    { gen_ai.operation.name = "chat", error = "false" },
    { gen_ai.operation.name = "chat", error = 0 },
    { gen_ai.operation.name = "chat", error = null, error.type = null },
    { gen_ai.operation.name = "chat", error = true },
    { gen_ai.operation.name = "chat", error = "true" },
    { gen_ai.operation.name = "chat", error = "connection refused" },
    { gen_ai.operation.name = "chat", error = 1 },
    { gen_ai.operation.name = "chat", error.type = "timeout" },
    { gen_ai.operation.name = "chat", error = false, error.type = "timeout" },
    { gen_ai.operation.name = null, error = true },
    { error = true },
  ]
  expect = [
    "good", "good", "good", "good", "good", "bad", "bad", "bad", "bad", "bad", "bad", "ineligible",
    "ineligible",
  ]
}
