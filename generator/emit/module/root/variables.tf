variable "secrets" {
  description = "The values of the secrets that the objects name, by name."
  type        = map(string)
  default     = {}
  sensitive   = true
  nullable    = false
}
