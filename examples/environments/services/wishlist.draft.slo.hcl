# Not ready yet: slogen.hcl ignores it, so nobody gets half an SLO.
service "wishlist" {
  description = "Holds what a customer may want to buy later"
  dataset     = "wishlist"
}
