package output

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

const (
	canExchange = true
	canSyncAll  = false
)

// exchange swaps two entries below root in one step.
func exchange(root *os.Root, a, b string) error {
	d, err := root.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	return unix.RenameatxNp(int(d.Fd()), a, int(d.Fd()), b, unix.RENAME_SWAP)
}

func syncAll(*os.Root) error { return errors.ErrUnsupported }
