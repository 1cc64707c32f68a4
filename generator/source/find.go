package source

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

// search is the work of [Open].
type search struct {
	f     *Files
	diags hcl.Diagnostics
	seen  map[string]bool // files, by real path
	dirs  map[string]bool // directories walked, by real path
	links []link
	given []*givenDir
	head  []byte // where the heads of other tools' files are read to
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
	// ignored says that something is left out that may hold declarations.
	ignored bool
}

// The rules that this package has something to say of.
const (
	codePath     = "source/path"
	codeFileName = "source/file_name"
)

func (s *search) fail(summary, detail string) {
	s.diags = append(s.diags, diag.Error(codePath, summary, detail, hcl.Range{}))
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
		s.fail(
			"Empty path",
			"A path on the command line is empty; perhaps a shell variable is empty. Write \".\" for the "+
				"working directory.",
		)
		return
	}
	name := s.f.Name(p)
	info, err := s.f.Options.Storage.Stat(p)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			if s.f.Options.MayMiss {
				return
			}
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
		s.diags = append(s.diags, diag.Error(codeFileName, "Unsupported file name", s.f.notOurs(p, name), hcl.Range{}))
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
	s.fail(
		"Directory with a file's name",
		fmt.Sprintf("%q is a directory, but it has the name of a slogen file. Rename "+
			"it; slogen would ignore its contents.", name),
	)
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
				s.fail(
					"Unreadable directory",
					fmt.Sprintf("%q can't be read: %s.", path.Join(r.name, at.rel), Reason(err)),
				)
				continue
			}
			for _, e := range entries {
				base := e.Name()
				rel, real := path.Join(at.rel, base), filepath.Join(at.real, base)
				ours := IsOurs(base)
				switch {
				case hidden(base):
				case s.f.Options.Ignore != nil && s.f.Options.Ignore(path.Join(r.name, rel)):
					d.ignored = d.ignored || e.IsDir() || IsConfig(base)
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
					d.found = d.found || IsConfig(base)
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

// IsConfig says whether a file of this name holds declarations.
func IsConfig(base string) bool { return strings.Contains(base, ".slo.") }

// anyBelow says whether a declaration was found below a directory.
func (s *search) anyBelow(real string) bool {
	for p := range s.seen {
		if strings.HasPrefix(p, real+string(filepath.Separator)) && IsConfig(filepath.Base(p)) {
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

// ReadNames lists the names in a directory that was opened, in no order, and closes it.
func ReadNames(dir fs.File, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	if d, ok := dir.(interface{ Readdirnames(n int) ([]string, error) }); ok {
		defer dir.Close()
		return d.Readdirnames(-1)
	}
	entries, err := ReadDir(dir, nil)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, err
}

func (s *search) followLinks() {
	for len(s.links) > 0 {
		l := s.links[0]
		s.links = s.links[1:]
		s.follow(l)
	}
}

// follow takes what a symbolic link leads to, if that is in one of the roots.
func (s *search) follow(l link) {
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
	case err != nil:
		s.badLink(name, realErr)
	case info.IsDir() && ours:
		s.notAFile(name)
	case info.IsDir() && crossed: // looked through there
		l.dir.found = l.dir.found || s.anyBelow(real)
	case s.private(real): // as it would be without the link
		if ours {
			s.fail(
				"Unreadable file",
				fmt.Sprintf("The file that the symbolic link %q leads to can't be read: %s.", name,
					hiddenWhy),
			)
		}
	case info.IsDir():
		s.walk(l.root, l.rel, real, l.dir)
	case ours && !info.Mode().IsRegular():
		s.fail("Unreadable file", fmt.Sprintf("%q can't be read: %s.", name, errKind))
	case ours:
		s.file(name, real)
		l.dir.found = l.dir.found || IsConfig(path.Base(l.rel))
	}
}

// badLink says why a symbolic link can't be followed; err is what kept its target from being found.
func (s *search) badLink(name string, err error) {
	if err != nil && !errors.Is(err, errEscapes) {
		s.fail("Unreadable file", fmt.Sprintf("%q can't be read: %s.", name, Reason(err)))
		return
	}
	s.fail("Link leads outside", fmt.Sprintf("The symbolic link %q leads out of the files and directories you named; "+
		"slogen reads files only within those. Name the directory it leads to as well, or copy the file.", name))
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
