package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/mark"
)

// ownership tells the files that slogen wrote from those of others.
type ownership interface {
	// folders are those that may hold generated files, beside the ones that are to hold some.
	folders() []string
	// valid reports whether p may be the path of a generated file.
	valid(p string) bool
	// mayBe reports whether slogen may have written a file p; then owns says whether it did.
	mayBe(p string) bool
	// owns reports whether slogen wrote the file p, which at holds as file.
	owns(at *openDir, file, p string) (bool, error)
	// staged reports whether slogen wrote a file that waits to be moved to its place.
	staged(at *openDir, file string) (bool, error)
	// state says what became of an own file.
	state(at *openDir, p string) (mark.State, error)
}

// ownerOf tells the files in a folder apart, which root holds as dir.
func (o Options) ownerOf(root *os.Root, dir string) (ownership, error) {
	if !o.Listed {
		return marks{}, nil
	}
	return readList(root, dir, o.Made)
}

// marks are the marks in the files themselves.
type marks struct{}

func (marks) folders() []string { return emit.Folders }

func (m marks) valid(p string) bool {
	return fs.ValidPath(p) && m.mayBe(p) && !strings.Contains(p, `\`)
}

// mayBe is false for a copy that somebody keeps elsewhere: it is theirs.
func (marks) mayBe(p string) bool {
	return slices.Contains(emit.Folders, path.Dir(p)) &&
		(path.Ext(p) == ".tf" || path.Ext(p) == ".json" || strings.HasSuffix(p, ".tftest.hcl"))
}

func (marks) owns(at *openDir, file, _ string) (bool, error)  { return at.marked(file) }
func (marks) staged(at *openDir, file string) (bool, error)   { return at.marked(file) }
func (marks) state(at *openDir, p string) (mark.State, error) { return at.examine(p) }

// listName is the file that lists the others of a folder where these have no marks, because their form is somebody
// else's. Its lines are those of sha256sum, whose -c checks the folder; so a merge has a conflict only where both sides
// change the same file, and the lines of both sides count.
const listName = ".slogen-files"

// maxList is how large a list may be, in bytes.
const maxList = 64 << 20

const templateLine = "# Template: "

// Listed adds the list of files that a template made, whose path is relative to the folder. Files are sorted by path.
func Listed(files []emit.File, template string) []emit.File {
	content := func(b []byte) []byte {
		b = fmt.Appendf(b, "# %s\n%s%s\n", mark.ListText, templateLine, template)
		var text []byte
		for _, f := range files {
			text = f.Append(text[:0])
			b = fmt.Appendf(b, "%s  %s\n", digest(text), f.Path)
		}
		return b
	}
	all := append(slices.Clone(files), emit.File{Path: listName, Append: content})
	slices.SortFunc(all, func(a, b emit.File) int { return strings.Compare(a.Path, b.Path) })
	return all
}

// TemplateOf is the template that the files in a folder were made with, relative to the folder; empty where there is no
// list, or a merge left two.
func TemplateOf(dir string) (template string, listed bool, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", false, nil // whoever writes there says why it can't be opened
	}
	defer root.Close()
	text, err := readRegular(root, listName, maxList)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	} else if err != nil {
		return "", false, fmt.Errorf("%s in %s can't be read: %w", listName, dir, reason(err))
	}
	var found []string
	for line := range bytes.Lines(text) {
		if name, ok := strings.CutPrefix(strings.TrimRight(string(line), "\r\n"), templateLine); ok {
			found = append(found, name)
		}
	}
	if len(found) == 1 {
		template = found[0]
	}
	return template, mark.Is(text), nil
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// list holds the files that slogen wrote by their paths, with the digests that they had.
type list map[string][]string

var listed = lazy.Regexp(`^([0-9a-f]{64})  (.+)$`)

// readList reads the list of a folder. made says which paths it may have, beside slogen's own; nil allows all.
func readList(root *os.Root, dir string, made func(string) bool) (list, error) {
	l := list{}
	if root == nil {
		return l, nil
	}
	text, err := readRegular(root, path.Join(dir, listName), maxList)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return l, nil
	case err != nil:
		return nil, fmt.Errorf("%s can't be read: %w", listName, reason(err))
	case !mark.Is(text):
		return l, nil
	}
	for line := range bytes.Lines(text) {
		m := listed().FindStringSubmatch(strings.TrimRight(string(line), "\r\n"))
		if m == nil || !l.valid(m[2]) || !ownFile(m[2]) && made != nil && !made(m[2]) {
			continue
		}
		l[m[2]] = append(l[m[2]], m[1])
	}
	return l, nil
}

func (l list) folders() []string {
	has := map[string]bool{}
	for p := range l {
		parents(p, func(d string) { has[d] = true })
	}
	return slices.Collect(maps.Keys(has))
}

// valid keeps what is hidden out of reach of a list that somebody else wrote, but for slogen's own.
func (list) valid(p string) bool {
	return ownFile(p) ||
		fs.ValidPath(p) && !strings.Contains(p, `\`) && !strings.HasPrefix(p, ".") && !strings.Contains(p, "/.")
}

// ownFile says whether a file is slogen's own, beside those that a template makes.
func ownFile(p string) bool {
	return p == listName || path.Dir(p) == emit.InputsFolder && fs.ValidPath(p)
}

func (l list) mayBe(p string) bool { return p == listName || l[p] != nil }

func (l list) owns(at *openDir, file, p string) (bool, error) {
	if p == listName {
		return at.marked(file)
	}
	return l[p] != nil, nil
}

// staged is always true: a list holds what is there, not what comes.
func (list) staged(*openDir, string) (bool, error) { return true, nil }

func (l list) state(at *openDir, p string) (mark.State, error) {
	f, err := at.open(p)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(newUnixLines(f), maxExamined))
	switch {
	case err != nil:
		return "", err
	case mark.Conflict(text):
		return mark.Conflicted, nil
	case p == listName, slices.Contains(l[p], digest(text)):
		return mark.Intact, nil
	}
	return mark.Changed, nil
}
