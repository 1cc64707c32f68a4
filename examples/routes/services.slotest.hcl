test "an error of the server is bad, and other routes don't count" {
  sli = sli.search.availability["query"]
  events = [
    { http.route = "/search", http.response.status_code = 499 },
    { http.route = "/search", http.response.status_code = 500 },
    { http.route = "/search/suggest", http.response.status_code = 500 },
  ]
  expect = ["good", "bad", "ineligible"]
}

test "each route has its own limit, and what fails isn't slow" {
  sli = sli.search.latency["suggest"]
  events = [
    { http.route = "/search/suggest", http.response.status_code = 499, duration_ms = 149.5 },
    { http.route = "/search/suggest", http.response.status_code = 499, duration_ms = 150 },
    { http.route = "/search/suggest", http.response.status_code = 500, duration_ms = 150 },
    { http.route = "/search", http.response.status_code = 499, duration_ms = 150 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible"]
}

scenario "half of the additions fail" {
  slo     = slo.cart.availability["add"]
  traffic = "600/min"

  failures {
    to    = "20m"
    ratio = 0.5
  }

  # An instance of a burn alert is named by its label and its key.
  expect_alert "rate.fast" {
    within = "10m"
  }

  expect_alert "rate.steady" {
    within = "20m"
  }
}
