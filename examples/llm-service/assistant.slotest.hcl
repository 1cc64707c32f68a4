test "an answer is good, a failure is bad" {
  sli = sli.assistant.answers
  events = [
    { gen_ai.operation.name = "chat", gen_ai.request.model = "support-large" },
    { gen_ai.operation.name = "text_completion", gen_ai.request.model = "support-small", error = false },
    { gen_ai.operation.name = "generate_content", gen_ai.request.model = "support-small", error = true },
    { gen_ai.operation.name = "chat", gen_ai.request.model = "support-large", error.type = "timeout" },
    { gen_ai.operation.name = "embeddings", gen_ai.request.model = "support-large" },
    { gen_ai.operation.name = "chat", gen_ai.request.model = "somebody-elses" },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "each model has its own limit" {
  sli = sli.assistant.latency["large"]
  events = [
    { gen_ai.operation.name = "chat", gen_ai.request.model = "support-large", duration_ms = 12000 },
    { gen_ai.operation.name = "chat", gen_ai.request.model = "support-large", duration_ms = 12000.5 },
    { gen_ai.operation.name = "chat", gen_ai.request.model = "support-small", duration_ms = 20 },
  ]
  expect = ["good", "bad", "ineligible"]
}

test "the small model answers in four seconds" {
  sli = sli.assistant.latency["small"]
  events = [
    for ms in [3999, 4000, 4001] : { "gen_ai.operation.name" = "chat", "gen_ai.request.model" = "support-small", "duration_ms" = ms }
  ]
  expect = { good = 2, bad = 1 }
}

test "what is thumbed down is bad, however well it scored" {
  sli = sli.assistant.quality
  events = [
    { name = "answer", app.answer.score = 0.7, app.answer.grounded = true },
    { name = "answer", app.answer.score = 0.69, app.answer.grounded = true },
    { name = "answer", app.answer.score = 0.9, app.answer.grounded = false },
    { name = "answer", app.answer.score = 0.9, app.answer.grounded = true, app.answer.feedback = "down" },
    { name = "answer" },
  ]
  expect = ["good", "bad", "bad", "bad", "ineligible"]
}

scenario "the model's provider is down" {
  slo              = slo.assistant.answers
  traffic          = "40000/day"
  background_ratio = 0.002

  failures {
    to    = "30m"
    ratio = 0.95
  }

  expect_alert "fast" {
    within          = "10m"
    resolves_within = "1h"
  }

  expect_no_alert "empty_in_4h" {}
}
