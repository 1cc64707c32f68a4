package source

import (
	"io"
	"io/fs"
)

// Storage is where the bytes of files come from: the disk ([Disk]), or memory that stands for a part of it ([Tree]).
// Whatever belongs to a configuration is read through one, so what is true of hidden files, links, state files and keys
// is true of each. Paths are in the system's own form, as a user in the working directory types them; errors are those
// of package os. Methods may be called concurrently.
type Storage interface {
	// Cwd is the working directory as an absolute path, empty when it can't be known.
	Cwd() string
	// Stat says what is at a path when symbolic links are followed.
	Stat(p string) (fs.FileInfo, error)
	// Real is the absolute path without symbolic links of what is at p.
	Real(p string) (string, error)
	// Open opens what is at a path when symbolic links are followed, wherever they lead. It never waits for the other end
	// of a pipe. A directory is an [fs.ReadDirFile].
	Open(p string) (fs.File, error)
	// Root opens a directory.
	Root(dir string) (Root, error)
}

// Root is a directory of a [Storage]. Names are relative to it, with forward slashes; Open is as that of the storage,
// but a symbolic link that leads out of the directory is an error.
type Root interface {
	fs.StatFS
	io.Closer
}
