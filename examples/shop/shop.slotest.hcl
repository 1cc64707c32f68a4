# Tests see the declarations of their directory and above, and name any SLI of the configuration.

test "spans as the Collector's file exporter writes them" {
  sli         = sli.checkout.availability
  events_file = "checkout/spans.json"
  expect      = { good = 1, bad = 1, ineligible = 2 }
}

test "an order that arrives late is bad" {
  sli = sli.orders.freshness
  events = [
    { messaging.operation.type = "process", app.order.placed_at = "2026-03-02T11:55:00Z" },
    { messaging.operation.type = "process", app.order.placed_at = "2026-03-02T11:54:59Z" },
    { messaging.operation.type = "receive", app.order.placed_at = "2026-03-02T11:54:59Z" },
  ]
  time   = "2026-03-02T12:00:00Z"
  expect = ["good", "bad", "ineligible"]
}

test "an event that reaches Honeycomb late is good all the same" {
  sli         = sli.orders.freshness
  event       = { messaging.operation.type = "process", app.order.placed_at = "2026-03-02T11:59:00Z" }
  time        = "2026-03-02T12:00:00Z"
  ingest_time = "2026-03-02T12:30:00Z"
  expect      = "good"
}

test "a search without results is bad, probes don't count" {
  sli = sli.web-shop.search
  events = [
    { http.route = "/search", http.response.status_code = 200, duration_ms = 80, app.search.results = 12 },
    { http.route = "/search", http.response.status_code = 200, duration_ms = 80, app.search.results = 0 },
    { http.route = "/search", http.response.status_code = 200, duration_ms = 80 },
    { http.route = "/search", http.response.status_code = 200, duration_ms = 1500, app.search.results = 12 },
    { http.route = "/search", http.response.status_code = 500, duration_ms = 80, app.search.results = 12 },
    { http.route = "/search", http.response.status_code = 500, user_agent.original = "shop-probe/2.1" },
    { http.route = "/search", http.response.status_code = 500, user_agent.synthetic.type = "bot" },
    { http.route = "/search", http.response.status_code = 500, trace.parent_id = "00f067aa0ba902b7" },
  ]
  expect = ["good", "bad", "bad", "bad", "bad", "ineligible", "ineligible", "ineligible"]
}

# An hour of nothing but errors wakes somebody by day. At night, when fewer people search, the same hour costs too little of the budget.

scenario "search is down for an hour, at night and by day" {
  slo              = slo.web-shop.search
  traffic          = "200/min"
  background_ratio = 0.002
  begins_at        = "03:00"

  night {
    from    = "22:00"
    to      = "06:00"
    traffic = "300/h"
  }

  failures {
    from  = "10m"
    to    = "1h10m"
    ratio = 1
  }

  failures {
    from  = "9h"
    to    = "10h"
    ratio = 1
  }

  expect_alert "broken" {
    since  = "9h"
    after  = "20m"
    within = "1h"
  }
}

scenario "payments are declined for a minute" {
  slo     = slo.payments.authorization
  traffic = "90000/day"

  failures {
    to    = "1m"
    ratio = 1
  }

  expect_alert "fast" {
    within = "1m"
  }

  expect_no_alert "slow" {}
  expect_no_alert "empty_in_4h" {}
}
