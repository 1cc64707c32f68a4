service "s" {
  dataset = "s"
  sli "a" {
    description = format("%0255d", 0)
    good = event.a == 1
  }
}
