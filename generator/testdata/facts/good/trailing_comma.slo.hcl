service "s" {
  dataset = "s"
  sli "a" {
    expression = "IF($a, true, false,)"
  }
}
