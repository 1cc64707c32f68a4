defaults {
  owner   = "storefront"
  runbook = "https://runbooks.shop.example/storefront"
  tags    = { team = "storefront" }

  routes = {
    page   = local.live ? [recipient.pagerduty.storefront] : [recipient.slack.storefront]
    inform = [recipient.slack.storefront]
  }
}
