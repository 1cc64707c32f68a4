package lint

import (
	"math/big"
	"reflect"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

// What conditions of one's own see of objects. The tag `cty` is the member's name and `doc` what it is; `arg` is the
// argument that a finding points at, where that has another name.
type (
	sliView struct {
		Name        string   `cty:"name" doc:"its name within its service"`
		Service     string   `cty:"service" doc:"the service's name"`
		Key         string   `cty:"key" doc:"its key, such as calculated_field/checkout/availability"`
		File        string   `cty:"file" doc:"the file that declares it"`
		Alias       string   `cty:"alias" doc:"the name of its calculated field"`
		Description string   `cty:"description" doc:"its description"`
		Dataset     string   `cty:"dataset" doc:"the dataset's slug; empty for several"`
		Expression  string   `cty:"expression" doc:"its formula" arg:"good"`
		Columns     []string `cty:"columns" doc:"the columns that the formula reads, sorted" arg:"good"`
		Existing    string   `cty:"existing" doc:"the id of what it takes over; empty for nothing"`
		Trial       bool     `cty:"trial" doc:"whether its service is on trial"`
	}
	fieldView struct {
		Name        string   `cty:"name" doc:"its name within its service"`
		Service     string   `cty:"service" doc:"the service's name"`
		Key         string   `cty:"key" doc:"its key, such as calculated_field/checkout/field.status"`
		File        string   `cty:"file" doc:"the file that declares it"`
		Alias       string   `cty:"alias" doc:"its name at Honeycomb"`
		Description string   `cty:"description" doc:"its description"`
		Dataset     string   `cty:"dataset" doc:"the dataset's slug; empty for the whole environment"`
		Expression  string   `cty:"expression" doc:"its formula" arg:"value"`
		Columns     []string `cty:"columns" doc:"the columns that the formula reads, sorted" arg:"value"`
		Existing    string   `cty:"existing" doc:"the id of what it takes over; empty for nothing"`
		Trial       bool     `cty:"trial" doc:"whether its service is on trial"`
	}
	recipientView struct {
		Type     string `cty:"type" doc:"email, msteams_workflow, pagerduty, slack or webhook"`
		Name     string `cty:"name" doc:"its name"`
		Key      string `cty:"key" doc:"its key, such as recipient/slack/payments"`
		File     string `cty:"file" doc:"the file that declares it"`
		Title    string `cty:"title" doc:"the name that Honeycomb shows; empty if it has none" arg:"name"`
		Address  string `cty:"address" doc:"the address of an email, the channel of Slack; empty for others"`
		Lookup   bool   `cty:"lookup" doc:"whether it exists already and is looked up"`
		Existing string `cty:"existing" doc:"the id of what it takes over; empty for nothing"`
	}
	routeView struct {
		Recipient string              `cty:"recipient" doc:"the recipient's key"`
		Groups    map[string][]string `cty:"groups" doc:"the values by column of its groups; empty for all"`
		Incidents bool                `cty:"incident_per_group" doc:"whether PagerDuty gets an incident for each group"`
	}
	alertView struct {
		Name                   string          `cty:"name" doc:"its name within its SLO"`
		SLO                    string          `cty:"slo" doc:"the SLO's key"`
		Service                string          `cty:"service" doc:"the service's name"`
		Key                    string          `cty:"key" doc:"its key"`
		File                   string          `cty:"file" doc:"the file that declares it"`
		Description            string          `cty:"description" doc:"its description, with what slogen adds"`
		Severity               string          `cty:"severity" doc:"its severity; empty for none"`
		Policy                 string          `cty:"policy" doc:"the policy that it comes from, such as builtin.burn_alerts.honeycomb; empty for none"`
		BurnRate               *big.Float      `cty:"burn_rate" doc:"the burn rate at which it fires; 0 if it looks ahead"`
		OverMinutes            int             `cty:"over_minutes" doc:"over how many minutes that is; 0 if it looks ahead" arg:"over"`
		ExhaustedWithinMinutes int             `cty:"exhausted_within_minutes" doc:"how many minutes it looks ahead, and -1 if it has a burn rate"`
		Recipients             []recipientView `cty:"recipients" doc:"whom it notifies" arg:"notify"`
		Investigate            bool            `cty:"investigate" doc:"whether Honeycomb looks into it by itself"`
		Existing               string          `cty:"existing" doc:"the id of what it takes over; empty for nothing"`
		Trial                  bool            `cty:"trial" doc:"whether it, its SLO or its service is on trial"`
		TrialUntil             string          `cty:"trial_until" doc:"when its trial ends; empty for none" arg:"until"`
		QuietUntil             string          `cty:"quiet_until" doc:"until when it is quiet; empty for never"`
	}
	sloView struct {
		Name         string            `cty:"name" doc:"its name within its service"`
		Title        string            `cty:"title" doc:"the name that Honeycomb shows" arg:"name"`
		Service      string            `cty:"service" doc:"the service's name"`
		Key          string            `cty:"key" doc:"its key, such as slo/checkout/availability"`
		File         string            `cty:"file" doc:"the file that declares it"`
		Description  string            `cty:"description" doc:"its description, with what slogen adds"`
		Owner        string            `cty:"owner" doc:"the team responsible; empty for none"`
		Runbook      string            `cty:"runbook" doc:"where to read what to do; empty for none"`
		Target       *big.Float        `cty:"target" doc:"its target in percent, such as 99.9"`
		WindowDays   int               `cty:"window_days" doc:"the days of its window" arg:"window"`
		Datasets     []string          `cty:"datasets" doc:"the slugs of its datasets, sorted" arg:"dataset"`
		SLI          sliView           `cty:"sli" doc:"its SLI"`
		EventsPerDay *big.Float        `cty:"events_per_day" doc:"the events that are expected a day; 0 for unknown"`
		Tags         map[string]string `cty:"tags" doc:"its tags"`
		Alerts       []alertView       `cty:"alerts" doc:"its burn alerts"`
		DependsOn    []string          `cty:"depends_on" doc:"the keys of the SLOs that it depends on"`
		Expires      string            `cty:"expires" doc:"the day on which it should be gone; empty for none"`
		ReviewedOn   string            `cty:"reviewed_on" doc:"the day of its last review; empty for none"`
		Existing     string            `cty:"existing" doc:"the id of what it takes over; empty for nothing"`
		Trial        bool              `cty:"trial" doc:"whether it or its service is on trial"`
		TrialUntil   string            `cty:"trial_until" doc:"when its trial ends; empty for none" arg:"until"`
	}
	triggerView struct {
		Name         string            `cty:"name" doc:"its name within its service"`
		Title        string            `cty:"title" doc:"the name that Honeycomb shows" arg:"name"`
		Service      string            `cty:"service" doc:"the service's name"`
		Key          string            `cty:"key" doc:"its key, such as trigger/checkout/declines"`
		File         string            `cty:"file" doc:"the file that declares it"`
		Description  string            `cty:"description" doc:"its description, with what slogen adds"`
		Owner        string            `cty:"owner" doc:"the team responsible; empty for none"`
		Runbook      string            `cty:"runbook" doc:"where to read what to do; empty for none"`
		Dataset      string            `cty:"dataset" doc:"the dataset's slug; empty for the whole environment"`
		Severity     string            `cty:"severity" doc:"its severity; empty for none"`
		Investigate  bool              `cty:"investigate" doc:"whether Honeycomb looks into it by itself"`
		FiresWhen    string            `cty:"fires_when" doc:"when it fires: COUNT >= 50 for any host"`
		Where        string            `cty:"where" doc:"which events it looks at, in words; empty for all"`
		Threshold    *big.Float        `cty:"threshold" doc:"the number of its condition" arg:"fires_when"`
		Operator     string            `cty:"operator" doc:"how it is compared: >, >=, < or <=" arg:"fires_when"`
		Baseline     bool              `cty:"baseline" doc:"whether it compares with an earlier value"`
		Schedule     bool              `cty:"schedule" doc:"whether it looks only at some hours of the week"`
		EverySeconds int               `cty:"every_seconds" doc:"how often it runs" arg:"every"`
		OverSeconds  int               `cty:"over_seconds" doc:"how far it looks back" arg:"over"`
		For          int               `cty:"for" doc:"after how many runs it fires"`
		Repeat       bool              `cty:"repeat" doc:"whether it notifies on every run"`
		PerGroup     bool              `cty:"per_group" doc:"whether it is resolved per group" arg:"resolve"`
		Routes       []routeView       `cty:"routes" doc:"who hears of which groups" arg:"notify"`
		Disabled     bool              `cty:"disabled" doc:"whether it never runs"`
		Columns      []string          `cty:"columns" doc:"the columns that it reads, sorted" arg:"where"`
		GroupBy      []string          `cty:"group_by" doc:"the columns that it groups by"`
		Tags         map[string]string `cty:"tags" doc:"its tags"`
		Recipients   []recipientView   `cty:"recipients" doc:"whom it notifies" arg:"notify"`
		Expires      string            `cty:"expires" doc:"the day on which it should be gone; empty for none"`
		ReviewedOn   string            `cty:"reviewed_on" doc:"the day of its last review; empty for none"`
		Existing     string            `cty:"existing" doc:"the id of what it takes over; empty for nothing"`
		Trial        bool              `cty:"trial" doc:"whether it or its service is on trial"`
		TrialUntil   string            `cty:"trial_until" doc:"when its trial ends; empty for none" arg:"until"`
		QuietUntil   string            `cty:"quiet_until" doc:"until when it is quiet; empty for never" arg:"quiet"`
	}
	serviceView struct {
		Name     string        `cty:"name" doc:"its name"`
		SLOs     []sloView     `cty:"slos" doc:"its SLOs"`
		SLIs     []sliView     `cty:"slis" doc:"its SLIs"`
		Fields   []fieldView   `cty:"calculated_fields" doc:"its calculated fields that are no SLIs"`
		Triggers []triggerView `cty:"triggers" doc:"its triggers"`
	}
)

// viewOf is a value of each kind of object that conditions look at.
var viewOf = map[string]any{"slo": sloView{}, "burn_alert": alertView{}, "trigger": triggerView{}, "sli": sliView{},
	"calculated_field": fieldView{}, "service": serviceView{}, "recipient": recipientView{}}

// Member is something that a condition can ask of an object.
type Member struct{ Name, Type, Doc string }

// Members lists what a condition sees of an object of a kind.
func Members(kind string) (out []Member) {
	t := reflect.TypeOf(viewOf[kind])
	for i := range t.NumField() {
		f := t.Field(i)
		out = append(out, Member{f.Tag.Get("cty"), memberType(f.Type), f.Tag.Get("doc")})
	}
	return out
}

func memberType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return "list of " + strings.TrimSuffix(memberType(t.Elem()), "s") + "s"
	case reflect.Map:
		if t.Elem().Kind() == reflect.Slice {
			return "map of lists of strings"
		}
		return "map of strings"
	case reflect.Struct:
		if t == reflect.TypeFor[routeView]() {
			return "route"
		}
		for kind, v := range viewOf {
			if reflect.TypeOf(v) == t {
				return kind
			}
		}
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Pointer:
		return "number"
	}
	return "string"
}

// argumentOf is the argument behind a member of an object.
func argumentOf(kind, member string) string {
	t := reflect.TypeOf(viewOf[kind])
	for i := range t.NumField() {
		if f := t.Field(i); f.Tag.Get("cty") == member {
			if arg := f.Tag.Get("arg"); arg != "" {
				return arg
			}
		}
	}
	return member
}

// viewType is the type of the objects of a kind.
func viewType(kind string) cty.Type { return ctyType(reflect.TypeOf(viewOf[kind])) }

// ctyType is the type of what a view holds. Package gocty knows no numbers that are exact.
func ctyType(t reflect.Type) cty.Type {
	switch t.Kind() {
	case reflect.String:
		return cty.String
	case reflect.Bool:
		return cty.Bool
	case reflect.Slice:
		return cty.List(ctyType(t.Elem()))
	case reflect.Map:
		return cty.Map(ctyType(t.Elem()))
	case reflect.Struct:
		members := map[string]cty.Type{}
		for i := range t.NumField() {
			members[t.Field(i).Tag.Get("cty")] = ctyType(t.Field(i).Type)
		}
		return cty.Object(members)
	}
	return cty.Number
}

func viewValue(view any) cty.Value { return ctyValue(reflect.ValueOf(view)) }

func ctyValue(v reflect.Value) cty.Value {
	switch v.Kind() {
	case reflect.String:
		return cty.StringVal(v.String())
	case reflect.Bool:
		return cty.BoolVal(v.Bool())
	case reflect.Int:
		return cty.NumberIntVal(v.Int())
	case reflect.Slice:
		if v.Len() == 0 {
			return cty.ListValEmpty(ctyType(v.Type().Elem()))
		}
		var list []cty.Value
		for i := range v.Len() {
			list = append(list, ctyValue(v.Index(i)))
		}
		return cty.ListVal(list)
	case reflect.Map:
		if v.Len() == 0 {
			return cty.MapValEmpty(ctyType(v.Type().Elem()))
		}
		members := map[string]cty.Value{}
		for _, k := range v.MapKeys() {
			members[k.String()] = ctyValue(v.MapIndex(k))
		}
		return cty.MapVal(members)
	case reflect.Struct:
		members := map[string]cty.Value{}
		for i := range v.NumField() {
			members[v.Type().Field(i).Tag.Get("cty")] = ctyValue(v.Field(i))
		}
		return cty.ObjectVal(members)
	}
	return cty.NumberVal(v.Interface().(*big.Float))
}

func viewSLI(f *honeycomb.CalculatedField, columns []string) sliView {
	_, name, _ := strings.Cut(f.Key.Path(), "/")
	return sliView{Name: name, Service: f.Service, Key: string(f.Key), File: f.Origin.Range.Filename, Alias: f.Alias,
		Description: f.Description, Dataset: f.Dataset, Expression: f.Expression, Columns: listed(columns),
		Existing: f.Existing, Trial: f.Trial}
}

func viewField(f *honeycomb.CalculatedField, columns []string) fieldView {
	v := fieldView(viewSLI(f, columns))
	v.Name = strings.TrimPrefix(v.Name, honeycomb.FieldPrefix)
	return v
}

// decimal is a number as HCL reads it, so that 99.9 is no more and no less than 99.9.
func decimal(text string, r *big.Rat) *big.Float {
	const precision = 512
	if r == nil || text != "" {
		if f, _, err := big.ParseFloat(text, 10, precision, big.ToNearestEven); err == nil {
			return f
		}
	}
	return new(big.Float).SetPrec(precision).SetRat(r)
}

// listed is a list that isn't nil: conditions see no null.
func listed[T any](list []T) []T { return append([]T{}, list...) }

func viewRecipient(r *honeycomb.Recipient) recipientView {
	_, name, _ := strings.Cut(r.Key.Path(), "/")
	return recipientView{Type: r.Type, Name: name, Key: string(r.Key), File: r.Origin.Range.Filename,
		Title: r.Name + r.IntegrationName, Address: r.EmailAddress + r.SlackChannel, Lookup: r.Lookup,
		Existing: r.Existing}
}

func viewRecipients(list []honeycomb.Notification) []recipientView {
	out := []recipientView{}
	for _, n := range list {
		out = append(out, viewRecipient(n.Recipient))
	}
	return out
}

// viewRoutes are whom a trigger tells of groups, by recipient.
func viewRoutes(list []honeycomb.Notification) []routeView {
	out := []routeView{}
	for _, n := range list {
		if n.Routed() {
			v := routeView{Recipient: string(n.Recipient.Key), Groups: map[string][]string{},
				Incidents: n.PerGroupIncidents}
			for _, g := range n.Groups {
				v.Groups[g.Column] = g.Values
			}
			out = append(out, v)
		}
	}
	return out
}

func viewAlert(a *honeycomb.BurnAlert) alertView {
	v := alertView{Name: a.Name, SLO: string(a.SLO.Key), Service: a.Service, Key: string(a.Key), Severity: a.Severity,
		Policy: a.Policy, Recipients: viewRecipients(a.Recipients), Trial: a.Trial, ExhaustedWithinMinutes: -1,
		BurnRate: new(big.Float), File: a.Origin.Range.Filename, Description: a.Description,
		Investigate: a.Investigate, Existing: a.Existing,
		TrialUntil: a.TrialUntil.Day, QuietUntil: quietUntil(&a.Meta)}
	if a.AlertType == honeycomb.ExhaustionTime {
		v.ExhaustedWithinMinutes = a.ExhaustionMinutes
	} else if rate := a.BurnRate(); rate != nil {
		v.BurnRate = decimal(a.AskedBurnRate, rate)
		v.OverMinutes = a.BudgetRateWindowMinutes
	}
	return v
}

func viewTags(tags []honeycomb.Tag) map[string]string {
	out := map[string]string{}
	for _, t := range tags {
		out[t.Key] = t.Value
	}
	return out
}

func day(x *honeycomb.Expiry) string {
	if x == nil {
		return ""
	}
	return x.Day
}

// quietUntil is the day until which an alert is quiet; empty for one that isn't.
func quietUntil(m *honeycomb.Meta) string {
	if m.Quiet == nil {
		return ""
	}
	return m.Quiet.Until
}

func (p *pass) viewSLO(s *honeycomb.SLO) sloView {
	_, name, _ := strings.Cut(s.Key.Path(), "/")
	v := sloView{Name: name, Title: s.Name, Service: s.Service, Key: string(s.Key), File: s.Origin.Range.Filename,
		Description: s.Description, Owner: s.Owner, Runbook: s.Runbook, WindowDays: s.TimePeriodDays,
		Target: decimal(words.PerMillion(s.TargetPerMillion), nil), Datasets: listed(s.Datasets),
		SLI:          viewSLI(s.SLI, p.formulaOf(s.SLI).sli().Columns()),
		EventsPerDay: decimal("", words.Exact(s.EventsPerDay)), Tags: viewTags(s.Tags), Alerts: []alertView{},
		DependsOn: []string{}, Expires: day(s.Expires), ReviewedOn: s.Reviewed, Existing: s.Existing,
		Trial: s.Trial, TrialUntil: s.TrialUntil.Day}
	for _, a := range p.groups[s] {
		v.Alerts = append(v.Alerts, viewAlert(a))
	}
	for _, d := range s.DependsOn {
		v.DependsOn = append(v.DependsOn, string(d.Key))
	}
	return v
}

func (p *pass) viewTrigger(t *honeycomb.Trigger) triggerView {
	_, name, _ := strings.Cut(t.Key.Path(), "/")
	threshold, _ := new(big.Rat).SetString(string(t.Threshold.Value))
	if threshold == nil {
		threshold = new(big.Rat)
	}
	return triggerView{Name: name, Title: t.Name, Service: t.Service, Key: string(t.Key),
		File: t.Origin.Range.Filename, Description: t.Description, Owner: t.Owner, Runbook: t.Runbook,
		Dataset: t.Dataset, Severity: t.Severity, EverySeconds: t.FrequencySeconds,
		OverSeconds: t.Query.TimeRangeSeconds, For: t.Threshold.ExceededLimit, Repeat: t.AlertType == honeycomb.OnTrue,
		PerGroup: t.AlertType == honeycomb.OnGroupChange, Routes: viewRoutes(t.Recipients),
		Disabled: t.Disabled, Columns: listed(review.QueryColumns(t.Query)), GroupBy: listed(t.Query.Breakdowns),
		Tags: viewTags(t.Tags), Recipients: viewRecipients(t.Recipients), Expires: day(t.Expires),
		ReviewedOn: t.Reviewed, Existing: t.Existing, Trial: t.Trial, Investigate: t.Investigate,
		FiresWhen: phrase.Condition(t), Where: phrase.Only(t.Query), Operator: t.Threshold.Op,
		Threshold: decimal(string(t.Threshold.Value), threshold), Baseline: t.Baseline != nil,
		Schedule: t.Schedule != nil, TrialUntil: t.TrialUntil.Day, QuietUntil: quietUntil(&t.Meta)}
}

// viewed is an object as conditions see it, and where it is.
type viewed struct {
	meta  *honeycomb.Meta
	value any
	alert *honeycomb.BurnAlert // of a burn alert
}

// views are the objects of a kind.
func (p *pass) views(kind string) (out []viewed) {
	switch kind {
	case "slo":
		for _, s := range p.SLOs {
			out = append(out, viewed{meta: &s.Meta, value: p.viewSLO(s)})
		}
	case "burn_alert":
		for _, a := range p.BurnAlerts {
			out = append(out, viewed{&a.Meta, viewAlert(a), a})
		}
	case "trigger":
		for _, t := range p.Triggers {
			out = append(out, viewed{meta: &t.Meta, value: p.viewTrigger(t)})
		}
	case "sli":
		p.eachSLI(func(f *honeycomb.CalculatedField) {
			out = append(out, viewed{meta: &f.Meta, value: viewSLI(f, p.formulaOf(f).sli().Columns())})
		})
	case "calculated_field":
		p.eachField(func(f *honeycomb.CalculatedField) {
			out = append(out, viewed{meta: &f.Meta, value: viewField(f, p.formulaOf(f).sli().Columns())})
		})
	case "recipient":
		for _, r := range p.Recipients {
			out = append(out, viewed{meta: &r.Meta, value: viewRecipient(r)})
		}
	case "service":
		out = p.viewServices()
	}
	return out
}

// viewServices are the services that have SLIs, SLOs, triggers or calculated fields. A finding about one is where its
// first object is.
func (p *pass) viewServices() (out []viewed) {
	at := map[string]int{}
	of := func(m *honeycomb.Meta) *serviceView {
		i, ok := at[m.Service]
		if !ok {
			i = len(out)
			at[m.Service] = i
			out = append(out, viewed{meta: m, value: &serviceView{Name: m.Service, SLOs: []sloView{},
				SLIs: []sliView{}, Fields: []fieldView{}, Triggers: []triggerView{}}})
		}
		return out[i].value.(*serviceView)
	}
	for _, s := range p.SLOs {
		v := of(&s.Meta)
		v.SLOs = append(v.SLOs, p.viewSLO(s))
	}
	p.eachSLI(func(f *honeycomb.CalculatedField) {
		v := of(&f.Meta)
		v.SLIs = append(v.SLIs, viewSLI(f, p.formulaOf(f).sli().Columns()))
	})
	p.eachField(func(f *honeycomb.CalculatedField) {
		v := of(&f.Meta)
		v.Fields = append(v.Fields, viewField(f, p.formulaOf(f).sli().Columns()))
	})
	for _, t := range p.Triggers {
		v := of(&t.Meta)
		v.Triggers = append(v.Triggers, p.viewTrigger(t))
	}
	for i := range out {
		out[i].value = *out[i].value.(*serviceView)
	}
	return out
}

// Objects are all objects of a kind as conditions see them, in the form that JSON is decoded to.
func Objects(r *honeycomb.Resources, kind string) []any {
	objects := []any{}
	for _, v := range newPass(r, Options{}).views(kind) {
		objects = append(objects, plain(reflect.ValueOf(v.value)))
	}
	return objects
}

// plain is what a view holds as JSON is decoded to.
func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int:
		return float64(v.Int())
	case reflect.Slice:
		list := []any{}
		for i := range v.Len() {
			list = append(list, plain(v.Index(i)))
		}
		return list
	case reflect.Map:
		m := map[string]any{}
		for _, k := range v.MapKeys() {
			m[k.String()] = plain(v.MapIndex(k))
		}
		return m
	case reflect.Struct:
		m := map[string]any{}
		for i := range v.NumField() {
			m[v.Type().Field(i).Tag.Get("cty")] = plain(v.Field(i))
		}
		return m
	}
	x, _ := v.Interface().(*big.Float).Float64()
	return x
}
