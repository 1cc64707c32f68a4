# Source: OpenTelemetry semantic conventions, HTTP server spans (opentelemetry.io/docs/specs/semconv/http/http-spans),
# where a status code of 500 or above is a server error.
# Why: a share of few requests says little, hence the floor. An SLO with burn alerts is the better alert; this one is
# for what has none.
# Example:
#   trigger "many_fail" {
#     template   = builtin.triggers.error_ratio
#     parameters = { percent = 2, floor = 50 }
#   }
trigger_template "error_ratio" {
  description = "Too many of the requests fail with a server error"

  parameter "percent" {
    type        = number
    default     = 5
    description = "The share of requests that may fail"
  }

  parameter "floor" {
    type        = number
    default     = 20
    description = "How many requests must fail in the time for the share to mean something"
  }

  parameter "over" {
    type        = string
    default     = "10m"
    description = "The time that is looked at"
  }

  parameter "every" {
    type        = string
    default     = "5m"
    description = "How often it looks"
  }

  where = event.span.kind == "server" && exists(event.http.request.method)
  fires_when = if(
    count(event.http.response.status_code >= 500) >= param.floor,
    100 * count(event.http.response.status_code >= 500) / count(),
    0
  ) > param.percent
  over  = param.over
  every = param.every
}
