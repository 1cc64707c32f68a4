package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"reflect"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"
	"unsafe"

	"github.com/google/go-jsonnet"
	"github.com/google/go-jsonnet/ast"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/source"
)

const (
	// jsonnetTime is how long one file may take unless told otherwise.
	jsonnetTime = 10 * time.Second
	// jsonnetMemory is how much the heap may grow meanwhile. A single allocation may be larger before it is noticed.
	jsonnetMemory = 128 << 20
	// maxJsonnetTokens bounds what stands between two commas at one level of a jsonnet text, brackets included: its parser
	// recurses once for each operator, conditional and local, and knows no limit.
	maxJsonnetTokens = 10000
)

// program is a jsonnet file that is evaluated, and what it may take.
type program struct {
	name   string
	src    []byte
	memory uint64 // how much the heap may grow
	most   int64  // bytes of its result
	// template is what a template is applied to; nil for a file of declarations.
	template *Template
}

// evaluate runs a jsonnet file, to one JSON text.
func (f *Files) evaluate(name string, src []byte) ([]byte, hcl.Diagnostics) {
	return f.execute(program{name: name, src: src, memory: f.jsonnetMemory, most: f.Options.MaxBytes})
}

// execute runs a jsonnet file, to one JSON text.
func (f *Files) execute(p program) ([]byte, hcl.Diagnostics) {
	name, src := p.name, p.src
	if f.abandoned.Load() || f.late.Load() {
		return nil, hcl.Diagnostics{diag.Error(codeLimit, "Jsonnet not evaluated", "Another jsonnet file took too "+
			"long or too much memory, so slogen stopped evaluating jsonnet.", rangeOf(name, src, 0, 0))}
	}
	if p := guardJsonnet(src); p != nil {
		return nil, hcl.Diagnostics{p.diagnostic(name, src)}
	}
	if d := emptyFile(name, src); d != nil {
		return nil, hcl.Diagnostics{d}
	}
	type result struct {
		out string
		err error
	}
	done := make(chan result, 1)
	heap := newHeapWatch(p.memory)
	brake := &brake{replaced: map[string]bool{}, heap: newHeapWatch(p.memory)}
	go func() {
		out, err := f.interpret(p, brake)
		done <- result{out, err}
	}()

	limit := f.Options.Jsonnet
	if limit <= 0 {
		limit = jsonnetTime
	}
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	giveUp := func(summary, detail string) ([]byte, hcl.Diagnostics) {
		brake.stop.Store(true)
		select {
		case <-done:
		case <-time.After(200 * time.Millisecond): // it is in the middle of something long
			f.abandoned.Store(true)
		}
		return nil, hcl.Diagnostics{diag.Error(codeLimit, summary, detail, rangeOf(name, src, 0, 0))}
	}
	for {
		select {
		case r := <-done:
			if brake.full.Load() {
				return nil, hcl.Diagnostics{diag.Error(codeLimit, "Jsonnet takes too much memory",
					tooMuchMemory(p.memory),
					rangeOf(name, src, 0, 0))}
			}
			if r.err != nil {
				return nil, hcl.Diagnostics{f.jsonnetError(name, src, r.err)}
			}
			if d := p.unusable(r.out); d != nil {
				return nil, hcl.Diagnostics{d}
			}
			return shortNumbers([]byte(r.out)), nil
		case <-deadline.C:
			f.late.Store(true)
			return giveUp("Jsonnet takes too long", fmt.Sprintf("Evaluating the file took longer than %s. A function may call "+
				"itself without end; string formatting (\"%%\") is slow as well, \"+\" is faster.", limit))
		case <-look.C:
			if heap.grown() {
				return giveUp("Jsonnet takes too much memory", tooMuchMemory(p.memory))
			}
		}
	}
}

// interpret runs a jsonnet file under a brake. Whatever the interpreter does, it returns or goes on for ever.
func (f *Files) interpret(p program, brake *brake) (out string, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = "", fmt.Errorf("the interpreter of jsonnet failed: %v", r)
		}
	}()
	node, err := jsonnet.SnippetToAST(p.name, string(p.src))
	if err != nil {
		return "", err
	}
	vm := jsonnet.MakeVM()
	brake.install(vm)
	if err := brake.watch(vm); err != nil {
		return "", err
	}
	brake.vm = vm
	imports := &importer{files: f, contents: map[string]jsonnet.Contents{p.name: jsonnet.MakeContentsRaw(p.src)}}
	if p.template != nil {
		if node, err = p.template.apply(p.name, vm, imports); err != nil {
			return "", err
		}
	}
	brake.replaceStd(node)
	vm.Importer(imports)
	vm.SetTraceOut(io.Discard)
	for k, v := range f.Options.ExtStr {
		vm.ExtVar(k, v)
	}
	for k, v := range f.Options.ExtCode {
		vm.ExtCode(k, v)
	}
	if p.template == nil {
		for k, v := range f.Options.TLAStr {
			vm.TLAVar(k, v)
		}
		for k, v := range f.Options.TLACode {
			vm.TLACode(k, v)
		}
	}
	out, err = vm.Evaluate(node)
	f.note(p.name, imports)
	switch { // a brake that acted knows better than the interpreter why it stopped
	case brake.grown != nil:
		err = tooMuch{*brake.grown}
	case brake.large != nil:
		err = brake.large
	case brake.deep:
		err = jsonnet.RuntimeError{Msg: "max stack frames exceeded"}
	}
	return out, err
}

// unusable says why what a file evaluates to can't be read, if it can't.
func (p program) unusable(out string) *hcl.Diagnostic {
	if int64(len(out)) > p.most {
		detail := "The file evaluates to %s of JSON, and files may have at most %s. Split it into several files."
		if p.template != nil {
			detail = "The template makes %s of files, and may make at most %s. Split it into several templates."
		}
		return diag.Error(codeLimit, "Jsonnet result too large", fmt.Sprintf(detail, bound.Bytes(len(out)),
			bound.Bytes(int(p.most))), rangeOf(p.name, p.src, 0, 0))
	}
	return changed(p.name, p.src, out)
}

func tooMuchMemory(limit uint64) string {
	return fmt.Sprintf("Evaluating the file took more than %s of memory. A value may grow without end.",
		bound.Bytes(int(limit)))
}

// brake stops an interpreter between two steps: when it is told to, and when it nests too deep. Jsonnet itself bounds
// the depth of calls but not that of tail calls, which take stack all the same, and the runtime ends a program for
// that.
type brake struct {
	stop    atomic.Bool
	deep    bool
	depth   int
	large   *largeNumber
	checked ast.Node           // what stands in for std
	grown   *ast.LocationRange // where a value became too large

	steps int
	heap  *heapWatch
	full  atomic.Bool // the heap grew too large

	vm       *jsonnet.VM
	replaced map[string]bool // imported files where it does
}

// stepsPerLook is after how many steps an interpreter looks at the heap: it grows by hundreds of megabytes before
// another goroutine wakes up. Elements and characters that a step makes count too.
const (
	stepsPerLook    = 1000
	elementsPerStep = 100
)

// maxJsonnetDepth is how deep steps may nest, at some 2.5 KB of stack each.
const maxJsonnetDepth = 50_000

func (b *brake) before(_ unsafe.Pointer, node ast.Node) {
	if b.depth++; b.depth > maxJsonnetDepth {
		b.deep = true
	}
	if b.steps++; b.steps >= stepsPerLook {
		b.steps = 0
		if b.heap.grown() {
			b.full.Store(true)
		}
	}
	b.look(node)
	if b.deep || b.large != nil || b.grown != nil || b.full.Load() || b.stop.Load() {
		panic("stopped") // which Evaluate makes an error of
	}
}

func (b *brake) after(_ unsafe.Pointer, node ast.Node, v opaque, err error) {
	b.depth--
	switch node.(type) {
	case *ast.Binary, *ast.Apply:
		if err != nil {
			return
		}
		n, over := weigh(v)
		b.steps += n / elementsPerStep
		if over && b.grown == nil {
			b.grown = &ast.LocationRange{}
			if at := node.Loc(); at != nil {
				b.grown = at
			}
		}
	}
}

// install puts the brake where the debugger of go-jsonnet has its hooks. Nobody else may: the type is exported, but its
// fields and what they are given are not, so the functions are put in place by their shape, a pointer and interfaces.
// Should another version of go-jsonnet look different, nothing is installed and a test fails.
//
// There is no way through what go-jsonnet offers. A VM can't be interrupted, and the only bound that it has is
// MaxStack, which counts calls and not what they make. Its Debugger stops at each step, but in a goroutine of its own
// that nothing ends, and it writes each value out as text. A native function can be called from within the program,
// but its arguments are evaluated to the bottom first, which is what is to be stopped.
func (b *brake) install(vm *jsonnet.VM) bool {
	hook := reflect.ValueOf(&vm.EvalHook).Elem()
	before, after := hook.FieldByName("pre"), hook.FieldByName("post")
	if !hasShape(before, reflect.Pointer, reflect.Interface) ||
		!hasShape(after, reflect.Pointer, reflect.Interface, reflect.Interface, reflect.Interface) {
		return false
	}
	*(*func(unsafe.Pointer, ast.Node))(unsafe.Pointer(before.UnsafeAddr())) = b.before
	*(*func(unsafe.Pointer, ast.Node, opaque, error))(unsafe.Pointer(after.UnsafeAddr())) = b.after
	return true
}

func hasShape(f reflect.Value, params ...reflect.Kind) bool {
	if !f.IsValid() || f.Kind() != reflect.Func || f.Type().NumIn() != len(params) || f.Type().NumOut() != 0 {
		return false
	}
	for i, k := range params {
		if f.Type().In(i).Kind() != k {
			return false
		}
	}
	return true
}

// heapWatch notices that the heap grows. Garbage counts little, because it may be most of the heap.
type heapWatch struct {
	samples       []metrics.Sample
	live, objects uint64
	limit         uint64
}

func newHeapWatch(limit uint64) *heapWatch {
	w := &heapWatch{limit: limit, samples: []metrics.Sample{{Name: "/gc/heap/live:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"}}}
	w.live, w.objects = w.read()
	return w
}

func (w *heapWatch) read() (live, objects uint64) {
	metrics.Read(w.samples)
	return w.samples[0].Value.Uint64(), w.samples[1].Value.Uint64()
}

func (w *heapWatch) grown() bool {
	live, objects := w.read()
	return live > w.live+w.limit || objects > w.objects+2*w.limit
}

// importer reads imports through Files, each once.
type importer struct {
	files    *Files
	contents map[string]jsonnet.Contents
	library  string // what templates import as LibraryName, where no file is there
}

func (i *importer) Import(from, name string) (jsonnet.Contents, string, error) {
	if from == "" && name != LibraryName { // the program around a template, which names it
		return i.contents[name], name, nil
	}
	full, err := source.Resolve(path.Dir(filepath.ToSlash(from)), name)
	if err != nil {
		return jsonnet.Contents{}, "", fmt.Errorf("%q can't be imported: %s", name, source.Reason(err))
	}
	if c, ok := i.contents[full]; ok {
		return c, full, nil
	}
	src, err := i.files.Read(full)
	if errors.Is(err, fs.ErrNotExist) && name == LibraryName && i.library != "" {
		full, src, err = LibraryName, []byte(i.library), nil
		if c, ok := i.contents[full]; ok {
			return c, full, nil
		}
	}
	if err != nil {
		return jsonnet.Contents{}, "", fmt.Errorf("%q can't be imported: %s", full, source.Reason(err))
	}
	if p := guardJsonnet(src); p != nil && !strings.HasSuffix(full, ".txt") {
		at := posOf(src, p.start, hcl.InitialPos)
		return jsonnet.Contents{}, "", fmt.Errorf("%s:%d:%d: %s", full, at.Line, at.Column, p.detail)
	}
	c := jsonnet.MakeContentsRaw(src)
	i.contents[full] = c
	return c, full, nil
}

// note notes what a jsonnet file imports.
func (f *Files) note(name string, i *importer) {
	var list []string
	for file := range i.contents {
		if file != name {
			list = append(list, file)
		}
	}
	slices.Sort(list)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.imports == nil {
		f.imports = map[string][]string{}
	}
	f.imports[name] = list
}

// Imports are the files that a jsonnet file was made of when it was evaluated, beside itself, sorted.
func (f *Files) Imports(name string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.imports[name]
}

// checkCode looks at the jsonnet that a flag gives for names, before any of it is evaluated.
func checkCode(flag string, given map[string]string) (diags hcl.Diagnostics) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		src := []byte(given[name])
		why := ""
		if p := guardJsonnet(src); p != nil {
			why = p.detail
		} else if _, err := jsonnet.SnippetToAST(name, given[name]); err != nil {
			why = ended(staticMessage(err))
		}
		if why != "" {
			diags = append(diags, diag.Error(codeJsonnet, "Invalid value of a flag",
				fmt.Sprintf("The value that %s sets for %q isn't jsonnet. %s To pass text, use %s.",
					flag, name, why, strings.Replace(flag, "code", "str", 1)), hcl.Range{}))
		}
	}
	return diags
}

// staticMessage is what an error of the parser says, without the place.
func staticMessage(err error) string {
	if _, msg, ok := strings.Cut(err.Error(), " "); ok {
		return msg
	}
	return err.Error()
}

// readable is the beginning of a message: an error may hold a whole value.
func readable(text string) string {
	const most = 1000
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}

// jsonnetError gives an error of the interpreter the place it names: that of the innermost frame in a file. Frames
// further out become notes.
func (f *Files) jsonnetError(name string, src []byte, err error) *hcl.Diagnostic {
	whole := rangeOf(name, src, 0, 0)
	if _, crash, ok := strings.Cut(err.Error(), "(CRASH) "); ok {
		what, _, _ := strings.Cut(crash, "\n")
		return diag.Error("internal/bug", "This is a bug in slogen",
			fmt.Sprintf("The interpreter of jsonnet failed: %s. Please report it with this file: "+
				"https://github.com/slogen-project/slogen/issues", what), whole)
	}
	var static interface{ Loc() ast.LocationRange }
	if errors.As(err, &static) {
		if m := conflict(name, src); m != nil {
			return m
		}
		r, _ := f.jsonnetRange(static.Loc(), name, src)
		if r.Filename == "" {
			r = whole
		}
		return diag.Error(codeJsonnet, "Invalid jsonnet", ended(staticMessage(err)), r)
	}
	var large *largeNumber
	if errors.As(err, &large) {
		r, _ := f.jsonnetRange(large.at, name, src)
		if r.Filename == "" {
			r = whole
		}
		return diag.Error(codeJsonnet, "Number too large for jsonnet", large.Error(), r)
	}
	var much tooMuch
	if errors.As(err, &much) {
		r, _ := f.jsonnetRange(much.at, name, src)
		if r.Filename == "" {
			r = whole
		}
		return diag.Error(codeLimit, "Value too large", much.Error(), r)
	}
	var run jsonnet.RuntimeError
	if !errors.As(err, &run) {
		return diag.Error(codeJsonnet, "Jsonnet can't be evaluated", ended(err.Error()), whole)
	}
	d := diag.Error(codeJsonnet, "Jsonnet can't be evaluated",
		ended(jsonnetValues().ReplaceAllStringFunc(readable(run.Msg), jsonnetValue)), whole)
	const maxFrames = 4
	placed := 0
	var last hcl.Range
	for n := len(run.StackTrace) - 1; n >= 0 && placed < maxFrames; n-- { // the innermost is last
		t := run.StackTrace[n]
		r, ok := f.jsonnetRange(t.Loc, name, src)
		switch {
		case r.Filename == "" || r == last:
			continue
		case !ok:
			diag.AddNote(d, diag.Note{Text: fmt.Sprintf("called at %s line %d", r.Filename, r.Start.Line)})
			placed++
		case placed == 0:
			d.Subject = &r
			placed++
		default:
			diag.AddNote(d, diag.Note{Text: "called here", Range: r})
			placed++
		}
		last = r
	}
	switch arg, ok := strings.CutPrefix(run.Msg, "Missing argument: "); {
	case strings.HasPrefix(run.Msg, "max stack frames exceeded"):
		d.Detail = "Calls nest too deep (more than 500 of them, or 50,000 steps of tail calls); a function or value may " +
			"refer to itself without end."
	case strings.HasPrefix(run.Msg, "Undefined external variable: "):
		arg = strings.TrimPrefix(run.Msg, "Undefined external variable: ")
		d.Detail = fmt.Sprintf("There is no external variable %q. Set it: -ext-str=%s=VALUE, or -ext-code where the value "+
			"is jsonnet.", arg, arg)
	case placed > 0: // what follows is of the file as a whole
	case ok:
		d.Detail = fmt.Sprintf("The file is a function, but its argument %q has no value: use -tla-str=%s=VALUE, or "+
			"-tla-code where the value is jsonnet.", arg, arg)
	case strings.HasPrefix(run.Msg, "function has no parameter "):
		d.Detail = fmt.Sprintf("The file is a function without a parameter %q, but -tla-str or -tla-code sets one.",
			strings.TrimPrefix(run.Msg, "function has no parameter "))
	}
	return d
}

// jsonnetValues are the interpreter's own names for types, which some of its messages show.
var jsonnetValues = lazy.Regexp(`\*jsonnet\.value\w+`)

func jsonnetValue(name string) string {
	for _, word := range []string{"string", "boolean", "number", "null", "array", "function", "object"} {
		if strings.Contains(strings.ToLower(name), word) {
			return word
		}
	}
	return name
}

// ended makes a message of the interpreter end like ours.
func ended(msg string) string {
	msg = strings.TrimRight(msg, "\n")
	if msg == "" || strings.HasSuffix(msg, ".") {
		return msg
	}
	return msg + "."
}

// jsonnetRange turns a location of the interpreter into a range: columns count characters from 1, the end is not part
// of it. ok is false when the text of the file that would be shown is another one than the interpreter saw, or is gone.
func (f *Files) jsonnetRange(loc ast.LocationRange, name string, src []byte) (r hcl.Range, ok bool) {
	if loc.File == nil || loc.Begin.Line == 0 {
		return hcl.Range{}, false
	}
	file := loc.FileName
	if file == "" {
		return hcl.Range{}, false
	}
	text := src
	if file != name {
		if strings.HasSuffix(file, ".slo.jsonnet") { // shown as what it evaluates to
			return hcl.Range{Filename: file, Start: hcl.Pos{Line: loc.Begin.Line, Column: loc.Begin.Column}}, false
		}
		var err error
		if text, err = f.Read(file); err != nil {
			return hcl.Range{Filename: file, Start: hcl.Pos{Line: loc.Begin.Line, Column: loc.Begin.Column}}, false
		}
	}
	start := offsetOf(text, loc.Begin.Line, loc.Begin.Column)
	return rangeOf(file, text, start, max(start, offsetOf(text, loc.End.Line, loc.End.Column))), true
}

// offsetOf is the byte at a line and a column that counts runes, both from 1.
func offsetOf(src []byte, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		n := bytes.IndexByte(src[at:], '\n')
		if n < 0 {
			return len(src)
		}
		at += n + 1
	}
	for ; column > 1 && at < len(src) && src[at] != '\n'; column-- {
		_, n := utf8.DecodeRune(src[at:])
		at += n
	}
	return at
}

// guardJsonnet refuses a text that the parser of jsonnet would not survive. It counts the words and signs between two
// commas, over all the brackets that are open; strings count one.
func guardJsonnet(src []byte) *problem {
	if p := guardBytes(src); p != nil {
		return p
	}
	g := jsonnetGuard{}
	word := false
	for i := 0; i < len(src); i++ {
		c := src[i]
		if c == '_' || digit(c) || letter(c) || c >= utf8.RuneSelf {
			if word {
				continue
			}
			word = true
			g.tokens++
		} else {
			word = false
			switch c {
			case ' ', '\t', '\r', '\n':
				continue
			case ',':
				g.jsonnetLevel = jsonnetLevel{height: g.top()}
				continue
			case '(', '[', '{':
				if len(g.stack) >= MaxNesting {
					return &problem{code: codeLimit, summary: "Nested too deeply", start: i, end: i + 1,
						detail: fmt.Sprintf("Brackets, braces and parentheses may nest %d deep; this opens one more.",
							MaxNesting)}
				}
				g.open()
			case ')', ']', '}':
				g.close()
			case '#':
				i = endOfLine(src, i)
			case '/':
				end := endOfJsonnetComment(src, i)
				if end < 0 {
					return nil // jsonnet says so before it parses
				}
				if end == i {
					g.tokens++
				}
				i = end
			default:
				i = endOfJsonnetSign(src, i)
				g.tokens++
			}
		}
		if g.outer+g.tokens+g.child > maxJsonnetTokens {
			return &problem{code: codeLimit, summary: "Expression too large", start: i, end: i + 1,
				detail: fmt.Sprintf("Up to here the expression has about %d words and signs without a comma between "+
					"them, more than slogen lets jsonnet read. Split the file.", maxJsonnetTokens)}
		}
	}
	return nil
}

// jsonnetGuard counts what nests in a jsonnet text.
type jsonnetGuard struct {
	jsonnetLevel
	stack []jsonnetLevel // those around it
	outer int            // tokens in these
}

// jsonnetLevel is what stands between two commas in a bracket.
type jsonnetLevel struct {
	tokens int
	child  int // the height of the highest bracket that was closed in it
	height int // that of the highest one before it in the same bracket
}

// top is the height of the bracket so far.
func (l jsonnetLevel) top() int { return max(l.height, l.tokens+l.child) }

func (g *jsonnetGuard) open() {
	g.tokens++
	g.outer += g.tokens
	g.stack = append(g.stack, g.jsonnetLevel)
	g.jsonnetLevel = jsonnetLevel{}
}

func (g *jsonnetGuard) close() {
	n := len(g.stack) - 1
	if n < 0 {
		return
	}
	h := g.top()
	g.jsonnetLevel, g.stack = g.stack[n], g.stack[:n]
	g.outer -= g.tokens
	g.child = max(g.child, h)
}

// endOfJsonnetComment returns the last byte of a comment that begins with the "/" at i: i itself where it is a
// division, and -1 where the comment has no end.
func endOfJsonnetComment(src []byte, i int) int {
	switch rest := src[i+1:]; {
	case bytes.HasPrefix(rest, []byte("/")):
		return endOfLine(src, i)
	case bytes.HasPrefix(rest, []byte("*")):
		n := bytes.Index(rest[1:], []byte("*/"))
		if n < 0 {
			return -1
		}
		return i + n + 3
	}
	return i
}

// endOfJsonnetSign returns the last byte of a string or text block that begins at i; i itself for any other sign.
func endOfJsonnetSign(src []byte, i int) int {
	switch {
	case src[i] == '"', src[i] == '\'':
		return endOfJsonnetString(src, i)
	case bytes.HasPrefix(src[i:], []byte("|||")):
		return endOfTextBlock(src, i)
	}
	return i
}

func endOfLine(src []byte, i int) int {
	if n := bytes.IndexByte(src[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(src)
}

// endOfJsonnetString returns the last byte of a string that begins at i; one after "@" has no escapes but its doubled
// quote, which reads as two strings.
func endOfJsonnetString(src []byte, i int) int {
	verbatim := i > 0 && src[i-1] == '@'
	quote := src[i]
	for i++; i < len(src); i++ {
		switch src[i] {
		case quote:
			if verbatim && i+1 < len(src) && src[i+1] == quote {
				i++
				continue
			}
			return i
		case '\\':
			if !verbatim {
				i++
			}
		}
	}
	return len(src)
}

// endOfTextBlock returns the last byte of a ||| block that begins at i.
func endOfTextBlock(src []byte, i int) int {
	i += 3
	if i < len(src) && src[i] == '-' {
		i++
	}
	i = behindAny(src, i, " \t\r")
	if i >= len(src) || src[i] != '\n' {
		return i - 1 // an error, which jsonnet reports before it parses
	}
	i = behindAny(src, i, "\n")
	prefix := src[i:behindAny(src, i, " \t")]
	for i < len(src) {
		if src[i] == '\n' {
			i++
			continue
		}
		if len(prefix) == 0 || !bytes.HasPrefix(src[i:], prefix) {
			break
		}
		i = endOfLine(src, i) + 1
	}
	i = behindAny(src, i, " \t")
	if bytes.HasPrefix(src[min(i, len(src)):], []byte("|||")) {
		return i + 2
	}
	return min(i, len(src)) - 1
}

// behindAny is the first byte from i on that is none of some.
func behindAny(src []byte, i int, some string) int {
	for i < len(src) && strings.IndexByte(some, src[i]) >= 0 {
		i++
	}
	return i
}

// shortNumbers writes each number of a JSON text that jsonnet made as the shortest decimal of the same float64: its
// numbers are float64, and it writes 17 digits, so that 100 - 0.05 comes out as 99.950000000000003. What is shorter in
// the source is meant.
func shortNumbers(src []byte) []byte {
	var out []byte // nil while nothing has changed
	copied := 0
	for i := 0; i < len(src); {
		switch c := src[i]; {
		case c == '"':
			i = endOfJSONString(src, i)
		case c == '-' || digit(c):
			end := i + 1
			for end < len(src) && (digit(src[end]) || bytes.IndexByte([]byte("+-.eE"), src[end]) >= 0) {
				end++
			}
			if end-i > 15 {
				if x, err := strconv.ParseFloat(string(src[i:end]), 64); err == nil {
					if short := strconv.FormatFloat(x, 'g', -1, 64); len(short) < end-i {
						out = append(append(out, src[copied:i]...), short...)
						copied = end
					}
				}
			}
			i = end
		default:
			i++
		}
	}
	if out == nil {
		return src
	}
	return append(out, src[copied:]...)
}
