# A journey that crosses three datasets: the SLI is a calculated field of the whole environment, and so is the SLO.

slogen {
  max_datasets = 5 # Honeycomb allows 10; more than 5 would be no journey of ours
}

recipient "pagerduty" "incident_commander" {
  integration_name = "Incident commander"
  integration_key  = secret("INCIDENT_PAGERDUTY_KEY")
}

recipient "slack" "product" {
  channel = "#product"
}

function "edge" {
  params = [e]
  result = e.span.kind == "server" && e.app.edge == true
}

service "buying" {
  name        = "Buying something"
  description = "From the first search to the paid order"
  owner       = "product"
  datasets    = ["cart", "checkout", "search"]
  runbook     = "https://runbooks.example.com/buying"
  burn_alerts = builtin.burn_alerts.sre_workbook

  routes = {
    page   = [recipient.pagerduty.incident_commander]
    ticket = [recipient.slack.product]
  }

  sli "journey" {
    description = "Steps of the journey that were answered, each in the time users give it"
    eligible    = edge(event) && exists(event.app.journey.step)
    good = event.http.response.status_code < 500 && event.duration_ms < (
      event.app.journey.step == "search" ? 1000 :
      event.app.journey.step == "cart" ? 500 :
      3000
    )
  }

  slo "journey" {
    description = "Visitors find, choose and pay without a stumble"
    sli         = sli.journey
    target      = 99.5
    window      = "30d"

    # The policy's fast alert, louder: this is everybody's money.
    burn_alert "fast" {
      burn_rate          = 14.4
      over               = "1h"
      severity           = "page"
      pagerduty_severity = "critical"
    }
  }

  trigger "abandoned_carts" {
    description = "Carts are opened as ever, but hardly any is paid"
    dataset     = "cart"
    where       = event.app.journey.step == "cart"
    fires_when  = count(event.app.cart.paid == true) / count() < 0.05
    over        = "2h"
    every       = "30m"
    severity    = "ticket"
  }

  # Over everything the environment holds, whichever dataset it is in.
  trigger "unknown_services" {
    description = "A service that nobody declared sends events; it may be new, or misnamed"
    dataset     = all
    where       = !in(event.service.name, "cart", "checkout", "payments", "search")
    fires_when  = count() > 1000
    group_by    = [event.service.name]
    over        = "1h"
    every       = "1h"
    notify      = [recipient.slack.product]

    # Nobody is told on trial in this service, so the trigger is disabled until somebody removes the block.
    quiet {
      until  = "2028-03-31"
      reason = "The new checkout sends under a name of its own until it has replaced the old one"
    }
  }

  board {}
}

# What all three datasets hold. `slogen validate` finds a misspelt column with it, and a value of the wrong type.
dataset "search" {
  columns_file = "columns.json"
}

dataset "cart" {
  columns_file = "columns.json"
}

dataset "checkout" {
  columns_file = "columns.json"
}
