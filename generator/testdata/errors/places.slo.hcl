# One of each kind of place: an argument's value, a name, a label, a header, a part of a list, a key of a map.
variable "limit" {
  type    = number
  default = "high" # ERROR: Invalid default value for variable
}

recipient "slack" "payments" {
  channel = "#payments"
  address = "a@example.com" # ERROR: Unsupported argument
}

burn_alert_policy "standard" {
  burn_alert "Fast" { # ERROR: Invalid name
    exhausted_within = "4h"
    severity         = "page"
  }
}

service "checkout" {
  dataset = "checkout"
  ownr    = "payments" # ERROR: Unsupported argument
  routes = {
    page   = [recipient.slack.payments, recipient.slack.paymnts] # ERROR: Reference to undeclared recipient
    page   = recipient.slack.payments                            # ERROR: Duplicate key
    inform = recipient.slack.payments
  }

  sli "availability" {
    good = event.http.response.status_code < 500
  }
  sli "availability" { # ERROR: Duplicate SLI
    good = event.http.response.status_code < 500
  }

  slo "availability" {
    description = "Buyers can pay"
    sli         = sli.availabilty # ERROR: Reference to undeclared SLI
    target      = 99.99999        # ERROR: Invalid percentage
    window      = "30 days"       # ERROR: Invalid window
    expires     = "2026-05-31"

    burn_alert "none" { # ERROR: Invalid burn alert
      severity = "inform"
    }
    burn_alert "soon" {
      exhausted_within = "4h"
      severity         = "informm" # ERROR: Severity without a route
    }
  }

  trigger "many" {
    description = "Many"
    fires_when  = count() > 1
    over        = "10m"
    every       = "10m"
    schedule { # ERROR: Missing required argument
      days     = ["monday", "mondy"] # ERROR: Invalid day
      from     = "9"                 # ERROR: Invalid time of day
      to       = "17:00"
      timezone = "Europe/Berlin"
    }
  }
  trigger "few" { # ERROR: Missing required argument
    description = "Few"
    fires_when  = count() < 1
    over        = "10m"
  }
}
