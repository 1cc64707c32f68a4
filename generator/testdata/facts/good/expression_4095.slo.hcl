service "s" {
  dataset = "s"
  sli "a" {
    good = event.a == format("%04081d", 0)
  }
}
