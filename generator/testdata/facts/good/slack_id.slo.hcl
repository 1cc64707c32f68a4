recipient "slack" "a" {
  channel = "C024BE9"
}
