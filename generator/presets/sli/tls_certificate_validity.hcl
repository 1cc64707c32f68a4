# Source: OpenTelemetry semantic conventions, attributes of TLS
# (opentelemetry.io/docs/specs/semconv/registry/attributes/tls): tls.server.not_after is when the server's certificate
# ends, as RFC 3339 writes a time.
# Why: a certificate ends on a day that is known for months. Each connection to a server whose certificate ends soon
# is bad, long before the first one fails.
# Example:
#   sli "certificates_last" {
#     template   = builtin.sli.tls_certificate_validity
#     parameters = { days = 21 }
#   }
sli_template "tls_certificate_validity" {
  description = "Connections to servers whose certificates last long enough"

  parameter "days" {
    type        = number
    default     = 14
    description = "How many days the certificate must last from the connection on"
  }

  parameter "servers" {
    type        = list(string)
    default     = []
    description = "The servers that count, as server.address names them; none means all"
  }

  eligible = (
    exists(unix_timestamp(event.tls.server.not_after)) &&
    (length(param.servers) == 0 ? true : contains(param.servers, event.server.address))
  )
  good = unix_timestamp(event.tls.server.not_after) > event_timestamp() + param.days * 86400
}
