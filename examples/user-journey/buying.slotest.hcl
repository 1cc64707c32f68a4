test "every step has its own patience" {
  sli         = sli.buying.journey
  events_file = "steps.ndjson"
  expect      = ["good", "bad", "good", "bad", "good", "bad", "bad", "ineligible"]
}

scenario "a release goes bad little by little" {
  slo              = slo.buying.journey
  traffic          = "400/min"
  background_ratio = 0.001

  failures {
    from         = "10m"
    to           = "2h10m"
    ratio        = 0.001
    ratio_at_end = 0.4
  }

  expect_alert "fast" {
    within = "1h"
  }

  expect_alert "medium" {
    after  = "1h"
    within = "2h"
  }
}
