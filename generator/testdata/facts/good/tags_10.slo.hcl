service "s" {
  dataset = "s"
  sli "a" { good = event.a == 1 }
  slo "a" {
    description = "Users can a"
    sli = sli.a
    target = 99
    window = "30d"
    tags = { a = "aa", b = "aa", c = "aa", d = "aa", e = "aa", f = "aa", g = "aa", h = "aa", i = "aa", j = "aa" }
  }
}
