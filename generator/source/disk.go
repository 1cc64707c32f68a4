package source

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Disk is the storage of the operating system. Its roots are each an [os.Root].
type Disk struct{}

// Cwd implements [Storage].
func (Disk) Cwd() string {
	dir, err := os.Getwd()
	if err != nil {
		return "" // paths stay as they are
	}
	return dir
}

// Stat implements [Storage].
func (Disk) Stat(p string) (fs.FileInfo, error) { return os.Stat(p) }

// Real implements [Storage].
func (Disk) Real(p string) (string, error) {
	abs, err := filepath.Abs(p)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

// Open implements [Storage].
func (Disk) Open(p string) (fs.File, error) {
	f, err := os.OpenFile(p, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, err // no file, rather than one that is nil
	}
	return f, nil
}

// Root implements [Storage].
func (Disk) Root(dir string) (Root, error) {
	h, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return diskRoot{h}, nil
}

type diskRoot struct{ h *os.Root }

func (r diskRoot) Stat(name string) (fs.FileInfo, error) { return r.h.Stat(filepath.FromSlash(name)) }

func (r diskRoot) Open(name string) (fs.File, error) {
	f, err := r.h.OpenFile(filepath.FromSlash(name), os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (r diskRoot) Close() error { return r.h.Close() }
