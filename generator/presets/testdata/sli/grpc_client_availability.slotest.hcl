test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "NOT_FOUND" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "RESOURCE_EXHAUSTED" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "INTERNAL" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "UNAVAILABLE" },
    { span.kind = "client", rpc.system.name = "grpc" },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "INTERNAL" },
    { span.kind = "client", rpc.system.name = "connectrpc" },
  ]
  expect = ["good", "good", "bad", "bad", "bad", "bad", "ineligible", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 5 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 8 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 13 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 14 },
    { span.kind = "client", rpc.system = "grpc" },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 13 },
    { span.kind = "client", rpc.system = "connectrpc" },
  ]
  expect = ["good", "good", "bad", "bad", "bad", "bad", "ineligible", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "NOT_FOUND" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "RESOURCE_EXHAUSTED" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "INTERNAL" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "UNAVAILABLE" },
    { span.kind = "client", rpc.system.name = "grpc" },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "INTERNAL" },
    { span.kind = "client", rpc.system.name = "connectrpc" },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 5 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 8 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 13 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 14 },
    { span.kind = "client", rpc.system = "grpc" },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 13 },
    { span.kind = "client", rpc.system = "connectrpc" },
  ]
  expect = ["good", "good", "bad", "bad", "bad", "bad", "ineligible", "ineligible", "good", "good", "bad", "bad", "bad", "bad", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.cart_answers
  events = [
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "INTERNAL", rpc.method = "shop.Cart/Add" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "INTERNAL", rpc.method = "shop.Cart/List" },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = 0 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "0" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = 5 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = 14 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "14" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "UNAVAILABLE" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = null },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "unavailable" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = 17 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 14 },
    { rpc.system.name = "grpc", rpc.response.status_code = "UNAVAILABLE" },
    { rpc.response.status_code = "UNAVAILABLE" },
  ]
  expect = [
    "good", "good", "good", "good", "bad", "bad", "bad", "bad", "bad", "bad", "ineligible", "ineligible", "ineligible",
  ]
}
