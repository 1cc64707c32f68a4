service "s" {
  dataset = "s"
  trigger "a" {
    description = "Many a"
    fires_when = count() > 10
    over = "15m"
    every = "15m"
    schedule {
      days = ["monday"]
      from = "09:00"
      to = "09:00"
    }
  }
}
