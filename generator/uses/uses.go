// Package uses finds what an object changes because of where its own declaration stays as it is: a local value, the
// value of a variable, a function, an SLI of another service, or a file that is read.
//
// An object is what its blocks make of the names in them, so if the blocks read the same in two states of a
// configuration, one of the names must mean something else. Those are followed from the object down to what is written
// otherwise; a name whose value is the same as before is followed no further. What can't be followed is said: see
// [Behind.Unsure].
package uses

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// State is a configuration as it was loaded, with what it was made of.
type State struct {
	Shared *config.Shared
	// Declared is where an object is declared: the name of the file, and the line of the block's header. The key may be
	// that of an SLI whose block has instances.
	Declared func(key honeycomb.Key) (file string, line int, ok bool)
	// Parse parses a file of declarations; nil if it can't be read any more. Dir is its directory, as the other parts
	// of the configuration see it.
	Parse func(file string) *config.File
	Dir   func(file string) string
	// Resolve is the name of a file whose path, relative to dir, stands in a file of that directory.
	Resolve func(dir, name string) (string, error)
	// Read reads a file by its name.
	Read func(file string) ([]byte, error)
	// Shown are the names of files in outputs, where they have others there.
	Shown map[string]string
	// Imports are the files that a jsonnet file was made of, beside itself, sorted.
	Imports func(file string) []string

	file  *config.File // the last one that was parsed
	last  string       // the last one that was read, and its text
	text  []byte
	nodes map[nodeKey]*node
	names map[hcl.Range]*node // of local values and functions
}

// Behind is what an object changes because of.
type Behind struct {
	Own bool // its own declaration reads otherwise
	// Blocks are those that it inherits from or is made from and that read otherwise: "defaults",
	// `burn_alert_policy.standard "fast"`, "sli_template.http", "trigger_template.many".
	Blocks []string
	Names  []Name // in the order in which they are used
	// Unsure says that something else may be behind the change, which can't be followed: a path that is computed.
	Unsure bool
}

// Name is something that expressions use, and that is written otherwise.
type Name struct {
	Name   string    // such as "local.window", "var.region", "slow()", "sli.checkout.up" or "lib/slo.libsonnet"
	Range  hcl.Range // where it is written now or, where it is gone, was; only a file's name for a whole file
	Change string    // "14.4 → 10", where that can be shown
}

// Comparison follows the names of two states.
type Comparison struct{ base, now *State }

// Compare compares two states of a configuration.
func Compare(base, now *State) *Comparison {
	for _, s := range []*State{base, now} {
		s.nodes, s.names = map[nodeKey]*node{}, map[hcl.Range]*node{}
	}
	return &Comparison{base, now}
}

// Only says which arguments count. The zero value says all.
type Only struct {
	Arguments []string // of the object's block, of those around it and of those that it is made from; nil for all
	Whole     bool     // all of the object's own block counts
}

// Behind finds what an object changes because of, which had the first key and has the second; nil where it isn't known
// where it is declared. Shared is the block that it is made from, if any.
func (c *Comparison) Behind(was, is honeycomb.Key, shared *honeycomb.Shared, only Only) *Behind {
	w := &walk{Comparison: c, kind: is.Kind(), service: serviceOf(is), wasService: serviceOf(was),
		seen: map[string]bool{}, behind: &Behind{}, inner: extent{nested: true}}
	if only.Arguments != nil {
		w.outer = arguments(only.Arguments...)
		if w.inner = w.outer; only.Whole {
			w.inner = extent{nested: true}
		}
	}
	w.inner.around = w.outer.only
	if !w.object(was, is, shared) {
		return nil
	}
	return w.behind
}

func serviceOf(key honeycomb.Key) string {
	s, _, _ := strings.Cut(key.Path(), "/")
	return s
}

// walk is the way from an object to what is behind its change.
type walk struct {
	*Comparison
	kind                string
	service, wasService string
	seen                map[string]bool
	behind              *Behind
	inner, outer        extent // of the object's own block, and of those around it
}

// both is a declaration in both states; either may be nil.
type both struct{ base, now *node }

func (b both) differ() bool { return b.base == nil || b.now == nil || b.base.text != b.now.text }

// object follows an object's own declaration, and what it inherits from.
func (w *walk) object(was, is honeycomb.Key, shared *honeycomb.Shared) bool {
	own := w.declared(was, is, w.inner)
	if w.kind == honeycomb.KindBurnAlert { // it has what its SLO and its service say, and may be made from a policy
		slo := w.declared(was.SLO(), is.SLO(), w.outer)
		if slo.base == nil || slo.now == nil {
			return false
		}
		w.own(slo)
		switch {
		case own.now == nil: // of a built-in policy, which is always the same
		case shared != nil:
			w.block(own, shared.Name)
		default:
			w.own(own)
		}
		own = slo
	} else if own.base == nil || own.now == nil {
		return false
	} else {
		w.own(own)
	}
	if madeFromTemplate(w.kind, shared) {
		w.block(both{w.base.template(shared.Name), w.now.template(shared.Name)}, shared.Name)
	}
	w.defaults(own.base.dir, own.now.dir)
	return true
}

// madeFromTemplate says whether an object of a kind that is made from a shared block is made from a template.
func madeFromTemplate(kind string, shared *honeycomb.Shared) bool {
	return shared != nil && (kind == honeycomb.KindCalculatedField || kind == honeycomb.KindTrigger)
}

// declared is an object's declaration in both states. Where one state doesn't have the object, it is the block that
// would make it.
func (w *walk) declared(was, is honeycomb.Key, how extent) both {
	b := both{now: w.now.declared(is, how)}
	if w.unchanged(was, is) {
		b.base = b.now
		return b
	}
	b.base = w.base.declared(was, how)
	switch {
	case b.base == nil && b.now != nil:
		b.base = w.base.alike(b.now)
	case b.now == nil && b.base != nil:
		b.now = w.now.alike(b.base)
	}
	return b
}

// unchanged reports whether an object is declared in the same place of a file that holds the same: then one state needs
// to be looked at.
func (w *walk) unchanged(was, is honeycomb.Key) bool {
	file, line, ok := w.base.Declared(was)
	now, lineNow, okNow := w.now.Declared(is)
	if !ok || !okNow || line != lineNow || w.base.Dir(file) != w.now.Dir(now) {
		return false
	}
	a, errA := w.base.read(file)
	b, errB := w.now.read(now)
	return errA == nil && errB == nil && bytes.Equal(a, b) && !strings.HasSuffix(now, ".jsonnet")
}

// read is [State.Read] that remembers the last file.
func (s *State) read(file string) ([]byte, error) {
	if s.last == file && s.text != nil {
		return s.text, nil
	}
	text, err := s.Read(file)
	s.last, s.text = file, text
	return text, err
}

// own follows a declaration of the object itself.
func (w *walk) own(b both) {
	if b.differ() && !w.imports(b) {
		w.behind.Own = true
	}
	w.uses(b)
}

// block follows a block that the object is made from.
func (w *walk) block(b both, name string) {
	if b.base == nil && b.now == nil {
		return
	}
	if b.differ() && !w.imports(b) && !slices.Contains(w.behind.Blocks, name) {
		w.behind.Blocks = append(w.behind.Blocks, name)
	}
	w.uses(b)
}

const defaultsBlock = "defaults"

// defaults follows the blocks whose values are inherited.
func (w *walk) defaults(wasDir, dir string) {
	was, is := w.base.Shared.DefaultsOf(wasDir), w.now.Shared.DefaultsOf(dir)
	for i := range max(len(was), len(is)) {
		var b both
		if i < len(was) {
			b.base = w.base.at(was[i].Decl.Filename, was[i].Decl.Start.Line, w.outer)
		}
		if i < len(is) {
			b.now = w.now.at(is[i].Decl.Filename, is[i].Decl.Start.Line, w.outer)
		}
		w.block(b, defaultsBlock)
	}
}

// imports says whether a declaration in jsonnet reads otherwise because of what its file imports, and adds that.
func (w *walk) imports(b both) (others bool) {
	if b.base == nil || b.now == nil || !b.now.jsonnet || !b.base.jsonnet {
		return false
	}
	main, err := w.now.Read(b.now.file)
	old, errOld := w.base.Read(b.base.file)
	same := err == nil && errOld == nil && string(main) == string(old)
	found := w.imported(b.base.file, b.now.file)
	return same && found
}

// imported adds the files that differ among those that a jsonnet file imports.
func (w *walk) imported(was, is string) (found bool) {
	before := map[string]string{} // by the path from the file that imports it
	for _, name := range w.base.Imports(was) {
		if text, err := w.base.Read(name); err == nil {
			before[from(was, name)] = string(text)
		}
	}
	for _, name := range w.now.Imports(is) {
		text, err := w.now.Read(name)
		if old, had := before[from(is, name)]; err == nil && (!had || old != string(text)) {
			w.add(Name{Name: name, Range: hcl.Range{Filename: name}})
			found = true
		}
	}
	return found
}

// from is a path as it is seen from a file's directory.
func from(file, name string) string {
	dir := path.Dir(file) + "/"
	if dir == "./" {
		return name
	}
	return strings.TrimPrefix(name, dir)
}

// add adds what is behind the change, once.
func (w *walk) add(n Name) {
	if !slices.ContainsFunc(w.behind.Names, func(o Name) bool { return o.Name == n.Name && o.Range == n.Range }) {
		w.behind.Names = append(w.behind.Names, n)
	}
}

// uses follows the names that a declaration uses, in both states.
func (w *walk) uses(b both) {
	if b.now == nil || b.base == nil {
		return
	}
	// What only the declaration before used is behind nothing where both read the same.
	for _, r := range b.now.refs {
		w.follow(r, b.base.dir, b.now.dir)
	}
}

// follow follows one name.
func (w *walk) follow(r ref, was, is string) {
	id := string(r.kind) + "\x00" + r.name + "\x00" + is
	if w.seen[id] {
		return
	}
	w.seen[id] = true
	switch r.kind {
	case refUnsure:
		w.behind.Unsure = true
	case refFile:
		w.readFile(r.name, was, is)
	case refSLI, refField:
		w.field(r.kind, r.name)
	case refDataset:
		if !w.behind.Own { // what is written otherwise says enough
			w.dataset(r.name)
		}
	case refLocals:
		for _, name := range w.now.Shared.Locals(is) {
			w.follow(ref{refLocal, name}, was, is)
		}
	case refVariable:
		a, okA := w.base.Shared.Variable(r.name)
		b, okB := w.now.Shared.Variable(r.name)
		if okB && (!okA || !same(a.Value, b.Value)) {
			w.add(Name{b.Name, b.Range, shown(a, b)})
		}
	default:
		find := (*config.Shared).Local
		if r.kind == refFunction {
			find = (*config.Shared).Function
		}
		a, okA := find(w.base.Shared, was, r.name)
		b, okB := find(w.now.Shared, is, r.name)
		if okB {
			w.declaration(a, b, okA)
		}
	}
}

// declaration follows a local value or a function.
func (w *walk) declaration(a, b config.Declared, had bool) {
	if had && a.Value != cty.NilVal && same(a.Value, b.Value) {
		return
	}
	now, base := w.now.expressions(b), w.base.expressions(a)
	if !had || now.text != base.text || len(b.Exprs) == 0 {
		w.add(Name{b.Name, b.Range, shown(a, b)})
	}
	if had {
		w.uses(both{base, now})
	}
}

// readFile follows a file whose contents an expression reads.
func (w *walk) readFile(name string, was, is string) {
	file, err := w.now.Resolve(is, name)
	old, errOld := w.base.Resolve(was, name)
	if err != nil || errOld != nil {
		return
	}
	text, err := w.now.Read(file)
	before, errOld := w.base.Read(old)
	if err == nil && (errOld != nil || string(text) != string(before)) {
		w.add(Name{Name: file, Range: hcl.Range{Filename: file}})
	}
	w.imported(old, file)
}

// field follows an SLI or a calculated field that expressions of another declaration use.
func (w *walk) field(kind refKind, name string) {
	service, sli, other := strings.Cut(name, ".")
	wasService := service
	if !other {
		service, wasService, sli = w.service, w.wasService, name
	}
	how := whole
	if w.kind == honeycomb.KindSLO || w.kind == honeycomb.KindBurnAlert {
		how = arguments("alias", "description") // they have no more of it than its name and what describes it
	}
	key := func(service string) honeycomb.Key {
		path := service + "/" + sli
		if kind == refField {
			path = service + "/" + honeycomb.FieldPrefix + sli
		}
		return honeycomb.Key(honeycomb.KindCalculatedField + "/" + path)
	}
	b := w.declared(key(wasService), key(service), how)
	if b.base == nil || b.now == nil {
		return
	}
	switch {
	case !b.differ() || w.imports(b):
	case b.now.header.Filename == "": // JSON is one text, so it isn't known whether the SLI differs
		w.behind.Unsure = true
	default:
		w.add(Name{Name: string(kind) + "." + service + "." + sli, Range: b.now.header})
	}
	w.uses(b)
}

// dataset follows what is declared of a dataset's columns.
func (w *walk) dataset(slug string) {
	a, b := w.base.Shared.Datasets[slug], w.now.Shared.Datasets[slug]
	if b == nil {
		if a != nil {
			w.add(Name{Name: "dataset." + slug, Range: hcl.Range{Filename: a.Decl.Filename, Start: a.Decl.Start}})
		}
		return
	}
	now := w.now.at(b.Decl.Filename, b.Decl.Start.Line, whole)
	if now == nil {
		return
	}
	var base *node
	if a != nil {
		base = w.base.at(a.Decl.Filename, a.Decl.Start.Line, whole)
	}
	if (both{base, now}).differ() {
		w.add(Name{Name: "dataset." + slug, Range: b.Decl})
	}
	if base != nil && b.ColumnsFile.Set() {
		w.readFile(b.ColumnsFile.V, base.dir, now.dir)
	}
}

// same reports whether two values are known and equal.
func same(a, b cty.Value) bool {
	return a != cty.NilVal && b != cty.NilVal && a.IsWhollyKnown() && b.IsWhollyKnown() && a.RawEquals(b)
}

// maxShown is how many characters a value may have that is shown.
const maxShown = 40

// shown is how a value changes, if both are plain and may be printed.
func shown(a, b config.Declared) string {
	text := func(d config.Declared) string {
		if d.Value == cty.NilVal || !config.MayShow(d.Name, d.Value) {
			return ""
		}
		v, _ := d.Value.UnmarkDeep()
		if t := plain(v); utf8.RuneCountInString(t) <= maxShown {
			return t
		}
		return ""
	}
	was, is := text(a), text(b)
	if was == "" || is == "" || was == is {
		return ""
	}
	return was + " → " + is
}

// plain is a number, a text or a truth value as it is written; empty for anything else.
func plain(v cty.Value) string {
	switch {
	case !v.IsKnown() || v.IsNull():
	case v.Type() == cty.Number:
		return v.AsBigFloat().Text('f', -1)
	case v.Type() == cty.Bool:
		return strconv.FormatBool(v.True())
	case v.Type() == cty.String:
		return strconv.Quote(v.AsString())
	}
	return ""
}

// parseable is a body of HCL's native syntax; nil for another.
func parseable(f *config.File) *hclsyntax.Body {
	if f == nil {
		return nil
	}
	body, _ := f.Body.(*hclsyntax.Body)
	return body
}
