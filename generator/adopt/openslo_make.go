package adopt

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/openslo"
)

// isOpenSLO says whether a file is read as OpenSLO: all YAML is, and JSON that names it.
func isOpenSLO(f File) bool {
	ext := path.Ext(f.Name)
	return ext == ".yaml" || ext == ".yml" || openslo.Is(f.Data)
}

// standIn is an argument that nobody has said yet, and what stands for it while the rest is compiled.
type standIn struct {
	b   *draft.Block
	arg draft.Arg
}

// noted adds the notes of an item that was read from OpenSLO to its declaration.
func (m *maker) noted(o *draft.Object, x *item) {
	if x.declared == nil {
		return
	}
	for _, n := range x.declared.notes {
		o.Note(n)
		m.left = append(m.left, Left{Object: x.title(), Place: x.place(), Argument: n.Arg, Text: n.Text,
			Original: n.Original, Remark: n.Remark, whole: true})
	}
	for _, a := range x.declared.standIns {
		m.standIns = append(m.standIns, standIn{&o.Block, a})
	}
}

// standIn sets what stands for what isn't said, and puts the datasets in place that nobody knows.
func (m *maker) standIn() {
	const unknown = "unknown"
	told := map[*draft.Block]bool{}
	for _, o := range m.d.Objects {
		x, b := m.of[o], o.Service()
		if x == nil || x.declared == nil || b == nil ||
			b.Get("dataset") != nil && !told[b] || b.Get("datasets") != nil {
			continue
		}
		x.dataset = unknown
		if told[b] {
			continue
		}
		told[b] = true
		text := "OpenSLO doesn't say in which dataset the events are: write `dataset`, or import with -dataset=SLUG"
		b.Note(draft.Note{Text: text})
		m.left = append(m.left, Left{Object: fmt.Sprintf("service %q", b.Labels[0]), Argument: "dataset", Text: text})
		m.standIns = append(m.standIns, standIn{b, draft.Arg{Name: "dataset", Value: draft.Text(unknown)}})
		b.Set("dataset", draft.Text(unknown))
	}
	for _, s := range m.standIns {
		s.b.Set(s.arg.Name, s.arg.Value)
	}
	for _, x := range m.items {
		if x.declared == nil || x.declared.sli == nil || x.declared.sli.made == nil {
			continue
		}
		o := x.declared.sli.made
		x.body["sli"] = object{"alias": "sli." + strings.Join(o.Path(), ".") + environmentSuffix(o)}
	}
}

// standOut takes them away.
func (m *maker) standOut() {
	for _, s := range m.standIns {
		s.b.Unset(s.arg.Name)
	}
}

// indicator declares an SLI that a person must write. The next SLO of the service with the same one has an SLI that
// follows it, so that it is written once.
func (m *maker) indicator(slo *item, home draft.Home) *draft.Object {
	want := slo.declared.sli
	o := &draft.Object{Name: want.name, ID: slo.id, Home: home, Block: draft.Block{Type: "sli"}}
	want.made = o
	m.d.Objects = append(m.d.Objects, o)
	setText(&o.Block, "description", want.description)
	leave := func(text, original string) {
		m.left = append(m.left, Left{Object: slo.title(), Place: slo.place(), Argument: "sli", Text: text,
			Original: original, whole: true})
	}
	key := want.key + "\x00" + homeKey(home)
	if first := m.indicators[key]; first != nil {
		o.Set("good", draft.Ref(first.declared.sli.made))
		leave("its SLI is that of "+first.title()+", which must be written", "")
		return o
	}
	for _, n := range want.notes {
		o.Note(n)
		leave(n.Text, n.Original)
	}
	m.standIns = append(m.standIns, standIn{&o.Block, draft.Arg{Name: "good", Value: draft.Raw("exists(event.unknown)")}})
	if m.indicators == nil {
		m.indicators = map[string]*item{}
	}
	m.indicators[key] = slo
	return o
}

// aliased gives an SLI of OpenSLO the alias that slogen makes, now that its name is settled.
func (m *maker) aliased(f *item, alias string) {
	was := f.body["alias"]
	f.body["alias"] = alias
	for _, x := range m.items {
		if x.kind == honeycomb.KindSLO && x.declared != nil && x.object("sli")["alias"] == was {
			x.body["sli"] = object{"alias": alias}
		}
	}
}

// usualSeverities are PagerDuty's for the severities that slogen knows without being told.
var usualSeverities = map[string]string{"page": "critical", "ticket": "error", "inform": "warning"}

// asDeclared writes of a burn alert what OpenSLO says and the API doesn't have.
func (m *maker) asDeclared(o *draft.Object, d *declared) {
	if d.rate != "" {
		o.Set("burn_rate", draft.Raw(d.rate))
	}
	setText(&o.Block, "severity", d.severity)
}

// sameRate says of a burn rate that it is the one that was read: what it takes of the budget follows from it.
func sameRate(list []difference, x *item, made *honeycomb.BurnAlert) []difference {
	if x.declared == nil || x.declared.rate == "" || x.declared.rate != made.AskedBurnRate {
		return list
	}
	return slices.DeleteFunc(list, func(d difference) bool {
		return d.path == "budget_rate_decrease_threshold_per_million"
	})
}

// describeServices writes what OpenSLO says of services.
func (m *maker) describeServices(services map[string]*found[*openslo.Service]) {
	blocks := map[string][]*draft.Block{}
	for _, o := range m.d.Objects {
		x, b := m.of[o], o.Service()
		if x != nil && x.declared != nil && b != nil && !slices.Contains(blocks[x.service], b) {
			blocks[x.service] = append(blocks[x.service], b)
		}
	}
	for _, name := range sortedKeys(services) {
		f := services[name]
		object, at := fmt.Sprintf("Service %q", name), fmt.Sprintf("%s:%d", f.file, f.x.Place.Line)
		if len(blocks[name]) == 0 {
			m.left = append(m.left, Left{Object: object, Place: at, Text: "it was left out: no SLO belongs to it"})
			continue
		}
		notes := metaNotes(&f.x.Meta, true)
		for i, b := range blocks[name] {
			setText(b, "name", f.x.DisplayName)
			setText(b, "description", f.x.Description)
			for _, n := range notes {
				b.Note(n)
				if i == 0 {
					m.left = append(m.left, Left{Object: object, Place: at, Text: n.Text, Original: n.Original,
						whole: true})
				}
			}
		}
	}
	for _, o := range m.d.Objects { // the names of services would be before those of SLOs
		x := m.of[o]
		if x != nil && x.declared != nil && x.kind == honeycomb.KindSLO && o.Get("name") == nil {
			o.Set("name", draft.Text(cmp.Or(x.text("name"), strings.Join(o.Path(), ": "))))
		}
	}
}
