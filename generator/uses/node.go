package uses

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lazy"
)

// extent is how much of a block a declaration is, along with the arguments of the blocks around it.
type extent struct {
	nested bool   // the blocks in it, too
	only   string // the arguments that count, each between commas; empty for all
	around string // those of the blocks around it; as only
}

// whole is all of a block.
var whole = extent{nested: true}

// arguments are these arguments alone, and what repeats the block.
func arguments(names ...string) extent {
	list := "," + strings.Join(slices.Concat(names, []string{"for_each"}), ",") + ","
	return extent{only: list, around: list}
}

// node is a declaration: how it reads, and which names it uses.
type node struct {
	text    string // its tokens without comments and layout
	refs    []ref  // in the order in which they are written, each once
	dir     string // that names are looked up in
	file    string
	jsonnet bool      // it is what a jsonnet file evaluates to
	header  hcl.Range // of the innermost block
	how     extent
	path    []string // the blocks that it is in, with its own last
}

type nodeKey struct {
	file string
	line int
	how  extent
}

// refKind is a kind of name.
type refKind string

const (
	refLocal    refKind = "local"
	refLocals   refKind = "locals" // all of them
	refVariable refKind = "var"
	refFunction refKind = "function"
	refFile     refKind = "file"
	refSLI      refKind = "sli"
	refField    refKind = "field"
	refDataset  refKind = "dataset"
	refUnsure   refKind = "unsure"
)

// ref is a name that a declaration uses.
type ref struct {
	kind refKind
	name string
}

func (n *node) add(kind refKind, name string) {
	if r := (ref{kind, name}); !slices.Contains(n.refs, r) {
		n.refs = append(n.refs, r)
	}
}

// parse is [State.Parse] that remembers the last file: objects of one file are asked for one after the other.
func (s *State) parse(file string) *config.File {
	if s.file == nil || s.file.Name != file {
		s.file = s.Parse(file)
	}
	return s.file
}

// declared is the declaration of an object; nil if there is none.
func (s *State) declared(key honeycomb.Key, how extent) *node {
	file, line, ok := s.Declared(key)
	if !ok {
		return nil
	}
	return s.at(file, line, how)
}

// template is the declaration of a template, by the reference to it.
func (s *State) template(name string) *node {
	at, ok := s.Shared.TemplateAt(name)
	if !ok {
		return nil
	}
	return s.at(at.Filename, at.Start.Line, whole)
}

// at is the declaration in the block whose header begins in a line of a file.
func (s *State) at(file string, line int, how extent) *node {
	key := nodeKey{file, line, how}
	if n, ok := s.nodes[key]; ok {
		return n
	}
	n := s.make(file, how, func(b *hclsyntax.Block) bool { return b.TypeRange.Start.Line == line })
	s.nodes[key] = n
	return n
}

// alike is the declaration in the same file with the same names.
func (s *State) alike(n *node) *node {
	depth := 0
	return s.make(n.file, n.how, func(b *hclsyntax.Block) bool {
		if depth < len(n.path) && name(b) == n.path[depth] {
			depth++
			return depth == len(n.path)
		}
		return false
	})
}

// name is a block's keyword and labels.
func name(b *hclsyntax.Block) string { return strings.Join(append([]string{b.Type}, b.Labels...), " ") }

// make makes the declaration of the first block that is the wanted one; nil if there is none.
func (s *State) make(file string, how extent, wanted func(*hclsyntax.Block) bool) *node {
	f := s.parse(file)
	if f == nil {
		return nil
	}
	n := &node{dir: f.Dir, file: file, how: how, jsonnet: strings.HasSuffix(file, ".jsonnet")}
	body := parseable(f)
	if body == nil {
		n.text = string(f.Src)
		n.written(f.Src)
		return n
	}
	chain := chainTo(body, wanted)
	if chain == nil {
		return nil
	}
	var w writer
	w.instances = how.forInstances(chain)
	for i, b := range chain {
		n.path = append(n.path, name(b))
		if i == len(chain)-1 {
			n.header = b.DefRange()
			w.body(n, f.Src, b.Body, how)
		} else {
			w.body(n, f.Src, b.Body, extent{only: how.around})
		}
	}
	n.text = w.String()
	return n
}

// chainTo is the way to a block from the outermost one; nil if no block is the wanted one.
func chainTo(body *hclsyntax.Body, wanted func(*hclsyntax.Block) bool) []*hclsyntax.Block {
	for _, b := range body.Blocks {
		if wanted(b) {
			return []*hclsyntax.Block{b}
		}
		if rest := chainTo(b.Body, wanted); rest != nil {
			return append([]*hclsyntax.Block{b}, rest...)
		}
	}
	return nil
}

// expressions is the declaration of a local value or a function.
func (s *State) expressions(d config.Declared) *node {
	if n, ok := s.names[d.Range]; ok {
		return n
	}
	n := &node{dir: d.Dir, file: d.Range.Filename}
	s.names[d.Range] = n
	var w writer
	if f := s.parse(d.Range.Filename); f != nil {
		for _, e := range d.Exprs {
			w.expression(n, f.Src, e)
		}
	}
	n.text = w.String()
	return n
}

// forInstances says whether what repeats blocks matters: not where the arguments that count are the same for all
// instances. Which instances there are is a question of its own.
func (how extent) forInstances(chain []*hclsyntax.Block) bool {
	if how.only == "" || how.only == arguments("for_each").only {
		return true
	}
	for i, b := range chain {
		counts := how.around
		if i == len(chain)-1 {
			counts = how.only
		}
		for _, a := range b.Body.Attributes {
			if a.Name != "for_each" && (counts == "" || strings.Contains(counts, ","+a.Name+",")) &&
				slices.ContainsFunc(a.Expr.Variables(), func(t hcl.Traversal) bool { return t.RootName() == "each" }) {
				return true
			}
		}
	}
	return false
}

// writer writes how declarations read.
type writer struct {
	strings.Builder
	instances bool // what repeats the block, too
}

func (w *writer) body(n *node, src []byte, body *hclsyntax.Body, how extent) {
	attrs := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, a := range body.Attributes {
		if a.Name == "for_each" && how.only != "" && !w.instances {
			continue
		}
		if a.Name != "change_note" && (how.only == "" || strings.Contains(how.only, ","+a.Name+",")) {
			attrs = append(attrs, a)
		}
	}
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int { return strings.Compare(a.Name, b.Name) })
	for _, a := range attrs {
		w.WriteString(a.Name + "=")
		w.expression(n, src, a.Expr)
		n.dataset(a)
	}
	if !how.nested {
		return
	}
	for _, b := range body.Blocks {
		w.WriteString(name(b) + "{")
		w.body(n, src, b.Body, how)
		w.WriteString("}")
	}
}

// dataset notes the datasets that an argument names.
func (n *node) dataset(a *hclsyntax.Attribute) {
	if a.Name != "dataset" && a.Name != "datasets" {
		return
	}
	v, diags := a.Expr.Value(nil)
	switch {
	case diags.HasErrors() || v.IsNull():
	case v.Type() == cty.String:
		n.add(refDataset, v.AsString())
	case v.Type().IsTupleType():
		for _, x := range v.AsValueSlice() {
			if x.Type() == cty.String && !x.IsNull() {
				n.add(refDataset, x.AsString())
			}
		}
	}
}

// expression writes an expression's tokens, and notes the names in it.
func (w *writer) expression(n *node, src []byte, e hclsyntax.Expression) {
	r := e.Range()
	if r.Start.Byte < 0 || r.End.Byte > len(src) || r.Start.Byte > r.End.Byte {
		return
	}
	tokens, _ := hclsyntax.LexExpression(r.SliceBytes(src), r.Filename, r.Start)
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenComment && t.Type != hclsyntax.TokenNewline && t.Type != hclsyntax.TokenEOF {
			w.Write(t.Bytes)
			w.WriteByte(' ')
		}
	}
	for _, t := range e.Variables() {
		n.traversal(t)
	}
	_ = hclsyntax.VisitAll(e, func(x hclsyntax.Node) hcl.Diagnostics {
		if call, ok := x.(*hclsyntax.FunctionCallExpr); ok {
			n.call(call)
		}
		return nil
	})
}

// traversal notes a name.
func (n *node) traversal(t hcl.Traversal) {
	var steps []string
	for _, x := range t[1:] {
		if a, ok := x.(hcl.TraverseAttr); ok && len(steps) < 2 {
			steps = append(steps, a.Name)
			continue
		}
		break
	}
	switch root := t.RootName(); {
	case root == "local" && len(steps) == 0:
		n.add(refLocals, "")
	case root == "local":
		n.add(refLocal, steps[0])
	case root == "var" && len(steps) > 0:
		n.add(refVariable, steps[0])
	case root == "sli" && len(steps) > 0: // whichever instance it is: they have one block
		n.add(refSLI, strings.Join(steps, "."))
	case root == "field" && len(steps) > 0:
		n.add(refField, strings.Join(steps, "."))
	case root == "var" || root == "sli" || root == "field":
		n.add(refUnsure, "")
	}
}

// call notes a function, and the file that it reads.
func (n *node) call(call *hclsyntax.FunctionCallExpr) {
	n.add(refFunction, call.Name)
	if call.Name != "file" && call.Name != "jsonnet" || len(call.Args) != 1 {
		return
	}
	v, diags := call.Args[0].Value(nil)
	if diags.HasErrors() || v.Type() != cty.String || v.IsNull() {
		n.add(refUnsure, "")
		return
	}
	n.add(refFile, v.AsString())
}

// The names in expressions that stand in JSON's strings. More may look like names than are.
var (
	nameInText = lazy.Regexp(`\b(local|var|sli|field)\.([\pL_][\pL\pN_-]*(?:\.[\pL_][\pL\pN_-]*)?)`)
	callInText = lazy.Regexp(`([\pL_][\pL\pN_-]*)\(`)
	fileInText = lazy.Regexp(`\b(?:file|jsonnet)\(\s*\\?"((?:[^"\\$]|\\/)*)\\?"\s*\)`)
)

// written notes the names in a file of JSON.
func (n *node) written(src []byte) {
	each := func(re *regexp.Regexp, take func(m [][]byte)) {
		for _, m := range re.FindAllSubmatch(src, -1) {
			take(m)
		}
	}
	each(nameInText(), func(m [][]byte) {
		first, _, _ := strings.Cut(string(m[2]), ".")
		switch string(m[1]) {
		case "local":
			n.add(refLocal, first)
		case "var":
			n.add(refVariable, first)
		case "field":
			n.add(refField, first)
			n.add(refField, string(m[2]))
		default:
			n.add(refSLI, first)
			n.add(refSLI, string(m[2]))
		}
	})
	each(callInText(), func(m [][]byte) { n.add(refFunction, string(m[1])) })
	each(fileInText(), func(m [][]byte) { n.add(refFile, string(m[1])) })
	if bytes.Count(src, []byte("file("))+bytes.Count(src, []byte("jsonnet(")) > len(fileInText().FindAll(src, -1)) {
		n.add(refUnsure, "")
	}
}
