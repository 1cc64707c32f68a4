package openslo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	yaml "sigs.k8s.io/yaml/goyaml.v3"

	"github.com/slogen-project/slogen/generator/lazy"
)

// File is what a file holds.
type File struct {
	Services   []*Service
	SLOs       []*SLO
	SLIs       []*SLI
	Policies   []*AlertPolicy
	Conditions []*AlertCondition
	Targets    []*Target
	Sources    []*DataSource
	// Others are the documents that OpenSLO doesn't have, or not in a version that is read.
	Others []Other
}

// Other is a document that isn't read.
type Other struct {
	Place
	APIVersion, Kind string
}

// The versions of OpenSLO that are read.
const (
	v1     = "v1"
	v2     = "v2alpha"
	group  = "openslo"
	dotCom = "openslo.com"
)

// versions are the values of apiVersion, and which version each is.
var versions = map[string]string{group + "/v1": v1, dotCom + "/v1": v1, dotCom + "/v2alpha": v2, group + "/v2alpha": v2,
	group + "/v2alpha1": v2}

// apiVersion finds documents of OpenSLO, of any version.
var apiVersion = lazy.Regexp(`(?m)["']?apiVersion["']?\s*:\s*["']?openslo(\.com)?/`)

// Is says whether a file holds OpenSLO.
func Is(data []byte) bool { return apiVersion().Match(data) }

// Read reads a file of YAML. The error is an [*Error].
func Read(data []byte) (*File, error) {
	if len(data) > MaxBytes {
		return nil, &Error{1, 1, fmt.Sprintf("it has more than the %d MiB that a file of OpenSLO may "+
			"have", MaxBytes>>20)}
	}
	f := &File{}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	limits := &checked{}
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return nil, syntaxError(data, err)
		}
		for _, n := range doc.Content {
			n, mistake := limits.node(n, 0)
			if mistake != nil {
				return nil, mistake
			}
			list := []*yaml.Node{n}
			if n.Kind == yaml.SequenceNode {
				list = n.Content
			}
			for _, x := range list {
				if mistake := f.document(x); mistake != nil {
					return nil, mistake
				}
			}
		}
	}
}

// document reads an object.
func (f *File) document(n *yaml.Node) *Error {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" { // between two separators
		return nil
	}
	d := &document{values: map[*yaml.Node]*Value{}}
	v := d.at(n, "")
	if n.Kind != yaml.MappingNode {
		f.Others = append(f.Others, Other{Place: v.Place()})
		return nil
	}
	said := v.Get("apiVersion").scalar()
	version := versions[said]
	if version == "" {
		f.Others = append(f.Others, Other{v.Place(), short(said), short(v.Get("kind").scalar())})
		return d.err
	}
	kind := v.Get("kind")
	r := &reader{document: d, version: version}
	var m *Meta
	switch name := kind.Text(); name {
	case "Service":
		m = add(&f.Services, r.service(v))
	case "SLO":
		m = add(&f.SLOs, r.slo(v))
	case "SLI":
		m = add(&f.SLIs, r.sli(v))
	case "AlertPolicy":
		m = add(&f.Policies, r.policy(v))
	case "AlertCondition":
		m = add(&f.Conditions, r.condition(v))
	case "AlertNotificationTarget":
		m = add(&f.Targets, r.target(v))
	case "DataSource":
		m = add(&f.Sources, r.source(v))
	case "":
		if d.err == nil {
			v.fail("kind is missing: write one of %s", strings.Join(kindNames, ", "))
		}
		return d.err
	default:
		kind.fail("kind is %q, which OpenSLO doesn't have; it has %s", short(name), strings.Join(kindNames, ", "))
		return d.err
	}
	d.unknown(v)
	m.Left = d.left
	return d.err
}

// add adds an object to a list, and returns what every object has.
func add[T Object](list *[]T, x T) *Meta {
	*list = append(*list, x)
	return x.Head()
}

// kindNames are the kinds of objects.
var kindNames = []string{"Service", "SLO", "SLI", "AlertPolicy", "AlertCondition", "AlertNotificationTarget",
	"DataSource"}

// Meta is what every object has.
type Meta struct {
	Kind, Name, DisplayName string
	Labels                  []Label
	Annotations             []Label // each with one value
	Place                   Place
	Left                    []Unknown // members that OpenSLO doesn't have, also of objects inside of it
}

// Object is an object of OpenSLO.
type Object interface{ Head() *Meta }

// Head is what every object has.
func (m *Meta) Head() *Meta { return m }

// Label is a label or an annotation.
type Label struct {
	Key    string
	Values []string
}

// Annotation is the value of an annotation; empty for none.
func (m *Meta) Annotation(key string) string {
	for _, l := range m.Annotations {
		if l.Key == key && len(l.Values) > 0 {
			return l.Values[0]
		}
	}
	return ""
}

// Service groups SLOs.
type Service struct {
	Meta
	Description string
}

// SLO is one or several objectives for an indicator.
type SLO struct {
	Meta
	Description, Service string
	SLI                  *SLI   // inline
	SLIRef               string // or the name of one
	Window               *Window
	Budgeting            string
	Objectives           []*Objective
	Policies             []*AlertPolicy // inline, or with Ref
}

// Window is the time window of an SLO.
type Window struct {
	Duration    *Duration
	Start, Zone string // of the calendar
	Rolling     *bool
	HasCalendar bool
	More        int // how many others there are
	Place       Place
}

// Objective is what an SLO promises.
type Objective struct {
	DisplayName     string
	Labels          []Label
	Op              string
	Value           *Number
	Target, Percent *Number
	SliceTarget     *Number
	SliceWindow     *Duration
	SLI             *SLI
	SLIRef          string
	Weight          *Number
	Place           Place
}

// SLI is an indicator.
type SLI struct {
	Meta
	Description string
	Threshold   *Metric
	Ratio       *Ratio
}

// Ratio is the ratio of two metrics, or one that is a ratio.
type Ratio struct {
	Counter               *bool
	Good, Bad, Total, Raw *Metric
	RawType               string
}

// Metric says how to read a metric from a source.
type Metric struct {
	Ref, Type  string
	Spec       *Value   // what the source takes, which OpenSLO doesn't say
	Connection []string // the names of connection details
	Place      Place
}

// AlertPolicy says under which conditions who is notified.
type AlertPolicy struct {
	Meta
	Ref                         string // in an SLO: the name of the policy
	Description                 string
	NoData, Resolved, Breaching *bool
	Conditions                  []*AlertCondition
	Targets                     []*Target
}

// AlertCondition is a condition on the burn rate.
type AlertCondition struct {
	Meta
	Ref                   string // in a policy: the name of the condition
	Description, Severity string
	Condition, Op         string
	Threshold             *Number
	Lookback, After       *Duration
	All                   []*AlertCondition // in a policy: those that must hold together, in place of one
}

// Target is who is notified.
type Target struct {
	Meta
	Ref                 string // in a policy: the name of the target
	Description, Target string
}

// DataSource is where metrics are.
type DataSource struct {
	Meta
	Description, Type string
	Connection        []string // the names of connection details
}

// reader reads the objects of a document.
type reader struct {
	*document
	version string
}

func (r *reader) meta(v *Value, kind string) Meta {
	v.Get("apiVersion")
	v.Get("kind")
	m := v.Get("metadata")
	out := Meta{Kind: kind, Name: m.Get("name").Text(), DisplayName: m.Get("displayName").Text(), Place: v.Place(),
		Labels: r.labels(m.Get("labels")), Annotations: r.labels(m.Get("annotations"))}
	return out
}

// named is the meta of an object outside of others, which needs a name.
func (r *reader) named(v *Value, kind string) Meta {
	m := r.meta(v, kind)
	if m.Name == "" {
		v.fail("the %s has no metadata.name", kind)
	}
	return m
}

func (r *reader) labels(v *Value) (out []Label) {
	if v.isNull() {
		return nil
	}
	if v.node.Kind != yaml.MappingNode {
		v.wrong("an object")
		return nil
	}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		l := Label{Key: v.node.Content[i].Value}
		x := v.Get(l.Key)
		switch {
		case x == nil:
			l.Values = []string{""}
		case x.node.Kind == yaml.SequenceNode:
			for _, y := range x.List() {
				l.Values = append(l.Values, y.scalar())
			}
		default:
			l.Values = []string{x.scalar()}
		}
		out = append(out, l)
	}
	return out
}

// either is the text of the member that one of two versions has.
func either(v *Value, names ...string) *Value {
	for _, n := range names {
		if x := v.Get(n); x != nil {
			return x
		}
	}
	return nil
}

func (r *reader) service(v *Value) *Service {
	return &Service{Meta: r.named(v, "Service"), Description: v.Get("spec").Get("description").Text()}
}

func (r *reader) slo(v *Value) *SLO {
	s := v.Get("spec")
	x := &SLO{Meta: r.named(v, "SLO"), Description: s.Get("description").Text(),
		Service:   r.reference(either(s, r.names("service", "serviceRef")...)),
		Budgeting: s.Get("budgetingMethod").Text()}
	x.SLI, x.SLIRef = r.indicator(s)
	x.Window = r.window(s.Get("timeWindow"))
	if b := s.Get("budgetingMethod"); b != nil && !slices.Contains(budgetings, x.Budgeting) {
		b.fail("spec.budgetingMethod is %q; OpenSLO has %s", short(x.Budgeting), strings.Join(budgetings, ", "))
	}
	objectives := s.Get("objectives")
	for _, o := range objectives.List() {
		x.Objectives = append(x.Objectives, r.objective(o))
	}
	if len(x.Objectives) == 0 && r.err == nil {
		v.fail("the SLO %q has no objectives", short(x.Name))
	}
	for _, p := range s.Get("alertPolicies").List() {
		if p.isNull() {
			continue
		}
		y := &AlertPolicy{}
		if ref := r.referred(p, "alertPolicyRef"); ref != "" {
			y.Ref, y.Meta.Place = ref, p.Place()
		} else {
			*y = *r.inlinePolicy(p)
		}
		x.Policies = append(x.Policies, y)
	}
	return x
}

var budgetings = []string{"Occurrences", "Timeslices", "RatioTimeslices"}

// names are those of a member in v1 and in v2alpha: v1's first, and in v2alpha alone the others, too.
func (r *reader) names(one string, others ...string) []string {
	if r.version == v1 {
		return []string{one}
	}
	return append(others, one)
}

func (r *reader) reference(v *Value) string { return v.Text() }

// referred is the name that an item of a list refers to by a member; empty for an object that stands there itself. Many
// files have the name alone, which OpenSLO doesn't, but nobody means anything else by it.
func (r *reader) referred(v *Value, member string) string {
	if v.isText() {
		return v.Text()
	}
	return v.Get(member).Text()
}

// indicator reads the SLI of an SLO or of an objective.
func (r *reader) indicator(v *Value) (*SLI, string) {
	ref := either(v, r.names("indicatorRef", "sliRef")...).Text()
	inline := either(v, r.names("indicator", "sli")...)
	if inline == nil {
		return nil, ref
	}
	if ref != "" {
		inline.fail("%s stands beside a reference to another; only one can count", inline.path)
	}
	return r.sliBody(inline, r.meta(inline, "SLI")), ""
}

func (r *reader) sli(v *Value) *SLI { return r.sliBody(v, r.named(v, "SLI")) }

func (r *reader) sliBody(v *Value, m Meta) *SLI {
	s := v.Get("spec")
	x := &SLI{Meta: m, Description: s.Get("description").Text(), Threshold: r.metric(s.Get("thresholdMetric"))}
	if ratio := s.Get("ratioMetric"); ratio != nil {
		x.Ratio = &Ratio{Counter: ratio.Get("counter").truth(), RawType: ratio.Get("rawType").Text()}
		for _, p := range []struct {
			name string
			to   **Metric
		}{{"good", &x.Ratio.Good}, {"bad", &x.Ratio.Bad}, {"total", &x.Ratio.Total}, {"raw", &x.Ratio.Raw}} {
			*p.to = r.metric(ratio.Get(p.name))
		}
		if x.Ratio.Good != nil && x.Ratio.Bad != nil {
			ratio.fail("%s has both good and bad; only one of them can count", ratio.path)
		}
		if x.Threshold != nil {
			ratio.fail("%s stands beside thresholdMetric; only one of them can count", ratio.path)
		}
	}
	return x
}

// metric reads a metric: v1 has its source inside of metricSource, v2alpha beside spec.
func (r *reader) metric(v *Value) *Metric {
	if v == nil {
		return nil
	}
	m := &Metric{Place: v.Place()}
	if src := v.Get("metricSource"); src != nil {
		m.Ref, m.Type = src.Get("metricSourceRef").Text(), src.Get("type").Text()
		m.Spec = src.Get("spec").free()
		return m
	}
	if r.version == v1 {
		return m
	}
	m.Ref, m.Spec = v.Get("dataSourceRef").Text(), v.Get("spec").free()
	if src := v.Get("dataSourceSpec"); src != nil {
		src.Get("description")
		m.Type = src.Get("type").Text()
		m.Connection = src.Get("connectionDetails").free().Keys()
	}
	for _, name := range v.Keys() { // v2alpha1 had the type as the name of a member
		if m.Type == "" && m.Ref == "" && !slices.Contains([]string{"metricSource", "dataSourceRef", "dataSourceSpec",
			"spec"}, name) {
			m.Type = name
			m.Connection = v.Get(name).free().Keys()
		}
	}
	return m
}

func (r *reader) window(v *Value) *Window {
	if v.isNull() {
		return nil
	}
	list := v.List()
	if len(list) == 0 {
		return nil
	}
	w := &Window{Duration: list[0].Get("duration").duration(), Rolling: list[0].Get("isRolling").truth(),
		More: len(list) - 1, Place: list[0].Place()}
	if c := list[0].Get("calendar"); c != nil {
		w.HasCalendar = true
		w.Start, w.Zone = c.Get("startTime").scalar(), c.Get("timeZone").Text()
	}
	if w.Duration == nil && r.err == nil {
		list[0].fail("%s has no duration", list[0].path)
	}
	for _, other := range list[1:] {
		other.free()
	}
	return w
}

// Ops are the operators, and how people write them.
var Ops = map[string]string{"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}

func (r *reader) op(v *Value) string {
	op := v.Text()
	if op != "" && Ops[op] == "" {
		v.fail("%s is %q; OpenSLO has lt, lte, gt and gte", v.path, short(op))
	}
	return op
}

func (r *reader) objective(v *Value) *Objective {
	o := &Objective{DisplayName: v.Get("displayName").Text(), Op: r.op(v.Get("op")), Value: v.Get("value").Number(),
		Target: v.Get("target").Number(), Percent: v.Get("targetPercent").Number(),
		SliceTarget: v.Get("timeSliceTarget").Number(), SliceWindow: v.Get("timeSliceWindow").duration(),
		Weight: v.Get("compositeWeight").Number(), Place: v.Place()}
	if r.version == v2 {
		o.Labels = r.labels(v.Get("labels"))
	}
	o.SLI, o.SLIRef = r.indicator(v)
	for _, t := range []struct {
		n     *Number
		below int64
		name  string
		words string
	}{
		{o.Target, 1, "target", "a ratio from 0 to below 1: write targetPercent for a percentage"},
		{o.Percent, 100, "targetPercent", "a percentage from 0 to below 100"},
	} {
		if t.n != nil && (t.n.Sign() < 0 || t.n.Cmp(big.NewRat(t.below, 1)) >= 0) {
			v.Get(t.name).fail("%s.%s is %s; it is %s", v.path, t.name, t.n.Text, t.words)
		}
	}
	if (o.Target == nil) == (o.Percent == nil) && r.err == nil {
		v.fail("%s needs either target or targetPercent", v.path)
	}
	return o
}

func (r *reader) policy(v *Value) *AlertPolicy { return r.policyBody(v, r.named(v, "AlertPolicy")) }

func (r *reader) inlinePolicy(v *Value) *AlertPolicy {
	return r.policyBody(v, r.meta(v, "AlertPolicy"))
}

func (r *reader) policyBody(v *Value, m Meta) *AlertPolicy {
	s := v.Get("spec")
	p := &AlertPolicy{Meta: m, Description: s.Get("description").Text(), NoData: s.Get("alertWhenNoData").truth(),
		Resolved: s.Get("alertWhenResolved").truth(), Breaching: s.Get("alertWhenBreaching").truth()}
	for _, c := range s.Get("conditions").List() {
		p.Conditions = append(p.Conditions, r.conditions(c)...)
	}
	for _, t := range s.Get("notificationTargets").List() {
		if t.isNull() {
			continue
		}
		if ref := r.referred(t, "targetRef"); ref != "" {
			p.Targets = append(p.Targets, &Target{Ref: ref, Meta: Meta{Place: t.Place()}})
		} else {
			p.Targets = append(p.Targets, r.targetBody(t, r.meta(t, "AlertNotificationTarget")))
		}
	}
	return p
}

// conditions reads an item of a policy's conditions. Those of which one suffices (or) are as many conditions; those
// that must hold together (and) stay together.
func (r *reader) conditions(v *Value) (out []*AlertCondition) {
	if v.isNull() {
		return nil
	}
	if ref := r.referred(v, "conditionRef"); ref != "" {
		return []*AlertCondition{{Ref: ref, Meta: Meta{Place: v.Place()}}}
	}
	inner := func(list *Value) (out []*AlertCondition) {
		for _, c := range list.List() {
			out = append(out, r.conditions(c)...)
		}
		return out
	}
	if list := v.Get("or"); list != nil {
		return inner(list)
	}
	if list := v.Get("and"); list != nil {
		return []*AlertCondition{{Meta: r.meta(v, "AlertCondition"), All: inner(list)}}
	}
	return []*AlertCondition{r.conditionBody(v, r.meta(v, "AlertCondition"))}
}

func (r *reader) condition(v *Value) *AlertCondition {
	return r.conditionBody(v, r.named(v, "AlertCondition"))
}

func (r *reader) conditionBody(v *Value, m Meta) *AlertCondition {
	s := v.Get("spec")
	c := s.Get("condition")
	out := &AlertCondition{Meta: m, Description: s.Get("description").Text(), Severity: s.Get("severity").Text(),
		Condition: c.Get("kind").Text(), Op: r.op(c.Get("op")), Threshold: c.Get("threshold").Number(),
		Lookback: c.Get("lookbackWindow").duration(), After: c.Get("alertAfter").duration()}
	if out.Condition == "" {
		out.Condition = BurnRate
	}
	if c == nil && r.err == nil {
		v.fail("the condition has no spec.condition")
	}
	return out
}

// Annotation begins the names of annotations with what OpenSLO has no place for, and slogen has.
const Annotation = "slogen/"

// NoSeverity is the severity of alerts that have none, where OpenSLO needs one.
const NoSeverity = "unspecified"

// BurnRate is the only kind of conditions that OpenSLO has.
const BurnRate = "burnrate"

func (r *reader) target(v *Value) *Target {
	return r.targetBody(v, r.named(v, "AlertNotificationTarget"))
}

func (r *reader) targetBody(v *Value, m Meta) *Target {
	s := v.Get("spec")
	return &Target{Meta: m, Description: s.Get("description").Text(), Target: s.Get("target").Text()}
}

func (r *reader) source(v *Value) *DataSource {
	s := v.Get("spec")
	d := &DataSource{Meta: r.named(v, "DataSource"), Description: s.Get("description").Text(),
		Type: s.Get("type").Text(), Connection: s.Get("connectionDetails").free().Keys()}
	for _, name := range s.Keys() { // v2alpha1 had the type as the name of a member
		if d.Type == "" && r.version == v2 && !slices.Contains([]string{"description", "type", "connectionDetails"}, name) {
			d.Type, d.Connection = name, s.Get(name).free().Keys()
		}
	}
	return d
}
