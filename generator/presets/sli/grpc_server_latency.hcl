# Source: OpenTelemetry semantic conventions, gRPC server spans (opentelemetry.io/docs/specs/semconv/rpc/grpc); The Site Reliability
# Workbook, chapter 2, "Implementing SLOs" (sre.google/workbook/implementing-slos). Only calls that succeeded count, because many
# errors are quick. Streams last as long as their clients want: leave their methods out.
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

  eligible = (
    event.span.kind == "server" &&
    event.rpc.system.name == "grpc" &&
    event.rpc.response.status_code == "OK" &&
    exists(event.duration_ms) &&
    (length(param.methods) == 0 ? true : contains(param.methods, event.rpc.method)) &&
    (length(param.except_methods) == 0 ? true : !contains(param.except_methods, event.rpc.method))
  )
  good = event.duration_ms <= param.threshold_ms
}
