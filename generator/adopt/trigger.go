package adopt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lift"
	"github.com/slogen-project/slogen/generator/terraform"
)

// offsets are the arguments of baselines, by minutes.
var offsets = map[int]string{60: "1h", 1440: "1d", 10080: "1w", 40320: "4w"}

func (m *maker) trigger(x *item) {
	name := x.text("name")
	query, found := m.queryOf(x)
	var sets []string
	if x.dataset != "" && x.dataset != honeycomb.AllDatasets {
		sets = []string{x.dataset}
	}
	home := m.home(x, name, sets)
	o := m.object(x, "trigger", m.without(name, home), home)
	exists(o, x, x.id)
	setText(&o.Block, "name", name)
	setText(&o.Block, "description", cmp.Or(x.text("description"), name))
	if x.dataset == honeycomb.AllDatasets {
		o.Set("dataset", draft.Raw("all"))
	}
	switch {
	case found && len(query) == 0 && x.lostQuery():
		m.noCondition(o, x, "its query couldn't be read, so what it fires on isn't known: write `fires_when`", nil)
	case found:
		m.query(o, x, query)
	default:
		m.noCondition(o, x, fmt.Sprintf("the query %q of this trigger isn't among what was read: save it from "+
			"/1/queries and import it too", x.text("query_id")), nil)
	}
	every := 900 // what Honeycomb has where nothing is said
	if n, ok := number(x.body["frequency"]); ok {
		every = n
	}
	o.Set("every", draft.Text(seconds(every)))
	over := honeycomb.DefaultTimeRangeSeconds
	if n, ok := number(query["time_range"]); ok {
		over = n
	}
	o.Set("over", draft.Text(seconds(over)))
	if n, ok := number(x.object("threshold")["exceeded_limit"]); ok && n != 1 {
		o.Set("for", draft.Whole(n))
	}
	switch x.text("alert_type") {
	case honeycomb.OnTrue:
		o.Set("repeat", draft.Bool(true))
	case honeycomb.OnGroupChange:
		o.Set("resolve", draft.Text("per_group"))
	}
	if b, _ := x.body["disabled"].(bool); b {
		o.Set("disabled", draft.Bool(true))
	}
	setInvestigate(o, x.body)
	setTags(o, x.body)
	m.notify(o, x, func(s string) {
		o.Set("severity", draft.Text(s))
		o.Set("pagerduty_severity", draft.Map(draft.Entry{Key: s, Value: draft.Text(s)}))
	})
	if w, _ := x.object("evaluation_schedule")["window"].(object); w != nil {
		o.Blocks = append(o.Blocks, scheduleBlock(w))
	}
	if b := x.object("baseline_details"); len(b) > 0 {
		block := &draft.Block{Type: "baseline"}
		n, _ := number(b["offset_minutes"])
		by, _ := b["type"].(string)
		if n != 0 || by != "" {
			block.Set("against", draft.Text(cmp.Or(offsets[n], minutes(n))))
			block.Set("by", draft.Text(by))
			o.Blocks = append(o.Blocks, block)
		}
	}
}

func scheduleBlock(w object) *draft.Block {
	b := &draft.Block{Type: "schedule"}
	var days []draft.Value
	for _, d := range texts(w["days_of_week"]) {
		days = append(days, draft.Text(d))
	}
	b.Set("days", draft.List(days...))
	for _, a := range []struct{ arg, member string }{{"from", "start_time"}, {"to", "end_time"}} {
		if s, ok := w[a.member].(string); ok {
			b.Set(a.arg, draft.Text(s))
		}
	}
	return b
}

// queryOf is the query of a trigger; false if it has one by id that wasn't read.
func (m *maker) queryOf(x *item) (object, bool) {
	if q := x.object("query"); q != nil {
		return q, true
	}
	id := x.text("query_id")
	if id == "" {
		return object{}, true
	}
	if q := m.byID[honeycomb.KindQuery+" "+id]; q != nil {
		if x.dataset == "" {
			x.dataset = q.dataset
		}
		return q.body, true
	}
	return object{}, false
}

// lostQuery says whether the query of a trigger in source couldn't be read.
func (x *item) lostQuery() bool {
	return x.resource != nil && slices.ContainsFunc(x.resource.Notes, func(n terraform.Note) bool {
		return !n.Remark && (n.Arg == "query_json" || n.Arg == "query_id")
	})
}

// query writes the condition of a trigger.
func (m *maker) query(o *draft.Object, x *item, query object) {
	q, err := readQuery(query)
	t := x.object("threshold")
	op, _ := t["op"].(string)
	limit := honeycomb.Threshold{Op: op, Value: numberText(t["value"])}
	if err != nil || op == "" || limit.Value == "" {
		why := "the query or the threshold isn't as the API has it"
		if err != nil {
			why = "the query isn't as the API has it: " + err.Error()
		}
		m.noCondition(o, x, why, query)
		return
	}
	var sets []string
	if x.dataset != honeycomb.AllDatasets {
		sets = []string{x.dataset}
	}
	l := m.lifter(x, q, sets)
	got := l.Trigger(q, limit, len(x.object("baseline_details")) > 0)
	if got.FiresWhen == "" {
		m.noCondition(o, x, "the condition can't be said: "+strings.Join(got.Notes, "; "), query)
		return
	}
	for _, n := range got.Notes {
		o.Note(draft.Note{Arg: "fires_when", Text: n, Remark: true})
		m.left = append(m.left, Left{Object: x.title(), Place: x.place(), Argument: "query", Text: n, Remark: true})
	}
	o.Set("fires_when", m.resolved(got.FiresWhen))
	if got.Where != "" {
		o.Set("where", m.resolved(got.Where))
	}
	if got.Having != "" {
		o.Set("having", m.resolved(got.Having))
	}
	var groups []draft.Value
	for _, g := range got.GroupBy {
		groups = append(groups, m.resolved(g))
	}
	if groups != nil {
		o.Set("group_by", draft.List(groups...))
	}
}

// noCondition notes that a trigger lacks its condition.
func (m *maker) noCondition(o *draft.Object, x *item, why string, query object) {
	var original any
	if len(query) > 0 {
		original = query
	}
	m.lost(o, x, "query", why+"; the rest of this trigger wasn't compared", original)
	m.unsaid[o] = true
}

// queryMembers are the members of queries that triggers have in slogen.
var queryMembers = []string{"breakdowns", "calculations", "filters", "filter_combination", "formulas", "havings",
	"calculated_fields"}

// knownQuery is a query without what triggers can't have, which is compared later, and without what says nothing.
func knownQuery(q object) object {
	out := object{}
	for _, name := range queryMembers {
		if v := q[name]; !isNothing(v) {
			out[name] = v
		}
	}
	return out
}

// readQuery is a query with its members that triggers have in slogen.
func readQuery(query object) (*honeycomb.Query, error) {
	q, err := honeycomb.ReadQuery(canonical(knownQuery(query)))
	if err == nil && len(q.Calculations) == 0 && len(q.Formulas) == 0 { // what Honeycomb has where nothing is said
		q.Calculations = []honeycomb.Calculation{{Op: "COUNT"}}
	}
	return q, err
}

// refMark begins the names that stand for objects whose names aren't settled while formulas are lifted.
const refMark = "sli.imported_"

// lifter writes the query of a trigger in these datasets: the columns that are calculated fields are references to
// them. One that the query computes from stays a column, as slogen would write its formula there.
func (m *maker) lifter(x *item, q *honeycomb.Query, sets []string) *lift.Lifter {
	return &lift.Lifter{Names: func(column string) *lift.Name {
		f := m.fieldOf(column, sets)
		made := m.made[f]
		if f == nil || made == nil || repeatedFor(f) != "" && repeatedFor(f) != repeatedFor(x) {
			return nil
		}
		name := &lift.Name{HCL: fmt.Sprintf("%s%d_", refMark, m.at[f])}
		switch {
		case m.slis[f]:
			name.SLI, name.Bool = true, true
		case slices.ContainsFunc(q.CalculatedFields, func(c honeycomb.QueryField) bool {
			return strings.Contains(c.Expression, column)
		}):
			return nil
		}
		return name
	}}
}

// repeatedFor is what an item of source is repeated for; empty for nothing.
func repeatedFor(x *item) string {
	if x.resource == nil {
		return ""
	}
	return x.resource.ForEach
}

// resolved is HCL with references for the names that the lifter was given.
func (m *maker) resolved(text string) draft.Value {
	var out draft.Value
	for {
		before, after, ok := strings.Cut(text, refMark)
		digits, rest, closed := strings.Cut(after, "_")
		n := 0
		if ok && closed {
			if _, err := fmt.Sscanf(digits, "%d", &n); err != nil || n >= len(m.items) || m.made[m.items[n]] == nil {
				ok = false
			}
		}
		if !ok || !closed {
			return append(out, draft.Part{Text: text})
		}
		out = append(out, draft.Part{Text: before}, draft.Part{Object: m.made[m.items[n]]})
		text = rest
	}
}

// lift writes the formula of an SLI as expressions if they are proven to mean the same; otherwise as it is.
func (m *maker) lift(o *draft.Object, f *calc.Formula, text string) {
	var l lift.Lifter
	got := l.SLI(f.Root)
	if got.Good == "" {
		o.Set("expression", draft.Text(text))
		why := "as `eligible` and `good` it can't be said, so it stays text: " + got.Why
		m.remark(o, "expression", why)
		return
	}
	if got.Eligible != "" {
		o.Set("eligible", draft.Raw(got.Eligible))
	}
	o.Set("good", draft.Raw(got.Good))
}
