# One mistake, one message: what depends on it says nothing.
locals {
  broken = var.nothing # ERROR: Reference to undeclared variable
  uses   = local.broken
}

recipient "slack" "a" {
  chanel = "#a" # ERROR: Unsupported argument
}

sli_template "t" {
  parameter "x" {}
  good = event.x == param.y # ERROR: Reference to undeclared parameter
}

service "a" {
  dataset = "d"
  owner   = local.uses
  routes  = { page = recipient.slack.a }

  sli "broken" { good = evnt.x == 1 } # ERROR: Unknown name
  sli "uses" { good = sli.broken }
  sli "both" { good = sli.uses.good && sli.broken.good }
  sli "first" {
    template   = sli_template.t
    parameters = { x = 1 }
  }
  sli "second" {
    template   = sli_template.t
    parameters = { x = 2 }
  }

  slo "a" {
    description = "a"
    sli         = sli.both
    target      = 99.9
    burn_alert "soon" {
      exhausted_within = "4h"
      severity         = "page"
    }
  }
  slo "b" {
    description = "b"
    sli         = sli.first
    taget       = 99.9 # ERROR: Unsupported argument
  }
}

service "b" {
  dataset = "d"
  sli "elsewhere" { good = sli.a.both }
}
