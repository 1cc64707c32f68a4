recipient "webhook" "a" {
  name = "bot"
  url = "https://example.com/h"
  header "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" { value = format("%0750d", 0) }
}
