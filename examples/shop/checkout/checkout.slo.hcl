service "checkout" {
  description             = "Turns a cart into an order"
  expected_events_per_day = 90000

  sli "availability" {
    template   = builtin.sli.grpc_server_availability
    parameters = { methods = ["shop.checkout.v1.Checkout/PlaceOrder"] }
  }

  sli "latency" {
    template = builtin.sli.grpc_server_latency
    parameters = {
      methods      = ["shop.checkout.v1.Checkout/PlaceOrder"]
      threshold_ms = 2000
    }
  }

  # Built from another SLI: what was answered, and also in time.
  sli "experience" {
    description = "Orders placed without an error and within four seconds"
    eligible    = sli.availability.eligible && exists(event.duration_ms)
    good        = sli.availability.good && event.duration_ms <= 4000
  }

  slo "availability" {
    description = "Customers can order"
    sli         = sli.availability
    target      = 99.9
    depends_on  = [slo.payments.authorization]
  }

  slo "latency" {
    description = "An order is placed within two seconds"
    sli         = sli.latency
    target      = 99
    burn_alerts = burn_alert_policy.by_day
  }

  # slogen:ignore slo/no_alerts only looked at in the weekly review
  slo "experience" {
    description = "Ordering feels good"
    sli         = sli.experience
    target      = 98.5
    burn_alerts = null
  }

  # The SLI's own verdict, for somebody who watches a release.
  trigger "failed_orders" {
    description = "Orders fail in one region; look there before anybody is paged"
    where       = sli.availability == false
    fires_when  = count() >= 20
    group_by    = [event.cloud.region]
    over        = "15m"
    every       = "5m"
    severity    = "inform"

    schedule {
      days            = ["monday", "tuesday", "wednesday", "thursday", "friday"]
      from            = "09:00"
      to              = "18:00"
      timezone        = "Europe/Berlin"
      daylight_saving = "standard"
    }
  }

  board {
    name        = "Checkout at a glance"
    description = "Whether customers can order, and how it feels"
    panels      = [slo.availability, slo.latency, slo.experience, text.sale, trigger.failed_orders, about]

    text "sale" {
      content = <<-EOT
        ### During the summer sale

        Twice the usual orders are normal until noon. What isn't: an order that takes longer than two seconds.
      EOT
    }
  }
}
