recipient "webhook" "a" {
  name = "bot"
  url = "https://example.com/h"
  template "trigger" { body = "{}" }
  variable "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" { default = format("%0256d", 0) }
}
