# The catalogue's services share their SLIs; testing one of each is enough.

test "health checks don't count" {
  sli = sli.login.availability
  events = [
    { span.kind = "server", http.request.method = "GET", http.route = "/healthz", http.response.status_code = 500 },
    { span.kind = "server", http.request.method = "GET", http.route = "/", http.response.status_code = 500 },
    { span.kind = "server", http.request.method = "GET", http.route = "/", http.response.status_code = 499 },
    { span.kind = "client", http.request.method = "GET", http.route = "/", http.response.status_code = 500 },
  ]
  expect = ["ineligible", "bad", "good", "ineligible"]
}

test "a slow login is bad, a failed one is another SLI's" {
  sli         = sli.login.latency
  events_file = "login.csv"
  expect      = { good = 2, bad = 1, ineligible = 2 }
}

scenario "nobody can log in" {
  slo     = slo.login.availability
  traffic = "50/s"

  failures {
    from  = "5m"
    to    = "1h5m"
    ratio = 1
  }

  expect_alert "fast" {
    within = "1m"
  }

  expect_alert "empty_in_4h" {
    within = "10m"
  }
}
