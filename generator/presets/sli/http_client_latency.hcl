# Source: OpenTelemetry semantic conventions, HTTP client spans (opentelemetry.io/docs/specs/semconv/http/http-spans);
# The Site Reliability Workbook, chapter 2, "Implementing SLOs" (sre.google/workbook/implementing-slos). The names are
# those of the stable conventions, 1.23; before, they were http.status_code and http.method. server.address was
# net.peer.name.
# Why: a slow dependency makes its callers slow. Calls that failed don't count, because many errors are quick. A
# status code is read as a number even where it was sent as text.
# Example:
#   sli "payments_latency" {
#     template   = builtin.sli.http_client_latency
#     parameters = { servers = ["payments.example.com"], threshold_ms = 800 }
#   }
sli_template "http_client_latency" {
  description = "Successful HTTP calls to others answered in time"

  parameter "threshold_ms" {
    type        = number
    default     = 1000
    description = "How long a call may take, in milliseconds"
  }

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
    event.duration_ms >= 0 &&
    contains([1, 2, 3, 4], int((
      param.new_names && param.old_names ? coalesce(event.http.response.status_code, event.http.status_code) :
      param.new_names ? event.http.response.status_code :
      event.http.status_code
    ) / 100)) &&
    (length(param.servers) == 0 ? true : contains(param.servers, (
      param.new_names && param.old_names ? coalesce(event.server.address, event.net.peer.name) :
      param.new_names ? event.server.address :
      event.net.peer.name
    )))
  )
  good = event.duration_ms <= param.threshold_ms
}
