service "s" {
  dataset = "s"
  sli "a" {
    expression = "SWITCH($a, $b, true, 1, false)"
  }
}
