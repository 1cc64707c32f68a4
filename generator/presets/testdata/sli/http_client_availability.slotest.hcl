test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 204 },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 429 },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 502 },
    { span.kind = "client", http.request.method = "GET", error.type = "timeout" },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 502 },
    { span.kind = "client", db.system.name = "redis" },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { span.kind = "client", http.method = "GET", http.status_code = 204 },
    { span.kind = "client", http.method = "GET", http.status_code = 429 },
    { span.kind = "client", http.method = "GET", http.status_code = 502 },
    { span.kind = "client", http.method = "GET", error.type = "timeout" },
    { span.kind = "server", http.method = "GET", http.status_code = 502 },
    { span.kind = "client", db.system.name = "redis" },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 204 },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 429 },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 502 },
    { span.kind = "client", http.request.method = "GET", error.type = "timeout" },
    { span.kind = "server", http.request.method = "GET", http.response.status_code = 502 },
    { span.kind = "client", db.system.name = "redis" },
    { span.kind = "client", http.method = "GET", http.status_code = 204 },
    { span.kind = "client", http.method = "GET", http.status_code = 429 },
    { span.kind = "client", http.method = "GET", http.status_code = 502 },
    { span.kind = "client", http.method = "GET", error.type = "timeout" },
    { span.kind = "server", http.method = "GET", http.status_code = 502 },
    { span.kind = "client", db.system.name = "redis" },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible", "good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.payments_answer
  events = [
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 500, server.address = "payments.example.com" },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 500, server.address = "mail.example.com" },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { span.kind = "client", http.request.method = "GET", http.response.status_code = "200" },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = "503" },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 503.0 },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = null },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = "" },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = "timeout" },
    { span.kind = "client", http.request.method = "GET", http.response.status_code = 0 },
    { span.kind = "client", http.request.method = null, http.response.status_code = 500 },
    { span.kind = "client", http.method = "GET", http.status_code = 500 },
    { http.response.status_code = 500 },
  ]
  expect = ["good", "bad", "bad", "bad", "bad", "bad", "bad", "ineligible", "ineligible", "ineligible"]
}
