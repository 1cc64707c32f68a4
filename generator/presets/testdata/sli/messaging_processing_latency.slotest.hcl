test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { messaging.operation.type = "process", messaging.destination.name = "orders", duration_ms = 5000 },
    { messaging.operation.type = "process", messaging.destination.name = "orders", duration_ms = 5001 },
    { messaging.operation.type = "process", messaging.destination.name = "orders", duration_ms = 1, error = true },
    { messaging.operation.type = "process", messaging.destination.name = "orders" },
    { messaging.operation.type = "receive", messaging.destination.name = "orders", duration_ms = 9000 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { messaging.operation = "process", messaging.destination = "orders", duration_ms = 5000 },
    { messaging.operation = "process", messaging.destination = "orders", duration_ms = 5001 },
    { messaging.operation = "process", messaging.destination = "orders", duration_ms = 1, error = true },
    { messaging.operation = "process", messaging.destination = "orders" },
    { messaging.operation = "receive", messaging.destination = "orders", duration_ms = 9000 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { messaging.operation.type = "process", messaging.destination.name = "orders", duration_ms = 5000 },
    { messaging.operation.type = "process", messaging.destination.name = "orders", duration_ms = 5001 },
    { messaging.operation.type = "process", messaging.destination.name = "orders", duration_ms = 1, error = true },
    { messaging.operation.type = "process", messaging.destination.name = "orders" },
    { messaging.operation.type = "receive", messaging.destination.name = "orders", duration_ms = 9000 },
    { messaging.operation = "process", messaging.destination = "orders", duration_ms = 5000 },
    { messaging.operation = "process", messaging.destination = "orders", duration_ms = 5001 },
    { messaging.operation = "process", messaging.destination = "orders", duration_ms = 1, error = true },
    { messaging.operation = "process", messaging.destination = "orders" },
    { messaging.operation = "receive", messaging.destination = "orders", duration_ms = 9000 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.orders_are_handled_quickly
  events = [
    { messaging.operation.type = "process", messaging.destination.name = "orders", duration_ms = 2001 },
    { messaging.operation.type = "process", messaging.destination.name = "mails", duration_ms = 2001 },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { messaging.operation.type = "process", duration_ms = 20 },
    { messaging.operation.type = "process", duration_ms = 90000000 },
    { messaging.operation.type = "process", duration_ms = "20" },
    { messaging.operation.type = "process", duration_ms = null },
    { messaging.operation.type = "process", duration_ms = -1 },
    { messaging.operation.type = "process" },
    { messaging.operation.type = null, duration_ms = 90000000 },
    { messaging.operation = "process", duration_ms = 90000000 },
    { messaging.operation.type = "process", duration_ms = 20, error = "connection refused" },
    { messaging.operation.type = "process", duration_ms = 20, error = false },
    { messaging.operation.type = "process", duration_ms = 20, error.type = "timeout" },
  ]
  expect = [
    "good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible",
    "ineligible", "good", "ineligible",
  ]
}
