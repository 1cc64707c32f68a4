service "checkout" {
  dataset = "checkout"
  ownr    = "payments" # ERROR: Unsupported argument

  sli "availability" {
    good = event.http.response.status_code < 500
  }

  slo "availability" {
    sli    = sli.availabilty # ERROR: Reference to undeclared SLI
    target = 99.99999        # ERROR: Invalid percentage
  }
}
