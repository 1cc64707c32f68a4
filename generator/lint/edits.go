package lint

import (
	"bytes"
	"strings"

	"github.com/apparentlymart/go-textseg/v15/textseg"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/diag"
)

// mender makes the edits of fixes. Only what is written in HCL is edited: JSON may be made by a program, and jsonnet is
// one, of which nobody knows where it has a value from.
type mender struct {
	sources diag.Sources
	files   map[string]*hclFile
}

// hclFile is a file that edits are made in.
type hclFile struct {
	name string
	src  []byte
	body *hclsyntax.Body
}

// edited reports whether files of a name are edited.
func edited(name string) bool {
	return strings.HasSuffix(name, ".hcl") && !strings.HasPrefix(name, builtinFiles)
}

// file is the file that a place is in; nil where it isn't edited.
func (m *mender) file(at hcl.Range) *hclFile {
	if f, ok := m.files[at.Filename]; ok || !edited(at.Filename) {
		return f
	}
	var f *hclFile
	if src := m.sources(at.Filename); src != nil {
		parsed, diags := hclsyntax.ParseConfig(src, at.Filename, hcl.InitialPos)
		if !diags.HasErrors() {
			f = &hclFile{at.Filename, src, parsed.Body.(*hclsyntax.Body)}
		}
	}
	if m.files == nil {
		m.files = map[string]*hclFile{}
	}
	m.files[at.Filename] = f
	return f
}

// makeFix makes a finding's fix. Where its file isn't edited, the finding says so.
func (p *pass) makeFix(f *Finding) {
	name := f.Range.Filename
	switch {
	case p.Sources == nil || f.mend == nil || f.Ignored != nil || strings.HasPrefix(name, builtinFiles):
	case !edited(name):
		f.Notes = append(f.Notes, diag.Note{Text: "slogen lint -fix mends this in HCL. It changes neither JSON nor " +
			"jsonnet."})
	default:
		if p.mender.sources == nil {
			p.mender.sources = p.Sources
		}
		if f.Fix = f.mend(&p.mender); len(f.Fix.Edits) == 0 {
			f.Fix = diag.Fix{}
		}
	}
}

// builtinFiles begins the names of slogen's own files.
const builtinFiles = "builtin/"

// text is what stands at a place.
func (f *hclFile) text(at hcl.Range) string {
	if at.Start.Byte < 0 || at.End.Byte > len(f.src) || at.Start.Byte > at.End.Byte {
		return ""
	}
	return string(f.src[at.Start.Byte:at.End.Byte])
}

// block is the block whose header begins at a place; nil where none does.
func (f *hclFile) block(at hcl.Range) *hclsyntax.Block { return blockAt(f.body, at.Start.Byte) }

func blockAt(b *hclsyntax.Body, start int) *hclsyntax.Block {
	for _, x := range b.Blocks {
		if x.TypeRange.Start.Byte == start {
			return x
		}
		if whole := x.Range(); whole.Start.Byte < start && start < whole.End.Byte {
			return blockAt(x.Body, start)
		}
	}
	return nil
}

// argument is the expression of an argument of the block that begins at a place, and its file; nil where there is none.
func (m *mender) argument(block hcl.Range, name string) (*hclFile, hclsyntax.Expression) {
	f := m.file(block)
	if f == nil {
		return nil, nil
	}
	if b := f.block(block); b != nil && b.Body.Attributes[name] != nil {
		return f, b.Body.Attributes[name].Expr
	}
	return nil, nil
}

// edit replaces what stands from byte start to end.
func (f *hclFile) edit(start, end int, text string) diag.Edit {
	return diag.Edit{Range: hcl.Range{Filename: f.name, Start: f.pos(start), End: f.pos(end)}, New: text}
}

// replace replaces what stands at a place.
func (f *hclFile) replace(at hcl.Range, text string) diag.Edit {
	return f.edit(at.Start.Byte, at.End.Byte, text)
}

// wrap writes something before and behind an expression.
func (f *hclFile) wrap(at hcl.Range, before, behind string) []diag.Edit {
	return []diag.Edit{f.edit(at.Start.Byte, at.Start.Byte, before), f.edit(at.End.Byte, at.End.Byte, behind)}
}

// pos is the position of a byte, as hcl counts it.
func (f *hclFile) pos(at int) hcl.Pos {
	line := bytes.LastIndexByte(f.src[:at], '\n') + 1
	before, _ := textseg.TokenCount(f.src[line:at], textseg.ScanGraphemeClusters) // never fails
	return hcl.Pos{Line: 1 + bytes.Count(f.src[:at], []byte("\n")), Column: 1 + before, Byte: at}
}

// line is where the line of a byte begins, and where the next one does.
func (f *hclFile) line(at int) (start, end int) {
	start, end = bytes.LastIndexByte(f.src[:at], '\n')+1, len(f.src)
	if i := bytes.IndexByte(f.src[at:], '\n'); i >= 0 {
		end = at + i + 1
	}
	return start, end
}

// blank reports whether the bytes are nothing but space.
func (f *hclFile) blank(start, end int) bool { return len(bytes.TrimSpace(f.src[start:end])) == 0 }

// remove takes out what stands from byte start to end: with its lines if nothing else is in them, and then with an
// empty line that would be left twice.
func (f *hclFile) remove(start, end int) diag.Edit {
	first, _ := f.line(start)
	_, next := f.line(max(start, end-1))
	if !f.blank(first, start) || !f.blank(end, next) {
		for start > first && (f.src[start-1] == ' ' || f.src[start-1] == '\t') {
			start--
		}
		return f.edit(start, end, "")
	}
	before := first == 0 // or an empty line, or the beginning of the block
	if first > 0 {
		above, _ := f.line(first - 1)
		line := bytes.TrimSpace(f.src[above:first])
		before = len(line) == 0 || line[len(line)-1] == '{'
	}
	if _, after := f.line(min(next, max(0, len(f.src)-1))); before && next < len(f.src) && f.blank(next, after) {
		next = after
	} else if above, _ := f.line(max(0, first-1)); first > 0 && f.blank(above, first) && f.closes(next) {
		first = above
	}
	return f.edit(first, next, "")
}

// closes reports whether the line that begins at a byte closes a block, or is the end of the file.
func (f *hclFile) closes(at int) bool {
	if at >= len(f.src) {
		return true
	}
	_, end := f.line(at)
	return bytes.HasPrefix(bytes.TrimSpace(f.src[at:end]), []byte("}"))
}

// removeBlock takes out a block with the comments directly above it, which are about it.
func (f *hclFile) removeBlock(b *hclsyntax.Block) diag.Edit {
	whole := b.Range()
	start, _ := f.line(whole.Start.Byte)
	if !f.blank(start, whole.Start.Byte) {
		return f.remove(whole.Start.Byte, whole.End.Byte)
	}
	for start > 0 {
		above, _ := f.line(start - 1)
		line := bytes.TrimSpace(f.src[above:start])
		switch {
		case comments(line):
		case bytes.HasSuffix(line, []byte("*/")): // it may have several lines
			open := bytes.LastIndex(f.src[:start], []byte("/*"))
			if above, _ = f.line(max(0, open)); open < 0 || !f.blank(above, open) {
				above = start
			}
		default:
			above = start
		}
		if above == start {
			break
		}
		start = above
	}
	_, end := f.line(whole.End.Byte - 1)
	if rest := bytes.TrimSpace(f.src[whole.End.Byte:end]); len(rest) > 0 && !comments(rest) {
		end = whole.End.Byte
	}
	return f.remove(start, end)
}

// comments reports whether a text begins a comment that goes to the end of its line.
func comments(text []byte) bool {
	return bytes.HasPrefix(text, []byte("#")) || bytes.HasPrefix(text, []byte("//"))
}

// removeArgument takes out an argument of a block, and what is said of it in its line.
func (f *hclFile) removeArgument(a *hclsyntax.Attribute) diag.Edit {
	start, end := a.Range().Start.Byte, a.Range().End.Byte
	if _, next := f.line(max(start, end-1)); comments(bytes.TrimSpace(f.src[end:next])) {
		end = next
	}
	return f.remove(start, end)
}
