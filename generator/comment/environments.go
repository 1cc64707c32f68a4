package comment

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/words"
)

// Part is the plan of an environment. Of its options only what the plan was compared with counts.
type Part struct {
	Environment string
	Plan        *plan.Plan
	Options     Options

	follows string // what changes only because something else does
}

// Environments writes the plans of several environments. What changes alike in several is told once.
func Environments(parts []Part, o Options) []byte {
	var out string
	parts = slices.Clone(parts)
	for i := range parts {
		review := parts[i].Plan.Review(plan.SameClass)
		parts[i].follows = review.Follows()
	}
	for fold := plan.SameEffects; fold <= plan.SameClass; fold++ {
		rows := together(parts, fold)
		if out = o.environments(parts, rows, false); len(rows) <= 40 && len(out) < maxBytes {
			return []byte(out)
		}
	}
	if len(out) < maxBytes {
		return []byte(out)
	}
	if out = o.environments(parts, nil, true); len(out) < maxBytes {
		return []byte(out)
	}
	return []byte(o.environments(parts, nil, false))
}

// shared is a change that is alike in some environments.
type shared struct {
	plan.Item
	in []string
}

// together are the changes of all environments, the most harmful first.
func together(parts []Part, fold plan.Fold) (rows []shared) {
	at := map[string]int{}
	for _, p := range parts {
		if p.Plan.Empty() {
			continue
		}
		for _, x := range p.Plan.Review(fold).Items {
			id := strings.Join(append([]string{x.Label(), x.Title(), x.Place()}, x.Lines()...), "\x00")
			i, ok := at[id]
			if !ok {
				i = len(rows)
				at[id] = i
				rows = append(rows, shared{Item: x})
			}
			rows[i].in = append(rows[i].in, p.Environment)
		}
	}
	slices.SortStableFunc(rows, func(a, b shared) int { return a.Compare(&b.Item) })
	return rows
}

// environments writes a comment with the rows, or with counts in their place.
func (o Options) environments(parts []Part, rows []shared, counted bool) string {
	var b strings.Builder
	b.WriteString(o.marker())
	for i, p := range parts {
		if i > 0 {
			b.WriteByte('\n')
		}
		if p.Plan.Empty() {
			fmt.Fprintf(&b, "**%s:** no alert changes against %s\n", text(p.Environment), p.Options.against())
		} else {
			p.Options.verdict(&b, p.Plan, text(p.Environment)+": ")
		}
		const most = 8
		for i, n := range notesOf(p.Plan) {
			if i == most {
				fmt.Fprintf(&b, "<br>and %d more\n", len(p.Plan.Base.Notes)-i)
				break
			}
			fmt.Fprintf(&b, "<br>%s\n", cell(n))
		}
		if p.Plan.Empty() {
			continue
		}
		refusal(&b, p.Plan.Fails)
		problems(&b, p.Plan)
		if p.follows != "" {
			fmt.Fprintf(&b, "\nWords only, %s.\n", p.follows)
		}
		if counted {
			counts(&b, p.Plan)
		}
	}
	n := min(open, len(rows))
	o.shared(&b, rows[:n])
	if rest := rows[n:]; len(rest) > 0 {
		fmt.Fprintf(&b, "\n<details><summary>%s</summary>\n", words.Counted(len(rest), "more change", "more changes"))
		o.shared(&b, rest)
		b.WriteString("\n</details>\n")
	}
	seen := map[string]bool{}
	for _, p := range parts {
		var more strings.Builder
		pastes(&more, p.Plan)
		acceptance(&more, p.Plan.Fails)
		if text := more.String(); !seen[text] { // what is asked for is often the same
			seen[text] = true
			b.WriteString(text)
		}
	}
	return b.String()
}

func (o Options) shared(b *strings.Builder, rows []shared) {
	if len(rows) == 0 {
		return
	}
	b.WriteString("\n| change | meaning |\n|---|---|\n")
	for i := range rows {
		o.row(b, &rows[i].Item, rows[i].in)
	}
}
