package lint

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// The fixes of findings. What keeps the meaning, or does what the rule is about and nothing else, is safe; what changes
// what is measured or who is told, or is a guess, is unsafe.

// readBoth reads a column's successor before it, wherever it is read. succeeded gives the successors.
func (p *pass) readBoth(reads []calc.Read, raw bool, datasets []string, except hcl.Range,
	succeeded map[string]string) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		fix := diag.Fix{Title: "Read the new column and, where it is missing, the old one"}
		for _, r := range reads {
			to := succeeded[r.Column]
			f := m.file(r.Range)
			if to == "" || f == nil || within(r.Range, except) {
				continue
			}
			if !p.mayRead(datasets, to) || strings.ContainsAny(to, "\"\\$%") {
				return diag.Fix{}
			}
			text := f.text(r.Range)
			root, _, _ := strings.Cut(text, ".")
			root, _, _ = strings.Cut(root, "[")
			switch {
			case raw && strings.HasPrefix(text, "$"):
				text = fmt.Sprintf("COALESCE(%s, %s)", calc.AppendColumn(nil, to), text)
			case !raw && hclsyntax.ValidIdentifier(root) &&
				(text == root+"."+r.Column || text == root+`["`+r.Column+`"]`):
				fix.Unsafe = fix.Unsafe || root != "event" // in a function, which others may call for other datasets
				text = fmt.Sprintf("coalesce(%s, %s)", columnOf(root, to), text)
			default:
				return diag.Fix{} // it is reached in another way
			}
			fix.Edits = append(fix.Edits, f.replace(r.Range, text))
		}
		return fix
	}
}

// eventColumn is a column as HCL writes it.
func eventColumn(name string) string { return columnOf("event", name) }

// columnOf is a column of an event that has a name. A hyphen could be taken for a subtraction.
func columnOf(event, name string) string {
	for part := range strings.SplitSeq(name, ".") {
		if !hclsyntax.ValidIdentifier(part) ||
			strings.ContainsFunc(part, func(r rune) bool { return r == '-' || r > '~' }) {
			return event + `["` + name + `"]`
		}
	}
	return event + "." + name
}

// mayRead reports whether datasets take a column: they declare it, or no columns at all.
func (p *pass) mayRead(datasets []string, column string) bool {
	if len(datasets) == 0 {
		return len(p.Declared) == 0
	}
	for _, d := range datasets {
		if columns, ok := p.Declared[d]; ok {
			if _, ok := columns[column]; !ok {
				return false
			}
		}
	}
	return true
}

// countOnly makes events count only if they have the columns that a formula, written as text, reads.
func countOnly(x *honeycomb.CalculatedField, columns []string) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		f, e := m.argument(x.Origin.Range, "expression")
		t, ok := e.(*hclsyntax.TemplateExpr)
		if !ok || !t.IsStringLiteral() {
			return diag.Fix{}
		}
		quoted := f.text(t.Range())
		if len(quoted) < 2 || quoted[0] != '"' {
			return diag.Fix{} // a heredoc
		}
		var has []string
		for _, c := range columns {
			has = append(has, fmt.Sprintf("EXISTS(%s)", calc.AppendColumn(nil, c)))
		}
		condition := strings.Join(has, ", ")
		if len(has) > 1 {
			condition = "AND(" + condition + ")"
		}
		condition = strings.ReplaceAll(condition, `"`, `\"`)
		inside := t.Range()
		inside.Start.Byte++
		inside.End.Byte--
		return diag.Fix{Title: "Count only events that have the columns", Unsafe: true,
			Edits: f.wrap(inside, "IF("+condition+", ", ")")}
	}
}

// dropBlock removes the block that begins at a place.
func dropBlock(at hcl.Range, what string) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		f := m.file(at)
		if f == nil || f.block(at) == nil {
			return diag.Fix{}
		}
		return diag.Fix{Title: "Remove " + what, Unsafe: true, Edits: []diag.Edit{f.removeBlock(f.block(at))}}
	}
}

// dropArgument removes an argument of the block that begins at a place.
func dropArgument(at hcl.Range, name string) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		f := m.file(at)
		if f == nil {
			return diag.Fix{}
		}
		b := f.block(at)
		if b == nil || b.Body.Attributes[name] == nil {
			return diag.Fix{}
		}
		return diag.Fix{Title: "Remove `" + name + "`", Unsafe: true,
			Edits: []diag.Edit{f.removeArgument(b.Body.Attributes[name])}}
	}
}

// addArgument writes an argument with a text behind the last one of the block that begins at a place.
func addArgument(at hcl.Range, name, value string) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		edit, ok := m.argumentBehind(at, name, strconv.Quote(value))
		if !ok {
			return diag.Fix{}
		}
		return diag.Fix{Title: fmt.Sprintf("Write `%s = %q`", name, value), Unsafe: true, Edits: []diag.Edit{edit}}
	}
}

// argumentBehind writes an argument behind the last one of the block that begins at a place, if that isn't all in one
// line and doesn't have it.
func (m *mender) argumentBehind(at hcl.Range, name, value string) (diag.Edit, bool) {
	f := m.file(at)
	if f == nil {
		return diag.Edit{}, false
	}
	b := f.block(at)
	if b == nil || b.Body.Attributes[name] != nil || len(b.Body.Attributes) == 0 {
		return diag.Edit{}, false
	}
	var last *hclsyntax.Attribute
	for _, a := range b.Body.Attributes {
		if last == nil || a.SrcRange.Start.Byte > last.SrcRange.Start.Byte {
			last = a
		}
	}
	start, _ := f.line(last.SrcRange.Start.Byte)
	_, end := f.line(max(last.SrcRange.End.Byte-1, start))
	indent := f.src[start:last.SrcRange.Start.Byte]
	if !f.blank(start, last.SrcRange.Start.Byte) || end > b.CloseBraceRange.Start.Byte {
		return diag.Edit{}, false
	}
	padding := strings.Repeat(" ", max(0, last.EqualsRange.Start.Byte-last.NameRange.Start.Byte-len(name)-1))
	return f.edit(end, end, fmt.Sprintf("%s%s%s = %s\n", indent, name, padding, value)), true
}

// sayMoved writes a `moved` block behind the block that was renamed, or that the renamed one is in, and the aliases
// that SLIs had.
func sayMoved(r honeycomb.Renamed) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		f := m.file(r.At)
		if f == nil {
			return diag.Fix{}
		}
		fix := diag.Fix{Title: fmt.Sprintf("Say that %s is what %s was", r.To, r.From), Unsafe: true}
		for _, a := range r.Aliases {
			edit, ok := m.argumentBehind(a.Block, "alias", a.HCL)
			if !ok {
				return diag.Fix{}
			}
			fix.Edits = append(fix.Edits, edit)
		}
		for _, b := range f.body.Blocks {
			if whole := b.Range(); whole.Start.Byte <= r.At.Start.Byte && r.At.Start.Byte < whole.End.Byte {
				_, end := f.line(max(whole.End.Byte-1, 0))
				text := "\n" + r.Moved + "\n"
				if !bytes.HasSuffix(f.src[:end], []byte("\n")) {
					text = "\n" + text
				}
				fix.Edits = append(fix.Edits, f.edit(end, end, text))
				return fix
			}
		}
		return diag.Fix{}
	}
}

// dropComment removes a comment.
func dropComment(at hcl.Range) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		f := m.file(at)
		if f == nil {
			return diag.Fix{}
		}
		return diag.Fix{Title: "Remove the comment", Edits: []diag.Edit{f.remove(at.Start.Byte, at.End.Byte)}}
	}
}

// turnRound negates a condition.
func turnRound(block hcl.Range) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		f, e := m.argument(block, "good")
		if f == nil {
			return diag.Fix{}
		}
		fix := diag.Fix{Title: "Turn the condition round", Unsafe: true}
		if not, ok := e.(*hclsyntax.UnaryOpExpr); ok && not.Op == hclsyntax.OpLogicalNot {
			if inner, ok := not.Val.(*hclsyntax.ParenthesesExpr); ok {
				fix.Edits = []diag.Edit{f.replace(not.Range(), f.text(inner.Expression.Range()))}
				return fix
			}
		}
		fix.Edits = f.wrap(e.Range(), "!(", ")")
		return fix
	}
}

// allServerErrors makes of a comparison of a status with one server error one with all of them.
func allServerErrors(block hcl.Range) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		f, e := m.argument(block, "good")
		if f == nil {
			return diag.Fix{}
		}
		var found []*hclsyntax.BinaryOpExpr
		_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
			if b, ok := n.(*hclsyntax.BinaryOpExpr); ok && wider(b) != "" {
				found = append(found, b)
			}
			return nil
		})
		if len(found) != 1 {
			return diag.Fix{}
		}
		b := found[0]
		return diag.Fix{Title: "Count every status from 500 on as an error", Unsafe: true, Edits: []diag.Edit{
			f.edit(b.LHS.Range().End.Byte, b.RHS.Range().End.Byte, wider(b)),
		}}
	}
}

// wider is what a comparison with a server error would be with all of them; "" where it is none.
func wider(b *hclsyntax.BinaryOpExpr) string {
	lit, ok := b.RHS.(*hclsyntax.LiteralValueExpr)
	_, column := b.LHS.(*hclsyntax.ScopeTraversalExpr)
	if c, ok := b.LHS.(*hclsyntax.FunctionCallExpr); ok {
		column = slices.Contains([]string{"coalesce", "int", "float"}, c.Name)
	}
	if !ok || !column || lit.Val.Type() != cty.Number {
		return ""
	}
	n, _ := lit.Val.AsBigFloat().Int64()
	switch {
	case n < 500 || n > 599:
	case b.Op == hclsyntax.OpNotEqual || b.Op == hclsyntax.OpLessThanOrEqual ||
		b.Op == hclsyntax.OpLessThan && n > 500:
		return " < 500"
	case b.Op == hclsyntax.OpEqual || b.Op == hclsyntax.OpGreaterThan ||
		b.Op == hclsyntax.OpGreaterThanOrEqual && n > 500:
		return " >= 500"
	}
	return ""
}

// unquote takes the quotes off a number or boolean.
func unquote(at hcl.Range) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		f := m.file(at)
		if f == nil {
			return diag.Fix{}
		}
		text := f.text(at)
		inner := strings.Trim(text, `"`)
		e, diags := hclsyntax.ParseExpression([]byte(inner), "", hcl.InitialPos)
		if len(inner)+2 != len(text) || diags.HasErrors() {
			return diag.Fix{}
		}
		if _, ok := e.(*hclsyntax.LiteralValueExpr); !ok {
			return diag.Fix{}
		}
		return diag.Fix{Title: "Write the value without quotes", Unsafe: true,
			Edits: []diag.Edit{f.replace(at, inner)}}
	}
}

// rewrite writes another text where a certain one stands.
func rewrite(at hcl.Range, from, to, title string) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		f := m.file(at)
		if f == nil || f.text(at) != from {
			return diag.Fix{}
		}
		return diag.Fix{Title: title, Unsafe: true, Edits: []diag.Edit{f.replace(at, to)}}
	}
}

// dropConditions takes conditions out of a chain that && makes: those with the numbers given.
func dropConditions(block hcl.Range, total int, out []int) func(*mender) diag.Fix {
	return func(m *mender) diag.Fix {
		f, e := m.argument(block, "good")
		if f == nil {
			return diag.Fix{}
		}
		parts := chain(e)
		if len(parts) != total || len(out) >= total {
			return diag.Fix{} // it is written in another way
		}
		fix := diag.Fix{Title: "Leave out what makes no difference"}
		for i, part := range parts {
			switch {
			case !slices.Contains(out, i):
			case i == 0:
				fix.Edits = append(fix.Edits, f.edit(part.Range().Start.Byte, parts[1].Range().Start.Byte, ""))
			default:
				fix.Edits = append(fix.Edits, f.edit(parts[i-1].Range().End.Byte, part.Range().End.Byte, ""))
			}
		}
		return fix
	}
}

// chain are the conditions that && joins.
func chain(e hclsyntax.Expression) []hclsyntax.Expression {
	if b, ok := e.(*hclsyntax.BinaryOpExpr); ok && b.Op == hclsyntax.OpLogicalAnd {
		return append(chain(b.LHS), chain(b.RHS)...)
	}
	return []hclsyntax.Expression{e}
}
