# Source: Cumulative Layout Shift of the Core Web Vitals, good up to 0.1 (web.dev/articles/cls); the columns are those
# of Honeycomb's web SDK (github.com/honeycombio/honeycomb-opentelemetry-web, docs/web-vitals.md). The vitals ask for
# 75% of page loads, so begin with a target of 75.
# Why: a page that jumps makes people click the wrong thing.
# Example:
#   sli "pages_stay_put" {
#     template = builtin.sli.web_layout_stability
#   }
sli_template "web_layout_stability" {
  description = "Page visits in which the page didn't jump around"

  parameter "threshold" {
    type        = number
    default     = 0.1
    description = "The largest layout shift score that is good; it has no unit"
  }

  eligible = event.cls.value >= 0
  good     = event.cls.value <= param.threshold
}
