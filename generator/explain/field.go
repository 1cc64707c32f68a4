package explain

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

// Field is what a calculated field holds, be it an SLI or none, and what rests on it.
type Field struct {
	field *honeycomb.CalculatedField
	users []user
}

// user is something that rests on a calculated field, and what rests on that.
type user struct {
	name  string
	users []user
	again bool // it was listed with its users before
}

// FindField is the calculated field of a name: field.checkout.status, sli.checkout.availability, the same with slashes,
// or its key. Nil when there is none.
func FindField(r *honeycomb.Resources, name string) *honeycomb.CalculatedField {
	for _, separator := range []string{".", "/"} {
		if rest, ok := strings.CutPrefix(name, "sli"+separator); ok {
			name = honeycomb.KindCalculatedField + "/" + rest
		}
	}
	for _, f := range r.CalculatedFields {
		if f.Key.Means(name) {
			return f
		}
	}
	return nil
}

// NewField makes the page of a calculated field.
func NewField(r *honeycomb.Resources, f *honeycomb.CalculatedField) *Field {
	return &Field{f, users(r, f, map[*honeycomb.CalculatedField]bool{})}
}

// users are what rests on a calculated field. Those that were listed are in seen.
func users(r *honeycomb.Resources, f *honeycomb.CalculatedField, seen map[*honeycomb.CalculatedField]bool) []user {
	seen[f] = true
	var out []user
	for _, x := range r.CalculatedFields {
		if slices.Contains(x.Basis, f.Key) {
			u := user{name: x.Key.Address(), again: seen[x]}
			if !u.again {
				u.users = users(r, x, seen)
			}
			out = append(out, u)
		}
	}
	for _, s := range r.SLOs {
		if s.SLI == f {
			out = append(out, user{name: s.Key.Address()})
		}
	}
	for _, t := range r.Triggers {
		if slices.Contains(t.Query.Uses, f) {
			out = append(out, user{name: t.Key.Address()})
		}
	}
	for _, b := range r.Boards {
		shows := func(p honeycomb.Panel) bool {
			return p.Query != nil && p.Query.Query != nil && slices.Contains(p.Query.Query.Query.Uses, f)
		}
		if slices.ContainsFunc(b.Panels, shows) {
			out = append(out, user{name: b.Key.Address()})
		}
	}
	return out
}

// Text is the page for people, in lines of at most width characters; 0 is for 80, and more makes none longer. Formulas
// are on lines of their own, however long.
func (p *Field) Text(width int) string {
	if width <= 0 || width > textWidth {
		width = textWidth
	}
	f := p.field
	var b strings.Builder
	para := func(s string) { b.WriteString(wrapped(s, "  ", "  ", width)) }
	head := fmt.Sprintf("%s  %s", f.Key, placeOf(&f.Meta))
	if utf8.RuneCountInString(head) > width {
		head = fmt.Sprintf("%s\n%s", f.Key, placeOf(&f.Meta))
	}
	fmt.Fprintf(&b, "%s\n%q\n\n", head, f.Alias)
	if f.Description != "" {
		para(words.Sentence(f.Description))
	}
	where := "every dataset of the environment"
	if f.Dataset != "" {
		where = "the dataset " + f.Dataset
	}
	if f.Key.IsField() {
		para("A value of each event in " + where + ":")
	} else {
		para("An SLI: whether each event in " + where + " is good (true), bad (false) or doesn't count (null):")
	}
	b.WriteString("\n    " + f.Expression + "\n\n")
	if columns := review.NewSLI(f.Expression).Columns(); len(columns) > 0 {
		para("It reads " + words.List(columns) + ".")
	}
	if len(f.Basis) > 0 {
		var basis []string
		for _, k := range f.Basis {
			basis = append(basis, k.Address())
		}
		para("It is written with " + words.List(basis) + ", and changes with " +
			words.Verb(len(basis), "it", "them") + ".")
	}
	if f.Existing != "" {
		para("It existed before, as " + f.Existing + ", and is taken over.")
	}
	b.WriteString("\nUsed by\n\n")
	list(&b, p.users, "  ")
	if len(p.users) == 0 {
		b.WriteString("  Nothing that is declared here.\n")
	}
	return b.String()
}

// list writes users, each with its own below it.
func list(b *strings.Builder, users []user, indent string) {
	for _, u := range users {
		b.WriteString(indent + u.name)
		if u.again {
			b.WriteString(" (see above)")
		}
		b.WriteString("\n")
		list(b, u.users, indent+"  ")
	}
}
