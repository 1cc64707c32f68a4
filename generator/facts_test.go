package generator_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/internal/openapi"
)

// facts lists what Honeycomb's API and its Terraform provider refuse, by the row of the fact sheet that the rules were
// taken from: "trap" are the rows of its section 0, and then S are SLOs, B burn alerts, T triggers, D calculated
// fields, Q queries, R recipients, F boards, H and K the rest. Rows that the sheet's sample leaves out have the numbers
// between. A fact has one case at least in testdata/facts/bad, in a file whose name begins with it, or the reason why
// slogen can't come into conflict with it.
var facts = map[string]string{
	"trap01": "", "trap02": "", "trap03": "", "trap08": "", "trap09": "", "trap11": "", "trap13": "", "trap14": "",
	"trap16": "",
	"trap04": "the frequency is always written: emit's tests hold the Terraform to it",
	"trap05": "the time range is always written, and `over` is required: T14",
	"trap06": "queries are written as JSON, never by the data source",
	"trap07": "queries are written as JSON, never by the data source",
	"trap10": "formulas are written in function form with columns quoted: calc's and lower's tests",
	"trap12": "an error of the document's prose; burn alerts are computed in per-million",
	"trap15": "about what the provider sends, not about what is written",

	"S01": "", "S02": "", "S03": "", "S05": "", "S06": "", "S07": "", "S08": "", "S09": "", "S11": "", "S12": "",
	"S13": "", "S14": "", "S15": "", "S16": "", "S17": "",
	"S18": "",
	"S19": "", "S20": "", "S21": "", "S22": "", "S23": "", "S24": "", "S25": "", "S26": "", "S27": "", "S28": "",
	"S29": "", "S31": "", "S32": "", "S33": "", "S34": "",
	"S35": "",

	"B01": "", "B02": "", "B03": "", "B04": "", "B05": "", "B06": "", "B07": "", "B08": "", "B09": "", "B10": "",
	"B11": "", "B12": "", "B13": "", "B14": "", "B15": "",
	"B16": "", "B17": "",
	"B19": "a recipient is a reference, so it has an id and no target beside it",
	"B21": "", "B23": "", "B24": "", "B25": "", "B26": "", "B27": "", "B28": "", "B29": "", "B30": "", "B31": "",
	"B32": "", "B33": "", "B35": "", "B36": "", "B37": "",

	"T01": "", "T02": "", "T03": "", "T05": "", "T07": "", "T08": "", "T09": "", "T10": "", "T11": "", "T12": "",
	"T13": "", "T14": "", "T15": "", "T17": "", "T18": "",
	"T19": "", "T21": "",
	"T22": "", "T23": "", "T24": "", "T25": "", "T26": "", "T27": "", "T28": "", "T29": "", "T30": "",
	"T31": "the compiler names calculations, each once: honeycomb's rule query/calculation_name stands guard",
	"T33": "a trigger has one fires_when, which is one formula at most: honeycomb's rule trigger/single_value stands " +
		"guard",
	"T35": "with a formula `where` goes into the calculations: honeycomb's rule trigger/filters stands guard",
	"T36": "", "T37": "", "T38": "", "T39": "", "T40": "", "T41": "", "T42": "", "T43": "", "T45": "", "T46": "",
	"T47": "", "T49": "", "T51": "", "T52": "",
	"T53": "queries are compiled, and their JSON is written by one function",
	"T54": "",
	"T55": "the language has no routing by group: on_group_change is newer than the provider versions that are supported",
	"T57": "", "T58": "",

	"D01": "", "D03": "", "D04": "", "D05": "", "D07": "", "D08": "", "D09": "", "D10": "", "D11": "", "D13": "",
	"D14": "", "D15": "", "D16": "", "D17": "", "D19": "",
	"D21": "", "D22": "",
	"D23": "", "D24": "", "D25": "", "D27": "",

	"Q01": "", "Q04": "", "Q06": "", "Q07": "", "Q19": "", "Q21": "", "Q28": "", "Q29": "", "Q31": "",
	"Q03": "concurrency() is no trigger's, and saved queries are triggers': T19",
	"Q05": "a comparison has two sides in the language",
	"Q09": "a query has a time range and neither start nor end",
	"Q11": "the language has no granularity: honeycomb's rule query/time_range stands guard",
	"Q13": "the language has no granularity: honeycomb's rule query/time_range stands guard",
	"Q15": "the language has no comparison with an earlier time but a trigger's baseline",
	"Q17": "the language has no comparison with an earlier time but a trigger's baseline",
	"Q23": "the language has no orders, and triggers may have none",
	"Q25": "the language has no orders, and triggers may have none",
	"Q27": "the compiler names calculations, each once: honeycomb's rule query/calculation_name stands guard",
	"Q33": "queries are compiled, and their JSON is written by one function",
	"Q35": "the compiler names what a formula refers to: honeycomb's rule query/formula stands guard",

	"R01": "", "R02": "", "R03": "", "R04": "", "R05": "", "R06": "", "R07": "", "R08": "", "R09": "", "R10": "",
	"R11": "", "R12": "", "R13": "", "R14": "", "R15": "",
	"R16": "", "R17": "",
	"R18": "", "R19": "", "R20": "", "R21": "", "R22": "",

	"F01": "", "F02": "", "F03": "", "F18": "", "F19": "",
	"F05": "panels have no positions: Honeycomb lays the board out",
	"F07": "panels have no positions: Honeycomb lays the board out",
	"F09": "every query panel comes with its annotation",
	"F11": "panels have no settings of their own",
	"F13": "boards have no preset filters",
	"F15": "a panel's dataset is not written: honeycomb's test of bodies",
	"F17": "boards have no views",

	"H01": "slogen creates no datasets: a block dataset says what is known of one",
	"H03": "slogen creates no columns",
	"H05": "slogen sets no dataset definitions",
	"H06": "", "H07": "",
	"K01": "keys are for whoever applies: slogen talks to no account",
	"K02": "",
	"J01": "slogen asks for no history",
}

// TestFacts loads the smallest configurations that break one rule each: there is one error, and nothing else.
func TestFacts(t *testing.T) {
	golden.Run(t, "testdata/facts/bad/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		o, _ := options(t, in.Comment)
		unpack(t, in)
		res, diags := generator.Load(context.Background(), o)
		if len(diags) != 1 || !diags.HasErrors() {
			t.Errorf("%d problems, want one error:\n%s", len(diags), render(t, res, diags))
		}
		return []txtar.File{{Name: "messages", Data: render(t, res, diags)}}
	})
}

// TestEveryFact holds the list of facts to the cases, and the cases to the list.
func TestEveryFact(t *testing.T) {
	names, err := filepath.Glob("testdata/facts/bad/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]int{}
	for _, name := range names {
		fact, _, _ := strings.Cut(filepath.Base(name), "_")
		if _, listed := facts[fact]; !listed {
			t.Errorf("%s is a case of no fact in the list", name)
		}
		cases[fact]++
	}
	for fact, reason := range facts {
		if reason == "" && cases[fact] == 0 {
			t.Errorf("no case breaks %s", fact)
		}
		if reason != "" && cases[fact] > 0 {
			t.Errorf("%s has a case, and the list says why it can't: %s", fact, reason)
		}
	}
}

// TestBounds loads what is just allowed: there is nothing to say, and Honeycomb's document agrees.
func TestBounds(t *testing.T) {
	names, err := filepath.Glob("testdata/facts/good/*.slo.hcl")
	if err != nil || len(names) < 50 {
		t.Fatalf("%d files: %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".slo.hcl"), func(t *testing.T) {
			res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{name}})
			if len(diags) > 0 {
				t.Fatalf("there are problems:\n%s", render(t, res, diags))
			}
			doc := openapi.Load(t)
			for x := range res.Resources.Objects() {
				if honeycomb.Method(x) == "GET" {
					continue
				}
				if err := doc.Check(x.Head().Key.Kind(), honeycomb.AppendBody(nil, x)); err != nil {
					t.Errorf("%s: %v", x.Head().Key, err)
				}
			}
		})
	}
}
