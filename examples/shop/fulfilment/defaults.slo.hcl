defaults {
  owner   = "fulfilment"
  runbook = "https://runbooks.shop.example/fulfilment"
  tags    = { team = "fulfilment" }

  # Nobody is woken for a parcel.
  burn_alerts = burn_alert_policy.by_day
  routes      = { page = null, ticket = [recipient.slack.fulfilment, recipient.webhook.tickets] }
  variables   = { queue = "fulfilment" }
}
