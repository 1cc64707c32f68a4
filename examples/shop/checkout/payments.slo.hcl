service "payments" {
  description = "Talks to the payment providers"

  sli "authorization" {
    template = builtin.sli.grpc_server_availability
    parameters = {
      methods = ["shop.payments.v1.Payments/Authorize"]
    }

    # The provider's yearly move to another data centre. These events don't count.
    exclude {
      from   = "2026-11-08T22:00:00Z"
      to     = "2026-11-09T00:30:00Z"
      reason = "payment provider moved data centre"
    }
  }

  slo "authorization" {
    description = "Cards are charged at the first attempt"
    sli         = sli.authorization
    target      = 99.95
  }

  trigger "declines" {
    description = "More than one in five payments is declined, and there are enough of them to mean something"
    where       = event.rpc.method == "shop.payments.v1.Payments/Authorize"
    fires_when  = if(count() > 200, count(event.app.payment.declined == true) / count(), 0) > 0.2
    group_by    = [event.app.payment.provider]
    over        = "20m"
    every       = "10m"
    for         = 2
    severity    = "inform"
  }
}

# The same objective had another name until October; told so, Honeycomb keeps its history.
moved {
  from = slo.payments.uptime
  to   = slo.payments.authorization
}

moved {
  from = sli.payments.uptime
  to   = sli.payments.authorization
}
