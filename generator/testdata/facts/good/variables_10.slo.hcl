recipient "webhook" "a" {
  name = "bot"
  url = "https://example.com/h"
  template "trigger" { body = "{}" }
  variable "a" {}
  variable "b" {}
  variable "c" {}
  variable "d" {}
  variable "e" {}
  variable "f" {}
  variable "g" {}
  variable "h" {}
  variable "i" {}
  variable "j" {}
}
