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

# A release breaks pages, is withdrawn, and is tried once more: a share for each ten minutes.

scenario "a release breaks a page in five" {
  slo      = slo.frontend.scripts
  traffic  = "600x11 300x5 600" # a page that breaks is left
  step     = "10m"
  duration = "8h"

  failures {
    from   = "30m"
    series = "0.05+0.05x3 0.2x8 _x6 0.02 0.2x3"
  }

  expect_alert "release" {
    after  = "30m"
    within = "2h"
  }
}
