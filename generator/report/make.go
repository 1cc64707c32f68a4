package report

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/inventory"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/words"
)

// Input is what a report is made of.
type Input struct {
	Resources *honeycomb.Resources
	Services  []Declared     // all that are declared, sorted by name
	Findings  []lint.Finding // of all rules
	Waivers   []lint.Waiver
	// Columns are those that datasets declare, by dataset and name.
	Columns  map[string]map[string]config.Column
	Outcomes []Outcome
	Day      string // "2006-01-02"
	// ReviewDays is after how many days a review is due; 0 for never.
	ReviewDays int
	Only       Filter
	Earlier    *Report // nil for none
}

// Declared is a service, and what holds for all of it.
type Declared struct {
	Name  string
	Owner string
	Tags  []honeycomb.Tag
	At    hcl.Range
}

// Outcome is what came of a scenario, or of counts that were given.
type Outcome struct {
	*simulate.Outcome
	History bool
}

// soonDays is how many days before a date somebody should think of it.
const soonDays = 30

// making is a report that is being made.
type making struct {
	in *Input
	*Report
	alerts   map[honeycomb.Key]*Alert // of all, the one in the report or not
	owners   map[honeycomb.Key]string // of all objects
	kept     map[honeycomb.Key]bool   // SLOs, burn alerts and triggers in the report
	byName   map[string]*Service
	byOwner  map[string]map[string]bool // the owners of services
	findings int                        // that nothing ignores
	waivers  map[string]map[string]bool // rules, and keys and services for which one holds
}

// New makes a report.
func New(in *Input) *Report {
	m := &making{in: in, Report: &Report{FormatVersion: formatVersion, Day: in.Day, Only: in.Only.Words(),
		Decisions: []Decision{}, Services: []Service{}, Promises: []Promise{}, Alerts: []Alert{},
		Recipients: []Recipient{}, Played: []Played{}, Waivers: []inventory.Waiver{}, Dates: []Dated{},
		Shared:  []Shared{},
		Columns: []Column{}, Measures: measures},
		alerts: map[honeycomb.Key]*Alert{},
		owners: map[honeycomb.Key]string{}, kept: map[honeycomb.Key]bool{}, byName: map[string]*Service{},
		byOwner: map[string]map[string]bool{}, waivers: map[string]map[string]bool{}}
	m.addServices()
	m.addPromises()
	m.addAlerts()
	m.finishServices()
	m.addPlayed()
	m.addRecipients()
	m.addWaivers()
	m.addDates()
	m.addShared()
	m.addColumns()
	m.total()
	m.decide()
	if in.Earlier != nil {
		m.Change = compare(in.Earlier, m.Report)
	}
	return m.Report
}

func placeOf(r hcl.Range) Place { return Place{File: r.Filename, Line: r.Start.Line} }

// placed is a place of which the line isn't known where it is 0.
func placed(file string, line int) *Place {
	if line == 0 {
		return nil
	}
	return &Place{File: file, Line: line}
}

func sorted[V any](m map[string]V) []string {
	if out := slices.Sorted(maps.Keys(m)); out != nil {
		return out
	}
	return []string{}
}

// addServices adds the services that the filters keep, and those of which they keep something.
func (m *making) addServices() {
	kept := map[string]bool{}
	m.in.each(func(a *about) { kept[a.service] = kept[a.service] || m.in.Only.keeps(a) })
	for _, s := range m.in.Services {
		if kept[s.Name] {
			m.Services = append(m.Services, Service{Name: s.Name, Place: placeOf(s.At)})
			m.owned(s.Name, s.Owner)
		}
	}
	for i := range m.Services {
		m.byName[m.Services[i].Name] = &m.Services[i]
	}
}

// owned notes who is responsible for something of a service.
func (m *making) owned(service, owner string) {
	if owner != "" {
		if m.byOwner[service] == nil {
			m.byOwner[service] = map[string]bool{}
		}
		m.byOwner[service][owner] = true
	}
}

func number(r *big.Rat) float64 { f, _ := r.Float64(); return f }

func (m *making) addPromises() {
	count := map[*honeycomb.SLO][2]int{}
	for _, a := range m.in.Resources.BurnAlerts {
		n := count[a.SLO]
		n[0]++
		if review.Pages(a.Severity, a.Recipients) && !a.Muted() {
			n[1]++
		}
		count[a.SLO] = n
	}
	for _, s := range m.in.Resources.SLOs {
		m.owners[s.Key] = s.Owner
		if !m.in.Only.keeps(ofSLO(s)) {
			continue
		}
		m.kept[s.Key], m.kept[s.SLI.Key] = true, true
		o := s.Objective()
		p := Promise{Key: string(s.Key), Service: s.Service, Name: s.Name, Promise: config.Masked(s.Summary),
			Owner:         s.Owner,
			TargetPercent: number(new(big.Rat).Mul(burn.Part(s.TargetPerMillion), big.NewRat(100, 1))),
			WindowDays:    s.TimePeriodDays, BudgetMinutes: number(o.BudgetMinutes()),
			Budget: words.Minutes(o.BudgetMinutes()) + " of full outage", Alerts: count[s][0], Pages: count[s][1],
			Trial: s.Trial, Place: placeOf(s.Origin.Range)}
		if s.EventsPerDay > 0 {
			events := o.BudgetEvents(words.Exact(s.EventsPerDay))
			p.BudgetEvents = number(events)
			p.Budget += ", or " + words.Number(events) + " failed events"
		}
		m.Promises = append(m.Promises, p)
		if x := m.byName[s.Service]; x != nil {
			x.SLOs++
			m.owned(s.Service, s.Owner)
		}
	}
}

// missing names what the readers of an alert don't get.
func missing(owner, runbook, description string) []string {
	out := []string{}
	for _, x := range []struct{ name, value string }{{"owner", owner}, {"runbook", runbook},
		{"description", description}} {
		if strings.TrimSpace(x.value) == "" {
			out = append(out, x.name)
		}
	}
	return out
}

func recipientKeys(to []honeycomb.Notification) []string {
	out := []string{}
	for _, n := range to {
		out = append(out, string(n.Recipient.Key))
	}
	return out
}

func (m *making) addAlerts() {
	for _, a := range m.in.Resources.BurnAlerts {
		s := a.SLO
		m.addAlert(m.kept[s.Key], Alert{Key: string(a.Key), Service: s.Service, Kind: "proactive",
			Severity: a.Severity, Pages: review.Pages(a.Severity, a.Recipients) && !a.Muted(), Owner: s.Owner,
			Missing: missing(s.Owner, s.Runbook, s.Summary), Recipients: recipientKeys(a.Recipients),
			Place: placeOf(a.Origin.Range)})
	}
	for _, t := range m.in.Resources.Triggers {
		m.addAlert(m.in.Only.keeps(ofTrigger(t)), Alert{Key: string(t.Key), Service: t.Service, Kind: "reactive",
			Severity: t.Severity, Pages: review.Pages(t.Severity, t.Recipients) && !t.Muted() && !t.Disabled,
			Owner: t.Owner, Missing: missing(t.Owner, t.Runbook, t.Description),
			Recipients: recipientKeys(t.Recipients), Disabled: t.Disabled, Place: placeOf(t.Origin.Range)})
	}
}

func (m *making) addAlert(kept bool, a Alert) {
	key := honeycomb.Key(a.Key)
	m.owners[key], m.alerts[key] = a.Owner, &a
	if !kept {
		return
	}
	m.kept[key] = true
	m.Alerts = append(m.Alerts, a)
	x := m.byName[a.Service]
	if x == nil {
		return
	}
	pages := 0
	if a.Pages {
		pages = 1
	}
	if a.Kind == "proactive" {
		x.BurnAlerts++
		x.PagingBurnAlerts += pages
	} else {
		x.Triggers++
		x.PagingTriggers += pages
		m.owned(a.Service, a.Owner)
	}
}

func (m *making) finishServices() {
	for i := range m.Services {
		x := &m.Services[i]
		x.Owners = sorted(m.byOwner[x.Name])
	}
}

func (m *making) addPlayed() {
	for _, o := range m.in.Outcomes {
		if !m.kept[o.SLO.Key] {
			continue
		}
		p := Played{Case: o.Case.Name, SLO: o.SLO.Key.Address(), Kind: "scenario", Minutes: o.Course.Len(),
			Alerts: []Fired{}, Exhausted: len(o.Exhausted), Unalerted: len(o.Unalerted()),
			File: o.Case.File, Line: o.Case.Line}
		if o.History {
			p.Kind = "history"
		}
		for _, a := range o.Alerts {
			f := Fired{Key: string(a.Alert.Key), Times: len(a.Firings),
				Pages: m.alerts[a.Alert.Key] != nil && m.alerts[a.Alert.Key].Pages}
			for _, x := range a.Firings {
				f.Minutes += x.To - x.From
			}
			p.Alerts = append(p.Alerts, f)
		}
		m.Played = append(m.Played, p)
	}
}

// addRecipients counts by recipient what tells it. What the report is narrowed to says which recipients; the services
// that they are told by are all of them.
func (m *making) addRecipients() {
	list := map[string]*Recipient{}
	services := map[string]map[string]bool{}
	for _, r := range m.in.Resources.Recipients {
		list[string(r.Key)] = &Recipient{Key: string(r.Key), Name: phrase.Recipient(r), Type: r.Type}
		services[string(r.Key)] = map[string]bool{}
	}
	told := map[string]bool{}
	tell := func(a *Alert, to []honeycomb.Notification) {
		for _, n := range to {
			key := string(n.Recipient.Key)
			r := list[key]
			services[key][a.Service] = true
			if !m.kept[honeycomb.Key(a.Key)] {
				continue
			}
			told[key] = true
			switch {
			case !a.Pages || !wakes(n):
				r.OtherAlerts++
			case a.Kind == "proactive":
				r.PagingBurnAlerts++
			default:
				r.PagingTriggers++
			}
		}
	}
	for _, a := range m.in.Resources.BurnAlerts {
		tell(m.alerts[a.Key], a.Recipients)
	}
	for _, t := range m.in.Resources.Triggers {
		tell(m.alerts[t.Key], t.Recipients)
	}
	m.countPlayed(list)
	for _, r := range m.in.Resources.Recipients {
		x := list[string(r.Key)]
		if x.Services = sorted(services[x.Key]); told[x.Key] || len(m.Only) == 0 {
			m.Recipients = append(m.Recipients, *x)
		}
	}
	slices.SortStableFunc(m.Recipients, func(a, b Recipient) int {
		return cmp.Or(cmp.Compare(b.PagingBurnAlerts+b.PagingTriggers, a.PagingBurnAlerts+a.PagingTriggers),
			cmp.Compare(len(b.Services), len(a.Services)))
	})
}

// wakes says whether somebody who is asleep may hear a notification of an alert that wakes people: a pager does, if it
// is told of an error, and a webhook may be any pager.
func wakes(n honeycomb.Notification) bool {
	return n.Recipient.Type == honeycomb.RecipientWebhook || review.Pages("", []honeycomb.Notification{n})
}

// countPlayed counts how often each recipient is told in what was played.
func (m *making) countPlayed(list map[string]*Recipient) {
	for _, o := range m.in.Outcomes {
		if !m.kept[o.SLO.Key] {
			continue
		}
		told := map[string]*Told{}
		for _, a := range o.Alerts {
			for _, n := range a.Alert.Recipients {
				t := told[string(n.Recipient.Key)]
				if t == nil {
					t = &Told{Case: o.Case.Name}
					told[string(n.Recipient.Key)] = t
				}
				t.Times += len(a.Firings)
				if m.alerts[a.Alert.Key].Pages && wakes(n) {
					t.Pages += len(a.Firings)
				}
			}
		}
		for key, t := range told {
			list[key].Played = append(list[key].Played, *t)
		}
	}
}

func (m *making) addWaivers() {
	for i := range m.in.Findings {
		f := &m.in.Findings[i]
		if f.Ignored == nil {
			if m.open(f) {
				m.findings++
			}
			continue
		}
		if m.waivers[f.Rule.ID] == nil {
			m.waivers[f.Rule.ID] = map[string]bool{}
		}
		for _, key := range f.Keys() {
			m.waivers[f.Rule.ID][string(key)] = true
			service, _, _ := strings.Cut(key.Path(), "/")
			m.waivers[f.Rule.ID][service] = true
		}
	}
	var kept []lint.Waiver
	for _, w := range m.in.Waivers {
		if len(m.Only) == 0 || slices.ContainsFunc(w.Of, func(k honeycomb.Key) bool { return m.kept[k] }) ||
			m.in.Only.keeps(&about{owner: w.Owner, at: w.Range}) {
			kept = append(kept, w)
		}
	}
	m.Waivers = inventory.NewWaivers(kept, m.in.Day).Waivers
}

// open says whether a finding is one of the report's, and nobody has waived it.
func (m *making) open(f *lint.Finding) bool {
	return f.Ignored == nil && (f.About == "" && len(m.Only) == 0 || m.concerns(f))
}

// concerns says whether a finding is about something in the report.
func (m *making) concerns(f *lint.Finding) bool {
	return slices.ContainsFunc(f.Keys(), func(k honeycomb.Key) bool { return m.kept[k] })
}

func (m *making) addDates() {
	add := func(x *honeycomb.Meta, owner string, e *honeycomb.Expiry, reviewed string) {
		d := Dated{Key: string(x.Key), Owner: owner, Reviewed: reviewed, Trial: x.Trial, TrialUntil: x.TrialUntil.Day,
			Place: placeOf(x.Origin.Range)}
		if e != nil {
			d.Expires = e.Day
		}
		if m.kept[x.Key] && (d.Expires != "" || d.Reviewed != "" || d.Trial) {
			m.Dates = append(m.Dates, d)
		}
	}
	quiet := map[honeycomb.Key]bool{}
	quieted := func(x *honeycomb.Meta, owner string) {
		if q := x.Quiet; q != nil && m.kept[x.Key] && !quiet[q.Of] {
			quiet[q.Of] = true
			m.Dates = append(m.Dates, Dated{Key: string(q.Of), Owner: owner, QuietUntil: q.Until,
				QuietReason: config.Masked(q.Reason), Place: placeOf(q.At)})
		}
	}
	for _, s := range m.in.Resources.SLOs {
		add(&s.Meta, s.Owner, s.Expires, s.Reviewed)
	}
	for _, a := range m.in.Resources.BurnAlerts {
		if a.Trial && !a.SLO.Trial {
			add(&a.Meta, a.SLO.Owner, nil, "")
		}
		quieted(&a.Meta, a.SLO.Owner)
	}
	for _, t := range m.in.Resources.Triggers {
		add(&t.Meta, t.Owner, t.Expires, t.Reviewed)
		quieted(&t.Meta, t.Owner)
	}
}

// sharing is who uses something.
type sharing struct{ services, owners map[string]bool }

// addShared adds what several services use, and of it what the report is about.
func (m *making) addShared() {
	used, kept := map[[2]string]*sharing{}, map[[2]string]bool{}
	use := func(kind, name, service, owner string, keep bool) {
		if name == "" {
			return
		}
		k := [2]string{kind, name}
		if used[k] == nil {
			used[k] = &sharing{map[string]bool{}, map[string]bool{}}
		}
		used[k].services[service] = true
		if owner != "" {
			used[k].owners[owner] = true
		}
		kept[k] = kept[k] || keep
	}
	for _, a := range m.in.Resources.BurnAlerts {
		use("burn_alert_policy", a.Policy, a.SLO.Service, a.SLO.Owner, m.kept[a.Key])
	}
	for _, s := range m.in.Resources.SLOs {
		if from := s.SLI.Shared; from != nil {
			use("sli_template", from.Name, s.Service, s.Owner, m.kept[s.Key])
		}
	}
	for _, a := range m.alerts {
		for _, r := range a.Recipients {
			use("recipient", honeycomb.Key(r).Address(), a.Service, a.Owner, m.kept[honeycomb.Key(a.Key)])
		}
	}
	for k, x := range used {
		if len(x.services) > 1 && kept[k] {
			m.Shared = append(m.Shared, Shared{Kind: k[0], Name: k[1], Services: sorted(x.services),
				Owners: sorted(x.owners)})
		}
	}
	slices.SortFunc(m.Shared, func(a, b Shared) int {
		return cmp.Or(cmp.Compare(len(b.Services), len(a.Services)), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Name, b.Name))
	})
}

// addColumns adds the columns that what is in the report reads.
func (m *making) addColumns() {
	services := map[string]string{}
	for i := range m.Promises {
		services[m.Promises[i].Key] = m.Promises[i].Service
	}
	for i := range m.Alerts {
		services[m.Alerts[i].Key] = m.Alerts[i].Service
	}
	for _, x := range inventory.NewColumns(m.in.Resources, m.in.Columns).Columns {
		c := Column{Name: x.Name, Conventional: x.OpenTelemetry != nil, ReplacedBy: []string{}}
		if x.OpenTelemetry != nil {
			c.ReplacedBy = append(c.ReplacedBy, x.OpenTelemetry.ReplacedBy...)
		}
		of := map[string]bool{}
		for _, u := range x.Uses {
			if s, kept := services[u.Key]; kept {
				c.Triggers++
				of[s] = true
			}
			for _, key := range u.SLOs {
				if s, kept := services[key]; kept {
					c.SLOs++
					of[s] = true
				}
			}
		}
		if c.Services = len(of); c.Services > 0 {
			m.Columns = append(m.Columns, c)
		}
	}
	slices.SortStableFunc(m.Columns, func(a, b Column) int {
		return cmp.Or(cmp.Compare(b.Services, a.Services), cmp.Compare(b.SLOs+b.Triggers, a.SLOs+a.Triggers))
	})
}

func (m *making) total() {
	t := &m.Totals
	t.Services, t.SLOs, t.Shared, t.Findings = len(m.Services), len(m.Promises), len(m.Shared), m.findings
	for _, s := range m.Services {
		if s.SLOs > 0 {
			t.ServicesWithSLO++
		}
	}
	for _, a := range m.Alerts {
		if len(a.Missing) == 0 {
			t.FullContext++
		}
		total, paging := &t.BurnAlerts, &t.PagingBurnAlerts
		if a.Kind == "reactive" {
			total, paging = &t.Triggers, &t.PagingTriggers
		}
		*total++
		if a.Pages {
			*paging++
		}
	}
	for _, w := range m.Waivers {
		if w.State == lint.WaiverHolds {
			t.Waivers++
		}
	}
	for _, d := range m.Dates {
		if d.Trial {
			t.Trials++
		}
		if d.QuietUntil != "" {
			t.Quiet++
		}
	}
}

// daysAfter is the day so many days after another; "" for one that can't be read.
func daysAfter(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}
