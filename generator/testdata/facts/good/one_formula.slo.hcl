service "s" {
  dataset = "s"
  trigger "a" {
    description = "Many a"
    fires_when = sum(event.a) / count() > 1
    over = "15m"
    every = "15m"
  }
}
