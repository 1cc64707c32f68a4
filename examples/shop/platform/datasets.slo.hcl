# What is known of the columns. slogen checks names and types against it, and creates nothing.

dataset "storefront" {
  columns_file = "storefront.columns.json"
}

dataset "checkout" {
  columns = {
    app.cart.items           = integer
    app.payment.declined     = boolean
    app.payment.provider     = string
    cloud.region             = string
    duration_ms              = float
    name                     = string
    rpc.method               = string
    rpc.response.status_code = string
    rpc.system.name          = string
    span.kind                = string
    trace.parent_id          = string
  }
}

dataset "orders" {
  columns = {
    app.order.placed_at        = string
    app.warehouse.id           = string
    duration_ms                = float
    error                      = boolean
    error.type                 = string
    messaging.destination.name = string
    messaging.operation.type   = string
    span.kind                  = string
  }
}

dataset "batch" {
  columns = {
    process.executable.name = string
    process.exit.code       = integer
  }

  # Jobs that weren't built anew since the spring still send it.
  column "app.exit_code" {
    type          = integer
    description   = "What the job ended with; 0 is success"
    owner         = "platform"
    deprecated_by = "process.exit.code"
  }
}
