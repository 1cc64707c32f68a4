dataset "s" {
  columns = {
    root.name   = string
    parent.name = string
  }
}

service "s" {
  dataset = "s"
  trigger "a" {
    description = "Many a"
    fires_when = count() > 10
    over = "15m"
    every = "15m"
    where = event.root.name == "x"
    group_by = [event.parent.name]
  }
}
