# Source: OpenTelemetry semantic conventions, function as a service spans
# (opentelemetry.io/docs/specs/semconv/faas/faas-spans): faas.trigger is "timer" for what a schedule started. `error`
# is what Honeycomb sets for a span whose status is an error.
# Why: what runs by a schedule has no user who sees it fail. A run that never came has no span: set a trigger for it.
# Example:
#   sli "cleanups" {
#     template   = builtin.sli.scheduled_function_success
#     parameters = { functions = ["cleanup"] }
#   }
sli_template "scheduled_function_success" {
  description = "Scheduled runs of functions that succeeded"

  parameter "functions" {
    type        = list(string)
    default     = []
    description = "The functions that count, as faas.name names them; none means all"
  }

  eligible = (
    event.faas.trigger == "timer" &&
    (length(param.functions) == 0 ? true : contains(param.functions, event.faas.name))
  )
  good = !exists(event.error.type) && (!exists(event.error) || contains(["", "0", "false"], string(event.error)))
}
