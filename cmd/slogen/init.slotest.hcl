# What the SLI says of events. `slogen test` runs this; `slogen test -mutate` tells what no test would notice.

test "a server error is bad" {
  sli = sli.checkout.availability
  events = [
    { name = "POST /checkout", http.response.status_code = 200 },
    { name = "POST /checkout", http.response.status_code = 499 },
    { name = "POST /checkout", http.response.status_code = 500 },
  ]
  expect = ["good", "good", "bad"]
}

test "what is no checkout, or has no status, doesn't count" {
  sli = sli.checkout.availability
  events = [
    { name = "GET /healthz", http.response.status_code = 503 },
    { name = "POST /checkout" },
  ]
  expect = "ineligible"
}
