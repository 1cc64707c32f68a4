service "invoices" {
  description = "Sends the invoices of the day every night"
  dataset     = "batch"

  sli "success" {
    template   = builtin.sli.batch_job_success
    parameters = { executables = ["send-invoices"] }
  }

  slo "success" {
    description             = "Customers get their invoice the next morning"
    sli                     = sli.success
    target                  = 90
    window                  = "90d"
    expected_events_per_day = 1
    burn_alerts             = null # slogen:ignore slo/no_alerts one run a night: the trigger below is what tells
  }

  trigger "no_run" {
    description = "No run has ended well for a day, so invoices are late"
    where       = event.process.executable.name == "send-invoices" && event.process.exit.code == 0
    fires_when  = count() < 1
    over        = "24h"
    every       = "6h"
    notify      = [recipient.email.finance, recipient.slack.fulfilment]
  }
}
