# Source: Interaction to Next Paint of the Core Web Vitals, good up to 200 milliseconds (web.dev/articles/inp); the
# columns are those of Honeycomb's web SDK (github.com/honeycombio/honeycomb-opentelemetry-web, docs/web-vitals.md).
# The vitals ask for 75% of page loads, so begin with a target of 75.
# Why: a page that doesn't respond to a click is broken to whoever clicks.
# Example:
#   sli "pages_respond" {
#     template = builtin.sli.web_interaction
#   }
sli_template "web_interaction" {
  description = "Page visits in which the page responded to clicks and keys in time"

  parameter "threshold_ms" {
    type        = number
    default     = 200
    description = "How long the page may take to respond, in milliseconds"
  }

  eligible = event.inp.value >= 0
  good     = event.inp.value <= param.threshold_ms
}
