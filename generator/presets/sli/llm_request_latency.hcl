# Source: OpenTelemetry semantic conventions for generative AI, inference spans
# (opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans).
# Why: people wait for the whole answer where it isn't streamed; the span of a streamed answer lasts until its end.
# Only requests that succeeded count, because many errors are quick.
# Example:
#   sli "latency" {
#     template   = builtin.sli.llm_request_latency
#     parameters = { models = ["support-large"], threshold_ms = 12000 }
#   }
sli_template "llm_request_latency" {
  description = "Requests to the language model that were answered in time"

  parameter "threshold_ms" {
    type        = number
    default     = 10000
    description = "How long an answer may take, in milliseconds"
  }

  parameter "operations" {
    type        = list(string)
    default     = ["chat", "generate_content", "text_completion"]
    description = "The operations that count, as gen_ai.operation.name names them"
  }

  parameter "models" {
    type        = list(string)
    default     = []
    description = "The models that count, as gen_ai.request.model names them; none means all"
  }

  eligible = (
    contains(param.operations, event.gen_ai.operation.name) &&
    (length(param.models) == 0 ? true : contains(param.models, event.gen_ai.request.model)) &&
    event.duration_ms >= 0 &&
    !exists(event.error.type) && (!exists(event.error) || contains(["", "0", "false"], string(event.error)))
  )
  good = event.duration_ms <= param.threshold_ms
}
