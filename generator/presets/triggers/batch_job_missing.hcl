# Source: OpenTelemetry semantic conventions, spans of command line programs
# (opentelemetry.io/docs/specs/semconv/cli/cli-spans): one span for each run, with the exit code.
# Why: a job that never starts sends nothing, so no SLI can see it. A trigger looks back a day at most: for a job that
# runs less often, let the job send a heartbeat. It relies on Honeycomb taking the count of a query that found nothing
# as zero, which its API doesn't promise: see once that it fires.
# Example:
#   trigger "invoices_missing" {
#     template   = builtin.triggers.batch_job_missing
#     parameters = { executable = "make-invoices" }
#   }
trigger_template "batch_job_missing" {
  description = "The job hasn't run to its end in time: it failed, hangs, or was never started"

  parameter "executable" {
    type        = string
    description = "The program, as process.executable.name names it"
    default     = null
  }

  parameter "good_exit_codes" {
    type        = list(number)
    default     = [0]
    description = "The exit codes of a successful run"
  }

  parameter "within" {
    type        = string
    default     = "1d"
    description = "The time in which a run must succeed, a day at most: that between two runs and a little more"
  }

  parameter "every" {
    type        = string
    default     = "6h"
    description = "How often it looks: a quarter of the time or more"
  }

  where = (
    (param.executable == null ? true : event.process.executable.name == param.executable) &&
    contains(param.good_exit_codes, event.process.exit.code)
  )
  fires_when = count() < 1
  over       = param.within
  every      = param.every
}
