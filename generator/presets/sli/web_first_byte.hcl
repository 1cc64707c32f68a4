# Source: Time to First Byte of the web vitals, good up to 0.8 seconds (web.dev/articles/ttfb); the columns are those
# of Honeycomb's web SDK (github.com/honeycombio/honeycomb-opentelemetry-web, docs/web-vitals.md). The vitals ask for
# 75% of page loads, so begin with a target of 75.
# Why: nothing can appear before it, so it tells whether a slow page is slow on the server or in the browser.
# Example:
#   sli "server_responds" {
#     template = builtin.sli.web_first_byte
#   }
sli_template "web_first_byte" {
  description = "Page loads whose first byte came in time"

  parameter "threshold_ms" {
    type        = number
    default     = 800
    description = "How long the first byte may take, in milliseconds"
  }

  eligible = event.ttfb.value >= 0
  good     = event.ttfb.value <= param.threshold_ms
}
