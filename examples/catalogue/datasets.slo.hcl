# Every service of the catalogue sends the same columns: one file lists them, and each dataset names it.
dataset "invoicing" {
  columns_file = "columns.json"
}

dataset "login" {
  columns_file = "columns.json"
}

dataset "profile" {
  columns_file = "columns.json"
}
