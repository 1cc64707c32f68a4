//go:build !unix

package output

import (
	"io/fs"
	"os"
)

// inode isn't available here and isn't needed: without an exchange, a staging folder is always the new one.
func inode(fs.FileInfo) string { return "-" }

func owner(fs.FileInfo) (uid, gid int, ok bool) { return 0, 0, false }

// writable isn't needed here: folders aren't exchanged.
func writable(*os.Root, string) error { return nil }

// folder is an open folder.
type folder struct{ root *os.Root }

func openFolder(in *os.Root) (*folder, error) {
	root, err := in.OpenRoot(".")
	if err != nil {
		return nil, err
	}
	return &folder{root}, nil
}

func (d *folder) openFile(name string, flags int) (*os.File, error) {
	return d.root.OpenFile(name, flags, 0o666)
}

func (d *folder) close() { d.root.Close() }
