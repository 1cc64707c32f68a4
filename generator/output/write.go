package output

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/mark"
	"github.com/slogen-project/slogen/generator/parallel"
)

// Options changes how [Write] writes. The zero value is right for most.
type Options struct {
	// InPlace replaces file by file, with a journal, instead of exchanging the folder: programs that run inside the
	// folder keep their place, but anybody who looks meanwhile may see a mixture.
	InPlace bool
	// Listed means that the files have no marks: a list among them, which [Listed] adds, says which are slogen's.
	Listed bool
	// Made says whether a list may have a path: what can't be made wasn't, whatever a list says. Nil allows all.
	Made func(path string) bool
	// Waiting is called once, before Write starts to wait for another run that holds the folder.
	Waiting func()
}

// Result is what [Write] did. Paths are sorted.
type Result struct {
	Written  []string // created
	Replaced []string // had other content
	Removed  []string // no longer generated
	Kept     []string // left as they were
	// Changed says of the files of Replaced and Removed that weren't as slogen had written them what had become of them.
	Changed map[string]mark.State
	// Recovered means that an earlier run had been stopped half-way and was finished or cleaned up first.
	Recovered bool
	// InPlace means that files were replaced one by one, because that was asked for or the folder can't be exchanged.
	InPlace bool
}

// Nothing reports whether nothing was to be done.
func (r *Result) Nothing() bool { return len(r.Written)+len(r.Replaced)+len(r.Removed) == 0 }

// ConflictError means that something is in the way that slogen did not write. Nothing was changed.
type ConflictError struct {
	Dir      string
	InTheWay []Obstacle
}

// conflictsShown is how many obstacles are named.
const conflictsShown = 20

// Error names what is in the way, with what to do about it.
func (e *ConflictError) Error() string {
	var b strings.Builder
	for i, o := range e.InTheWay {
		if i == conflictsShown {
			fmt.Fprintf(&b, "\nAnd %d more.", len(e.InTheWay)-i)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(o.sentence(e.Dir))
	}
	return b.String()
}

// sentence says what is in the way in the folder dir, and what to do about it.
func (o Obstacle) sentence(dir string) string {
	what := o.What + " that slogen did not create and won't replace"
	switch o.What {
	case whatList:
		return EarlierAdvice(dir)
	case whatFile:
		what = "not marked as generated, so slogen won't replace it"
	}
	return fmt.Sprintf("%s is %s. Move it away, remove it, or choose another output folder.",
		filepath.Join(dir, filepath.FromSlash(o.Path)), what)
}

// EarlierAdvice says what to do about an earlierList in the folder dir.
func EarlierAdvice(dir string) string {
	return fmt.Sprintf("%s lists what an earlier slogen wrote, in files that this one can't tell from yours. Remove "+
		"those files and the list, or all of %s if nothing there is yours.", filepath.Join(dir, earlierList), dir)
}

// Write writes files, which must be sorted by path, to the folder dir, beside whatever slogen did not write there. It
// creates dir and its parents where needed, resolves a symbolic link, and removes what is no longer generated. Either
// everything is done or there is an error and the output is as it was before; the package comment says how. A conflict
// is a [*ConflictError].
//
// If a folder can't be written, the disk is full or a limit is met, the error names the file and the system's reason.
func Write(dir string, files []emit.File, o Options) (*Result, error) {
	s, err := Open(dir, o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return s.Write(files)
}

// Session holds an output folder: until it is closed, no other run writes there, so that what [Compare] and [Read] find
// in the folder still holds when [Session.Write] writes.
type Session struct {
	w      *writer
	unlock func()
}

// Open waits until no other run writes to the folder dir, and finishes or clears away what a stopped run left behind.
// It creates the folder's parents where needed.
func Open(dir string, o Options) (*Session, error) {
	p, err := locate(dir)
	if err != nil {
		return nil, err
	}
	unlock, err := lock(p.parent, p.base, o.Waiting)
	if err != nil {
		p.parent.Close()
		return nil, fmt.Errorf("the output folder %s can't be locked against other runs: %w", dir, reason(err))
	}
	s := &Session{w: &writer{place: p, dir: dir, options: o, result: &Result{}}, unlock: unlock}
	if err := s.w.recover(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close lets other runs write.
func (s *Session) Close() {
	s.unlock()
	s.w.parent.Close()
}

// Write is [Write] in a session; it may be called once.
func (s *Session) Write(files []emit.File) (_ *Result, err error) {
	w := s.w
	w.files = files
	if w.survey, err = w.examine(); err != nil {
		return nil, err
	}
	if w.survey.root != nil {
		defer w.survey.root.Close()
	}
	if list := w.survey.report.InTheWay; len(list) > 0 {
		return nil, &ConflictError{w.dir, list}
	}
	w.plan()
	if w.result.Nothing() {
		return w.result, nil
	}
	if !w.options.InPlace && !w.inside() {
		err := w.swap()
		var no *cannotSwapError
		if err == nil {
			return w.result, nil
		} else if !errors.As(err, &no) {
			return nil, err
		}
	}
	w.result.InPlace = true
	if err := w.inPlace(); err != nil {
		return nil, err
	}
	return w.result, nil
}

// place is the resolved output folder: an entry named base in parent.
type place struct {
	parent     *os.Root
	parentPath string
	base       string
}

func (p *place) path() string { return filepath.Join(p.parentPath, p.base) }

// locate resolves dir and opens its parent, creating it where needed.
func locate(dir string) (*place, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("the output folder %s: %w", dir, reason(err))
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, fs.ErrNotExist) {
		if fi, lerr := os.Lstat(abs); lerr == nil && fi.Mode()&fs.ModeSymlink != 0 {
			return nil, danglingError(dir)
		}
		parent := filepath.Dir(abs)
		if err := os.MkdirAll(parent, 0o777); err != nil {
			return nil, fmt.Errorf("the parent of the output folder %s can't be created: %w", dir, reason(err))
		}
		if parent, err = filepath.EvalSymlinks(parent); err == nil {
			real = filepath.Join(parent, filepath.Base(abs))
		}
	}
	if err != nil {
		return nil, folderError(dir, err)
	}
	if fi, err := os.Stat(real); err == nil && !fi.IsDir() {
		return nil, folderError(dir, err)
	}
	if filepath.Dir(real) == real {
		return nil, fmt.Errorf("the output folder can't be %s, the root of the file system; give it a folder of its own",
			real)
	}
	p := &place{parentPath: filepath.Dir(real), base: filepath.Base(real)}
	if p.parent, err = os.OpenRoot(p.parentPath); err != nil {
		return nil, fmt.Errorf("the parent of the output folder %s can't be opened: %w", dir, reason(err))
	}
	return p, nil
}

// writer is one run of Write.
type writer struct {
	*place
	dir     string // as the caller named it, for messages
	files   []emit.File
	options Options
	survey  *survey
	result  *Result
	changed []int // indices of the files to be written
}

// examine opens the output folder and surveys it. The survey's root stays open.
func (w *writer) examine() (*survey, error) {
	root, err := w.parent.OpenRoot(w.base)
	if errors.Is(err, fs.ErrNotExist) {
		root = nil
	} else if err != nil {
		return nil, folderError(w.dir, err)
	}
	s, err := examine(root, w.dir, w.files, w.options)
	if err != nil && root != nil {
		root.Close()
	}
	return s, err
}

// plan lists what must be written and removed.
func (w *writer) plan() {
	s, r := w.survey, w.result
	for i, p := range s.paths {
		switch s.disk[i] {
		case same:
			r.Kept = append(r.Kept, p)
			continue
		case differs:
			r.Replaced = append(r.Replaced, p)
		default:
			r.Written = append(r.Written, p)
		}
		w.changed = append(w.changed, i)
	}
	r.Removed, r.Changed = s.report.Stale, s.report.Changed
}

// inside reports whether the current directory is in the output folder, which an exchange would pull away.
func (w *writer) inside() bool {
	wd, err := os.Getwd()
	if err != nil {
		return false
	}
	if wd, err = filepath.EvalSymlinks(wd); err != nil {
		return false
	}
	rel, err := filepath.Rel(w.path(), wd)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// writeError puts the failure to write a generated file into words.
func (w *writer) writeError(p string, err error) error {
	if p == ".." { // what is written there has a name that nobody knows
		return fmt.Errorf("nothing can be written beside the output folder %s: %w; the output is as it was before", w.dir,
			reason(err))
	}
	return fmt.Errorf("%s can't be written: %w; the output is as it was before",
		filepath.Join(w.dir, filepath.FromSlash(p)), reason(err))
}

// Up to syncEach files are synchronised one by one. Beyond that, one request for the whole file system is quicker, even
// if it has other work waiting.
const syncEach = 32

// writeChanged writes the changed files in parallel, each to the path under root that name returns.
func (w *writer) writeChanged(root *os.Root, name func(i int) string) error {
	each := len(w.changed) <= syncEach || !canSyncAll
	var failed firstError
	parallel.Do(len(w.changed), 0, func(numbers iter.Seq[int]) {
		var buf []byte
		at := openDir{root: root}
		defer at.close()
		for n := range numbers {
			if failed.is() {
				return
			}
			i := w.changed[n]
			buf = w.files[i].Append(buf[:0])
			if err := at.write(name(i), buf, w.survey.mode[i], each); err != nil {
				failed.set(w.writeError(w.survey.paths[i], err))
			}
			if cap(buf) > 4<<20 {
				buf = nil
			}
		}
	})
	return failed.err()
}

// writeFile creates one file, as [openDir.write] does.
func writeFile(root *os.Root, name string, content []byte, mode fs.FileMode, sync bool) error {
	at := openDir{root: root}
	defer at.close()
	return at.write(name, content, mode, sync)
}

// write creates the file name, which must not exist, with the permissions mode, or the usual ones if that is 0.
func (o *openDir) write(name string, content []byte, mode fs.FileMode, sync bool) (err error) {
	f, err := o.openFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(content); err != nil {
		return err
	}
	if mode != 0 {
		if err := f.Chmod(mode); err != nil {
			return err
		}
	}
	if sync {
		return f.Sync()
	}
	return nil
}

// syncDir makes the entries of a folder durable if the system can.
func syncDir(root *os.Root, name string) {
	if f, err := root.Open(name); err == nil {
		f.Sync() // not every system synchronises folders; the content of files is what matters
		f.Close()
	}
}

// parents calls f for each folder above p, outermost first.
func parents(p string, f func(dir string)) {
	for i, c := range p {
		if c == '/' {
			f(p[:i])
		}
	}
}

// removeEmptyAbove removes the folders above p that are empty, up to the root.
func removeEmptyAbove(root *os.Root, p string) {
	for d := path.Dir(p); d != "."; d = path.Dir(d) {
		if root.Remove(d) != nil {
			return // not empty
		}
	}
}

// validPath checks that p may be the path of a generated file: one that is known again.
func validPath(who ownership, p string) error {
	if !who.valid(p) {
		return fmt.Errorf("%q is no path of a generated file", p)
	}
	return nil
}
