package lint

import (
	"cmp"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
)

// Rule is something that is legal but unwise. What breaks it is a warning. Only this rule finds its Bad, and none finds
// its Good.
type Rule struct {
	rule.Rule

	check func(*pass)
}

// Rules lists all rules, by category.
var Rules = slices.Concat(sliRules, formulaRules, sloRules, promiseRules, burnAlertRules, ratioRules, reachRules,
	triggerRules, queryRules, columnRules, reviewRules, recipientRules, ignoreRules)

// AlwaysRules lists the rules that every command reports.
func AlwaysRules() []*Rule {
	return slices.DeleteFunc(slices.Clone(Rules), func(r *Rule) bool { return r.Level != rule.Warning })
}

// SLORules lists the rules about SLOs and their burn alerts.
func SLORules() []*Rule { return slices.Concat(sloRules, burnAlertRules, ratioRules, reviewRules) }

// Options says what to look for.
type Options struct {
	Rules   []*Rule         // nil: all of them
	Ignores []config.Ignore // findings that are intended
	Today   string          // today as "2006-01-02", for the dates of ignores; if empty, dates aren't checked
}

// Finding is one place where a rule is broken.
type Finding struct {
	Rule   *Rule
	About  honeycomb.Key // the SLO or trigger; empty for comments
	Range  hcl.Range
	Detail string // what was found, why it matters and what to do
	Notes  []diag.Note
	// Ignored is the comment that says that it is intended; nil if there is none. It is never an expired one.
	Ignored *config.Ignore

	found    string
	others   []string    // in a policy, the keys of further objects about which the same is found
	fix      string      // what to do, if that isn't the rule's advice
	instance string      // of a repeated block, such as `SLO "eu"`; empty where nothing is repeated
	places   []hcl.Range // where a comment may stand
	policy   bool        // it is in a policy: the same may be found for other SLOs
}

// Found is the finding alone, without the rule's reason and advice.
func (f *Finding) Found() string { return f.found }

// Run looks for what breaks the rules, in the order of the rules and, in each, of the objects. What is found in a
// policy for several SLOs is one finding.
func Run(r *honeycomb.Resources, o Options) []Finding {
	rules := o.Rules
	if rules == nil {
		rules = Rules
	}
	p := &pass{Resources: r, Options: o, known: Rules, used: make([]bool, len(o.Ignores))}
	p.groups = make(map[*honeycomb.SLO][]*honeycomb.BurnAlert, len(r.SLOs))
	for i := 0; i < len(r.BurnAlerts); {
		j := i + 1
		for j < len(r.BurnAlerts) && r.BurnAlerts[j].SLO == r.BurnAlerts[i].SLO {
			j++
		}
		p.groups[r.BurnAlerts[i].SLO] = r.BurnAlerts[i:j:j]
		i = j
	}
	for _, rule := range rules {
		p.rule = rule
		rule.check(p)
	}
	return merge(p.findings)
}

// Diagnostics returns the findings that aren't ignored, as warnings.
func Diagnostics(findings []Finding) (diags hcl.Diagnostics) {
	for i := range findings {
		if f := &findings[i]; f.Ignored == nil {
			d := diag.RuleError(f.Rule.ID, f.Rule.Title, f.Detail, f.Range, f.Notes...)
			d.Severity = hcl.DiagWarning
			if x, ok := d.Extra.(*diag.Extra); ok && f.About != "" {
				x.About = append([]string{string(f.About)}, f.others...)
			}
			if f.instance != "" && !f.policy {
				diag.InInstance(d, f.instance)
			}
			diags = append(diags, d)
		}
	}
	return diags
}

// merge combines findings that are in the same place of a policy and say the same.
func merge(findings []Finding) []Finding {
	type same struct {
		rule     *Rule
		file     string
		at       int
		detail   string
		ignoring *config.Ignore
	}
	first, more := map[same]int{}, map[int]int{}
	out := findings[:0]
	for _, f := range findings {
		if f.policy {
			k := same{f.Rule, f.Range.Filename, f.Range.Start.Byte, f.Detail, f.Ignored}
			if i, ok := first[k]; ok {
				more[i]++
				out[i].others = append(out[i].others, string(f.About))
				continue
			}
			first[k] = len(out)
		}
		out = append(out, f)
	}
	for i, n := range more {
		out[i].Notes[0].Text += fmt.Sprintf(" and %d more", n)
	}
	return out
}

// pass is one run.
type pass struct {
	*honeycomb.Resources
	Options
	known    []*Rule // all of them
	rule     *Rule
	groups   map[*honeycomb.SLO][]*honeycomb.BurnAlert
	findings []Finding
	used     []bool // the ignores that ignored something
	ignores  map[fileRule][]int
	least    map[shape]*big.Rat
	gaps     map[shape]string
	failures map[volume]int64
	columns  *columnChecks
	formulas map[string]*formula
	// instances are the objects that are from repeated blocks.
	instances map[honeycomb.Key]string
}

// fileRule is what the ignores are looked up by.
type fileRule struct{ file, rule string }

// report adds a finding about an object. places are where it is, and where a comment about it may be.
func (p *pass) report(f Finding, found string, places ...hcl.Range) {
	f.Rule, f.found, f.instance = p.rule, found, p.instance(f.About)
	f.places = append(f.places, places...)
	f.Range = cmp.Or(f.Range, places[0])
	f.Detail = found + " " + p.rule.Why + " " + cmp.Or(f.fix, p.rule.fix(f.Range.Filename))
	if len(p.Ignores) > 0 {
		p.ignore(&f)
	}
	p.findings = append(p.findings, f)
}

// instance names the instance of a repeated block that an object is from; "" for none.
func (p *pass) instance(about honeycomb.Key) string {
	if p.instances == nil {
		p.instances = map[honeycomb.Key]string{}
		for x := range p.Objects() {
			if m := x.Head(); m.Instance != "" {
				p.instances[m.Key] = m.Instance
			}
		}
	}
	return p.instances[about]
}

// fix is the advice as it applies to the file: JSON has no comments, so a property does the job.
func (r *Rule) fix(file string) string {
	if strings.HasSuffix(file, ".hcl") {
		return r.Fix
	}
	fix := strings.Replace(r.Fix, ", on the line of the block or argument, on the line before, or in the block.",
		", as a property of the block.", 1)
	return ignoreComment().ReplaceAllString(fix, "`\"//\": \"$1\"`")
}

// ignoreComment matches a comment in HCL's form in the advice.
var ignoreComment = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("`# (" + config.IgnoreMark + " [^`]*)`")
})

// ignore looks for comments about a finding.
func (p *pass) ignore(f *Finding) {
	if p.ignores == nil {
		p.ignores = map[fileRule][]int{}
		for i := range p.Ignores {
			k := fileRule{p.Ignores[i].Range.Filename, p.Ignores[i].Rule}
			p.ignores[k] = append(p.ignores[k], i)
		}
	}
	var files []string
	for _, at := range f.places {
		if slices.Contains(files, at.Filename) {
			continue
		}
		files = append(files, at.Filename)
		for _, i := range p.ignores[fileRule{at.Filename, p.rule.ID}] {
			x := &p.Ignores[i]
			about := func(at hcl.Range) bool { return within(at, x.Covers) || begins(at, x.Inside) }
			switch {
			case x.Problem != "" || !slices.ContainsFunc(f.places, about):
				continue
			case p.over(x):
				f.Notes = append(f.Notes, diag.Note{Text: "ignored until " + x.Until, Range: x.Range})
			default:
				f.Ignored = x
			}
			p.used[i] = true
		}
	}
}

// over reports whether an ignore's day has come.
func (p *pass) over(x *config.Ignore) bool {
	return p.Today != "" && x.Until != "" && x.Until <= p.Today
}

// begins reports whether a place is the first word of a block.
func begins(at, block hcl.Range) bool {
	return block.Filename != "" && at.Filename == block.Filename && at.Start.Byte == block.Start.Byte
}

func within(at, outer hcl.Range) bool {
	return at.Filename == outer.Filename && at.Start.Byte >= outer.Start.Byte && at.Start.Byte < outer.End.Byte
}

// reportSLO adds a finding about an SLO.
func (p *pass) reportSLO(s *honeycomb.SLO, found string) {
	f := Finding{About: s.Key}
	if s.Alerts.Filename != "" {
		f.places = append(f.places, s.Alerts)
	}
	p.report(f, found, s.Origin.Range)
}

// builtin reports whether an alert is built in, so that nobody can change it.
func builtin(a *honeycomb.BurnAlert) bool { return strings.HasPrefix(a.Policy, "builtin.") }

// reportAlert adds a finding about a burn alert. If the alert comes from a policy, the finding is placed at the SLO if
// it is due to the SLO's own numbers or the policy is built in, and otherwise in the policy.
func (p *pass) reportAlert(a *honeycomb.BurnAlert, bySLO bool, found string, notes ...diag.Note) {
	f := Finding{About: a.SLO.Key, Notes: notes}
	own, slo := a.Origin.Range, a.SLO.Origin.Range
	switch {
	case a.Policy == "":
		f.Range = a.When
	case bySLO || builtin(a):
		f.Range = slo
		f.Notes = append(f.Notes, diag.Note{Text: "the alert is declared here", Range: own})
	default:
		f.Range = a.When
		f.policy = true
		f.Notes = append([]diag.Note{{Text: "for this SLO", Range: slo}}, notes...)
	}
	p.report(f, fmt.Sprintf("The alert %q ", a.Name)+found, own, a.When, slo)
}
