test "good, bad and ineligible" {
  sli  = sli.use.standard
  time = "2026-03-02T08:00:00Z"
  events = [
    { tls.server.not_after = "2026-03-20T00:00:00Z" },
    { tls.server.not_after = "2026-03-10T00:00:00.000Z" },
    { tls.server.not_after = "2026-01-01T00:00:00Z" },
    { name = "GET" },
  ]
  expect = ["good", "bad", "bad", "ineligible"]
}

test "the example" {
  sli  = sli.use.certificates_last
  time = "2026-03-02T08:00:00Z"
  events = [
    { tls.server.not_after = "2026-03-20T00:00:00Z" },
  ]
  expect = ["bad"]
}

test "messy events" {
  sli  = sli.use.standard
  time = "2026-03-02T08:00:00Z"
  events = [
    { tls.server.not_after = "2026-05-01T02:00:00+02:00" },
    { tls.server.not_after = "2026-03-10T02:00:00+02:00" },
    { tls.server.not_after = "May  1 00:00:00 2026 GMT" },
    { tls.server.not_after = 1777593600 },
    { tls.server.not_after = "" },
    { tls.server.not_after = null },
    { server.address = "example.com" },
  ]
  expect = ["good", "bad", "ineligible", "ineligible", "ineligible", "ineligible", "ineligible"]
}
