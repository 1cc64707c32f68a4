# What should exist is in objects, one file per service. Give the values of secrets on the command line or, as JSON, in the
# environment: TF_VAR_secrets.

locals {
  parts = [
    for name in fileset("${path.module}/objects", "*.json") : jsondecode(file("${path.module}/objects/${name}")).slogen
  ]
}

module "slogen" {
  source = "./module"

  slogen = {
    for kind in distinct(flatten([for part in local.parts : keys(part)])) :
    kind => merge([for part in local.parts : try(part[kind], {})]...)
  }
  secrets = var.secrets
}

output "slo_ids" {
  description = "The ids of the SLOs, by key"
  value       = module.slogen.slo_ids
}

output "burn_alert_ids" {
  description = "The ids of the burn alerts, by key"
  value       = module.slogen.burn_alert_ids
}

output "trigger_ids" {
  description = "The ids of the triggers, by key"
  value       = module.slogen.trigger_ids
}

output "board_urls" {
  description = "Where the boards are in Honeycomb, by key"
  value       = module.slogen.board_urls
}
