# Source: OpenTelemetry semantic conventions, attributes of DNS
# (opentelemetry.io/docs/specs/semconv/registry/attributes/dns): dns.question.name is the name that is looked up.
# `error` is what Honeycomb sets for a span whose status is an error.
# Why: a name that can't be resolved looks like a server that is down, and isn't mended there.
# Example:
#   sli "names_resolve" {
#     template   = builtin.sli.dns_lookup_success
#     parameters = { names = ["payments.example.com"] }
#   }
sli_template "dns_lookup_success" {
  description = "Names that were resolved"

  parameter "names" {
    type        = list(string)
    default     = []
    description = "The names that count, as dns.question.name has them; none means all"
  }

  eligible = (
    exists(event.dns.question.name) &&
    (length(param.names) == 0 ? true : contains(param.names, event.dns.question.name))
  )
  good = !exists(event.error.type) && (!exists(event.error) || contains(["", "0", "false"], string(event.error)))
}
