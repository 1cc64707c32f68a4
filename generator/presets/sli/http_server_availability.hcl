# Source: OpenTelemetry semantic conventions, HTTP server spans (opentelemetry.io/docs/specs/semconv/http/http-spans),
# where a status code of 500 or above is a server error and a lower one isn't. The names are those of the stable
# conventions, 1.23; before, they were http.status_code and http.method.
# Why: a request without an answer has no status code, and is bad; what clients do wrong is theirs. A status code is
# read as a number even where it was sent as text.
# Example:
#   sli "availability" {
#     template   = builtin.sli.http_server_availability
#     parameters = { except_routes = ["/healthz"] }
#   }
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
    exists(
      param.new_names && param.old_names ? coalesce(event.http.request.method, event.http.method) :
      param.new_names ? event.http.request.method :
      event.http.method
    ) &&
    (length(param.routes) == 0 ? true : contains(param.routes, event.http.route)) &&
    (length(param.except_routes) == 0 ? true : !contains(param.except_routes, event.http.route))
  )
  good = (
    contains([1, 2, 3, 4], int((
      param.new_names && param.old_names ? coalesce(event.http.response.status_code, event.http.status_code) :
      param.new_names ? event.http.response.status_code :
      event.http.status_code
    ) / 100))
  )
}
