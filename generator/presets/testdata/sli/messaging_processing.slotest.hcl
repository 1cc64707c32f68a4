test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { messaging.operation.type = "process", messaging.destination.name = "orders" },
    { messaging.operation.type = "process", messaging.destination.name = "orders", error = false },
    { messaging.operation.type = "process", messaging.destination.name = "orders", error = true },
    { messaging.operation.type = "process", messaging.destination.name = "orders", error.type = "timeout" },
    { messaging.operation.type = "receive", messaging.destination.name = "orders", error = true },
    { name = "GET /" },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { messaging.operation = "process", messaging.destination = "orders" },
    { messaging.operation = "process", messaging.destination = "orders", error = false },
    { messaging.operation = "process", messaging.destination = "orders", error = true },
    { messaging.operation = "process", messaging.destination = "orders", error.type = "timeout" },
    { messaging.operation = "receive", messaging.destination = "orders", error = true },
    { name = "GET /" },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { messaging.operation.type = "process", messaging.destination.name = "orders" },
    { messaging.operation.type = "process", messaging.destination.name = "orders", error = false },
    { messaging.operation.type = "process", messaging.destination.name = "orders", error = true },
    { messaging.operation.type = "process", messaging.destination.name = "orders", error.type = "timeout" },
    { messaging.operation.type = "receive", messaging.destination.name = "orders", error = true },
    { name = "GET /" },
    { messaging.operation = "process", messaging.destination = "orders" },
    { messaging.operation = "process", messaging.destination = "orders", error = false },
    { messaging.operation = "process", messaging.destination = "orders", error = true },
    { messaging.operation = "process", messaging.destination = "orders", error.type = "timeout" },
    { messaging.operation = "receive", messaging.destination = "orders", error = true },
    { name = "GET /" },
  ]
  expect = ["good", "good", "bad", "bad", "ineligible", "ineligible", "good", "good", "bad", "bad", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.orders_are_handled
  events = [
    { messaging.operation.type = "process", messaging.destination.name = "orders", error = true },
    { messaging.operation.type = "process", messaging.destination.name = "mails", error = true },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { messaging.operation.type = "process" },
    { messaging.operation.type = "process", error = false },
    { messaging.operation.type = "process", error = "false" },
    { messaging.operation.type = "process", error = 0 },
    { messaging.operation.type = "process", error = null, error.type = null },
    { messaging.operation.type = "process", error = true },
    { messaging.operation.type = "process", error = "true" },
    { messaging.operation.type = "process", error = "connection refused" },
    { messaging.operation.type = "process", error = 1 },
    { messaging.operation.type = "process", error.type = "timeout" },
    { messaging.operation.type = "process", error = false, error.type = "timeout" },
    { messaging.operation.type = null, error = true },
    { error = true },
    { messaging.operation = "process", error = true },
  ]
  expect = [
    "good", "good", "good", "good", "good", "bad", "bad", "bad", "bad", "bad", "bad", "ineligible",
    "ineligible", "ineligible",
  ]
}
