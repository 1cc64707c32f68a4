test "good, bad and ineligible" {
  sli = sli.use.standard
  events = [
    { gen_ai.operation.name = "execute_tool" },
    { gen_ai.operation.name = "execute_tool", error.type = "timeout" },
    { gen_ai.operation.name = "execute_tool", error = true },
    { gen_ai.operation.name = "chat", error = true },
  ]
  expect = ["good", "bad", "bad", "ineligible"]
}

test "the example" {
  sli = sli.use.lookups_work
  events = [
    { gen_ai.operation.name = "execute_tool", gen_ai.tool.name = "search_orders", error = true },
    { gen_ai.operation.name = "execute_tool", gen_ai.tool.name = "weather", error = true },
  ]
  expect = ["bad", "ineligible"]
}

test "messy events" {
  sli = sli.use.standard
  events = [
    { gen_ai.operation.name = "execute_tool" },
    { gen_ai.operation.name = "execute_tool", error = false },
    { gen_ai.operation.name = "execute_tool", error = "false" },
    { gen_ai.operation.name = "execute_tool", error = 0 },
    { gen_ai.operation.name = "execute_tool", error = null, error.type = null },
    { gen_ai.operation.name = "execute_tool", error = true },
    { gen_ai.operation.name = "execute_tool", error = "true" },
    { gen_ai.operation.name = "execute_tool", error = "connection refused" },
    { gen_ai.operation.name = "execute_tool", error = 1 },
    { gen_ai.operation.name = "execute_tool", error.type = "timeout" },
    { gen_ai.operation.name = "execute_tool", error = false, error.type = "timeout" },
    { gen_ai.operation.name = null, error = true },
    { error = true },
  ]
  expect = [
    "good", "good", "good", "good", "good", "bad", "bad", "bad", "bad", "bad", "bad", "ineligible",
    "ineligible",
  ]
}
