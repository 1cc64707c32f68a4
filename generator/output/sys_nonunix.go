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
