service "s" {
  datasets = ["d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "da"]
  sli "a" { good = event.a == 1 }
  slo "a" {
    description = "Users can a"
    sli = sli.a
    target = 99
    window = "30d"
  }
}
