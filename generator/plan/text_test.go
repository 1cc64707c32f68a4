package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// printed is the text of a plan.
func printed(t testing.TB, p *Plan, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Print(&b, p, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// diffOf is the plan from one configuration to another.
func diffOf(t testing.TB, was, is *honeycomb.Resources) *Plan {
	t.Helper()
	prior, err := honeycomb.ReadCatalogue("slogen.json", honeycomb.AppendCatalogue(nil, was))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Diff(prior, is)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestManySLOs holds what reaches a thousand SLOs to a page, whatever it is.
func TestManySLOs(t *testing.T) {
	services := func(change func(i int, slo *honeycomb.SLO, alerts []*honeycomb.BurnAlert)) *honeycomb.Resources {
		r := &honeycomb.Resources{}
		people := newWorld()
		r.Recipients = people.sorted().Recipients
		for i := range 1000 {
			w := newWorld()
			service := fmt.Sprintf("s%03d", i/5)
			for _, x := range []honeycomb.Object{w.sli, w.slo, w.fast, w.slow, w.soon} {
				m := x.Head()
				m.Service = service
				path := strings.Replace(m.Key.Path(), "checkout/availability", fmt.Sprintf("%s/slo%d", service, i%5), 1)
				m.Key = honeycomb.Key(m.Key.Kind() + "/" + path)
			}
			w.slo.TargetPerMillion = 990_000 + i*9
			w.sli.Alias = "sli." + strings.ReplaceAll(w.sli.Key.Path(), "/", ".")
			for _, a := range []*honeycomb.BurnAlert{w.fast, w.slow, w.soon} {
				a.Recipients = []honeycomb.Notification{to(people.slack)}
			}
			if change != nil {
				change(i, w.slo, []*honeycomb.BurnAlert{w.fast, w.slow, w.soon})
			}
			r.CalculatedFields = append(r.CalculatedFields, w.sli)
			r.SLOs = append(r.SLOs, w.slo)
			for _, a := range []*honeycomb.BurnAlert{w.fast, w.slow, w.soon} {
				if a.Key != "" {
					r.BurnAlerts = append(r.BurnAlerts, a)
				}
			}
		}
		sortByKey(r.CalculatedFields)
		sortByKey(r.SLOs)
		sortByKey(r.BurnAlerts)
		return r
	}
	for name, change := range map[string]func(i int, slo *honeycomb.SLO, alerts []*honeycomb.BurnAlert){
		"a burn rate": func(_ int, _ *honeycomb.SLO, a []*honeycomb.BurnAlert) {
			a[0].AskedBurnRate, a[0].BudgetRateDecreaseThresholdPerMillion = "10", 13_888
		},
		"every target": func(i int, slo *honeycomb.SLO, _ []*honeycomb.BurnAlert) { slo.TargetPerMillion -= 100 + i },
		"the window":   func(_ int, slo *honeycomb.SLO, _ []*honeycomb.BurnAlert) { slo.TimePeriodDays = 28 },
		"an alert":     func(_ int, _ *honeycomb.SLO, a []*honeycomb.BurnAlert) { a[2].Key = "" },
		"words": func(i int, slo *honeycomb.SLO, a []*honeycomb.BurnAlert) {
			slo.Description += fmt.Sprint(i)
			a[0].Description += fmt.Sprint(i)
		},
		"a dataset": func(_ int, slo *honeycomb.SLO, _ []*honeycomb.BurnAlert) { slo.Datasets = []string{"other"} },
		"formulas": func(i int, slo *honeycomb.SLO, _ []*honeycomb.BurnAlert) {
			slo.SLI.Expression = fmt.Sprintf("LT($status, %d)", i)
		},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != "a burn rate" {
				t.Skip("it takes seconds")
			}
			text := printed(t, diffOf(t, services(nil), services(change)), Options{Width: 100})
			if n := strings.Count(text, "\n"); n >= 60 {
				t.Errorf("%d lines:\n%s", n, text)
			}
			first, _, _ := strings.Cut(text, "\n")
			t.Log(first)
			if !strings.Contains(text, "(5)") {
				t.Errorf("it doesn't count the objects of a service:\n%s", text)
			}
			back := printed(t, diffOf(t, services(change), services(nil)), Options{Width: 100})
			if n := strings.Count(back, "\n"); n >= 60 {
				t.Errorf("back, it is %d lines:\n%s", n, back)
			}
		})
	}
}

// TestWidths holds the text to the width: what is longer is a word that can't be broken.
func TestWidths(t *testing.T) {
	for name := range cases {
		for _, width := range []int{40, 80, 120} {
			for line := range strings.Lines(printed(t, planOf(t, name), Options{Width: width})) {
				line = strings.TrimSuffix(line, "\n")
				words := strings.Fields(line)
				if utf8.RuneCountInString(line) > width && len(words) > 3 && !strings.Contains(line, "·") &&
					!strings.HasPrefix(line, "Plan:") && !strings.Contains(line, " = ") &&
					!slices.ContainsFunc(words, func(w string) bool { return utf8.RuneCountInString(w) > width/3 }) {
					t.Errorf("%s at %d: %s", name, width, line)
				}
			}
		}
	}
}

// TestTextHidesNothing changes every scalar of every body in turn: the text must show the change, or a sentence about
// it.
func TestTextHidesNothing(t *testing.T) {
	current := newWorld().sorted()
	for x := range current.Objects() {
		tree := body(x)
		for _, leaf := range scalars(tree) {
			if leaf.hidden != nil {
				continue
			}
			was := leaf.raw
			if leaf.kind == 's' {
				leaf.raw = []byte(`"changed"`)
			} else {
				leaf.raw = []byte(`7777`)
			}
			var record map[string]json.RawMessage
			if err := json.Unmarshal(honeycomb.AppendObject(nil, x), &record); err != nil {
				t.Fatal(err)
			}
			record["body"] = tree.append(nil)
			leaf.raw = was
			line, err := json.Marshal(record)
			if err != nil {
				t.Fatal(err)
			}
			prior, err := catalogueOf(current, x.Head().Key, line)
			if err != nil {
				continue // TestNothingIsHidden says so
			}
			p, err := Diff(prior, current)
			if err != nil {
				continue
			}
			text := printed(t, p, Options{})
			if len(p.Changes) == 0 ||
				!strings.Contains(text, string(x.Head().Key)) && !strings.Contains(text, "quote what changes") {
				t.Errorf("%s: after changing %s, the text is\n%s", x.Head().Key, was, text)
				continue
			}
			said := strings.Contains(text, "quote what changes")
			for stanza := range strings.SplitSeq(text, "\n\n") {
				head, rest, _ := strings.Cut(stanza, "\n")
				said = said || rest != "" && strings.Contains(head, string(x.Head().Key))
			}
			if !said {
				t.Errorf("%s: after changing %s, nothing says what changed:\n%s", x.Head().Key, was, text)
			}
		}
	}
}

// catalogueOf is the catalogue of r with another line for an object.
func catalogueOf(r *honeycomb.Resources, key honeycomb.Key, line []byte) (*honeycomb.Catalogue, error) {
	text := honeycomb.AppendCatalogue(nil, r)
	for x := range r.Objects() {
		if x.Head().Key == key {
			text = bytes.Replace(text, honeycomb.AppendObject(nil, x), line, 1)
		}
	}
	return honeycomb.ReadCatalogue("slogen.json", text)
}
