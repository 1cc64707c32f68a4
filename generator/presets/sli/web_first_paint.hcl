# Source: First Contentful Paint of the web vitals, good up to 1.8 seconds (web.dev/articles/fcp); the columns are
# those of Honeycomb's web SDK (github.com/honeycombio/honeycomb-opentelemetry-web, docs/web-vitals.md). The vitals
# ask for 75% of page loads, so begin with a target of 75.
# Why: it is when people see that something happens.
# Example:
#   sli "pages_appear" {
#     template = builtin.sli.web_first_paint
#   }
sli_template "web_first_paint" {
  description = "Page loads that showed something in time"

  parameter "threshold_ms" {
    type        = number
    default     = 1800
    description = "How long the first content may take to appear, in milliseconds"
  }

  eligible = event.fcp.value >= 0
  good     = event.fcp.value <= param.threshold_ms
}
