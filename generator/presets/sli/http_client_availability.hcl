# Source: OpenTelemetry semantic conventions, HTTP client spans (opentelemetry.io/docs/specs/semconv/http/http-spans).
# The names are those of the stable conventions, 1.23; before, they were http.status_code and http.method.
# server.address was net.peer.name.
# Why: what a service depends on is best seen from where it is called. A call without an answer (a refused connection,
# a timeout) has no status code, and is bad; a 4xx is the caller's own affair. A status code is read as a number even
# where it was sent as text.
# Example:
#   sli "payments_answer" {
#     template   = builtin.sli.http_client_availability
#     parameters = { servers = ["payments.example.com"] }
#   }
sli_template "http_client_availability" {
  description = "HTTP calls to others answered without a server error"

  parameter "servers" {
    type        = list(string)
    default     = []
    description = "The servers that count, as server.address names them; none means all"
  }

  parameter "new_names" {
    type        = bool
    default     = true
    description = "Whether events have the current names, such as http.response.status_code"
  }

  parameter "old_names" {
    type        = bool
    default     = false
    description = "Whether events have the old names, such as http.status_code; Honeycomb must know them"
  }

  eligible = (
    event.span.kind == "client" &&
    exists(
      param.new_names && param.old_names ? coalesce(event.http.request.method, event.http.method) :
      param.new_names ? event.http.request.method :
      event.http.method
    ) &&
    (length(param.servers) == 0 ? true : contains(param.servers, (
      param.new_names && param.old_names ? coalesce(event.server.address, event.net.peer.name) :
      param.new_names ? event.server.address :
      event.net.peer.name
    )))
  )
  good = (
    contains([1, 2, 3, 4], int((
      param.new_names && param.old_names ? coalesce(event.http.response.status_code, event.http.status_code) :
      param.new_names ? event.http.response.status_code :
      event.http.status_code
    ) / 100))
  )
}
