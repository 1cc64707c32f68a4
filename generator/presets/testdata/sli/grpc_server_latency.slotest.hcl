test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 250 },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 251 },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "INTERNAL", duration_ms = 1 },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 1 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "the old names" {
  sli = sli.use.old
  events = [
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 250 },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 251 },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 13, duration_ms = 1 },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 0 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 1 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "both names" {
  sli = sli.use.both
  events = [
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 250 },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 251 },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "INTERNAL", duration_ms = 1 },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK" },
    { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 1 },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 250 },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 251 },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 13, duration_ms = 1 },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 0 },
    { span.kind = "client", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 1 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "good", "bad", "ineligible", "ineligible", "ineligible"]
}

test "the example" {
  sli = sli.use.latency
  events = [
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 101, rpc.method = "shop.Cart/Add" },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 9000, rpc.method = "shop.Cart/Watch" },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "0", duration_ms = 20 },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = 0, duration_ms = 20000 },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "14", duration_ms = 20 },
    { span.kind = "server", rpc.system.name = "grpc", duration_ms = 20 },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = "20" },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK" },
    { span.kind = "server", rpc.system = "grpc", rpc.grpc.status_code = 0, duration_ms = 20 },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible"]
}
