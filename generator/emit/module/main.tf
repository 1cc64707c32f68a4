# What objects need from one another, gathered once: if each object referred to a whole resource itself, or used depends_on,
# Terraform would read every instance again for each object. A query names calculated fields inside its JSON, where Terraform
# sees no reference; asking for the aliases, which are never null, makes it wait for them.
locals {
  sli_aliases = { for label, field in honeycombio_derived_column.this : label => field.alias }
  slo_ids     = { for label, slo in honeycombio_slo.this : label => slo.id }
  query_ids   = { for label, query in honeycombio_query.this : label => query.id }

  panels = {
    for label, annotation in honeycombio_query_annotation.this : label => {
      query_id            = annotation.query_id
      query_annotation_id = annotation.id
    }
  }
}

resource "honeycombio_derived_column" "this" {
  for_each = var.slogen.calculated_fields

  alias       = each.value.alias
  description = each.value.description
  dataset     = each.value.dataset
  expression  = each.value.expression

  # An alias can't be changed, and one that an SLO uses can't be deleted.
  lifecycle {
    create_before_destroy = true
  }
}

resource "honeycombio_slo" "this" {
  for_each = var.slogen.slos

  name              = each.value.name
  description       = each.value.description
  dataset           = each.value.dataset
  datasets          = each.value.datasets
  sli               = local.sli_aliases[each.value.sli]
  target_percentage = each.value.target_percentage
  time_period       = each.value.time_period
  tags              = each.value.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "honeycombio_burn_alert" "this" {
  for_each = var.slogen.burn_alerts

  slo_id                       = local.slo_ids[each.value.slo]
  dataset                      = each.value.dataset
  description                  = each.value.description
  auto_investigate             = each.value.auto_investigate
  alert_type                   = each.value.alert_type
  exhaustion_minutes           = each.value.exhaustion_minutes
  budget_rate_window_minutes   = each.value.budget_rate_window_minutes
  budget_rate_decrease_percent = each.value.budget_rate_decrease_percent

  dynamic "recipient" {
    for_each = each.value.recipients

    content {
      id = local.recipient_ids[recipient.value.recipient]

      dynamic "notification_details" {
        for_each = recipient.value.pagerduty_severity != null || length(recipient.value.variables) > 0 ? [recipient.value] : []

        content {
          pagerduty_severity = notification_details.value.pagerduty_severity

          dynamic "variable" {
            for_each = notification_details.value.variables

            content {
              name  = variable.key
              value = variable.value
            }
          }
        }
      }
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "honeycombio_trigger" "this" {
  for_each = var.slogen.triggers

  name             = each.value.name
  description      = each.value.description
  dataset          = each.value.dataset
  disabled         = each.value.disabled
  auto_investigate = each.value.auto_investigate
  tags             = each.value.tags
  query_json       = local.sli_aliases == null ? null : each.value.query_json
  alert_type       = each.value.alert_type
  frequency        = each.value.frequency

  threshold {
    op             = each.value.threshold.op
    value          = each.value.threshold.value
    exceeded_limit = each.value.threshold.exceeded_limit
  }

  dynamic "evaluation_schedule" {
    for_each = each.value.evaluation_schedule == null ? [] : [each.value.evaluation_schedule]

    content {
      days_of_week = evaluation_schedule.value.days_of_week
      start_time   = evaluation_schedule.value.start_time
      end_time     = evaluation_schedule.value.end_time
    }
  }

  dynamic "baseline_details" {
    for_each = each.value.baseline_details == null ? [] : [each.value.baseline_details]

    content {
      type           = baseline_details.value.type
      offset_minutes = baseline_details.value.offset_minutes
    }
  }

  dynamic "recipient" {
    for_each = each.value.recipients

    content {
      id = local.recipient_ids[recipient.value.recipient]

      group_filter                  = recipient.value.group_filter
      pagerduty_per_group_incidents = recipient.value.pagerduty_per_group_incidents

      dynamic "notification_details" {
        for_each = recipient.value.pagerduty_severity != null || length(recipient.value.variables) > 0 ? [recipient.value] : []

        content {
          pagerduty_severity = notification_details.value.pagerduty_severity

          dynamic "variable" {
            for_each = notification_details.value.variables

            content {
              name  = variable.key
              value = variable.value
            }
          }
        }
      }
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "honeycombio_query" "this" {
  for_each = var.slogen.queries

  dataset    = each.value.dataset
  query_json = local.sli_aliases == null ? null : each.value.query_json

  lifecycle {
    create_before_destroy = true
  }
}

resource "honeycombio_query_annotation" "this" {
  for_each = var.slogen.query_annotations

  name        = each.value.name
  description = each.value.description
  dataset     = each.value.dataset
  query_id    = local.query_ids[each.value.query]

  lifecycle {
    create_before_destroy = true
  }
}

resource "honeycombio_flexible_board" "this" {
  for_each = var.slogen.boards

  name        = each.value.name
  description = each.value.description
  tags        = each.value.tags

  dynamic "panel" {
    for_each = each.value.panels

    content {
      type = panel.value.slo != null ? "slo" : panel.value.query_annotation != null ? "query" : "text"

      dynamic "slo_panel" {
        for_each = panel.value.slo == null ? [] : [panel.value.slo]

        content {
          slo_id = local.slo_ids[slo_panel.value]
        }
      }

      dynamic "query_panel" {
        for_each = panel.value.query_annotation == null ? [] : [panel.value.query_annotation]

        content {
          query_id            = local.panels[query_panel.value].query_id
          query_annotation_id = local.panels[query_panel.value].query_annotation_id
        }
      }

      dynamic "text_panel" {
        for_each = panel.value.text == null ? [] : [panel.value.text]

        content {
          content = text_panel.value
        }
      }
    }
  }
}
