# What the SLI says of events. `slogen test` runs this file; `slogen test -mutate` tells what no test would notice.

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

# What the burn alerts do when it fails. `slogen simulate` shows when each fires and resolves, and what is left of the budget by then.

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
  expect_no_alert "fast" {} # nobody is woken for it
}
