package source

import (
	"io/fs"
	"path"
)

// With is storage with one more file in its working directory: what came in another way, such as from standard input.
// If the storage has a file of that name, this one hides it. The name has no folder.
func With(s Storage, name, text string) Storage {
	top, err := s.Real(".")
	if err != nil {
		return s // nothing can be read from there either
	}
	return &withFile{Storage: s, extra: Memory(top, map[string]string{name: text}), top: top, name: name}
}

type withFile struct {
	Storage
	extra     *Tree
	top, name string
}

func (w *withFile) has(p string) bool {
	rel, ok := w.extra.Below(p)
	return ok && rel == w.name
}

// Stat implements [Storage].
func (w *withFile) Stat(p string) (fs.FileInfo, error) {
	if w.has(p) {
		return w.extra.Stat(p)
	}
	return w.Storage.Stat(p)
}

// Real implements [Storage].
func (w *withFile) Real(p string) (string, error) {
	if w.has(p) {
		return w.extra.Real(p)
	}
	return w.Storage.Real(p)
}

// Open implements [Storage].
func (w *withFile) Open(p string) (fs.File, error) {
	if w.has(p) {
		return w.extra.Open(p)
	}
	return w.Storage.Open(p)
}

// Root implements [Storage].
func (w *withFile) Root(dir string) (Root, error) {
	r, err := w.Storage.Root(dir)
	if err != nil {
		return nil, err
	}
	if real, err := w.Storage.Real(dir); err != nil || real != w.top {
		return r, nil
	}
	return &rootWithFile{Root: r, with: w}, nil
}

type rootWithFile struct {
	Root
	with *withFile
}

func (r *rootWithFile) Stat(name string) (fs.FileInfo, error) {
	if path.Clean(name) == r.with.name {
		return r.with.extra.Stat(r.with.name)
	}
	return r.Root.Stat(name)
}

func (r *rootWithFile) Open(name string) (fs.File, error) {
	if path.Clean(name) == r.with.name {
		return r.with.extra.Open(r.with.name)
	}
	return r.Root.Open(name)
}
