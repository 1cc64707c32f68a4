# Recipients belong to the whole Honeycomb team: production creates them.
recipient "slack" "shopping" {
  channel = "#shopping-alerts"
}

recipient "pagerduty" "shopping" {
  integration_name = "Shopping on-call"
  integration_key  = secret("SHOPPING_PAGERDUTY_KEY")
}
