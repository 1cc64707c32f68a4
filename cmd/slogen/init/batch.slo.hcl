# The SLOs of @service@. It is a job that runs by a schedule. Next:
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
    process.exit.code = integer
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

  # `slogen explain builtin.sli.batch_job_success` prints what it says: one span for each run, with the exit code.
  sli "success" {
    template = builtin.sli.batch_job_success
  }

  # Runs are few, so the target is low and the window long: with one run a day, nine of 90 may fail.
  # slogen:ignore slo/no_alerts one run a day: the trigger below is what tells
  slo "success" {
    description             = "The job ends well"
    sli                     = sli.success
    target                  = 90
    window                  = "90d"
    expected_events_per_day = 1
  }

  trigger "no_run" {
    description = "No run has ended well for a day"
    where       = event.process.exit.code == 0
    fires_when  = count() < 1
    over        = "24h"
    every       = "6h"
    severity    = "page"
  }

  board {} # every SLO and trigger of the service on one page
}

recipient "slack" "@service@" {
  channel = "#@service@-alerts"
}
