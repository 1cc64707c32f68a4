# Everyone who can hear of an alert. Secrets have names here and values nowhere.

recipient "pagerduty" "storefront" {
  integration_name = "Storefront on-call"
  integration_key  = secret("STOREFRONT_PAGERDUTY_KEY")
}

recipient "pagerduty" "checkout" {
  integration_name = "Checkout on-call"
  integration_key  = secret("CHECKOUT_PAGERDUTY_KEY")
}

recipient "slack" "storefront" {
  channel = "#storefront"
}

recipient "slack" "checkout" {
  channel = "#checkout"
}

recipient "slack" "fulfilment" {
  channel = "#fulfilment"
}

# Made by hand long ago, and managed elsewhere.
recipient "slack" "everyone" {
  lookup  = true
  channel = "#shop-status"
}

recipient "email" "finance" {
  address = "invoices@shop.example"
}

recipient "webhook" "tickets" {
  name   = "ticket desk"
  url    = "https://tickets.shop.example/hooks/honeycomb"
  secret = secret("TICKETS_WEBHOOK_SECRET")

  header "Authorization" {
    value = secret("TICKETS_AUTHORIZATION")
  }

  header "X-Source" {
    value = "honeycomb"
  }

  variable "queue" {
    default = "platform"
  }

  template "trigger" {
    body = <<-EOT
      {
        "queue": "{{ .Vars.queue }}",
        "title": "{{ .Name }}",
        "text": "{{ .Description }}"
      }
    EOT
  }

  template "budget_rate" {
    body = <<-EOT
      {
        "queue": "{{ .Vars.queue }}",
        "title": "{{ .Name }}",
        "text": "{{ .Description }}"
      }
    EOT
  }
}
