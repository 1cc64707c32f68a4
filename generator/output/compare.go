package output

import (
	"bytes"
	"cmp"
	"crypto/sha256"
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
	"strings"
	"sync/atomic"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/parallel"
)

// Report describes how an output folder differs from what would be written. All paths are relative to the folder, with
// forward slashes, and sorted.
type Report struct {
	Dir       string   // the folder as the caller named it
	Unchanged int      // generated files that are current
	Bytes     int64    // size of all generated files, as they would be written
	Missing   []string // to be written, not there
	Differing []string // there with other content
	Stale     []string // written by an earlier run, no longer generated
	// Edited lists the files of Differing and Stale that, according to the manifest, were changed since slogen wrote
	// them.
	Edited []string
	// InTheWay lists the paths where slogen would write but where there is something that it did not write.
	InTheWay []Obstacle
	// Foreign lists what slogen did not write and leaves alone. A folder stands for everything in it and ends in "/".
	Foreign []string
	// Listed lists the files in the manifest of the last run, sorted; nil if it is missing or can't be read.
	Listed []string
	// ManifestStale means that the manifest is missing or lists other files or digests.
	ManifestStale bool
	// ManifestError is why the manifest can't be read; nil if it can, or is missing.
	ManifestError error
	// Interrupted means that a run was stopped while it replaced files one by one; the next [Write] finishes the job.
	Interrupted bool
}

// Current reports whether a [Write] would change nothing.
func (r *Report) Current() bool {
	return len(r.Missing) == 0 && len(r.Differing) == 0 && len(r.Stale) == 0 && len(r.InTheWay) == 0 && !r.ManifestStale &&
		!r.Interrupted
}

// Has reports whether the generated file at path is there, just as it would be written.
func (r *Report) Has(path string) bool {
	return !slices.Contains(r.Missing, path) && !slices.Contains(r.Differing, path) &&
		!slices.ContainsFunc(r.InTheWay, func(o Obstacle) bool { return o.Path == path })
}

// Obstacle is something in a place where slogen would write.
type Obstacle struct {
	Path string
	// What it is: "a file", "a folder", "a symbolic link" or "a special file".
	What string
}

// replaceable reports whether force may overwrite it: only ordinary files. A link or a folder may lead to much more
// that is somebody's.
func (o Obstacle) replaceable() bool { return o.What == whatFile }

const whatFile = "a file"

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
func Compare(dir string, files []emit.File) (*Report, error) {
	for range 3 {
		s, err := examineDir(dir, files)
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

func examineDir(dir string, files []emit.File) (*survey, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if fi, lerr := os.Lstat(dir); lerr == nil && fi.Mode()&fs.ModeSymlink != 0 {
			return nil, danglingError(dir)
		}
		root = nil
	} else if err != nil {
		return nil, folderError(dir, err)
	}
	s, err := examine(root, dir, files)
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
	root     *os.Root // nil when the folder doesn't exist
	report   *Report
	files    []emit.File
	paths    []string
	sums     []digest // of the contents to be
	disk     []diskState
	mode     []fs.FileMode // permissions on disk of each file that differs
	manifest []byte        // the manifest to be
	old      manifest      // the manifest on disk; nil when there is none that can be read
	foreign  []foreign
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

func examine(root *os.Root, dir string, files []emit.File) (*survey, error) {
	s := &survey{root: root, report: &Report{Dir: dir}, files: files, paths: make([]string, len(files)),
		sums: make([]digest, len(files)), disk: make([]diskState, len(files)), mode: make([]fs.FileMode, len(files))}
	for i, f := range files {
		if err := validPath(f.Path); err != nil {
			return nil, fmt.Errorf("a generated file can't be written: %w", err)
		}
		if i > 0 && files[i-1].Path >= f.Path {
			return nil, fmt.Errorf("generated files are out of order or equal: %q, %q", files[i-1].Path, f.Path)
		}
		s.paths[i] = f.Path
	}
	var onDisk []byte
	if root != nil {
		if err := s.readManifest(&onDisk); err != nil {
			return nil, err
		}
		if err := s.walk(); err != nil {
			return nil, err
		}
	}
	if err := s.compareContents(); err != nil {
		return nil, err
	}
	s.manifest = appendManifest(nil, s.paths, s.sums)
	s.report.ManifestStale = !bytes.Equal(s.manifest, bytes.ReplaceAll(onDisk, []byte("\r\n"), []byte("\n")))
	if err := s.judge(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *survey) readManifest(onDisk *[]byte) error {
	fi, err := s.root.Lstat(ManifestName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", filepath.Join(s.report.Dir, ManifestName), reason(err))
	case !fi.Mode().IsRegular():
		s.report.InTheWay = append(s.report.InTheWay, Obstacle{ManifestName, whatIs(fi.Mode())})
		return nil
	}
	b, err := readRegular(s.root, ManifestName, maxManifest)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(s.report.Dir, ManifestName), reason(err))
	}
	*onDisk = b
	s.old, s.report.ManifestError = parseManifest(b)
	s.report.Listed = slices.Sorted(maps.Keys(s.old))
	return nil
}

// walk lists the folders that generated files are or were in, and sorts what it finds into generated, foreign and in
// the way.
func (s *survey) walk() error {
	index := make(map[string]int, len(s.paths)) // path → index in files
	dirs := map[string]bool{".": true}
	addDirs := func(p string) {
		for d := path.Dir(p); !dirs[d]; d = path.Dir(d) {
			dirs[d] = true
		}
	}
	for i, p := range s.paths {
		index[p] = i
		addDirs(p)
	}
	emitDirs := len(dirs)
	for p := range s.old {
		addDirs(p)
	}
	needed := dirs // folders that must be folders
	if len(dirs) > emitDirs {
		needed = map[string]bool{".": true}
		for _, p := range s.paths {
			for d := path.Dir(p); !needed[d]; d = path.Dir(d) {
				needed[d] = true
			}
		}
	}
	r := s.report
	var stale []string
	queue := []string{"."}
	for len(queue) > 0 {
		d := queue[0]
		queue = queue[1:]
		f, err := s.root.Open(d)
		if err != nil {
			return fmt.Errorf("%s can't be listed: %w", filepath.Join(r.Dir, filepath.FromSlash(d)), reason(err))
		}
		entries, err := f.ReadDir(-1)
		f.Close()
		if err != nil {
			return fmt.Errorf("%s can't be listed: %w", filepath.Join(r.Dir, filepath.FromSlash(d)), reason(err))
		}
		for _, e := range entries {
			p := e.Name()
			if d != "." {
				p = d + "/" + p
			} else if p == ManifestName {
				continue
			} else if p == journalName {
				if _, err := s.root.Lstat(journalName + "/" + journalFile); err == nil {
					r.Interrupted = true
				}
				continue
			}
			i, emitted := index[p]
			_, listed := s.old[p]
			switch {
			case emitted && e.Type().IsRegular():
				s.disk[i] = present
			case emitted:
				s.disk[i] = blocked
				r.InTheWay = append(r.InTheWay, Obstacle{p, whatIs(e.Type())})
			case e.IsDir() && dirs[p]:
				queue = append(queue, p)
			case listed && e.Type().IsRegular():
				stale = append(stale, p)
			case needed[p]: // and no folder
				r.InTheWay = append(r.InTheWay, Obstacle{p, whatIs(e.Type())})
			default:
				s.foreign = append(s.foreign, foreign{p, e.IsDir()})
			}
		}
	}
	slices.Sort(stale)
	r.Stale = stale
	slices.SortFunc(s.foreign, func(a, b foreign) int { return cmp.Compare(a.path, b.path) })
	for _, f := range s.foreign {
		if f.dir {
			f.path += "/"
		}
		r.Foreign = append(r.Foreign, f.path)
	}
	return nil
}

// compareContents makes every file, digests it and, if there is one on disk, compares the two.
func (s *survey) compareContents() error {
	var failed firstError
	parallel.Do(len(s.files), 0, func(numbers iter.Seq[int]) {
		var buf []byte
		at := openDir{root: s.root}
		defer at.close()
		chunk := make([]byte, 64<<10)
		sum := sha256.New()
		for i := range numbers {
			if failed.is() {
				return
			}
			f := s.files[i]
			var disk *os.File
			var onDisk io.Reader
			if s.disk[i] == present {
				var err error
				if disk, err = at.open(f.Path); err != nil {
					failed.set(fmt.Errorf("%s can't be read: %w", s.name(f.Path), reason(err)))
					return
				}
				onDisk = newUnixLines(disk)
				if fi, err := disk.Stat(); err == nil {
					s.mode[i] = fi.Mode().Perm()
					if size := fi.Size(); size < 1<<30 && f.Pieces == nil {
						buf = slices.Grow(buf[:0], int(size)+int(size)/32) // avoids growing step by step: most files keep their size
					}
				}
			}
			size := int64(0)
			sum.Reset()
			equal, err := disk != nil, error(nil)
			buf = f.Each(buf, func(piece []byte) bool {
				sum.Write(piece)
				size += int64(len(piece))
				if equal {
					equal, err = equalNext(onDisk, piece, chunk)
				}
				return err == nil
			})
			sum.Sum(s.sums[i][:0])
			atomic.AddInt64(&s.report.Bytes, size)
			if disk != nil {
				if equal && err == nil {
					equal, err = atEnd(onDisk)
				}
				disk.Close()
				if err != nil {
					failed.set(fmt.Errorf("%s can't be read: %w", s.name(f.Path), reason(err)))
					return
				}
				s.disk[i] = differs
				if equal {
					s.disk[i] = same
				}
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

// equalNext reports whether the next bytes of r are want, reading through chunk.
func equalNext(r io.Reader, want, chunk []byte) (bool, error) {
	for len(want) > 0 {
		n, err := io.ReadFull(r, chunk[:min(len(chunk), len(want))])
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if !bytes.Equal(chunk[:n], want[:n]) {
			return false, nil
		}
		want = want[n:]
	}
	return true, nil
}

// atEnd reports whether nothing is left to read.
func atEnd(r io.Reader) (bool, error) {
	var one [1]byte
	switch _, err := io.ReadFull(r, one[:]); err {
	case nil:
		return false, nil
	case io.EOF:
		return true, nil
	default:
		return false, err
	}
}

// judge sorts the files by what was found, and uses digests to tell edited files from outdated ones.
func (s *survey) judge() error {
	r := s.report
	var at openDir
	at.root = s.root
	defer at.close()
	edited := func(p string, was digest) (bool, error) {
		f, err := at.open(p)
		if err != nil {
			return false, fmt.Errorf("%s can't be read: %w", s.name(p), reason(err))
		}
		defer f.Close()
		h := sha256.New()
		if _, err := io.Copy(h, newUnixLines(f)); err != nil {
			return false, fmt.Errorf("%s can't be read: %w", s.name(p), reason(err))
		}
		return !bytes.Equal(h.Sum(nil), was[:]), nil
	}
	for i, p := range s.paths {
		switch s.disk[i] {
		case same:
			r.Unchanged++
		case absent:
			r.Missing = append(r.Missing, p)
		case differs:
			r.Differing = append(r.Differing, p)
			was, listed := s.old[p]
			if !listed {
				r.InTheWay = append(r.InTheWay, Obstacle{p, whatFile})
				continue
			}
			yes, err := edited(p, was)
			if err != nil {
				return err
			}
			if yes {
				r.Edited = append(r.Edited, p)
			}
		}
	}
	for _, p := range r.Stale {
		yes, err := edited(p, s.old[p])
		if err != nil {
			return err
		}
		if yes {
			r.Edited = append(r.Edited, p)
		}
	}
	slices.Sort(r.Edited)
	slices.SortFunc(r.InTheWay, func(a, b Obstacle) int { return cmp.Compare(a.Path, b.Path) })
	return nil
}

// openDir opens files below root and keeps the last one's folder open, because paths come sorted, and opening through a
// root costs a system call per path element.
type openDir struct {
	root *os.Root
	name string
	dir  *os.Root
}

func (o *openDir) open(p string) (*os.File, error) {
	d, base := path.Split(p)
	d = strings.TrimSuffix(d, "/")
	if d == "" {
		return o.root.Open(base)
	}
	if o.dir == nil || o.name != d {
		o.close()
		dir, err := o.root.OpenRoot(d)
		if err != nil {
			return nil, err
		}
		o.dir, o.name = dir, d
	}
	return o.dir.Open(base)
}

func (o *openDir) close() {
	if o.dir != nil {
		o.dir.Close()
		o.dir = nil
	}
}
