package adopt

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/terraform"
)

// Options say how to import.
type Options struct {
	Rule    draft.Rule // which service an object belongs to
	Dataset string     // of what doesn't say its own
	Inline  bool       // columns are declared in the configuration, not in files beside it
	// Terraform are configurations that are read as source.
	Terraform []*terraform.Source
	Marks     *terraform.Marks // of these
	State     *File            // the state that says which ids their objects have; nil for none
}

// Result is what became of what was read.
type Result struct {
	Files   []Written
	Left    []Left   // what couldn't be said, and remarks
	Secrets []string // the names of the secrets that it needs
	Counts  []Count
}

// Written is a file to write.
type Written struct {
	Name string
	Text []byte
}

// Count is how many objects of a kind were read, and how many of them are said whole.
type Count struct {
	// Kind is such as "burn alert".
	Kind string `json:"kind"`
	// Read is how many were read.
	Read int `json:"read"`
	// Whole is how many of them are said as they are.
	Whole int `json:"whole"`
	// Uncompared is how many of them were written and couldn't be compared with what was read. None of them is whole.
	Uncompared int `json:"uncompared"`
}

// Whole says whether everything could be said.
func (r *Result) Whole() bool {
	return !slices.ContainsFunc(r.Left, func(l Left) bool { return !l.Remark })
}

// Import makes a configuration of what the files hold. The error names the file that can't be read.
func Import(ctx context.Context, files []File, o Options) (*Result, error) {
	r := &reading{dataset: o.Dataset, marks: o.Marks}
	for _, f := range files {
		if err := r.read(f); err != nil {
			return nil, placed(f.Name, err)
		}
	}
	if len(r.openSLO) > 0 {
		(&openSLO{reading: r, files: r.openSLO}).items()
	}
	for _, s := range o.Terraform {
		r.source(s)
	}
	r.queries()
	r.inputAliases()
	if o.State != nil {
		state, err := readApplied(*o.State)
		if err != nil {
			return nil, err
		}
		for _, x := range r.items {
			if x.resource != nil {
				x.existing(state)
			}
		}
		r.applied(state)
	}
	m := &maker{items: r.items, kept: kept{marks: o.Marks}}
	for _, s := range r.strange {
		m.left = append(m.left, Left{Text: s, whole: len(r.openSLO) > 0})
	}
	for _, s := range r.remarks {
		m.left = append(m.left, Left{Text: s, Remark: true})
	}
	m.make()
	extra := m.columnFiles(o.Inline)
	out := m.d.Arrange(o.Rule)
	if len(o.Terraform) > 0 {
		m.repeatServices()
	}
	m.defaults()
	m.describeServices(r.services)
	if len(o.Terraform) > 0 {
		m.restore()
		out = m.share(o.Terraform, out)
	}
	p := &prover{m: m, files: out, extra: extra}
	m.standIn()
	p.prove(ctx)
	p.alike(ctx)
	m.standOut()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.sortLeft()
	res := &Result{Left: m.left, Secrets: m.secretNames(), Counts: m.counts()}
	for _, f := range out {
		res.Files = append(res.Files, Written{f.Name, f.Write()})
	}
	for _, name := range sortedKeys(extra) {
		res.Files = append(res.Files, Written{name, []byte(extra[name])})
	}
	return res, nil
}

func sortedKeys[V any](m map[string]V) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// columnFiles declares the datasets whose columns were read, with a file for each.
func (m *maker) columnFiles(inline bool) map[string]string {
	out := map[string]string{}
	for _, set := range sortedKeys(m.columns) {
		b := &draft.Block{Type: "dataset", Labels: []string{set}}
		m.d.Shared = append(m.d.Shared, b)
		if inline {
			var list []draft.Entry
			for _, name := range sortedKeys(m.columns[set]) {
				list = append(list, draft.Entry{Key: name, Value: draft.Raw(m.columns[set][name])})
			}
			b.Set("columns", draft.Lines(list...))
			continue
		}
		name := draft.Name(set, "dataset") + ".columns.json"
		for n := 2; out[name] != ""; n++ {
			name = fmt.Sprintf("%s_%d.columns.json", draft.Name(set, "dataset"), n)
		}
		text, err := json.Marshal(m.columns[set], json.Deterministic(true), jsontext.WithIndent("  "))
		if err != nil { // a map of texts is always JSON
			continue
		}
		out[name] = string(text) + "\n"
		b.Set("columns_file", draft.Text(name))
	}
	return out
}

// defaults leaves out what slogen would say by itself, now that the names are settled, and keeps slogen from adding to
// descriptions.
func (m *maker) defaults() {
	composing := map[*draft.Block]bool{}
	for _, o := range m.d.Objects {
		path := o.Path()
		switch o.Type {
		case "sli":
			x := m.of[o]
			suffix := environmentSuffix(o)
			if x != nil && x.declared != nil && x.declared.alias {
				m.aliased(x, "sli."+strings.Join(path, ".")+suffix)
			}
			if x != nil && x.text("alias") == "sli."+strings.Join(path, ".")+suffix {
				o.Unset("alias")
			}
		case "calculated_field":
			alias := honeycomb.FieldPrefix + strings.Join(path, ".")
			if o.Get("dataset") != nil {
				alias += environment
			}
			if x := m.of[o]; x != nil && x.text("alias") == alias {
				o.Unset("alias")
			}
		case "slo", "trigger":
			if x := m.of[o]; x != nil && x.text("name") == strings.Join(path, ": ") {
				o.Unset("name")
			}
		}
		if o.Type == "slo" || o.Type == "trigger" || o.Type == "burn_alert" {
			if o.Get("existing") == nil || o.Get("description") == nil {
				composing[o.Service()] = true
			}
		}
	}
	for b := range composing {
		b.Set("compose", draft.Bool(false))
	}
}

// environment ends the aliases that slogen makes of calculated fields of the whole environment.
const environment = ".env"

// environmentSuffix ends the aliases that slogen makes for SLIs over several datasets.
func environmentSuffix(o *draft.Object) string {
	if b := o.Service(); b != nil && len(b.Get("datasets")) > 0 {
		return environment
	}
	return ""
}

// sortLeft puts the notes about one object together, in the order of what was read.
func (m *maker) sortLeft() {
	rank := map[string]int{}
	for i, x := range m.items {
		rank[x.title()+"\x00"+x.place()] = i + 1
	}
	of := func(l Left) int { return rank[l.Object+"\x00"+l.Place] }
	slices.SortStableFunc(m.left, func(a, b Left) int { return of(a) - of(b) })
}

// counts says how much of what was read is said whole.
func (m *maker) counts() (out []Count) {
	notWhole := map[string]bool{}
	for _, l := range m.left {
		if !l.Remark {
			notWhole[l.Object+"\x00"+l.Place] = true
		}
	}
	for _, kind := range byOrder {
		c := Count{Kind: kinds[kind].noun}
		for _, x := range m.items {
			if x.kind != kind {
				continue
			}
			c.Read++
			switch {
			case m.made[x] != nil && !m.compared[x]:
				c.Uncompared++
			case !notWhole[x.title()+"\x00"+x.place()]:
				c.Whole++
			}
		}
		if c.Read > 0 {
			out = append(out, c)
		}
	}
	return out
}
