service "web-shop" {
  name                    = "Web shop"
  description             = "The pages that customers see"
  dataset                 = "storefront"
  expected_events_per_day = 2500000
  tags                    = { tier = "one" }

  sli "home" {
    template   = sli_template.http_route
    parameters = { route = "/", within_ms = 800 }
  }

  sli "product" {
    template   = sli_template.http_route
    parameters = { route = "/products/{id}" }
  }

  # Search answers with an error, slowly, or with nothing although there is something: all three are bad.
  sli "search" {
    description = "Searches that found something in time"
    eligible    = event.http.route == "/search" && is_root(event) && from_user(event)
    good        = event.http.response.status_code < 500 && event.duration_ms < 1500 && coalesce(event.app.search.results, 0) > 0
  }

  slo "home" {
    description = "Customers see the start page within 0.8 seconds"
    sli         = sli.home
    target      = 99.5
  }

  slo "product" {
    description = "Customers see a product within a second"
    sli         = sli.product
    target      = 99.5
  }

  slo "search" {
    description             = "Customers find what we have"
    sli                     = sli.search
    target                  = 98
    expected_events_per_day = 180000
    burn_alerts             = burn_alert_policy.by_day

    # A policy's alert can be said anew, and others can join it.
    burn_alert "slow" {
      burn_rate = 1
      over      = "48h"
      severity  = "ticket"
      variables = { queue = "search" }
    }

    burn_alert "broken" {
      description = "Most searches come to nothing"
      budget      = 5
      over        = "1h"
      severity    = "page"
    }
  }

  # For the weeks after the new layout: it goes away by itself, with a warning that it should.
  trigger "slow_products" {
    description = "One in a hundred product pages takes longer than three seconds"
    where       = event.http.route == "/products/{id}" && event.span.kind == "server"
    fires_when  = p99(event.duration_ms) > 3000
    over        = "30m"
    every       = "15m"
    severity    = "inform"
    expires     = "2028-03-31"
    reviewed_on = "2026-11-02"
  }

  board {}
}
