service "shop" {
  dataset = "shop" # slogen:ignore dataset/no_columns this is an example
  owner   = "shop"
  tags    = { team = "shop" }

  routes = {
    page   = [recipient.pagerduty.shop, recipient.email.shop]
    ticket = [recipient.email.shop]
  }

  sli "ok" {
    good = event.http.response.status_code < 500
  }

  slo "ok" {
    description = "People can buy"
    sli         = sli.ok
    target      = 99.9
    window      = "30d"
    runbook     = "https://runbooks.example.com/shop"

    burn_alert "fast" {
      burn_rate = 14.4
      over      = "1h"
      severity  = "page"
    }

    burn_alert "soon" {
      description      = "The budget ends today"
      exhausted_within = "12h"
      severity         = "ticket"
    }
  }

  # slogen:ignore organization/slo_runbook it is read once a month
  # slogen:ignore slo/no_alerts it is read once a month
  slo "later" {
    description = "People can buy next month"
    sli         = sli.later
    target      = 95
    window      = "7d"
  }

  sli "later" {
    good = event.shop.later == true
  }

  trigger "orders" {
    description = "Hardly any order"
    fires_when  = count() < 10
    over        = "1h"
    every       = "15m"
    severity    = "ticket"
  }
}

recipient "pagerduty" "shop" {
  integration_name = "Shop"
  integration_key  = secret("SHOP_PAGERDUTY_KEY")
}

recipient "email" "shop" {
  address = "shop@example.com"
}
