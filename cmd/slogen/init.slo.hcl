# A first service. Change the names to yours, then:
#
#   slogen validate     checks that everything is right
#   slogen test         checks that the SLI judges events as it should, and that alerts fire when they should
#   slogen simulate     shows what the alerts would do in an incident
#   slogen plan         shows what would change at Honeycomb
#   slogen generate     writes everything to out/, as JSON and Terraform
#
# `slogen explain slo` explains a block and its arguments; it works for the other names below, too.

# The columns of the dataset's events. Once they are declared, a misspelt column or a comparison with the wrong type is an error.
# Otherwise both are silently false for every event. `columns_file` reads the list from Honeycomb's columns API instead.
dataset "checkout" {
  columns = {
    name                      = string
    duration_ms               = float
    http.response.status_code = integer
    card.declined             = boolean
  }
}

service "checkout" {
  description = "Turns a cart into a paid order"
  owner       = "payments"
  dataset     = "checkout" # the slug of the Honeycomb dataset that holds its events
  runbook     = "https://runbooks.example.com/checkout"

  routes = { # who is notified, by an alert's severity
    page   = [recipient.pagerduty.payments]
    inform = [recipient.slack.payments]
  }

  # Which events count (eligible), and which of those are good. `event.a.b` is the column "a.b".
  sli "availability" {
    description = "Checkout requests answered without a server error"
    eligible    = event.name == "POST /checkout" && exists(event.http.response.status_code)
    good        = event.http.response.status_code < 500
  }

  # 99.9% of them must be good over 30 days, which allows 43 minutes of full outage.
  slo "availability" {
    description = "Buyers can pay"
    sli         = sli.availability
    target      = 99.9
    window      = "30d"

    # The budget is used up 14.4 times too fast: 2% of it in an hour.
    burn_alert "fast" {
      burn_rate = 14.4
      over      = "1h"
      severity  = "page"
    }

    # The budget is used up too fast, but nobody needs to get up for it.
    burn_alert "slow" {
      burn_rate = 3
      over      = "24h"
      severity  = "inform"
    }

    # Failures that are too few for the other two alerts, but still use up the budget.
    burn_alert "used_up" {
      exhausted_within = "24h"
      severity         = "inform"
    }
  }

  # What an SLO doesn't catch: an alert on a query.
  trigger "declines" {
    description = "Many cards are declined at once; the payment provider may be down"
    where       = event.name == "charge" && event.card.declined == true
    fires_when  = count() >= 50
    over        = "10m"
    every       = "5m"
    severity    = "inform"
  }

  board {} # every SLO and trigger of the service on one page
}

recipient "slack" "payments" {
  channel = "#payments-alerts"
}

recipient "pagerduty" "payments" {
  integration_name = "Payments on-call"
  integration_key  = secret("PAYMENTS_PAGERDUTY_KEY") # outputs hold only the name, never the value
}
