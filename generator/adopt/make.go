package adopt

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lift"
	"github.com/slogen-project/slogen/generator/words"
)

// maker makes a draft of items.
type maker struct {
	items    []*item
	byID     map[string]*item   // by kind and id
	aliases  map[string][]*item // calculated fields by alias
	made     map[*item]*draft.Object
	of       map[*draft.Object]*item
	secrets  map[string]bool // names that are taken
	d        *draft.Draft
	left     []Left
	found    map[*draft.Object]string     // the ids of recipients that are looked up by what alerts say of them
	guessed  []string                     // the aliases of calculated fields whose datasets are those of their SLOs
	compared map[*item]bool               // what was compared with what became of it
	unsaid   map[*draft.Object]bool       // those that lack what they can't do without
	slis     map[*item]bool               // the calculated fields that are SLIs
	tokens   map[string]*draft.Object     // recipients by what notifications say of them
	told     map[*draft.Object]*item      // and the first alert in source that does
	read     map[string]*draft.Object     // recipients that were read, by type and target; nil until one is asked for
	shows    map[string]bool              // the ids of queries and annotations that belong to what was declared
	queries  map[string][]*item           // by what triggers may have of them
	columns  map[string]map[string]string // types by dataset and column
	at       map[*item]int                // their places in items
	notes    map[string]string            // the ids of annotations by those of their queries
	allSets  []draft.Value                // the datasets that are known; nil until they are asked for
	kept
	indicators map[string]*item // the first SLO of each SLI that a person must write
	standIns   []standIn
}

// Left is what couldn't be said, or not as it was.
type Left struct {
	// Object is what it is about, such as `SLO "Checkout works"`; absent for a whole file.
	Object string `json:"object,omitempty"`
	// Place is where that was read.
	Place string `json:"place,omitempty"`
	// Argument is the argument, or the member of the object that was read; absent for the whole.
	Argument string `json:"argument,omitempty"`
	// Text is what couldn't be said, and why.
	Text string `json:"text"`
	// Original is what stood there.
	Original string `json:"original,omitempty"`
	// Remark says that nothing is lost.
	Remark bool `json:"remark,omitempty"`
	// whole says that the text report doesn't shorten it, nor leave it out of a long list.
	whole bool
}

// make makes the draft.
func (m *maker) make() {
	m.byID, m.aliases = map[string]*item{}, map[string][]*item{}
	m.made, m.of = map[*item]*draft.Object{}, map[*draft.Object]*item{}
	m.secrets, m.slis, m.tokens = map[string]bool{}, map[*item]bool{}, map[string]*draft.Object{}
	m.told = map[*draft.Object]*item{}
	m.unsaid, m.found = map[*draft.Object]bool{}, map[*draft.Object]string{}
	m.compared = map[*item]bool{}
	m.d = &draft.Draft{}
	m.unique()
	m.at, m.notes = map[*item]int{}, map[string]string{}
	for i, x := range m.items {
		m.at[x] = i
		if q := x.text("query_id"); x.kind == honeycomb.KindQueryAnnotation && m.notes[q] == "" {
			m.notes[q] = x.id
		}
	}
	m.guess()
	for _, x := range m.items {
		if x.kind == honeycomb.KindCalculatedField {
			m.aliases[x.text("alias")] = append(m.aliases[x.text("alias")], x)
		}
	}
	for _, step := range []struct {
		kind string
		make func(x *item)
	}{
		{kindColumn, m.column},
		{honeycomb.KindRecipient, m.recipient},
		{honeycomb.KindSLO, m.slo},
		{honeycomb.KindCalculatedField, m.field},
		{honeycomb.KindBurnAlert, m.burnAlert},
		{honeycomb.KindTrigger, m.trigger},
		{honeycomb.KindBoard, m.board},
	} {
		for _, x := range m.items {
			if x.kind == step.kind {
				step.make(x)
			}
		}
	}
	m.rest()
	if len(m.guessed) > 0 {
		m.left = append(m.left, Left{Text: "what was read doesn't say the dataset of these calculated fields, which " +
			"is taken to be that of their SLOs: " + some(m.guessed, 5), Remark: true})
	}
}

// unique drops what was read twice.
func (m *maker) unique() {
	var out []*item
	for _, x := range m.items {
		id := x.kind + " " + x.id
		if x.kind == kindColumn || x.id == "" {
			out = append(out, x)
			continue
		}
		if other := m.byID[id]; other != nil {
			switch {
			case holds(other.body, x.body):
			case holds(x.body, other.body): // a list may leave out what a single object has
				other.body, other.file, other.line = x.body, x.file, x.line
			default:
				m.leave(x, Left{Text: "it was read before, from " + other.place() + ", and differs; only that is " +
					"used", Original: differing(other, x)})
			}
			if other.dataset == "" {
				other.dataset = x.dataset
			}
			continue
		}
		m.byID[id] = x
		out = append(out, x)
	}
	m.items = out
}

// differing says how two readings of an object differ.
func differing(a, b *item) string {
	var out []string
	if a.kind == honeycomb.KindRecipient {
		return "" // it may be a secret
	}
	for i, d := range compare(a.kind, a.comparable(), b.comparable()) {
		if i == maxDifferences {
			out = append(out, "...")
			break
		}
		out = append(out, fmt.Sprintf("%s was %s, here %s", d.path, cmp.Or(string(canonical(d.was)), "nothing"),
			cmp.Or(string(canonical(d.is)), "nothing")))
	}
	return strings.Join(out, "; ")
}

// holds says whether an object has all members of another, as they are there.
func holds(o, other object) bool {
	for name, v := range other {
		if w, ok := o[name]; !ok || !equal(v, w) {
			return false
		}
	}
	return true
}

// guess takes the name of a folder for a dataset where other things are known to be in a dataset of this name.
func (m *maker) guess() {
	known := map[string]bool{}
	for _, x := range m.items {
		known[x.dataset] = true
		for _, s := range texts(x.body["dataset_slugs"]) {
			known[s] = true
		}
	}
	for _, x := range m.items {
		if x.dataset == "" && known[x.guess] {
			x.dataset = x.guess
		}
	}
}

// longOriginal is how long an object may be to stand in a comment, if nothing is made of it.
const longOriginal = 300

// leave notes what has no place in the draft.
func (m *maker) leave(x *item, l Left) {
	l.Object, l.Place = x.title(), x.place()
	m.left = append(m.left, l)
	text := l.Object + ": " + l.Text
	if len(l.Original) > longOriginal { // it stays where it is, and the report has it
		l.Original = ""
	}
	m.d.Notes = append(m.d.Notes, draft.Note{Text: text, Original: l.Original, Remark: l.Remark})
}

// object starts the declaration of an item.
func (m *maker) object(x *item, typ, name string, home draft.Home) *draft.Object {
	o := &draft.Object{Name: cmp.Or(x.name, name), ID: x.id, Home: home}
	o.Type = typ
	if x.existed != "" {
		o.Set("existing", draft.Text(x.existed))
	}
	m.add(x, o)
	m.noted(o, x)
	return o
}

func (m *maker) add(x *item, o *draft.Object) {
	m.d.Objects = append(m.d.Objects, o)
	m.made[x], m.of[o] = o, x
}

// exists says that the object is taken over.
func exists(o *draft.Object, x *item, id string) {
	switch {
	case !x.exists || o.Get("existing") != nil:
	case x.dataset != "" && x.dataset != honeycomb.AllDatasets:
		o.Set("existing", draft.Text(x.dataset+"/"+id))
	default:
		o.Set("existing", draft.Text(id))
	}
}

// home is where an object belongs.
func (m *maker) home(x *item, title string, sets []string) draft.Home {
	h := draft.Home{Service: x.service, Title: title, Tags: map[string]string{}}
	for _, s := range sets {
		h.Datasets = append(h.Datasets, draft.Text(s))
	}
	for _, t := range tagsOf(x.body) {
		h.Tags[t.Key] = t.Value
	}
	return h
}

// tagsOf are the tags of a body, as far as they are any.
func tagsOf(body object) (out []honeycomb.Tag) {
	list, _ := body["tags"].([]any)
	for _, x := range list {
		o, _ := x.(object)
		key, ok := o["key"].(string)
		value, ok2 := o["value"].(string)
		if ok && ok2 {
			out = append(out, honeycomb.Tag{Key: key, Value: value})
		}
	}
	return out
}

func setTags(o *draft.Object, body object) {
	var list []draft.Entry
	seen := map[string]bool{}
	for _, t := range tagsOf(body) {
		if !seen[t.Key] {
			seen[t.Key] = true
			list = append(list, draft.Entry{Key: t.Key, Value: draft.Text(t.Value)})
		}
	}
	if list != nil {
		o.Tags = list
	}
}

// setInvestigate says that an alert is investigated; one that isn't says nothing.
func setInvestigate(o *draft.Object, body object) {
	if on, _ := body[honeycomb.AutoInvestigate].(bool); on {
		o.Set("investigate", draft.Bool(true))
	}
}

// setText sets an argument to a text that isn't empty.
func setText(b *draft.Block, name, text string) {
	if text != "" {
		b.Set(name, draft.Text(text))
	}
}

// texts are the texts of a list.
func texts(v any) (out []string) {
	list, _ := v.([]any)
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// datasets are those of an SLO: those that it names, else that of its path, else that of its calculated field.
func (m *maker) datasets(x *item) []string {
	sets := texts(x.body["dataset_slugs"])
	if len(sets) == 0 && x.dataset != "" && x.dataset != honeycomb.AllDatasets {
		sets = []string{x.dataset}
	}
	if len(sets) == 0 {
		for _, f := range m.aliases[alias(x)] {
			if f.dataset != "" && f.dataset != honeycomb.AllDatasets {
				sets = []string{f.dataset}
			}
		}
	}
	slices.Sort(sets)
	return slices.Compact(sets)
}

// alias is the alias of an SLO's calculated field.
func alias(x *item) string {
	s, _ := x.object("sli")["alias"].(string)
	return s
}

// fieldOf finds the calculated field of this alias that an object in these datasets means; nil if it wasn't read, or if
// several may be meant.
func (m *maker) fieldOf(alias string, sets []string) *item {
	var whole, unknown *item
	several := false
	for _, f := range m.aliases[alias] {
		switch {
		case len(sets) == 1 && f.dataset == sets[0]:
			return f
		case f.dataset == honeycomb.AllDatasets:
			whole = f
		case f.dataset == "":
			if unknown != nil && unknown.text("expression") != f.text("expression") {
				several = true
			}
			unknown = f
		}
	}
	if whole == nil && several {
		return nil
	}
	return cmp.Or(whole, unknown)
}

func (m *maker) slo(x *item) {
	sets := m.datasets(x)
	switch {
	case len(sets) == 1:
		x.dataset = sets[0]
	case len(sets) > 1:
		x.dataset = honeycomb.AllDatasets
	}
	name := x.text("name")
	home := m.home(x, name, sets)
	f := m.fieldOf(alias(x), sets)
	if f != nil && f.dataset == "" { // it says nothing of its own
		f.dataset = x.dataset
		if f.declared == nil {
			m.guessed = append(m.guessed, f.text("alias"))
		}
	}
	sli := m.made[f]
	switch {
	case x.declared != nil && x.declared.sli != nil:
		sli = m.indicator(x, home)
	case sli == nil:
		sli = m.sli(f, x, home)
	}
	o := m.object(x, "slo", m.without(name, home), home)
	exists(o, x, x.id)
	setText(&o.Block, "name", name)
	description := x.text("description")
	if description == "" && (f == nil || f.text("description") == "") {
		description = name
	}
	setText(&o.Block, "description", description)
	o.Set("sli", draft.Ref(sli))
	if n, ok := number(x.body["target_per_million"]); ok {
		o.Set("target", percent(n))
	}
	if n, ok := number(x.body["time_period_days"]); ok {
		o.Set("window", draft.Text(fmt.Sprintf("%dd", n)))
	}
	o.Set("burn_alerts", draft.Null()) // until one is found
	setTags(o, x.body)
}

// without is a name without that of its service before it.
func (m *maker) without(name string, h draft.Home) string {
	for _, before := range append([]string{h.Service}, datasetsOf(h)...) {
		for _, sep := range []string{": ", " - ", "."} {
			if n := len(before) + len(sep); before != "" && len(name) > n && strings.EqualFold(name[:n], before+sep) {
				return name[n:]
			}
		}
	}
	return name
}

// homeKey is the same for homes that are one service.
func homeKey(h draft.Home) string { return h.Service + "\x00" + strings.Join(datasetsOf(h), "\x00") }

func datasetsOf(h draft.Home) (out []string) {
	for _, v := range h.Datasets {
		out = append(out, strings.Trim(v[0].Text, `"`))
	}
	return out
}

// sli declares the SLI of an SLO. f is nil where its calculated field wasn't read.
func (m *maker) sli(f, slo *item, home draft.Home) *draft.Object {
	called := alias(slo)
	name := strings.TrimLeft(strings.TrimPrefix(called, "sli"), "._-: /")
	if f == nil {
		o := &draft.Object{Name: m.without(name, home), Home: home, Block: draft.Block{Type: "sli"}}
		setText(&o.Block, "alias", called)
		why := fmt.Sprintf("the calculated field %q isn't among what was read: save it from /1/derived_columns and "+
			"import it too", called)
		if len(m.aliases[called]) > 1 {
			why = fmt.Sprintf("there are several calculated fields %q that don't say their dataset: save them in one "+
				"file for each dataset, such as derived_columns/checkout.json", called)
		}
		if slo.resource != nil && len(m.aliases[called]) == 0 {
			why = fmt.Sprintf("the source that was read declares no calculated field %q: give the source that "+
				"declares it, too, or write its formula here", called)
		}
		o.Note(draft.Note{Text: why})
		m.left = append(m.left, Left{Object: slo.title(), Place: slo.place(), Argument: "sli", Text: why})
		m.d.Objects = append(m.d.Objects, o)
		m.unsaid[o] = true
		return o
	}
	if f.dataset == honeycomb.AllDatasets && len(home.Datasets) == 1 {
		if all := m.known(home); len(all) > 1 {
			home.Datasets = all
		}
	}
	if f.service != "" {
		home.Service = f.service
	}
	return m.fieldObject(f, m.without(name, home), home)
}

// known are the datasets of a service whose SLIs are the environment's: those of an SLO over several or, if the service
// has none, all that are known.
func (m *maker) known(home draft.Home) (out []draft.Value) {
	for _, x := range m.items {
		if sets := texts(x.body["dataset_slugs"]); x.service == home.Service && home.Service != "" && len(sets) > 1 {
			slices.Sort(sets)
			for _, s := range sets {
				out = append(out, draft.Text(s))
			}
			return out
		}
	}
	if m.allSets == nil {
		m.allSets = m.knownSets()
	}
	return m.allSets
}

// knownSets are the datasets that are known, as many as a service may have.
func (m *maker) knownSets() (out []draft.Value) {
	seen := map[string]bool{}
	for _, x := range m.items {
		if s := x.dataset; s != "" && s != honeycomb.AllDatasets {
			seen[s] = true
		}
		for _, s := range texts(x.body["dataset_slugs"]) {
			seen[s] = true
		}
	}
	names := make([]string, 0, len(seen))
	for s := range seen {
		names = append(names, s)
	}
	slices.Sort(names)
	for _, s := range names[:min(len(names), honeycomb.DefaultMaxDatasets)] {
		out = append(out, draft.Text(s))
	}
	return out
}

// fieldObject declares a calculated field as an SLI.
func (m *maker) fieldObject(f *item, name string, home draft.Home) *draft.Object {
	m.slis[f] = true
	o := m.object(f, "sli", name, home)
	exists(o, f, f.text("alias"))
	if f.declared == nil || !f.declared.alias {
		setText(&o.Block, "alias", f.text("alias"))
	}
	setText(&o.Block, "description", f.text("description"))
	m.formula(o, f.text("expression"))
	return o
}

// formula writes a formula.
func (m *maker) formula(o *draft.Object, text string) {
	formula, diags := calc.Parse(calc.FromString("expression", text))
	if diags.HasErrors() || formula == nil {
		o.Set("expression", draft.Text(text))
		return // and the compiler says what is wrong
	}
	m.lift(o, formula, text)
}

// field declares a calculated field that no SLO uses.
func (m *maker) field(f *item) {
	if m.made[f] != nil {
		return
	}
	name := f.text("alias")
	sli := isSLI(f)
	if sli || m.knows(f.guess) {
		f.dataset = cmp.Or(f.dataset, f.guess)
	}
	var sets []string
	if f.dataset != "" && f.dataset != honeycomb.AllDatasets {
		sets = []string{f.dataset}
	}
	home := m.home(f, name, sets)
	if len(sets) == 0 {
		home.Datasets = m.known(home)
	}
	if f.resource != nil && f.service == "" && !sli && len(home.Datasets) != 1 { // source that is left out is lost
		home = m.homeOfReader(f, home)
	} else if f.service == "" && !sli && len(sets) == 0 && (f.dataset == "" || len(home.Datasets) != 1) {
		what := "dataset it is in"
		if f.dataset != "" {
			what = "service it belongs to"
		}
		m.leave(f, Left{Text: "no SLO has it as its SLI, and nothing says which " + what + ": it stays at Honeycomb " +
			"as it is, and queries name it as a column", Original: f.text("expression")})
		return
	}
	if sli {
		m.fieldObject(f, m.without(strings.TrimLeft(strings.TrimPrefix(name, "sli"), "._-: /"), home), home)
		return
	}
	name = strings.TrimPrefix(strings.TrimSuffix(name, environment), honeycomb.FieldPrefix)
	m.valueObject(f, m.without(name, home), home)
}

// homeOfReader is the home of a calculated field of source that belongs to the whole environment: that of the first
// SLO or trigger that reads it; otherwise a service without a dataset.
func (m *maker) homeOfReader(f *item, home draft.Home) draft.Home {
	column := f.text("alias")
	for _, x := range m.items {
		switch x.kind {
		case honeycomb.KindSLO:
			made := m.made[x]
			for _, sli := range m.aliases[alias(x)] {
				if made != nil && readsColumn(sli.text("expression"), column) {
					return made.Home
				}
			}
		case honeycomb.KindTrigger:
			query, _ := m.queryOf(x)
			if x.dataset == honeycomb.AllDatasets || !strings.Contains(string(canonical(query)), strconv.Quote(column)) {
				continue
			}
			return m.home(x, x.text("name"), []string{x.dataset})
		}
	}
	home.Datasets = nil
	return home
}

// readsColumn says whether a formula reads a column.
func readsColumn(formula, column string) bool {
	x, diags := calc.Parse(calc.FromString("expression", formula))
	if diags.HasErrors() || x == nil {
		return false
	}
	p, diags := calc.Compile(x)
	return !diags.HasErrors() && slices.Contains(p.Columns(), column)
}

// isSLI says whether a calculated field that no SLO uses is meant to be an SLI: by its name, or because slogen wrote
// it, and would have named it otherwise.
func isSLI(f *item) bool {
	if strings.HasPrefix(strings.ToLower(f.text("alias")), "sli") {
		return true
	}
	return f.resource == nil && f.service != "" && !f.isValue
}

// knows says whether something else is in a dataset.
func (m *maker) knows(slug string) bool {
	return slug != "" && slices.ContainsFunc(m.items, func(x *item) bool {
		return x.dataset == slug || slices.Contains(texts(x.body["dataset_slugs"]), slug)
	})
}

// valueObject declares a calculated field that is no SLI.
func (m *maker) valueObject(f *item, name string, home draft.Home) {
	o := m.object(f, "calculated_field", name, home)
	if f.dataset == "" || f.dataset == honeycomb.AllDatasets {
		o.Set("dataset", draft.Raw("all"))
	}
	exists(o, f, f.text("alias"))
	setText(&o.Block, "alias", f.text("alias"))
	setText(&o.Block, "description", f.text("description"))
	text := f.text("expression")
	formula, diags := calc.Parse(calc.FromString("expression", text))
	if diags.HasErrors() || formula == nil {
		o.Set("expression", draft.Text(text))
		return // and the compiler says what is wrong
	}
	var l lift.Lifter
	value := l.Value(formula.Root)
	if value.HCL == "" {
		o.Set("expression", draft.Text(text))
		m.remark(o, "expression", "as `value` it can't be said, so it stays text: "+value.Why)
		return
	}
	o.Set("value", draft.Raw(value.HCL))
	if value.Proof.Kinds > 0 {
		value.Notes = append(value.Notes, agreed(value.Proof))
	}
	for _, n := range value.Notes {
		m.remark(o, "value", n)
	}
}

// remark says something about an argument that nobody has to do anything about.
func (m *maker) remark(o *draft.Object, arg, text string) {
	o.Note(draft.Note{Arg: arg, Text: text, Remark: true})
	if x := m.of[o]; x != nil {
		m.left = append(m.left, Left{Object: x.title(), Place: x.place(), Argument: "expression", Text: text, Remark: true})
	}
}

func (m *maker) burnAlert(x *item) {
	id := reference(x.object("slo")["id"])
	slo := m.byID[honeycomb.KindSLO+" "+id]
	if slo == nil || m.made[slo] == nil {
		text := fmt.Sprintf("its SLO %q isn't among what was read: save it from /1/slos and import it too", id)
		if x.resource != nil {
			text = "its SLO isn't declared in the source that was read: give the source that declares it, too"
		}
		m.leave(x, Left{Text: text, Original: shown(x.body)})
		return
	}
	x.dataset = slo.dataset
	if x.one != "" && x.resource.ForEach != "" {
		m.leave(x, Left{Text: "it belongs to one instance of its SLO alone, " + x.one + ", and slogen's belong to all",
			Original: string(canonical(x.body))})
		return
	}
	o := m.object(x, "burn_alert", burnAlertName(x.body), draft.Home{})
	o.Parent = m.made[slo]
	o.Parent.Unset("burn_alerts")
	exists(o, x, x.id)
	setText(&o.Block, "description", x.text("description"))
	if n, ok := number(x.body["exhaustion_minutes"]); ok && x.text("alert_type") != honeycomb.BudgetRate {
		o.Set("exhausted_within", draft.Text(minutes(n)))
	}
	if x.text("alert_type") != honeycomb.ExhaustionTime {
		if n, ok := number(x.body["budget_rate_decrease_threshold_per_million"]); ok {
			o.Set("budget", percent(n))
		}
		if n, ok := number(x.body["budget_rate_window_minutes"]); ok {
			o.Set("over", draft.Text(minutes(n)))
		}
	}
	if x.declared != nil {
		m.asDeclared(o, x.declared)
	}
	if _, ok := x.body["recipients"]; !ok {
		m.lost(o, x, "recipients", "a list of burn alerts doesn't have their recipients, so this one wasn't compared: "+
			"save it from /1/burn_alerts/"+cmp.Or(x.dataset, "DATASET")+"/"+cmp.Or(x.id, "ID")+" and import it "+
			"too", nil)
		m.unsaid[o] = true
	}
	setInvestigate(o, x.body)
	m.notify(o, x, func(severity string) {
		if x.declared == nil || usualSeverities[x.declared.severity] != severity {
			o.Set("pagerduty_severity", draft.Text(severity))
		}
	})
}

// percent is a percentage as people write it. Below one percent it is a text, so that nobody takes it for a ratio.
func percent(perMillion int) draft.Value {
	if perMillion < 10_000 {
		return draft.Text(words.Percent(perMillion))
	}
	return draft.Raw(words.PerMillion(perMillion))
}

// burnAlertName is what a burn alert is called, which has no name at Honeycomb.
func burnAlertName(body object) string {
	if n, ok := number(body["exhaustion_minutes"]); ok {
		return "exhausted within " + minutes(n)
	}
	n, _ := number(body["budget_rate_window_minutes"])
	return "budget over " + minutes(n)
}

// minutes is a length of time as people write it: hours up to two days.
func minutes(n int) string {
	if n > standsIn {
		return fmt.Sprintf("%dm", n)
	}
	if n%60 == 0 && n > 0 && n < 2*24*60 {
		return fmt.Sprintf("%dh", n/60)
	}
	return words.Duration(int64(n) * 60)
}

// standsIn is a number of minutes or seconds from which on it stands for an expression, and is kept as it is.
const standsIn = 1_000_000_000

// seconds is a length of time as people write it.
func seconds(n int) string {
	if n > standsIn {
		return fmt.Sprintf("%ds", n)
	}
	if n%60 == 0 {
		return minutes(n / 60)
	}
	return words.Duration(int64(n))
}

// reference is an id, or a key in slogen's own JSON.
func reference(v any) string {
	if o, ok := v.(object); ok {
		v = o["$ref"]
	}
	s, _ := v.(string)
	return s
}

// column notes a column for the file of its dataset.
func (m *maker) column(x *item) {
	name, typ := x.text("key_name"), x.text("type")
	x.dataset = cmp.Or(x.dataset, x.guess)
	if x.dataset == "" || x.dataset == honeycomb.AllDatasets {
		m.leave(x, Left{Text: "its dataset isn't known: give -dataset, or name the file after the dataset"})
		return
	}
	switch typ {
	case "string", "integer", "float", "boolean":
	default:
		typ = "any"
	}
	if m.columns == nil {
		m.columns = map[string]map[string]string{}
	}
	if m.columns[x.dataset] == nil {
		m.columns[x.dataset] = map[string]string{}
	}
	m.columns[x.dataset][name] = typ
}

// rest says what is left of what was read.
func (m *maker) rest() {
	onBoards := map[string]bool{}
	for _, x := range m.items {
		if x.kind == honeycomb.KindBoard && m.made[x] == nil {
			m.showing(x, onBoards)
		}
	}
	for _, x := range m.items {
		switch x.kind {
		case honeycomb.KindQuery, honeycomb.KindQueryAnnotation:
			switch {
			case m.shown(x):
			case onBoards[x.id]:
				m.left = append(m.left, Left{Object: x.title(), Place: x.place(), Remark: true,
					Text: "a board shows it that stays at Honeycomb as it is, and so does this"})
			default:
				m.leave(x, Left{Text: "slogen has queries of triggers alone: it stays at Honeycomb as it is",
					Original: shown(x.body)})
			}
		case kindDataset:
			m.leave(x, Left{Text: "slogen doesn't manage datasets: it stays at Honeycomb as it is", Remark: true})
		case kindMarker:
			m.leave(x, Left{Text: "slogen has no markers: it stays at Honeycomb as it is",
				Original: shown(x.body)})
		}
	}
}

// shown says whether a query or an annotation belongs to a trigger or a board that was declared.
func (m *maker) shown(x *item) bool {
	if m.shows == nil {
		m.shows = map[string]bool{}
		for o, of := range m.of {
			if id := of.text("query_id"); id != "" && o.Type == "trigger" {
				m.shows[id] = true
			}
			if o.Type == "board" {
				m.showing(of, m.shows)
			}
		}
	}
	return m.shows[x.id]
}

// showing notes the queries and annotations that a board shows.
func (m *maker) showing(board *item, in map[string]bool) {
	for _, p := range objects(board.body["panels"]) {
		inner, _ := p["query_panel"].(object)
		for _, name := range []string{"query_id", "query_annotation_id"} {
			if id := reference(inner[name]); id != "" {
				in[id] = true
			}
		}
	}
}

// equalQuery is the id of a query that was read and equals that of a trigger; empty for none.
func (m *maker) equalQuery(t *honeycomb.Trigger) string {
	is, ok := parse(t.Query.AppendJSON(nil)).(object)
	if !ok {
		return ""
	}
	if m.queries == nil {
		m.queries = map[string][]*item{}
		for _, x := range m.items {
			if x.kind == honeycomb.KindQuery {
				key := string(canonical(knownQuery(x.body)))
				m.queries[key] = append(m.queries[key], x)
			}
		}
	}
	for _, x := range m.queries[string(canonical(knownQuery(is)))] {
		if (x.dataset == "" || x.dataset == honeycomb.Dataset(t)) &&
			len(compare(x.kind, x.body, is)) == 0 {
			return x.id
		}
	}
	return ""
}
