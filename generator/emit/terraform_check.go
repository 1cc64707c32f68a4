package emit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Terraform's own rules, by ID. They are about what slogen makes of a configuration, names and versions, where the rules
// of package honeycomb are about what Honeycomb and its provider accept.
const (
	ruleProviderVersion = "terraform/provider_version"
	ruleSecretName      = "terraform/secret_name"
	ruleMoved           = "terraform/moved"
	ruleLookup          = "terraform/lookup"
)

// providerFeatures says which version of the provider first holds what slogen writes, newest first. The last row is what
// all output needs; whatever else slogen writes is older than that (the newest: formulas in triggers, 0.47.0).
// Source: the provider's CHANGELOG.
var providerFeatures = []struct {
	since string
	what  string
	need  func(r *honeycomb.Resources) *honeycomb.Meta // the first object that needs it, or nil
}{
	{
		since: "0.51.0",
		what:  "an SLO over more than ten datasets",
		need: func(r *honeycomb.Resources) *honeycomb.Meta {
			for _, s := range r.SLOs {
				if len(s.Datasets) > honeycomb.DefaultMaxDatasets {
					return &s.Meta
				}
			}
			return nil
		},
	},
	{
		since: "0.50.0",
		what:  "noticing that a query's calculated fields changed",
		need:  func(*honeycomb.Resources) *honeycomb.Meta { return &honeycomb.Meta{} },
	},
}

// MinProvider is the oldest version of the honeycombio provider that does all that r needs, such as "0.50.0".
func MinProvider(r *honeycomb.Resources) string {
	since, _, _ := minProvider(r)
	return since
}

func minProvider(r *honeycomb.Resources) (since, what string, need *honeycomb.Meta) {
	for _, f := range providerFeatures {
		if m := f.need(r); m != nil {
			return f.since, f.what, m
		}
	}
	return "", "", nil // not reached: the last row is needed by all
}

// providerConstraint is the constraint to write for the provider: the configuration's own, narrowed where it admits
// versions that are too old.
func providerConstraint(r *honeycomb.Resources) string {
	least := MinProvider(r)
	asked := r.Settings.ProviderVersion
	if asked == "" {
		return ">= " + least
	}
	if older, _, err := admits(asked, least); err == nil && !older {
		return asked
	}
	return asked + ", >= " + least
}

// admits says whether a constraint is met by any version older than least, and by any that is not.
func admits(constraint, least string) (older, enough bool, err error) {
	cs, err := version.NewConstraint(constraint)
	if err != nil {
		return false, false, err
	}
	bound := version.Must(version.NewVersion(least))
	// What a constraint admits begins at one of its own versions or right after it, and each != takes one more away.
	for _, term := range append(strings.Split(constraint, ","), "0.0.0", least) {
		v, err := version.NewVersion(strings.TrimLeft(strings.TrimSpace(term), "=!<>~ "))
		if err != nil {
			continue
		}
		s := v.Segments()
		for i := range len(cs) + 2 {
			candidate := version.Must(version.NewVersion(strconv.Itoa(s[0]) + "." + strconv.Itoa(s[1]) + "." + strconv.Itoa(s[2]+i)))
			if !cs.Check(candidate) {
				continue
			}
			if candidate.LessThan(bound) {
				older = true
			} else {
				enough = true
			}
		}
	}
	return older, enough, nil
}

// CheckTerraform finds what would make the Terraform outputs of r fail or mean something else. It finds nothing unless
// one of them is among the configuration's outputs.
func CheckTerraform(r *honeycomb.Resources) hcl.Diagnostics {
	if !r.Settings.Output("terraform*") {
		return nil
	}
	var diags hcl.Diagnostics
	diags = append(diags, checkProvider(r)...)
	diags = append(diags, checkSecrets(r)...)
	diags = append(diags, checkMoved(r)...)
	return append(diags, checkLookups(r)...)
}

func checkProvider(r *honeycomb.Resources) hcl.Diagnostics {
	asked := r.Settings.ProviderVersion
	if asked == "" {
		return nil
	}
	since, what, need := minProvider(r)
	place := r.Settings.ProviderRange
	if place.Filename == "" {
		place = need.Origin.Range
	}
	_, enough, err := admits(asked, since)
	switch {
	case err != nil:
		return hcl.Diagnostics{diag.RuleError(ruleProviderVersion, "Invalid version constraint",
			"\""+asked+"\" is not a version constraint. Write one as Terraform takes it, such as \">= "+since+"\" or \"~> "+since+"\".", place)}
	case !enough:
		d := diag.RuleError(ruleProviderVersion, "Provider version too old",
			"The constraint \""+asked+"\" admits no version of the honeycombio provider from "+since+
				" on, which is needed for "+what+". Write \">= "+since+"\".", place)
		if need.Origin.Range.Filename != "" && need.Origin.Range != place {
			diag.AddNote(d, diag.Note{Text: "needed here", Range: need.Origin.Range})
		}
		return hcl.Diagnostics{d}
	}
	return nil
}

// SecretVariable is the name of the Terraform variable for a secret: its name in lower case, with "_" for whatever can't
// be in a variable's name. Names that Terraform keeps for itself stay in upper case.
func SecretVariable(name string) string {
	b := make([]byte, 0, len(name)+1)
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z' || c == '_':
		case '0' <= c && c <= '9':
			if i == 0 {
				b = append(b, '_')
			}
		default:
			c = '_'
		}
		b = append(b, c)
	}
	switch v := string(b); v {
	case "source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals":
		return strings.ToUpper(v)
	default:
		return v
	}
}

// secret is a secret that some recipients need.
type secret struct {
	name     string
	variable string
	uses     []string // "integration_key of recipient.pagerduty.payments_oncall"
	place    hcl.Range
}

// secretsOf lists the secrets of r, sorted by name.
func secretsOf(r *honeycomb.Resources) []secret {
	var list []secret
	use := func(x *honeycomb.Recipient, argument string, t honeycomb.Text) {
		if t.Secret == "" {
			return
		}
		i, found := slices.BinarySearchFunc(list, t.Secret, func(s secret, name string) int { return strings.Compare(s.name, name) })
		if !found {
			list = slices.Insert(list, i, secret{name: t.Secret, variable: SecretVariable(t.Secret), place: x.Origin.At(argument)})
		}
		use := argument + " of recipient." + strings.ReplaceAll(x.Key.Path(), "/", ".")
		if !slices.Contains(list[i].uses, use) {
			list[i].uses = append(list[i].uses, use)
		}
	}
	for _, x := range r.Recipients {
		if x.Lookup {
			if name, value := lookupFilter(x); value.Secret != "" {
				use(x, name, value)
			}
			continue
		}
		use(x, "integration_key", x.IntegrationKey)
		use(x, "url", x.URL)
		use(x, "secret", x.Secret)
		for _, h := range x.Headers {
			use(x, "header "+h.Name, h.Value)
		}
	}
	return list
}

func checkSecrets(r *honeycomb.Resources) hcl.Diagnostics {
	var diags hcl.Diagnostics
	first := map[string]secret{}
	for _, s := range secretsOf(r) {
		other, taken := first[s.variable]
		if !taken {
			first[s.variable] = s
			continue
		}
		diags = append(diags, diag.RuleError(ruleSecretName, "Secrets with one variable",
			"The secrets \""+other.name+"\" and \""+s.name+"\" would both be the Terraform variable \""+s.variable+
				"\", whose name is that of the secret in lower case. Rename one, or use one secret for both.",
			s.place, diag.Note{Text: "the other one is used here", Range: other.place}))
	}
	return diags
}

func checkMoved(r *honeycomb.Resources) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, m := range r.Moved {
		if from, to := resourceType(m.From), resourceType(m.To); from != to {
			diags = append(diags, diag.RuleError(ruleMoved, "Move between resource types",
				"\""+string(m.From)+"\" is a "+from+" in Terraform and \""+string(m.To)+"\" a "+to+
					", and Honeycomb can't turn one into the other. Remove this \"moved\" block: the old one is deleted and the new one created.",
				m.Range))
		}
	}
	return diags
}

// checkLookups finds lookups that would match two recipients. The provider's data source compares the value with the
// name, address or URL of recipients of every type, and fails unless exactly one matches.
// Source: provider 0.51.0, recipientFilter.IsMatch.
func checkLookups(r *honeycomb.Resources) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, x := range r.Recipients {
		if !x.Lookup {
			continue
		}
		argument, value := lookupFilter(x)
		if value.Secret != "" || value.Value == "" {
			continue
		}
		for _, y := range r.Recipients {
			if y == x || y.Type == x.Type || !matches(y, value.Value) {
				continue
			}
			diags = append(diags, diag.RuleError(ruleLookup, "Lookup finds two recipients",
				"The Terraform provider looks for \""+value.Value+"\" among recipients of every type, so that it would also find \""+
					string(y.Key)+"\" and fail. Give one of the two another name in Honeycomb.",
				x.Origin.At(argument), diag.Note{Text: "the other one is declared here", Range: y.Origin.Range}))
			break
		}
	}
	return diags
}

func matches(r *honeycomb.Recipient, value string) bool {
	switch r.Type {
	case honeycomb.RecipientEmail:
		return r.EmailAddress == value
	case honeycomb.RecipientSlack:
		return r.SlackChannel == value
	case honeycomb.RecipientPagerDuty:
		return r.IntegrationName == value
	}
	return r.Name == value || r.URL.Secret == "" && r.URL.Value == value
}
