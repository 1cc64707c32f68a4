# Source: OpenTelemetry semantic conventions, gRPC server spans (opentelemetry.io/docs/specs/semconv/rpc/grpc), which list the status
# codes that are server errors. These are the names of the stable conventions; instrumentation from before 1.38 sends
# rpc.system and the number rpc.grpc.status_code, until OTEL_SEMCONV_STABILITY_OPT_IN=rpc is set.
sli_template "grpc_server_availability" {
  description = "gRPC calls answered without a server error"

  parameter "methods" {
    type        = list(string)
    default     = []
    description = "The methods that count, as rpc.method names them (package.Service/Method); none means all"
  }

  parameter "error_codes" {
    type        = list(string)
    default     = ["UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"]
    description = "The status codes that are the server's fault"
  }

  eligible = (
    event.span.kind == "server" &&
    event.rpc.system.name == "grpc" &&
    (length(param.methods) == 0 ? true : contains(param.methods, event.rpc.method))
  )
  good = exists(event.rpc.response.status_code) && !contains(param.error_codes, event.rpc.response.status_code)
}
