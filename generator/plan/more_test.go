package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/words"
)

// TestNothingIsHidden changes every scalar of every body in turn: each must be a change with a difference, or make a
// line that slogen didn't write.
func TestNothingIsHidden(t *testing.T) {
	current := newWorld().sorted()
	refused := map[string]bool{}
	for x := range current.Objects() {
		key := x.Head().Key
		tree := body(x)
		for _, leaf := range scalars(tree) {
			if leaf.hidden != nil {
				continue // covered by the case recipient
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
			old, err := (&honeycomb.Entry{Key: key, Raw: line}).Decode()
			if err != nil {
				refused[string(was)] = true
			} else if len(diffObjects(old, x, nil)) == 0 {
				t.Errorf("%s: no difference after changing %s in %s", key, was, record["body"])
			}
		}
	}
	// What is always the same, what says which members there are, and what another member says too.
	for _, was := range []string{`"auto"`, `"flexible"`, `"graph"`, `"budget_rate"`, `"exhaustion_time"`, `"frequency"`,
		`"query"`, `"slo"`, `"email"`, `"pagerduty"`, `"slack"`, `"webhook"`, `"sli.checkout.availability"`, `false`, `true`} {
		delete(refused, was)
	}
	for was := range refused {
		if !strings.Contains(was, "/") { // no key
			t.Errorf("a line is refused after changing %s", was)
		}
	}
}

func scalars(n *node) (list []*node) {
	if n.kind != '{' && n.kind != '[' {
		return []*node{n}
	}
	for i := range n.items {
		list = append(list, scalars(&n.items[i])...)
	}
	return list
}

// TestRules checks that each rule of replacement names a kind, and an attribute that bodies have or that is known
// besides.
func TestRules(t *testing.T) {
	attributes := map[string]map[string]bool{}
	worlds := []*world{newWorld(), newWorld()}
	worlds[1].slo.Datasets = []string{"a", "b"}
	for _, w := range worlds {
		for x := range w.sorted().Objects() {
			kind := x.Head().Key.Kind()
			if attributes[kind] == nil {
				attributes[kind] = map[string]bool{"*": true, "lookup": true}
			}
			if honeycomb.Dataset(x) != "" {
				attributes[kind]["dataset"] = true
			}
			var leaves comparer
			leaves.leaves("", body(x), false)
			for _, d := range leaves.diffs {
				attributes[kind][d.Path] = true
			}
		}
	}
	for _, r := range rules {
		kind := r.kind
		if kind == "*" {
			kind = honeycomb.KindRecipient
		}
		if !attributes[kind][r.path] {
			t.Errorf("no %s has the attribute %s", r.kind, r.path)
		}
		if r.why == "" || r.from == "" || strings.HasSuffix(r.why, ".") {
			t.Errorf("%s %s: why and from are needed, without a full stop", r.kind, r.path)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, bad := range []string{"1e999999999", "x", "", "1e-400", strings.Repeat("9", 100)} {
		if _, ok := words.Exactly(bad); ok {
			t.Errorf("%q is taken for a number", bad)
		}
	}
}

// TestBurnArithmetic checks the words against the conversions of the SRE workbook and of Honeycomb's own guide.
func TestBurnArithmetic(t *testing.T) {
	for _, c := range []struct {
		target, days, window, perMillion int
		burn, needs, lasts               string
	}{
		{999_000, 30, 60, 20_000, "14.4", "1.44% errors for an hour", "50 h"},
		{999_000, 28, 60, 20_000, "13.44", "1.344% errors for an hour", "50 h"},
		{999_000, 7, 60, 20_000, "3.36", "0.336% errors for an hour", "50 h"},
		{999_900, 30, 360, 50_000, "6", "0.06% errors for 6 hours", "5 days"},
		{990_000, 30, 4320, 100_000, "1", "1% errors for 3 days", "30 days"},
		{999_000, 30, 480, 10_000, "0.9", "0.09% errors for 8 hours", "33 days 8 h"},
	} {
		w := newWorld()
		w.slo.TargetPerMillion, w.slo.TimePeriodDays = c.target, c.days
		w.fast.BudgetRateWindowMinutes, w.fast.BudgetRateDecreaseThresholdPerMillion, w.fast.AskedBurnRate = c.window,
			c.perMillion, ""
		p, err := Diff(nil, w.sorted())
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range p.Changes {
			if change.Key != w.fast.Key {
				continue
			}
			want := []string{"burn rate " + c.burn + "x; a full budget lasts " + c.lasts + " at that rate", "that is " +
				c.needs + " at even traffic"}
			if diff := cmp.Diff(want, change.Meaning()[1:3]); diff != "" {
				t.Errorf("%+v (-want +got):\n%s", c, diff)
			}
		}
	}
}

func TestDamagedCatalogue(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`"target_per_million":999000`, `"target_per_million":"high"`,
			`out/json/slogen.json:14: the object "slo/checkout/availability" can't be read: body.target_per_million must be a number`},
		{`"time_period_days":30`, `"time_period_days":30.5`, `slogen.json:14: the object "slo/checkout/availability" can't be ` +
			`read: body.time_period_days must be a whole number`},
		{`"time_period_days":30`, `"period_days":30`, `can't be read: unknown field "body.period_days"`},
		{`"time_period_days":30,`, ``, `slogen.json:14: the object "slo/checkout/availability" isn't as slogen wrote it`},
		{`"path":"/1/slos/checkout"`, `"path":"/1/slos/%%"`, `slogen.json:14: the object "slo/checkout/availability" isn't as`},
		{`"slo":{"id":{"$ref":"slo/checkout/availability"}},`, ``, `the object "burn_alert/checkout/availability/fast" isn't as`},
		{`"slo":{"id":{"$ref":"slo/checkout/availability"}},`, `"slo":{},`, `can't be read: body.slo has no "id"`},
		{`"slo":{"id":{"$ref":"slo/checkout/availability"}},`, `"slo":{"id":{"$ref":"board/checkout"}},`, `isn't as`},
		{`"body":{"name":"checkout: availability"`, `"body":{"name":`,
			`slogen.json:14: the object "slo/checkout/availability" can't be read`},
	} {
		data := bytes.Replace(honeycomb.AppendCatalogue(nil, newWorld().sorted()), []byte(c.old), []byte(c.new), 1)
		prior, err := honeycomb.ReadCatalogue("out/json/slogen.json", data)
		if err == nil {
			_, err = Diff(prior, newWorld().sorted())
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

// TestControlCharacters checks that a name can't write to the terminal.
func TestControlCharacters(t *testing.T) {
	w := newWorld()
	w.slack.SlackChannel = "#x\x1b[2J\ry"
	w.slo.Name = "a\x1b[31m"
	var b bytes.Buffer
	prior, err := honeycomb.ReadCatalogue("x.json", honeycomb.AppendCatalogue(nil, newWorld().sorted()))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Diff(prior, w.sorted())
	if err != nil {
		t.Fatal(err)
	}
	if err := Print(&b, p, Options{}); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), "\x1b\r") ||
		!strings.Contains(b.String(), "#x\ufffd[2J\ufffdy is notified instead of") {
		t.Errorf("%q", b.String())
	}
}

// TestOrder checks that an SLO's alerts stand behind it, even beside an SLO whose name begins alike.
func TestOrder(t *testing.T) {
	if comparePaths("a/b/c", "a/b-d") >= 0 || comparePaths("a/b", "a/b/c") >= 0 || comparePaths("a/b", "a/b") != 0 ||
		comparePaths("a/c", "a/b/x") <= 0 {
		t.Error("paths are out of order")
	}
}

// TestSchemaRefuses checks that the schema is no formality.
func TestSchemaRefuses(t *testing.T) {
	s := compileSchema(t)
	good := string(AppendJSON(nil, planOf(t, "target")))
	for _, c := range [][2]string{
		{`"action":"update"`, `"action":"tweak"`}, {`"format_version":"1.3"`, `"format_version":"2.0"`},
		{`"meaning":[`, `"meanings":[`}, {`"unchanged":12`, `"unchanged":-1`},
	} {
		var v any
		bad := strings.Replace(good, c[0], c[1], 1)
		if bad == good {
			t.Fatalf("%s isn't there", c[0])
		}
		if err := json.Unmarshal([]byte(bad), &v); err != nil {
			t.Fatal(err)
		}
		if s.Validate(v) == nil {
			t.Errorf("accepts %s", c[1])
		}
	}
}

// FuzzDiff plans against anything that reads as a catalogue: errors are fine, panics and invalid output are not.
func FuzzDiff(f *testing.F) {
	current := newWorld().sorted()
	f.Add(honeycomb.AppendCatalogue(nil, current))
	for name := range cases {
		w := newWorld()
		if c := cases[name]; c.after != nil {
			c.after(w)
			f.Add(honeycomb.AppendCatalogue(nil, w.sorted()))
		}
	}
	s := compileSchema(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		prior, err := honeycomb.ReadCatalogue("x.json", data)
		if err != nil {
			return
		}
		p, err := Diff(prior, current)
		if err != nil {
			return
		}
		var w bytes.Buffer
		if err := Print(&w, p, Options{Verbose: true, Width: 60}); err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(AppendJSON(nil, p), &v); err != nil {
			t.Fatal(err)
		}
		if known(p) {
			if err := s.Validate(v); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// known says whether p is only about kinds that there are: a foreign catalogue may hold any.
func known(p *Plan) bool {
	for i := range p.Changes {
		c := &p.Changes[i]
		if c.Action == Delete && newWorld().Resources.Find(c.Key) == nil {
			return false
		}
	}
	return true
}

// many is n services of one SLI, SLO, three alerts each.
func many(n int) *honeycomb.Resources {
	r := &honeycomb.Resources{}
	slack := newWorld().slack
	r.Recipients = append(r.Recipients, slack)
	for i := range n {
		w := newWorld()
		w.renameService(fmt.Sprintf("s%05d", i))
		for _, a := range w.BurnAlerts {
			a.Recipients = []honeycomb.Notification{{Recipient: slack}}
		}
		for _, m := range []*honeycomb.Meta{&w.sli.Meta, &w.slo.Meta} {
			m.Origin.Range = hcl.Range{Filename: "services/" + m.Service + ".slo.hcl", Start: hcl.Pos{Line: 3}}
		}
		r.CalculatedFields = append(r.CalculatedFields, w.sli)
		r.SLOs = append(r.SLOs, w.slo)
		r.BurnAlerts = append(r.BurnAlerts, w.BurnAlerts...)
	}
	return r
}

func BenchmarkDiff(b *testing.B) {
	current := many(5000) // 25,000 objects
	data := honeycomb.AppendCatalogue(nil, current)
	for _, changed := range []int{0, 1, 5000} {
		b.Run(fmt.Sprintf("changed=%d", changed), func(b *testing.B) {
			for i, s := range current.SLOs {
				s.TargetPerMillion = 999_000
				if i < changed {
					s.TargetPerMillion = 999_500
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				prior, err := honeycomb.ReadCatalogue("x.json", data)
				if err != nil {
					b.Fatal(err)
				}
				p, err := Diff(prior, current)
				if err != nil {
					b.Fatal(err)
				}
				if len(p.Changes) != changed {
					b.Fatal(len(p.Changes))
				}
			}
		})
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			if _, err := Diff(nil, current); err != nil {
				b.Fatal(err)
			}
		}
	})
}
