//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package output

import "os"

// lock waits until no other run writes to the folder base of parent.
func lock(parent *os.Root, base string, _ func()) (unlock func(), err error) {
	return lockFile(parent, base)
}
