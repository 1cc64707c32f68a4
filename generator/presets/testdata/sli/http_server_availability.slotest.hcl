test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 404 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 500 },
    { span.kind = "server", http.request.method = "GET" },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 500 },
    { span.kind = "server", name = "job" },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { span.kind = "server", http.method = "GET", http.status_code = 200 },
    { span.kind = "server", http.method = "GET", http.status_code = 404 },
    { span.kind = "server", http.method = "GET", http.status_code = 500 },
    { span.kind = "server", http.method = "GET" },
    { span.kind = "client", http.method = "GET", http.status_code = 500 },
    { span.kind = "server", name = "job" },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 200 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 404 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 500 },
    { span.kind = "server", http.request.method = "GET" },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 500 },
    { span.kind = "server", name = "job" },
    { span.kind = "server", http.method = "GET", http.status_code = 200 },
    { span.kind = "server", http.method = "GET", http.status_code = 404 },
    { span.kind = "server", http.method = "GET", http.status_code = 500 },
    { span.kind = "server", http.method = "GET" },
    { span.kind = "client", http.method = "GET", http.status_code = 500 },
    { span.kind = "server", name = "job" },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible", "good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.availability
  events = [
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 500, http.route = "/healthz" },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 500, http.route = "/" },
  ]
  expect = ["ineligible", "bad"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { span.kind = "server", http.request.method = "GET", http.response.status_code = "200" },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = "503" },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 503.0 },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = null },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = "" },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = "timeout" },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 0 },
    { span.kind = "server", http.request.method = null, http.response.status_code = 500 },
    { span.kind = "server", http.method = "GET", http.status_code = 500 },
    { http.response.status_code = 500 },
  ]
  expect = ["good", "bad", "bad", "bad", "bad", "bad", "bad", "ineligible", "ineligible", "ineligible"]
}
