package openslo

import (
	"bytes"
	"fmt"
	"math/big"
	"strings"

	yaml "sigs.k8s.io/yaml/goyaml.v3"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lazy"
)

// Writer writes the objects of a configuration as OpenSLO v1.
type Writer struct {
	names map[string]string // of what OpenSLO calls objects, by kind and key
	taken map[string]bool
	used  map[*honeycomb.CalculatedField]bool
	alert map[*honeycomb.SLO][]*honeycomb.BurnAlert
}

// NewWriter settles the names of all objects.
func NewWriter(r *honeycomb.Resources) *Writer {
	w := &Writer{names: map[string]string{}, taken: map[string]bool{}, used: map[*honeycomb.CalculatedField]bool{},
		alert: map[*honeycomb.SLO][]*honeycomb.BurnAlert{}}
	for x := range r.Objects() {
		w.name(string(x.Head().Key), x.Head().Key.Kind(), x.Head().Key.Path())
		if s := x.Head().Service; s != "" {
			w.name("service/"+s, "service", s)
		}
	}
	for _, s := range r.SLOs {
		w.used[s.SLI] = true
	}
	for _, a := range r.BurnAlerts {
		w.alert[a.SLO] = append(w.alert[a.SLO], a)
	}
	return w
}

var notInName = lazy.Regexp(`[^a-z0-9]+`)

// maxName is how long OpenSLO's names may be.
const maxName = 63

// name settles a name as DNS has labels.
func (w *Writer) name(key, kind, path string) {
	if w.names[key] != "" {
		return
	}
	base := strings.Trim(notInName().ReplaceAllString(strings.ToLower(path), "-"), "-")
	if base == "" {
		base = "x"
	}
	name := strings.TrimRight(base[:min(len(base), maxName)], "-")
	for n := 2; w.taken[kind+" "+name]; n++ {
		name = fmt.Sprintf("%s-%d", strings.TrimRight(base[:min(len(base), maxName-8)], "-"), n)
	}
	w.taken[kind+" "+name] = true
	w.names[key] = name
}

func (w *Writer) named(x honeycomb.Object) string { return w.names[string(x.Head().Key)] }

// The objects as they are written.
type (
	written struct {
		APIVersion string  `yaml:"apiVersion,omitempty"`
		Kind       string  `yaml:"kind,omitempty"`
		Metadata   headOf  `yaml:"metadata"`
		Spec       mapping `yaml:"spec"`
	}
	headOf struct {
		Name        string            `yaml:"name"`
		DisplayName string            `yaml:"displayName,omitempty"`
		Labels      map[string]string `yaml:"labels,omitempty"`
		Annotations map[string]string `yaml:"annotations,omitempty"`
	}
	mapping []member
	member  struct {
		name  string
		value any
	}
)

// MarshalYAML writes members in their order, but for those without a value.
func (m mapping) MarshalYAML() (any, error) {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, x := range m {
		if x.value == nil || x.value == "" {
			continue
		}
		var v yaml.Node
		if err := v.Encode(x.value); err != nil {
			return nil, err
		}
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: x.name}, &v)
	}
	return n, nil
}

func number(text string) *yaml.Node {
	tag := "!!int"
	if strings.Contains(text, ".") {
		tag = "!!float"
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: text}
}

// Append appends the documents of some objects: those of a service, or of none.
func (w *Writer) Append(b []byte, service string, r *honeycomb.Resources) []byte {
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	add := func(x *written) {
		x.APIVersion = group + "/" + v1
		_ = e.Encode(x) // these are all values that YAML has
	}
	for _, x := range r.Recipients {
		add(w.target(x))
	}
	if service != "" && len(r.SLOs) > 0 {
		add(&written{Kind: "Service", Metadata: headOf{Name: w.names["service/"+service]}})
	}
	for _, f := range r.CalculatedFields {
		if !w.used[f] && !f.Key.IsField() {
			x := w.sli(f, nil)
			x.Kind = "SLI"
			add(x)
		}
	}
	for _, s := range r.SLOs {
		add(w.slo(s))
	}
	for _, a := range r.BurnAlerts {
		if a.AlertType == honeycomb.BudgetRate {
			add(w.policy(a))
		}
	}
	if out.Len() == 0 {
		return append(b, "# No objects that OpenSLO has.\n"...)
	}
	_ = e.Close()
	return append(b, out.Bytes()...)
}

func (w *Writer) slo(s *honeycomb.SLO) *written {
	head := headOf{Name: w.named(s), DisplayName: s.Name}
	for _, t := range s.Tags {
		if head.Labels == nil {
			head.Labels = map[string]string{}
		}
		head.Labels[t.Key] = t.Value
	}
	var policies any
	var list []mapping
	for _, a := range w.alert[s] {
		if a.AlertType == honeycomb.BudgetRate {
			list = append(list, mapping{{"alertPolicyRef", w.named(a)}})
		}
	}
	if list != nil {
		policies = list
	}
	target := big.NewRat(int64(s.TargetPerMillion), burn.Million).FloatString(6)
	return &written{Kind: "SLO", Metadata: head, Spec: mapping{
		{"description", s.Description}, {"service", w.names["service/"+s.Service]}, {"indicator", w.sli(s.SLI, s.Datasets)},
		{"timeWindow", []mapping{{{"duration", fmt.Sprintf("%dd", s.TimePeriodDays)}, {"isRolling", true}}}},
		{"budgetingMethod", "Occurrences"},
		{"objectives", []mapping{{{"target", number(trimmed(target))}}}},
		{"alertPolicies", policies},
	}}
}

// trimmed is a decimal without zeros at its end, but for one.
func trimmed(s string) string {
	if s = strings.TrimRight(s, "0"); strings.HasSuffix(s, ".") {
		return s + "0"
	}
	return s
}

// sli is an SLI as two queries of Honeycomb's: they count the events for which the calculated field is true, and those
// for which it has a value.
func (w *Writer) sli(f *honeycomb.CalculatedField, sets []string) *written {
	if f.Dataset != "" {
		sets = []string{f.Dataset}
	}
	var set, several any
	switch len(sets) {
	case 0:
	case 1:
		set = sets[0]
	default:
		several = sets
	}
	count := func(op string, value any) mapping {
		return mapping{{"metricSource", mapping{{"type", "Honeycomb"}, {"spec", mapping{
			{"dataset", set}, {"datasets", several},
			{"query", mapping{
				{"calculated_fields", []mapping{{{"name", f.Alias}, {"expression", f.Expression}}}},
				{"calculations", []mapping{{{"op", "COUNT"}}}},
				{"filters", []mapping{{{"column", f.Alias}, {"op", op}, {"value", value}}}},
			}},
		}}}}}
	}
	return &written{Metadata: headOf{Name: w.named(f)}, Spec: mapping{
		{"description", f.Description},
		{"ratioMetric", mapping{{"counter", true}, {"good", count("=", true)}, {"total", count("exists", nil)}}},
	}}
}

// policy is a burn alert on how fast the budget goes.
func (w *Writer) policy(a *honeycomb.BurnAlert) *written {
	head := headOf{Name: w.named(a)}
	var targets []mapping
	for _, n := range a.Recipients {
		targets = append(targets, mapping{{"targetRef", w.named(n.Recipient)}})
		if n.PagerDutySeverity != "" {
			head.Annotations = map[string]string{Annotation + "pagerduty_severity": n.PagerDutySeverity}
		}
	}
	severity := a.Severity
	if severity == "" {
		severity = NoSeverity
	}
	condition := &written{Kind: "AlertCondition", Metadata: headOf{Name: w.named(a)}, Spec: mapping{
		{"severity", severity},
		{"condition", mapping{{"kind", BurnRate}, {"op", "gte"}, {"threshold", number(rateOf(a))},
			{"lookbackWindow", shorthandOf(a.BudgetRateWindowMinutes)}}},
	}}
	return &written{Kind: "AlertPolicy", Metadata: head, Spec: mapping{
		{"description", a.Description}, {"alertWhenBreaching", true}, {"conditions", []*written{condition}},
		{"notificationTargets", targets},
	}}
}

// rateOf is the burn rate of an alert as a decimal: as it was written, else exactly, or else rounded up a little, so
// that the same part of the budget comes of it.
func rateOf(a *honeycomb.BurnAlert) string {
	if a.AskedBurnRate != "" {
		return a.AskedBurnRate
	}
	r := a.SLO.Objective().Rate(a.BudgetRateDecreaseThresholdPerMillion, a.BudgetRateWindowMinutes)
	const digits = 12
	if n, exact := r.FloatPrec(); exact && n <= digits {
		return r.FloatString(n)
	}
	up := new(big.Rat).Add(r, big.NewRat(1, 2_000_000_000_000))
	return trimmed(up.FloatString(digits))
}

func shorthandOf(minutes int) string {
	switch {
	case minutes%burn.MinutesPerDay == 0:
		return fmt.Sprintf("%dd", minutes/burn.MinutesPerDay)
	case minutes%60 == 0:
		return fmt.Sprintf("%dh", minutes/60)
	}
	return fmt.Sprintf("%dm", minutes)
}

// SecretMark begins the annotations that name a secret instead of a value.
const SecretMark = "secret:"

// target is a recipient. OpenSLO has no place for where it is, so that stands in annotations.
func (w *Writer) target(r *honeycomb.Recipient) *written {
	head := headOf{Name: w.named(r), Annotations: map[string]string{}}
	say := func(name, value string) {
		if value != "" {
			head.Annotations[Annotation+name] = value
		}
	}
	secret := func(name string, t honeycomb.Text) {
		if t.Secret != "" {
			say(name, SecretMark+t.Secret)
		} else {
			say(name, t.Value)
		}
	}
	say("address", r.EmailAddress)
	say("channel", r.SlackChannel)
	say("integration_name", r.IntegrationName)
	secret("integration_key", r.IntegrationKey)
	say("name", r.Name)
	secret("url", r.URL)
	secret("secret", r.Secret)
	if r.Lookup {
		say("lookup", "true")
	}
	target := r.Type
	if target == honeycomb.RecipientMSTeamsWorkflow {
		target = "msteams"
	}
	return &written{Kind: "AlertNotificationTarget", Metadata: head, Spec: mapping{{"target", target}}}
}

// losses collects what OpenSLO can't say.
type losses []string

func (l *losses) add(x honeycomb.Object, format string, args ...any) {
	*l = append(*l, string(x.Head().Key)+": "+fmt.Sprintf(format, args...))
}

// Lost lists what of some objects OpenSLO v1 can't say.
func (w *Writer) Lost(r *honeycomb.Resources) []string {
	var l losses
	for _, x := range r.Recipients {
		if len(x.Headers)+len(x.Variables)+len(x.Templates) > 0 {
			l.add(x, "headers, variables and templates of webhooks")
		}
	}
	for _, f := range r.CalculatedFields {
		switch {
		case f.Key.IsField():
			l.add(f, "calculated fields that aren't SLIs")
		case f.Dataset == "" && !w.used[f]:
			l.add(f, "its datasets, since no SLO has it")
		}
	}
	for _, s := range r.SLOs {
		l.slo(s)
	}
	for _, a := range r.BurnAlerts {
		l.alert(a)
	}
	for _, t := range r.Triggers {
		l.add(t, "triggers")
	}
	for _, b := range r.Boards {
		l.add(b, "boards")
	}
	for x := range r.Objects() {
		if x.Head().Existing != "" {
			l.add(x, "which existing object it is")
		}
		if x.Head().Trial {
			l.add(x, "its stage")
		}
	}
	return l
}

func (l *losses) slo(s *honeycomb.SLO) {
	expires := ""
	if s.Expires != nil {
		expires = s.Expires.Day
	}
	var lost, described []string
	for _, p := range []struct{ name, text string }{
		{"owner", s.Owner}, {"runbook", s.Runbook}, {"expires", expires}, {"reviewed", s.Reviewed},
	} {
		switch {
		case p.text == "":
		case strings.Contains(s.Description, p.text):
			described = append(described, p.name)
		default:
			lost = append(lost, p.name)
		}
	}
	if s.EventsPerDay != 0 {
		lost = append(lost, "expected_events_per_day")
	}
	if len(s.DependsOn) > 0 {
		lost = append(lost, "depends_on")
	}
	if len(described) > 0 {
		l.add(s, "%s, except as text in its description", strings.Join(described, ", "))
	}
	if len(lost) > 0 {
		l.add(s, "%s", strings.Join(lost, ", "))
	}
	if s.SLI.Dataset == "" && len(s.Datasets) == 1 {
		l.add(s, "that its SLI is of the whole environment")
	}
}

func (l *losses) alert(a *honeycomb.BurnAlert) {
	if a.AlertType == honeycomb.ExhaustionTime {
		l.add(a, "alerts on when the budget is exhausted; it has those on the burn rate alone")
		return
	}
	if a.Investigate {
		l.add(a, "investigate")
	}
	if a.Quiet != nil {
		l.add(a, "that it is quiet for a while")
	}
	for _, n := range a.Recipients {
		if len(n.Variables) > 0 {
			l.add(a, "the values of variables for %s", n.Recipient.Key)
		}
	}
}
