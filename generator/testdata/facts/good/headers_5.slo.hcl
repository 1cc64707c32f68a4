recipient "webhook" "a" {
  name = "bot"
  url = "https://example.com/h"
  header "X-A" { value = "a" }
  header "X-B" { value = "a" }
  header "X-C" { value = "a" }
  header "X-D" { value = "a" }
  header "X-E" { value = "a" }
}
