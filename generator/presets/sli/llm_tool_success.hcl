# Source: OpenTelemetry semantic conventions for generative AI, spans of executed tools
# (opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans): gen_ai.operation.name is "execute_tool". `error` is what
# Honeycomb sets for a span whose status is an error.
# Why: an agent whose tools fail answers all the same, and worse.
# Example:
#   sli "lookups_work" {
#     template   = builtin.sli.llm_tool_success
#     parameters = { tools = ["search_orders"] }
#   }
sli_template "llm_tool_success" {
  description = "Calls of the agent's tools that succeeded"

  parameter "tools" {
    type        = list(string)
    default     = []
    description = "The tools that count, as gen_ai.tool.name names them; none means all"
  }

  eligible = (
    event.gen_ai.operation.name == "execute_tool" &&
    (length(param.tools) == 0 ? true : contains(param.tools, event.gen_ai.tool.name))
  )
  good = !exists(event.error.type) && (!exists(event.error) || contains(["", "0", "false"], string(event.error)))
}
