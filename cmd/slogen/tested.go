package main

import (
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/slitest"
)

// testsOf judges changes of SLIs by the events of their tests. These are read when the first SLI has changed: most
// plans need none of them.
func (a *app) testsOf(c *cobra.Command, in *inputs, args []string, prior *honeycomb.Catalogue) plan.Tests {
	judge := sync.OnceValue(func() *slitest.Judge { return a.judge(c, *in, args, prior) })
	return func(before, after *honeycomb.CalculatedField) *review.Tested {
		if judge() == nil {
			return nil
		}
		return judge().Tested(before, after)
	}
}

// judge reads the tests of a valid configuration; nil if they can't be read, which is reported.
func (a *app) judge(c *cobra.Command, in inputs, args []string, prior *honeycomb.Catalogue) *slitest.Judge {
	in.tests = true
	res, diags, err := a.examine(c.Context(), &in, in.pathsOf(args))
	if err != nil || res.Resources == nil {
		return nil // it could be read a moment ago; whoever changed it meanwhile plans again
	}
	now := testInput(res, nil)
	if diags = append(diags, slitest.Check(now)...); diags.HasErrors() {
		a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Tests are left out", "An SLI changes, and the plan "+
			"can't say what becomes of "+
			"the events in its tests, because a test is not valid: "+firstError(diags)+" To see all that is wrong "+
			"with them: "+
			"slogen test", hcl.Range{})}, nil)
		return nil
	}
	var before []*honeycomb.CalculatedField
	for i := range prior.Entries {
		if prior.Entries[i].Key.Kind() != honeycomb.KindCalculatedField {
			continue
		}
		if x, err := prior.Object(prior.Entries[i].Key); err == nil { // if not, the plan fails by itself
			before = append(before, x.(*honeycomb.CalculatedField))
		}
	}
	return slitest.NewJudge(now, before)
}
