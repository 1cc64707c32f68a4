# Source: Interaction to Next Paint of the Core Web Vitals, good up to 200 milliseconds (web.dev/articles/inp); the columns are those
# of Honeycomb's web SDK (github.com/honeycombio/honeycomb-opentelemetry-web, docs/web-vitals.md). The vitals ask for 75% of page
# loads, so a target of 75 is where to begin.
sli_template "web_interaction" {
  description = "Page visits in which the page answered to clicks and keys in time"

  parameter "threshold_ms" {
    type        = number
    default     = 200
    description = "How long the page may take to answer, in milliseconds"
  }

  eligible = exists(event.inp.value)
  good     = event.inp.value <= param.threshold_ms
}
