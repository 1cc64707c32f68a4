package syntax

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/source"
)

// Options says what to read and how. The zero value of each member is its default.
type Options struct {
	source.Options
	ExtStr  map[string]string // external variables and arguments for jsonnet: strings, and jsonnet itself
	ExtCode map[string]string
	TLAStr  map[string]string
	TLACode map[string]string
	Jsonnet time.Duration // how long one jsonnet file may run; 10 s
}

// Files are [source.Files] that are parsed, jsonnet evaluated. Methods may be called concurrently.
type Files struct {
	*source.Files
	// Options are those it was made with; those of [source.Files] have the defaults in place.
	Options Options

	mu        sync.Mutex
	evaluated map[string][]byte // what a jsonnet file evaluates to
	imports   map[string][]string

	jsonnetMemory uint64 // how much the heap may grow while a jsonnet file is evaluated
	// A jsonnet interpreter could not be stopped and was left behind. It takes time and memory until the program ends.
	abandoned atomic.Bool
	late      atomic.Bool // a file took too long: as many as there are could each take that long
}

// Open finds the files, see [source.Open]. Values that are given to jsonnet as code must be jsonnet.
func Open(opt Options) (*Files, hcl.Diagnostics) {
	files, diags := source.Open(opt.Options)
	opt.Options = files.Options
	f := &Files{Files: files, Options: opt, evaluated: map[string][]byte{}, jsonnetMemory: jsonnetMemory}
	return f, slices.Concat(diags, checkCode("-ext-code", opt.ExtCode), checkCode("-tla-code", opt.TLACode))
}

// Load reads and parses a file of declarations or values. A jsonnet file is evaluated first; Source then shows what it
// evaluates to.
func (f *Files) Load(name string) (*hcl.File, hcl.Diagnostics) {
	src, err := f.Read(name)
	if err != nil {
		return nil, hcl.Diagnostics{source.Unreadable(name, err)}
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

// Fix puts right the places of diagnostics in files of HCL's JSON form, see [fixJSON]. To be applied once, to all
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
			fixJSON(name, src, diags)
		}
	}
}

// Value is what a jsonnet file evaluates to.
func (f *Files) Value(name string) (cty.Value, error) {
	src, err := f.Read(name)
	if err != nil {
		return cty.NilVal, fmt.Errorf("%q can't be read: %s", name, source.Reason(err))
	}
	out, diags := f.evaluate(name, src)
	if diags.HasErrors() {
		at := diags[0].Subject
		return cty.NilVal, fmt.Errorf(
			"%s (%s line %d)",
			strings.TrimSuffix(diags[0].Detail, "."),
			at.Filename,
			at.Start.Line,
		)
	}
	if err := LosslessJSON(string(out)); err != nil {
		return cty.NilVal, fmt.Errorf("what %q evaluates to can't be kept as it is: %w", name, err)
	}
	ty, err := ctyjson.ImpliedType(out)
	if err != nil {
		return cty.NilVal, fmt.Errorf("%q doesn't evaluate to JSON: %w", name, err)
	}
	return ctyjson.Unmarshal(out, ty)
}
