//go:build unix

package output

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// inode identifies the file behind fi: as long as it exists, no other file has the same inode.
func inode(fi fs.FileInfo) string {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return fmt.Sprintf("%d:%d", st.Dev, st.Ino)
	}
	return "-"
}

func owner(fi fs.FileInfo) (uid, gid int, ok bool) {
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(st.Uid), int(st.Gid), true
}

// writable returns why the folder name can't be written to. An exchange would work all the same, and leave behind a
// former folder that can't be removed.
func writable(root *os.Root, name string) error {
	d, err := root.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	return unix.Faccessat(int(d.Fd()), name, unix.W_OK, unix.AT_EACCESS)
}

// folder is an open folder. Its files are opened by their names alone and without package os, which offers each to the
// system's poller first: that takes five more system calls for each of thousands of files, and polls none of them.
type folder struct {
	f  *os.File
	fd int
}

func openFolder(in *os.Root) (*folder, error) {
	f, err := in.Open(".")
	if err != nil {
		return nil, err
	}
	return &folder{f, int(f.Fd())}, nil
}

func (d *folder) openFile(name string, flags int) (*os.File, error) {
	for {
		fd, err := unix.Openat(d.fd, name, flags|unix.O_CLOEXEC|unix.O_NOFOLLOW, 0o666)
		switch err {
		case nil:
			return os.NewFile(uintptr(fd), name), nil
		case unix.EINTR:
			continue
		}
		return nil, &fs.PathError{Op: "openat", Path: name, Err: err}
	}
}

func (d *folder) close() { d.f.Close() }
