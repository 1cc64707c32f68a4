package honeycomb_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/internal/sample"
)

// TestCatalogueGolden pins the bytes of a catalogue with every kind of object.
func TestCatalogueGolden(t *testing.T) {
	const file = "testdata/slogen.json"
	got := honeycomb.AppendCatalogue(nil, sample.Shop())
	if !bytes.Equal(got, honeycomb.AppendCatalogue(nil, sample.Shop())) {
		t.Fatal("two runs have different bytes")
	}
	if *golden.Update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !json.Valid(got) {
		t.Error("not JSON")
	}
}

func TestObjectsAreSorted(t *testing.T) {
	var keys []honeycomb.Key
	for x := range sample.Shop().Objects() {
		keys = append(keys, x.Head().Key)
	}
	if !slices.IsSorted(keys) {
		t.Errorf("not sorted: %v", keys)
	}
	if len(keys) != 19 {
		t.Errorf("%d objects: %v", len(keys), keys)
	}
	for range sample.Shop().Objects() {
		break // stopping early must be possible
	}
}

func TestReadCatalogue(t *testing.T) {
	r := sample.Shop()
	data := honeycomb.AppendCatalogue(nil, r)
	c, err := honeycomb.ReadCatalogue("slogen.json", data)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for x := range r.Objects() {
		e := &c.Entries[i]
		m := x.Head()
		line := honeycomb.AppendObject(nil, x)
		if e.Key != m.Key || e.Line != i+2 || !bytes.Equal(e.Raw, line) {
			t.Fatalf("entry %d is %s on line %d:\n%s\nwant %s:\n%s", i, e.Key, e.Line, e.Raw, m.Key, line)
		}
		if x, err = e.Decode(); err != nil {
			t.Fatal(err)
		}
		if again := honeycomb.AppendObject(nil, x); !bytes.Equal(again, line) {
			t.Errorf("was written as\n%s\nand read as\n%s", line, again)
		}
		i++
	}
	if i != len(c.Entries) {
		t.Errorf("%d entries for %d objects", len(c.Entries), i)
	}
	if diff := cmp.Diff(r.Moved, c.Moved); diff != "" {
		t.Errorf("moved (-want +got):\n%s", diff)
	}

	x, err := c.Object("burn_alert/checkout/availability/fast")
	if err != nil {
		t.Fatal(err)
	}
	fast := x.(*honeycomb.BurnAlert)
	if fast.AskedBurnRate != "14.4" || fast.SLO.TimePeriodDays != 30 ||
		len(fast.Recipients) != 2 || fast.Recipients[1].Recipient.Name != "incident bot" {
		t.Errorf("%+v", fast)
	}
	if x, err := c.Object("slo/checkout/nothing"); x != nil || err != nil {
		t.Error(x, err)
	}
}

// TestReadCatalogueAnyShape reads what an editor or a formatter made of a catalogue as if nothing had happened.
func TestReadCatalogueAnyShape(t *testing.T) {
	data := honeycomb.AppendCatalogue(nil, sample.Shop())
	want, err := honeycomb.ReadCatalogue("slogen.json", data)
	if err != nil {
		t.Fatal(err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, data, "", "  "); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	lines[1], lines[3] = lines[3], lines[1]
	for name, text := range map[string]string{
		"indented":    pretty.String(),
		"CRLF":        strings.ReplaceAll(string(data), "\n", "\r\n"),
		"reordered":   strings.Join(lines, "\n"),
		"one line":    strings.ReplaceAll(string(data), "\n", ""),
		"more spaces": "\n" + strings.Replace(string(data), `"moved":[`, ` "moved" : [ `, 1) + "\n\n",
	} {
		got, err := honeycomb.ReadCatalogue("slogen.json", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(got.Entries) != len(want.Entries) {
			t.Errorf("%s: %d entries", name, len(got.Entries))
			continue
		}
		for i := range got.Entries {
			if a, b := want.Entries[i], got.Entries[i]; a.Key != b.Key || !bytes.Equal(a.Raw, b.Raw) {
				t.Errorf("%s: entry %d is\n%s\nwant\n%s", name, i, b.Raw, a.Raw)
			}
		}
		if diff := cmp.Diff(want.Moved, got.Moved); diff != "" {
			t.Errorf("%s: moved (-want +got):\n%s", name, diff)
		}
	}
	if c, err := honeycomb.ReadCatalogue("slogen.json", honeycomb.AppendCatalogue(nil,
		&honeycomb.Resources{})); err != nil || len(c.Entries) != 0 {
		t.Errorf("a catalogue of nothing: %v, %v", c, err)
	}
}

// TestReadCatalogueErrors says for each broken catalogue what is said of it.
func TestReadCatalogueErrors(t *testing.T) {
	data := string(honeycomb.AppendCatalogue(nil, sample.Shop()))
	lines := strings.Split(data, "\n")
	change := func(i int, line string) string {
		out := slices.Clone(lines)
		out[i] = line
		return strings.Join(out, "\n")
	}
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "slogen.json:1: the file is empty."},
		{"blank", " \n\n", "slogen.json:1: the file is empty."},
		{"cut in a line", data[:len(lines[0])+400], "slogen.json:2: the catalogue ends too early"},
		{"cut after a line", strings.Join(lines[:4], "\n") + "\n", "slogen.json:4: the catalogue ends too early"},
		{"garbage", "\x00\x01\x02", "slogen.json:1: this is not JSON"},
		{"another file", `{"resource": {}}`, `slogen.json:1: a catalogue has no member "resource"`},
		{"a list", `[]`, `slogen.json:1: the catalogue needs a "{" here`},
		{"objects no list", `{"format_version":"1.0","objects":{}}`, `slogen.json:1: "objects" needs a "[" here`},
		{"no objects", `{"format_version":"1.0"}`, `slogen.json:1: a catalogue has "format_version" and "objects"`},
		{"no version", `{"objects":[]}`, `slogen.json:1: "format_version" must come before "objects"`},
		{"newer", strings.Replace(data, `"1.0"`, `"2.3"`, 1),
			"slogen.json:1: the catalogue has format version 2.3, but this slogen reads 1.0."},
		{"newer minor", strings.Replace(data, `"1.0"`, `"1.1"`, 1), "slogen.json:1: the catalogue has format version 1.1"},
		{"no such version", strings.Replace(data, `"1.0"`, `"x"`, 1), `slogen.json:1: "x" isn't a format version`},
		{"version a number", strings.Replace(data, `"1.0"`, `1.0`, 1),
			"slogen.json:1: format_version is of the wrong type (number)"},
		{"twice", `{"format_version":"1.0","objects":[],"objects":[]}`, `slogen.json:1: "objects" appears twice`},
		{"object twice", change(3, lines[2]), fmt.Sprintf("slogen.json:4: the object %q appears here and on line 3",
			"burn_alert/checkout/availability/fast")},
		{"no key", change(3, `{"kind":"slo"},`), `slogen.json:4: an object of the catalogue has a "key"`},
		{"no object", change(3, `7,`), `slogen.json:4: an object of the catalogue has a "key"`},
		{"conflict", change(3, "<<<<<<< HEAD\n"+lines[3]), "slogen.json:4: there is an unresolved merge conflict here"},
		{"behind the end", data + "{}", "slogen.json:24: something follows the end"},
		{"moved a word", strings.Replace(data, `"moved":[`, `"moved":"x","y":[`, 1),
			"slogen.json:21: moved is of the wrong type (string)"},
		{"comma at the end", change(19, lines[19]+","), "slogen.json:21: this is not JSON"},
	} {
		_, err := honeycomb.ReadCatalogue("slogen.json", []byte(c.text))
		var place *honeycomb.CatalogueError
		if !errors.As(err, &place) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v\nwant %s", c.name, err, c.want)
		}
	}

	// What is wrong within a line is found when the entry is decoded.
	for _, c := range []struct{ name, line, want string }{
		{"cut", lines[3][:100] + "},", "slogen.json:4: the object \"burn_alert/checkout/availability/soon\" can't be read"},
		{"member", strings.Replace(lines[3], `"kind"`, `"kinds"`, 1), `can't be read: unknown field "kinds"`},
		{"kind", strings.Replace(lines[3], `"kind":"burn_alert"`, `"kind":"slo"`, 1), "is not as slogen wrote it"},
		{"no body", `{"key":"burn_alert/checkout/availability/soon","kind":"burn_alert","body":7},`,
			"is not as slogen wrote it"},
		{"two objects", strings.TrimSuffix(lines[3], ",") + "{},", "something follows its end"},
	} {
		cat, err := honeycomb.ReadCatalogue("slogen.json", []byte(change(3, c.line)))
		if err == nil {
			i := slices.IndexFunc(cat.Entries,
				func(e honeycomb.Entry) bool { return e.Key == "burn_alert/checkout/availability/soon" })
			_, err = cat.Entries[i].Decode()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) && !strings.HasPrefix(err.Error(), "slogen.json:4: ") {
			t.Errorf("%s: %v\nwant %s", c.name, err, c.want)
		}
	}
	if got := (&honeycomb.CatalogueError{File: "a", Detail: "b"}).Error(); got != "a: b" {
		t.Error(got)
	}
}

func FuzzReadCatalogue(f *testing.F) {
	r := sample.Shop() // two small objects: large seeds make a fuzzer slow
	data := honeycomb.AppendCatalogue(nil, &honeycomb.Resources{CalculatedFields: r.CalculatedFields[1:],
		Recipients: r.Recipients[4:5],
		Moved:      r.Moved})
	var pretty bytes.Buffer
	_ = json.Indent(&pretty, data, "", " ")
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Add(pretty.Bytes())
	f.Add([]byte(`{"format_version":"1.0","objects":[` + "\n" + `{"key":"a"},` + "\n" + `],"moved":[]}`))
	f.Add([]byte(`{"format_version":"1.0","objects":[{"key":"slo/a/b","kind":"slo","body":{}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := honeycomb.ReadCatalogue("f", text)
		if err != nil {
			var place *honeycomb.CatalogueError
			if !errors.As(err, &place) || place.Detail == "" || place.File != "f" {
				t.Fatalf("%#v", err)
			}
			return
		}
		for i := range c.Entries {
			e := &c.Entries[i]
			if i > 0 && e.Key <= c.Entries[i-1].Key {
				t.Fatalf("%q after %q", e.Key, c.Entries[i-1].Key)
			}
			if e.Line < 1 || e.Line > 1+bytes.Count(text, []byte{'\n'}) {
				t.Fatalf("line %d", e.Line)
			}
			if x, err := c.Object(e.Key); err == nil && (x.Head().Key != e.Key || !json.Valid(e.Raw)) {
				t.Fatalf("%q was decoded as %q", e.Key, x.Head().Key)
			}
		}
	})
}

// TestCatalogueSchema holds a catalogue with everything against the schema, and the schema against mistakes.
func TestCatalogueSchema(t *testing.T) {
	if bytes.Contains(honeycomb.CatalogueSchema(), []byte("@")) {
		t.Error("a placeholder was not replaced")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(honeycomb.CatalogueSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("catalogue.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("catalogue.json")
	if err != nil {
		t.Fatal(err)
	}
	check := func(r *honeycomb.Resources) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(honeycomb.AppendCatalogue(nil, r)))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(v)
	}
	for name, r := range map[string]*honeycomb.Resources{"everything": sample.Shop(), "nothing": {}} {
		if err := check(r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, spoil := range map[string]func(r *honeycomb.Resources){
		"calculated field": func(r *honeycomb.Resources) { r.CalculatedFields[0].Alias = "" },
		"slo":              func(r *honeycomb.Resources) { r.SLOs[0].TargetPerMillion = 1000000 },
		"burn alert":       func(r *honeycomb.Resources) { r.BurnAlerts[0].BudgetRateWindowMinutes = 59 },
		"trigger":          func(r *honeycomb.Resources) { r.Triggers[0].FrequencySeconds = 90 },
		"trigger's query":  func(r *honeycomb.Resources) { r.Triggers[0].Query.Calculations[0].Op = "MEDIAN" },
		"recipient":        func(r *honeycomb.Resources) { r.Recipients[5].Variables[0].Name = "Severity" },
		"query":            func(r *honeycomb.Resources) { r.Queries[0].Query.TimeRangeSeconds = -1 },
		"annotation":       func(r *honeycomb.Resources) { r.QueryAnnotations[0].Name = "" },
		"board": func(r *honeycomb.Resources) {
			r.Boards[0].Panels[2].Text = strings.Repeat("x", honeycomb.MaxBoardText+1)
		},
		"tag": func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Key = "a_b" },
		"key": func(r *honeycomb.Resources) { r.SLOs[0].Key = "slos/a" },
	} {
		r := sample.Shop()
		spoil(r)
		if check(r) == nil {
			t.Errorf("the schema takes a wrong %s", name)
		}
	}
}

// TestFormerMember reads a catalogue of before, whose objects that exist already have a member of another name.
func TestFormerMember(t *testing.T) {
	r := sample.Shop()
	data := honeycomb.AppendCatalogue(nil, r)
	former := bytes.ReplaceAll(data, []byte(`,"existing":"`), []byte(`,"adopt":"`))
	if bytes.Equal(data, former) {
		t.Fatal("nothing in the catalogue exists already")
	}
	c, err := honeycomb.ReadCatalogue("slogen.json", former)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for x := range r.Objects() {
		got, err := c.Entries[i].Decode()
		if err != nil {
			t.Fatal(err)
		}
		if want := honeycomb.AppendObject(nil, x); !bytes.Equal(honeycomb.AppendObject(nil, got), want) {
			t.Errorf("was\n%s\nand is read as\n%s", want, honeycomb.AppendObject(nil, got))
		}
		i++
	}
}
