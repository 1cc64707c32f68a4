service "orders" {
  description = "Takes orders from the queue and tells the warehouse"
  dataset     = "orders"

  sli "processing" {
    template   = builtin.sli.messaging_processing
    parameters = { destinations = ["orders"] }
  }

  # How long the order had waited when it was done, not how long the work took.
  sli "freshness" {
    description = "Orders that reach the warehouse within five minutes"
    eligible    = event.messaging.operation.type == "process" && exists(event.app.order.placed_at)
    good        = event_timestamp() - unix_timestamp(event.app.order.placed_at) <= 300
  }

  slo "processing" {
    description = "Orders reach the warehouse"
    sli         = sli.processing
    target      = 99.9
  }

  slo "freshness" {
    description = "Orders reach the warehouse in time for the next truck"
    sli         = sli.freshness
    target      = 95
    window      = "14d"
  }

  # Says so again every quarter of an hour until somebody has looked.
  trigger "dead_letters" {
    description = "Orders lie in the dead letter queue; none of them is sent until somebody looks"
    where       = event.messaging.destination.name == "orders-dead-letter"
    fires_when  = count() > 0
    over        = "15m"
    every       = "15m"
    repeat      = true
    severity    = "ticket"
  }

  trigger "slow_warehouses" {
    description = "A warehouse with real traffic answers slowly"
    where       = event.span.kind == "client" && exists(event.app.warehouse.id)
    fires_when  = p95(event.duration_ms) > 2000
    having      = count() > 100
    group_by    = [event.app.warehouse.id]
    over        = "1h"
    every       = "30m"
    severity    = "ticket"
  }

  trigger "orders_missing" {
    description = "Half of last week's orders are missing at this hour"
    where       = event.messaging.operation.type == "process"
    fires_when  = count() <= -50

    baseline {
      against = "1w"
      by      = "percentage"
    }

    over     = "1h"
    every    = "30m"
    severity = "ticket"
  }

  board {
    about = false # who opens it knows the service
  }
}
