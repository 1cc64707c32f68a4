// Package contrast says what differs between the environments that one configuration is compiled for: which objects
// exist only in some, and which targets, windows, alerts and recipients are others.
//
// A plan compares two states of one environment and judges the way between them; here nothing changes, so nothing is
// judged.
package contrast

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/words"
)

// Environment is what an environment is compiled to.
type Environment struct {
	Name      string
	Resources *honeycomb.Resources
}

// Row is something that differs between environments.
type Row struct {
	// Keys are the objects in which it differs alike, sorted.
	Keys []honeycomb.Key
	// What is the argument, or what people call it; empty where the objects themselves are only in some environments.
	What string
	// Values are those in each environment; empty where there is none.
	Values []string
}

// present is the value of an object that is there, in a row about that.
const present = "declared"

// Rows finds what differs between environments: SLOs first, then alerts, then what these need.
func Rows(environments []Environment) ([]Row, error) {
	t := table{n: len(environments), at: map[string]int{}, bodies: map[honeycomb.Key][]bool{},
		names: phrase.Names{}}
	for _, e := range environments {
		for x := range e.Resources.Objects() {
			if r, ok := x.(*honeycomb.Recipient); ok {
				t.names.Add(r)
			}
		}
	}
	for i, e := range environments {
		for x := range e.Resources.Objects() {
			t.object(i, x)
		}
	}
	if len(environments) == 0 {
		return nil, nil
	}
	first, err := honeycomb.ReadCatalogue(environments[0].Name,
		honeycomb.AppendCatalogue(nil, environments[0].Resources))
	if err != nil {
		return nil, err
	}
	for i, e := range environments[1:] {
		p, err := plan.Diff(first, e.Resources)
		if err != nil {
			return nil, err
		}
		t.rest(i+1, p)
	}
	return fold(t.differing()), nil
}

// table gathers the values of each thing in each environment.
type table struct {
	n      int
	rows   []Row
	at     map[string]int
	bodies map[honeycomb.Key][]bool // in which environments an object is
	names  phrase.Names
}

func (t *table) set(i int, key honeycomb.Key, what, value string) {
	id := string(key) + "\x00" + what
	j, ok := t.at[id]
	if !ok {
		j = len(t.rows)
		t.at[id] = j
		t.rows = append(t.rows, Row{Keys: []honeycomb.Key{key}, What: what, Values: make([]string, t.n)})
	}
	t.rows[j].Values[i] = value
}

// object sets what people call the values of an object.
func (t *table) object(i int, x honeycomb.Object) {
	key := x.Head().Key
	if t.bodies[key] == nil {
		t.bodies[key] = make([]bool, t.n)
	}
	t.bodies[key][i] = true
	set := func(what, value string) { t.set(i, key, what, value) }
	switch x := x.(type) {
	case *honeycomb.SLO:
		set("target", words.Percent(x.TargetPerMillion))
		set("window", words.Plural(x.TimePeriodDays, "day"))
		set("datasets", strings.Join(x.Datasets, ", "))
		set("owner", x.Owner)
		set("runbook", x.Runbook)
	case *honeycomb.BurnAlert:
		set("fires when", phrase.FiresWhen(x))
		set("notifies", t.names.Notifies(x.Recipients))
	case *honeycomb.Trigger:
		set("fires when", phrase.Condition(x))
		set("looks", phrase.Looks(x))
		set("tells", phrase.Tells(x))
		set("notifies", t.names.Notifies(x.Recipients))
		set("owner", x.Owner)
		set("runbook", x.Runbook)
	case *honeycomb.Recipient:
		set("is", map[bool]string{true: "looked up", false: "created"}[x.Lookup])
		set("notifies", phrase.Recipient(x))
	case *honeycomb.CalculatedField:
		set("formula", x.Expression)
	}
}

// told are the attributes that [table.object] or other objects' rows tell, by kind: those that begin so.
var told = map[string][]string{
	honeycomb.KindSLO: {"target_per_million", "time_period_days", "description", "dataset", "sli"},
	honeycomb.KindBurnAlert: {"alert_type", "budget_rate", "exhaustion", "description", "recipients", "dataset",
		"slo"},
	honeycomb.KindTrigger: {"threshold", "frequency", "alert_type", "description", "recipients"},
	honeycomb.KindRecipient: {"lookup", "type", "details.email_address", "details.slack_channel",
		"details.pagerduty_integration_name", "details.webhook_name"},
	honeycomb.KindCalculatedField: {"expression"},
	honeycomb.KindQueryAnnotation: {"description", "query_id"},
}

// tells reports whether other rows tell what differs: those of the object itself, or of what a board shows.
func tells(p *plan.Plan, c *plan.Change, d *plan.AttrDiff) bool {
	if slices.ContainsFunc(told[c.Kind], func(name string) bool { return strings.HasPrefix(d.Path, name) }) {
		return true
	}
	if c.Kind != honeycomb.KindBoard || d.QuotesService() {
		return d.QuotesService()
	}
	panel, ok := strings.CutPrefix(d.Path, "panels[")
	return ok && slices.ContainsFunc(p.Changes, func(o plan.Change) bool {
		return string(o.Key)+"]" == panel && (o.Before == nil || o.After == nil)
	})
}

// rest sets the attributes that have no row yet, by how they differ from the first environment's.
func (t *table) rest(i int, p *plan.Plan) {
	for j := range p.Changes {
		c := &p.Changes[j]
		if c.Before == nil || c.After == nil || c.From != "" {
			continue
		}
		for k := range c.Diffs {
			d := &c.Diffs[k]
			if tells(p, c, d) {
				continue
			}
			name := d.Argument(c.Kind)
			was, is := shown(d)
			id := string(c.Key) + "\x00" + name
			if _, ok := t.at[id]; !ok {
				for other := range t.n {
					t.set(other, c.Key, name, was)
				}
			}
			t.set(i, c.Key, name, is)
		}
	}
}

// shown are the two values of an attribute, as far as they may be shown and are short.
func shown(d *plan.AttrDiff) (before, after string) {
	const most = 80
	before, after = d.Values()
	if d.Sensitive {
		if before != "" {
			before = "(a secret)"
		}
		if after != "" {
			after = "(another secret)"
		}
	}
	return words.Cut(before, most), words.Cut(after, most)
}

// differing are the rows whose values aren't the same in all environments. Of an object that isn't in all, only that.
func (t *table) differing() (rows []Row) {
	keys := make([]honeycomb.Key, 0, len(t.bodies))
	for key := range t.bodies {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	partly := map[honeycomb.Key]bool{}
	for _, key := range keys {
		in := t.bodies[key]
		if !slices.Contains(in, false) || follows(key) {
			partly[key] = slices.Contains(in, false)
			continue
		}
		partly[key] = true
		r := Row{Keys: []honeycomb.Key{key}, Values: make([]string, t.n)}
		for i, has := range in {
			if has {
				r.Values[i] = present
			}
		}
		rows = append(rows, r)
	}
	for _, r := range t.rows {
		differs := slices.ContainsFunc(r.Values, func(v string) bool { return v != r.Values[0] })
		if differs && !partly[r.Keys[0]] {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		if d := rank(a.Keys[0]) - rank(b.Keys[0]); d != 0 {
			return d
		}
		return strings.Compare(string(a.Keys[0]), string(b.Keys[0]))
	})
	return rows
}

// follows says whether an object comes and goes with others that are told.
func follows(key honeycomb.Key) bool {
	kind := key.Kind()
	return kind == honeycomb.KindCalculatedField && !key.IsField() || kind == honeycomb.KindQuery ||
		kind == honeycomb.KindQueryAnnotation
}

func rank(key honeycomb.Key) int {
	i := slices.Index([]string{honeycomb.KindSLO, honeycomb.KindBurnAlert, honeycomb.KindTrigger,
		honeycomb.KindRecipient}, key.Kind())
	if i < 0 {
		return 9
	}
	return i
}

// fold puts together what differs alike in several objects of a kind.
func fold(rows []Row) (out []Row) {
	at := map[string]int{}
	for _, r := range rows {
		id := r.Keys[0].Kind() + "\x00" + r.What + "\x00" + strings.Join(r.Values, "\x00")
		if i, ok := at[id]; ok {
			out[i].Keys = append(out[i].Keys, r.Keys...)
			continue
		}
		at[id] = len(out)
		out = append(out, r)
	}
	return out
}

// Title names the objects of a row: a few by their keys, many by their number.
func (r *Row) Title() string {
	const most = 3
	if len(r.Keys) > most {
		return fmt.Sprintf("%d of %s/*, such as %s", len(r.Keys), r.Keys[0].Kind(), r.Keys[0])
	}
	names := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

// Line says how a row differs: "target 99.9% in prod; 99% in staging, eu".
func (r *Row) Line(names []string) string {
	var values []string
	in := map[string][]string{}
	for i, v := range r.Values {
		if in[v] == nil {
			values = append(values, v)
		}
		in[v] = append(in[v], names[i])
	}
	var parts []string
	for _, v := range values {
		said := v
		switch {
		case v == "" && r.What == "":
			said = "not"
		case v == "":
			said = "nothing"
		}
		parts = append(parts, said+" in "+strings.Join(in[v], ", "))
	}
	text := strings.Join(parts, "; ")
	if r.What != "" {
		text = r.What + " " + text
	}
	return text
}
