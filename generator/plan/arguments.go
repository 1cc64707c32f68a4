package plan

import (
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
)

// argument is what differs in an argument of the language, as people read it.
type argument struct {
	name     string
	diff     pieces
	replaces bool // it can't be changed in place
}

// line is a difference in a line.
func (a *argument) line() string {
	note := ""
	if a.replaces {
		note = " (forces a new object)"
	}
	return a.name + ": " + a.diff.text(true) + note
}

// arguments lists what differs and no sentence tells, as it is written in the language.
func (c *Change) arguments() (out []argument) {
	told := map[string]bool{}
	for i := range c.Diffs {
		d := &c.Diffs[i]
		switch parts := c.ofQuery(d); {
		case parts != nil:
			for _, a := range c.queryArguments(parts, d.Replaces) {
				if !told[a.name] {
					told[a.name] = true
					out = append(out, a)
				}
			}
		case !c.shows(d):
		case d.Path == "description" && c.Action == Update:
			out = append(out, c.description(d)...)
		case d.Path == "expression" && c.Action == Update:
			out = append(out, c.formula(d)...)
		default:
			out = append(out, argument{d.Argument(c.Kind), difference(d), d.Replaces})
		}
	}
	return out
}

// description is how the text of an object differs: as it is or, of an alert, without what slogen composes. The lines
// that name its owner and its runbook are arguments of their own.
func (c *Change) description(d *AttrDiff) (out []argument) {
	before, after := plain(d.Before), plain(d.After)
	if c.describes(d) {
		before, after = written(c.Before), written(c.After)
	}
	ownerA, runbookA := people(c.Before)
	ownerB, runbookB := people(c.After)
	for _, x := range []struct{ name, label, was, is string }{
		{"owner", "Owner: ", ownerA, ownerB},
		{"runbook", "Runbook: ", runbookA, runbookB},
	} {
		a, okA := withoutLine(before, x.label+x.was)
		b, okB := withoutLine(after, x.label+x.is)
		if x.was != x.is && (okA || x.was == "") && (okB || x.is == "") {
			before, after = a, b
			out = append(out, argument{name: x.name, diff: between(x.was, x.is)})
		}
	}
	if before != after {
		out = append(out, argument{name: d.Path, diff: between(before, after)})
	}
	return out
}

// withoutLine takes a line out of a text, and reports whether it was there.
func withoutLine(s, line string) (string, bool) {
	lines := strings.Split(s, "\n")
	i := slices.Index(lines, line)
	if i < 0 {
		return s, false
	}
	return strings.Trim(strings.Join(slices.Delete(lines, i, i+1), "\n"), "\n"), true
}

// people are the owner and the runbook of an object, as its description names them.
func people(x honeycomb.Object) (owner, runbook string) {
	switch x := x.(type) {
	case *honeycomb.SLO:
		return x.Owner, x.Runbook
	case *honeycomb.Trigger:
		return x.Owner, x.Runbook
	}
	return "", ""
}

var recipientOrder = [2]string{"recipients", "order of the recipients"}

// argumentNames lists the arguments of the language for attributes of objects, by kind: names, or prefixes of them if
// they end in "[" or ".". Where the rest of the attribute follows from the name, it is written after it.
var argumentNames = map[string][][2]string{
	honeycomb.KindRecipient: {
		{"details.pagerduty_integration_key", "integration_key"},
		{"details.webhook_url", "url"},
		{"details.webhook_secret", "secret"},
		{"details.webhook_headers[", "header"},
		{"details.webhook_payloads.template_variables[", "variable"},
		{"details.webhook_payloads.payload_templates.", "template"},
	},
	honeycomb.KindSLO:             {{"tags[", "tags"}},
	honeycomb.KindBurnAlert:       {recipientOrder},
	honeycomb.KindTrigger:         {{"tags[", "tags"}, recipientOrder},
	honeycomb.KindBoard:           {{"tags[", "tags"}, {"panels[", "panel"}, {"panels", "order of the panels"}},
	honeycomb.KindQueryAnnotation: {{"query_id", "query"}},
}

// Argument is the name in the language of an attribute of a kind of objects: `header "Authorization"` for
// "details.webhook_headers[Authorization]".
func (d *AttrDiff) Argument(kind string) string {
	for _, row := range argumentNames[kind] {
		rest, ok := strings.CutPrefix(d.Path, row[0])
		if !ok || rest != "" && !strings.HasSuffix(row[0], "[") && !strings.HasSuffix(row[0], ".") {
			continue
		}
		if row[1] == "panel" {
			name, _, _ := strings.Cut(rest, "]")
			return "panel " + name
		}
		name, _, _ := strings.Cut(strings.Replace(rest, ".", "]", 1), "]")
		switch row[1] {
		case "header", "variable", "template":
			return row[1] + " " + quoted(name)
		case "tags":
			return "tags." + strings.TrimSuffix(rest, "]")
		}
		return row[1]
	}
	return d.Path
}

// queryParts lists the members of a query, with the arguments of a trigger that they come from.
var queryParts = map[string][]string{
	"filters": {"where"}, "filter_combination": {"where"},
	"calculations": {"fires_when"}, "formulas": {"fires_when"},
	"havings": {"having"}, "breakdowns": {"group_by"}, "time_range": {"over"},
	"calculated_fields": {"where", "fires_when", "having", "group_by"},
}

// ofQuery lists the arguments of a trigger that a difference of its query, or of the same query on a board, comes from;
// nil if it is none.
func (c *Change) ofQuery(d *AttrDiff) []string {
	rest := d.Path
	switch c.Kind {
	case honeycomb.KindTrigger:
		var ok bool
		if rest, ok = strings.CutPrefix(rest, "query."); !ok {
			return nil
		}
	case honeycomb.KindQuery:
	default:
		return nil
	}
	return queryParts[root(rest)]
}

// queryArguments is how arguments of a trigger differ, as far as no sentence tells.
func (c *Change) queryArguments(names []string, replaces bool) (out []argument) {
	old, new := queryOf(c.Before), queryOf(c.After)
	isTrigger := c.Kind == honeycomb.KindTrigger
	for _, name := range names {
		if isTrigger && name != "where" && name != "fires_when" {
			continue // in the sentence about its condition, or about when it looks
		}
		if s := c.source(name); s != nil {
			if name != "fires_when" { // that is in the sentence about its condition
				out = append(out, argument{name, between(s.Was, s.Is), replaces})
			}
			continue
		}
		var text func(q *honeycomb.Query) string
		switch name {
		case "where":
			text = phrase.Only
		case "fires_when":
			text = func(q *honeycomb.Query) string {
				list := []string{phrase.Compared(q)}
				if isTrigger {
					list = nil // in the sentence about its condition
				}
				if len(q.Formulas) > 0 {
					list = append(list, phrase.Named(q)...)
				}
				return strings.Join(list, "; ")
			}
		case "having":
			text = phrase.Having
		case "group_by":
			text = phrase.Groups
		case "over":
			text = phrase.Over
		}
		if a, b := text(old), text(new); a != b {
			out = append(out, argument{name, between(a, b), replaces})
		}
	}
	return out
}

// queryOf is the query of a trigger or of a board.
func queryOf(x honeycomb.Object) *honeycomb.Query {
	switch x := x.(type) {
	case *honeycomb.Trigger:
		return x.Query
	case *honeycomb.SavedQuery:
		return x.Query
	}
	return &honeycomb.Query{}
}

// inSentence reports whether a difference of a trigger's query is told by a sentence.
func (c *Change) inSentence(d *AttrDiff) bool {
	return c.Kind == honeycomb.KindTrigger && slices.Contains([]string{"where", "fires_when", "having", "group_by",
		"over"}, append(c.ofQuery(d), "")[0])
}
