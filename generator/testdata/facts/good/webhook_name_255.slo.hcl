recipient "webhook" "a" {
  name = format("%0255d", 0)
  url = "https://example.com/h"
}
