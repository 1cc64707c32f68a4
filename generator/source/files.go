package source

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/diag"
)

// fileKinds says what the files of slogen are called; any other file is somebody else's.
var fileKinds = []struct {
	suffix string
	kind   func(*Files) *[]string
}{
	{".slo.hcl", func(f *Files) *[]string { return &f.Configs }},
	{".slo.json", func(f *Files) *[]string { return &f.Configs }},
	{".slo.jsonnet", func(f *Files) *[]string { return &f.Configs }},
	{".slotest.hcl", func(f *Files) *[]string { return &f.Tests }},
	{".slovars.hcl", func(f *Files) *[]string { return &f.Vars }},
}

// Options says what to read and how. The zero value of each member is its default.
type Options struct {
	Paths    []string          // files and directories
	ExtStr   map[string]string // external variables and arguments for jsonnet: strings, and jsonnet itself
	ExtCode  map[string]string
	TLAStr   map[string]string
	TLACode  map[string]string
	MaxBytes int64         // a larger file is refused; 4 MiB
	Jsonnet  time.Duration // how long one jsonnet file may run; 10 s
	Storage  Storage       // where the files are; the disk
}

// Files are the files of a configuration. Each is opened when it is read and closed again, so that thousands of them
// need no more than a few file descriptors. What is read lies within the roots: the directories given and those of the
// files given. A symbolic link that leads out of all of them is refused, whoever follows it: the storage is asked
// through a [Root]. Methods may be called concurrently.
//
// Files are named as a user in the working directory would type them, with forward slashes.
type Files struct {
	// Configs are the files with declarations, sorted: *.slo.hcl, *.slo.json and *.slo.jsonnet.
	Configs []string
	// Tests are the *.slotest.hcl files, sorted.
	Tests []string
	// Vars are the *.slovars.hcl files, sorted. Their values count only when they are asked for.
	Vars []string

	// Cwd is the working directory, empty when it can't be known; relative paths then stay as they are.
	Cwd string
	// Options are those it was made with, with the defaults in place.
	Options Options

	roots  []*root    // longer names first
	misses []nearMiss // files that look like ours

	found map[string]bool // the files above by name: none of them is hidden

	mu        sync.Mutex
	evaluated map[string][]byte // what a jsonnet file evaluates to
	given     map[string]string // files outside the roots that were given by name, and where they are
	opened    map[string]bool   // which of the misses somebody read

	jsonnetMemory uint64 // how much the heap may grow while a jsonnet file is evaluated
	abandoned     atomic.Bool
	functions     functionCache
	budget        *bound.Budget
}

// root is a directory below which files may be read.
type root struct {
	name   string // as in the names of files; "." is the working directory
	real   string // the absolute path without symbolic links
	handle Root   // nil when it is opened for each file
}

// keptRoots is how many roots stay open.
const keptRoots = 8

var (
	errOutside = errors.New("it is outside the files and directories you named")
	errKind    = errors.New("it is not a regular file: slogen doesn't read pipes and devices, so write their output to " +
		"a file")
)

// Open finds the files of slogen among opt.Paths, which are files and directories, and below the directories.
// Hidden files and directories are skipped below a directory (.terraform is one), and a file that is reached in two
// ways counts once. A path that is missing or empty, a directory without any declarations, a file whose name says that
// it is none of slogen's and a directory whose name says that it is one are errors; they have no place in a file.
func Open(opt Options) (*Files, hcl.Diagnostics) {
	f := &Files{Options: opt, jsonnetMemory: jsonnetMemory, evaluated: map[string][]byte{}, given: map[string]string{},
		found:  map[string]bool{},
		opened: map[string]bool{}}
	f.NewBudget()
	if f.Options.MaxBytes <= 0 {
		f.Options.MaxBytes = maxFileSize
	}
	if f.Options.Storage == nil {
		f.Options.Storage = Disk{}
	}
	f.Cwd = f.Options.Storage.Cwd()
	s := &search{f: f, seen: map[string]bool{}, dirs: map[string]bool{}}
	if len(opt.Paths) == 0 {
		s.fail("No path given", "Name the files and directories that hold the declarations, as in \"slogen plan .\".")
	}
	for _, p := range opt.Paths {
		s.path(p)
	}
	s.code("-ext-code", opt.ExtCode)
	s.code("-tla-code", opt.TLACode)
	s.followLinks()
	for _, d := range s.given {
		if !d.found {
			detail := fmt.Sprintf("There are no declarations in %q or below: no file is named *.slo.hcl, *.slo.json or "+
				"*.slo.jsonnet. Hidden files and directories are skipped.", d.name)
			if missed := f.missesBelow(d.name); len(missed) > 0 {
				detail += " These seem to be meant for slogen:\n" + listMisses(missed)
			}
			s.fail("No declarations found", detail)
		}
	}
	for _, l := range []*[]string{&f.Configs, &f.Tests, &f.Vars} {
		slices.Sort(*l)
	}
	slices.SortFunc(f.roots, func(a, b *root) int {
		return cmp.Or(cmp.Compare(len(b.name), len(a.name)), strings.Compare(a.name, b.name))
	})
	return f, s.diags
}

// Close gives back what is kept open. Files can't be read afterwards.
func (f *Files) Close() error {
	var errs []error
	for _, r := range f.roots {
		if r.handle != nil {
			errs = append(errs, r.handle.Close())
		}
	}
	return errors.Join(errs...)
}

// Name is the name of a path: clean, relative to the working directory unless they have nothing in common, with forward
// slashes.
func (f *Files) Name(p string) string {
	if filepath.IsAbs(p) && f.Cwd != "" {
		top := filepath.VolumeName(f.Cwd) + string(filepath.Separator)
		up, err := filepath.Rel(f.Cwd, top)
		rel, err2 := filepath.Rel(f.Cwd, p)
		if err == nil && err2 == nil &&
			(f.Cwd == top || rel != up && !strings.HasPrefix(rel, up+string(filepath.Separator))) {
			p = rel
		}
	}
	return filepath.ToSlash(filepath.Clean(p))
}

// search is the work of [Open].
type search struct {
	f     *Files
	diags hcl.Diagnostics
	seen  map[string]bool // files, by real path
	dirs  map[string]bool // directories walked, by real path
	links []link
	given []*givenDir
}

// link is a symbolic link found in a walk. Links are followed last, so that a file is known by its own name where it
// has one within the roots.
type link struct {
	root *root
	rel  string
	dir  *givenDir
}

// givenDir is a directory that was given, and whether it holds declarations.
type givenDir struct {
	name  string
	real  string
	found bool
}

func (s *search) fail(summary, detail string) {
	s.diags = append(s.diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail})
}

func kindOf(name string) (func(*Files) *[]string, bool) {
	for _, k := range fileKinds {
		if strings.HasSuffix(name, k.suffix) {
			return k.kind, true
		}
	}
	return nil, false
}

// IsOurs says whether the name of a file is one of slogen's.
func IsOurs(name string) bool {
	_, ours := kindOf(name)
	return ours
}

func (s *search) path(p string) {
	if p == "" {
		s.fail("Empty path", "A path on the command line is empty; perhaps a shell variable is empty. Write \".\" for the "+
			"working directory.")
		return
	}
	name := s.f.Name(p)
	info, err := s.f.Options.Storage.Stat(p)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			s.fail("Path not found", fmt.Sprintf("There is no file or directory %q.%s", name, s.f.near(p)))
		} else {
			s.fail("Unreadable path", fmt.Sprintf("%q can't be read: %s.", name, Reason(err)))
		}
		return
	}
	real, err := s.f.Options.Storage.Real(p)
	if err != nil {
		s.fail("Unreadable path", fmt.Sprintf("%q can't be read: %s.", name, Reason(err)))
		return
	}
	ours := IsOurs(path.Base(name))
	switch {
	case info.IsDir() && ours && path.Base(name) != ".":
		s.notAFile(name)
	case info.IsDir():
		r := s.root(name, real)
		if r == nil {
			return
		}
		d := &givenDir{name: name, real: real}
		if slices.ContainsFunc(s.given, func(o *givenDir) bool { return o.real == real }) {
			return
		}
		s.given = append(s.given, d)
		s.walk(r, ".", real, d)
	case !ours:
		s.fail("Unsupported file name", s.f.notOurs(p, name))
	case !info.Mode().IsRegular():
		s.fail("Unreadable file", fmt.Sprintf("%q can't be read: %s.", name, errKind))
	default:
		dirReal, err := s.f.Options.Storage.Real(filepath.Dir(p))
		if err != nil {
			s.fail("Unreadable path", fmt.Sprintf("%q can't be read: %s.", name, Reason(err)))
			return
		}
		s.root(path.Dir(name), dirReal)
		if filepath.Dir(real) != dirReal { // a link that the user named is followed wherever it leads
			s.f.given[name] = p
		}
		s.file(name, real)
	}
}

// near suggests a name for one that isn't there.
func (f *Files) near(p string) string {
	entries, err := ReadDir(f.Options.Storage.Open(filepath.Dir(p)))
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		if IsOurs(e.Name()) || e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if n := diag.Suggest(filepath.Base(p), names); n != "" {
		return fmt.Sprintf(" Did you mean %q?", f.Name(filepath.Join(filepath.Dir(p), n)))
	}
	return ""
}

func (s *search) notAFile(name string) {
	s.fail("Directory with a file's name", fmt.Sprintf("%q is a directory, but it has the name of a slogen file. Rename "+
		"it; slogen would ignore its contents.", name))
}

func (s *search) root(name, real string) *root {
	for _, r := range s.f.roots {
		if r.name == name {
			return r
		}
	}
	r := &root{name: name, real: real}
	if len(s.f.roots) < keptRoots {
		h, err := s.f.Options.Storage.Root(filepath.FromSlash(name))
		if err != nil {
			s.fail("Unreadable directory", fmt.Sprintf("%q can't be read: %s.", name, Reason(err)))
			return nil
		}
		r.handle = h
	}
	s.f.roots = append(s.f.roots, r)
	return r
}

// in calls do with the root opened.
func (f *Files) in(r *root, do func(Root) error) error {
	if r.handle != nil {
		return do(r.handle)
	}
	h, err := f.Options.Storage.Root(filepath.FromSlash(r.name))
	if err != nil {
		return err
	}
	defer h.Close()
	return do(h)
}

// walk looks through a directory and those below it.
func (s *search) walk(r *root, rel, real string, d *givenDir) {
	type dir struct{ rel, real string }
	todo := []dir{{rel, real}}
	err := s.f.in(r, func(h Root) error {
		for len(todo) > 0 {
			at := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if s.dirs[at.real] {
				// Another path given led here already; that directory isn't empty for this one either.
				d.found = d.found || s.anyBelow(at.real)
				continue
			}
			s.dirs[at.real] = true
			entries, err := ReadDir(h.Open(at.rel))
			if err != nil {
				s.fail("Unreadable directory", fmt.Sprintf("%q can't be read: %s.", path.Join(r.name, at.rel), Reason(err)))
				continue
			}
			for _, e := range entries {
				base := e.Name()
				rel, real := path.Join(at.rel, base), filepath.Join(at.real, base)
				ours := IsOurs(base)
				switch {
				case hidden(base):
				case e.Type()&fs.ModeSymlink != 0:
					s.links = append(s.links, link{root: r, rel: rel, dir: d})
				case e.IsDir() && ours:
					s.notAFile(path.Join(r.name, rel))
				case e.IsDir():
					todo = append(todo, dir{rel, real})
				case ours && !e.Type().IsRegular():
					s.fail("Unreadable file", fmt.Sprintf("%q can't be read: %s.", path.Join(r.name, rel), errKind))
				case ours:
					s.file(path.Join(r.name, rel), real)
					d.found = d.found || isConfig(base)
				case e.Type().IsRegular():
					s.nearMiss(h, rel, path.Join(r.name, rel))
				}
			}
		}
		return nil
	})
	if err != nil {
		s.fail("Unreadable directory", fmt.Sprintf("%q can't be read: %s.", r.name, Reason(err)))
	}
}

func isConfig(base string) bool { return strings.Contains(base, ".slo.") }

// anyBelow says whether a declaration was found below a directory.
func (s *search) anyBelow(real string) bool {
	for p := range s.seen {
		if strings.HasPrefix(p, real+string(filepath.Separator)) && isConfig(filepath.Base(p)) {
			return true
		}
	}
	return false
}

// ReadDir lists what is in a directory that was opened, sorted by name, and closes it.
func ReadDir(dir fs.File, err error) ([]fs.DirEntry, error) {
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	list, ok := dir.(fs.ReadDirFile)
	if !ok {
		return nil, errors.New("it is not a directory")
	}
	entries, err := list.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

func (s *search) followLinks() {
	for len(s.links) > 0 {
		l := s.links[0]
		s.links = s.links[1:]
		name := path.Join(l.root.name, l.rel)
		ours := IsOurs(path.Base(l.rel))
		var info fs.FileInfo
		err := s.f.in(l.root, func(h Root) (err error) {
			info, err = h.Stat(l.rel)
			return err
		})
		real, realErr := s.f.Options.Storage.Real(filepath.FromSlash(name))
		crossed := err != nil && realErr == nil && s.f.rootOfReal(real) != nil
		if crossed {
			info, err = s.f.Options.Storage.Stat(real) // out of this root and into another
		}
		switch {
		case err != nil && !ours: // of no concern to us
		case err != nil && realErr != nil:
			s.fail("Unreadable file", fmt.Sprintf("%q can't be read: %s.", name, Reason(realErr)))
		case err != nil:
			s.fail("Link leads outside", fmt.Sprintf("The symbolic link %q leads out of the files and directories you named; "+
				"slogen reads files only within those. Name the directory it leads to as well, or copy the file.", name))
		case info.IsDir() && ours:
			s.notAFile(name)
		case info.IsDir() && crossed: // looked through there
			l.dir.found = l.dir.found || s.anyBelow(real)
		case s.private(real): // as it would be without the link
			if ours {
				s.fail("Unreadable file", fmt.Sprintf("The file that the symbolic link %q leads to can't be read: %s.", name,
					hiddenWhy))
			}
		case info.IsDir():
			s.walk(l.root, l.rel, real, l.dir)
		case ours && !info.Mode().IsRegular():
			s.fail("Unreadable file", fmt.Sprintf("%q can't be read: %s.", name, errKind))
		case ours:
			s.file(name, real)
			l.dir.found = l.dir.found || isConfig(path.Base(l.rel))
		}
	}
}

// private says whether the file or directory at real is hidden below the root that holds it.
func (s *search) private(real string) bool {
	r := s.f.rootOfReal(real)
	if r == nil {
		return false
	}
	below, err := filepath.Rel(r.real, real)
	return err == nil && private(filepath.ToSlash(below)) != ""
}

// file adds a file, unless it is known by another name.
func (s *search) file(name, real string) {
	if s.seen[real] {
		return
	}
	s.seen[real] = true
	kind, _ := kindOf(name)
	list := kind(s.f)
	*list = append(*list, name)
	s.f.found[name] = true
}

// within returns the path of name below dir.
func within(dir, name string) (string, bool) {
	switch {
	case dir == name:
		return ".", true
	case dir == ".":
		return name, !path.IsAbs(name) && name != ".." && !strings.HasPrefix(name, "../") &&
			!filepath.IsAbs(filepath.FromSlash(name))
	case dir == "/":
		return strings.TrimPrefix(name, "/"), strings.HasPrefix(name, "/")
	}
	if dir == ".." || strings.HasSuffix(dir, "/..") { // "../.." is within ".." only in spelling
		rest, ok := strings.CutPrefix(name, dir+"/")
		return rest, ok && rest != ".." && !strings.HasPrefix(rest, "../")
	}
	return strings.CutPrefix(name, dir+"/")
}

func (f *Files) rootOfReal(real string) *root {
	for _, r := range f.roots {
		if rel, err := filepath.Rel(r.real, real); err == nil && filepath.IsLocal(rel) {
			return r
		}
	}
	return nil
}

// Read returns the bytes of a file by its name. The error says why in words that follow "can't be read: ". Hidden
// files, Terraform's state and private keys are not read, whatever leads to them.
func (f *Files) Read(name string) ([]byte, error) {
	f.mu.Lock()
	given, ok := f.given[name]
	if len(f.misses) > 0 {
		f.opened[name] = true
	}
	f.mu.Unlock()
	if ok {
		return f.readGiven(given)
	}
	var inside error
	for _, r := range f.roots {
		rel, ok := within(r.name, name)
		if !ok {
			continue
		}
		if !f.found[name] {
			if err := f.privateReal(r, rel); err != nil {
				return nil, err
			}
		}
		src, err := f.readIn(r, rel)
		if err == nil && !f.found[name] && holdsPrivateKey(src) {
			return nil, errPrivateKey
		}
		if err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || isFileError(err) {
			return src, err
		}
		inside = err
	}
	if inside == nil {
		return nil, errOutside
	}
	// A symbolic link leads out of the root; perhaps into another one.
	real, err := f.Options.Storage.Real(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	if r := f.rootOfReal(real); r != nil {
		rel, err := filepath.Rel(r.real, real)
		if err != nil {
			return nil, err
		}
		rel = filepath.ToSlash(rel)
		if why := private(rel); why != "" {
			return nil, why
		}
		src, err := f.readIn(r, rel)
		if err == nil && holdsPrivateKey(src) {
			return nil, errPrivateKey
		}
		return src, err
	}
	return nil, errOutside
}

// fileError is about the file itself; no other way to it helps.
type fileError string

func (e fileError) Error() string { return string(e) }

func isFileError(err error) bool {
	var e fileError
	return errors.As(err, &e)
}

func (f *Files) readIn(r *root, rel string) (src []byte, err error) {
	err = f.in(r, func(h Root) error {
		file, err := h.Open(rel)
		if err != nil {
			return err
		}
		src, err = f.readAll(file)
		return err
	})
	return src, err
}

// readAll reads a file and closes it.
func (f *Files) readAll(file fs.File) ([]byte, error) {
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	limit := f.Options.MaxBytes
	switch {
	case info.IsDir():
		return nil, fileError("it is a directory")
	case !info.Mode().IsRegular():
		return nil, fileError(errKind.Error())
	case info.Size() > limit:
		return nil, tooLarge(info.Size(), limit)
	}
	buf := make([]byte, 0, info.Size()+1) // one more, to see the end
	for {
		n, err := file.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return plainLines(buf), nil
		}
		if err != nil {
			return nil, err
		}
		if int64(len(buf)) > limit {
			return nil, tooLarge(int64(len(buf)), limit)
		}
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, max(512, len(buf)))
		}
	}
}

func tooLarge(n, limit int64) error {
	return fileError(fmt.Sprintf("it has %s, but a file may have at most %s", size(int(n)), size(int(limit))))
}

func (f *Files) readGiven(p string) ([]byte, error) {
	file, err := f.Options.Storage.Open(p)
	if err != nil {
		return nil, err
	}
	return f.readAll(file)
}

// ReadFrom reads a file by a path that stands in a file of the directory dir: the path is relative to dir, with forward
// slashes. It is what `file("...")` and `columns_file` do.
func (f *Files) ReadFrom(dir, name string) ([]byte, error) {
	full, err := resolve(dir, name)
	if err != nil {
		return nil, err
	}
	return f.Read(full)
}

func resolve(dir, name string) (string, error) {
	switch {
	case name == "":
		return "", fileError("its name is empty")
	case strings.HasPrefix(name, "~"):
		return "", fileError("~ has no meaning here: only shells replace it, and paths are relative to the file that " +
			"contains them")
	case path.IsAbs(name) || filepath.IsAbs(name):
		return "", fileError("its path is absolute; paths are relative to the file that contains them")
	case strings.ContainsRune(name, 0):
		return "", fileError("its name holds a NUL byte")
	}
	return path.Join(dir, filepath.ToSlash(name)), nil
}

// ReadGiven reads a file that the user named on the command line, wherever it is, and remembers it for [Files.Source].
// It returns the file's name; problems have no place.
func (f *Files) ReadGiven(p string) (name string, src []byte, diags hcl.Diagnostics) {
	name = f.Name(p)
	if p == "" {
		return name, nil, hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Empty path",
			Detail: "The path of a file is empty."}}
	}
	src, err := f.readGiven(p)
	if err != nil {
		d := Unreadable(name, err)
		if errors.Is(err, fs.ErrNotExist) {
			d.Detail += f.near(p)
		}
		return name, nil, hcl.Diagnostics{d}
	}
	f.mu.Lock()
	f.given[name] = p
	f.mu.Unlock()
	return name, src, nil
}

// Unreadable is the problem of a file that can't be read; it has no place.
func Unreadable(name string, err error) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Unreadable file",
		Detail: fmt.Sprintf("%q can't be read: %s.", name, Reason(err))}
}

// Reason says why a file can't be read, without the path, which the message has already.
func Reason(err error) string {
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.As(err, &pe):
		return pe.Err.Error()
	}
	return err.Error()
}

// Load reads and parses a file of declarations or values. A jsonnet file is evaluated first; Source then shows what it
// evaluates to.
func (f *Files) Load(name string) (*hcl.File, hcl.Diagnostics) {
	src, err := f.Read(name)
	if err != nil {
		return nil, hcl.Diagnostics{Unreadable(name, err)}
	}
	return f.Parse(name, src)
}

// Parse parses the bytes of a file, see [Files.Load].
func (f *Files) Parse(name string, src []byte) (*hcl.File, hcl.Diagnostics) {
	if !strings.HasSuffix(name, ".jsonnet") {
		return Parse(name, src)
	}
	out, diags := f.evaluate(name, src)
	if diags.HasErrors() {
		return nil, diags
	}
	f.mu.Lock()
	f.evaluated[name] = out
	f.mu.Unlock()
	file, more := Parse(name, out)
	return file, append(diags, more...)
}

// Source is the text that places in the file of this name are about, nil if it can't be had; it is a [diag.Sources].
func (f *Files) Source(name string) []byte {
	f.mu.Lock()
	src, ok := f.evaluated[name]
	f.mu.Unlock()
	if ok {
		return src
	}
	src, err := f.Read(name)
	if err != nil {
		return nil
	}
	return src
}

// Evaluated says whether [Files.Source] of this name is not the file's text but what it evaluates to.
func (f *Files) Evaluated(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, ok := f.evaluated[name]
	return ok
}

// Fix puts right the places of diagnostics in files of HCL's JSON form, see [FixJSON]. To be applied once, to all
// diagnostics, before they are shown.
func (f *Files) Fix(diags hcl.Diagnostics) {
	names := map[string]bool{}
	note := func(r hcl.Range) {
		if isJSONName(r.Filename) {
			names[r.Filename] = true
		}
	}
	for _, d := range diags {
		if d.Subject != nil {
			note(*d.Subject)
		}
		if x, ok := d.Extra.(*diag.Extra); ok && x != nil {
			for _, n := range x.Notes {
				note(n.Range)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if src := f.Source(name); src != nil {
			FixJSON(name, src, diags)
		}
	}
}
