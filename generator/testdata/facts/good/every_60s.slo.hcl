service "s" {
  dataset = "s"
  trigger "a" {
    description = "Many a"
    fires_when = count() > 10
    over = "60s"
    every = "60s"
  }
}
