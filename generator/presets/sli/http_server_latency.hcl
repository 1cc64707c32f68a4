# Source: OpenTelemetry semantic conventions, HTTP server spans (opentelemetry.io/docs/specs/semconv/http/http-spans); The Site
# Reliability Workbook, chapter 2, "Implementing SLOs" (sre.google/workbook/implementing-slos): the share of requests that are faster
# than a threshold. Requests that ended in a server error don't count, because many errors are quick.
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

  eligible = (
    event.span.kind == "server" &&
    exists(event.duration_ms) &&
    event.http.response.status_code < 500 &&
    (length(param.routes) == 0 ? true : contains(param.routes, event.http.route)) &&
    (length(param.except_routes) == 0 ? true : !contains(param.except_routes, event.http.route))
  )
  good = event.duration_ms <= param.threshold_ms
}
