service "s" {
  dataset = "s"
  trigger "a" {
    description = "Many a"
    fires_when = count() > 10
    over = "86400s"
    every = "86400s"
  }
}
