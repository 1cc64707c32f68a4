package emit

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"
	"golang.org/x/mod/semver"
	"golang.org/x/text/unicode/norm"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
)

// Rules lists what Terraform demands of the names and versions that slogen writes. They apply if one of its outputs is
// asked for. What Honeycomb and the provider demand of the objects is in package rules.
var Rules = []*rule.Rule{providerVersion, movedType, lookupOnce, wholeNumber, normalText}

var providerVersion = &rule.Rule{
	ID:      "terraform/provider_version",
	Title:   "Provider version too old",
	Why:     "Terraform would install a version of the provider that lacks what the configuration needs.",
	Fix:     "Allow a newer version in the argument `provider` of the block `slogen`.",
	Source:  "provider CHANGELOG.md",
	Outputs: "terraform*",
	Bad: `slogen {
  provider = "< 0.50.0"
}`,
	Good: `slogen {
  provider = "~> 0.50.0"
}`,
}

var movedType = &rule.Rule{
	ID:    "terraform/moved_type",
	Title: "Moved to another resource type",
	Why: "In Terraform, each type of recipient has its own resource type. Terraform can't move an object from one " +
		"resource type to another, and Honeycomb can't change a recipient's type.",
	Fix:     "Remove the `moved` block: the old recipient is then deleted and the new one created.",
	Source:  "Terraform, refactoring with moved blocks; OpenAPI PUT /1/recipients/{recipientId}",
	Outputs: "terraform*",
	Bad: `recipient "email" "payments" {
  address = "payments@example.com"
}

moved {
  from = recipient.slack.payments
  to   = recipient.email.payments
}`,
	Good: `recipient "email" "payments" {
  address = "payments@example.com"
}

moved {
  from = recipient.email.pay
  to   = recipient.email.payments
}`,
}

var lookupOnce = &rule.Rule{
	ID:    "terraform/lookup",
	Title: "Lookup that finds two recipients",
	Why: "The provider's data source compares the name, address or URL of recipients of every type, not only the " +
		"type asked for, and fails unless exactly one matches.",
	Fix:     "Rename one of the two in Honeycomb.",
	Source:  "provider 0.51.0 honeycombio/type_helpers.go, recipientFilter.IsMatch",
	Outputs: "terraform*",
	Bad: `recipient "pagerduty" "payments" {
  lookup           = true
  integration_name = "Payments"
}

recipient "webhook" "payments" {
  name = "Payments"
  url  = "https://hooks.example.com/payments"
}`,
	Good: `recipient "pagerduty" "payments" {
  lookup           = true
  integration_name = "Payments"
}

recipient "webhook" "payments" {
  name = "Payments bot"
  url  = "https://hooks.example.com/payments"
}`,
}

var wholeNumber = &rule.Rule{
	ID:    "terraform/number",
	Title: "Whole number the Terraform provider can't hold",
	Why: "The provider reads a trigger's numbers as floating point, which holds whole numbers exactly only up to " +
		"9007199254740992, so it would send a different number.",
	Fix: "Use a number that survives or, if the column holds text, compare with text. Or remove the Terraform " +
		"outputs from `outputs` in the `slogen` block.",
	Source:  "provider 0.51.0 client/query_spec.go, FilterSpec; internal/provider/trigger_resource.go, threshold",
	Outputs: "terraform*",
	Bad: `trigger "whale" {
  description = "The one customer who matters is failing"
  where       = event.customer_id == 9007199254740993
  fires_when  = count() > 10
  over        = "10m"
  every       = "10m"
}`,
	Good: `trigger "whale" {
  description = "The one customer who matters is failing"
  where       = event.customer_id == 9007199254740991
  fires_when  = count() > 10
  over        = "10m"
  every       = "10m"
}`,
}

var normalText = &rule.Rule{
	ID:    "terraform/text",
	Title: "Text that Terraform changes",
	Why: "Terraform joins a letter and the combining mark after it into one character (Unicode's form C) in every " +
		"string. It does so in the JSON of queries too, where the letter can be the end of an escape such as \\n. " +
		"Honeycomb would get different text, or the provider couldn't read what it wrote.",
	Fix: "Write the single character, or put something between the two. Or remove the Terraform outputs from " +
		"`outputs` in the `slogen` block.",
	Source: "Terraform language, Strings and Templates: \"Terraform normalizes strings to Unicode NFC\"; provider " +
		"0.51.0 client/query_spec.go, Encode",
	Outputs: "terraform*",
	Bad: `trigger "notes" {
  description = "Notes with a line that begins with a mark"
  where       = contains(event.note, "\n\u0301")
  fires_when  = count() > 10
  over        = "10m"
  every       = "10m"
}`,
	Good: `trigger "notes" {
  description = "Notes with a line that begins with a mark"
  where       = contains(event.note, "\n \u0301")
  fires_when  = count() > 10
  over        = "10m"
  every       = "10m"
}`,
}

// providerFeatures lists which version of the provider first supports what slogen writes, newest first. All output
// needs the last row; whatever else slogen writes is older than that (the newest: the provider's features, 0.48.0).
// Source: the provider's CHANGELOG.
var providerFeatures = []struct {
	since string
	what  string
	need  func(r *honeycomb.Resources) *honeycomb.Meta // the first object that needs it, or nil
}{
	{
		since: "0.54.0",
		what:  "a trigger that is resolved per group, or routes groups",
		need: func(r *honeycomb.Resources) *honeycomb.Meta {
			if t := grouped(r); t != nil {
				return &t.Meta
			}
			return nil
		},
	},
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

// grouped is the first trigger that needs a provider that knows groups; nil for none.
func grouped(r *honeycomb.Resources) *honeycomb.Trigger {
	for _, t := range r.Triggers {
		if t.AlertType == honeycomb.OnGroupChange {
			return t
		}
	}
	return routes(r)
}

// routes is the first trigger of which a recipient is told about groups in a way of its own; nil for none.
func routes(r *honeycomb.Resources) *honeycomb.Trigger {
	for _, t := range r.Triggers {
		for i := range t.Recipients {
			if t.Recipients[i].Routed() {
				return t
			}
		}
	}
	return nil
}

// oldestProvider returns the oldest version of the honeycombio provider that supports everything r needs, such as
// "0.50.0".
func oldestProvider(r *honeycomb.Resources) string {
	since, _, _ := minProvider(r)
	return since
}

func minProvider(r *honeycomb.Resources) (since, what string, need *honeycomb.Meta) {
	for _, f := range providerFeatures {
		if m := f.need(r); m != nil {
			return f.since, f.what, m
		}
	}
	return "", "", nil // not reached: everything needs the last row
}

// providerConstraint returns the constraint to write for the provider: the configuration's own, narrowed if it allows
// versions that are too old.
func providerConstraint(r *honeycomb.Resources) string {
	least := oldestProvider(r)
	asked := r.Settings.ProviderVersion
	if asked == "" {
		return ">= " + least
	}
	if older, _, err := admits(asked, least); err == nil && !older {
		return asked
	}
	if from, ok := strings.CutPrefix(asked, ">= "); ok && plainVersion(from) {
		return ">= " + least
	}
	return asked + ", >= " + least
}

// plainVersion reports whether v is three numbers and nothing else.
func plainVersion(v string) bool {
	return semver.Canonical("v"+v) == "v"+v && semver.Prerelease("v"+v) == ""
}

// admits reports whether any version older than least meets a constraint, and whether any other version does.
func admits(constraint, least string) (older, enough bool, err error) {
	// Most constraints are one bound, the default above all. The library compiles its expressions to read one.
	if from, ok := strings.CutPrefix(constraint, ">= "); ok && plainVersion(from) && plainVersion(least) {
		return semver.Compare("v"+from, "v"+least) < 0, true, nil
	}
	cs, err := version.NewConstraint(constraint)
	if err != nil {
		return false, false, err
	}
	bound := version.Must(version.NewVersion(least))
	// What a constraint allows begins at one of its own versions or right after it, and each != takes one away.
	for _, term := range append(strings.Split(constraint, ","), "0.0.0", least) {
		v, err := version.NewVersion(strings.TrimLeft(strings.TrimSpace(term), "=!<>~ "))
		if err != nil {
			continue
		}
		s := v.Segments()
		for i := range len(cs) + 2 {
			candidate := version.Must(
				version.NewVersion(strconv.Itoa(s[0]) + "." + strconv.Itoa(s[1]) + "." + strconv.Itoa(s[2]+i)),
			)
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

// CheckTerraform finds where the whole of r breaks one of [Rules]; [CheckTerraformPart] looks at single objects. It
// finds nothing unless a Terraform output is asked for.
func CheckTerraform(r *honeycomb.Resources) hcl.Diagnostics {
	if !r.Settings.Output("terraform*") {
		return nil
	}
	var diags hcl.Diagnostics
	diags = append(diags, checkProvider(r)...)
	diags = append(diags, checkMoved(r)...)
	return append(diags, checkLookups(r)...)
}

// CheckTerraformPart finds where a part of a configuration breaks those of [Rules] that are about one object each.
func CheckTerraformPart(settings honeycomb.Settings, r *honeycomb.Resources) hcl.Diagnostics {
	if !settings.Output("terraform*") {
		return nil
	}
	return append(checkNumbers(r), checkText(r)...)
}

func checkProvider(r *honeycomb.Resources) hcl.Diagnostics {
	asked := r.Settings.ProviderVersion
	if asked == "" {
		return nil
	}
	since, what, need := minProvider(r)
	if _, enough, err := admits(asked, since); err != nil || enough {
		return nil // an invalid constraint was refused when it was read
	}
	place := r.Settings.ProviderRange
	if place.Filename == "" {
		place = need.Origin.Range
	}
	d := diag.RuleError(providerVersion.ID, providerVersion.Title,
		"\""+asked+"\" allows no version of the honeycombio provider from "+since+
			" on, which this needs for "+what+". Write \">= "+since+"\".", place)
	if need.Origin.Range.Filename != "" && need.Origin.Range != place {
		diag.AddNote(d, diag.Note{Text: "Needed here.", Range: need.Origin.Range})
	}
	return hcl.Diagnostics{d}
}

// SecretVariable returns the name of the Terraform variable for a secret: the secret's name, which is in capitals, in
// lower case. Names that Terraform reserves stay in capitals, so that no two secrets share a variable.
func SecretVariable(name string) string {
	switch v := strings.ToLower(name); v {
	case "source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals":
		return name
	default:
		return v
	}
}

// secret is a secret that some recipients need.
type secret struct {
	name     string
	variable string
	uses     []string // "integration_key of recipient.pagerduty.payments_oncall"
}

// secretsOf lists the secrets of r, sorted by name.
func secretsOf(r *honeycomb.Resources) []secret {
	var list []secret
	use := func(x *honeycomb.Recipient, argument string, t honeycomb.Text) {
		if t.Secret == "" {
			return
		}
		i, found := slices.BinarySearchFunc(list, t.Secret,
			func(s secret, name string) int { return strings.Compare(s.name, name) })
		if !found {
			list = slices.Insert(list, i, secret{name: t.Secret, variable: SecretVariable(t.Secret)})
		}
		use := argument + " of " + x.Key.Address()
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

// Secrets are the names of the secrets of r, sorted, and the variables that they become in the Terraform of a module.
func Secrets(r *honeycomb.Resources) (names, variables []string) {
	for _, s := range secretsOf(r) {
		names, variables = append(names, s.name), append(variables, s.variable)
	}
	return names, variables
}

func checkMoved(r *honeycomb.Resources) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, m := range r.Moved {
		if from, to := resourceType(m.From), resourceType(m.To); from != to {
			diags = append(diags, diag.RuleError(movedType.ID, movedType.Title,
				"\""+string(m.From)+"\" is a "+from+" in Terraform and \""+string(m.To)+"\" a "+to+". "+movedType.Fix,
				m.Range))
		}
	}
	return diags
}

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
			diags = append(diags, diag.RuleError(lookupOnce.ID, lookupOnce.Title,
				"The Terraform provider looks for \""+value.Value+"\" among recipients of every type, so it would "+
					"find \""+
					string(y.Key)+"\" too, and fail. "+lookupOnce.Fix,
				x.Origin.At(argument), diag.Note{Text: "The other one is declared here.", Range: y.Origin.Range}))
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

// checkNumbers looks at what a trigger compares with. Saved queries belong to triggers.
func checkNumbers(r *honeycomb.Resources) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, t := range r.Triggers {
		report := func(argument, number string) {
			if nearest := floatingWhole(number); nearest != number {
				diags = append(diags, diag.RuleError(wholeNumber.ID, wholeNumber.Title,
					"The provider would send "+nearest+" instead of "+number+", since it reads the numbers of a "+
						"trigger as floating "+
						"point. "+wholeNumber.Fix,
					t.Origin.At(argument)))
			}
		}
		report("fires_when", string(t.Threshold.Value))
		if t.Query == nil {
			continue
		}
		for _, h := range t.Query.Havings {
			report("having", string(h.Value))
		}
		for i := range t.Query.Filters {
			eachNumber(t.Query.Filters[i].Value, func(n string) { report("where", n) })
		}
		for i := range t.Query.Calculations {
			for _, f := range t.Query.Calculations[i].Filters {
				eachNumber(f.Value, func(n string) { report("fires_when", n) })
			}
		}
	}
	return diags
}

// eachNumber calls f with the whole numbers of a filter's value.
func eachNumber(v any, f func(string)) {
	switch v := v.(type) {
	case int64:
		if exact := int64(1) << 53; v < -exact || v > exact {
			f(strconv.FormatInt(v, 10))
		}
	case honeycomb.Number:
		f(string(v))
	case []any:
		for _, x := range v {
			eachNumber(x, f)
		}
	}
}

// floatingWhole returns a whole number as it is written after being read as floating point. It leaves other numbers
// alone, since everybody reads those as floating point.
func floatingWhole(number string) string {
	if len(number) < len("9007199254740992") || strings.ContainsAny(number, ".eE") {
		return number
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return number
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// checkText looks at texts that are written just as they are in the sources, or in a notation of their own. All others
// come from HCL, which normalizes as Terraform does.
func checkText(r *honeycomb.Resources) hcl.Diagnostics {
	var diags hcl.Diagnostics
	report := func(at hcl.Range, what, text string) bool {
		from, to := joined(text)
		if from != "" {
			diags = append(diags, diag.RuleError(normalText.ID, normalText.Title,
				"In "+what+", Terraform would make "+strconv.QuoteToASCII(to)+" of "+strconv.QuoteToASCII(from)+". "+normalText.Fix,
				at))
		}
		return from != ""
	}
	for _, f := range r.CalculatedFields {
		at := f.Origin.At("expression")
		if mayJoin(f.Expression) && f.Formula != nil {
			if r := f.Formula.Where(changes); r.Filename != "" {
				at = r
			}
		}
		report(at, "the expression", f.Expression)
	}
	var text []byte
	for _, t := range r.Triggers {
		if t.Query != nil {
			text = t.Query.AppendJSON(text[:0])
			if mayJoin(text) && report(t.Origin.At(changedArgument(t.Query)), "the query, which the provider writes "+
				"as JSON",
				providerJSON(text)) {
				continue // the description quotes it
			}
		}
		report(t.Origin.At("fires_when"), "the description, which quotes the condition", t.Description)
	}
	return diags
}

// changes says whether normalizing changes a text.
func changes(text string) bool {
	from, _ := joined(text)
	return from != ""
}

// changedArgument is the argument of a trigger that holds the text which would be changed.
func changedArgument(q *honeycomb.Query) string {
	switch {
	case slices.ContainsFunc(q.Breakdowns, changes):
		return "group_by"
	case slices.ContainsFunc(q.Calculations, func(c honeycomb.Calculation) bool { return changes(c.Column) }):
		return "fires_when"
	case slices.ContainsFunc(q.Havings, func(h honeycomb.Having) bool { return changes(h.Column) }):
		return "having"
	}
	return "where"
}

// mayJoin reports whether text may hold a combining mark: they begin at U+0300.
func mayJoin[T string | []byte](text T) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= 0xcc {
			return true
		}
	}
	return false
}

// joined finds the first piece of text that normalizing changes, and what it becomes; nothing if text stays the same.
func joined(text string) (from, to string) {
	if !mayJoin(text) || norm.NFC.IsNormalString(text) {
		return "", ""
	}
	for text != "" {
		n := norm.NFC.NextBoundaryInString(text, true)
		if n <= 0 {
			n = len(text)
		}
		if to := norm.NFC.String(text[:n]); to != text[:n] {
			return text[:n], to
		}
		text = text[n:]
	}
	return "", ""
}

// providerJSON returns a query as the provider writes it to Terraform's state: with encoding/json, which has its own
// escapes that end in a letter, such as \u003e for ">".
func providerJSON(text []byte) string {
	var v any
	if json.Unmarshal(text, &v) != nil {
		return string(text)
	}
	again, err := json.Marshal(v)
	if err != nil {
		return string(text)
	}
	return string(again)
}
