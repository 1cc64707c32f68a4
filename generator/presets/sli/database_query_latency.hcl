# Source: OpenTelemetry semantic conventions, database client spans
# (opentelemetry.io/docs/specs/semconv/db/database-spans); The Site Reliability Workbook, chapter 2, "Implementing
# SLOs" (sre.google/workbook/implementing-slos). `error` is what Honeycomb sets for a span whose status is an error.
# The names are those of the stable conventions, 1.33; db.system.name was db.system, db.operation.name was
# db.operation, and db.namespace was db.name.
# Why: slow operations hold their callers up, and what they lock. Only operations that succeeded count, because many
# errors are quick.
# Example:
#   sli "reads" {
#     template   = builtin.sli.database_query_latency
#     parameters = { operations = ["SELECT"], threshold_ms = 50 }
#   }
sli_template "database_query_latency" {
  description = "Successful database operations that were done in time"

  parameter "threshold_ms" {
    type        = number
    default     = 100
    description = "How long an operation may take, in milliseconds"
  }

  parameter "systems" {
    type        = list(string)
    default     = []
    description = "The systems that count, such as postgresql, as db.system.name names them; none means all"
  }

  parameter "namespaces" {
    type        = list(string)
    default     = []
    description = "The databases that count, as db.namespace names them; none means all"
  }

  parameter "operations" {
    type        = list(string)
    default     = []
    description = "The operations that count, such as SELECT, as db.operation.name names them; none means all"
  }

  parameter "new_names" {
    type        = bool
    default     = true
    description = "Whether events have the current names, such as db.system.name"
  }

  parameter "old_names" {
    type        = bool
    default     = false
    description = "Whether events have the old names, such as db.system; Honeycomb must know them"
  }

  eligible = (
    event.span.kind == "client" &&
    exists(
      param.new_names && param.old_names ? coalesce(event.db.system.name, event.db.system) :
      param.new_names ? event.db.system.name :
      event.db.system
    ) &&
    event.duration_ms >= 0 &&
    !exists(event.error.type) && (!exists(event.error) || contains(["", "0", "false"], string(event.error))) &&
    (length(param.systems) == 0 ? true : contains(param.systems, (
      param.new_names && param.old_names ? coalesce(event.db.system.name, event.db.system) :
      param.new_names ? event.db.system.name :
      event.db.system
    ))) &&
    (length(param.namespaces) == 0 ? true : contains(param.namespaces, (
      param.new_names && param.old_names ? coalesce(event.db.namespace, event.db.name) :
      param.new_names ? event.db.namespace :
      event.db.name
    ))) &&
    (length(param.operations) == 0 ? true : contains(param.operations, (
      param.new_names && param.old_names ? coalesce(event.db.operation.name, event.db.operation) :
      param.new_names ? event.db.operation.name :
      event.db.operation
    )))
  )
  good = event.duration_ms <= param.threshold_ms
}
