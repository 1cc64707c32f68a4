slogen {
  outputs = ["json"]
}
service "s" {
  dataset = "s"
  sli "a" { good = event.a == 1 }
  slo "a" {
    sli = sli.a
    target = 99
    window = "30d"
  }
}
