package source

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Tree is a [Storage] in memory. It stands for all that is below one directory: nothing else is there, on whatever disk
// the directory may be. Reading is put off until a file is opened.
type Tree struct {
	top, cwd string // absolute, in the system's form
	nodes    map[string]*node
}

// Entry is what a [Tree] holds: a file, a symbolic link or something that can't be read. Directories come of
// themselves.
type Entry struct {
	Path string      // below the top of the tree, with forward slashes, clean
	Type fs.FileMode // 0, [fs.ModeSymlink] or [fs.ModeIrregular]
	// Read gives the bytes of a file, and what a link leads to. It may be called concurrently.
	Read func() ([]byte, error)
}

// node is an entry or a directory.
type node struct {
	entry    Entry
	children []string // names, sorted; only of directories
}

// maxTreeLinks is how many symbolic links one path may lead through; Linux has the same.
const maxTreeLinks = 40

var (
	errEscapes  = errors.New("path escapes from parent") // in the words of package os
	errNotDir   = errors.New("not a directory")
	errManyLink = errors.New("too many links")
)

// NewTree makes a tree for the directory top, seen from the working directory cwd; both are absolute and without
// symbolic links. Of two entries of one path the last one counts.
func NewTree(top, cwd string, entries []Entry) *Tree {
	t := &Tree{top: top, cwd: cwd, nodes: map[string]*node{".": {entry: Entry{Path: ".", Type: fs.ModeDir}}}}
	for _, e := range entries {
		known := t.nodes[e.Path] != nil
		t.nodes[e.Path] = &node{entry: e}
		for p := e.Path; !known && p != "."; p = path.Dir(p) {
			dir := path.Dir(p)
			up := t.nodes[dir]
			if known = up != nil; !known {
				up = &node{entry: Entry{Path: dir, Type: fs.ModeDir}}
				t.nodes[dir] = up
			}
			up.children = append(up.children, path.Base(p))
		}
	}
	for _, n := range t.nodes {
		slices.Sort(n.children)
	}
	return t
}

// Cwd implements [Storage].
func (t *Tree) Cwd() string { return t.cwd }

// Stat implements [Storage].
func (t *Tree) Stat(p string) (fs.FileInfo, error) {
	n, err := t.find("stat", p)
	if err != nil {
		return nil, err
	}
	return nodeInfo{node: n}, nil
}

// Real implements [Storage].
func (t *Tree) Real(p string) (string, error) {
	n, err := t.find("lstat", p)
	if err != nil {
		return "", err
	}
	return filepath.Join(t.top, filepath.FromSlash(n.entry.Path)), nil
}

// Open implements [Storage].
func (t *Tree) Open(p string) (fs.File, error) {
	n, err := t.find("open", p)
	if err != nil {
		return nil, err
	}
	return t.open(n, p)
}

// Root implements [Storage].
func (t *Tree) Root(dir string) (Root, error) {
	n, err := t.find("open", dir)
	if err != nil {
		return nil, err
	}
	if !n.entry.Type.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: errNotDir}
	}
	return treeRoot{t, n.entry.Path}, nil
}

type treeRoot struct {
	t   *Tree
	dir string
}

func (r treeRoot) Stat(name string) (fs.FileInfo, error) {
	n, err := r.t.follow(r.dir, name)
	if err != nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	return nodeInfo{node: n}, nil
}

func (r treeRoot) Open(name string) (fs.File, error) {
	n, err := r.t.follow(r.dir, name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return r.t.open(n, name)
}

func (r treeRoot) Close() error { return nil }

// Below is the path of p below the top of the tree, with forward slashes; ok is false for one that isn't.
func (t *Tree) Below(p string) (rel string, ok bool) {
	if !filepath.IsAbs(p) {
		p = filepath.Join(t.cwd, p)
	}
	rel, err := filepath.Rel(t.top, p)
	return filepath.ToSlash(rel), err == nil && filepath.IsLocal(rel)
}

func (t *Tree) find(op, p string) (*node, error) {
	rel, ok := t.Below(p)
	if !ok {
		return nil, &fs.PathError{Op: op, Path: p, Err: fs.ErrNotExist}
	}
	n, err := t.follow(".", rel)
	if err != nil {
		return nil, &fs.PathError{Op: op, Path: p, Err: err}
	}
	return n, nil
}

// follow is what a path relative to root leads to. Nothing above root can be reached.
func (t *Tree) follow(root, rel string) (*node, error) {
	at, todo := t.nodes[root], strings.Split(rel, "/")
	for links := 0; len(todo) > 0; {
		name := todo[0]
		todo = todo[1:]
		switch {
		case !at.entry.Type.IsDir():
			return nil, errNotDir
		case name == "" || name == ".":
			continue
		case name == ".." && at.entry.Path == root:
			return nil, errEscapes
		case name == "..":
			at = t.nodes[path.Dir(at.entry.Path)]
			continue
		}
		next := t.nodes[path.Join(at.entry.Path, name)]
		switch {
		case next == nil:
			return nil, fs.ErrNotExist
		case next.entry.Type&fs.ModeSymlink == 0:
			at = next
			continue
		}
		if links++; links > maxTreeLinks {
			return nil, errManyLink
		}
		target, err := next.entry.Read()
		if err != nil {
			return nil, err
		}
		if len(target) == 0 || target[0] == '/' || filepath.IsAbs(string(target)) {
			return nil, errEscapes
		}
		todo = append(strings.Split(string(target), "/"), todo...)
	}
	return at, nil
}

func (t *Tree) open(n *node, name string) (fs.File, error) {
	switch {
	case n.entry.Type.IsDir():
		return &treeDir{t: t, info: nodeInfo{node: n}}, nil
	case !n.entry.Type.IsRegular():
		return &treeFile{info: nodeInfo{node: n}}, nil
	}
	src, err := n.entry.Read()
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &treeFile{info: nodeInfo{n, len(src)}, Reader: *bytes.NewReader(src)}, nil
}

// treeFile is an open file; what can't be read is empty.
type treeFile struct {
	bytes.Reader
	info nodeInfo
}

func (f *treeFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *treeFile) Close() error               { return nil }

// treeDir is an open directory.
type treeDir struct {
	t    *Tree
	info nodeInfo
}

func (d *treeDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *treeDir) Close() error               { return nil }
func (d *treeDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.Name(), Err: errors.New("is a directory")}
}

// ReadDir lists all, whatever n is: nobody here asks for less.
func (d *treeDir) ReadDir(n int) ([]fs.DirEntry, error) {
	var out []fs.DirEntry
	for _, name := range d.info.node.children {
		child := d.t.nodes[path.Join(d.info.node.entry.Path, name)]
		out = append(out, fs.FileInfoToDirEntry(nodeInfo{node: child}))
	}
	if n > 0 && len(out) == 0 {
		return nil, io.EOF
	}
	return out, nil
}

// nodeInfo says what a node is; the size is known only once a file is open.
type nodeInfo struct {
	node *node
	size int
}

func (i nodeInfo) Name() string       { return path.Base(i.node.entry.Path) }
func (i nodeInfo) Size() int64        { return int64(i.size) }
func (i nodeInfo) Mode() fs.FileMode  { return i.node.entry.Type | 0o444 }
func (i nodeInfo) ModTime() time.Time { return time.Time{} }
func (i nodeInfo) IsDir() bool        { return i.node.entry.Type.IsDir() }
func (i nodeInfo) Sys() any           { return nil }

// Memory is the tree of files that are held in memory, by their paths below the directory top with forward slashes: the
// working directory.
func Memory(top string, files map[string]string) *Tree {
	var entries []Entry
	for name, text := range files {
		entries = append(entries, Entry{Path: name, Read: func() ([]byte, error) { return []byte(text), nil }})
	}
	return NewTree(top, top, entries)
}
