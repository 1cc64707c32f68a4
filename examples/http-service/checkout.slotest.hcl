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

# What the burn alerts do when checkouts fail. `slogen simulate examples/http-service` shows it.

scenario "half the checkouts fail for ten minutes" {
  slo              = slo.checkout.availability
  traffic          = "1000/min"
  background_ratio = 0.0001

  failures {
    from  = "5m"
    to    = "15m"
    ratio = 0.5
  }

  expect_alert "fast" {
    within          = "3m"
    resolves_within = "1h"
  }
}

scenario "one checkout in a hundred fails for a day" {
  slo     = slo.checkout.availability
  traffic = "1000/min"

  failures {
    to    = "1d"
    ratio = 0.01
  }

  expect_alert "slow" {
    within = "8h"
  }

  expect_no_alert "fast" {} # nobody is woken for it
}
