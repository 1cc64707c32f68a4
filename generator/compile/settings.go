package compile

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// Settings reads the block slogen. The version is slogen's own, for required_version; empty: not looked at.
func Settings(shared *config.Shared, ownVersion string) (honeycomb.Settings, hcl.Diagnostics) {
	out := honeycomb.Settings{Outputs: []string{"json", "terraform"}, ProviderVersion: ">= 0.50.0",
		MaxDatasets: honeycomb.DefaultMaxDatasets}
	s := shared.Settings
	if s == nil {
		return out, nil
	}
	var diags hcl.Diagnostics
	if s.Outputs.Set() {
		out.Outputs, diags = outputs(s)
	}
	if s.Provider.V != "" {
		if _, err := version.NewConstraint(s.Provider.V); err != nil {
			diags = append(diags, diag.Error(
				"language/settings", "Invalid version constraint",
				fmt.Sprintf(
					"%q is not a version constraint: write \">= 0.50.0\" or \"~> 0.51\".",
					s.Provider.V,
				),
				s.Provider.Range,
			))
		} else {
			out.ProviderVersion, out.ProviderRange = s.Provider.V, s.Provider.Range
		}
	}
	if s.MaxDatasets.Set() {
		if s.MaxDatasets.V < 1 {
			diags = append(diags, diag.Error("language/settings", "Invalid number of datasets",
				"An SLO must be allowed to span at least one dataset.", s.MaxDatasets.Range))
		} else {
			out.MaxDatasets = s.MaxDatasets.V
		}
	}
	if d := otherVersion(s.RequiredVersion, ownVersion); d != nil {
		diags = append(diags, d)
	}
	return out, diags
}

// outputs are those that are listed, sorted.
func outputs(s *config.Settings) (list []string, diags hcl.Diagnostics) {
	for _, o := range s.Outputs.V {
		switch {
		case !slices.Contains(honeycomb.Outputs, o.V):
			diags = append(
				diags,
				diag.Error("language/settings", "Unknown output", fmt.Sprintf("%q is not an output: the outputs "+
					"are %s.%s", o.V,
					strings.Join(words.Quoted(honeycomb.Outputs), ", "),
					diag.DidYouMean(o.V, honeycomb.Outputs)), o.Range),
			)
		case slices.Contains(list, o.V):
			diags = append(diags, diag.Error("language/settings", "Duplicate output",
				fmt.Sprintf("%q is listed twice.", o.V), o.Range))
		default:
			list = append(list, o.V)
		}
	}
	if len(s.Outputs.V) == 0 {
		diags = append(
			diags,
			diag.Error("language/settings", "No output", "The list of outputs is empty, so slogen would write "+
				"nothing. Leave the argument out to get JSON and Terraform.", s.Outputs.Range),
		)
	}
	sort.Strings(list)
	return list, diags
}

// otherVersion says that the configuration needs another version than ours, or that it can't be told. A version that
// is none, as that of a build from a working tree, meets every constraint.
func otherVersion(required spec.At[string], ours string) *hcl.Diagnostic {
	if required.V == "" {
		return nil
	}
	want, err := version.NewConstraint(required.V)
	if err != nil {
		return diag.Error("language/settings", "Invalid version constraint", fmt.Sprintf("%q is not a version "+
			"constraint: write \">= 0.1\" or \"~> 0.1\".", required.V), required.Range)
	}
	if have, err := version.NewVersion(ours); err != nil || want.Check(have.Core()) {
		return nil
	}
	return diag.Error("language/settings", "Different version of slogen needed",
		fmt.Sprintf("This configuration needs slogen %s, but this is slogen %s. Install a matching "+
			"version, or change the constraint.", required.V, ours), required.Range)
}
