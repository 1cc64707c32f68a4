package terraform

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/functions"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/syntax"
)

// The limits of what is read.
const (
	maxFile      = 16 << 20
	maxTotal     = 256 << 20
	maxModules   = 500
	maxDepth     = 20
	maxExpansion = 1000 // instances of a count
	maxNested    = 200  // references behind references
)

// Source is what a configuration says about Honeycomb.
type Source struct {
	Resources []*Resource
	Shared    []*Declared // the variables and locals of the root module, in the order in which they are written
	Others    int         // resources and data sources of other providers
	Notes     []Note      // what isn't about a resource

	marks *Marks
	// Imports are the ids in blocks import, by the addresses of the resources that they are for.
	Imports map[string]string
	tree    fs.FS
	shown   string
	called  []string
	files   map[string]*file
	total   int
	modules int
	funcs   map[string]function.Function
	budget  *bound.Budget
	deepest int
}

// Resource is a resource, or a data source that stands for an object, with its attributes as a state has them.
type Resource struct {
	Type, Name string
	Address    string // what other resources have as its id
	Data       bool
	Service    string // the name of the module it is in; empty for the root module
	Dataset    string // a name for its dataset, where that is an expression; empty otherwise
	Values     map[string]any
	ForEach    string   // the expression that says how often it is there; empty for once
	Each       string   // the key of the first instance; empty if it isn't known
	Keys       []string // those of the instances, as far as they are known
	odd        bool     // keys of instances aren't names, so that they have others
	Lookup     string   // the condition under which it isn't made but looked up; empty for never
	Place      string   // "main.tf:12"
	Notes      []Note
}

// Note says what can't be read.
type Note struct {
	Place    string
	Arg      string // the attribute that it is about
	Text     string
	Original string
	Remark   bool // nothing is lost
}

// Declared is a variable or a local.
type Declared struct {
	Local                    bool
	Name                     string
	Value, Type, Description string // in HCL; empty for none
	Place                    string
	order                    hcl.Range
	typ                      cty.Type // of a variable; any where none is written
	// Given is the value of a variable that stands beside the source; NilVal for none.
	Given cty.Value
}

// Example is a value of a variable's type, for one that has no default.
func (d *Declared) Example() cty.Value { return example(d.typ) }

func example(ty cty.Type) cty.Value {
	switch {
	case ty == cty.Number:
		return cty.NumberIntVal(1)
	case ty == cty.Bool:
		return cty.True
	case ty.IsListType():
		return cty.ListValEmpty(ty.ElementType())
	case ty.IsSetType():
		return cty.SetValEmpty(ty.ElementType())
	case ty.IsMapType():
		return cty.MapValEmpty(ty.ElementType())
	case ty.IsTupleType():
		var list []cty.Value
		for _, t := range ty.TupleElementTypes() {
			list = append(list, example(t))
		}
		return cty.TupleVal(list)
	case ty.IsObjectType():
		out := map[string]cty.Value{}
		for name, t := range ty.AttributeTypes() {
			out[name] = example(t)
		}
		return cty.ObjectVal(out)
	}
	return cty.StringVal("x")
}

// Address is how it is referred to: "var.name" or "local.name".
func (d *Declared) Address() string {
	if d.Local {
		return "local." + d.Name
	}
	return "var." + d.Name
}

// file is a file that was read.
type file struct {
	name string
	src  []byte
	body hcl.Body
	json bool
}

// module is a call of a module, or the root.
type module struct {
	s         *Source
	dir       string
	name      string // of the call; empty for the root
	address   string // "module.a."
	parent    *module
	args      map[string]*node
	variables map[string]*variable
	locals    map[string]*node
	outputs   map[string]*node
	blocks    map[string]*block // by "type.name" and "data.type.name"
	calls     map[string]*module
	order     []*block
	forEach   *node
	depth     int
	funcs     map[string]function.Function
}

type variable struct {
	name          string
	fallback, typ *node
	description   string
	sensitive     bool
	value         cty.Value // that is given from outside; NilVal for none
	at            hcl.Range
}

// block is a resource or a data source as it is written.
type block struct {
	m       *module
	typ     string
	name    string
	data    bool
	body    *body
	place   string
	forEach *node // what the resource is repeated for
	count   *node
	index   int  // of an instance that count makes; -1 for others
	several bool // count makes several
	lookup  string
	other   []string // what stands instead of it where it is looked up
}

// node is an expression with the module that it stands in.
type node struct {
	e hclsyntax.Expression
	m *module
	b *block  // the resource, for count.index and each
	c *module // the call of a module that it is an argument of, for each
}

// body is the attributes and blocks of a resource.
type body struct {
	attrs  map[string]*node
	places map[string]string
	blocks []*inner
}

// inner is a block in a resource.
type inner struct {
	typ   string
	label string // of a dynamic block
	body  *body
	place string
}

// Called are the directories of the modules that are called.
func (s *Source) Called() []string { return s.called }

// Is says whether a file is source of Terraform or OpenTofu, by its name.
func Is(name string) bool {
	return slices.ContainsFunc([]string{".tf", ".tofu", ".tf.json", ".tofu.json"}, func(end string) bool {
		return strings.HasSuffix(name, end)
	})
}

// Read reads the root module in a directory of a tree: these files of it, or all. shown is what the tree is called
// where places are named, marks get what is kept, and given are values of variables beside those that are in files of
// the module; nil for none. The error says what can't be read, and why.
func Read(tree fs.FS, dir string, only []string, shown string, marks *Marks, given *Values) (*Source, error) {
	s := &Source{tree: tree, shown: shown, marks: marks, files: map[string]*file{}}
	table := functions.New(&syntax.Files{Files: &source.Files{}})
	s.funcs, s.budget = table.Everywhere(), table.Budget()
	root := &module{s: s, dir: path.Clean(dir)}
	if err := root.read(only); err != nil {
		return nil, err
	}
	if err := root.given(given); err != nil {
		return nil, err
	}
	s.declare(root)
	s.resources(root)
	return s, nil
}

func (s *Source) note(n Note) { s.Notes = append(s.Notes, n) }

// open reads a file of the tree.
func (s *Source) open(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, errors.New("it is outside of what was given")
	}
	info, err := fs.Stat(s.tree, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	if info.Size() > maxFile || int64(s.total)+info.Size() > maxTotal {
		return nil, fmt.Errorf("it is too large: files may have %d MiB, and all together %d", maxFile>>20, maxTotal>>20)
	}
	data, err := fs.ReadFile(s.tree, name)
	s.total += len(data)
	return data, err
}

// read reads the files of a module's directory.
func (m *module) read(only []string) error {
	m.variables, m.locals, m.outputs = map[string]*variable{}, map[string]*node{}, map[string]*node{}
	m.blocks, m.calls = map[string]*block{}, map[string]*module{}
	entries, err := fs.ReadDir(m.s.tree, m.dir)
	if err != nil {
		return fmt.Errorf("%s can't be read: %w", m.dir, err)
	}
	for _, e := range entries {
		if e.IsDir() || !Is(e.Name()) || strings.HasPrefix(e.Name(), ".") ||
			only != nil && !slices.Contains(only, e.Name()) {
			continue
		}
		f, err := m.s.parse(path.Join(m.dir, e.Name()))
		if err != nil {
			return err
		}
		if err := m.declarations(f); err != nil {
			return err
		}
	}
	return nil
}

// parse reads a file of source.
func (s *Source) parse(name string) (*file, error) {
	if f := s.files[name]; f != nil {
		return f, nil
	}
	src, err := s.open(name)
	if err != nil {
		return nil, fmt.Errorf("%s can't be read: %w", path.Join(s.shown, name), err)
	}
	f := &file{name: name, src: src, json: strings.HasSuffix(name, ".json")}
	parsed, diags := syntax.Parse(name, src)
	for _, d := range diags {
		if d.Severity == hcl.DiagError && parsed != nil && len(strings.TrimSpace(string(src))) == 0 {
			continue // nothing in it
		}
		if d.Severity == hcl.DiagError {
			line := 0
			if d.Subject != nil {
				line = d.Subject.Start.Line
			}
			return nil, fmt.Errorf("%s:%d: %s: %s", path.Join(s.shown, name), line, d.Summary, d.Detail)
		}
	}
	if parsed == nil {
		return nil, fmt.Errorf("%s can't be read", name)
	}
	f.body = parsed.Body
	s.files[name] = f
	return f, nil
}

// top is what the top of a file may hold that matters here; everything else is left alone.
var top = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "variable", LabelNames: []string{"name"}}, {Type: "output", LabelNames: []string{"name"}},
	{Type: "locals"}, {Type: "module", LabelNames: []string{"name"}}, {Type: "import"},
	{Type: "resource", LabelNames: []string{"type", "name"}}, {Type: "data", LabelNames: []string{"type", "name"}},
}}

func (m *module) declarations(f *file) error {
	content, _, diags := f.body.PartialContent(top)
	if diags.HasErrors() {
		return fmt.Errorf("%s: %s", f.name, diags[0].Detail)
	}
	for _, b := range content.Blocks {
		switch b.Type {
		case "variable":
			m.variable(f, b)
		case "output":
			if n := m.attributes(f, b.Body)["value"]; n != nil {
				m.outputs[b.Labels[0]] = n
			}
		case "import":
			m.imported(f, b)
		case "locals":
			for name, n := range m.attributes(f, b.Body) {
				m.locals[name] = n
			}
		case "module":
			m.call(f, b)
		default:
			m.resource(f, b)
		}
	}
	return nil
}

// attributes are those of a body, but for its blocks.
func (m *module) attributes(f *file, b hcl.Body) map[string]*node {
	attrs, _ := b.JustAttributes()
	out := map[string]*node{}
	for name, a := range attrs {
		if n := m.node(f, a.Expr); n != nil {
			out[name] = n
		}
	}
	return out
}

// node is an expression; nil if it can't be read.
func (m *module) node(f *file, e hcl.Expression) *node {
	if x, ok := e.(hclsyntax.Expression); ok {
		return &node{e: x, m: m}
	}
	x, ok := m.s.fromJSON(f, e, 0)
	if !ok {
		return nil
	}
	return &node{e: x, m: m}
}

// fromJSON is an expression of HCL's JSON form, whose texts are templates. Each text is a file of its own, so that what
// stands in it can be told.
func (s *Source) fromJSON(f *file, e hcl.Expression, depth int) (hclsyntax.Expression, bool) {
	if depth > maxNested {
		return nil, false
	}
	r := e.Range()
	first := byte(0)
	if r.Start.Byte < len(f.src) {
		first = f.src[r.Start.Byte]
	}
	switch first {
	case '[':
		list, diags := hcl.ExprList(e)
		if diags.HasErrors() {
			return nil, false
		}
		x := &hclsyntax.TupleConsExpr{SrcRange: r, OpenRange: r}
		for _, item := range list {
			v, ok := s.fromJSON(f, item, depth+1)
			if !ok {
				return nil, false
			}
			x.Exprs = append(x.Exprs, v)
		}
		return x, true
	case '{':
		list, diags := hcl.ExprMap(e)
		if diags.HasErrors() {
			return nil, false
		}
		x := &hclsyntax.ObjectConsExpr{SrcRange: r, OpenRange: r}
		for _, item := range list {
			key, ok := s.fromJSON(f, item.Key, depth+1)
			v, ok2 := s.fromJSON(f, item.Value, depth+1)
			if !ok || !ok2 {
				return nil, false
			}
			x.Items = append(x.Items, hclsyntax.ObjectConsItem{KeyExpr: &hclsyntax.ObjectConsKeyExpr{Wrapped: key,
				ForceNonLiteral: true}, ValueExpr: v})
		}
		return x, true
	}
	v, diags := e.Value(nil)
	if diags.HasErrors() {
		return nil, false
	}
	if v.IsNull() || v.Type() != cty.String {
		return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: r}, true
	}
	name := fmt.Sprintf("%s#%d", f.name, r.Start.Byte)
	s.files[name] = &file{name: name, src: []byte(v.AsString())}
	x, diags := hclsyntax.ParseTemplate([]byte(v.AsString()), name, hcl.InitialPos)
	return x, !diags.HasErrors()
}

func (s *Source) place(r hcl.Range) string {
	name, _, _ := strings.Cut(r.Filename, "#")
	return fmt.Sprintf("%s:%d", path.Join(s.shown, name), r.Start.Line)
}

var validation = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "validation"}}}

func (m *module) variable(f *file, b *hcl.Block) {
	attrs := m.attributes(f, b.Body)
	v := &variable{name: b.Labels[0], fallback: attrs["default"], typ: attrs["type"], at: b.DefRange}
	if n := attrs["description"]; n != nil {
		v.description = m.s.text(n.e)
	}
	if content, _, _ := b.Body.PartialContent(validation); content != nil && len(content.Blocks) > 0 {
		m.s.note(Note{Place: m.s.place(b.DefRange), Remark: true,
			Text: fmt.Sprintf("the validation of var.%s is left out: slogen's variables have none", v.name)})
	}
	if n := attrs["sensitive"]; n != nil {
		v.sensitive = n.sample().RawEquals(cty.True)
	}
	m.variables[v.name] = v
}

// imported reads a block import, which says which object a resource takes over.
func (m *module) imported(f *file, b *hcl.Block) {
	attrs := m.attributes(f, b.Body)
	to := attrs["to"]
	if to == nil || !strings.Contains(m.s.text(to.e), provider) {
		return
	}
	address := m.s.text(to.e)
	id, _ := plain(attrs["id"].sample())
	text, ok := id.(string)
	if !ok || attrs["for_each"] != nil || strings.Contains(address, "[") {
		m.s.note(Note{Place: m.s.place(b.DefRange), Original: address, Text: "which object this block import takes " +
			"over can't be told, so slogen would make it anew: once it is applied, give the state with -state"})
		return
	}
	if m.s.Imports == nil {
		m.s.Imports = map[string]string{}
	}
	m.s.Imports[address] = text
}

// call is the call of a module.
func (m *module) call(f *file, b *hcl.Block) {
	name, at := b.Labels[0], m.s.place(b.DefRange)
	attrs := m.attributes(f, b.Body)
	from, _ := plain(attrs["source"].sample())
	dir, _ := from.(string)
	if attrs["source"] == nil || !strings.HasPrefix(dir, "./") && !strings.HasPrefix(dir, "../") {
		m.s.note(Note{Place: at,
			Text: fmt.Sprintf("module %q comes from %q, which isn't in the tree: it is left out", name, dir)})
		return
	}
	if n := attrs["count"]; n != nil {
		if v, ok := plain(n.sample()); !ok || len(n.e.Variables()) > 0 || fmt.Sprint(v) != "1" {
			m.s.note(Note{Place: at, Original: m.s.text(n.e), Text: fmt.Sprintf("how often module %q is there can't be "+
				"said: slogen has no count, so what it declares is there once", name)})
		}
	}
	c := &module{s: m.s, dir: path.Join(m.dir, dir), name: name, address: m.address + "module." + name + ".", parent: m,
		args: attrs, forEach: attrs["for_each"], depth: m.depth + 1}
	for _, special := range []string{"source", "version", "providers", "depends_on", "for_each", "count"} {
		if special != "for_each" {
			delete(attrs, special)
		}
	}
	delete(attrs, "for_each")
	for _, n := range attrs {
		n.c = c
	}
	m.s.modules++
	switch {
	case c.within(c.dir):
		m.s.note(Note{Place: at, Text: fmt.Sprintf("module %q calls itself: it is left out", name)})
		return
	case c.depth > maxDepth || m.s.modules > maxModules:
		m.s.note(Note{Place: at, Text: fmt.Sprintf("module %q is left out: at most %d calls of modules are followed, "+
			"%d deep", name, maxModules, maxDepth)})
		return
	case !fs.ValidPath(c.dir):
		m.s.note(Note{Place: at, Text: fmt.Sprintf("module %q is in %s, outside of the tree that was given: what it "+
			"declares is left out. Give the folder that holds both", name, dir)})
		return
	}
	if err := c.read(nil); err != nil {
		m.s.note(Note{Place: at, Text: fmt.Sprintf("module %q can't be read: %s", name, source.Reason(err))})
		return
	}
	m.calls[name] = c
	m.s.called = append(m.s.called, c.dir)
}

// within says whether a module is called by one in a directory.
func (m *module) within(dir string) bool {
	for p := m.parent; p != nil; p = p.parent {
		if p.dir == dir {
			return true
		}
	}
	return false
}

// provider begins the types that matter.
const provider = "honeycombio_"

func (m *module) resource(f *file, b *hcl.Block) {
	typ, name := b.Labels[0], b.Labels[1]
	if !strings.HasPrefix(typ, provider) {
		m.s.Others++
		return
	}
	x := &block{m: m, typ: typ, name: name, data: b.Type == "data", place: m.s.place(b.DefRange), index: -1}
	x.body = m.inside(f, b.Body, x, 0)
	x.forEach, x.count = x.body.attrs["for_each"], x.body.attrs["count"]
	for _, special := range []string{"for_each", "count", "depends_on", "provider"} {
		delete(x.body.attrs, special)
	}
	key := typ + "." + name
	if x.data {
		key = "data." + key
	}
	m.blocks[key] = x
	m.order = append(m.order, x)
}

// nested are the blocks that resources and data sources of the provider have, at any depth.
var nested = func() *hcl.BodySchema {
	s := &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "dynamic", LabelNames: []string{"type"}}}}
	for typ := range strings.FieldsSeq("baseline_details calculated_field calculation chart content detail_filter " +
		"evaluation_schedule filter formula having header lifecycle notification_details order panel position " +
		"preset_filter query_panel recipient slo_panel template text_panel threshold timeouts variable " +
		"visualization_settings") {
		s.Blocks = append(s.Blocks, hcl.BlockHeaderSchema{Type: typ})
	}
	return s
}()

func (m *module) inside(f *file, b hcl.Body, in *block, depth int) *body {
	out := &body{attrs: map[string]*node{}, places: map[string]string{}}
	content, rest, _ := b.PartialContent(nested)
	attrs, _ := rest.JustAttributes()
	for name, a := range attrs {
		if n := m.node(f, a.Expr); n != nil {
			n.b = in
			out.attrs[name], out.places[name] = n, m.s.place(a.Range)
		}
	}
	if depth > maxDepth {
		return out
	}
	for _, x := range content.Blocks {
		if x.Type == "lifecycle" || x.Type == "timeouts" {
			continue
		}
		i := &inner{typ: x.Type, body: m.inside(f, x.Body, in, depth+1), place: m.s.place(x.DefRange)}
		if len(x.Labels) > 0 {
			i.label = x.Labels[0]
		}
		out.blocks = append(out.blocks, i)
	}
	return out
}

// text is what was written for an expression.
func (s *Source) text(e hclsyntax.Expression) string {
	r := e.Range()
	f := s.files[r.Filename]
	if f == nil || r.Start.Byte < 0 || r.End.Byte > len(f.src) || r.Start.Byte > r.End.Byte {
		return ""
	}
	return string(f.src[r.Start.Byte:r.End.Byte])
}
