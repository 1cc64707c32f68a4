service "s" {
  dataset = "s"
  sli "a" { good = event.a == 1 }
  slo "a" {
    description = "Users can a"
    sli = sli.a
    target = 99.9999
    window = "30d"
  }
}
