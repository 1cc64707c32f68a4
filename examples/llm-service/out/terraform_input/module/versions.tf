# Written by slogen, the same for every configuration. Don't edit: `slogen generate` restores it.

terraform {
  required_version = ">= 1.5"

  required_providers {
    honeycombio = {
      source  = "honeycombio/honeycombio"
      version = ">= 0.50.0"
    }
  }
}
