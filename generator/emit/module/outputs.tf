# The keys are slogen's own: where a label has "__", the key has "/", and where it has "--", a dot.

output "slo_ids" {
  description = "The ids of the SLOs, by key"
  value       = { for label, slo in honeycombio_slo.this : "slo/${replace(label, "__", "/")}" => slo.id }
}

output "burn_alert_ids" {
  description = "The ids of the burn alerts, by key"
  value       = { for label, alert in honeycombio_burn_alert.this : "burn_alert/${replace(replace(label, "__", "/"), "--", ".")}" => alert.id }
}

output "trigger_ids" {
  description = "The ids of the triggers, by key"
  value       = { for label, trigger in honeycombio_trigger.this : "trigger/${replace(label, "__", "/")}" => trigger.id }
}

output "board_urls" {
  description = "Where the boards are in Honeycomb, by key"
  value       = { for label, board in honeycombio_flexible_board.this : "board/${replace(label, "__", "/")}" => board.board_url }
}
