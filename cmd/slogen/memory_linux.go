package main

import (
	"bytes"
	"math"
	"os"
	"strconv"
	"syscall"
)

// addressSpace is how much memory the collector may let this program have where `ulimit -v` limits it: what Go has
// reserved for its own tables at the start counts against that limit, and so does what lies between the pieces of the
// heap. A program that reaches the limit ends at once, without a word that a user could make sense of.
func addressSpace() int64 {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_AS, &limit) != nil || limit.Cur > math.MaxInt64 {
		return math.MaxInt64
	}
	sizes, err := os.ReadFile("/proc/self/statm") // the first is that of the address space, in pages
	if err != nil {
		return math.MaxInt64
	}
	first, _, _ := bytes.Cut(sizes, []byte(" "))
	pages, err := strconv.ParseInt(string(first), 10, 64)
	if err != nil {
		return math.MaxInt64
	}
	left := int64(limit.Cur) - pages*int64(os.Getpagesize())
	return max(left/4*3, leastRoom)
}
