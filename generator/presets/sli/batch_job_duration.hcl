# Source: OpenTelemetry semantic conventions, spans of command line programs
# (opentelemetry.io/docs/specs/semconv/cli/cli-spans): one span for each run, with the exit code.
# Why: a job that takes longer each night will one day run into the morning. Only runs that succeeded count; a run
# that hasn't ended has no span yet, so set a trigger for the one that never comes.
# Example:
#   sli "invoices_are_made_by_morning" {
#     template   = builtin.sli.batch_job_duration
#     parameters = { executables = ["make-invoices"], threshold_ms = 7200000 }
#   }
sli_template "batch_job_duration" {
  description = "Successful runs of the job that ended in time"

  parameter "threshold_ms" {
    type        = number
    default     = 3600000
    description = "How long a run may take, in milliseconds"
  }

  parameter "executables" {
    type        = list(string)
    default     = []
    description = "The programs that count, as process.executable.name names them; none means all"
  }

  parameter "good_exit_codes" {
    type        = list(number)
    default     = [0]
    description = "The exit codes of a successful run"
  }

  eligible = (
    string(int(event.process.exit.code)) == string(event.process.exit.code) &&
    contains(param.good_exit_codes, int(event.process.exit.code)) &&
    event.duration_ms >= 0 &&
    (length(param.executables) == 0 ? true : contains(param.executables, event.process.executable.name))
  )
  good = event.duration_ms <= param.threshold_ms
}
