test "what the server fails at is bad" {
  sli = sli.gateway.availability
  events = [
    { http.response.status_code = 499 },
    { http.response.status_code = 500 },
  ]
  expect = ["good", "bad"]
}

scenario "every service fails" {
  slo     = slo.gateway.availability
  traffic = "50/s"

  failures {
    from  = "5m"
    to    = "1h5m"
    ratio = 1
  }

  expect_alert "fast" {
    within = "5m"
  }
}
