# What is one configuration, and the values, the folders and the output of each environment.
ignore = ["**/*.draft.slo.hcl"]

environment "production" {
  paths     = ["services", "production"]
  variables = { availability = 99.9, latency = 98, pages = true }
  fail_on   = ["loosened", "history-lost"]
}

environment "staging" {
  paths     = ["services", "staging"]
  variables = { availability = 99, latency = 95, pages = false }
}
