# Source: Honeycomb's baseline triggers (docs.honeycomb.io/notify/alert/triggers), which compare with the same time an
# hour, a day, a week or four weeks before, and run every 15 minutes at most often.
# Why: a drop shows what no request can report. Traffic that differs from day to day is compared with the week before.
# A holiday looks like a drop, so this one is to inform and not to page.
# Example:
#   trigger "fewer_visitors" {
#     template   = builtin.triggers.traffic_drop
#     parameters = { percent = 60 }
#   }
trigger_template "traffic_drop" {
  description = "Far fewer events arrive than at the same time before"

  parameter "percent" {
    type        = number
    default     = 50
    description = "How much of the traffic may be missing"
  }

  parameter "against" {
    type        = string
    default     = "1w"
    description = "What it is compared with: 1h, 1d, 1w or 4w before"
  }

  parameter "over" {
    type        = string
    default     = "1h"
    description = "The time that is looked at"
  }

  parameter "every" {
    type        = string
    default     = "15m"
    description = "How often it looks, 15 minutes or more"
  }

  fires_when = count() <= -param.percent
  over       = param.over
  every      = param.every

  baseline {
    against = param.against
    by      = "percentage"
  }
}
