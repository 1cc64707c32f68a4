slogen {
  required_version = ">= 0.1"
  outputs          = ["json", "terraform_module"]
}

variable "env" {
  type        = string
  default     = "staging"
  description = "The environment: in prod somebody is woken, elsewhere a channel is told."
}

locals {
  prod = var.env == "prod"

  # What every service has, and what differs: its routes with their targets, and how slow an answer may be.
  services = {
    cart = {
      team   = "shop"
      routes = { add = { path = "/cart/items", target = 99.9, limit_ms = 300 } }
    }
    search = {
      team = "discovery"
      routes = {
        query   = { path = "/search", target = 99.5, limit_ms = 800 }
        suggest = { path = "/search/suggest", target = 99, limit_ms = 150 }
      }
    }
  }

  teams = toset([for s in local.services : s.team])
}

# One channel for each team: recipient.slack.team["shop"].
recipient "slack" "team" {
  for_each = local.teams
  channel  = "#${each.key}-${var.env}"
}

# One on-call for each team, in production alone.
recipient "pagerduty" "oncall" {
  for_each         = local.prod ? local.teams : toset([])
  integration_name = "${title(each.key)} on-call"
  integration_key  = secret("PAGERDUTY_KEY_${upper(each.key)}")
}

burn_alert_policy "standard" {
  description = "Two rates, each over its own time, and a slow burn for the backlog."

  burn_alert "rate" {
    for_each  = { fast = { rate = 14.4, over = "1h" }, steady = { rate = 6, over = "6h" } }
    burn_rate = each.value.rate
    over      = each.value.over
    severity  = local.prod ? "page" : "inform"
  }

  burn_alert "slow" {
    burn_rate = 1
    over      = "3d"
    severity  = "inform"
  }
}

dataset "cart" {
  columns_file = "columns.json"
}

dataset "search" {
  columns_file = "columns.json"
}

# Nobody's SLO sees a service that nobody reaches. builtin.triggers.no_data is much the same.
trigger_template "silence" {
  description = "Nothing arrives at all"

  parameter "at_least" {
    type        = number
    default     = 1
    description = "How many events must arrive in the time"
  }

  parameter "every" {
    type        = string
    default     = "5m"
    description = "How often it looks"
  }

  fires_when = count() < param.at_least
  over       = "15m"
  every      = param.every
}

trigger_template "slow" {
  description = "Many answers of one route take longer than ${param.limit_ms} ms, some twice as long"
  severity    = "inform"

  parameter "limit_ms" {
    type        = number
    default     = 5000
    description = "How long an answer may take"
  }

  where      = event.duration_ms > param.limit_ms
  fires_when = count() > 50
  having     = max(event.duration_ms) > 2 * param.limit_ms
  group_by   = [event.http.route]
  over       = "15m"
  every      = "5m"
  for        = 2
  repeat     = false
}

trigger_template "drop" {
  description = "Far fewer requests than a week ago"
  severity    = "inform"
  fires_when  = count() <= -50
  over        = "1h"
  every       = "15m"

  baseline {
    against = "1w"
    by      = "percentage"
  }
}
