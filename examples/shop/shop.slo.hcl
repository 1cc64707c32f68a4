# What holds for the whole shop. Teams keep their services in folders of their own; slogen reads all of them as one configuration:
#
#   slogen plan examples/shop

slogen {
  required_version = ">= 0.1"
  outputs          = ["json", "terraform", "terraform_module"]
  provider         = ">= 0.50.0" # of honeycombio, as far as our Terraform is
}

variable "environment" {
  type        = string
  default     = "production"
  description = "The Honeycomb environment; staging.slovars.hcl holds the other"
}

variable "probe_agent" {
  type        = string
  default     = "shop-probe/"
  description = "How our own probes begin to name themselves"
}

# Locals and functions are visible in their folder and below.
locals {
  live = var.environment == "production"
}

function "is_root" {
  params = [e]
  result = !exists(e.trace.parent_id)
}

# Bots and our own probes are not users.
function "from_user" {
  params = [e]
  result = e.user_agent.synthetic.type == null && !starts_with(e.user_agent.original, var.probe_agent)
}
