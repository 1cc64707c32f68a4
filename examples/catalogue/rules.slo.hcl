# What the organization wants of every team, beyond what Honeycomb demands. A finding by one of these names this file.
rules "organization" {
  levels = {
    "slo/no_failure_allowed" = "error"
    "slo/other_window"       = "info"
  }

  require "slo" {
    arguments  = ["owner", "runbook"]
    tags       = ["team"]
    severities = ["page"]
    level      = "error"
  }

  require "trigger" {
    arguments = ["owner"]
  }

  reach "page" {
    any_of  = ["pagerduty", "slack"]
    none_of = ["email"]
    level   = "error"
  }

  limits {
    min_target           = 90
    max_target           = 99.99
    min_window           = "7d"
    max_window           = "90d"
    min_burn_rate        = 1
    max_burn_rate        = 40
    min_exhausted_within = "1h"
    max_exhausted_within = "3d"
    level                = "warning"
  }

  check "high promises are agreed" {
    over      = "slo"
    condition = slo.target <= 99.95 || lookup(slo.tags, "agreed", "") != ""
    message   = "A target of ${slo.target}% costs more than it brings, unless somebody agreed to it: lower it, or say with whom in a tag `agreed`."
    level     = "warning"
  }
}
