# The SLOs of @service@. It answers HTTP requests. Next:
#
#   slogen validate     checks that everything is right
#   slogen test         checks that the SLIs judge events as they should
#   slogen simulate     shows what the alerts would do in an incident
#   slogen plan         shows what would change at Honeycomb
#   slogen generate     writes everything to out/, as JSON and Terraform
#
# `slogen explain slo` explains a block and its arguments; it works for the other names below, too.

# The columns that are used, as OpenTelemetry names them. Once they are declared, a misspelt one is an error.
dataset "@dataset@" {
  columns = {
    duration_ms               = float
    http.request.method       = string
    http.response.status_code = integer
    http.route                = string
    span.kind                 = string
  }
}

service "@service@" {
  dataset = "@dataset@" # the slug of the Honeycomb dataset that holds its events
  # description = "What it does for its users"
  # owner       = "the team to ask"
  # runbook     = "https://runbooks.example.com/@service@"

  # On trial, every alert goes to the channel alone, until you know which of them are worth waking somebody for.
  stage           = "trial"
  trial_recipient = recipient.slack.@service@

  # Who is notified once the two lines above are gone, by an alert's severity. To wake somebody, declare a recipient
  # "pagerduty" or "webhook", and name an owner and a runbook.
  routes = {
    page   = [recipient.slack.@service@]
    inform = [recipient.slack.@service@]
  }

  # `slogen explain builtin.sli.http_server_availability` prints what it says.
  sli "availability" {
    template   = builtin.sli.http_server_availability
    parameters = { except_routes = ["/healthz"] }
  }

  sli "latency" {
    template   = builtin.sli.http_server_latency
    parameters = { threshold_ms = 1000, except_routes = ["/healthz"] }
  }

  # 99.9% of them must be good over 30 days, which allows 43 minutes of full outage.
  slo "availability" {
    description = "Requests are answered"
    sli         = sli.availability
    target      = 99.9
    window      = "30d"
    burn_alerts = builtin.burn_alerts.honeycomb
  }

  slo "latency" {
    description = "Answers come within a second"
    sli         = sli.latency
    target      = 99
    window      = "30d"
    burn_alerts = builtin.burn_alerts.honeycomb
  }

  board {} # every SLO of the service on one page
}

recipient "slack" "@service@" {
  channel = "#@service@-alerts"
}
