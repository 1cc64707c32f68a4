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
