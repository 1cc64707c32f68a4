package terraform

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// specification is the JSON that the data source of a query gives.
func (s *Source) specification(b *block) any {
	r := &reading{s: s, place: b.place}
	v := r.body(b.typ, "", b.body)
	out := map[string]any{"time_range": json.Number("7200")}
	for name, x := range v {
		switch name {
		case "breakdowns", "filter_combination", "limit", "time_range", "granularity", "start_time", "end_time":
			out[name] = x
		case "compare_time_offset":
			out["compare_time_offset_seconds"] = x
		case "calculation", "filter", "formula", "having", "order", "calculated_field":
			out[name+"s"] = x
		}
	}
	calculations, _ := out["calculations"].([]any)
	for _, c := range calculations {
		c, _ := c.(map[string]any)
		if list, ok := c["filter"]; ok {
			c["filters"] = list
			delete(c, "filter")
			s.coerce(list)
		}
	}
	s.coerce(out["filters"])
	numbers(out)
	text, err := json.Marshal(out)
	if err != nil {
		return nil
	}
	return string(text)
}

// textOperators compare texts, so that the provider leaves their values as they are.
var textOperators = []string{"contains", "does-not-contain", "starts-with", "does-not-start-with", "ends-with",
	"does-not-end-with"}

// coerce gives the values of filters the types that the provider gives them: they are texts in the source.
func (s *Source) coerce(filters any) {
	list, _ := filters.([]any)
	for _, f := range list {
		f, _ := f.(map[string]any)
		op, _ := f["op"].(string)
		text, ok := f["value"].(string)
		switch {
		case !ok || slices.Contains(textOperators, op):
		case op == "in" || op == "not-in":
			if list, ok := s.joined(text); ok {
				f["value"] = list
				continue
			}
			var values []any
			for part := range strings.SplitSeq(text, ",") {
				values = append(values, coerced(part))
			}
			f["value"] = values
		default:
			f["value"] = coerced(text)
		}
	}
}

// joined is the list of which an expression makes one text, as the data source takes several values.
func (s *Source) joined(text string) (any, bool) {
	m := textMark().FindStringSubmatch(text)
	if m == nil || m[0] != text {
		return nil, false
	}
	k := s.marks.at(m[1])
	if k == nil {
		return nil, false
	}
	list, begins := strings.CutPrefix(k.text, `join(",", `)
	list, ends := strings.CutSuffix(list, ")")
	if !begins || !ends || strings.ContainsAny(list, "()") {
		return nil, false
	}
	return markText(s.marks.add(list, true, cty.ListValEmpty(cty.String))), true
}

func coerced(text string) any {
	if _, err := strconv.ParseInt(text, 10, 64); err == nil {
		return json.Number(text)
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && json.Valid([]byte(text)) {
		return json.Number(text)
	}
	if b, err := strconv.ParseBool(text); err == nil && (text == "true" || text == "false") {
		return b
	}
	return text
}

// unwrapped is what a text of JSON like "${var.x}" holds.
func unwrapped(n *node) (*node, bool) {
	if w, ok := n.e.(*hclsyntax.TemplateWrapExpr); ok {
		return n.of(w.Wrapped), true
	}
	return nil, false
}

// source is the expression behind a name, or in a call that only changes the type of a collection.
func (r *reading) source(n *node) (*node, bool) {
	if t, ok := unwrapped(n); ok {
		return t, true
	}
	switch e := n.e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return n.of(e.Expression), true
	case *hclsyntax.FunctionCallExpr:
		if (e.Name == "toset" || e.Name == "tolist") && len(e.Args) == 1 {
			return n.of(e.Args[0]), true
		}
	case *hclsyntax.ScopeTraversalExpr:
		steps, ok := stepsOf(n)
		if !ok || len(steps) != 2 {
			return nil, false
		}
		switch steps[0].name {
		case "local":
			x := n.m.locals[steps[1].name]
			return x, x != nil
		case "var":
			x := n.m.args[steps[1].name]
			return x, x != nil
		}
	}
	return nil, false
}

// written are the elements of a list or a map that is written out.
func written(n *node) ([]element, bool) {
	switch e := n.e.(type) {
	case *hclsyntax.TupleConsExpr:
		out := make([]element, 0, len(e.Exprs))
		for i, x := range e.Exprs {
			key, ok := plain(n.of(x).sample())
			if !ok {
				key = json.Number(strconv.Itoa(i))
			}
			out = append(out, element{key: key, value: n.of(x)})
		}
		return out, true
	case *hclsyntax.ObjectConsExpr:
		out := make([]element, 0, len(e.Items))
		for _, item := range e.Items {
			key, ok := plain(n.of(item.KeyExpr).sample())
			if !ok {
				return nil, false
			}
			out = append(out, element{key: key, value: n.of(item.ValueExpr)})
		}
		return out, true
	}
	return nil, false
}

// onlyLocals says whether an expression depends on nothing that is given from outside.
func onlyLocals(n *node) bool {
	for _, t := range n.e.Variables() {
		if t.RootName() != "local" && t.RootName() != "path" {
			return false
		}
	}
	return true
}
