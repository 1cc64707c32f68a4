package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/words"
)

// The values of -fix.
const (
	fixSafe   = "safe"
	fixUnsafe = "unsafe"
)

// maxFixRounds bounds how often files are fixed: a fix may make room for another one.
const maxFixRounds = 10

// maxFixAlone is how many fixes are tried one by one where all of a round together lead to an error.
const maxFixAlone = 100

// fixing is one run of lint -fix. Files are written only at its end, all or none.
type fixing struct {
	app    *app
	c      *cobra.Command
	in     *inputs
	args   []string
	unsafe bool

	since []*since
	runs  []*run
	files map[string]*fixedFile // by the names that places have
	made  map[string]map[string]int
	left  []string // what was left out, and why
}

// fixedFile is a file that fixes change.
type fixedFile struct {
	path      string // without symbolic links
	raw       []byte // as it was read
	plain     []byte // that with plain line ends, which places are in
	text      []byte // what it becomes
	canonical bool   // it is formatted, and stays so
}

// fixPaths fixes what lint finds, and returns what is left.
func (a *app) fixPaths(c *cobra.Command, in *inputs, args []string, unsafe bool) (*fixing, error) {
	if slices.Contains(args, standardInput) {
		return nil, fail("Standard input can't be fixed", "-fix changes files. Name a file instead of -.")
	}
	in.tests = true
	x := &fixing{app: a, c: c, in: in, args: args, unsafe: unsafe, files: map[string]*fixedFile{},
		made: map[string]map[string]int{}}
	defer func() {
		for _, s := range x.since {
			s.close()
		}
	}()
	if err := x.load(); err != nil {
		return nil, err
	}
	for round := 0; round < maxFixRounds; round++ {
		fixes, err := x.choose()
		if err != nil {
			return nil, err
		}
		if len(fixes) == 0 {
			break
		}
		if err := x.round(fixes); err != nil {
			return nil, err
		}
	}
	return x, x.write()
}

// load examines the configurations as they would be.
func (x *fixing) load() error {
	x.in.texts = map[string][]byte{}
	for _, f := range x.files {
		x.in.texts[f.path] = f.text
	}
	runs, err := x.app.runs(x.in, x.args)
	if err != nil {
		return err
	}
	ctx := x.c.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	if err := x.app.examineAll(ctx, runs, x.args); err != nil {
		return err
	}
	for i, r := range runs {
		if len(x.since) < len(runs) {
			s, err := x.app.readSince(x.c, &r.in, r.in.pathsOf(x.args))
			if err != nil {
				return err
			}
			x.since = append(x.since, s)
		}
		r.diags = append(r.diags, checkTests(r.res)...)
		r.diags, _ = x.since[i].newProblems(r.diags, r.res.Sources, false)
		r.diags = append(r.diags, x.app.changeFindings(x.c, &r.in, x.args, x.since[i], r)...)
	}
	x.runs = runs
	return nil
}

// fix is what mends one finding, or several alike.
type fix struct {
	diag.Fix
	codes []string
}

// span is where a fix begins and ends in a file.
type span struct {
	file       string
	start, end int
}

// choose picks the fixes of a round: those that overlap wait for the next one.
func (x *fixing) choose() (chosen []fix, err error) {
	all := x.all()
	slices.SortStableFunc(all, func(a, b fix) int {
		p, q := a.Edits[0].Range, b.Edits[0].Range
		return cmp.Or(strings.Compare(p.Filename, q.Filename), cmp.Compare(p.Start.Byte, q.Start.Byte))
	})
	var taken []span
	for _, f := range all {
		if x.leftOut(f) || slices.ContainsFunc(f.Edits, func(e diag.Edit) bool { return overlaps(taken, e) }) {
			continue
		}
		for _, e := range f.Edits {
			taken = append(taken, span{e.Range.Filename, e.Range.Start.Byte, e.Range.End.Byte})
			if err := x.open(e.Range.Filename); err != nil {
				return nil, err
			}
		}
		chosen = append(chosen, f)
	}
	return chosen, nil
}

// all are the fixes of all findings. Where there are several environments, a fix must be right in all that read the
// file: a comment that ignores nothing in one of them may do so in another.
func (x *fixing) all() (all []fix) {
	at := map[string]int{}
	in := map[string]int{} // how many runs have it
	for _, r := range x.runs {
		here := map[string]bool{}
		for _, d := range r.diags {
			f := diag.Of(d).Fix
			if len(f.Edits) == 0 || f.Unsafe && !x.unsafe {
				continue
			}
			key := fmt.Sprintf("%v", f.Edits)
			i, known := at[key]
			if !known {
				i = len(all)
				at[key] = i
				all = append(all, fix{Fix: f})
			}
			if !here[key] {
				in[key]++
			}
			if here[key] || in[key] == 1 {
				all[i].codes = append(all[i].codes, diag.Of(d).Code)
			}
			here[key] = true
		}
	}
	return slices.DeleteFunc(all, func(f fix) bool {
		reads := 0
		for _, r := range x.runs {
			if slices.Contains(r.res.Names, f.Edits[0].Range.Filename) {
				reads++
			}
		}
		if in[fmt.Sprintf("%v", f.Edits)] >= reads {
			return false
		}
		if !x.leftOut(f) {
			x.left = append(x.left, fmt.Sprintf("%s: %s. Other environments read the file, too, and the finding isn't "+
				"there.", f.place(), f.Title))
		}
		return true
	})
}

func overlaps(taken []span, e diag.Edit) bool {
	return slices.ContainsFunc(taken, func(s span) bool {
		return s.file == e.Range.Filename && s.start <= e.Range.End.Byte && e.Range.Start.Byte <= s.end
	})
}

// open reads a file that is to be fixed. It must be what was loaded.
func (x *fixing) open(name string) error {
	if x.files[name] != nil {
		return nil
	}
	path := realPath(filepath.FromSlash(name))
	raw, err := readWhole(path, maxFormatted)
	if err != nil {
		return fail("File can't be read", wordy(err))
	}
	plain := bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	if !bytes.Equal(plain, x.runs[0].res.Sources(name)) {
		return changedMeanwhile(name)
	}
	formatted, diags := format(name, plain)
	x.files[name] = &fixedFile{path: path, raw: raw, plain: plain, text: plain,
		canonical: !diags.HasErrors() && bytes.Equal(formatted, plain)}
	return nil
}

func changedMeanwhile(name string) error {
	return fail("File has changed meanwhile", fmt.Sprintf("%s isn't what slogen has read any more. Nothing is "+
		"written; run the command again.", name))
}

// round makes fixes and looks at what comes of them. Those that lead to an error are left out.
func (x *fixing) round(fixes []fix) error {
	errors := x.errors()
	before := x.texts()
	x.make(fixes)
	if err := x.load(); err != nil {
		return err
	}
	if x.errors() <= errors {
		x.count(fixes)
		return nil
	}
	x.restore(before)
	var fine []fix
	for i, f := range fixes {
		if len(fixes) > maxFixAlone && i >= maxFixAlone {
			x.left = append(x.left, fmt.Sprintf("%s: %s. It comes together with a fix that leads to an error.",
				f.place(), f.Title))
			continue
		}
		x.make([]fix{f})
		if err := x.load(); err != nil {
			return err
		}
		if x.errors() <= errors {
			fine = append(fine, f)
		} else {
			x.left = append(x.left, fmt.Sprintf("%s: %s. It would lead to an error: %s", f.place(), f.Title,
				x.firstError()))
		}
		x.restore(before)
	}
	x.make(fine)
	x.count(fine)
	return x.load()
}

func (f fix) place() string {
	at := f.Edits[0].Range
	return fmt.Sprintf("%s line %d", at.Filename, at.Start.Line)
}

// leftOut reports whether a fix was tried and left out.
func (x *fixing) leftOut(f fix) bool {
	return slices.ContainsFunc(x.left, func(s string) bool { return strings.HasPrefix(s, f.place()+": "+f.Title+".") })
}

func (x *fixing) errors() (n int) {
	for _, r := range x.runs {
		for _, d := range r.diags {
			if d.Severity == hcl.DiagError {
				n++
			}
		}
	}
	return n
}

func (x *fixing) firstError() string {
	for _, r := range x.runs {
		if r.diags.HasErrors() {
			return firstError(r.diags)
		}
	}
	return ""
}

func (x *fixing) texts() map[string][]byte {
	out := map[string][]byte{}
	for name, f := range x.files {
		out[name] = f.text
	}
	return out
}

func (x *fixing) restore(texts map[string][]byte) {
	for name, f := range x.files {
		f.text = texts[name]
	}
}

// make makes the edits of fixes that don't overlap.
func (x *fixing) make(fixes []fix) {
	edits := map[string][]diag.Edit{}
	for _, f := range fixes {
		for _, e := range f.Edits {
			edits[e.Range.Filename] = append(edits[e.Range.Filename], e)
		}
	}
	for name, list := range edits {
		f := x.files[name]
		slices.SortStableFunc(list, func(a, b diag.Edit) int {
			return cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte)
		})
		f.text = edit(f.text, list)
		if formatted, diags := format(name, f.text); f.canonical && !diags.HasErrors() {
			f.text = formatted
		}
	}
}

// edit makes edits, which are sorted and don't overlap. Where the last blocks within another are taken out, no empty
// line is left before its end.
func edit(text []byte, edits []diag.Edit) []byte {
	var b bytes.Buffer
	at, removed := 0, false
	keep := func(end int) {
		piece := text[at:end]
		closes := bytes.HasPrefix(bytes.TrimLeft(piece, " \t"), []byte("}"))
		if removed && closes && bytes.HasSuffix(b.Bytes(), []byte("\n\n")) {
			b.Truncate(b.Len() - 1)
		}
		b.Write(piece)
		removed = removed && len(piece) == 0
	}
	for _, e := range edits {
		keep(e.Range.Start.Byte)
		b.WriteString(e.New)
		at = e.Range.End.Byte
		removed = e.New == "" && (removed || e.Range.End.Line > e.Range.Start.Line)
	}
	keep(len(text))
	return b.Bytes()
}

// count notes what was mended, by file and rule.
func (x *fixing) count(fixes []fix) {
	for _, f := range fixes {
		name := f.Edits[0].Range.Filename
		if x.made[name] == nil {
			x.made[name] = map[string]int{}
		}
		for _, code := range f.codes {
			x.made[name][code]++
		}
	}
}

// write writes the files: all of them, or none.
func (x *fixing) write() error {
	var staged []*stagedFile
	discard := func() {
		for _, s := range staged {
			s.discard()
		}
	}
	for _, name := range slices.Sorted(maps.Keys(x.files)) {
		f := x.files[name]
		if bytes.Equal(f.text, f.plain) {
			continue
		}
		raw, err := readWhole(f.path, maxFormatted)
		if err == nil && !bytes.Equal(raw, f.raw) {
			discard()
			return changedMeanwhile(name)
		}
		var s *stagedFile
		if err == nil {
			s, err = stage(f.path, f.withEnds())
		}
		if err != nil {
			discard()
			if errors.Is(err, fs.ErrPermission) {
				return fail("File can't be written", fmt.Sprintf("%s is read-only, or its folder is. Nothing is "+
					"written.", name))
			}
			return fail("File can't be written", wordy(err)+" Nothing is written.")
		}
		staged = append(staged, s)
	}
	for i, s := range staged {
		if err := s.commit(); err != nil {
			for _, done := range staged[:i] {
				_ = replace(filepath.Join(done.dir.Name(), done.base), done.old) // as it was
			}
			for _, rest := range staged[i+1:] {
				rest.discard()
			}
			return fail("File can't be written", wordy(err)+" All files are as they were.")
		}
	}
	return nil
}

// withEnds is what a file becomes with the line ends that it has: those of lines that stay are kept, and new ones are
// like most.
func (f *fixedFile) withEnds() []byte {
	crlf := bytes.Count(f.raw, []byte("\r\n"))
	if crlf == 0 {
		return f.text
	}
	most := 2*crlf > bytes.Count(f.raw, []byte("\n"))
	at := make([]int, 0, len(f.plain)+1) // for each byte of plain where it is in raw
	for i := 0; i < len(f.raw); i++ {
		at = append(at, i)
		if f.raw[i] == '\r' && i+1 < len(f.raw) && f.raw[i+1] == '\n' {
			i++
		}
	}
	at = append(at, len(f.raw))
	var b bytes.Buffer
	from := 0
	for _, e := range udiff.Bytes(f.plain, f.text) {
		b.Write(f.raw[from:at[e.Start]])
		if from = at[e.End]; most {
			e.New = strings.ReplaceAll(e.New, "\n", "\r\n")
		}
		b.WriteString(e.New)
	}
	b.Write(f.raw[from:])
	return b.Bytes()
}

// say tells what was mended and what wasn't.
func (x *fixing) say() string {
	var b strings.Builder
	total := 0
	for _, name := range slices.Sorted(maps.Keys(x.made)) {
		var parts []string
		for _, code := range slices.Sorted(maps.Keys(x.made[name])) {
			n := x.made[name][code]
			total += n
			if parts = append(parts, code); n > 1 {
				parts[len(parts)-1] = fmt.Sprintf("%s (%d)", code, n)
			}
		}
		fmt.Fprintf(&b, "  %s: %s\n", printable.Line(name), strings.Join(parts, ", "))
	}
	head := ""
	if total > 0 {
		head = fmt.Sprintf("Mended %s in %s:\n", words.Plural(total, "finding"), words.Plural(len(x.made), "file"))
	}
	for _, l := range x.left {
		fmt.Fprintf(&b, "Not mended: %s\n", printable.Line(l))
	}
	more := 0
	for _, r := range x.runs {
		for _, d := range r.diags {
			if f := diag.Of(d).Fix; f.Unsafe && len(f.Edits) > 0 && !x.unsafe {
				more++
			}
		}
	}
	if more > 0 {
		fmt.Fprintf(&b, "%s can be mended by unsafe fixes, which change what is measured or who is told, or guess: "+
			"slogen lint %s\n", words.Plural(more, "more finding"), strings.TrimSpace("-fix=unsafe "+x.in.sinceFlag()))
	}
	return head + b.String()
}
