variable "slogen" {
  description = "What should exist in Honeycomb, as slogen writes it to the files in objects, which are merged. Objects are named by label, and refer to one another by label."
  nullable    = false

  type = object({
    email_recipients = optional(map(object({
      address = string
    })), {})

    slack_recipients = optional(map(object({
      channel = string
    })), {})

    # Where text may be a secret, `secret` is its name in var.secrets.
    pagerduty_recipients = optional(map(object({
      integration_name = string
      integration_key  = object({ value = optional(string), secret = optional(string) })
    })), {})

    webhook_recipients = optional(map(object({
      name   = string
      url    = object({ value = optional(string), secret = optional(string) })
      secret = optional(object({ value = optional(string), secret = optional(string) }))
      headers = optional(list(object({
        name  = string
        value = object({ value = optional(string), secret = optional(string) })
      })), [])
      variables = optional(list(object({
        name          = string
        default_value = optional(string)
      })), [])
      templates = optional(list(object({
        type = string
        body = string
      })), [])
    })), {})

    msteams_workflow_recipients = optional(map(object({
      name = string
      url  = object({ value = optional(string), secret = optional(string) })
    })), {})

    # Recipients that already exist and are found by one of their details.
    existing_recipients = optional(map(object({
      type   = string
      detail = string
      value  = object({ value = optional(string), secret = optional(string) })
    })), {})

    calculated_fields = optional(map(object({
      alias       = string
      description = optional(string)
      dataset     = optional(string)
      expression  = string
    })), {})

    slos = optional(map(object({
      name              = string
      description       = optional(string)
      dataset           = optional(string)
      datasets          = optional(list(string))
      sli               = string
      target_percentage = number
      time_period       = number
      tags              = optional(map(string))
    })), {})

    burn_alerts = optional(map(object({
      slo                          = string
      dataset                      = optional(string)
      description                  = optional(string)
      alert_type                   = string
      auto_investigate             = optional(bool)
      exhaustion_minutes           = optional(number)
      budget_rate_window_minutes   = optional(number)
      budget_rate_decrease_percent = optional(number)
      recipients = optional(list(object({
        recipient          = string
        pagerduty_severity = optional(string)
        variables          = optional(map(string), {})
      })), [])
    })), {})

    triggers = optional(map(object({
      name             = string
      description      = optional(string)
      dataset          = optional(string)
      disabled         = optional(bool)
      auto_investigate = optional(bool)
      tags             = optional(map(string))
      query_json       = string
      alert_type       = string
      frequency        = number
      threshold = object({
        op             = string
        value          = number
        exceeded_limit = optional(number)
      })
      evaluation_schedule = optional(object({
        days_of_week = list(string)
        start_time   = string
        end_time     = string
      }))
      baseline_details = optional(object({
        type           = string
        offset_minutes = number
      }))
      recipients = optional(list(object({
        recipient                     = string
        group_filter                  = optional(map(list(string)))
        pagerduty_per_group_incidents = optional(bool)
        pagerduty_severity            = optional(string)
        variables                     = optional(map(string), {})
      })), [])
    })), {})

    queries = optional(map(object({
      dataset    = optional(string)
      query_json = string
    })), {})

    query_annotations = optional(map(object({
      name        = string
      description = optional(string)
      dataset     = optional(string)
      query       = string
    })), {})

    # Each panel has exactly one member set.
    boards = optional(map(object({
      name        = string
      description = optional(string)
      tags        = optional(map(string))
      panels = optional(list(object({
        slo              = optional(string)
        query_annotation = optional(string)
        text             = optional(string)
      })), [])
    })), {})
  })
}

variable "secrets" {
  description = "The values of the secrets that var.slogen names, by name."
  type        = map(string)
  default     = {}
  sensitive   = true
  nullable    = false
}
