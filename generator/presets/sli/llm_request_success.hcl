# Source: OpenTelemetry semantic conventions for generative AI, inference spans
# (opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans): error.type is present if the request failed. `error` is what Honeycomb
# sets for a span whose status is an error. A wrong answer still counts as an answer.
sli_template "llm_request_success" {
  description = "Requests to the language model that were answered"

  parameter "operations" {
    type        = list(string)
    default     = ["chat", "generate_content", "text_completion"]
    description = "The operations that count, as gen_ai.operation.name names them"
  }

  parameter "providers" {
    type        = list(string)
    default     = []
    description = "The providers that count, as gen_ai.provider.name names them; none means all"
  }

  parameter "models" {
    type        = list(string)
    default     = []
    description = "The models that count, as gen_ai.request.model names them; none means all"
  }

  eligible = (
    contains(param.operations, event.gen_ai.operation.name) &&
    (length(param.providers) == 0 ? true : contains(param.providers, event.gen_ai.provider.name)) &&
    (length(param.models) == 0 ? true : contains(param.models, event.gen_ai.request.model))
  )
  good = !exists(event.error.type) && event.error != true
}
