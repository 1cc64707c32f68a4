test "the limits of the Core Web Vitals are still good" {
  sli = sli.frontend.page_load
  events = [
    { lcp.value = 2500 },
    { lcp.value = 2500.5 },
    { name = "documentLoad" },
  ]
  expect = ["good", "bad", "ineligible"]
}

test "an interaction takes 200 milliseconds at most" {
  sli    = sli.frontend.interaction
  events = [{ inp.value = 200 }, { inp.value = 201 }, { lcp.value = 1 }]
  expect = ["good", "bad", "ineligible"]
}

test "the layout stays where it is" {
  sli    = sli.frontend.layout
  events = [{ cls.value = 0.1 }, { cls.value = 0.11 }, { cls.value = float(0) }]
  expect = ["good", "bad", "good"]
}

test "a page with a script error is bad" {
  sli = sli.frontend.scripts
  events = [
    { name = "documentLoad" },
    { name = "documentLoad", exception.type = "TypeError" },
    { name = "click", exception.type = "TypeError" },
  ]
  expect = ["good", "bad", "ineligible"]
}
