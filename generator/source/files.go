package source

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"

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
	Paths    []string // files and directories
	MaxBytes int64    // a larger file is refused; 4 MiB
	Storage  Storage  // where the files are; the disk
	// Ignore says which files and directories are left out where a directory is looked through, by their names; nil for
	// none.
	Ignore  func(name string) bool
	MayMiss bool // a path that isn't there, or a directory without declarations, is no error
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

	mu     sync.Mutex
	given  map[string]string // files outside the roots that were given by name, and where they are
	opened map[string]bool   // which of the misses somebody read
}

// root is a directory below which files may be read.
type root struct {
	name   string // as in the names of files; "." is the working directory
	real   string // the absolute path without symbolic links
	handle Root   // nil when it is opened for each file
}

// MaxFileSize is how many bytes a file may have unless told otherwise. Parsing takes some 120 bytes of memory for each.
const MaxFileSize = 4 << 20

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
	f := newFiles(opt)
	s := &search{f: f, seen: map[string]bool{}, dirs: map[string]bool{}}
	if len(opt.Paths) == 0 {
		s.fail("No path given", "Name the files and directories that hold the declarations, as in \"slogen plan .\".")
	}
	for _, p := range opt.Paths {
		s.path(p)
	}
	s.followLinks()
	for _, d := range s.given {
		if !d.found && !opt.MayMiss {
			detail := fmt.Sprintf("There are no declarations in %q or below: no file is named *.slo.hcl, *.slo.json or "+
				"*.slo.jsonnet. Hidden files and directories are skipped.", d.name)
			if d.ignored {
				detail = fmt.Sprintf("Nothing in %q or below is read: `ignore` in slogen.hcl leaves out what could "+
					"hold declarations. Remove the pattern, or the path.", d.name)
			}
			if missed := f.missesBelow(d.name); len(missed) > 0 {
				detail += " These seem to be meant for slogen:\n" + listMisses(missed)
			}
			s.diags = append(s.diags, diag.Error(codeFileName, "No declarations found", detail, hcl.Range{}))
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

// Below are the files in a directory and below it that are read by their names: none is looked for. The error is about
// the directory.
func Below(dir string, opt Options) (*Files, error) {
	opt.Paths = nil
	f := newFiles(opt)
	// From "../..", files are named from there, from ".." and from the working directory.
	for name := f.Name(dir); ; {
		r, err := f.newRoot(name)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		f.roots = append(f.roots, r)
		if name == ".." {
			name = "."
		} else if rest, ok := strings.CutSuffix(name, "/.."); ok && strings.Trim(name, "./") == "" {
			name = rest
		} else {
			return f, nil
		}
	}
}

func (f *Files) newRoot(name string) (*root, error) {
	real, err := f.Options.Storage.Real(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	h, err := f.Options.Storage.Root(filepath.FromSlash(name))
	return &root{name: name, real: real, handle: h}, err
}

// newFiles are no files yet.
func newFiles(opt Options) *Files {
	f := &Files{Options: opt, given: map[string]string{}, found: map[string]bool{}, opened: map[string]bool{}}
	if f.Options.MaxBytes <= 0 {
		f.Options.MaxBytes = MaxFileSize
	}
	if f.Options.Storage == nil {
		f.Options.Storage = Disk{}
	}
	f.Cwd = f.Options.Storage.Cwd()
	return f
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
