package diag

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// scope lists the pieces of a file that have a name, by where they begin; a piece comes before those inside it.
type scope []piece

type piece struct {
	start, end int
	name       string // as shown after "in"
	parent     int    // index of the piece around it, -1 at the top
}

// Larger files don't get their pieces named: finding them costs more than the name is worth.
const maxScopeSize = 1 << 20

// context names the piece that holds the byte: the block at the top level in HCL, the whole path in JSON.
func (f *file) context(offset int) string {
	if len(f.src) > maxScopeSize {
		return ""
	}
	if f.scope == nil {
		if isJSON(f.name) {
			f.scope = jsonScope(f.src)
		} else {
			f.scope = hclScope(f.src)
		}
	}
	if i := f.scope.innermost(offset); i >= 0 {
		return f.scope[i].name
	}
	return ""
}

// innermost is the index of the smallest piece that holds the byte; -1 for none.
func (s scope) innermost(offset int) int {
	i := sort.Search(len(s), func(i int) bool { return s[i].start > offset }) - 1
	for i >= 0 && s[i].end <= offset {
		i = s[i].parent
	}
	return i
}

// Outline tells the blocks of a file apart.
type Outline struct{ f file }

// NewOutline makes the outline of a file in HCL or JSON.
func NewOutline(name string, src []byte) *Outline { return &Outline{file{name: name, src: src}} }

// Path is the names of the blocks that hold a byte, from the outermost; in JSON it is the path of the value. It is ""
// for a byte in no block, and where the blocks can't be told.
func (o *Outline) Path(offset int) string {
	if isJSON(o.f.name) || len(o.f.src) > maxScopeSize {
		return o.f.context(offset)
	}
	if o.f.scope == nil {
		o.f.scope = hclBlocks(o.f.src)
	}
	var names []string
	for i := o.f.scope.innermost(offset); i >= 0; i = o.f.scope[i].parent {
		names = append(names, o.f.scope[i].name)
	}
	slices.Reverse(names)
	return strings.Join(names, ", ")
}

func isJSON(name string) bool {
	return strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".jsonnet")
}

// hclScope finds the blocks at the top level.
func hclScope(src []byte) scope {
	return slices.DeleteFunc(hclBlocks(src), func(p piece) bool { return p.parent >= 0 })
}

// hclBlocks finds all blocks by their tokens, so that a file that doesn't parse has names too. Where braces aren't
// balanced nobody can say which block a line is in, and nothing is named. (The scanner doesn't recurse, so this is safe
// for files that the parser must not see.)
func hclBlocks(src []byte) scope {
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	s := scope{}
	var open []int // for each brace that isn't closed, the index of its block; -1 for a brace of an expression
	line := 0      // the first token of the line at hand
	for i, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			parent, block := -1, -1
			if n := len(open); n > 0 {
				parent = open[n-1]
			}
			name := header(tokens[line:i])
			if t.Type == hclsyntax.TokenOBrace && (len(open) == 0 || parent >= 0 && name != "") {
				block = len(s)
				s = append(s, piece{start: tokens[line].Range.Start.Byte, name: name, parent: parent})
			}
			open = append(open, block)
		case hclsyntax.TokenCBrace, hclsyntax.TokenTemplateSeqEnd:
			n := len(open) - 1
			if n < 0 {
				return scope{}
			}
			if open[n] >= 0 {
				s[open[n]].end = t.Range.End.Byte
			}
			open = open[:n]
		case hclsyntax.TokenNewline:
			line = i + 1
		case hclsyntax.TokenComment:
			if bytes.HasSuffix(t.Bytes, []byte("\n")) {
				line = i + 1
			}
		}
	}
	if len(open) != 0 {
		return scope{}
	}
	return s
}

// header writes the header of a block as hcl does, and "" for what is none.
func header(tokens hclsyntax.Tokens) string {
	if len(tokens) == 0 || tokens[0].Type != hclsyntax.TokenIdent {
		return ""
	}
	var b strings.Builder
	b.Write(tokens[0].Bytes)
	for _, t := range tokens[1:] {
		switch t.Type {
		case hclsyntax.TokenOQuote, hclsyntax.TokenCQuote:
		case hclsyntax.TokenQuotedLit, hclsyntax.TokenIdent:
			fmt.Fprintf(&b, " \"%s\"", t.Bytes)
		default:
			return ""
		}
	}
	return b.String()
}

const (
	maxLevels = 16  // of a path
	maxPath   = 200 // bytes of a path that others begin with, and of a name in it
)

// jsonScope finds the properties and elements by encoding/json's tokens, as far as the text is JSON.
func jsonScope(src []byte) scope {
	j := jsonScoping{stack: []jsonLevel{{array: true, piece: -1}}, // the document: an array of one nameless element
		pending: -1}
	dec := json.NewDecoder(bytes.NewReader(src))
	prev := 0
	for {
		t, err := dec.Token()
		if err != nil {
			for i := range j.scope {
				if j.scope[i].end == 0 {
					j.scope[i].end = len(src) + 1
				}
			}
			return j.scope
		}
		end := int(dec.InputOffset())
		start := prev
		for start < end && strings.IndexByte(" \t\r\n,:", src[start]) >= 0 {
			start++
		}
		prev = end
		delim, _ := t.(json.Delim)
		name, isText := t.(string)
		switch top := j.top(); {
		case delim == '}', delim == ']':
			if j.close(end); len(j.stack) == 0 {
				return j.scope
			}
		case isText && !top.array && top.key:
			j.property(start, name)
		case delim != 0:
			j.element(start)
			j.open(delim == '[')
		default:
			j.element(start)
			j.value(end)
		}
	}
}

// jsonScoping is the way through a JSON text.
type jsonScoping struct {
	scope   scope
	stack   []jsonLevel
	pending int // the piece whose name was read and whose value is next; -1 for none
}

// jsonLevel is an open array or object.
type jsonLevel struct {
	array bool
	n     int    // elements so far
	key   bool   // the next string is a property's name
	path  string // of the value at this level
	piece int    // index of the piece that the level is the value of
	deep  bool   // nothing in it has a path of its own
}

func (j *jsonScoping) top() *jsonLevel { return &j.stack[len(j.stack)-1] }

// readable says whether what is in the innermost level has a path. One takes room at every level, and one that is too
// long to be read helps nobody.
func (j *jsonScoping) readable() bool {
	top := j.top()
	return !top.deep && len(j.stack) <= maxLevels && len(top.path) <= maxPath
}

// begin makes a piece of the value that comes next.
func (j *jsonScoping) begin(start int, path string) {
	j.pending = len(j.scope)
	j.scope = append(j.scope, piece{start: start, name: path, parent: j.top().piece})
}

// property reads a name.
func (j *jsonScoping) property(start int, name string) {
	top := j.top()
	if j.pending = -1; j.readable() && len(name) <= maxPath {
		j.begin(start, join(top.path, name))
	}
	top.key = false
}

// element makes a piece of a value that begins here if it is in an array of the document's.
func (j *jsonScoping) element(start int) {
	top := j.top()
	if !top.array || len(j.stack) == 1 {
		return
	}
	if j.pending = -1; j.readable() {
		j.begin(start, top.path+"["+strconv.Itoa(top.n)+"]")
	}
	top.n++
}

// open begins an array or object, the value of the pending piece.
func (j *jsonScoping) open(array bool) {
	l := jsonLevel{array: array, key: true, piece: j.pending, deep: j.pending < 0 && len(j.stack) > 1}
	if j.pending >= 0 {
		l.path = j.scope[j.pending].name
	}
	j.pending = -1
	j.stack = append(j.stack, l)
}

// close ends the innermost array or object, and with it the piece.
func (j *jsonScoping) close(end int) {
	if p := j.top().piece; p >= 0 {
		j.scope[p].end = end
	}
	if j.stack = j.stack[:len(j.stack)-1]; len(j.stack) > 0 {
		j.top().key = true
	}
}

// value ends the pending piece, which is a plain value.
func (j *jsonScoping) value(end int) {
	if j.pending >= 0 {
		j.scope[j.pending].end = end
		j.pending = -1
	}
	j.top().key = true
}

func join(path, name string) string {
	if !hclsyntax.ValidIdentifier(name) {
		return path + "[" + strconv.Quote(name) + "]"
	}
	if path == "" {
		return name
	}
	return path + "." + name
}
