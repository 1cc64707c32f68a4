# Source: what Honeycomb advises in the slos-and-triggers skill of github.com/honeycombio/agent-skill and in
# docs.honeycomb.io/notify/slos/monitor: both kinds of burn alerts together; somebody is woken if the budget will be
# gone within four hours or is used up ten times too fast, and learns by day of what takes longer. The rates are
# Honeycomb's and suit any window.
burn_alert_policy "honeycomb" {
  description = "Page if the budget goes ten times too fast or will be gone within four hours; inform about what takes a day"

  burn_alert "fast" {
    burn_rate = 10
    over      = "1h"
    severity  = "page"
  }

  burn_alert "empty_in_4h" {
    exhausted_within = "4h"
    severity         = "page"
  }

  burn_alert "slow" {
    burn_rate = 3
    over      = "24h"
    severity  = "inform"
  }

  burn_alert "empty_in_24h" {
    exhausted_within = "24h"
    severity         = "inform"
  }
}
