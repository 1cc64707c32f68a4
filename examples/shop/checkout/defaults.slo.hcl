defaults {
  owner   = "checkout"
  dataset = "checkout"
  runbook = "https://runbooks.shop.example/checkout"
  tags    = { team = "checkout", tier = "one" }

  routes = {
    page   = local.live ? [recipient.pagerduty.checkout, recipient.slack.everyone] : [recipient.slack.checkout]
    inform = [recipient.slack.checkout]
  }

  variables = { queue = "checkout" }
}
