package spec

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/words"
)

// At is a value and the place of the expression that gave it. A zero Range means that the argument was not written.
type At[T any] struct {
	V     T
	Range hcl.Range
}

// Set says whether the argument was written.
func (a At[T]) Set() bool { return a.Range.Filename != "" }

// Block declares a type of block that decodes into a T.
type Block[T any] struct {
	Type string // the keyword, such as "slo"
	Doc  string // what the block is, in sentences
	// Labels are the block's labels in order.
	Labels []Label[T]
	Args   []Arg[T]
	Blocks []Child[T]
	// Free, when set, takes every argument that has no row (a block such as locals, whose arguments are the user's names).
	Free    func(d *Decoder, dst *T, name string, nameRange hcl.Range, e hcl.Expression)
	FreeDoc string
	// Decl, when set, is told the place of the block's header and its whole extent.
	Decl func(dst *T, header, whole hcl.Range)
	// Example is a whole block that decodes.
	Example string
	// Meant, when set, is where the names of those arguments are kept that other names most likely stand for: such an
	// argument isn't missing, it is misspelt.
	Meant func(dst *T) *[]string
	// Twice, when set, is what to do where the block stands twice and may stand once.
	Twice string

	once sync.Once
	rows rows
}

// rows are a block's declaration without its Go type. Whatever needs no more than that is not compiled anew for each
// type of block: that took half a megabyte of the program.
type rows struct {
	typ      string
	free     bool // whether it takes arguments of any name
	args     []ArgDoc
	blocks   []childRow
	index    map[string]int
	children map[string]int
	schema   hcl.BodySchema
	unless   bool // whether an argument may stand in for a required one
}

// Label is one label of a block.
type Label[T any] struct {
	Name, Doc string
	Field     func(*T) *At[string]
	Optional  bool
}

// Arg is one argument of a block: made by [Attr].
type Arg[T any] struct {
	ArgDoc
	decode func(d *Decoder, dst *T, e hcl.Expression)
	isSet  func(dst *T) hcl.Range
}

// ArgDoc is what documents say of an argument.
type ArgDoc struct {
	Name     string
	Doc      string
	Kind     KindDoc
	Required bool
	Unless   string // the argument that stands in for it, where it is required without that one; empty otherwise
	Default  string // as it would be written; empty when there is none
	Example  string // a value that decodes, as written in HCL
}

// Child is a type of block inside a block: made by [Blocks] or [One].
type Child[T any] struct {
	childRow
	decode func(d *Decoder, dst *T, b *RawBlock)
}

type childRow struct {
	Type     string
	describe func() *Description
	labels   []string
	optional int // trailing labels that may be left out
}

// RawBlock is a block of either syntax before it is decoded.
type RawBlock struct {
	Type        string
	Labels      []string
	LabelRanges []hcl.Range
	Body        hcl.Body
	Header      hcl.Range // keyword and labels
	Whole       hcl.Range // the whole block in native syntax, the header in JSON
}

// Option changes an argument's row.
type Option func(*ArgDoc)

// Required marks an argument that must be written.
func Required(a *ArgDoc) { a.Required = true }

// RequiredWithout marks an argument that must be written unless another one is.
func RequiredWithout(other string) Option { return func(a *ArgDoc) { a.Unless = other } }

// Default documents the value that holds when the argument is not written.
func Default(text string) Option { return func(a *ArgDoc) { a.Default = text } }

// Example gives a value as it is written in HCL; a test decodes it.
func Example(text string) Option { return func(a *ArgDoc) { a.Example = text } }

// Attr declares an argument of the kind, written to the field.
func Attr[T, V any](name string, kind *Kind[V], field func(*T) *At[V], doc string, opts ...Option) Arg[T] {
	a := Arg[T]{ArgDoc: ArgDoc{Name: name, Doc: doc, Kind: kind.KindDoc, Example: kind.Example}}
	for _, o := range opts {
		o(&a.ArgDoc)
	}
	a.decode = func(d *Decoder, dst *T, e hcl.Expression) {
		at := field(dst)
		at.Range = e.Range()
		var ok bool
		if at.V, ok = kind.Decode(d, e); !ok { // what could be read of a list or map is kept
			d.Failed = true
		}
	}
	a.isSet = func(dst *T) hcl.Range { return field(dst).Range }
	return a
}

// Within declares the argument of a part of T.
func Within[T, P any](part func(*T) *P, a Arg[P]) Arg[T] {
	return Arg[T]{
		ArgDoc: a.ArgDoc,
		decode: func(d *Decoder, dst *T, e hcl.Expression) { a.decode(d, part(dst), e) },
		isSet:  func(dst *T) hcl.Range { return a.isSet(part(dst)) },
	}
}

// Blocks declares a type of block that may stand any number of times; add receives each.
func Blocks[T, C any](b *Block[C], add func(dst *T, c *C)) Child[T] {
	return Child[T]{b.row(), func(d *Decoder, dst *T, raw *RawBlock) {
		c := new(C)
		b.DecodeBlock(d, raw, c)
		add(dst, c)
	}}
}

// One declares a type of block that may stand once.
func One[T, C any](b *Block[C], field func(dst *T) **C) Child[T] {
	seen := func(dst *T) **C { return field(dst) }
	return Child[T]{b.row(), func(d *Decoder, dst *T, raw *RawBlock) {
		if *seen(dst) != nil {
			d.Add(diag.Error("language/block", "Duplicate block", "A block of type \""+raw.Type+"\" is allowed only "+
				"once here. "+b.again(),
				raw.Header))
			return
		}
		c := new(C)
		b.DecodeBlock(d, raw, c)
		*field(dst) = c
	}}
}

// again says what to do where a block stands twice that may stand once.
func (b *Block[T]) again() string {
	if b.Twice != "" {
		return b.Twice
	}
	return "Merge the two blocks, or remove one."
}

// Captured declares a type of block whose decoding is left to later: keep receives each as it is.
func Captured[T, C any](b *Block[C], keep func(dst *T, raw *RawBlock)) Child[T] {
	return Child[T]{b.row(), func(_ *Decoder, dst *T, raw *RawBlock) { keep(dst, raw) }}
}

// Custom declares a type of block that decode takes care of, whatever its C.
func Custom[T, C any](b *Block[C], decode func(d *Decoder, dst *T, raw *RawBlock)) Child[T] {
	return Child[T]{b.row(), decode}
}

// Decoder is what decoding a file needs and gathers.
type Decoder struct {
	Ctx *hcl.EvalContext // for arguments that are evaluated
	Src []byte           // bytes of the file
	// Budget is what evaluating takes from; nil for no limit.
	Budget *bound.Budget
	// JSONExpr turns the value of an argument in JSON into the HCL expression it holds; used only for JSON bodies.
	JSONExpr func(e hcl.Expression, src []byte) (hclsyntax.Expression, hcl.Diagnostics)
	// Advise, when set, says of an argument or block that a block of a type doesn't take where it belongs or what to
	// write instead.
	Advise   func(block string, name Stray) Advice
	Diags    hcl.Diagnostics
	Failed   bool // an argument could not be decoded; reset by whoever cares
	Repeated int  // how many blocks were made by repeating one; for whoever bounds it
}

// Add keeps a problem.
func (d *Decoder) Add(ds ...*hcl.Diagnostic) {
	for _, x := range ds {
		if x.Severity == hcl.DiagError {
			d.Failed = true
		}
	}
	d.Diags = append(d.Diags, ds...)
}

// row is the block as it stands among its parent's.
func (b *Block[T]) row() childRow {
	row := childRow{Type: b.Type, describe: b.Describe}
	for _, l := range b.Labels {
		row.labels = append(row.labels, l.Name)
		if l.Optional {
			row.optional++
		}
	}
	return row
}

// takes says whether a block may have n labels.
func (c *childRow) takes(n int) bool { return n <= len(c.labels) && n >= len(c.labels)-c.optional }

// prepared are the block's rows.
func (b *Block[T]) prepared() *rows {
	b.once.Do(func() {
		b.rows = rows{typ: b.Type, free: b.Free != nil}
		for i := range b.Args {
			b.rows.args = append(b.rows.args, b.Args[i].ArgDoc)
		}
		for i := range b.Blocks {
			b.rows.blocks = append(b.rows.blocks, b.Blocks[i].childRow)
		}
		b.rows.prepare()
	})
	return &b.rows
}

func (r *rows) prepare() {
	r.index = make(map[string]int, len(r.args))
	for i, a := range r.args {
		r.index[a.Name] = i
		r.unless = r.unless || a.Unless != ""
		r.schema.Attributes = append(r.schema.Attributes, hcl.AttributeSchema{Name: a.Name, Required: a.Required})
	}
	r.children = make(map[string]int, len(r.blocks))
	for i, c := range r.blocks {
		r.children[c.Type] = i
		header := hcl.BlockHeaderSchema{Type: c.Type, LabelNames: c.labels[:len(c.labels)-c.optional]}
		r.schema.Blocks = append(r.schema.Blocks, header)
	}
}

// sink takes what is decoded of a body, by the numbers of its rows.
type sink interface {
	arg(i int, e hcl.Expression)
	free(name string, nameRange hcl.Range, e hcl.Expression)
	block(i int, raw *RawBlock)
	meant(names []string)
}

// into is the sink of a block that decodes into a T.
type into[T any] struct {
	b   *Block[T]
	d   *Decoder
	dst *T
}

func (x into[T]) arg(i int, e hcl.Expression) { x.b.Args[i].decode(x.d, x.dst, e) }

func (x into[T]) free(name string, nameRange hcl.Range, e hcl.Expression) {
	x.b.Free(x.d, x.dst, name, nameRange, e)
}

func (x into[T]) block(i int, raw *RawBlock) { x.b.Blocks[i].decode(x.d, x.dst, raw) }

func (x into[T]) meant(names []string) {
	if x.b.Meant != nil {
		*x.b.Meant(x.dst) = names
	}
}

// DecodeBlock decodes raw into dst. Problems go to d; what could be decoded is kept.
func (b *Block[T]) DecodeBlock(d *Decoder, raw *RawBlock, dst *T) {
	if b.Decl != nil {
		b.Decl(dst, raw.Header, raw.Whole)
	}
	for i := range b.Labels {
		if i < len(raw.Labels) {
			at := b.Labels[i].Field(dst)
			at.V = raw.Labels[i]
			at.Range = raw.Header
			if i < len(raw.LabelRanges) {
				at.Range = raw.LabelRanges[i]
			}
		}
	}
	b.DecodeBody(d, raw.Body, dst)
}

// DecodeBody is [Block.DecodeBlock] for a body without header.
func (b *Block[T]) DecodeBody(d *Decoder, body hcl.Body, dst *T) {
	b.prepared().decode(d, body, into[T]{b, d, dst})
}

func (r *rows) decode(d *Decoder, body hcl.Body, to sink) {
	if native, ok := body.(*hclsyntax.Body); ok {
		if r.decodeNative(native, to) {
			return
		}
		// Something is not as declared: let hcl say what. Blocks with optional labels are right already.
		rest := *native
		rest.Blocks = nil
		for _, blk := range native.Blocks {
			if i, ok := r.children[blk.Type]; !ok || !r.blocks[i].takes(len(blk.Labels)) {
				rest.Blocks = append(rest.Blocks, blk)
			}
		}
		_, diags := r.content(&rest)
		d.Add(r.worded(d, diags, to)...)
		return
	}
	r.decodeContent(d, body, to)
}

// decodeNative decodes what is as declared and says whether everything was.
func (r *rows) decodeNative(body *hclsyntax.Body, to sink) bool {
	fine := true
	// In the order of the source, so that the steps of a budget always run out in the same place.
	attrs := make([]*hclsyntax.Attribute, 0, 16)
	for _, attr := range body.Attributes {
		attrs = append(attrs, attr)
	}
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int { return a.NameRange.Start.Byte - b.NameRange.Start.Byte })
	for _, attr := range attrs {
		name := attr.Name
		i, ok := r.index[name]
		switch {
		case ok:
			to.arg(i, attr.Expr)
		case r.free:
			to.free(name, attr.NameRange, attr.Expr)
		default:
			fine = false
		}
	}
	for i := range r.args {
		a := &r.args[i]
		if body.Attributes[a.Name] == nil && (a.Required || a.Unless != "" && body.Attributes[a.Unless] == nil) {
			fine = false
		}
	}
	for _, blk := range body.Blocks {
		i, ok := r.children[blk.Type]
		if !ok || !r.blocks[i].takes(len(blk.Labels)) {
			fine = false
			continue
		}
		to.block(i, rawBlock(blk))
	}
	return fine
}

// schemaFor is the schema that a body must keep: which arguments it needs may depend on those that it has.
func (r *rows) schemaFor(body hcl.Body) *hcl.BodySchema {
	if !r.unless {
		return &r.schema
	}
	any := hcl.BodySchema{}
	for _, a := range r.args {
		any.Attributes = append(any.Attributes, hcl.AttributeSchema{Name: a.Name})
	}
	there, _, _ := body.PartialContent(&any)
	out := r.schema
	out.Attributes = slices.Clone(r.schema.Attributes)
	for i, a := range r.args {
		if a.Unless != "" && (there == nil || there.Attributes[a.Unless] == nil) {
			out.Attributes[i].Required = true
		}
	}
	return &out
}

// content is body.Content with optional labels allowed for.
func (r *rows) content(body hcl.Body) (*hcl.BodyContent, hcl.Diagnostics) {
	if !r.free {
		return body.Content(r.schemaFor(body))
	}
	attrs, diags := body.JustAttributes()
	return &hcl.BodyContent{Attributes: attrs, MissingItemRange: body.MissingItemRange()}, diags
}

func (r *rows) decodeContent(d *Decoder, body hcl.Body, to sink) {
	content, diags := r.content(body)
	d.Add(r.worded(d, diags, to)...)
	if content == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(content.Attributes)) {
		attr := content.Attributes[name]
		if i, ok := r.index[name]; ok {
			to.arg(i, attr.Expr)
		} else if r.free {
			to.free(name, attr.NameRange, attr.Expr)
		}
	}
	for _, blk := range content.Blocks {
		if i, ok := r.children[blk.Type]; ok {
			to.block(i, fromHCL(blk))
		}
	}
}

// maxProblems is how many arguments and blocks that don't belong into a block are told, each on its own.
const maxProblems = 1000

// fewer keeps the first problems of a block, in the order of their places, and says that there are more.
func fewer(diags hcl.Diagnostics) hcl.Diagnostics {
	if len(diags) <= maxProblems {
		return diags
	}
	at := func(d *hcl.Diagnostic) int {
		if d.Subject == nil {
			return 0
		}
		return d.Subject.Start.Byte
	}
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int { return cmp.Compare(at(a), at(b)) })
	more := diag.Error("language/limit", "Too many problems", fmt.Sprintf("From here on, %d more problems were found "+
		"in this block.",
		len(diags)-maxProblems), hcl.Range{})
	more.Subject = diags[maxProblems].Subject
	return append(diags[:maxProblems:maxProblems], more)
}

// worded adds to hcl's messages what the declaration knows, and leaves out those that follow from another: an argument
// that is missing because it was misspelt.
func (r *rows) worded(dec *Decoder, diags hcl.Diagnostics, to sink) (out hcl.Diagnostics) {
	diags = fewer(diags)
	meant := map[string]bool{}
	for _, d := range diags {
		r.nearest(d)
		if d.Summary == "Unsupported argument" {
			if _, rest, ok := strings.Cut(d.Detail, `Did you mean "`); ok {
				name, _, _ := strings.Cut(rest, `"`)
				meant[name] = true
			}
		}
		if name := quoted(d.Detail); d.Summary == "Unsupported block type" && r.has(name) {
			meant[name] = true
		}
	}
	advised := make([]string, len(diags))
	for i, d := range diags {
		a := r.advice(dec, d)
		advised[i] = a.Say
		if a.Meant != "" {
			meant[a.Meant] = true
		}
	}
	to.meant(slices.Sorted(maps.Keys(meant)))
	for i, d := range diags {
		name := quoted(d.Detail)
		if d.Summary == "Missing required argument" && advised[i] == "" && r.has(name) &&
			(meant[name] || meant[r.args[r.index[name]].Unless]) {
			continue
		}
		r.reword(d, advised[i])
		if advised[i] == "" {
			r.longer(d)
			mendName(d)
		}
		diag.Coded(codeOf(d), hcl.Diagnostics{d})
		out = append(out, d)
	}
	return out
}

// reword says what hcl says in words of the declaration; advice is what is known of the very mistake.
func (r *rows) reword(d *hcl.Diagnostic, advice string) {
	switch {
	case d.Summary == "Unsupported argument" && r.hasBlock(quoted(d.Detail)):
		c := &r.blocks[r.children[quoted(d.Detail)]]
		d.Detail = fmt.Sprintf("%q is a block, which has no \"=\". Write %s { ... }.", c.Type, c.header())
	case d.Summary == "Unsupported block type" && r.has(quoted(d.Detail)):
		d.Detail = fmt.Sprintf("%[1]q is an argument, which has a \"=\". Write %[1]s = %[2]s, for example.",
			quoted(d.Detail), r.args[r.index[quoted(d.Detail)]].Example)
	case advice != "":
		named, _, _ := strings.Cut(d.Detail, ". ")
		d.Detail = strings.TrimSuffix(named, ".") + ". " + advice
		if d.Summary == "Unsupported block type" {
			d.Detail = fmt.Sprintf("A block of type %q is not expected here. %s", quoted(named), advice)
		}
	case d.Summary == "Missing required argument":
		if i, ok := r.index[quoted(d.Detail)]; ok {
			a := &r.args[i]
			d.Detail = fmt.Sprintf("The argument %q is required here: %s For example: %s = %s", a.Name,
				words.LowerFirst(a.Doc), a.Name, a.Example)
		}
	case strings.HasPrefix(d.Summary, "Missing ") && strings.Contains(d.Summary, " for "),
		strings.HasPrefix(d.Summary, "Extraneous label for "):
		_, typ, _ := strings.Cut(d.Summary, " for ")
		if i, ok := r.children[typ]; ok {
			c := &r.blocks[i]
			d.Summary = "Wrong number of labels"
			d.Detail = "Write a block of this type as " + c.header() + " { ... }."
		}
	case d.Summary == "Unsupported argument" && r.typ == "" && len(r.args) == 0:
		d.Detail += " The top level of a file holds only blocks: put the argument into the block it belongs to."
	}
}

// codeOf is the rule that hcl's message d is about.
func codeOf(d *hcl.Diagnostic) string {
	switch d.Summary {
	case "Unsupported argument", "Extraneous JSON object property":
		return "language/argument"
	case "Missing required argument":
		return "language/missing_argument"
	}
	return "language/block"
}

// nearest makes the name that hcl offers the nearest one: hcl takes the first one near enough, so slox would be sli.
func (r *rows) nearest(d *hcl.Diagnostic) {
	before, _, ok := strings.Cut(d.Detail, ` Did you mean "`)
	if !ok {
		return
	}
	if near := diag.DidYouMean(quoted(d.Detail), r.names(d)); near != "" {
		d.Detail = before + near
	}
}

// names are those of the arguments, or of the blocks, that d could be about, sorted.
func (r *rows) names(d *hcl.Diagnostic) []string {
	if d.Summary == "Unsupported block type" {
		return slices.Sorted(maps.Keys(r.children))
	}
	return slices.Sorted(maps.Keys(r.index))
}

// longer offers the names that begin with the words of one that is none and like no other.
func (r *rows) longer(d *hcl.Diagnostic) {
	if d.Summary != "Unsupported argument" && d.Summary != "Unsupported block type" ||
		strings.Contains(d.Detail, "Did you mean") {
		return
	}
	begin := quoted(d.Detail) + "_"
	list := slices.DeleteFunc(r.names(d), func(name string) bool { return !strings.HasPrefix(name, begin) })
	switch len(list) {
	case 0:
	case 1:
		d.Detail += fmt.Sprintf(" Did you mean %q?", list[0])
	default:
		d.Detail += " Write " + words.Or(list) + "."
	}
}

// mendName adds the edit that writes the name which hcl takes a misspelt one for. In JSON and jsonnet the place isn't
// just a name.
func mendName(d *hcl.Diagnostic) {
	if d.Subject == nil || !strings.HasSuffix(d.Subject.Filename, ".hcl") ||
		d.Summary != "Unsupported argument" && d.Summary != "Unsupported block type" {
		return
	}
	if _, rest, ok := strings.Cut(d.Detail, `Did you mean "`); ok {
		near, _, _ := strings.Cut(rest, `"`)
		diag.AddFix(d, diag.Fix{Title: "Write " + near, Unsafe: true,
			Edits: []diag.Edit{{Range: *d.Subject, New: near}}})
	}
}

// advice is what the language knows of an argument or block that the block doesn't take. A name that is nearly one that
// it takes is that.
func (r *rows) advice(dec *Decoder, d *hcl.Diagnostic) Advice {
	switch d.Summary {
	case "Unsupported argument", "Unsupported block type", "Extraneous JSON object property":
	default:
		return Advice{}
	}
	name := quoted(d.Detail)
	_, argument := r.index[name]
	_, block := r.children[name]
	if dec.Advise == nil || argument || block {
		return Advice{}
	}
	if _, rest, ok := strings.Cut(d.Detail, `Did you mean "`); ok {
		if near, _, _ := strings.Cut(rest, `"`); strings.HasPrefix(name, near) || strings.HasPrefix(near, name) {
			return Advice{}
		}
	}
	return dec.Advise(r.typ, Stray{name, d.Summary != "Unsupported block type", d.Summary != "Unsupported argument"})
}

// Advice is what is known of a stray name.
type Advice struct {
	Say   string // what to do, in sentences; empty where nothing is known
	Meant string // the argument or block that the name stands for; empty for none
}

// Stray is the name of an argument or block where none of that name is expected. In JSON it may be either.
type Stray struct {
	Name                      string
	MayBeArgument, MayBeBlock bool
}

// header is how a block's first line is written.
func (c *childRow) header() string {
	var b strings.Builder
	write := func(n int) {
		b.WriteString(c.Type)
		for _, l := range c.labels[:n] {
			b.WriteString(` "<` + l + `>"`)
		}
	}
	write(len(c.labels) - c.optional)
	for n := len(c.labels) - c.optional + 1; n <= len(c.labels); n++ {
		b.WriteString(" { ... }, or ")
		write(n)
	}
	return b.String()
}

// quoted is the first text in double quotes.
func quoted(s string) string {
	_, rest, _ := strings.Cut(s, `"`)
	name, _, _ := strings.Cut(rest, `"`)
	return name
}

// rawBlock is the block of native syntax as a [RawBlock].
func rawBlock(blk *hclsyntax.Block) *RawBlock {
	return &RawBlock{Type: blk.Type, Labels: blk.Labels, LabelRanges: blk.LabelRanges, Body: blk.Body,
		Header: blk.DefRange(), Whole: blk.Range()}
}

// fromHCL is a block of either syntax as a [RawBlock].
func fromHCL(blk *hcl.Block) *RawBlock {
	return &RawBlock{Type: blk.Type, Labels: blk.Labels, LabelRanges: blk.LabelRanges, Body: blk.Body,
		Header: blk.DefRange, Whole: blk.DefRange}
}

func (r *rows) hasBlock(typ string) bool {
	_, ok := r.children[typ]
	return ok
}

func (r *rows) has(name string) bool {
	_, ok := r.index[name]
	return ok
}

// Has says whether the block takes an argument of this name.
func (b *Block[T]) Has(name string) bool { return b.prepared().has(name) }

// Arg returns the place of the named argument's value in v, or the zero range.
func (b *Block[T]) Arg(v *T, name string) hcl.Range {
	if i, ok := b.prepared().index[name]; ok {
		return b.Args[i].isSet(v)
	}
	return hcl.Range{}
}

// Description is a block without its Go type, for documents.
type Description struct {
	Type    string
	Doc     string
	Example string
	FreeDoc string // set when the block takes arguments of any name
	Labels  []LabelDoc
	Args    []ArgDoc
	Blocks  []*Description
}

// LabelDoc is what documents say of a label.
type LabelDoc struct {
	Name, Doc string
	Optional  bool
}

// Describe gives the rows to whoever writes documents.
func (b *Block[T]) Describe() *Description {
	out := &Description{Type: b.Type, Doc: b.Doc, Example: b.Example, FreeDoc: b.FreeDoc}
	for _, l := range b.Labels {
		out.Labels = append(out.Labels, LabelDoc{l.Name, l.Doc, l.Optional})
	}
	r := b.prepared()
	out.Args = append(out.Args, r.args...)
	for _, c := range r.blocks {
		out.Blocks = append(out.Blocks, c.describe())
	}
	return out
}
