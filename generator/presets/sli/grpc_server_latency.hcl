# Source: OpenTelemetry semantic conventions, gRPC server spans (opentelemetry.io/docs/specs/semconv/rpc/grpc); The
# Site Reliability Workbook, chapter 2, "Implementing SLOs" (sre.google/workbook/implementing-slos). These are the
# names of the stable conventions; instrumentation from before 1.38 sends rpc.system, rpc.service and the number
# rpc.grpc.status_code, until OTEL_SEMCONV_STABILITY_OPT_IN=rpc is set.
# Why: only calls that succeeded count, because many errors are quick. Streams last as long as their clients want:
# leave their methods out.
# Example:
#   sli "latency" {
#     template   = builtin.sli.grpc_server_latency
#     parameters = { threshold_ms = 100, except_methods = ["shop.Cart/Watch"] }
#   }
sli_template "grpc_server_latency" {
  description = "Successful gRPC calls answered in time"

  parameter "threshold_ms" {
    type        = number
    default     = 250
    description = "How long a call may take, in milliseconds"
  }

  parameter "methods" {
    type        = list(string)
    default     = []
    description = "The methods that count, as rpc.method names them (package.Service/Method); none means all"
  }

  parameter "except_methods" {
    type        = list(string)
    default     = []
    description = "Methods that don't count, such as streams"
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
    event.span.kind == "server" &&
    (
      param.new_names && param.old_names ? coalesce(event.rpc.system.name, event.rpc.system) :
      param.new_names ? event.rpc.system.name :
      event.rpc.system
    ) == "grpc" &&
    contains(["OK", "0"], string(
      param.new_names && param.old_names ? coalesce(event.rpc.response.status_code, event.rpc.grpc.status_code) :
      param.new_names ? event.rpc.response.status_code :
      event.rpc.grpc.status_code
    )) &&
    event.duration_ms >= 0 &&
    (length(param.methods) == 0 ? true : contains(param.methods, (
      !param.old_names && param.new_names ? event.rpc.method :
      !param.new_names ? concat(event.rpc.service, "/", event.rpc.method) :
      exists(event.rpc.service) ? concat(event.rpc.service, "/", event.rpc.method) : event.rpc.method
    ))) &&
    (length(param.except_methods) == 0 ? true : !contains(param.except_methods, (
      !param.old_names && param.new_names ? event.rpc.method :
      !param.new_names ? concat(event.rpc.service, "/", event.rpc.method) :
      exists(event.rpc.service) ? concat(event.rpc.service, "/", event.rpc.method) : event.rpc.method
    )))
  )
  good = event.duration_ms <= param.threshold_ms
}
