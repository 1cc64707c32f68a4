# Source: OpenTelemetry semantic conventions, messaging spans
# (opentelemetry.io/docs/specs/semconv/messaging/messaging-spans); The Site Reliability Workbook, chapter 2,
# "Implementing SLOs" (sre.google/workbook/implementing-slos). `error` is what Honeycomb sets for a span whose status
# is an error. messaging.operation.type was messaging.operation before 1.26, and messaging.destination.name was
# messaging.destination before 1.17.
# Why: a consumer that gets slower is the beginning of a queue that grows. Only messages that were processed count.
# How long one waited in its queue isn't in any convention.
# Example:
#   sli "orders_are_handled_quickly" {
#     template   = builtin.sli.messaging_processing_latency
#     parameters = { destinations = ["orders"], threshold_ms = 2000 }
#   }
sli_template "messaging_processing_latency" {
  description = "Messages processed in time"

  parameter "threshold_ms" {
    type        = number
    default     = 5000
    description = "How long the processing of a message may take, in milliseconds"
  }

  parameter "destinations" {
    type        = list(string)
    default     = []
    description = "The queues or topics that count, as messaging.destination.name names them; none means all"
  }

  parameter "new_names" {
    type        = bool
    default     = true
    description = "Whether events have the current names, such as messaging.operation.type"
  }

  parameter "old_names" {
    type        = bool
    default     = false
    description = "Whether events have the old names, such as messaging.operation; Honeycomb must know them"
  }

  eligible = (
    (
      param.new_names && param.old_names ? coalesce(event.messaging.operation.type, event.messaging.operation) :
      param.new_names ? event.messaging.operation.type :
      event.messaging.operation
    ) == "process" &&
    event.duration_ms >= 0 &&
    !exists(event.error.type) && (!exists(event.error) || contains(["", "0", "false"], string(event.error))) &&
    (length(param.destinations) == 0 ? true : contains(param.destinations, (
      param.new_names && param.old_names ? coalesce(event.messaging.destination.name, event.messaging.destination) :
      param.new_names ? event.messaging.destination.name :
      event.messaging.destination
    )))
  )
  good = event.duration_ms <= param.threshold_ms
}
