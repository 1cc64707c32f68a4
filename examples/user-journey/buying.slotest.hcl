test "every step has its own patience" {
  sli         = sli.buying.journey
  events_file = "steps.ndjson"
  expect      = ["good", "bad", "good", "bad", "good", "bad", "bad", "ineligible"]
}
