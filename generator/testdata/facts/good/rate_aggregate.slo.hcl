service "s" {
  dataset = "s"
  trigger "a" {
    description = "Many a"
    fires_when = rate_max(event.a) > 1
    over = "15m"
    every = "15m"
  }
}
