# Source: OpenTelemetry semantic conventions, messaging spans
# (opentelemetry.io/docs/specs/semconv/messaging/messaging-spans): a consumer's span of type "process" covers the
# handling of a message, and has error.type if that failed. `error` is what Honeycomb sets for a span whose status is
# an error. messaging.operation.type was messaging.operation before 1.26, and messaging.destination.name was
# messaging.destination before 1.17.
# Why: a message that nobody handles is a promise broken later. One that is retried counts each time.
# Example:
#   sli "orders_are_handled" {
#     template   = builtin.sli.messaging_processing
#     parameters = { destinations = ["orders"] }
#   }
sli_template "messaging_processing" {
  description = "Messages processed without an error"

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
    (length(param.destinations) == 0 ? true : contains(param.destinations, (
      param.new_names && param.old_names ? coalesce(event.messaging.destination.name, event.messaging.destination) :
      param.new_names ? event.messaging.destination.name :
      event.messaging.destination
    )))
  )
  good = !exists(event.error.type) && (!exists(event.error) || contains(["", "0", "false"], string(event.error)))
}
