test "an error of the server is bad, and calls to others don't count" {
  sli = sli.basket.availability
  events = [
    { span.kind = "server", http.response.status_code = 499 },
    { span.kind = "server", http.response.status_code = 500 },
    { span.kind = "client", http.response.status_code = 500 },
  ]
  expect = ["good", "bad", "ineligible"]
}

test "what takes 300 ms is slow, and what fails isn't" {
  sli = sli.basket.latency
  events = [
    { span.kind = "server", http.response.status_code = 499, duration_ms = 299.5 },
    { span.kind = "server", http.response.status_code = 499, duration_ms = 300 },
    { span.kind = "server", http.response.status_code = 500, duration_ms = 300 },
    { span.kind = "client", http.response.status_code = 499, duration_ms = 300 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible"]
}

scenario "half of the requests fail" {
  slo     = slo.basket.availability
  traffic = "600/min"

  failures {
    to    = "30m"
    ratio = 0.5
  }

  # With either target: an hour's worth at 14.4 times the rate is soon used up.
  expect_alert "fast" {
    within = "20m"
  }
}
