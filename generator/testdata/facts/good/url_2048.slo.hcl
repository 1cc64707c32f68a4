recipient "webhook" "a" {
  name = "bot"
  url = format("https://example.com/%02028d", 0)
}
