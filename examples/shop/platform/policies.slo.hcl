# What every team starts from. Teams may say otherwise, nearer wins, and the plan shows where a value came from.

defaults "organization" {
  window      = "28d"
  burn_alerts = burn_alert_policy.standard
  tags        = { managedby = "slogen" }

  routes = {
    page   = [recipient.slack.everyone]
    ticket = [recipient.webhook.tickets]
  }

  # PagerDuty's word for ours. It is always written out, since Honeycomb takes "critical" for what isn't.
  pagerduty_severity = { page = "critical", ticket = "warning" }
}

burn_alert_policy "standard" {
  description = "Two pages and a ticket"

  burn_alert "fast" {
    burn_rate = 14.4
    over      = "1h"
    severity  = "page"
  }

  burn_alert "empty_in_4h" {
    exhausted_within = "4h"
    severity         = "page"
  }

  burn_alert "slow" {
    budget   = 15
    over     = "3d"
    severity = "ticket"
  }
}

burn_alert_policy "by_day" {
  description = "For what can wait until the morning"

  burn_alert "slow" {
    burn_rate = 1
    over      = "3d"
    severity  = "ticket"
  }
}

sli_template "http_route" {
  description = "Requests of users to one route, answered well and in time"

  parameter "route" {
    type        = string
    description = "The route as http.route names it"
  }

  parameter "within_ms" {
    type    = number
    default = 1000
  }

  eligible = event.http.route == param.route && event.span.kind == "server"
  good     = event.http.response.status_code < 500 && event.duration_ms <= param.within_ms
}
