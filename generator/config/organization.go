package config

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
)

// Rules are what an organization wants of all configurations, beyond what Honeycomb demands.
type Rules struct {
	Decl     hcl.Range
	Name     spec.At[string]
	Levels   spec.At[[]spec.Item]
	Requires []*Require
	Reaches  []*Reach
	Limits   *Limits
	Checks   []*Check

	evaluate func(e hcl.Expression, variables map[string]cty.Value) (cty.Value, hcl.Diagnostics)
}

// Evaluate evaluates an expression of the block, with variables of its own.
func (r *Rules) Evaluate(e hcl.Expression, variables map[string]cty.Value) (cty.Value, hcl.Diagnostics) {
	return r.evaluate(e, variables)
}

// Require says what objects of a kind must have.
type Require struct {
	Decl       hcl.Range
	Kind       spec.At[string]
	Arguments  spec.At[[]spec.At[string]]
	Tags       spec.At[[]spec.At[string]]
	Severities spec.At[[]spec.At[string]]
	Level      spec.At[string]
}

// Reach says whom alerts of a severity must notify.
type Reach struct {
	Decl     hcl.Range
	Severity spec.At[string]
	AnyOf    spec.At[[]spec.At[string]]
	NoneOf   spec.At[[]spec.At[string]]
	Level    spec.At[string]
}

// Limits bound the numbers of SLOs and alerts.
type Limits struct {
	Decl                           hcl.Range
	MinTarget, MaxTarget           spec.At[spec.PerMillion]
	MinWindow, MaxWindow           spec.At[int]
	MinBurnRate, MaxBurnRate       spec.At[spec.Decimal]
	MinExhaustedIn, MaxExhaustedIn spec.At[spec.Seconds]
	Level                          spec.At[string]
}

// Check is a condition that objects of a kind must meet.
type Check struct {
	Decl      hcl.Range
	Name      spec.At[string]
	Over      spec.At[string]
	Condition spec.At[spec.Expr]
	Message   spec.At[spec.Expr]
	Level     spec.At[string]
}

// The words of [Rules].
var (
	// RuleLevels are what may happen when a rule is broken.
	RuleLevels = []string{"off", "info", "warning", "error"}
	// RuleKinds are the kinds of objects that checks look at.
	RuleKinds = []string{"slo", "burn_alert", "trigger", "sli", "calculated_field", "service", "recipient"}
	// RequiredOf are the arguments that may be required, by the kind of object.
	RequiredOf = map[string][]string{"slo": {"owner", "runbook", "expected_events_per_day", "depends_on"},
		"trigger": {"owner", "runbook", "severity"}, "burn_alert": {"severity", "description"}}
)

func levelArg[T any](field func(*T) *spec.At[string]) spec.Arg[T] {
	return spec.Attr("level", spec.OneOf("level", RuleLevels...), field, "What happens when it is broken: `error` stops "+
		"every command, `warning` and `info` are findings of lint, of which `info` changes no exit code.",
		spec.Default(`"warning"`), spec.Example(`"error"`))
}

var requireBlock = &spec.Block[Require]{
	Type: "require",
	Doc:  "What all SLOs, triggers or burn alerts must have.",
	Decl: func(v *Require, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Require]{{Name: "kind", Doc: "`slo`, `trigger` or `burn_alert`.",
		Field: func(v *Require) *spec.At[string] { return &v.Kind }}},
	Args: []spec.Arg[Require]{
		spec.Attr("arguments", spec.Texts, func(v *Require) *spec.At[[]spec.At[string]] { return &v.Arguments },
			"Arguments that must have a value, whether they write it or inherit it: of SLOs `owner`, `runbook`, "+
				"`expected_events_per_day` and `depends_on`, of triggers `owner`, `runbook` and `severity`, of burn alerts "+
				"`severity` and `description`.", spec.Example(`["owner", "runbook"]`)),
		spec.Attr("tags", spec.Texts, func(v *Require) *spec.At[[]spec.At[string]] { return &v.Tags },
			"Tags that they must have; burn alerts have none.", spec.Example(`["team"]`)),
		spec.Attr("severities", spec.Texts, func(v *Require) *spec.At[[]spec.At[string]] { return &v.Severities },
			"Only of alerts with one of these severities, and of SLOs with such an alert. Otherwise of all.",
			spec.Example(`["page"]`)),
		levelArg(func(v *Require) *spec.At[string] { return &v.Level }),
	},
	Example: "require \"slo\" {\n  arguments = [\"owner\", \"runbook\"]\n  tags      = [\"team\"]\n}\n",
}

var reachBlock = &spec.Block[Reach]{
	Type: "reach",
	Doc:  "Whom alerts of a severity must notify, and whom they must not.",
	Decl: func(v *Reach, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Reach]{{Name: "severity", Doc: "The alerts' severity.",
		Field: func(v *Reach) *spec.At[string] { return &v.Severity }}},
	Args: []spec.Arg[Reach]{
		spec.Attr("any_of", spec.Texts, func(v *Reach) *spec.At[[]spec.At[string]] { return &v.AnyOf },
			"Types of recipients, of which each alert must notify one.", spec.Example(`["pagerduty", "webhook"]`)),
		spec.Attr("none_of", spec.Texts, func(v *Reach) *spec.At[[]spec.At[string]] { return &v.NoneOf },
			"Types of recipients, of which no alert may notify one.", spec.Example(`["email"]`)),
		levelArg(func(v *Reach) *spec.At[string] { return &v.Level }),
	},
	Example: "reach \"page\" {\n  any_of = [\"pagerduty\", \"webhook\"]\n}\n",
}

var limitsBlock = &spec.Block[Limits]{
	Type: "limits",
	Doc:  "Bounds on what SLOs promise and when burn alerts fire. What is just at a bound is within it.",
	Decl: func(v *Limits, h, _ hcl.Range) { v.Decl = h },
	Args: []spec.Arg[Limits]{
		spec.Attr("min_target", spec.Target, func(v *Limits) *spec.At[spec.PerMillion] { return &v.MinTarget },
			"The lowest target, in percent.", spec.Example("99")),
		spec.Attr("max_target", spec.Target, func(v *Limits) *spec.At[spec.PerMillion] { return &v.MaxTarget },
			"The highest target, in percent.", spec.Example("99.95")),
		spec.Attr("min_window", spec.Window, func(v *Limits) *spec.At[int] { return &v.MinWindow },
			"The shortest window.", spec.Example(`"7d"`)),
		spec.Attr("max_window", spec.Window, func(v *Limits) *spec.At[int] { return &v.MaxWindow },
			"The longest window.", spec.Example(`"30d"`)),
		spec.Attr("min_burn_rate", spec.Number, func(v *Limits) *spec.At[spec.Decimal] { return &v.MinBurnRate },
			"The lowest burn rate.", spec.Example("1")),
		spec.Attr("max_burn_rate", spec.Number, func(v *Limits) *spec.At[spec.Decimal] { return &v.MaxBurnRate },
			"The highest burn rate.", spec.Example("20")),
		spec.Attr("min_exhausted_within", spec.Duration,
			func(v *Limits) *spec.At[spec.Seconds] { return &v.MinExhaustedIn },
			"The shortest exhaustion time.", spec.Example(`"1h"`)),
		spec.Attr("max_exhausted_within", spec.Duration,
			func(v *Limits) *spec.At[spec.Seconds] { return &v.MaxExhaustedIn },
			"The longest exhaustion time.", spec.Example(`"3d"`)),
		levelArg(func(v *Limits) *spec.At[string] { return &v.Level }),
	},
	Example: "limits {\n  max_target = 99.95\n  min_window = \"7d\"\n}\n",
}

var objectCondition = spec.ExprKind("condition on an object", "an expression over the object that is true or false",
	`slo.target >= 99`)

var objectMessage = spec.ExprKind("text about an object", "a text, in which `${...}` stands for a value",
	`"The target is ${slo.target}%."`)

var checkBlock = &spec.Block[Check]{
	Type: "check",
	Doc: "A condition that all objects of a kind must meet. It is evaluated for each, under the name of the kind, " +
		"with the functions and locals of its file; [lint.md](lint.md#rules-of-ones-own) lists what an object has.",
	Decl: func(v *Check, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Check]{{Name: "title", Doc: "What is checked, in a few words. Its letters and digits are " +
		"the rule's name in messages and comments: `organization/eu_stays_in_eu`.",
		Field: func(v *Check) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[Check]{
		spec.Attr("over", spec.OneOf("kind of object", RuleKinds...),
			func(v *Check) *spec.At[string] { return &v.Over }, "The kind of object.", spec.Required, spec.Example(`"slo"`)),
		spec.Attr("condition", objectCondition, func(v *Check) *spec.At[spec.Expr] { return &v.Condition },
			"What must be true of each.", spec.Required),
		spec.Attr("message", objectMessage, func(v *Check) *spec.At[spec.Expr] { return &v.Message },
			"What to say of one of which it isn't true: what is wrong, why, and what to do.", spec.Required),
		levelArg(func(v *Check) *spec.At[string] { return &v.Level }),
	},
	Example: "check \"high targets are agreed\" {\n  over      = \"slo\"\n  condition = slo.target <= 99.9 || " +
		"lookup(slo.tags, \"agreed\", \"\") != \"\"\n  message   = \"A target of ${slo.target}% needs a tag `agreed`.\"\n}\n",
}

var rulesBlock = &spec.Block[Rules]{
	Type: "rules",
	Doc: "What an organization or a team wants of all configurations, beyond what Honeycomb demands: levels of " +
		"lint's rules, and rules of one's own. Its label begins the names of the latter. It can stand in a " +
		"configuration, or in files kept elsewhere, which `-rules` names.",
	Decl: func(v *Rules, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Rules]{{Name: "name", Doc: "Whose rules they are.",
		Field: func(v *Rules) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[Rules]{
		spec.Attr("levels", spec.TextMap, func(v *Rules) *spec.At[[]spec.Item] { return &v.Levels },
			"For each rule that shall have another level than its own: `off`, `info`, `warning` or `error`. An `error` "+
				"stops every command. What Honeycomb refuses stays an error.",
			spec.Example(`{ "slo/no_time" = "error", "trigger/disabled" = "off" }`)),
	},
	Blocks: []spec.Child[Rules]{
		spec.Blocks(requireBlock, func(v *Rules, x *Require) { v.Requires = append(v.Requires, x) }),
		spec.Blocks(reachBlock, func(v *Rules, x *Reach) { v.Reaches = append(v.Reaches, x) }),
		spec.One(limitsBlock, func(v *Rules) **Limits { return &v.Limits }),
		spec.Blocks(checkBlock, func(v *Rules, x *Check) { v.Checks = append(v.Checks, x) }),
	},
	Example: "rules \"organization\" {\n  levels = { \"slo/no_time\" = \"error\" }\n\n  require \"slo\" {\n" +
		"    arguments = [\"owner\"]\n  }\n}\n",
}

// takeRules keeps a block of rules.
func (s *Shared) takeRules(f *File, v *Rules) hcl.Diagnostics {
	ctx := s.scope(f.Dir).Ctx
	v.evaluate = func(e hcl.Expression, variables map[string]cty.Value) (cty.Value, hcl.Diagnostics) {
		own := ctx.NewChild()
		own.Variables = variables
		return s.Budget().Value(e, own)
	}
	s.Rules = append(s.Rules, v)
	return checkIdentifierOf("rules", v.Name)
}

// checkIdentifierOf checks a label that becomes the first part of rules' names.
func checkIdentifierOf(what string, n spec.At[string]) hcl.Diagnostics {
	if n.V == "" || validName(n.V) {
		return nil
	}
	return hcl.Diagnostics{diag.Error("language/name", "Invalid name", "The label of `"+what+"` begins the names of "+
		"rules in messages and comments: write lower-case letters, digits, hyphens and underscores, such as "+
		"\"organization\".", n.Range)}
}
