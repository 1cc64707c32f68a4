# Source: OpenTelemetry semantic conventions, HTTP server spans (opentelemetry.io/docs/specs/semconv/http/http-spans);
# The Site Reliability Workbook, chapter 2, "Implementing SLOs" (sre.google/workbook/implementing-slos): the share of
# requests that are faster than a threshold. The names are those of the stable conventions, 1.23; before, they were
# http.status_code and http.method.
# Why: a share can be promised, a mean hides the slow ones. Requests that ended in a server error don't count, because
# many errors are quick. A status code is read as a number even where it was sent as text.
# Example:
#   sli "latency" {
#     template   = builtin.sli.http_server_latency
#     parameters = { threshold_ms = 300, except_routes = ["/healthz", "/stream"] }
#   }
sli_template "http_server_latency" {
  description = "Successful HTTP requests answered in time"

  parameter "threshold_ms" {
    type        = number
    default     = 500
    description = "How long a request may take, in milliseconds"
  }

  parameter "routes" {
    type        = list(string)
    default     = []
    description = "The routes that count, as http.route names them; none means all"
  }

  parameter "except_routes" {
    type        = list(string)
    default     = []
    description = "Routes that don't count, such as health checks and long polls"
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
    event.span.kind == "server" &&
    event.duration_ms >= 0 &&
    contains([1, 2, 3, 4], int((
      param.new_names && param.old_names ? coalesce(event.http.response.status_code, event.http.status_code) :
      param.new_names ? event.http.response.status_code :
      event.http.status_code
    ) / 100)) &&
    (length(param.routes) == 0 ? true : contains(param.routes, event.http.route)) &&
    (length(param.except_routes) == 0 ? true : !contains(param.except_routes, event.http.route))
  )
  good = event.duration_ms <= param.threshold_ms
}
