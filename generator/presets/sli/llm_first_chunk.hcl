# Source: OpenTelemetry semantic conventions for generative AI, inference spans
# (opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans): gen_ai.response.time_to_first_chunk is the time until a
# streamed answer begins, in seconds.
# Why: people who see an answer grow wait for its first words, not for its last.
# Example:
#   sli "answers_begin" {
#     template   = builtin.sli.llm_first_chunk
#     parameters = { threshold_s = 1.5 }
#   }
sli_template "llm_first_chunk" {
  description = "Streamed answers of the language model that began in time"

  parameter "threshold_s" {
    type        = number
    default     = 2
    description = "How long the first chunk may take, in seconds"
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
    event.gen_ai.response.time_to_first_chunk >= 0 &&
    (length(param.models) == 0 ? true : contains(param.models, event.gen_ai.request.model))
  )
  good = event.gen_ai.response.time_to_first_chunk <= param.threshold_s
}
