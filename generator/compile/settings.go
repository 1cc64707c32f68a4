package compile

import (
	"fmt"
	"sort"
	"strings"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
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
		out.Outputs = nil
		seen := map[string]bool{}
		for _, o := range s.Outputs.V {
			known := false
			for _, n := range honeycomb.Outputs {
				known = known || n == o.V
			}
			switch {
			case !known:
				diags = append(
					diags,
					diag.Error("language/settings", "Unknown output", fmt.Sprintf("%q is not an output: the outputs "+
						"are %s.%s", o.V,
						strings.Join(words.Quoted(honeycomb.Outputs), ", "),
						diag.DidYouMean(o.V, honeycomb.Outputs)), o.Range),
				)
			case seen[o.V]:
				diags = append(diags, diag.Error("language/settings", "Duplicate output",
					fmt.Sprintf("%q is listed twice.", o.V), o.Range))
			default:
				seen[o.V] = true
				out.Outputs = append(out.Outputs, o.V)
			}
		}
		if len(s.Outputs.V) == 0 {
			diags = append(
				diags,
				diag.Error("language/settings", "No output", "The list of outputs is empty, so slogen would write "+
					"nothing. Leave the argument out to get JSON and Terraform.", s.Outputs.Range),
			)
		}
		sort.Strings(out.Outputs)
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
	if s.RequiredVersion.V != "" {
		want, err := version.NewConstraint(s.RequiredVersion.V)
		have, err2 := version.NewVersion(ownVersion)
		switch {
		case err != nil:
			diags = append(
				diags,
				diag.Error("language/settings", "Invalid version constraint", fmt.Sprintf("%q is not a version "+
					"constraint: write \">= 0.1\" or \"~> 0.1\".", s.RequiredVersion.V), s.RequiredVersion.Range),
			)
		case err2 == nil && !want.Check(have.Core()):
			diags = append(
				diags,
				diag.Error("language/settings", "Different version of slogen needed",
					fmt.Sprintf("This configuration needs slogen %s, but this is slogen %s. Install a matching "+
						"version, or change the constraint.",
						s.RequiredVersion.V,
						ownVersion), s.RequiredVersion.Range),
			)
		}
	}
	return out, diags
}
