# Recipients belong to the whole Honeycomb team: staging looks up what production creates.
recipient "slack" "shopping" {
  channel = "#shopping-alerts"
  lookup  = true
}

recipient "pagerduty" "shopping" {
  integration_name = "Shopping on-call"
  lookup           = true
}
