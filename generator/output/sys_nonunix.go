//go:build !unix

package output

import (
	"io/fs"
	"os"
)

// inode can't be told here, and needn't: without an exchange a staging folder is always the new one.
func inode(fs.FileInfo) string { return "-" }

func owner(fs.FileInfo) (uid, gid int, ok bool) { return 0, 0, false }

// writable is not asked here: folders aren't exchanged.
func writable(*os.Root, string) error { return nil }
