# Source: OpenTelemetry semantic conventions, messaging spans (opentelemetry.io/docs/specs/semconv/messaging/messaging-spans): a
# consumer's span of type "process" covers the handling of a message, and has error.type if that failed. `error` is what
# Honeycomb sets for a span whose status is an error. A message that is retried counts each time.
sli_template "messaging_processing" {
  description = "Messages processed without an error"

  parameter "destinations" {
    type        = list(string)
    default     = []
    description = "The queues or topics that count, as messaging.destination.name names them; none means all"
  }

  eligible = (
    event.messaging.operation.type == "process" &&
    (length(param.destinations) == 0 ? true : contains(param.destinations, event.messaging.destination.name))
  )
  good = !exists(event.error.type) && event.error != true
}
