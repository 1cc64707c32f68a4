recipient "slack" "a" { channel = "#a" }
service "s" {
  dataset = "s"
  sli "a" { good = event.a == 1 }
  slo "a" {
    description = "Users can a"
    sli = sli.a
    target = 99
    window = "30d"
    burn_alert "x" {
      notify = [recipient.slack.a]
      exhausted_within = "30d"
    }
  }
}
