package output

import (
	"os"

	"golang.org/x/sys/unix"
)

const (
	canExchange = true
	canSyncAll  = true
)

// exchange swaps two entries below root in one step.
func exchange(root *os.Root, a, b string) error {
	d, err := root.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	return unix.Renameat2(int(d.Fd()), a, int(d.Fd()), b, unix.RENAME_EXCHANGE)
}

// syncAll makes everything written to root's file system durable.
func syncAll(root *os.Root) error {
	d, err := root.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	return unix.Syncfs(int(d.Fd()))
}
