# Source: Largest Contentful Paint of the Core Web Vitals, good up to 2.5 seconds (web.dev/articles/lcp); the columns
# are those of Honeycomb's web SDK (github.com/honeycombio/honeycomb-opentelemetry-web, docs/web-vitals.md). The
# vitals ask for 75% of page loads, so begin with a target of 75.
# Why: it is when people see what they came for.
# Example:
#   sli "pages_load" {
#     template = builtin.sli.web_page_load
#   }
sli_template "web_page_load" {
  description = "Page loads whose main content was there in time"

  parameter "threshold_ms" {
    type        = number
    default     = 2500
    description = "How long the main content may take to appear, in milliseconds"
  }

  eligible = event.lcp.value >= 0
  good     = event.lcp.value <= param.threshold_ms
}
