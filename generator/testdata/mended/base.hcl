recipient "slack" "payments" {
  channel = "#payments"
}

burn_alert_policy "standard" {
  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
  }
}

service "checkout" {
  dataset = "checkout"
  owner   = "payments"
  runbook = "https://example.com/runbook"
  routes = {
    page   = [recipient.slack.payments]
    ticket = [recipient.slack.payments]
  }

  sli "availability" {
    good = event.status_code < 500
  }

  slo "availability" {
    description = "Buyers can pay"
    sli         = sli.availability
    target      = 99.9
    window      = "30d"
    burn_alert "fast" {
      burn_rate = 14.4
      over      = "1h"
      severity  = "page"
    }
  }

  trigger "declines" {
    description = "Many cards are declined at once"
    where       = event.name == "charge"
    fires_when  = count() >= 50
    over        = "10m"
    every       = "5m"
    severity    = "page"
    schedule {
      days = ["monday"]
      from = "09:00"
      to   = "17:00"
    }
  }
  board {}
}

recipient "pagerduty" "oncall" {
  integration_name = "Nights"
  integration_key  = secret("PAYMENTS_PAGERDUTY_KEY")
}

recipient "webhook" "incidents" {
  name = "incidents"
  url  = secret("INCIDENTS_URL")
  variable "team" {
    default = "unknown"
  }
  template "trigger" {
    body = "{\"team\": \"{{ .Vars.team }}\"}"
  }
}
