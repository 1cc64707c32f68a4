# One block for every service of the catalogue. A new line in teams.jsonnet is a new service with all its objectives.

locals {
  catalogue = jsonnet("teams.jsonnet")
}

service "catalogue" {
  for_each = local.catalogue.services

  description = "${title(each.key)}, in the ${each.value.tier} tier"
  owner       = each.value.team
  dataset     = each.key
  runbook     = "https://runbooks.example.com/${each.key}"
  window      = "30d"
  burn_alerts = builtin.burn_alerts.honeycomb
  tags        = { team = each.value.team, tier = each.value.tier }

  routes = {
    page   = each.value.tier == "gold" ? [recipient.pagerduty[each.value.team]] : [recipient.slack[each.value.team]]
    inform = [recipient.slack[each.value.team]]
  }

  sli "availability" {
    template   = builtin.sli.http_server_availability
    parameters = { except_routes = ["/healthz"] }
  }

  sli "latency" {
    template = builtin.sli.http_server_latency
    parameters = {
      except_routes = ["/healthz"]
      threshold_ms  = each.value.latency_ms
    }
  }

  # slogen:ignore alert/page_unheard only the gold tier wakes anybody
  slo "availability" {
    description = "${title(each.key)} answers"
    sli         = sli.availability
    target      = each.value.target
  }

  # slogen:ignore alert/page_unheard only the gold tier wakes anybody
  slo "latency" {
    description = "${title(each.key)} answers within ${each.value.latency_ms} milliseconds"
    sli         = sli.latency
    target      = 99
  }

  # Only the services that have queues have these.
  trigger "queues" {
    for_each = toset(each.value.queues)

    description = "Messages of the queue ${each.key} fail"
    where       = event.messaging.destination.name == each.key && exists(event.error.type)
    fires_when  = count() >= 10
    over        = "30m"
    every       = "15m"
    severity    = "inform"
  }
}
