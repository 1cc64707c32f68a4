service "s" {
  dataset = "s"
  sli "a" {
    expression = "MIN(DIV($a, $b), \"none\") != \"none\""
  }
}
