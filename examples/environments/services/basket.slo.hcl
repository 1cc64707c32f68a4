variable "availability" {
  type        = number
  description = "The target of availability, in percent"
}

variable "latency" {
  type        = number
  description = "How many answers are quick, in percent"
}

variable "pages" {
  type        = bool
  description = "Whether somebody is paged"
}

burn_alert_policy "environment" {
  description = "A quick burn wakes somebody where people are paged, and a slow one can wait."

  burn_alert "fast" {
    burn_rate = 14.4
    over      = "1h"
    severity  = var.pages ? "page" : "inform"
  }

  burn_alert "slow" {
    burn_rate = 1
    over      = "3d"
    severity  = "inform"
  }
}

dataset "basket" {
  columns = {
    duration_ms               = float
    http.response.status_code = integer
    span.kind                 = string
  }
}

service "basket" {
  description = "Holds what a customer wants to buy"
  owner       = "shopping"
  runbook     = "https://runbooks.example.com/basket"
  dataset     = "basket"
  window      = "28d"
  burn_alerts = burn_alert_policy.environment

  routes = {
    page   = [var.pages ? recipient.pagerduty.shopping : recipient.slack.shopping]
    inform = [recipient.slack.shopping]
  }

  sli "availability" {
    description = "Requests that the server could answer"
    eligible    = event.span.kind == "server"
    good        = event.http.response.status_code < 500
  }

  sli "latency" {
    description = "Answers within 300 ms"
    eligible    = sli.availability.eligible && sli.availability.good
    good        = event.duration_ms < 300
  }

  slo "availability" {
    description = "The basket answers"
    sli         = sli.availability
    target      = var.availability
  }

  slo "latency" {
    description = "The basket answers quickly"
    sli         = sli.latency
    target      = var.latency
    depends_on  = [slo.availability]
  }
}
