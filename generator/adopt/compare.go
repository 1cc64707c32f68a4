package adopt

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lift"
	"github.com/slogen-project/slogen/generator/words"
)

// difference is a member that an object made here doesn't have as the item has it.
type difference struct {
	path    string // "threshold.value"
	was, is any    // nil for none
	remark  bool   // it means the same
	kept    bool   // nothing replaces it while the object is taken over
	text    string // what to say instead of the values
}

// readOnly are the members that the API adds to what it was sent, by kind; "" for all.
var readOnly = map[string][]string{
	"": {"id", "created_at", "updated_at", "environment_slug", "links"},
	honeycomb.KindSLO: {"reset_at", "dataset_slugs", "dataset", "compliance", "budget_remaining", "status",
		"burn_rate"},
	honeycomb.KindBurnAlert: {"triggered", "dataset", "slo.name", "slo.created_at"},
	honeycomb.KindTrigger: {"dataset_slug", "dataset", "triggered", "query_id", "query.id",
		"evaluation_schedule_type"},
	honeycomb.KindBoard: {"type", "layout_generation"},
}

// presets are what the API has where nothing was sent, by kind and member. Nothing, zero, false and what is empty are
// the same for all.
var presets = map[string]map[string][]any{
	honeycomb.KindTrigger: {
		"frequency": {json.Number("900")}, "alert_type": {honeycomb.OnChange},
		"threshold.exceeded_limit": {json.Number("1")}, "query.filter_combination": {"AND"},
		"query.time_range": {json.Number("7200")}, "query.calculations": {[]any{object{"op": "COUNT"}}},
		"query.limit": {json.Number("100"), json.Number("1000")},
		"query.calculations[].filter_combination": {"AND"},
		"recipients[].details.pagerduty_severity": {"critical"},
	},
	honeycomb.KindBurnAlert: {
		"alert_type": {honeycomb.ExhaustionTime}, "recipients[].details.pagerduty_severity": {"critical"},
	},
	honeycomb.KindQuery: {"filter_combination": {"AND"}, "time_range": {json.Number("7200")},
		"limit": {json.Number("100"), json.Number("1000")}},
	honeycomb.KindBoard: {"panels[].query_panel.query_style": {"graph"}},
}

// unordered are the lists whose order means nothing.
var unordered = map[string]bool{"tags": true, "recipients": true, "recipients[].details.variables": true,
	"query.breakdowns": true, "query.filters": true, "query.calculations": true,
	"evaluation_schedule.window.days_of_week": true, "details.webhook_headers": true,
	"details.webhook_payloads.template_variables": true, "query.calculations[].filters": true}

// comparison compares the body of an item with that of the object made of it.
type comparison struct {
	kind string
	out  []difference
}

// compare lists what differs.
func compare(kind string, was, is object) []difference {
	c := &comparison{kind: kind}
	c.objects("", "", was, is)
	return c.out
}

func (c *comparison) ignored(path string) bool {
	return slices.Contains(readOnly[""], path) || slices.Contains(readOnly[c.kind], path)
}

// value compares two values. path is where they are, for people; at is the same without numbers.
func (c *comparison) value(path, at string, was, is any) {
	if c.ignored(at) || c.same(at, was, is) {
		return
	}
	if c.saysNothing(at, was, is) {
		return
	}
	switch was := was.(type) {
	case object:
		if is, ok := is.(object); ok {
			if _, secret := is["$secret"]; !secret {
				c.objects(path, at, was, is)
				return
			}
		}
	case []any:
		if is, ok := is.([]any); ok {
			c.lists(path, at, was, is)
			return
		}
	}
	c.out = append(c.out, difference{path: path, was: was, is: is})
}

// saysNothing says whether one of two values is an object whose members are what is there where nothing is said, and
// the other isn't there.
func (c *comparison) saysNothing(at string, was, is any) bool {
	a, isA := was.(object)
	b, isB := is.(object)
	if !isA && was != nil || !isB && is != nil || isA == isB || b["$secret"] != nil {
		return false
	}
	d := &comparison{kind: c.kind}
	d.objects("", at, a, b)
	return len(d.out) == 0
}

// same says whether two values are the same, or mean it.
func (c *comparison) same(at string, was, is any) bool {
	if isNothing(was) && isNothing(is) {
		return true
	}
	if o, ok := is.(object); ok && len(o) == 1 && o["$secret"] != nil {
		if text, ok := was.(string); ok && text != "" || was == nil {
			return true // whose value nobody keeps
		}
	}
	for _, preset := range presets[c.kind][at] {
		if isNothing(was) && equal(preset, is) || isNothing(is) && equal(was, preset) {
			return true
		}
	}
	return equal(was, is)
}

// equal says whether two values are the same JSON.
func equal(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		b, ok := b.(json.Number)
		if !ok {
			return false
		}
		x, ok := rational(a)
		y, ok2 := rational(b)
		return a == b || ok && ok2 && x.Cmp(y) == 0
	case object:
		b, ok := b.(object)
		if !ok || len(a) != len(b) {
			return false
		}
		for k, v := range a {
			if w, ok := b[k]; !ok || !equal(v, w) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equal)
	}
	return a == b
}

func (c *comparison) objects(path, at string, was, is object) {
	names := sortedNames(was)
	for name := range is {
		if _, ok := was[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		c.value(join(path, name), join(at, name), was[name], is[name])
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// lists compares two lists: in order, or what only one of them has where the order means nothing.
func (c *comparison) lists(path, at string, was, is []any) {
	if unordered[at] {
		was, is = c.unlike(at, was, is)
	}
	for i := range max(len(was), len(is)) {
		var x, y any
		if i < len(was) {
			x = was[i]
		}
		if i < len(is) {
			y = is[i]
		}
		c.value(fmt.Sprintf("%s[%d]", path, i), at+"[]", x, y)
	}
}

// unlike is what two lists don't have in common.
func (c *comparison) unlike(at string, was, is []any) (a, b []any) {
	is = slices.Clone(is)
	for _, x := range was {
		i := slices.IndexFunc(is, func(y any) bool {
			d := &comparison{kind: c.kind}
			d.value("", at+"[]", x, y)
			return len(d.out) == 0
		})
		if i < 0 {
			a = append(a, x)
		} else {
			is = slices.Delete(is, i, i+1)
		}
	}
	return a, is
}

// canonical is JSON with sorted members.
func canonical(v any) []byte {
	if o, ok := v.(object); ok && o == nil || v == nil {
		return nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return nil
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// numberText is a number as an object holds it; empty for what is none.
func numberText(v any) honeycomb.Number {
	n, _ := v.(json.Number)
	return honeycomb.Number(n)
}

// body is the item's body as it is compared.
func (x *item) comparable() object {
	out := make(object, len(x.body))
	for k, v := range x.body {
		out[k] = v
	}
	if x.kind == honeycomb.KindCalculatedField { // exporters add what the API says only in its paths
		for _, name := range datasetMembers {
			if x.dataset != "" && out[name] == x.dataset {
				delete(out, name)
			}
		}
	}
	switch x.kind {
	case honeycomb.KindTrigger, honeycomb.KindBurnAlert:
		if list, ok := out["recipients"].([]any); ok {
			out["recipients"] = notifications(list)
		}
	case honeycomb.KindBoard:
		if list, ok := out["panels"].([]any); ok {
			out["panels"] = panels(list)
		}
	}
	return out
}

// notifications are recipients of an alert without what the API repeats of them.
func notifications(list []any) []any {
	out := make([]any, len(list))
	for i, x := range list {
		o, ok := x.(object)
		if !ok {
			out[i] = x
			continue
		}
		n := object{}
		for k, v := range o {
			switch k {
			case "type", "target": // the recipient has them, but for one that isn't known
				if o["id"] == nil || o["id"] == "" {
					n[k] = v
				}
			case "notification_details":
				n["details"] = v
			case groupFilter: // an empty one is none
				if filter, ok := v.(object); !ok || len(filter) > 0 {
					n[k] = sortedFilter(v)
				}
			case perGroupIncidents: // false and null are the same
				if isTrue(v) {
					n[k] = true
				}
			default:
				n[k] = v
			}
		}
		out[i] = n
	}
	return out
}

// panels are those of a board without what the API adds.
func panels(list []any) []any {
	out := make([]any, len(list))
	for i, x := range list {
		o, ok := x.(object)
		if !ok {
			out[i] = x
			continue
		}
		p := object{}
		for k, v := range o {
			if inner, ok := v.(object); ok && k == "query_panel" {
				v = without(inner, "dataset")
			}
			if k == "position" && isNothing(v) {
				continue
			}
			p[k] = v
		}
		out[i] = p
	}
	return out
}

func without(o object, name string) object {
	out := object{}
	for k, v := range o {
		if k != name {
			out[k] = v
		}
	}
	return out
}

// within says whether a path is another, or below it.
func within(path, other string) bool {
	rest, ok := strings.CutPrefix(path, other)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// compared lists what differs between an item and the object that was made of it.
func (p *prover) compared(x *item, made honeycomb.Object) []difference {
	is, ok := p.resolve(parse(honeycomb.AppendBody(nil, made))).(object)
	if !ok {
		return []difference{{path: "", text: "it can't be compared"}}
	}
	was := p.resolve(p.addressed(x).comparable()).(object)
	out := compare(x.kind, was, is)
	for i, d := range out {
		if slices.ContainsFunc(made.Head().Keeps, func(path string) bool { return within(d.path, path) }) {
			out[i].remark, out[i].kept = true, true
		}
	}
	if x.fresh() { // of what exists, it would be a change
		out = nameStandsIn(out, x.text("name"))
	}
	switch made := made.(type) {
	case *honeycomb.CalculatedField:
		out = sameFormula(out, x.text("expression"), made)
	case *honeycomb.BurnAlert:
		out = sameRate(out, x, made)
	case *honeycomb.Trigger:
		query, _ := p.m.queryOf(x)
		out = p.sameQuery(out, "query.", query, made.Query, made.Threshold, made.Baseline != nil)
	case *honeycomb.SavedQuery:
		out = p.sameQuery(out, "", x.body, made.Query, honeycomb.Threshold{Op: ">", Value: "0"}, false)
	case *honeycomb.SLO:
		if sets := p.m.datasets(x); !slices.Equal(sets, made.Datasets) {
			out = append(out, difference{path: "dataset_slugs", was: strings.Join(sets, ", "),
				is: strings.Join(made.Datasets, ", ")})
		}
		return out
	}
	if at := honeycomb.Dataset(made); at != "" && x.dataset != "" && at != x.dataset {
		out = append(out, difference{path: "dataset", was: x.dataset, is: at})
	}
	return out
}

// addressed is an item whose notifications have the ids of the recipients that they name by type and target.
func (p *prover) addressed(x *item) *item {
	told := objects(x.body["recipients"])
	if len(told) == 0 {
		return x
	}
	list := slices.Clone(x.body["recipients"].([]any))
	for i, n := range list {
		n, ok := n.(object)
		if !ok || reference(n["id"]) != "" {
			continue
		}
		if r := p.m.recipientNamed(x, n); r != nil {
			n = maps.Clone(n)
			n["id"] = p.id(p.key(r))
			list[i] = n
		}
	}
	out := *x
	out.body = maps.Clone(x.body)
	out.body["recipients"] = list
	return &out
}

// nameStandsIn says that a description that isn't there has become the name: slogen's objects need one.
func nameStandsIn(list []difference, name string) []difference {
	for i, d := range list {
		if d.path == "description" && isNothing(d.was) && d.is == name {
			list[i].remark, list[i].text = true, "there is no description, which slogen needs: the name stands in"
		}
	}
	return list
}

// sameFormula says of a formula that is written in another way that it means the same, and how that is known.
func sameFormula(list []difference, text string, made *honeycomb.CalculatedField) []difference {
	for i, d := range list {
		if d.path != "expression" {
			continue
		}
		was, diags := calc.Parse(calc.FromString("expression", text))
		is, diagsIs := calc.Parse(calc.FromString("expression", made.Expression))
		if was == nil || is == nil || diags.HasErrors() || diagsIs.HasErrors() {
			continue
		}
		why := ""
		switch proof := lift.Same(was.Root, is.Root); {
		case proof.SameText:
			list[i].remark, list[i].text = true,
				"the first apply replaces the formula's text by the same in slogen's form"
			continue
		case proof.SameForm:
			why = "the formula is the same, nested in another way"
		case proof.Kinds > 0:
			why = agreed(proof)
		default: // what differs is told
			continue
		}
		list[i].remark, list[i].text = true, why+"; the first apply replaces its text"
	}
	return list
}

// agreed says that two formulas were compared by their results.
func agreed(p lift.Proof) string {
	return fmt.Sprintf("the formula is written in another way; evaluated, both give the same result for all %s kinds "+
		"of events that they can tell apart", words.Thousands(p.Kinds))
}

// sameQuery says of a query that is written in another way that it means the same: both are lifted to the same HCL.
func (p *prover) sameQuery(list []difference, before string, query object, made *honeycomb.Query,
	limit honeycomb.Threshold, baseline bool) []difference {
	inside := func(d difference) bool {
		name, ok := strings.CutPrefix(d.path, before)
		name, _, _ = strings.Cut(name, "[")
		return ok && slices.Contains(queryMembers, name)
	}
	if !slices.ContainsFunc(list, inside) {
		return list
	}
	was, err := readQuery(query)
	if err != nil {
		return list
	}
	is := *made
	is.TimeRangeSeconds = 0
	var l lift.Lifter
	a, b := l.Trigger(was, limit, baseline), l.Trigger(&is, limit, baseline)
	if a.FiresWhen == "" || a.FiresWhen != b.FiresWhen || a.Where != b.Where || a.Having != b.Having ||
		!slices.Equal(a.GroupBy, b.GroupBy) {
		return list
	}
	list = slices.DeleteFunc(list, inside)
	return append(list, difference{path: "query", remark: true,
		text: "the query is written in another way and means the same; the first apply replaces it"})
}

// said is a difference of an item in words.
func (x *item) said(d difference) (text, original string) {
	switch {
	case d.text != "":
		return d.text, ""
	case d.kept:
		text = d.path + " stays as it is at Honeycomb while `existing` is written"
		if x.kind == honeycomb.KindRecipient { // it may be a secret
			return text, ""
		}
		return text, shown(d.was)
	case x.kind == honeycomb.KindRecipient && d.path != "type":
		return d.path + " can't be said as it is; its value isn't shown, as it may be a secret", ""
	}
	was, is := shown(d.was), shown(d.is)
	switch {
	case d.is == nil:
		return d.path + " can't be said", was
	case d.was == nil:
		return fmt.Sprintf("%s would become %s, which it doesn't have", d.path, short(is, 200)), ""
	}
	return fmt.Sprintf("%s would become %s; it was", d.path, short(is, 200)), cmp.Or(was, "nothing")
}
