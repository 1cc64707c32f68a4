# Source: the two alerts of builtin.burn_alerts.honeycomb that inform. It suits an SLO's first weeks, and promises of
# which a breach can wait until morning. An SLO whose breach somebody must act on at once needs a page, too.
burn_alert_policy "inform_only" {
  description = "Wake nobody: inform about what takes a day"

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
