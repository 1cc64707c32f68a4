# Source: OpenTelemetry semantic conventions, HTTP server spans (opentelemetry.io/docs/specs/semconv/http/http-spans), where a status
# code of 500 or above is a server error and a lower one isn't. A request without an answer has no status code: it is bad.
sli_template "http_server_availability" {
  description = "HTTP requests answered without a server error"

  parameter "routes" {
    type        = list(string)
    default     = []
    description = "The routes that count, as http.route names them; none means all"
  }

  parameter "except_routes" {
    type        = list(string)
    default     = []
    description = "Routes that don't count, such as health checks"
  }

  eligible = (
    event.span.kind == "server" &&
    exists(event.http.request.method) &&
    (length(param.routes) == 0 ? true : contains(param.routes, event.http.route)) &&
    (length(param.except_routes) == 0 ? true : !contains(param.except_routes, event.http.route))
  )
  good = event.http.response.status_code < 500
}
