package lift_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/lift"
)

// TestRealFormulas lifts formulas that people wrote: SLIs and others. All can be said but those about time series.
func TestRealFormulas(t *testing.T) {
	path := filepath.Join("..", "..", "..", "shared", "data", "expressions.jsonl")
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		t.Skip("../shared/data/expressions.jsonl is not beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l := &lift.Lifter{}
	var formulas, lifted, slis int
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var row struct {
			Expression, Kind string
			Valid            bool
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if !row.Valid {
			continue
		}
		x, diags := calc.Parse(calc.FromString("formula", row.Expression))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		formulas++
		if value := l.Value(x.Root); value.HCL != "" {
			lifted++
		} else if !acrossEvents(x.Root) {
			t.Errorf("%s: %s", x, value.Why)
		}
		if row.Kind == "sli" {
			slis++
			if s := l.SLI(x.Root); s.Good == "" {
				t.Errorf("%s: %s", x, s.Why)
			}
		}
	}
	t.Logf("%d of %d formulas are lifted, and all of %d SLIs", lifted, formulas, slis)
}

// acrossEvents says whether a formula works across the events of a time series, which HCL has no functions for.
func acrossEvents(e calc.Expr) bool {
	n, ok := e.(*calc.Call)
	return ok && (calc.Lookup(n.Func).Metrics || slices.ContainsFunc(n.Args, acrossEvents))
}
