package inventory

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/semconv"
	"github.com/slogen-project/slogen/generator/words"
)

// Columns are the columns that a configuration reads.
type Columns struct {
	// Version of this format. The first number changes when readers would break.
	FormatVersion string `json:"format_version" jsonschema:"pattern=^1\\."`
	// The columns, by name.
	Columns []Column `json:"columns"`
	// The columns that datasets declare and nothing reads, by name and dataset.
	Unused []Declared `json:"unused"`
}

// Column is a column that something reads.
type Column struct {
	// Its name.
	Name string `json:"name"`
	// What the datasets in which it is read declare it to be, by dataset.
	Declared []Declared `json:"declared,omitempty"`
	// What conditions that read it take it to be; more than one is a contradiction.
	TakenFor []string `json:"taken_for,omitempty" jsonschema:"enum=number,enum=string,enum=boolean"`
	// What OpenTelemetry says of it; absent if it isn't one of its names.
	OpenTelemetry *Convention `json:"opentelemetry,omitempty"`
	// The SLIs and triggers that read it, by key.
	Uses []Use `json:"uses"`
	// The boards that show any of these, by key.
	Boards []string `json:"boards,omitempty"`
}

// Declared is a column of a dataset.
type Declared struct {
	// Its name.
	Name string `json:"name"`
	// The dataset's slug.
	Dataset string `json:"dataset"`
	// What it holds.
	Type string `json:"type" jsonschema:"enum=string,enum=integer,enum=float,enum=boolean,enum=any"`
	// What it means.
	Description string `json:"description,omitempty"`
	// The team that answers for it.
	Owner string `json:"owner,omitempty"`
	// The column that replaces it.
	DeprecatedBy string `json:"deprecated_by,omitempty"`
}

func newDeclared(dataset string, c *config.Column) Declared {
	return Declared{Name: c.Name, Dataset: dataset, Type: c.Type, Description: c.Description, Owner: c.Owner,
		DeprecatedBy: c.Successor}
}

// Convention is what OpenTelemetry says of a column's name.
type Convention struct {
	// What it holds, such as integer; empty where that isn't said.
	Type string `json:"type,omitempty"`
	// Its unit, as UCUM writes it.
	Unit string `json:"unit,omitempty"`
	// How stable the name is; absent if the newest version of the conventions doesn't have it.
	Stability string `json:"stability,omitempty" jsonschema:"enum=stable,enum=development,enum=deprecated"`
	// The names that replace it; empty while it is in use, and where nothing does.
	ReplacedBy []string `json:"replaced_by,omitempty"`
}

// Use is an SLI or a trigger that reads a column.
type Use struct {
	// The object, such as calculated_field/checkout/availability.
	Key string `json:"key"`
	// The dataset's slug; empty for several, or for the whole environment.
	Dataset string `json:"dataset,omitempty"`
	// Where it reads it. Empty for what comes from a built-in template, or through an SLI.
	Places []Place `json:"places,omitempty"`
	// The SLI through which a trigger reads it; empty where it reads it itself.
	Through string `json:"through,omitempty"`
	// What becomes of an SLI's events without the column, as far as they count: bad, good, or it depends on others; or
	// they don't count. Empty for triggers, and where it can't be told.
	Without string `json:"without,omitempty" jsonschema:"enum=bad,enum=good,enum=not counted,enum=depends on others"`
	// The SLOs that the SLI is for, by key.
	SLOs []string `json:"slos,omitempty"`
	// How many burn alerts these have.
	BurnAlerts int `json:"burn_alerts,omitempty" jsonschema:"minimum=0"`
}

// deprecated is the stability of names that nobody should use any more.
const deprecated = "deprecated"

// Evaluated marks the places in files whose lines are those of what they evaluate to.
func (l *Columns) Evaluated(is func(file string) bool) *Columns {
	for _, c := range l.Columns {
		for _, u := range c.Uses {
			for i := range u.Places {
				u.Places[i].Evaluated = is(u.Places[i].File)
			}
		}
	}
	return l
}

// NewColumns lists the columns of a configuration. declared are the columns of datasets that declare some.
func NewColumns(r *honeycomb.Resources, declared map[string]map[string]config.Column) *Columns {
	c := columnList{Resources: r, declared: declared, columns: map[string]*Column{},
		read:  map[string]map[string]bool{},
		taken: map[string]calc.Type{}, fields: map[honeycomb.Key][]string{},
		slos: map[*honeycomb.CalculatedField][]*honeycomb.SLO{}, alerts: map[*honeycomb.CalculatedField]int{}}
	for _, s := range r.SLOs {
		c.slos[s.SLI] = append(c.slos[s.SLI], s)
	}
	for _, a := range r.BurnAlerts {
		c.alerts[a.SLO.SLI]++
	}
	for _, f := range r.CalculatedFields {
		c.sli(f)
	}
	for _, t := range r.Triggers {
		c.trigger(t)
	}
	for _, b := range r.Boards {
		c.board(b)
	}
	return c.list()
}

// columnList gathers columns.
type columnList struct {
	*honeycomb.Resources
	declared map[string]map[string]config.Column
	columns  map[string]*Column
	read     map[string]map[string]bool // by dataset and column
	taken    map[string]calc.Type
	fields   map[honeycomb.Key][]string // the columns of SLIs
	slos     map[*honeycomb.CalculatedField][]*honeycomb.SLO
	alerts   map[*honeycomb.CalculatedField]int // how many burn alerts
}

func (c *columnList) column(name string) *Column {
	x := c.columns[name]
	if x == nil {
		x = &Column{Name: name, Uses: []Use{}}
		c.columns[name] = x
	}
	return x
}

// use adds a use of a column in datasets.
func (c *columnList) use(name string, datasets []string, u Use, reads []calc.Read, types []calc.Use) {
	x := c.column(name)
	for _, r := range reads {
		if p := newPlace(r.Range); r.Column == name && !slices.Contains(u.Places, p) {
			u.Places = append(u.Places, p)
		}
	}
	slices.SortFunc(u.Places, func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	x.Uses = append(x.Uses, u)
	for _, t := range types {
		if t.Column == name {
			c.taken[name] |= t.As
		}
	}
	for _, d := range datasets {
		if c.read[d] == nil {
			c.read[d] = map[string]bool{}
		}
		c.read[d][name] = true
		if col, ok := c.declared[d][name]; ok {
			if e := newDeclared(d, &col); !slices.Contains(x.Declared, e) {
				x.Declared = append(x.Declared, e)
			}
		}
	}
}

func (c *columnList) sli(f *honeycomb.CalculatedField) {
	u := Use{Key: string(f.Key), Dataset: f.Dataset}
	datasets := []string{f.Dataset}
	for _, s := range c.slos[f] {
		u.SLOs = append(u.SLOs, string(s.Key))
		datasets = append(datasets, s.Datasets...)
	}
	u.BurnAlerts = c.alerts[f]
	sli := review.NewSLI(f.Expression)
	c.fields[f.Key] = sli.Columns()
	for _, name := range sli.Columns() {
		if !f.Key.IsField() {
			u.Without = without(sli, name)
		}
		c.use(name, datasets, u, f.Reads, f.Types)
	}
}

// without says what becomes of events that lack a column; "" where that can't be told.
func without(sli *review.SLI, name string) string {
	asked := func(c review.Compared) bool { return c.Name == name }
	seen := map[calc.Verdict]bool{}
	for _, s := range sli.Statuses(asked, []calc.Value{{}}, nil) {
		seen[s.Verdicts[0]] = true
	}
	switch {
	case seen[calc.Good] && seen[calc.Bad]:
		return "depends on others"
	case seen[calc.Good]:
		return "good"
	case seen[calc.Bad]:
		return "bad"
	case seen[calc.Ineligible]:
		return "not counted"
	}
	return ""
}

func (c *columnList) trigger(t *honeycomb.Trigger) {
	u := Use{Key: string(t.Key), Dataset: t.Dataset}
	own := review.QueryColumns(t.Query)
	for _, name := range own {
		c.use(name, []string{t.Dataset}, u, t.Reads, t.Types)
	}
	for _, f := range t.Query.Uses {
		for _, name := range c.fields[f.Key] {
			if !slices.Contains(own, name) {
				u.Through = string(f.Key)
				c.use(name, []string{t.Dataset}, u, nil, nil)
			}
		}
	}
}

// board adds a board to the columns of what it shows.
func (c *columnList) board(b *honeycomb.Board) {
	shown := map[string]bool{}
	for _, p := range b.Panels {
		switch {
		case p.SLO != nil:
			for _, name := range c.fields[p.SLO.SLI.Key] {
				shown[name] = true
			}
		case p.Query != nil && p.Query.Query != nil:
			q := p.Query.Query.Query
			for _, name := range review.QueryColumns(q) {
				shown[name] = true
			}
			for _, f := range q.Uses {
				for _, name := range c.fields[f.Key] {
					shown[name] = true
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(shown)) {
		c.column(name).Boards = append(c.column(name).Boards, string(b.Key))
	}
}

func (c *columnList) list() *Columns {
	out := &Columns{FormatVersion: formatVersion, Columns: []Column{}, Unused: []Declared{}}
	for _, name := range slices.Sorted(maps.Keys(c.columns)) {
		x := c.columns[name]
		for _, t := range []calc.Type{calc.TypeNumber, calc.TypeString, calc.TypeBool} {
			if c.taken[name].Has(t) {
				x.TakenFor = append(x.TakenFor, typeName(t))
			}
		}
		if n := semconv.Lookup(name); n != nil {
			x.OpenTelemetry = &Convention{Unit: n.Unit, Stability: n.Stability, ReplacedBy: n.Successors}
			if t := calc.ConventionalType(name); t != calc.TypeNone {
				x.OpenTelemetry.Type = typeName(t)
			}
		}
		out.Columns = append(out.Columns, *x)
	}
	for dataset, columns := range c.declared {
		for name, col := range columns {
			if !c.read[dataset][name] {
				out.Unused = append(out.Unused, newDeclared(dataset, &col))
			}
		}
	}
	slices.SortFunc(out.Unused, func(a, b Declared) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Dataset, b.Dataset))
	})
	return out
}

// typeName is a type as it is declared, or "number".
func typeName(t calc.Type) string {
	_, name, _ := strings.Cut(t.String(), " ") // without the article
	return name
}

// Names lists the columns' names.
func (l *Columns) Names() (names []string) {
	for _, c := range l.Columns {
		names = append(names, c.Name)
	}
	for _, u := range l.Unused {
		names = append(names, u.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Only is the list of one column.
func (l *Columns) Only(name string) *Columns {
	return &Columns{FormatVersion: l.FormatVersion,
		Columns: slices.DeleteFunc(slices.Clone(l.Columns), func(c Column) bool { return c.Name != name }),
		Unused:  slices.DeleteFunc(slices.Clone(l.Unused), func(d Declared) bool { return d.Name != name })}
}

// AppendJSON appends the list as schemas/columns.schema.json describes it.
func (l *Columns) AppendJSON(b []byte) ([]byte, error) { return appendJSON(b, l) }

// Text is the list for people: a line for each column.
func (l *Columns) Text() string {
	if len(l.Columns)+len(l.Unused) == 0 {
		return "Nothing reads a column, and no dataset declares one.\n"
	}
	var b strings.Builder
	wide := 0
	for _, c := range l.Columns {
		wide = max(wide, len(printable.Line(c.Name)))
	}
	wide = min(wide, 50)
	for i := range l.Columns {
		c := &l.Columns[i]
		fmt.Fprintf(&b, "%-*s  %s\n", wide, printable.Line(c.Name), strings.Join(c.facts(), "; "))
	}
	for i, u := range l.Unused {
		if i == 0 {
			if len(l.Columns) > 0 {
				b.WriteByte('\n')
			}
			b.WriteString("Declared, and read by nothing:\n")
		}
		fmt.Fprintf(&b, "  %s in %s, %s\n", printable.Line(u.Name), printable.Line(u.Dataset),
			strings.Join(u.facts(), ", "))
	}
	return b.String()
}

// facts are what there is to say of a column, in a line.
func (c *Column) facts() []string {
	kinds := map[string]int{}
	for _, u := range c.Uses {
		kind := honeycomb.Key(u.Key).Kind()
		if honeycomb.Key(u.Key).IsField() {
			kind = "field"
		}
		kinds[kind]++
	}
	kinds["board"] = len(c.Boards)
	var read []string
	for _, k := range []struct{ kind, noun string }{
		{honeycomb.KindCalculatedField, "SLI"}, {"field", "calculated field"}, {honeycomb.KindTrigger, "trigger"},
		{"board", "board"},
	} {
		if n := kinds[k.kind]; n > 0 {
			read = append(read, words.Plural(n, k.noun))
		}
	}
	out := []string{cmp.Or(c.types(), "type unknown"), strings.Join(read, ", ")}
	var replaced []string
	for _, d := range c.Declared {
		if d.DeprecatedBy != "" {
			replaced = append(replaced, printable.Line(d.DeprecatedBy))
		}
	}
	t := c.OpenTelemetry
	switch {
	case len(replaced) > 0:
	case t != nil && len(t.ReplacedBy) > 0:
		replaced = t.ReplacedBy
	case t != nil && t.Stability == deprecated:
		return append(out, "deprecated")
	}
	if slices.Sort(replaced); len(replaced) > 0 {
		out = append(out, "replaced by "+words.List(slices.Compact(replaced)))
	}
	return out
}

// types says what a column holds, as far as that is known.
func (c *Column) types() string {
	var declared []string
	for _, d := range c.Declared {
		if !slices.Contains(declared, d.Type) {
			declared = append(declared, d.Type)
		}
	}
	switch {
	case len(declared) > 0:
		return strings.Join(declared, " or ")
	case len(c.TakenFor) > 0:
		return "taken for " + words.List(c.takenFor())
	case c.OpenTelemetry != nil && c.OpenTelemetry.Type != "":
		return c.OpenTelemetry.Type + " by convention"
	}
	return ""
}

// takenFor are the types that a column is taken for, in words.
func (c *Column) takenFor() (out []string) {
	for _, t := range c.TakenFor {
		out = append(out, words.Article(t))
	}
	return out
}

// Details is what breaks if the columns go or change their type.
func (l *Columns) Details() string {
	var b strings.Builder
	for i := range l.Columns {
		if i > 0 {
			b.WriteByte('\n')
		}
		l.Columns[i].details(&b)
	}
	for _, u := range l.Unused {
		fmt.Fprintf(&b, "%s is declared in %s as %s, and nothing there reads it.\n", printable.Line(u.Name),
			printable.Line(u.Dataset), strings.Join(u.facts(), ", "))
		if u.Description != "" {
			fmt.Fprintf(&b, "  %s\n", printable.Line(u.Description))
		}
	}
	return b.String()
}

func (c *Column) details(b *strings.Builder) {
	fmt.Fprintf(b, "%s\n", printable.Line(c.Name))
	for _, d := range c.Declared {
		fmt.Fprintf(b, "  declared in %s: %s\n", printable.Line(d.Dataset), strings.Join(d.facts(), ", "))
		if d.Description != "" {
			fmt.Fprintf(b, "    %s\n", printable.Line(d.Description))
		}
	}
	if len(c.TakenFor) > 0 {
		fmt.Fprintf(b, "  taken for %s: with values of another type, conditions are false, or true with !=\n",
			words.List(c.takenFor()))
	}
	if t := c.OpenTelemetry; t != nil {
		facts := []string{}
		if t.Type != "" {
			facts = append(facts, t.Type)
		}
		if t.Unit != "" {
			facts = append(facts, "in "+semconv.UnitWords(t.Unit))
		}
		if t.Stability != "" {
			facts = append(facts, stabilityWords[t.Stability])
		}
		if len(t.ReplacedBy) > 0 {
			facts = append(facts, "replaced by "+words.List(t.ReplacedBy))
		} else if t.Stability == deprecated {
			facts = append(facts, "and nothing replaces it")
		}
		if len(facts) > 0 {
			fmt.Fprintf(b, "  in OpenTelemetry: %s\n", strings.Join(facts, ", "))
		}
	}
	if len(c.Uses) == 0 {
		b.WriteString("\nNo SLI or trigger reads it.\n")
	} else {
		b.WriteString("\nIf it goes or changes its type, these break:\n")
	}
	for _, u := range c.Uses {
		c.useDetails(b, &u)
	}
	for _, k := range c.Boards {
		fmt.Fprintf(b, "  %s shows one of these\n", printable.Line(k))
	}
}

// stabilityWords says how stable a name is.
var stabilityWords = map[string]string{"stable": "stable", "development": "in development: it may still change",
	deprecated: deprecated}

// facts are what a dataset says of a column, but for its description.
func (d *Declared) facts() []string {
	out := []string{d.Type}
	if d.Owner != "" {
		out = append(out, printable.Line(d.Owner)+" answers for it")
	}
	if d.DeprecatedBy != "" {
		out = append(out, "replaced by "+printable.Line(d.DeprecatedBy))
	}
	return out
}

func (c *Column) useDetails(b *strings.Builder, u *Use) {
	fmt.Fprintf(b, "  %s", printable.Line(u.Key))
	for i, p := range u.Places {
		sep := ", "
		if i > 0 {
			sep = " and "
		}
		fmt.Fprintf(b, "%s%s line %d%s", sep, printable.Line(p.File), p.Line, ofEvaluated(p, ""))
	}
	if u.Through != "" {
		fmt.Fprintf(b, ", through %s", printable.Line(u.Through))
	}
	b.WriteByte('\n')
	switch u.Without {
	case "":
	case "depends on others":
		b.WriteString("    whether events without it are good depends on other columns\n")
	case "not counted":
		b.WriteString("    events without it aren't counted\n")
	default:
		fmt.Fprintf(b, "    events without it are %s, if they count\n", u.Without)
	}
	if len(u.SLOs) > 0 {
		fmt.Fprintf(b, "    for %s with %s\n", printable.Line(words.List(u.SLOs)),
			words.Plural(u.BurnAlerts, "burn alert"))
	}
}
