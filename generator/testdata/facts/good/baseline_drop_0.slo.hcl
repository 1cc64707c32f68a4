service "s" {
  dataset = "s"
  trigger "a" {
    description = "Many a"
    fires_when = count() <= 0
    over = "15m"
    every = "15m"
    baseline {
      against = "1w"
      by = "percentage"
    }
  }
}
