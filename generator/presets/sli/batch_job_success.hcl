# Source: OpenTelemetry semantic conventions, spans of command line programs
# (opentelemetry.io/docs/specs/semconv/cli/cli-spans): one span for each run, with the exit code.
# Why: a job that fails is often noticed by whoever misses its result. Runs are few, so choose a low target and a long
# window, and a trigger for the run that never came.
# Example:
#   sli "invoices_are_made" {
#     template   = builtin.sli.batch_job_success
#     parameters = { executables = ["make-invoices"] }
#   }
sli_template "batch_job_success" {
  description = "Runs of the job that succeeded"

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
    (length(param.executables) == 0 ? true : contains(param.executables, event.process.executable.name))
  )
  good = contains(param.good_exit_codes, int(event.process.exit.code))
}
