# One HTTP service: who hears of trouble, what counts as good, how good is good enough.

variable "target" {
  type    = number
  default = 99.9
}

recipient "slack" "payments" {
  channel = "#payments-alerts"
}

recipient "pagerduty" "payments_oncall" {
  integration_name = "Payments on-call"
  integration_key  = secret("PAYMENTS_PAGERDUTY_KEY")
}

service "checkout" {
  description = "Turns a cart into a paid order"
  owner       = "payments"
  dataset     = "checkout"
  runbook     = "https://runbooks.example.com/checkout"

  routes = {
    page   = [recipient.pagerduty.payments_oncall]
    inform = [recipient.slack.payments]
  }

  sli "availability" {
    description = "Checkout requests answered without a server error"
    eligible    = event.name == "POST /checkout" && !exists(event.trace.parent_id)
    good        = event.http.response.status_code < 500
  }

  slo "availability" {
    description = "Buyers can pay"
    sli         = sli.availability
    target      = var.target
    window      = "30d"

    burn_alert "fast" {
      burn_rate = 14.4
      over      = "1h"
      severity  = "page"
    }

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

  trigger "declines_spike" {
    description = "Many cards are declined at once; the payment provider may be down"
    where       = event.name == "charge" && event.card.declined == true
    fires_when  = count() >= 50
    over        = "10m"
    every       = "5m"
    severity    = "inform"
  }

  board {}
}

# The columns that the dataset's events have: a misspelt one, or one compared with a value of another type, is an error now
# instead of an SLI that is bad for ever.
dataset "checkout" {
  columns = {
    name                      = string
    duration_ms               = float
    trace.parent_id           = string
    http.response.status_code = integer
    card.declined             = boolean
  }
}
