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
