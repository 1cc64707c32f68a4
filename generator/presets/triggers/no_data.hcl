# Source: Honeycomb's triggers (docs.honeycomb.io/notify/alert/triggers), which compare the result of a query.
# Why: every SLO is silent while no events arrive, because nothing is eligible. It isn't grouped, as a group that has
# vanished gives no row. It relies on Honeycomb taking the count of a query that found nothing as zero, which its API
# doesn't promise: see once that it fires.
# Example:
#   trigger "silent" {
#     template   = builtin.triggers.no_data
#     parameters = { within = "20m" }
#   }
trigger_template "no_data" {
  description = "No events arrive: either nobody can reach the service, or what it sends is lost on the way"

  parameter "at_least" {
    type        = number
    default     = 1
    description = "How many events must arrive in the time"
  }

  parameter "within" {
    type        = string
    default     = "15m"
    description = "How long it may be quiet"
  }

  parameter "every" {
    type        = string
    default     = "5m"
    description = "How often it looks"
  }

  fires_when = count() < param.at_least
  over       = param.within
  every      = param.every
}
