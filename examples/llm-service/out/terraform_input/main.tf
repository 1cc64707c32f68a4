# Written by slogen, the same for every configuration. Don't edit: `slogen generate` restores it.

# Terraform reads var.slogen from slogen.auto.tfvars.json. Give the values of secrets on the command line or, as
# JSON, in the environment: TF_VAR_secrets.

module "slogen" {
  source = "./module"

  slogen  = var.slogen
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
