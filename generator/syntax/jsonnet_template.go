package syntax

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/go-jsonnet"
	"github.com/google/go-jsonnet/ast"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/source"
)

// LibraryName is how templates import the library that they are given.
const LibraryName = "slogen.libsonnet"

const (
	// maxTemplateResult bounds what a template may make, as JSON.
	maxTemplateResult = 64 << 20
	// templateMemory is how much the heap may grow beyond jsonnetMemory for each object that a template is given:
	// jsonnet holds it, and what is made of it is as large.
	templateMemory = 16 << 10
)

// Template is a function of jsonnet that a file holds, and what it is given.
type Template struct {
	// Members are those of the function's one value, made when they are asked for, as JSON is decoded to.
	Members map[string]func() any
	// Size is how many objects there are.
	Size int
	// Library is the text of [LibraryName].
	Library string
	// Native are what the library calls as std.native("slogen.library.NAME"), with one argument.
	Native map[string]func(any) (any, error)
}

// Below is a set of files that are read by their names, in a directory and below it.
func Below(dir string, opt Options) (*Files, error) {
	files, err := source.Below(dir, opt.Options)
	if err != nil {
		return nil, err
	}
	opt.Options = files.Options
	return &Files{Files: files, Options: opt, evaluated: map[string][]byte{}, jsonnetMemory: jsonnetMemory}, nil
}

// Apply evaluates a file that holds a function of jsonnet, for the value that t describes: to one JSON text.
func (f *Files) Apply(name string, t *Template) ([]byte, hcl.Diagnostics) {
	src, err := f.Read(name)
	if err != nil {
		return nil, hcl.Diagnostics{source.Unreadable(name, err)}
	}
	return f.execute(program{name: name, src: src, most: maxTemplateResult, template: t,
		memory: f.jsonnetMemory + uint64(t.Size)*templateMemory})
}

// apply is the program that applies a template. It has no name, so that nothing is said of places in it.
func (t *Template) apply(name string, vm *jsonnet.VM, imports *importer) (ast.Node, error) {
	imports.library = t.Library
	native := func(name string, f func(any) (any, error)) {
		vm.NativeFunction(&jsonnet.NativeFunction{Name: "slogen.library." + name, Params: ast.Identifiers{"value"},
			Func: func(args []any) (any, error) { return f(args[0]) }})
	}
	for n, f := range t.Native {
		native(n, f)
	}
	native("member", func(name any) (any, error) {
		n, _ := name.(string)
		if of := t.Members[n]; of != nil {
			return of(), nil
		}
		return nil, fmt.Errorf("there is no member %q", n)
	})
	var members strings.Builder
	for _, n := range slices.Sorted(maps.Keys(t.Members)) {
		fmt.Fprintf(&members, "%q: std.native('slogen.library.member')(%[1]q), ", n)
	}
	file, err := json.Marshal(name)
	if err != nil {
		return nil, err
	}
	return jsonnet.SnippetToAST("", fmt.Sprintf(`local template = import %s;
		local what = 'A template is a function of one value, what slogen has compiled: function(slogen) { ... }. ';
		if !std.isFunction(template) then error what + 'This is of the type ' + std.type(template)
		else if std.length(template) != 1 then error what + 'This one has ' + std.length(template) + ' parameters'
		else template({ %s})`, file, members.String()))
}
