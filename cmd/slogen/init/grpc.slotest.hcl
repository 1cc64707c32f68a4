# How the SLIs should judge events. `slogen test` runs this file; `slogen test -mutate` lists changes that no test would notice.

test "what is the server's fault is bad" {
  sli = sli.@service@.availability
  events = [
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK" },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "NOT_FOUND" },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "UNAVAILABLE" },
  ]
  expect = ["good", "good", "bad"]
}

test "calls to others don't count" {
  sli    = sli.@service@.availability
  event  = { span.kind = "client", rpc.system.name = "grpc", rpc.response.status_code = "UNAVAILABLE" }
  expect = "ineligible"
}

test "a slow answer is bad" {
  sli = sli.@service@.latency
  events = [
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 400 },
    { span.kind = "server", rpc.system.name = "grpc", rpc.response.status_code = "OK", duration_ms = 600 },
  ]
  expect = ["good", "bad"]
}

# What the burn alerts should do in an incident. `slogen simulate` shows when each fires and resolves.

scenario "half the calls fail for ten minutes" {
  slo     = slo.@service@.availability
  traffic = "1000/min"

  failures {
    to    = "10m"
    ratio = 0.5
  }

  expect_alert "fast" {
    within = "5m"
  }
}
