# One query over all services behind a gateway. Each team hears of its own services, and the platform team of all.
# Needs a Honeycomb team with grouped resolution alerts and, in Terraform, version 0.54.0 of the provider.

locals {
  teams = {
    payments = ["checkout", "payments"]
    search   = ["search", "suggest"]
  }
}

dataset "gateway" {
  columns = {
    duration_ms               = float
    http.response.status_code = integer
    service.name              = string
  }
}

recipient "pagerduty" "team" {
  for_each         = toset(keys(local.teams))
  integration_name = "${title(each.key)} on-call"
  integration_key  = secret("PAGERDUTY_KEY_${upper(each.key)}")
}

recipient "pagerduty" "gateway" {
  integration_name = "Gateway on-call"
  integration_key  = secret("PAGERDUTY_KEY_GATEWAY")
}

recipient "slack" "platform" {
  channel = "#platform"
}

# The platform team decides what is too much; who hears of which service is a matter of the trigger that uses it.
trigger_template "errors" {
  parameter "services_of" {
    type        = map(list(string))
    description = "The services of each team"
  }

  description        = "Many requests to one service fail"
  where              = event.http.response.status_code >= 500
  fires_when         = count() > 100
  group_by           = [event.service.name]
  resolve            = "per_group"
  incident_per_group = true
  over               = "10m"
  every              = "5m"

  route "team" {
    for_each           = param.services_of
    when               = { service.name = each.value }
    notify             = [recipient.pagerduty.team[each.key]]
    incident_per_group = true
  }
}

service "gateway" {
  description = "What stands before all our services"
  owner       = "platform"
  runbook     = "https://runbooks.example.com/gateway"
  dataset     = "gateway"
  routes = {
    page   = [recipient.pagerduty.gateway]
    inform = [recipient.slack.platform]
  }
  burn_alerts = builtin.burn_alerts.honeycomb

  sli "availability" {
    description = "Requests that the services could answer"
    good        = event.http.response.status_code < 500
  }

  slo "availability" {
    description = "What people ask for is answered"
    sli         = sli.availability
    target      = 99.9
    window      = "30d"
  }

  trigger "errors" {
    template   = trigger_template.errors
    parameters = { services_of = local.teams }
    severity   = "page"
  }

  trigger "slow" {
    description        = "Answers of one service are slow"
    fires_when         = p99(event.duration_ms) > 5000
    group_by           = [event.service.name]
    resolve            = "per_group"
    incident_per_group = false
    over               = "30m"
    every              = "15m"
    severity           = "inform"

    route "team" {
      for_each           = local.teams
      when               = { service.name = each.value }
      notify             = [recipient.pagerduty.team[each.key]]
      incident_per_group = true
    }
  }
}
