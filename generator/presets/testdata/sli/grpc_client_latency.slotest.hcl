test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 500 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 501 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "INTERNAL", duration_ms = 1 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK" },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 1 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 500 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 501 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 13, duration_ms = 1 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0 },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 1 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 500 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 501 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "INTERNAL", duration_ms = 1 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK" },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 1 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 500 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 501 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 13, duration_ms = 1 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0 },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 1 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.cart_latency
  events = [
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 201, rpc.method = "shop.Cart/Add" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 9000, rpc.method = "shop.Cart/Pay" },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "0", duration_ms = 20 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = 0, duration_ms = 20000 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "14", duration_ms = 20 },
    { span.kind = "client", rpc.system.name = "grpc", duration_ms = 20 },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = "20" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK" },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 20 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible"]
}
