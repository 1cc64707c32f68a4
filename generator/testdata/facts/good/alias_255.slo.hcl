service "s" {
  dataset = "s"
  sli "a" {
    alias = format("%0255d", 0)
    good = event.a == 1
  }
}
