package adopt

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/openslo"
)

// declared is what an item has that was read from OpenSLO, where the API has no such thing.
type declared struct {
	title string
	notes []draft.Note
	sli   *indicator // of an SLO: the SLI that can't be computed; nil for one that is an item
	// alias says that the alias is for slogen to make.
	alias bool
	// rate is the burn rate as it is written, and severity that of an alert.
	rate, severity string
	standIns       []draft.Arg // for what isn't said, while the rest is compiled
}

// indicator is an SLI that a person must write.
type indicator struct {
	key, name, description string
	notes                  []draft.Note
	made                   *draft.Object
}

// found is an object of OpenSLO in its file.
type found[T any] struct {
	file string
	x    T
	used bool
}

// openSLO makes items of the objects of OpenSLO in all files.
type openSLO struct {
	*reading
	files      []openSLOFile
	slis       map[string]*found[*openslo.SLI]
	policies   map[string]*found[*openslo.AlertPolicy]
	conditions map[string]*found[*openslo.AlertCondition]
	targets    map[string]*found[*openslo.Target]
	sources    map[string]*found[*openslo.DataSource]
	users      map[string]int // how many SLOs have an SLI
	recipients map[string]*item
	sets       map[string][]string // the datasets of a service, where they are known
}

type openSLOFile struct {
	name string
	*openslo.File
}

// readOpenSLO reads a file of OpenSLO. Its objects become items once all files are read, since they refer to others.
func (r *reading) readOpenSLO(f File) error {
	read, err := openslo.Read(f.Data)
	if err != nil {
		return err
	}
	for _, o := range read.Others {
		at := fmt.Sprintf("%s:%d:%d", f.Name, o.Line, o.Column)
		switch {
		case strings.HasPrefix(o.APIVersion, "openslo"):
			text := fmt.Sprintf("%s: a document of kind %s and version %s was left out: slogen reads openslo/v1 and "+
				"openslo.com/v2alpha.", at, cmp.Or(o.Kind, "(none)"), o.APIVersion)
			if strings.HasSuffix(o.APIVersion, "/v1alpha") {
				text += " " + fromAlpha
			}
			r.strange = append(r.strange, text)
		default:
			r.remarks = append(r.remarks, fmt.Sprintf("%s: a document that isn't OpenSLO's was left out.", at))
		}
	}
	r.openSLO = append(r.openSLO, openSLOFile{f.Name, read})
	return nil
}

// fromAlpha says what to do about documents of the first version.
const fromAlpha = "Write them in v1, which has timeWindow with a duration such as 28d for timeWindows with unit and " +
	"count, and an indicator with ratioMetric or thresholdMetric for ratioMetrics in objectives; or import the SLOs " +
	"from where they run, with -live, from a state or from the API's JSON."

// placed is a mistake in a file with its place, as compilers write it.
func placed(name string, err error) error {
	var at *openslo.Error
	if errors.As(err, &at) {
		return fmt.Errorf("%s:%d:%d: %s", name, at.Line, at.Column, at.Text)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// index finds the objects of a kind by their names.
func index[T openslo.Object](o *openSLO, list func(*openslo.File) []T) map[string]*found[T] {
	out := map[string]*found[T]{}
	for _, f := range o.files {
		for _, x := range list(f.File) {
			m := x.Head()
			if first := out[m.Name]; first != nil {
				o.strange = append(o.strange, fmt.Sprintf("%s:%d: the %s %q was left out: there is one of this name in "+
					"%s, line %d.", f.name, m.Place.Line, m.Kind, m.Name, first.file, first.x.Head().Place.Line))
				continue
			}
			out[m.Name] = &found[T]{file: f.name, x: x}
		}
	}
	return out
}

// items makes the items of what was read.
func (o *openSLO) items() {
	type F = openslo.File
	o.reading.services = index(o, func(f *F) []*openslo.Service { return f.Services })
	o.slis = index(o, func(f *F) []*openslo.SLI { return f.SLIs })
	o.policies = index(o, func(f *F) []*openslo.AlertPolicy { return f.Policies })
	o.conditions = index(o, func(f *F) []*openslo.AlertCondition { return f.Conditions })
	o.targets = index(o, func(f *F) []*openslo.Target { return f.Targets })
	o.sources = index(o, func(f *F) []*openslo.DataSource { return f.Sources })
	slos := index(o, func(f *F) []*openslo.SLO { return f.SLOs })
	o.users, o.recipients, o.sets = map[string]int{}, map[string]*item{}, map[string][]string{}
	for _, name := range sortedKeys(o.targets) {
		f := o.targets[name]
		o.recipient(f.file, f.x, name)
	}
	var made []*sloOfOpenSLO
	for _, name := range sortedKeys(slos) {
		made = append(made, o.slo(slos[name].file, slos[name].x)...)
	}
	for _, s := range made {
		o.place(s)
	}
	o.unused()
}

// unused says what of what was read nothing uses.
func (o *openSLO) unused() {
	for _, name := range sortedKeys(o.slis) {
		f := o.slis[name]
		if f.used {
			continue
		}
		m := o.measure(f.file, f.x, user{}, nil)
		if m.field == nil {
			o.strange = append(o.strange, fmt.Sprintf("%s:%d: the SLI %q was left out: no SLO has it, and %s.", f.file,
				f.x.Place.Line, name, m.why))
			continue
		}
		m.field.service = strings.Join(m.sets, " ")
	}
	tell := func(file string, m *openslo.Meta, why string) {
		o.strange = append(o.strange, fmt.Sprintf("%s:%d: the %s %q was left out: "+
			"%s.", file, m.Place.Line, m.Kind, m.Name,
			why))
	}
	for _, name := range sortedKeys(o.policies) {
		if f := o.policies[name]; !f.used {
			tell(f.file, &f.x.Meta, "no SLO has it")
		} else {
			o.unknown(f.file, &f.x.Meta)
		}
	}
	for _, name := range sortedKeys(o.conditions) {
		if f := o.conditions[name]; !f.used {
			tell(f.file, &f.x.Meta, "no alert policy of an SLO has it")
		} else {
			o.unknown(f.file, &f.x.Meta)
		}
	}
	for _, name := range sortedKeys(o.sources) {
		f := o.sources[name]
		text := fmt.Sprintf("%s:%d: the DataSource %q (%s) says how to connect, and slogen connects to nothing", f.file,
			f.x.Place.Line, name, cmp.Or(f.x.Type, "without a type"))
		if len(f.x.Connection) > 0 {
			text += "; its connection details, whose values aren't shown: " + some(f.x.Connection, 20)
		}
		o.remarks = append(o.remarks, text+".")
		o.unknown(f.file, &f.x.Meta)
	}
}

// unknown reports the members that OpenSLO doesn't have, by name.
func (o *openSLO) unknown(file string, m *openslo.Meta) {
	for _, n := range unknownNotes(m) {
		o.strange = append(o.strange, fmt.Sprintf("%s:%d: %s %q: %s.", file, m.Place.Line, m.Kind, m.Name, n.Text))
	}
}

// unknownNotes are notes about members that OpenSLO doesn't have. Their values may be secrets.
func unknownNotes(m *openslo.Meta) (out []draft.Note) {
	for _, u := range m.Left {
		out = append(out, draft.Note{Text: fmt.Sprintf("%s (line %d) is nothing that OpenSLO has, and was left "+
			"out; its "+
			"value isn't shown", u.Path, u.Line)})
	}
	return out
}

// metaNotes are notes about the labels, unless they become tags, and the annotations of an object.
func metaNotes(m *openslo.Meta, labels bool) (out []draft.Note) {
	if labels && len(m.Labels) > 0 {
		var list []string
		for _, l := range m.Labels {
			list = append(list, l.Key+": "+strings.Join(l.Values, ", "))
		}
		out = append(out, draft.Note{Text: "there is no place for the labels of this " + m.Kind,
			Original: strings.Join(list, "; ")})
	}
	var keys []string
	for _, a := range m.Annotations {
		if !strings.HasPrefix(a.Key, openslo.Annotation) {
			keys = append(keys, a.Key)
		}
	}
	if len(keys) > 0 {
		out = append(out, draft.Note{Text: "slogen has no annotations; those of this " + m.Kind + ", whose " +
			"values aren't " +
			"shown: " + some(keys, 20)})
	}
	return append(out, unknownNotes(m)...)
}

// recipientTypes are the types of recipients by the words for them.
var recipientTypes = map[string]string{"email": honeycomb.RecipientEmail, "mail": honeycomb.RecipientEmail,
	"slack": honeycomb.RecipientSlack, "pagerduty": honeycomb.RecipientPagerDuty, "webhook": honeycomb.RecipientWebhook,
	"msteams": honeycomb.RecipientMSTeamsWorkflow, "teams": honeycomb.RecipientMSTeamsWorkflow,
	"microsoftteams": honeycomb.RecipientMSTeamsWorkflow, "msteamsworkflow": honeycomb.RecipientMSTeamsWorkflow}

// word matches what a target may be called without being a secret.
var word = lazy.Regexp(`^[A-Za-z][A-Za-z _.-]{0,30}$`)

// recipient makes a recipient of a target; nil for one that Honeycomb doesn't have.
func (o *openSLO) recipient(file string, t *openslo.Target, name string) *item {
	if x := o.recipients[name]; x != nil {
		return x
	}
	d := object{}
	x := &item{kind: honeycomb.KindRecipient, id: name, name: name, file: file, line: t.Place.Line,
		hidden: map[string]bool{"url": true}, body: object{"details": d},
		declared: &declared{title: fmt.Sprintf("recipient %q", name), notes: metaNotes(&t.Meta, true)}}
	typ := recipientTypes[strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(t.Target))]
	shown := cmp.Or(t.DisplayName, name)
	missing := func(detail, arg, standIn string) {
		if v := t.Annotation(openslo.Annotation + arg); v != "" {
			d[detail] = v
			return
		}
		d[detail] = standIn
		x.declared.standIns = append(x.declared.standIns, draft.Arg{Name: arg, Value: draft.Text(standIn)})
		x.note(arg, fmt.Sprintf("OpenSLO doesn't say the %s: write `%s`", arg, arg), "")
	}
	given := func(detail, arg string) bool { // in an annotation, as slogen writes it
		v := t.Annotation(openslo.Annotation + arg)
		if name, ok := strings.CutPrefix(v, openslo.SecretMark); ok {
			d[detail] = object{"$secret": name}
		} else if v != "" {
			d[detail] = v
		}
		return v != ""
	}
	x.lookup = t.Annotation(openslo.Annotation+"lookup") == "true"
	switch {
	case strings.Contains(t.Target, "://"):
		typ, d["webhook_name"], d["webhook_url"] = honeycomb.RecipientWebhook, shown, t.Target
	case strings.HasPrefix(t.Target, "#"):
		typ, d["slack_channel"] = honeycomb.RecipientSlack, t.Target
	case strings.Contains(t.Target, "@") && !strings.Contains(t.Target, " "):
		typ, d["email_address"] = honeycomb.RecipientEmail, t.Target
	case typ == honeycomb.RecipientEmail:
		missing("email_address", "address", "nobody@example.com")
	case typ == honeycomb.RecipientSlack:
		missing("slack_channel", "channel", "#unknown")
	case typ == honeycomb.RecipientPagerDuty:
		d["pagerduty_integration_name"] = cmp.Or(t.Annotation(openslo.Annotation+"integration_name"), shown)
		given("pagerduty_integration_key", "integration_key")
	case typ != "":
		d["webhook_name"] = cmp.Or(t.Annotation(openslo.Annotation+"name"), shown)
		if d["webhook_url"] = "https://example.com/?"; given("webhook_url", "url") {
			x.hidden = nil
		}
		given("webhook_secret", "secret")
	default:
		target := t.Target
		if !word().MatchString(target) {
			target = ""
		}
		o.recipients[name] = nil
		o.strange = append(o.strange, fmt.Sprintf("%s:%d: the AlertNotificationTarget %q was left out: "+
			"Honeycomb has no "+
			"recipients of the kind %q.", file, t.Place.Line, name, target))
		return nil
	}
	if t.DisplayName != "" && typ != honeycomb.RecipientWebhook && typ != honeycomb.RecipientPagerDuty &&
		typ != honeycomb.RecipientMSTeamsWorkflow {
		x.note("", "recipients have no display name", t.DisplayName)
	}
	if t.Description != "" {
		x.note("", "recipients have no description", t.Description)
	}
	x.body["type"] = typ
	o.recipients[name] = x
	o.reading.items = append(o.reading.items, x)
	return x
}

// note adds what couldn't be said of an item.
func (x *item) note(arg, text, original string) {
	x.declared.notes = append(x.declared.notes, draft.Note{Arg: arg, Text: text, Original: original})
}

func (x *item) remark(arg, text, original string) {
	x.declared.notes = append(x.declared.notes, draft.Note{Arg: arg, Text: text, Original: original, Remark: true})
}

// sloOfOpenSLO is an SLO that an objective became, until it is known where it belongs.
type sloOfOpenSLO struct {
	item   *item
	sets   []string
	alerts []*item
}

// slo makes an SLO of each objective.
func (o *openSLO) slo(file string, s *openslo.SLO) (out []*sloOfOpenSLO) {
	for i, obj := range s.Objectives {
		id, which, name := s.Name, "", cmp.Or(s.DisplayName, s.Name)
		if len(s.Objectives) > 1 {
			id = fmt.Sprintf("%s-%d", s.Name, i+1)
			which = "-" + draft.Name(obj.DisplayName, fmt.Sprint(i+1))
			name += ": " + cmp.Or(obj.DisplayName, fmt.Sprintf("objective %d", i+1))
		}
		x := &item{kind: honeycomb.KindSLO, id: id, name: s.Name + which, service: s.Service, file: file,
			line: obj.Place.Line, body: object{"name": name, "description": s.Description}}
		x.declared = &declared{title: fmt.Sprintf("SLO %q", name)}
		if len(s.Objectives) == 1 {
			x.line = s.Place.Line
			if obj.DisplayName != "" {
				x.remark("", "the only objective has a name of its own, for which there is no place", obj.DisplayName)
			}
		}
		o.promise(x, s, obj)
		x.window(s.Window)
		x.tags(append(slices.Clone(s.Labels), obj.Labels...))
		x.declared.notes = append(x.declared.notes, metaNotes(&s.Meta, false)...)
		m := o.indicatorOf(file, s, obj, user{id, which})
		made := &sloOfOpenSLO{item: x, sets: m.sets}
		if m.field != nil {
			x.body["sli"] = object{"alias": m.field.body["alias"]}
			if m.field.service == "" {
				m.field.service = s.Service
			}
		} else {
			x.body["sli"] = object{"alias": "\x00" + id}
			x.declared.sli = m.unsaid
		}
		o.reading.items = append(o.reading.items, x)
		if m.field != nil && len(m.sets) > 0 && o.sets[s.Service] == nil {
			o.sets[s.Service] = m.sets
		}
		for _, p := range s.Policies {
			made.alerts = append(made.alerts, o.alerts(file, x, s.Window, p)...)
		}
		out = append(out, made)
	}
	return out
}

// place says in which datasets an SLO is.
func (o *openSLO) place(s *sloOfOpenSLO) {
	x, sets := s.item, s.sets
	if len(sets) == 0 && o.dataset != "" {
		sets = []string{o.dataset}
	} else if other := o.sets[x.service]; len(sets) == 0 && other != nil {
		sets = other
		x.remark("sli", "OpenSLO doesn't say its dataset, which is taken to be that of the service's other SLOs", "")
	}
	var list []any
	for _, set := range sets {
		list = append(list, set)
	}
	if len(sets) == 1 {
		x.dataset = sets[0]
	}
	if len(list) > 0 {
		x.body["dataset_slugs"] = list
	}
}

// promise is the target of an objective, and how its budget is counted.
func (o *openSLO) promise(x *item, s *openslo.SLO, obj *openslo.Objective) {
	target, written := obj.Target, "target"
	per := big.NewRat(burn.Million, 1)
	if target == nil {
		target, written, per = obj.Percent, "targetPercent", big.NewRat(burn.PerPercent, 1)
	}
	exact := new(big.Rat).Mul(target.Rat, per)
	n := new(big.Int).Div(exact.Num(), exact.Denom())
	x.body["target_per_million"] = json.Number(n.String())
	if !exact.IsInt() {
		x.note("target", "Honeycomb holds four decimals of a percentage, so the rest was cut off", written+": "+
			""+target.Text)
	}
	slice := ""
	if obj.SliceTarget != nil {
		slice += ", timeSliceTarget: " + obj.SliceTarget.Text
	}
	if obj.SliceWindow != nil {
		slice += ", timeSliceWindow: " + obj.SliceWindow.Text
	}
	switch {
	case s.Budgeting == "Timeslices" || s.Budgeting == "RatioTimeslices":
		x.note("target", "Honeycomb counts events, not slices of time: the target is one of events, and means "+
			"something "+
			"else where traffic isn't even", "budgetingMethod: "+s.Budgeting+slice)
	case slice != "":
		x.note("target", "Honeycomb has no slices of time", strings.TrimPrefix(slice, ", "))
	}
	if s.Budgeting == "" {
		x.remark("target", "OpenSLO doesn't say the budgetingMethod; Honeycomb counts events, as Occurrences does", "")
	}
	if obj.Weight != nil {
		x.note("", "Honeycomb has no SLOs of several objectives, so their weights say nothing",
			"compositeWeight: "+obj.Weight.Text)
	}
	if obj.SLI != nil || obj.SLIRef != "" {
		x.note("", fmt.Sprintf("Honeycomb has no SLOs of several objectives: each one of %q is an SLO with a "+
			"budget of "+
			"its own", s.Name), "")
	}
}

// window is the time window of an SLO.
func (x *item) window(w *openslo.Window) {
	missing := func(text, original string) {
		x.note("window", text+": write `window`, such as \"28d\"", original)
		x.body["time_period_days"] = json.Number("30")
		x.declared.standIns = append(x.declared.standIns, draft.Arg{Name: "window", Value: draft.Text("30d")})
	}
	if w == nil {
		missing("OpenSLO doesn't say the window", "")
		return
	}
	original := "duration: " + w.Duration.Text
	if w.HasCalendar || w.Rolling != nil && !*w.Rolling {
		if original += ", isRolling: false"; w.Start != "" {
			original += ", calendar.startTime: " + w.Start
		}
		if w.Zone != "" {
			original += ", calendar.timeZone: " + w.Zone
		}
	}
	if w.Duration.Minutes == 0 || w.Duration.Minutes%burn.MinutesPerDay != 0 {
		missing("Honeycomb's windows are whole days", original)
		return
	}
	x.body["time_period_days"] = json.Number(fmt.Sprint(w.Duration.Minutes / burn.MinutesPerDay))
	switch {
	case strings.Contains(original, ","):
		x.note("window", "Honeycomb's windows roll, and don't begin with the calendar's months or weeks; so "+
			"this one has "+
			"no start", original)
	case w.Duration.Calendar:
		x.note("window", "Honeycomb's windows are whole days, so a month has 30, a quarter 90 and a year 365", original)
	}
	if w.More > 0 {
		x.note("window", fmt.Sprintf("an SLO has one window, and there are %d more", w.More), "")
	}
}

// The letters and signs that tags may have.
var (
	notInKey   = lazy.Regexp(`[^a-z]+`)
	notInValue = lazy.Regexp(`[^a-z0-9/-]+`)
)

// tags makes tags of labels, which may be written in more ways.
func (x *item) tags(labels []openslo.Label) {
	var list []any
	seen := map[string]bool{}
	for _, l := range labels {
		value := strings.Join(l.Values, "/")
		k := notInKey().ReplaceAllString(strings.ToLower(l.Key), "")
		v := strings.Trim(notInValue().ReplaceAllString(strings.ToLower(value), "-"), "-")
		original := l.Key + ": " + strings.Join(l.Values, ", ")
		v = strings.TrimLeft(v, "0123456789/-")
		switch {
		case k == "" || v == "" || len(k) > honeycomb.MaxTagKey || len(v) > honeycomb.MaxTagValue || seen[k] ||
			len(v) < honeycomb.MinTerraformTagValue || len(list) == honeycomb.MaxTags:
			x.note("tags", "Honeycomb can't have this label as a tag", original)
			continue
		case k != l.Key || v != value || len(l.Values) > 1:
			x.note("tags", fmt.Sprintf("Honeycomb's tags have one value each, of small letters, so this label became "+
				"%s = %q", k, v), original)
		}
		seen[k] = true
		list = append(list, object{"key": k, "value": v})
	}
	if list != nil {
		x.body["tags"] = list
	}
}

// alerts makes a burn alert of each condition of a policy.
func (o *openSLO) alerts(file string, slo *item, w *openslo.Window, p *openslo.AlertPolicy) (out []*item) {
	if p.Ref != "" {
		f := o.policies[p.Ref]
		if f == nil {
			slo.note("burn_alerts", fmt.Sprintf("the AlertPolicy %q isn't among what was read, so its alerts "+
				"are missing: "+
				"import its file, too", p.Ref), "")
			return nil
		}
		f.used = true
		file, p = f.file, f.x
	}
	if len(p.Conditions) == 0 {
		slo.note("burn_alerts", fmt.Sprintf("the AlertPolicy %q has no conditions, so nothing becomes of "+
			"it", p.Name), "")
	}
	for _, c := range p.Conditions {
		if c.Ref != "" {
			f := o.conditions[c.Ref]
			if f == nil {
				slo.note("burn_alerts", fmt.Sprintf("the AlertCondition %q of the AlertPolicy %q isn't among "+
					"what was read, so "+
					"the alert is missing: import its file, too", c.Ref, p.Name), "")
				continue
			}
			f.used = true
			c = f.x
		}
		if x := o.alert(file, slo, w, p, c); x != nil {
			out = append(out, x)
		}
	}
	return out
}

func (o *openSLO) alert(file string, slo *item, w *openslo.Window, p *openslo.AlertPolicy,
	c *openslo.AlertCondition) *item {
	name := cmp.Or(p.Name, c.Name, "alert")
	if len(p.Conditions) > 1 {
		name = cmp.Or(c.Name, name)
	}
	if why, original := cannotFire(p, c); why != "" {
		slo.note("burn_alerts", fmt.Sprintf("the alert %q can't be said: %s", name, why), original)
		return nil
	}
	description := cmp.Or(p.Description, c.Description, p.DisplayName, c.DisplayName)
	if c.Description != "" && p.Description != "" && c.Description != p.Description {
		description += "\n" + c.Description
	}
	x := &item{kind: honeycomb.KindBurnAlert, id: slo.id + "/" + name, name: name, file: file, line: p.Place.Line,
		body: object{"alert_type": honeycomb.BudgetRate, "slo": object{"id": slo.id}, "description": description}}
	x.declared = &declared{title: fmt.Sprintf("burn alert %q of %s", name, slo.declared.title), severity: c.Severity}
	if c.Severity == openslo.NoSeverity {
		x.declared.severity = ""
	}
	x.rate(c, w)
	x.otherwise(p, c)
	if p.DisplayName != "" && p.DisplayName != description {
		x.remark("", "burn alerts have no display name", p.DisplayName)
	}
	if c.DisplayName != "" && c.DisplayName != description {
		x.remark("", "burn alerts have no display name; that of the condition was", c.DisplayName)
	}
	for _, m := range []*openslo.Meta{&p.Meta, &c.Meta} {
		notes := metaNotes(m, true)
		if f := o.policies[m.Name]; f != nil && f.x == p && m == &p.Meta {
			notes = notes[:len(notes)-len(m.Left)] // once for all SLOs
		}
		if f := o.conditions[m.Name]; f != nil && f.x == c && m == &c.Meta {
			notes = notes[:len(notes)-len(m.Left)]
		}
		x.declared.notes = append(x.declared.notes, notes...)
	}
	o.notified(file, x, p, c)
	o.reading.items = append(o.reading.items, x)
	return x
}

// cannotFire says why Honeycomb has no burn alert like this, with what stands there; empty if it has one.
func cannotFire(p *openslo.AlertPolicy, c *openslo.AlertCondition) (why, original string) {
	switch said := condition(c); {
	case c.All != nil:
		var all []string
		for _, part := range c.All {
			all = append(all, cmp.Or(condition(part), part.Ref, part.Name))
		}
		return "it needs several conditions at once, and a burn alert has one: choose that which is to notify, or " +
			"write a burn alert for each", strings.Join(all, " and ")
	case p.Breaching != nil && !*p.Breaching:
		return "Honeycomb's burn alerts notify when the budget burns, and this one " +
				"doesn't", "alertWhenBreaching: false, " +
				said
	case c.Condition != openslo.BurnRate:
		return "its condition is of a kind that OpenSLO doesn't have", "kind: " + short(c.Condition, 60)
	case c.Threshold == nil || c.Lookback == nil:
		return "a burn rate needs threshold and lookbackWindow", said
	case c.Threshold.Sign() <= 0:
		return "a burn rate is above zero", said
	}
	return "", ""
}

// otherwise notes what Honeycomb's burn alerts do in another way than a policy says.
func (x *item) otherwise(p *openslo.AlertPolicy, c *openslo.AlertCondition) {
	said := condition(c)
	switch {
	case c.Op == "lt" || c.Op == "lte":
		x.note("burn_rate", "Honeycomb's burn alerts fire when the budget burns at least this fast, never "+
			"because it burns "+
			"slowly; read as literally, this one fires when all is well", said)
	case c.Op == "":
		x.note("burn_rate", "OpenSLO doesn't say whether it fires above or below; this fires from there upwards", said)
	}
	if c.After != nil && c.After.Minutes > 0 {
		x.note("burn_rate", "Honeycomb's burn alerts fire at once, without a time that the condition must last",
			"alertAfter: "+c.After.Text)
	}
	if p.NoData != nil && *p.NoData {
		x.note("", "Honeycomb's burn alerts say nothing when no data arrives: a trigger on count() can",
			"alertWhenNoData: true")
	}
	if p.Resolved != nil && *p.Resolved {
		x.remark("", "Honeycomb decides by itself who hears that an alert is over", "alertWhenResolved: true")
	}
}

// condition is a condition as it is written.
func condition(c *openslo.AlertCondition) string {
	var list []string
	add := func(name, value string) {
		if value != "" {
			list = append(list, name+": "+value)
		}
	}
	add("op", c.Op)
	if c.Threshold != nil {
		add("threshold", c.Threshold.Text)
	}
	if c.Lookback != nil {
		add("lookbackWindow", c.Lookback.Text)
	}
	return strings.Join(list, ", ")
}

// rate is how fast the budget must burn, over which time.
func (x *item) rate(c *openslo.AlertCondition, w *openslo.Window) {
	minutes := c.Lookback.Minutes
	if minutes < honeycomb.MinBudgetRateWindowMinutes {
		minutes = honeycomb.MinBudgetRateWindowMinutes
		x.note("over", "Honeycomb measures over an hour at least", "lookbackWindow: "+c.Lookback.Text)
	}
	x.body["budget_rate_window_minutes"] = json.Number(fmt.Sprint(minutes))
	x.declared.rate = strings.TrimPrefix(c.Threshold.Text, "+")
	if w == nil || w.Duration == nil || w.Duration.Minutes < burn.MinutesPerDay {
		return
	}
	_, decimals, _ := strings.Cut(c.Threshold.Text, ".")
	part := burn.Objective{WindowDays: w.Duration.Minutes / burn.MinutesPerDay}.DecreasePerMillion(c.Threshold.Rat,
		minutes)
	whole := new(big.Int).Quo(part.Num(), part.Denom())
	over := new(big.Rat).Sub(part, new(big.Rat).SetInt(whole))
	if len(decimals) > 3 && over.Cmp(big.NewRat(1, 1000)) < 0 { // it was computed from a part of the budget
		x.declared.rate = ""
		x.body["budget_rate_decrease_threshold_per_million"] = json.Number(whole.String())
	}
}

// pagerDutySeverities are PagerDuty's for what severities are called, as far as that is usual.
var pagerDutySeverities = map[string]string{
	"page": "critical", "critical": "critical", "sev1": "critical", "sev-1": "critical", "p1": "critical",
	"high": "critical", "emergency": "critical", "ticket": "error", "error": "error", "sev2": "error", "sev-2": "error",
	"p2": "error", "major": "error", "inform": "warning", "warning": "warning", "warn": "warning", "sev3": "warning",
	"sev-3": "warning", "p3": "warning", "medium": "warning", "minor": "warning", "info": "info", "low": "info",
	"sev4": "info", "sev-4": "info", "p4": "info", "sev5": "info", "p5": "info", "notice": "info",
}

// notified says who is notified.
func (o *openSLO) notified(file string, x *item, p *openslo.AlertPolicy, c *openslo.AlertCondition) {
	list := []any{}
	seen := map[*item]bool{}
	for i, t := range p.Targets {
		name := cmp.Or(t.Ref, t.Name, fmt.Sprintf("%s-%d", cmp.Or(p.Name, x.name), i+1))
		if t.Ref != "" {
			f := o.targets[t.Ref]
			if f == nil {
				x.note("notify", fmt.Sprintf("the AlertNotificationTarget %q isn't among what was read: import "+
					"its file, too",
					t.Ref), "")
				continue
			}
			f.used = true
			t = f.x
		}
		r := o.recipient(file, t, name)
		if r == nil {
			x.note("notify", fmt.Sprintf("the AlertNotificationTarget %q is none that Honeycomb has", name), "")
			continue
		}
		if seen[r] {
			continue
		}
		seen[r] = true
		n := object{"id": r.id}
		if r.body["type"] == honeycomb.RecipientPagerDuty {
			severity := cmp.Or(p.Annotation(openslo.Annotation+"pagerduty_severity"),
				pagerDutySeverities[strings.ToLower(c.Severity)])
			if severity == "" {
				severity = "critical"
				x.note("pagerduty_severity", "PagerDuty has critical, error, warning and info; this is told as "+
					"critical",
					"severity: "+c.Severity)
			}
			n["details"] = object{"pagerduty_severity": severity}
		}
		list = append(list, n)
	}
	x.body["recipients"] = list
}

// masked is a text of others without what may be a secret.
func maskedText(s string) string {
	if config.Credential("query", s) {
		return "(it isn't shown, as it may hold a secret)"
	}
	for _, w := range strings.Fields(s) {
		if i := strings.Index(w, "://"); i >= 0 && secretURL(strings.Trim(w[max(0, i-5):], `"'(),`)) {
			s = strings.ReplaceAll(s, w, "(an address that may be a secret)")
		}
	}
	return s
}
