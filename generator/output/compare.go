package output

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/mark"
	"github.com/slogen-project/slogen/generator/parallel"
)

// Report describes how an output folder differs from what would be written. All paths are relative to the folder, with
// forward slashes, and sorted.
type Report struct {
	Dir       string   // the folder as the caller named it
	Unchanged int      // generated files that are current
	Missing   []string // to be written, not there
	Differing []string // there with other content
	Stale     []string // written by an earlier run, no longer generated
	// Changed says of the files of Differing and Stale that aren't as slogen wrote them what became of them.
	Changed map[string]mark.State
	// InTheWay lists the paths where slogen would write but where there is something that it did not write.
	InTheWay []Obstacle
	// Foreign lists what slogen did not write and leaves alone. A folder stands for everything in it and ends in "/".
	Foreign []string
	// Interrupted means that a run was stopped while it replaced files one by one; the next [Write] finishes the job.
	Interrupted bool
}

// Current reports whether a [Write] would change nothing.
func (r *Report) Current() bool {
	return len(r.Missing) == 0 && len(r.Differing) == 0 && len(r.Stale) == 0 && len(r.InTheWay) == 0 && !r.Interrupted
}

// Has reports whether the generated file at path is there, just as it would be written.
func (r *Report) Has(path string) bool {
	_, differs := slices.BinarySearch(r.Differing, path)
	return !differs && r.Holds(path)
}

// Holds reports whether there is a file of slogen's at the path of a generated file, whatever is in it.
func (r *Report) Holds(path string) bool {
	_, missing := slices.BinarySearch(r.Missing, path)
	return !missing && !slices.ContainsFunc(r.InTheWay, func(o Obstacle) bool { return o.Path == path })
}

// Obstacle is something that slogen did not write, in a place where it would write.
type Obstacle struct {
	Path string
	// What it is: "an unmarked file", "a folder", "a symbolic link", "a special file" or "the list of an earlier slogen".
	What string
}

const (
	whatFile = "an unmarked file"
	whatList = "the list of an earlier slogen"
)

// earlierList is where slogens before the first version listed the files that they wrote, which nothing in them tells
// from somebody else's.
const earlierList = ".slogen-manifest.json"

// Earlier reports whether an earlier slogen's list of files is in the folder.
func (r *Report) Earlier() bool {
	return slices.ContainsFunc(r.InTheWay, func(o Obstacle) bool { return o.What == whatList })
}

func whatIs(m fs.FileMode) string {
	switch {
	case m.IsRegular():
		return whatFile
	case m.IsDir():
		return "a folder"
	case m&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "a special file"
}

// Compare reports how the folder dir differs from files, which must be sorted by path. A folder that doesn't exist
// lacks everything. Each file's Append makes its content, in parallel, in buffers that are reused, and the content is
// compared while the disk is read, so that memory holds only one file per worker, and only a piece of a large one.
// Nothing is written. The error is about reading, never about a difference.
func Compare(dir string, files []emit.File, o Options) (*Report, error) {
	for range 3 {
		s, err := examineDir(dir, files, o)
		if err != nil {
			return nil, err
		}
		if s.root == nil {
			return s.report, nil
		}
		// Meanwhile another run exchanged the folder and took the files from under us: look again.
		here, err1 := s.root.Stat(".")
		there, err2 := os.Stat(dir)
		s.root.Close()
		if err1 == nil && err2 == nil && os.SameFile(here, there) {
			return s.report, nil
		}
	}
	return nil, fmt.Errorf("%s: the output folder keeps being replaced while it is read; is another run writing it in a "+
		"loop?", dir)
}

func examineDir(dir string, files []emit.File, o Options) (*survey, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if fi, lerr := os.Lstat(dir); lerr == nil && fi.Mode()&fs.ModeSymlink != 0 {
			return nil, danglingError(dir)
		}
		root = nil
	} else if err != nil {
		return nil, folderError(dir, err)
	}
	s, err := examine(root, dir, files, o)
	if err != nil && root != nil {
		root.Close()
	}
	return s, err
}

func danglingError(dir string) error {
	return fmt.Errorf("the output folder %s is a symbolic link to something that doesn't exist; create its target or "+
		"remove the link", dir)
}

// folderError puts the error of opening the output folder into words.
func folderError(dir string, err error) error {
	if fi, serr := os.Stat(dir); serr == nil && !fi.IsDir() {
		return fmt.Errorf("the output folder %s is a file; name another folder or move the file away", dir)
	}
	return fmt.Errorf("the output folder %s can't be opened: %w", dir, reason(err))
}

// reason strips the operation and path off a file error: its path doesn't help the reader where the message names its
// own.
func reason(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	var se *os.SyscallError
	switch {
	case errors.As(err, &pe):
		return pe.Err
	case errors.As(err, &le):
		return le.Err
	case errors.As(err, &se):
		return se.Err
	}
	return err
}

// survey is what examine found: the report, and what else is needed for writing.
type survey struct {
	root    *os.Root // nil when the folder doesn't exist
	owner   ownership
	report  *Report
	files   []emit.File
	paths   []string
	disk    []diskState
	mode    []fs.FileMode // permissions on disk of each file that differs
	foreign []foreign
}

type diskState byte

const (
	absent  diskState = iota
	present           // a regular file, not yet compared
	same
	differs
	blocked // not a regular file, or its parent isn't a folder
)

// foreign is a topmost entry that slogen didn't write.
type foreign struct {
	path string
	dir  bool
}

func examine(root *os.Root, dir string, files []emit.File, o Options) (*survey, error) {
	who, err := o.ownerOf(root, ".")
	if err != nil {
		return nil, fmt.Errorf("the output folder %s: %w", dir, err)
	}
	s := &survey{root: root, owner: who, report: &Report{Dir: dir}, files: files, paths: make([]string, len(files)),
		disk: make([]diskState, len(files)), mode: make([]fs.FileMode, len(files))}
	for i, f := range files {
		if err := validPath(who, f.Path); err != nil {
			return nil, fmt.Errorf("a generated file can't be written: %w", err)
		}
		if i > 0 && files[i-1].Path >= f.Path {
			return nil, fmt.Errorf("generated files are out of order or equal: %q, %q", files[i-1].Path, f.Path)
		}
		s.paths[i] = f.Path
	}
	if root != nil {
		if err := s.walk(); err != nil {
			return nil, err
		}
	}
	if err := s.compareContents(); err != nil {
		return nil, err
	}
	if err := s.judge(); err != nil {
		return nil, err
	}
	return s, nil
}

// walk lists the folders that generated files may be in, and sorts what it finds into generated, foreign and in the
// way.
func (s *survey) walk() error {
	index := make(map[string]int, len(s.paths)) // path → index in files
	needed := map[string]bool{}                 // folders that must be folders
	for i, p := range s.paths {
		index[p] = i
		parents(p, func(d string) { needed[d] = true })
	}
	r := s.report
	at := openDir{root: s.root}
	defer at.close()
	folders := s.folders(needed)
	there := map[string]bool{".": true}                   // folders, but not those that a symbolic link leads to
	for _, d := range slices.Sorted(maps.Keys(folders)) { // parents first
		if !there[d] {
			continue
		}
		entries, err := listDir(s.root, d)
		if err != nil {
			return s.cannot("listed", d, err)
		}
		for _, e := range entries {
			p := path.Join(d, e.Name())
			i, emitted := index[p]
			own := !emitted && e.Type().IsRegular() && s.owner.mayBe(p)
			if own {
				if own, err = s.owner.owns(&at, p, p); err != nil {
					return s.cannot("read", p, err)
				}
			}
			switch {
			case p == journalName:
				if _, err := s.root.Lstat(journalName + "/" + journalFile); err == nil {
					r.Interrupted = true
				}
			case emitted && e.Type().IsRegular():
				s.disk[i] = present
			case emitted:
				s.disk[i] = blocked
				r.InTheWay = append(r.InTheWay, Obstacle{p, whatIs(e.Type())})
			case e.IsDir() && folders[p]:
				there[p] = true // has its turn
			case p == earlierList && e.Type().IsRegular():
				r.InTheWay = append(r.InTheWay, Obstacle{p, whatList})
			case own:
				r.Stale = append(r.Stale, p)
			case needed[p]: // and no folder
				r.InTheWay = append(r.InTheWay, Obstacle{p, whatIs(e.Type())})
			default:
				s.foreign = append(s.foreign, foreign{p, e.IsDir()})
			}
		}
	}
	slices.Sort(r.Stale)
	s.listForeign()
	return nil
}

// folders are those that may hold generated files: the needed ones and those of the owner.
func (s *survey) folders(needed map[string]bool) map[string]bool {
	folders := maps.Clone(needed)
	for _, d := range append(s.owner.folders(), ".") {
		folders[d] = true
	}
	return folders
}

// listForeign puts what isn't ours in order, and into the report.
func (s *survey) listForeign() {
	slices.SortFunc(s.foreign, func(a, b foreign) int { return cmp.Compare(a.path, b.path) })
	for _, f := range s.foreign {
		if f.dir {
			f.path += "/"
		}
		s.report.Foreign = append(s.report.Foreign, f.path)
	}
}

// listDir lists a folder; nothing if there is none of this name, but a file or a link.
func listDir(root *os.Root, name string) ([]fs.DirEntry, error) {
	if fi, err := root.Lstat(name); errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) ||
		err == nil && !fi.IsDir() {
		return nil, nil
	}
	d, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.ReadDir(-1)
}

// cannot is the error that the file or folder p can't be listed or read.
func (s *survey) cannot(what, p string, err error) error {
	return fmt.Errorf("%s can't be %s: %w", s.name(p), what, reason(err))
}

// compareContents makes every file that is on disk and compares the two.
func (s *survey) compareContents() error {
	var failed firstError
	parallel.Do(len(s.files), 0, func(numbers iter.Seq[int]) {
		var buf []byte
		at := openDir{root: s.root}
		defer at.close()
		chunk := make([]byte, 64<<10)
		lines := newUnixLines(nil)
		for i := range numbers {
			if failed.is() {
				return
			}
			f := s.files[i]
			if s.disk[i] != present {
				continue
			}
			disk, err := at.open(f.Path)
			if err == nil {
				if fi, err := disk.Stat(); err == nil {
					s.mode[i] = fi.Mode().Perm()
					if size := fi.Size(); size < 1<<30 {
						buf = slices.Grow(buf[:0], int(size)+int(size)/32) // avoids growing step by step: most files keep their size
					}
				}
				buf = f.Append(buf[:0])
				s.disk[i] = differs
				lines.r.Reset(disk)
				var equal bool
				if equal, err = equalTo(lines, buf, chunk); equal {
					s.disk[i] = same
				}
				disk.Close()
			}
			if err != nil {
				failed.set(s.cannot("read", f.Path, err))
				return
			}
			if cap(buf) > 4<<20 {
				buf = nil // don't keep a large file's buffer for the rest of the run
			}
		}
	})
	return failed.err()
}

// firstError keeps the first error that any of several goroutines meets. One is enough: when the disk is full, it is
// full for all of them.
type firstError struct{ kept atomic.Pointer[error] }

func (e *firstError) is() bool      { return e.kept.Load() != nil }
func (e *firstError) set(err error) { e.kept.CompareAndSwap(nil, &err) }

func (e *firstError) err() error {
	if err := e.kept.Load(); err != nil {
		return *err
	}
	return nil
}

func (s *survey) name(p string) string { return filepath.Join(s.report.Dir, filepath.FromSlash(p)) }

// equalTo reports whether what r reads is want, reading through chunk.
func equalTo(r io.Reader, want, chunk []byte) (bool, error) {
	for {
		n, err := io.ReadFull(r, chunk)
		if !bytes.HasPrefix(want, chunk[:n]) {
			return false, nil
		}
		want = want[n:]
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return len(want) == 0, nil
		default:
			return false, err
		}
	}
}

// judge sorts the files by what was found, and tells edited files from outdated ones.
func (s *survey) judge() error {
	r := s.report
	at := openDir{root: s.root}
	defer at.close()
	changed := slices.Clone(r.Stale)
	for i, p := range s.paths {
		switch s.disk[i] {
		case same:
			r.Unchanged++
		case absent:
			r.Missing = append(r.Missing, p)
		case differs:
			r.Differing = append(r.Differing, p)
			own, err := s.owner.owns(&at, p, p)
			if err != nil {
				return s.cannot("read", p, err)
			}
			if own {
				changed = append(changed, p)
			} else {
				r.InTheWay = append(r.InTheWay, Obstacle{p, whatFile})
			}
		}
	}
	for _, p := range changed {
		state, err := s.owner.state(&at, p)
		if err != nil {
			return s.cannot("read", p, err)
		}
		if state != mark.Intact {
			if r.Changed == nil {
				r.Changed = map[string]mark.State{}
			}
			r.Changed[p] = state
		}
	}
	slices.SortFunc(r.InTheWay, func(a, b Obstacle) int { return cmp.Compare(a.Path, b.Path) })
	return nil
}

// openDir opens files below root and keeps the last one's folder open, because paths come sorted, and opening through a
// root costs a system call per path element.
type openDir struct {
	root *os.Root
	name string
	dir  *folder
}

func (o *openDir) open(p string) (*os.File, error) { return o.openFile(p, os.O_RDONLY) }

// openFile opens a file that is no symbolic link.
func (o *openDir) openFile(p string, flags int) (*os.File, error) {
	d, base := path.Split(p)
	d = path.Clean(d)
	if o.dir == nil || o.name != d {
		o.close()
		in, err := o.root.OpenRoot(d)
		if err != nil {
			return nil, err
		}
		defer in.Close()
		if o.dir, err = openFolder(in); err != nil {
			return nil, err
		}
		o.name = d
	}
	return o.dir.openFile(base, flags)
}

// marked reports whether the file p has the mark of those that slogen writes.
func (o *openDir) marked(p string) (bool, error) {
	f, err := o.open(p)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, mark.HeadSize))
	return mark.Is(head), err
}

// examine says what became of a marked file. Nothing that slogen writes is as large as what isn't read to its end here.
func (o *openDir) examine(p string) (mark.State, error) {
	f, err := o.open(p)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxExamined))
	return mark.Examine(b), err
}

func (o *openDir) close() {
	if o.dir != nil {
		o.dir.close()
		o.dir = nil
	}
}
