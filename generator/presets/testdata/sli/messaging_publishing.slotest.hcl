test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { messaging.operation.type = "send", messaging.destination.name = "orders" },
    { messaging.operation.type = "publish", messaging.destination.name = "orders" },
    { messaging.operation.type = "send", messaging.destination.name = "orders", error.type = "timeout" },
    { messaging.operation.type = "publish", messaging.destination.name = "orders", error = true },
    { messaging.operation.type = "process", messaging.destination.name = "orders", error = true },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { messaging.operation = "send", messaging.destination = "orders" },
    { messaging.operation = "publish", messaging.destination = "orders" },
    { messaging.operation = "send", messaging.destination = "orders", error.type = "timeout" },
    { messaging.operation = "publish", messaging.destination = "orders", error = true },
    { messaging.operation = "process", messaging.destination = "orders", error = true },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { messaging.operation.type = "send", messaging.destination.name = "orders" },
    { messaging.operation.type = "publish", messaging.destination.name = "orders" },
    { messaging.operation.type = "send", messaging.destination.name = "orders", error.type = "timeout" },
    { messaging.operation.type = "publish", messaging.destination.name = "orders", error = true },
    { messaging.operation.type = "process", messaging.destination.name = "orders", error = true },
    { messaging.operation = "send", messaging.destination = "orders" },
    { messaging.operation = "publish", messaging.destination = "orders" },
    { messaging.operation = "send", messaging.destination = "orders", error.type = "timeout" },
    { messaging.operation = "publish", messaging.destination = "orders", error = true },
    { messaging.operation = "process", messaging.destination = "orders", error = true },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "good", "good", "bad", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.orders_are_sent
  events = [
    { messaging.operation.type = "send", messaging.destination.name = "orders", error = true },
    { messaging.operation.type = "send", messaging.destination.name = "mails", error = true },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { messaging.operation.type = "send" },
    { messaging.operation.type = "send", error = false },
    { messaging.operation.type = "send", error = "false" },
    { messaging.operation.type = "send", error = 0 },
    { messaging.operation.type = "send", error = null, error.type = null },
    { messaging.operation.type = "send", error = true },
    { messaging.operation.type = "send", error = "true" },
    { messaging.operation.type = "send", error = "connection refused" },
    { messaging.operation.type = "send", error = 1 },
    { messaging.operation.type = "send", error.type = "timeout" },
    { messaging.operation.type = "send", error = false, error.type = "timeout" },
    { messaging.operation.type = null, error = true },
    { error = true },
    { messaging.operation = "publish", error = true },
  ]
  expect = [
    "good", "good", "good", "good", "good", "bad", "bad", "bad", "bad", "bad", "bad", "ineligible",
    "ineligible", "ineligible",
  ]
}
