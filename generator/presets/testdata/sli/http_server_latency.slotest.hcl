test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = 500 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = 500.5 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 503, duration_ms = 3 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200 },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 200, duration_ms = 3 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { span.kind = "server", http.method = "GET", http.status_code = 200, duration_ms = 500 },
    { span.kind = "server", http.method = "GET", http.status_code = 200, duration_ms = 500.5 },
    { span.kind = "server", http.method = "GET", http.status_code = 503, duration_ms = 3 },
    { span.kind = "server", http.method = "GET", http.status_code = 200 },
    { span.kind = "client", http.method = "GET", http.status_code = 200, duration_ms = 3 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = 500 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = 500.5 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 503, duration_ms = 3 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200 },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 200, duration_ms = 3 },
    { span.kind = "server", http.method = "GET", http.status_code = 200, duration_ms = 500 },
    { span.kind = "server", http.method = "GET", http.status_code = 200, duration_ms = 500.5 },
    { span.kind = "server", http.method = "GET", http.status_code = 503, duration_ms = 3 },
    { span.kind = "server", http.method = "GET", http.status_code = 200 },
    { span.kind = "client", http.method = "GET", http.status_code = 200, duration_ms = 3 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.latency
  events = [
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = 301, http.route = "/" },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = 900, http.route = "/stream" },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { span.kind = "server", http.request.method = "GET", http.response.status_code = "200", duration_ms = 20 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = "200", duration_ms = 20000 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = "503", duration_ms = 1 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = "timeout", duration_ms = 1 },
    { span.kind = "server", http.request.method = "GET", duration_ms = 1 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = "20" },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = null },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200, duration_ms = -1 },
    { span.kind = "server", http.request.method = "GET", http.status_code = 200, duration_ms = 20 },
  ]
  expect = [
    "good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible",
    "ineligible",
  ]
}
