//go:build !unix

package generator

const nonblock = 0
