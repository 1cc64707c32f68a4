# Source: OpenTelemetry semantic conventions for generative AI, inference spans
# (opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans): error.type is there if the request failed. `error` is
# what Honeycomb sets for a span whose status is an error. gen_ai.provider.name was gen_ai.system before 1.37.
# Why: a model is a dependency like any other. A wrong answer still counts as an answer.
# Example:
#   sli "answers" {
#     template   = builtin.sli.llm_request_success
#     parameters = { models = ["support-large"] }
#   }
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

  parameter "new_names" {
    type        = bool
    default     = true
    description = "Whether events have the current names, such as gen_ai.provider.name"
  }

  parameter "old_names" {
    type        = bool
    default     = false
    description = "Whether events have the old names, such as gen_ai.system; Honeycomb must know them"
  }

  eligible = (
    contains(param.operations, event.gen_ai.operation.name) &&
    (length(param.providers) == 0 ? true : contains(param.providers, (
      param.new_names && param.old_names ? coalesce(event.gen_ai.provider.name, event.gen_ai.system) :
      param.new_names ? event.gen_ai.provider.name :
      event.gen_ai.system
    ))) &&
    (length(param.models) == 0 ? true : contains(param.models, event.gen_ai.request.model))
  )
  good = !exists(event.error.type) && (!exists(event.error) || contains(["", "0", "false"], string(event.error)))
}
