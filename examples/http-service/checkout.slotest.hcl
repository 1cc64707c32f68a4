# What the SLI says of requests. `slogen test examples/http-service` runs it.

test "a served checkout is good" {
  sli = sli.checkout.availability
  event = {
    name                      = "POST /checkout"
    http.response.status_code = 200
  }
  expect = "good"
}

test "a 503 is bad, a 404 is the buyer's own affair" {
  sli = sli.checkout.availability
  events = [
    { name = "POST /checkout", http.response.status_code = 499 },
    { name = "POST /checkout", http.response.status_code = 404 },
    { name = "POST /checkout", http.response.status_code = 500 },
    { name = "POST /checkout", http.response.status_code = 503 },
  ]
  expect = ["good", "good", "bad", "bad"]
}

test "a checkout that never got an answer is bad" {
  sli    = sli.checkout.availability
  event  = { name = "POST /checkout" }
  expect = "bad"
}

test "other routes and inner spans don't count" {
  sli = sli.checkout.availability
  events = [
    { name = "GET /healthz", http.response.status_code = 503 },
    { name = "POST /checkout", http.response.status_code = 503, trace.parent_id = "00f067aa0ba902b7" },
  ]
  expect = "ineligible"
}
