service "s" {
  dataset = "s"
  sli "a" {
    expression = "EXISTS($\"my col\")"
  }
}
