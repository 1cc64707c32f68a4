# Written by slogen, the same for every configuration. Don't edit: `slogen generate` restores it.

# A recipient is deleted only after the alerts that notified it have been changed: otherwise Honeycomb refuses.

resource "honeycombio_email_recipient" "this" {
  for_each = var.slogen.email_recipients

  address = each.value.address

  lifecycle {
    create_before_destroy = true
  }
}

resource "honeycombio_slack_recipient" "this" {
  for_each = var.slogen.slack_recipients

  channel = each.value.channel

  lifecycle {
    create_before_destroy = true
  }
}

resource "honeycombio_pagerduty_recipient" "this" {
  for_each = var.slogen.pagerduty_recipients

  integration_name = each.value.integration_name
  integration_key  = each.value.integration_key.secret == null ? each.value.integration_key.value : var.secrets[each.value.integration_key.secret]

  lifecycle {
    create_before_destroy = true
  }
}

resource "honeycombio_webhook_recipient" "this" {
  for_each = var.slogen.webhook_recipients

  name   = each.value.name
  url    = each.value.url.secret == null ? each.value.url.value : var.secrets[each.value.url.secret]
  secret = each.value.secret == null ? null : each.value.secret.secret == null ? each.value.secret.value : var.secrets[each.value.secret.secret]

  dynamic "header" {
    for_each = each.value.headers

    content {
      name  = header.value.name
      value = header.value.value.secret == null ? header.value.value.value : var.secrets[header.value.value.secret]
    }
  }

  dynamic "variable" {
    for_each = each.value.variables

    content {
      name          = variable.value.name
      default_value = variable.value.default_value
    }
  }

  dynamic "template" {
    for_each = each.value.templates

    content {
      type = template.value.type
      body = template.value.body
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "honeycombio_msteams_workflow_recipient" "this" {
  for_each = var.slogen.msteams_workflow_recipients

  name = each.value.name
  url  = each.value.url.secret == null ? each.value.url.value : var.secrets[each.value.url.secret]

  lifecycle {
    create_before_destroy = true
  }
}

data "honeycombio_recipient" "this" {
  for_each = var.slogen.existing_recipients

  type = each.value.type

  detail_filter {
    name  = each.value.detail
    value = each.value.value.secret == null ? each.value.value.value : var.secrets[each.value.value.secret]
  }
}

locals {
  # A label begins with the recipient's type, so labels are unique.
  recipient_ids = merge(
    { for label, recipient in honeycombio_email_recipient.this : label => recipient.id },
    { for label, recipient in honeycombio_slack_recipient.this : label => recipient.id },
    { for label, recipient in honeycombio_pagerduty_recipient.this : label => recipient.id },
    { for label, recipient in honeycombio_webhook_recipient.this : label => recipient.id },
    { for label, recipient in honeycombio_msteams_workflow_recipient.this : label => recipient.id },
    { for label, recipient in data.honeycombio_recipient.this : label => recipient.id },
  )
}
