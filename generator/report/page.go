package report

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/words"
)

// page is a report as its renderings show it.
type page struct {
	summary   string // one paragraph
	narrowed  string // what the report was narrowed to; empty for everything
	decisions []Decision
	sections  []section
}

// section is a part of the page.
type section struct {
	id, title string
	measure   *Measure
	say       []string // paragraphs
	tables    []table
}

// table is rows of cells. The first cell of a row names it.
type table struct {
	caption string
	columns []column
	rows    [][]cell
}

type column struct {
	title  string
	number bool
}

// cell is a text, and what it is sorted by where that isn't the text.
type cell struct {
	text string
	by   string
}

func text(s string) cell { return cell{text: s} }

func count(n int) cell { return cell{words.Thousands(n), strconv.Itoa(n)} }

func real(s string, f float64) cell { return cell{s, strconv.FormatFloat(f, 'f', -1, 64)} }

func listed(names []string) cell { return text(strings.Join(names, ", ")) }

func at(p Place) cell { return text(where(&p)) }

// where is a place in words; "" for none.
func where(p *Place) string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

func percent(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) + "%" }

// yes is what a cell says of something that is so.
func yes(is bool, word string) cell {
	if is {
		return text(word)
	}
	return text("")
}

func rational(f float64) *big.Rat { return new(big.Rat).SetFloat64(f) }

// events is a number of events that may fail; nothing where that isn't known.
func events(f float64) cell {
	if f == 0 {
		return cell{by: "0"}
	}
	return real(words.Number(rational(f))+" events", f)
}

// page makes the sections.
func (r *Report) page() *page {
	t := &r.Totals
	p := &page{decisions: r.Decisions, narrowed: strings.Join(r.Only, ", ")}
	p.summary = fmt.Sprintf("On %s: %s, %s of them with an SLO; %s with %s; %s.", r.Day,
		words.Plural(t.Services, "service"), words.Thousands(t.ServicesWithSLO), words.Plural(t.SLOs, "SLO"),
		words.Plural(t.BurnAlerts, "burn alert"), words.Plural(t.Triggers, "trigger"))
	if r.Change != nil {
		p.sections = append(p.sections, r.changeSection())
	}
	p.sections = append(p.sections, r.serviceSection(), r.promiseSection(), r.proactiveSection(),
		r.recipientSection(), r.contextSection(), r.waiverSection(), r.dateSection(), r.sharedSection(),
		r.columnSection())
	return p
}

// part begins a section.
func part(measureName, title string, say ...string) section {
	return section{id: measureName, title: title, measure: measure(measureName), say: say}
}

func (r *Report) changeSection() section {
	c := r.Change
	s := part("change", "Since "+c.Since)
	if len(c.Figures) == 0 && len(c.Words) == 0 {
		s.say = append(s.say, "Nothing of what this report looks at is otherwise.")
	}
	if before, now := strings.Join(c.Only, ", "), strings.Join(r.Only, ", "); before != now {
		s.say = append(s.say, fmt.Sprintf("The earlier report was about %s, and this one is about %s, so part of "+
			"this is no change.", scope(before), scope(now)))
	}
	figures := table{caption: "Figures that changed", columns: []column{{title: "figure"}, {"before", true},
		{"now", true}, {"change", true}}}
	for _, f := range c.Figures {
		figures.rows = append(figures.rows, []cell{text(strings.ReplaceAll(f.Name, "_", " ")), count(f.Before),
			count(f.After), {fmt.Sprintf("%+d", f.After-f.Before), strconv.Itoa(f.After - f.Before)}})
	}
	what := table{caption: "What came, went or changed", columns: []column{{title: "change"}}}
	for _, w := range c.Words {
		what.rows = append(what.rows, []cell{text(w)})
	}
	s.tables = append(s.tables, figures, what)
	return s
}

func scope(only string) string {
	if only == "" {
		return "everything"
	}
	return only
}

// withSLO says how many services have an SLO.
func withSLO(n, of int) string {
	verb := "have"
	if n == 1 {
		verb = "has"
	}
	return fmt.Sprintf("%s of %s %s an SLO.", words.Thousands(n), words.Plural(of, "service"), verb)
}

func (r *Report) serviceSection() section {
	s := part("services", "Services", withSLO(r.Totals.ServicesWithSLO, r.Totals.Services))
	t := table{caption: "Services", columns: []column{{title: "service"}, {title: "owner"}, {"SLOs", true},
		{"burn alerts", true}, {"wake somebody", true}, {"triggers", true}, {"wake somebody", true},
		{title: "declared at"}}}
	for _, x := range r.Services {
		t.rows = append(t.rows, []cell{text(x.Name), listed(x.Owners), count(x.SLOs), count(x.BurnAlerts),
			count(x.PagingBurnAlerts), count(x.Triggers), count(x.PagingTriggers), at(x.Place)})
	}
	s.tables = []table{t}
	return s
}

func (r *Report) promiseSection() section {
	s := part("promises", "Promises and error budgets")
	t := table{caption: "Promises, and what may fail in the window", columns: []column{{title: "SLO"},
		{title: "promise"}, {title: "owner"},
		{"target", true}, {"window", true}, {"may be down", true}, {"may fail", true}, {"burn alerts", true},
		{"wake somebody", true}, {title: "stage"}, {title: "declared at"}}}
	for _, p := range r.Promises {
		t.rows = append(t.rows, []cell{text(address(p.Key)), text(p.Promise), text(p.Owner),
			real(percent(p.TargetPercent), p.TargetPercent), {words.Plural(p.WindowDays, "day"),
				strconv.Itoa(p.WindowDays)}, real(words.Minutes(rational(p.BudgetMinutes)), p.BudgetMinutes),
			events(p.BudgetEvents), count(p.Alerts), count(p.Pages),
			yes(p.Trial, "trial"), at(p.Place)})
	}
	s.tables = []table{t}
	return s
}

func (r *Report) proactiveSection() section {
	f := &r.Totals
	s := part("proactive", "Proactive to reactive", fmt.Sprintf("%s to %s; of those that wake somebody, %s to %s.",
		words.Plural(f.BurnAlerts, "burn alert"), words.Plural(f.Triggers, "trigger"),
		words.Thousands(f.PagingBurnAlerts), words.Thousands(f.PagingTriggers)))
	rows := map[string][2]int{}
	for _, a := range r.Alerts {
		n := rows[a.Severity]
		if a.Kind == "proactive" {
			n[0]++
		} else {
			n[1]++
		}
		rows[a.Severity] = n
	}
	t := table{caption: "Alerts by severity", columns: []column{{title: "severity"}, {"burn alerts", true},
		{"triggers", true}}}
	for _, name := range sorted(rows) {
		label := name
		if label == "" {
			label = "none: recipients are named directly"
		}
		t.rows = append(t.rows, []cell{text(label), count(rows[name][0]), count(rows[name][1])})
	}
	s.tables = []table{t}
	return s
}

func (r *Report) recipientSection() section {
	s := part("recipients", "Who is told, and how often")
	t := table{caption: "Recipients", columns: []column{{title: "recipient"}, {title: "reference"},
		{"burn alerts that wake it", true}, {"triggers that wake it", true}, {"other alerts", true},
		{"services", true}, {title: "which"}}}
	for _, x := range r.Recipients {
		t.rows = append(t.rows, []cell{text(x.Name), text(address(x.Key)), count(x.PagingBurnAlerts),
			count(x.PagingTriggers), count(x.OtherAlerts), count(len(x.Services)), text(words.Some(x.Services, 5))})
	}
	s.tables = append(s.tables, t)
	if len(r.Played) == 0 {
		s.say = append(s.say, "How often alerts would fire isn't known: there are no scenarios for these SLOs, and no "+
			"counts were given with -history.")
		return s
	}
	s.say = append(s.say, "How often alerts would fire is known only for burn alerts, in the cases below. A scenario "+
		"is thought up, so it says nothing of how often it happens.")
	fires := table{caption: "What fires in which case", columns: []column{{title: "case"}, {title: "SLO"},
		{title: "kind"}, {"length", true}, {title: "alert"}, {"fires", true}, {"for", true}, {title: "wakes"},
		{title: "given at"}}}
	for _, p := range r.Played {
		row := func(name string, a *Fired) {
			cells := []cell{text(p.Case), text(p.SLO), text(p.Kind), length(p.Minutes), text(name), count(0), text(""),
				text(""), text(given(&p))}
			if a != nil {
				cells[5], cells[6], cells[7] = count(a.Times), length(a.Minutes), yes(a.Pages, "yes")
			}
			fires.rows = append(fires.rows, cells)
		}
		for i := range p.Alerts {
			row(address(p.Alerts[i].Key), &p.Alerts[i])
		}
		if len(p.Alerts) == 0 {
			row("none", nil)
		}
	}
	told := table{caption: "How often each recipient is told", columns: []column{{title: "recipient"}, {title: "case"},
		{"told", true}, {"woken", true}}}
	for _, x := range r.Recipients {
		for _, p := range x.Played {
			told.rows = append(told.rows, []cell{text(x.Name), text(p.Case), count(p.Times), count(p.Pages)})
		}
	}
	s.tables = append(s.tables, told, fires)
	return s
}

// given is where something that was played is given.
func given(p *Played) string {
	if p.Line == 0 {
		return p.File
	}
	return where(&Place{File: p.File, Line: p.Line})
}

func length(minutes int) cell { return cell{words.Length(minutes), strconv.Itoa(minutes)} }

func (r *Report) contextSection() section {
	all := len(r.Alerts)
	s := part("context", "Context", fmt.Sprintf("%s of %s have an owner, a runbook and a description.",
		words.Thousands(r.Totals.FullContext), words.Plural(all, "alert")))
	t := table{caption: "Alerts that lack some of it", columns: []column{{title: "alert"}, {title: "owner"},
		{title: "lacks"}, {title: "wakes"}, {title: "declared at"}}}
	for _, a := range r.Alerts {
		if len(a.Missing) > 0 {
			t.rows = append(t.rows, []cell{text(address(a.Key)), text(a.Owner), listed(a.Missing), yes(a.Pages, "yes"),
				at(a.Place)})
		}
	}
	s.tables = []table{t}
	return s
}

func (r *Report) waiverSection() section {
	s := part("waivers", "Waivers", words.Plural(r.Totals.Waivers, "waiver")+" in force; lint finds "+
		words.Plural(r.Totals.Findings, "thing")+" that nobody has waived.")
	t := table{caption: "Waivers", columns: []column{{title: "rule"}, {title: "reason"}, {title: "owner"},
		{title: "since"}, {title: "until"}, {title: "state"}, {"findings", true}, {title: "about"},
		{title: "written at"}}}
	for _, w := range r.Waivers {
		about := make([]string, len(w.Objects))
		for i, key := range w.Objects {
			about[i] = address(key)
		}
		reason := w.Reason
		if w.Problem != "" {
			reason = strings.TrimSpace(reason + " (" + w.Problem + ")")
		}
		state := w.State
		if w.Scope == "file" {
			state += ", in the whole file"
		}
		t.rows = append(t.rows, []cell{text(w.Rule), text(reason), text(w.Owner), text(w.Since), text(w.Until),
			text(state), count(w.Ignores), text(words.Some(about, 5)), at(w.Place)})
	}
	s.tables = []table{t}
	return s
}

func (r *Report) dateSection() section {
	never := len(r.Promises) + r.Totals.Triggers
	t := table{caption: "Dates, trials and quiet", columns: []column{{title: "what"}, {title: "owner"},
		{title: "expires"}, {title: "last reviewed"}, {title: "stage"}, {title: "quiet"}, {title: "why"},
		{title: "declared at"}}}
	for _, d := range r.Dates {
		if d.Reviewed != "" {
			never--
		}
		stage := ""
		if d.Trial {
			stage = strings.TrimSpace("trial " + until(d.TrialUntil))
		}
		t.rows = append(t.rows, []cell{text(address(d.Key)), text(d.Owner), text(d.Expires), text(d.Reviewed),
			text(stage), text(until(d.QuietUntil)), text(d.QuietReason), at(d.Place)})
	}
	s := part("dates", "Expiries, trials, quiet and reviews", fmt.Sprintf("%s on trial, %s quiet; %s without a day of "+
		"review.", words.Plural(r.Totals.Trials, "thing"), words.Thousands(r.Totals.Quiet), objects(never)))
	s.tables = []table{t}
	return s
}

// objects counts SLOs and triggers.
func objects(n int) string { return words.Counted(n, "SLO or trigger", "SLOs or triggers") }

func (r *Report) sharedSection() section {
	s := part("shared", "What is shared")
	t := table{caption: "What several services use", columns: []column{{title: "what"}, {title: "kind"},
		{"services", true}, {title: "which"}, {title: "owners"}}}
	for _, x := range r.Shared {
		t.rows = append(t.rows, []cell{text(x.Name), text(strings.ReplaceAll(x.Kind, "_", " ")),
			count(len(x.Services)), text(words.Some(x.Services, 5)), text(words.Some(x.Owners, 5))})
	}
	s.tables = []table{t}
	return s
}

func (r *Report) columnSection() section {
	s := part("columns", "Columns that everything rests on")
	if len(r.Columns) > 0 {
		s.say = []string{"slogen columns NAME says what breaks if that column goes or is renamed."}
	}
	t := table{caption: "Columns", columns: []column{{title: "column"}, {"services", true}, {"SLOs", true},
		{"triggers", true}, {title: "OpenTelemetry"}}}
	for _, c := range r.Columns {
		t.rows = append(t.rows, []cell{text(c.Name), count(c.Services), count(c.SLOs), count(c.Triggers),
			text(convention(&c))})
	}
	s.tables = []table{t}
	return s
}

// convention says what OpenTelemetry knows of a column.
func convention(c *Column) string {
	switch {
	case len(c.ReplacedBy) > 0:
		return "replaced by " + words.List(c.ReplacedBy)
	case c.Conventional:
		return "has the name"
	}
	return ""
}
