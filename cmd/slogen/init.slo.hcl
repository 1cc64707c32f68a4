# A first service. Change the names to yours, then:
#
#   slogen validate     is everything right?
#   slogen test         does the SLI say of events what it should, and do alerts fire when they should?
#   slogen simulate     what would the alerts do in an incident?
#   slogen plan         what would Honeycomb hold?
#   slogen generate     write it to out/, as JSON and as Terraform
#
# `slogen explain slo` tells what a block takes; so do the other names below.

# The columns that the dataset's events have. With them, a misspelt column and a comparison of the wrong type are errors; without
# them both are false for every event, and nobody says so. `columns_file` takes the list from Honeycomb's columns API instead.
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

  routes = { # who hears of an alert, by its severity
    page   = [recipient.pagerduty.payments]
    inform = [recipient.slack.payments]
  }

  # Which events count (eligible), and which of those are good. `event.a.b` is the column "a.b".
  sli "availability" {
    description = "Checkout requests answered without a server error"
    eligible    = event.name == "POST /checkout" && exists(event.http.response.status_code)
    good        = event.http.response.status_code < 500
  }

  # 99.9% of them over 30 days: 43 minutes of full outage are allowed.
  slo "availability" {
    description = "Buyers can pay"
    sli         = sli.availability
    target      = 99.9
    window      = "30d"

    # The budget goes 14.4 times too fast: 2% of it in an hour.
    burn_alert "fast" {
      burn_rate = 14.4
      over      = "1h"
      severity  = "page"
    }

    # The budget goes, but nobody needs to get up for it.
    burn_alert "slow" {
      burn_rate = 3
      over      = "24h"
      severity  = "inform"
    }

    # What is too slow for both of them, and still uses the budget up.
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
  integration_key  = secret("PAYMENTS_PAGERDUTY_KEY") # only the name is written, never a value
}
