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
