# How the SLIs should judge events. `slogen test` runs this file; `slogen test -mutate` lists changes that no test would notice.

test "a server error is bad" {
  sli = sli.@service@.availability
  events = [
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 499 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 500 },
  ]
  expect = ["good", "good", "bad"]
}

test "health checks and calls to others don't count" {
  sli = sli.@service@.availability
  events = [
    { span.kind = "server", http.request.method = "GET", http.route = "/healthz", http.response.status_code = 503 },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 503 },
  ]
  expect = "ineligible"
}

test "a slow answer is bad" {
  sli = sli.@service@.latency
  events = [
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = 900 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = 1100 },
  ]
  expect = ["good", "bad"]
}

# What the burn alerts should do in an incident. `slogen simulate` shows when each fires and resolves.

scenario "half the requests fail for ten minutes" {
  slo     = slo.@service@.availability
  traffic = "1000/min"

  failures {
    to    = "10m"
    ratio = 0.5
  }

  expect_alert "fast" {
    within = "5m"
  }
}
