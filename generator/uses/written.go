package uses

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Argument is an argument as people wrote it, in both states; empty where it isn't there. Of blocks in a block, it is
// what all of one kind hold.
type Argument struct{ Name, Was, Is string }

// Written are arguments of an object's own block that are written in one of two states or both, as they are written
// there, without comments and line breaks. If they read the same and the object is made from a template, they
// are the template's. It is nil where a state has no HCL of them.
func (c *Comparison) Written(was, is honeycomb.Key, shared *honeycomb.Shared, names []string) []Argument {
	before, after := c.base.source(was), c.now.source(is)
	list := written(before, after, names)
	if before == nil || after == nil || !madeFromTemplate(is.Kind(), shared) {
		return list
	}
	for _, a := range list {
		if a.Was != a.Is {
			return list
		}
	}
	return written(c.base.templateSource(shared.Name), c.now.templateSource(shared.Name), names)
}

// source is a block with the text of its file; nil where it isn't HCL.
type source struct {
	*hclsyntax.Block
	text []byte
}

func (s *State) source(key honeycomb.Key) *source {
	file, line, ok := s.Declared(key)
	if !ok {
		return nil
	}
	return s.sourceAt(file, line)
}

func (s *State) templateSource(name string) *source {
	at, ok := s.Shared.TemplateAt(name)
	if !ok {
		return nil
	}
	return s.sourceAt(at.Filename, at.Start.Line)
}

func (s *State) sourceAt(file string, line int) *source {
	f := s.parse(file)
	body := parseable(f)
	if body == nil {
		return nil
	}
	chain := chainTo(body, func(b *hclsyntax.Block) bool { return b.TypeRange.Start.Line == line })
	if chain == nil {
		return nil
	}
	return &source{chain[len(chain)-1], f.Src}
}

func written(was, is *source, names []string) (list []Argument) {
	if was == nil || is == nil {
		return nil
	}
	for _, name := range names {
		if a := (Argument{name, was.argument(name), is.argument(name)}); a.Was != "" || a.Is != "" {
			list = append(list, a)
		}
	}
	return list
}

// argument is how an argument of the block is written, or what the blocks of that name hold; empty for none.
func (s *source) argument(name string) string {
	if a := s.Body.Attributes[name]; a != nil {
		e := a.Expr
		for {
			p, ok := e.(*hclsyntax.ParenthesesExpr)
			if !ok {
				return s.between(e.Range())
			}
			e = p.Expression
		}
	}
	var blocks []string
	for _, b := range s.Body.Blocks {
		if b.Type == name {
			blocks = append(blocks, s.between(hcl.RangeBetween(b.OpenBraceRange, b.CloseBraceRange)))
		}
	}
	return strings.Join(blocks, " ")
}

// between is a part of the file in a line, without comments.
func (s *source) between(r hcl.Range) string {
	if r.Start.Byte < 0 || r.End.Byte > len(s.text) || r.Start.Byte > r.End.Byte {
		return ""
	}
	tokens, _ := hclsyntax.LexExpression(r.SliceBytes(s.text), r.Filename, r.Start)
	var b strings.Builder
	end := r.Start.Byte
	for _, t := range tokens {
		if t.Type == hclsyntax.TokenComment || t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenEOF {
			continue
		}
		if t.Range.Start.Byte > end && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.Write(t.Bytes)
		end = t.Range.End.Byte
	}
	return strings.TrimSpace(b.String())
}
