# Source: OpenTelemetry semantic conventions, gRPC client spans (opentelemetry.io/docs/specs/semconv/rpc/grpc). These
# are the names of the stable conventions; instrumentation from before 1.38 sends rpc.system, rpc.service and the
# number rpc.grpc.status_code, until OTEL_SEMCONV_STABILITY_OPT_IN=rpc is set.
# Why: what a service depends on is best seen from where it is called. For the conventions every status but OK is a
# client's error; here those count that the server is to blame for, with RESOURCE_EXHAUSTED, by which a server refuses
# calls. A status code that gRPC doesn't have, such as one in lower case, is bad, too: an SLI that is never bad tells
# nobody.
# Example:
#   sli "cart_answers" {
#     template   = builtin.sli.grpc_client_availability
#     parameters = { methods = ["shop.Cart/Add"] }
#   }
sli_template "grpc_client_availability" {
  description = "gRPC calls to others answered without a server error"

  parameter "methods" {
    type        = list(string)
    default     = []
    description = "The methods that count, as rpc.method names them (package.Service/Method); none means all"
  }

  parameter "error_codes" {
    type = list(string)
    default = [
      "UNKNOWN", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
    ]
    description = "The status codes that are the server's fault"
  }

  parameter "old_error_codes" {
    type        = list(number)
    default     = [2, 4, 8, 12, 13, 14, 15]
    description = "The same status codes as numbers, for old names"
  }

  parameter "new_names" {
    type        = bool
    default     = true
    description = "Whether events have the current names, such as rpc.response.status_code"
  }

  parameter "old_names" {
    type        = bool
    default     = false
    description = "Whether events have the old names, such as rpc.grpc.status_code; Honeycomb must know them"
  }

  eligible = (
    event.span.kind == "client" &&
    (
      param.new_names && param.old_names ? coalesce(event.rpc.system.name, event.rpc.system) :
      param.new_names ? event.rpc.system.name :
      event.rpc.system
    ) == "grpc" &&
    (length(param.methods) == 0 ? true : contains(param.methods, (
      !param.old_names && param.new_names ? event.rpc.method :
      !param.new_names ? concat(event.rpc.service, "/", event.rpc.method) :
      exists(event.rpc.service) ? concat(event.rpc.service, "/", event.rpc.method) : event.rpc.method
    )))
  )
  good = (
    exists(
      param.new_names && param.old_names ? coalesce(event.rpc.response.status_code, event.rpc.grpc.status_code) :
      param.new_names ? event.rpc.response.status_code :
      event.rpc.grpc.status_code
    ) &&
    contains(setsubtract(
      [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
        "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
      ],
      flatten([param.error_codes, [for code in param.old_error_codes : tostring(code)]])
      ), string(
      param.new_names && param.old_names ? coalesce(event.rpc.response.status_code, event.rpc.grpc.status_code) :
      param.new_names ? event.rpc.response.status_code :
      event.rpc.grpc.status_code
    ))
  )
}
