service "s" {
  dataset = "s"
  trigger "a" {
    description = "Many a"
    fires_when = count() > 10
    over = "15m"
    every = "15m"
    schedule {
      days = ["monday"]
      from = "9:00"
      to = "17:00"
    }
  }
}
