# How the SLI should judge events. `slogen test` runs this file; `slogen test -mutate` lists changes that no test would notice.

test "a server error is bad" {
  sli = sli.checkout.availability
  events = [
    { name = "POST /checkout", http.response.status_code = 200 },
    { name = "POST /checkout", http.response.status_code = 499 },
    { name = "POST /checkout", http.response.status_code = 500 },
  ]
  expect = ["good", "good", "bad"]
}

test "other requests, and checkouts without a status, don't count" {
  sli = sli.checkout.availability
  events = [
    { name = "GET /healthz", http.response.status_code = 503 },
    { name = "POST /checkout" },
  ]
  expect = "ineligible"
}

# What the burn alerts should do in an incident. `slogen simulate` shows when each fires and resolves, and how much budget is left.

scenario "half the checkouts fail for ten minutes" {
  slo     = slo.checkout.availability
  traffic = "1000/min"

  failures {
    to    = "10m"
    ratio = 0.5
  }

  expect_alert "fast" {
    within = "5m"
  }
}

scenario "one checkout in a hundred fails for a day" {
  slo     = slo.checkout.availability
  traffic = "1000/min"

  failures {
    to    = "1d"
    ratio = 0.01
  }

  expect_alert "slow" {}
  expect_no_alert "fast" {} # this wakes nobody
}
