# Every service of local.services, named by its key: sli.search.availability["query"].
service "all" {
  for_each = local.services

  description = "${title(each.key)}, in ${var.env}"
  owner       = each.value.team
  runbook     = "https://runbooks.example.com/${each.key}"
  dataset     = each.key
  window      = "28d"
  burn_alerts = burn_alert_policy.standard

  routes = {
    page   = local.prod ? [recipient.pagerduty.oncall[each.value.team]] : []
    inform = [recipient.slack.team[each.value.team]]
  }

  # Two SLIs over the same routes. An instance is named by its block and its key.
  sli "availability" {
    for_each    = each.value.routes
    description = "Requests to ${each.value.path} that the server could answer"
    template    = sli_template.route
    parameters  = { path = each.value.path }
  }

  sli "latency" {
    for_each    = each.value.routes
    description = "Answers from ${each.value.path} within ${each.value.limit_ms} ms"
    eligible    = sli.availability[each.key].eligible && sli.availability[each.key].good
    good        = event.duration_ms < each.value.limit_ms
  }

  slo "availability" {
    for_each    = each.value.routes
    description = "People reach ${each.value.path}"
    sli         = sli.availability[each.key]
    target      = each.value.target
  }

  slo "latency" {
    for_each    = each.value.routes
    description = "People don't wait for ${each.value.path}"
    sli         = sli.latency[each.key]
    target      = 95
    depends_on  = [slo.availability[each.key]]
  }

  # There in production alone. As the for_each is a list, this is the trigger itself: trigger.search.silence.
  trigger "silence" {
    for_each    = local.prod ? [1] : []
    description = "Nobody calls the service at all"
    template    = trigger_template.silence
    parameters  = { at_least = each.value, every = "15m" }
    severity    = "page"
  }

  trigger "slow" {
    template   = trigger_template.slow
    parameters = { limit_ms = 10000 }
  }

  trigger "drop" {
    template = trigger_template.drop
  }

  board {
    for_each = local.prod ? [1] : []
  }
}

sli_template "route" {
  description = "Requests to one route that the server could answer"

  parameter "path" {
    type = string
  }

  eligible = event.http.route == param.path
  good     = event.http.response.status_code < 500
}
