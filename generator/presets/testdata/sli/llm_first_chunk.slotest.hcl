test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { gen_ai.operation.name = "chat", gen_ai.response.time_to_first_chunk = 2.0 },
    { gen_ai.operation.name = "chat", gen_ai.response.time_to_first_chunk = 2.5 },
    { gen_ai.operation.name = "chat" },
    { gen_ai.operation.name = "embeddings", gen_ai.response.time_to_first_chunk = 0.5 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.answers_begin
  events = [
    { gen_ai.operation.name = "chat", gen_ai.response.time_to_first_chunk = 1.75 },
  ]
  expect = ["bad"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { gen_ai.operation.name = "chat", gen_ai.response.time_to_first_chunk = 0.5 },
    { gen_ai.operation.name = "chat", gen_ai.response.time_to_first_chunk = 50 },
    { gen_ai.operation.name = "chat", gen_ai.response.time_to_first_chunk = "0.5" },
    { gen_ai.operation.name = "chat", gen_ai.response.time_to_first_chunk = null },
    { gen_ai.operation.name = "chat", gen_ai.response.time_to_first_chunk = -1 },
    { gen_ai.operation.name = "chat" },
    { gen_ai.operation.name = null, gen_ai.response.time_to_first_chunk = 50 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible"]
}
