package adopt

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lift"
	"github.com/slogen-project/slogen/generator/openslo"
)

// measured is what became of an SLI: an item, or one that a person must write, and why.
type measured struct {
	field  *item
	sets   []string
	unsaid *indicator
	why    string
}

// indicatorOf finds the SLI of an objective.
func (o *openSLO) indicatorOf(file string, s *openslo.SLO, obj *openslo.Objective, by user) *measured {
	sli, ref := obj.SLI, obj.SLIRef
	if sli == nil && ref == "" {
		sli, ref = s.SLI, s.SLIRef
	}
	if sli != nil {
		return o.measure(file, sli, by, obj)
	}
	if f := o.slis[ref]; f != nil {
		f.used = true
		return o.measure(f.file, f.x, by, obj)
	}
	text := "OpenSLO doesn't say the SLI: write `good`, and `eligible`"
	if ref != "" {
		text = fmt.Sprintf("the SLI %q isn't among what was read: import its file, too", ref)
	}
	return &measured{why: text, unsaid: &indicator{key: by.id, name: cmp.Or(ref, s.Name) + by.which,
		notes: []draft.Note{{Text: text}}}}
}

// user is the SLO that has an SLI, and which of the SLOs that came of one it is: "-good"; both are empty for none.
type user struct{ id, which string }

// measure makes an item of an SLI whose objective is obj; without a formula there is none. Honeycomb has one SLO for
// each SLI, so each SLO gets its own.
func (o *openSLO) measure(file string, sli *openslo.SLI, by user, obj *openslo.Objective) *measured {
	name := cmp.Or(sli.Name, by.id, "sli") + by.which
	key := fmt.Sprintf("%s:%d:%d", file, sli.Place.Line, sli.Place.Column)
	if obj != nil && obj.Value != nil {
		key += "\x00" + obj.Op + obj.Value.Text
	}
	out := &measured{}
	if o.users[key]++; o.users[key] > 1 && by.which == "" {
		name += "-" + by.id
	}
	description := cmp.Or(sli.Description, sli.DisplayName)
	var notes []draft.Note
	if sli.DisplayName != "" && sli.Description != "" && sli.DisplayName != sli.Description {
		notes = append(notes, draft.Note{Text: "SLIs have no display name", Original: sli.DisplayName})
	}
	notes = append(notes, metaNotes(&sli.Meta, true)...)
	c := &computed{o: o, sli: sli, obj: obj}
	if why := c.compute(); why != "" {
		notes = append(notes, draft.Note{Text: why + ": write `good`, and `eligible` where not every event counts"})
		notes = append(notes, c.originals(file)...)
		out.why, out.sets = why, c.sets
		out.unsaid = &indicator{key: key, name: name, description: description, notes: notes}
		return out
	}
	slices.Sort(c.sets)
	c.sets = slices.Compact(c.sets)
	x := &item{kind: honeycomb.KindCalculatedField, id: by.id, name: name, file: file,
		line: sli.Place.Line, sets: c.sets,
		body:     object{"alias": "\x00" + key, "expression": c.formula, "description": description},
		declared: &declared{title: fmt.Sprintf("SLI %q", name), notes: notes, alias: c.alias == ""}}
	if c.alias != "" {
		x.body["alias"] = c.alias
	}
	switch len(c.sets) {
	case 0:
	case 1:
		x.dataset = c.sets[0]
	default:
		x.dataset = honeycomb.AllDatasets
	}
	if obj != nil && obj.Op != "" && sli.Ratio != nil {
		x.remark("", "op says nothing about a ratioMetric", "op: "+obj.Op)
	}
	if sli.Ratio != nil && sli.Ratio.Counter != nil && c.alias == "" { // slogen itself writes it
		c.ignored = append(c.ignored, fmt.Sprintf("counter: %t", *sli.Ratio.Counter))
	}
	for _, name := range c.ignored {
		x.remark("", name+" says nothing about an SLI, and was left out", "")
	}
	o.reading.items = append(o.reading.items, x)
	out.field, out.sets = x, c.sets
	return out
}

// computed is an SLI on its way to a formula.
type computed struct {
	o       *openSLO
	sli     *openslo.SLI
	obj     *openslo.Objective
	sets    []string
	formula string
	alias   string
	ignored []string // members of metrics that say nothing here
}

// compute finds the formula; otherwise it says why there is none.
func (c *computed) compute() (why string) {
	switch r := c.sli.Ratio; {
	case c.sli.Threshold != nil:
		return c.threshold()
	case r == nil:
		return "OpenSLO doesn't say what the SLI is"
	case r.Raw != nil:
		if why := c.elsewhere(r.Raw); why != "" {
			return why
		}
		return "a ratio that is computed already says nothing about single events, which SLIs at Honeycomb judge"
	case r.Total == nil:
		return "there is no total, so nobody knows which events are eligible"
	case r.Good == nil && r.Bad == nil:
		return "there is neither good nor bad"
	}
	if c.obj != nil && c.obj.Value != nil {
		return "an objective compares a ratioMetric with a value, which OpenSLO has for a thresholdMetric alone"
	}
	return c.ratio(c.sli.Ratio)
}

func (c *computed) ratio(r *openslo.Ratio) string {
	counted := cmp.Or(r.Good, r.Bad)
	for _, m := range []*openslo.Metric{counted, r.Total} {
		if why := c.elsewhere(m); why != "" {
			return why
		}
	}
	good, why := c.query(counted)
	if why != "" {
		return why
	}
	first := c.sets
	c.sets = nil
	total, why := c.query(r.Total)
	switch {
	case why != "":
		c.sets = append(c.sets, first...)
		return why
	case len(first) > 0 && len(c.sets) > 0 && !slices.Equal(first, c.sets):
		c.sets = nil
		return "its two metrics are of different datasets, and an SLI at Honeycomb judges each event alone"
	}
	c.sets = append(c.sets[:len(c.sets):len(c.sets)], first...)
	for _, q := range []*counting{good, total} {
		if q.column == "" {
			continue
		}
		q.Filters = append(q.Filters, honeycomb.Filter{Column: q.column, Op: "=", Value: true})
		if q.FilterCombination == "OR" && len(q.Filters) > 1 {
			return "it has both a column and filters of which one must hold"
		}
	}
	formula, err := lift.Ratio(good.Query, total.Query, r.Bad != nil)
	if err != nil {
		return "it can't be said of single events: " + err.Error()
	}
	c.formula = formula
	if r.Bad == nil && len(good.Filters) == 1 && len(good.CalculatedFields) == 1 && len(total.Filters) == 1 {
		if name := good.CalculatedFields[0].Name; name == good.Filters[0].Column && name == total.Filters[0].Column &&
			total.Filters[0].Op == "exists" && name != ownExpression {
			c.alias = name
		}
	}
	return ""
}

// functionOf are the functions for the operators of OpenSLO.
var functionOf = map[string]string{"lt": "LT", "lte": "LTE", "gt": "GT", "gte": "GTE"}

func (c *computed) threshold() string {
	m := c.sli.Threshold
	if why := c.elsewhere(m); why != "" {
		return why
	}
	q, why := c.query(m)
	switch {
	case why != "":
		return why
	case q.column == "":
		return "its metric names no column that events could be compared by"
	case c.obj == nil || c.obj.Op == "" || c.obj.Value == nil:
		return "no objective says, with op and value, from where on an event is good"
	}
	formula, err := lift.Threshold(q.Query, q.column, functionOf[c.obj.Op], c.obj.Value.Text)
	if err != nil {
		return "it can't be said of single events: " + err.Error()
	}
	c.formula = formula
	return ""
}

// typeOf is the type of a metric's source, and whether that is known. "Any" stands in examples, and says nothing.
func (c *computed) typeOf(m *openslo.Metric) (string, bool) {
	typ := m.Type
	if f := c.o.sources[m.Ref]; f != nil && typ == "" {
		typ = f.x.Type
	}
	return typ, typ != "" && !strings.EqualFold(typ, "any")
}

// elsewhere says why a metric can't be computed from events at Honeycomb; empty if it can.
func (c *computed) elsewhere(m *openslo.Metric) string {
	typ, known := c.typeOf(m)
	plain := strings.NewReplacer(".", "", "-", "", "_", "", " ", "").Replace(strings.ToLower(typ))
	if plain == "honeycomb" || plain == "honeycombio" || !known && likeHoneycomb(m) {
		return ""
	}
	if !known {
		if m.Ref != "" {
			return fmt.Sprintf("its data source %q isn't among what was read, so nobody knows what its query "+
				"means", m.Ref)
		}
		return "OpenSLO doesn't say from which data source it is read"
	}
	return fmt.Sprintf("OpenSLO reads it from %s, and Honeycomb computes SLIs from the events in its own datasets",
		short(typ, 60))
}

// likeHoneycomb says whether a metric has what only Honeycomb's have: a dataset, and a column, a formula or filters.
func likeHoneycomb(m *openslo.Metric) bool {
	keys := m.Spec.Keys()
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(keys, n) })
	}
	q, _ := m.Spec.JSON(jsonNumber).(object)
	_, isObject := q["query"].(object)
	return has("dataset", "datasets") && (isObject || has("filters", "calculations", "calculated_fields", "column",
		"expression"))
}

func jsonNumber(s string) any { return json.Number(s) }

// counting is a query that counts events, with the column that it names.
type counting struct {
	*honeycomb.Query
	column string
}

// ownExpression is the name of a calculated field that a metric writes without one.
const ownExpression = "expression"

// columnMembers name the column of a metric, in the words of tools that read Honeycomb.
var columnMembers = []string{"column", "attribute", "calculated_field", "calculatedField", "derived_column",
	"derivedColumn"}

// idleMembers say nothing about which events are good.
var idleMembers = []string{"time_range", "granularity", "start_time", "end_time", "orders", "limit"}

// asked is a metric of Honeycomb on its way to a query.
type asked struct {
	query         object
	sets          []string
	column        string
	idle, unknown []string
}

// query reads what a metric asks Honeycomb: a query's members, in `query` or beside `dataset`, or a column or formula.
func (c *computed) query(m *openslo.Metric) (*counting, string) {
	spec, ok := m.Spec.JSON(jsonNumber).(object)
	if !ok {
		return nil, "its metric has no spec"
	}
	a := &asked{query: object{}}
	for _, name := range sortedKeys(spec) {
		if why := a.member(name, spec[name]); why != "" {
			return nil, why
		}
	}
	c.sets, c.ignored = append(c.sets, a.sets...), append(c.ignored, a.idle...)
	slices.Sort(c.sets)
	c.sets = slices.Compact(c.sets)
	if len(a.unknown) > 0 {
		return nil, "its metric has members that slogen doesn't know, which may change what it counts: " +
			some(a.unknown, 20)
	}
	read, err := readQuery(a.query)
	if err != nil {
		return nil, "its query can't be read: " + err.Error()
	}
	return &counting{read, a.column}, ""
}

// member reads a member of a metric's spec; otherwise it says why the metric can't be said.
func (a *asked) member(name string, v any) string {
	text, isText := v.(string)
	switch {
	case isNothing(v):
	case name == "datasets":
		a.sets = append(a.sets, texts(v)...)
	case name == "filter":
		a.query["filters"], a.query["filter_combination"] = conditions(v)
	case name == "query":
		inner, ok := v.(object)
		if isText {
			inner, ok = parse([]byte(text)).(object)
		}
		if !ok {
			return "its query isn't one of Honeycomb's, which are JSON"
		}
		for _, name := range sortedKeys(inner) {
			if why := a.ofQuery("query.", name, inner[name]); why != "" {
				return why
			}
		}
	case name == "dataset" || name == ownExpression || name == "calculation" || slices.Contains(columnMembers, name):
		if !isText {
			return "its " + name + " isn't a text"
		}
		a.word(name, text)
	default:
		return a.ofQuery("", name, v)
	}
	return ""
}

// word reads a member that is a text.
func (a *asked) word(name, text string) {
	switch name {
	case "dataset":
		a.sets = append(a.sets, text)
	case "calculation":
		a.query["calculations"] = []any{object{"op": text}}
	case ownExpression:
		list, _ := a.query["calculated_fields"].([]any)
		a.query["calculated_fields"] = append(list, object{"name": ownExpression, "expression": text})
		a.column = ownExpression
	default:
		a.column = text
	}
}

// ofQuery reads a member of a query.
func (a *asked) ofQuery(inside, name string, v any) string {
	switch {
	case isNothing(v):
	case slices.Contains([]string{"calculations", "filters", "filter_combination", "calculated_fields"}, name):
		list, _ := a.query[name].([]any)
		if more, ok := v.([]any); ok {
			v = append(list, more...)
		}
		a.query[name] = v
	case slices.Contains([]string{"breakdowns", "havings", "formulas"}, name):
		return "its query has " + name + ", and an SLI at Honeycomb judges each event alone"
	case slices.Contains(idleMembers, name):
		a.idle = append(a.idle, inside+name)
	default:
		a.unknown = append(a.unknown, inside+name)
	}
	return ""
}

// conditions are filters as Nobl9's metrics of Honeycomb write them.
func conditions(v any) (list []any, combination any) {
	f, _ := v.(object)
	for _, c := range objects(f["conditions"]) {
		x := object{"column": c["attribute"], "op": c["op"]}
		if c["value"] != nil {
			x["value"] = c["value"]
		}
		list = append(list, x)
	}
	return list, f["op"]
}

// originals are what stood there, for whoever writes the SLI: of a metric the query, which OpenSLO names, and the names
// of everything else. Other values may be secrets.
func (c *computed) originals(file string) (out []draft.Note) {
	add := func(name string, m *openslo.Metric) {
		if m == nil {
			return
		}
		typ, _ := c.typeOf(m)
		where := "was " + name
		if typ != "" {
			where += " (" + short(typ, 60) + ")"
		}
		spec, _ := m.Spec.JSON(jsonNumber).(object)
		query, isText := spec["query"].(string)
		if q, ok := spec["query"].(object); ok {
			query = shown(q)
		}
		var names []string
		for _, k := range m.Spec.Keys() {
			if k != "query" || query == "" && !isText {
				names = append(names, k)
			}
		}
		if query != "" {
			out = append(out, draft.Note{Text: where, Original: maskedText(strings.TrimSpace(query))})
		}
		if len(names) > 0 {
			out = append(out, draft.Note{Text: fmt.Sprintf("%s, %s:%d: its other members, whose values aren't "+
				"shown, as they may be secrets: %s", where, file, m.Place.Line, some(names, 20))})
		}
		if len(m.Connection) > 0 {
			out = append(out, draft.Note{Text: where + ", connection details, whose values aren't shown: " +
				some(m.Connection, 20)})
		}
		if query == "" && len(names) == 0 {
			out = append(out, draft.Note{Text: where + ", without a query"})
		}
	}
	add("thresholdMetric", c.sli.Threshold)
	if r := c.sli.Ratio; r != nil {
		add("ratioMetric.good", r.Good)
		add("ratioMetric.bad", r.Bad)
		add("ratioMetric.total", r.Total)
		add("ratioMetric.raw", r.Raw)
		out = append(out, kindOfRatio(r)...)
	}
	if c.obj != nil && (c.obj.Op != "" || c.obj.Value != nil) {
		text := "op: " + c.obj.Op
		if c.obj.Value != nil {
			text += ", value: " + c.obj.Value.Text
			if sign := openslo.Ops[c.obj.Op]; sign != "" && c.sli.Threshold != nil {
				text += " (good is what is " + sign + " " + c.obj.Value.Text + ")"
			}
		}
		out = append(out, draft.Note{Text: "was the objective's", Original: text})
	}
	return out
}

// kindOfRatio is what a ratio says of itself.
func kindOfRatio(r *openslo.Ratio) (out []draft.Note) {
	if r.Counter != nil {
		out = append(out, draft.Note{Text: "was ratioMetric.counter", Original: fmt.Sprint(*r.Counter)})
	}
	if r.RawType != "" {
		out = append(out, draft.Note{Text: "was ratioMetric.rawType", Original: short(r.RawType, 60)})
	}
	return out
}
