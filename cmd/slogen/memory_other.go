//go:build !linux

package main

import "math"

// addressSpace is how much memory the collector may let this program have: as much as there is.
func addressSpace() int64 { return math.MaxInt64 }
