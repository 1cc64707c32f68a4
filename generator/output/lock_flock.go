//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package output

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lock waits until no other run writes below parent. It locks the parent folder itself: unlike the output folder, that
// is never exchanged, and no lock file is left lying about. Where folders can't be locked (NFS), it locks a file.
func lock(parent *os.Root, base string, waiting func()) (unlock func(), err error) {
	d, err := parent.Open(".")
	if err != nil {
		return nil, err
	}
	err = flock(d, unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		if waiting != nil {
			waiting()
		}
		err = flock(d, unix.LOCK_EX)
	}
	if err == nil {
		return func() { d.Close() }, nil
	}
	d.Close()
	if errors.Is(err, unix.EBADF) || errors.Is(err, unix.ENOLCK) || errors.Is(err, unix.EOPNOTSUPP) ||
		errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return lockFile(parent, base)
	}
	return nil, err
}

func flock(f *os.File, how int) error {
	for {
		if err := unix.Flock(int(f.Fd()), how); err != unix.EINTR {
			return err
		}
	}
}
