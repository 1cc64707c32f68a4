package draft

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/apparentlymart/go-textseg/v15/textseg"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/slogen-project/slogen/generator/spec"
)

// mark begins each comment that stands for a [Note].
const mark = "# slogen:import "

// columns is how long a line may get before a list takes several lines.
const columns = 110

// Write writes the file, in the form that `slogen fmt` leaves.
func (f *File) Write() []byte { return f.Without(nil) }

// Without is [File.Write] without some objects; nothing if no others are left.
func (f *File) Without(some map[*Object]bool) []byte {
	p := &printer{without: some}
	for _, n := range f.Notes {
		p.note(n)
	}
	between := len(f.Notes) > 0
	for _, b := range f.Blocks {
		if p.leaves(b) {
			continue
		}
		if between {
			p.WriteByte('\n')
		}
		between = true
		p.block(b, described(root, b.Type), b.service)
	}
	if !p.foreign || some != nil {
		return p.Bytes()
	}
	out := p.Bytes() // expressions over several lines are as others wrote them
	for range 4 {
		again := hclwrite.Format(out)
		if bytes.Equal(out, again) {
			break
		}
		out = again
	}
	return out
}

// printer writes HCL as `slogen fmt` leaves it.
type printer struct {
	bytes.Buffer
	depth   int
	foreign bool // some values take several lines
	without map[*Object]bool
	lines   int // that were counted, of so many bytes
	counted int
}

// leaves says whether a block is left out: an object that is, or a service of which nothing is left.
func (p *printer) leaves(b *Block) bool {
	if b.object != nil {
		if p.without[b.object] {
			b.first, b.last = 0, 0 // it stands on no line
		}
		return p.without[b.object]
	}
	if b.Type != "service" || len(b.Blocks) == 0 {
		return false
	}
	return !slices.ContainsFunc(b.Blocks, func(x *Block) bool { return !p.leaves(x) })
}

// line is the number of the line that comes next.
func (p *printer) line() int {
	p.lines += bytes.Count(p.Bytes()[p.counted:], []byte{'\n'})
	p.counted = p.Len()
	return p.lines + 1
}

// At are the objects that were written to a line: the innermost one or, where a line belongs to none, all of the block
// that it is in.
func (f *File) At(line int) []*Object {
	for _, b := range f.Blocks {
		if b.first <= line && line <= b.last {
			if o := b.at(line); o != nil {
				return []*Object{o}
			}
			return b.objects(nil)
		}
	}
	return nil
}

// at is the innermost object that was written to a line; nil for none.
func (b *Block) at(line int) *Object {
	if line < b.first || b.last < line {
		return nil
	}
	for _, x := range b.Blocks {
		if o := x.at(line); o != nil {
			return o
		}
	}
	return b.object
}

// objects appends the objects in a block.
func (b *Block) objects(list []*Object) []*Object {
	if b.object != nil {
		list = append(list, b.object)
	}
	for _, x := range b.Blocks {
		list = x.objects(list)
	}
	return list
}

func (p *printer) indent() {
	for range p.depth {
		p.WriteString("  ")
	}
}

// block writes a block that is declared by d; nil for one that takes any arguments.
func (p *printer) block(b *Block, d *spec.Description, in *service) {
	b.first = p.line()
	defer func() { b.last = p.line() - 1 }()
	for _, n := range b.Notes {
		if n.Arg == "" || b.Get(n.Arg) == nil {
			p.note(n)
		}
	}
	p.indent()
	p.WriteString(b.Type)
	for _, l := range b.Labels {
		p.WriteByte(' ')
		p.WriteString(Text(l)[0].Text)
	}
	if len(b.Args)+len(b.Blocks) == 0 {
		p.WriteString(" {}\n")
		return
	}
	p.WriteString(" {\n")
	p.depth++
	p.args(b, d, in)
	between := len(b.Args) > 0
	for _, x := range b.Blocks {
		if p.leaves(x) {
			continue
		}
		if between {
			p.WriteByte('\n')
		}
		between = true
		p.block(x, described(d, x.Type), in)
	}
	p.depth--
	p.indent()
	p.WriteString("}\n")
}

// args writes the arguments of a block in the order of the language. Those on neighbouring lines are aligned.
func (p *printer) args(b *Block, d *spec.Description, in *service) {
	args := slices.Clone(b.Args)
	if d != nil && len(d.Args) > 0 {
		rank := map[string]int{}
		for i, a := range d.Args {
			rank[a.Name] = i + 1
		}
		slices.SortStableFunc(args, func(x, y Arg) int { return cmp.Compare(rank[x.Name], rank[y.Name]) })
	}
	widest := 0
	for _, a := range args {
		widest = max(widest, len(a.Name))
	}
	var run []line
	for _, a := range args {
		text := a.Value.text(in)
		long := len(a.Value) == 1 && len(a.Value[0].Items) > 1 && 2*p.depth+len(a.Name)+3+len(text) > columns
		lines := long || strings.Contains(text, "\n")
		var notes []Note
		for _, n := range b.Notes {
			if n.Arg == a.Name {
				notes = append(notes, n)
			}
		}
		beside := ""
		if len(notes) == 1 && !lines {
			beside = mark + plain(notes[0].text())
		}
		if beside == "" || strings.Contains(notes[0].text(), "\n") ||
			2*p.depth+widest+3+width(text)+1+width(beside) > maxColumns {
			beside = ""
			if len(notes) > 0 || lines {
				p.run(run)
				run = run[:0]
			}
			for _, n := range notes {
				p.note(n)
			}
		}
		switch {
		case long:
			p.list(a, in)
		case lines:
			p.foreign = true
			p.run([]line{{a.Name, text, ""}})
		default:
			run = append(run, line{a.Name, text, beside})
		}
	}
	p.run(run)
}

// maxColumns is how long a line with a comment at its end may get.
const maxColumns = 120

// line is an argument on a line of its own, with the comment at its end if there is one.
type line struct{ name, value, comment string }

// run writes arguments on neighbouring lines, aligned, and the comments of neighbouring lines, too.
func (p *printer) run(list []line) {
	most := 0
	for _, l := range list {
		most = max(most, len(l.name))
	}
	for i, l := range list {
		p.indent()
		p.WriteString(l.name + strings.Repeat(" ", most-len(l.name)) + " = " + l.value)
		if l.comment != "" {
			from, to := i, i // the lines whose comments are aligned
			for from > 0 && list[from-1].comment != "" {
				from--
			}
			for to < len(list)-1 && list[to+1].comment != "" {
				to++
			}
			longest := 0
			for _, other := range list[from : to+1] {
				longest = max(longest, width(other.value))
			}
			p.WriteString(strings.Repeat(" ", longest-width(l.value)+1) + l.comment)
		}
		p.WriteByte('\n')
	}
}

// width is how many characters of a text people see, as hclwrite counts them.
func width(s string) int {
	n, _ := textseg.TokenCount([]byte(s), textseg.ScanGraphemeClusters) // never fails
	return n
}

// text is what a note says.
func (n Note) text() string {
	text := n.Text
	if n.Original != "" {
		text += ": " + n.Original
	}
	return strings.TrimRight(text, "\n")
}

// list writes a list over several lines.
func (p *printer) list(a Arg, in *service) {
	p.indent()
	p.WriteString(a.Name + " = [\n")
	p.depth++
	for _, x := range a.Value[0].Items {
		p.indent()
		p.WriteString(x.text(in) + ",\n")
	}
	p.depth--
	p.indent()
	p.WriteString("]\n")
}

// note writes a comment.
func (p *printer) note(n Note) {
	begins := mark
	for line := range strings.SplitSeq(n.text(), "\n") {
		p.indent()
		p.WriteString(strings.TrimRight(begins+plain(line), " "))
		p.WriteByte('\n')
		begins = "#   "
	}
}

// plain is a line without what would end a comment, or steer a terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}
