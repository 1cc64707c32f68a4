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
	whole bool // it is about what all other rules find
	// Of an organization's own rule, where it is declared.
	own      bool
	declared diag.Note
}

// Rules lists all rules, by category.
var Rules = slices.Concat(sliRules, formulaRules, sloRules, promiseRules, burnAlertRules, ratioRules, reachRules,
	triggerRules, queryRules, columnRules, reviewRules, recipientRules, sharedRules, changeRules, ignoreRules)

// SLORules lists the rules about SLOs and their burn alerts.
func SLORules() []*Rule { return slices.Concat(sloRules, burnAlertRules, ratioRules, reviewRules) }

// Options says what to look for.
type Options struct {
	Rules   []*Rule         // nil: all of them
	Ignores []config.Ignore // findings that are intended
	Today   string          // today as "2006-01-02", for the dates of ignores; if empty, dates aren't checked
	// Sources gives the texts of files, for fixes. If nil, there are none.
	Sources diag.Sources
	// Own are the rules of organizations; nil for none.
	Own *Own
	// Failed is told of what is wrong with these; nil for nobody.
	Failed func(*hcl.Diagnostic)
	// Declared are the columns of the datasets that declare some, by dataset and name.
	Declared map[string]map[string]config.Column
	// Idle gives the recipients, policies, templates and functions that nothing refers to; nil for none.
	Idle func() []config.Reusable
	// Unmatched gives the change notes that name nothing of what has changed since a base; nil without a base.
	Unmatched func() []honeycomb.Note
	// Renamed gives the blocks that look like those of a base under other names; nil without a base.
	Renamed func() []honeycomb.Renamed
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
	// Fix is what would mend it; without edits where nobody can say what would, or [Options.Sources] is nil.
	Fix diag.Fix

	mend     func(*mender) diag.Fix // makes the fix; nil for none
	level    string                 // that of a `rules` block; empty for none
	found    string
	others   []string    // in a policy, the keys of further objects about which the same is found
	fix      string      // what to do, if that isn't the rule's advice
	instance string      // of a repeated block, such as `SLO "eu"`; empty where nothing is repeated
	places   []hcl.Range // where a comment may stand
	policy   bool        // it is in a policy: the same may be found for other SLOs
}

// Keys are the objects that the finding is about; none for comments.
func (f *Finding) Keys() (keys []honeycomb.Key) {
	if f.About != "" {
		keys = append(keys, f.About)
	}
	for _, other := range f.others {
		keys = append(keys, honeycomb.Key(other))
	}
	return keys
}

// Found is the finding alone, without the rule's reason and advice.
func (f *Finding) Found() string { return f.found }

// Run looks for what breaks the rules, in the order of the rules and, in each, of the objects. What is found in a
// policy for several SLOs is one finding.
func Run(r *honeycomb.Resources, o Options) []Finding {
	rules := o.Rules
	if rules == nil {
		rules = o.Own.Select(true)
	}
	p := newPass(r, o)
	for _, rule := range rules {
		p.rule = rule
		rule.check(p)
	}
	return merge(p.findings)
}

func newPass(r *honeycomb.Resources, o Options) *pass {
	p := &pass{Resources: r, Options: o, known: o.Own.known(), used: make([]bool, len(o.Ignores))}
	p.groups = make(map[*honeycomb.SLO][]*honeycomb.BurnAlert, len(r.SLOs))
	for i := 0; i < len(r.BurnAlerts); {
		j := i + 1
		for j < len(r.BurnAlerts) && r.BurnAlerts[j].SLO == r.BurnAlerts[i].SLO {
			j++
		}
		p.groups[r.BurnAlerts[i].SLO] = r.BurnAlerts[i:j:j]
		i = j
	}
	return p
}

// Diagnostics returns the findings that aren't ignored, as warnings.
func Diagnostics(findings []Finding) (diags hcl.Diagnostics) {
	for i := range findings {
		if f := &findings[i]; f.Ignored == nil {
			d := diag.RuleError(f.Rule.ID, f.Rule.Title, f.Detail, f.Range, f.Notes...)
			if f.level != "error" {
				d.Severity = hcl.DiagWarning
			}
			if x, ok := d.Extra.(*diag.Extra); ok {
				x.Own = f.Rule.own
				if x.Info = f.level == "info" || f.level == "" && f.Rule.Level == rule.Remark; f.About != "" {
					x.About = append([]string{string(f.About)}, f.others...)
				}
			}
			if f.instance != "" && !f.policy {
				diag.InInstance(d, f.instance)
			}
			if len(f.Fix.Edits) > 0 {
				diag.AddFix(d, f.Fix)
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
	datasets map[*honeycomb.CalculatedField][]string // of those without a dataset of their own, those of their SLOs
	// instances are the objects that are from repeated blocks.
	instances map[honeycomb.Key]string
	mender    mender
	doubted   map[hcl.Range]bool // severities that were told to be unknown
}

// fileRule is what the ignores are looked up by.
type fileRule struct{ file, rule string }

// report adds a finding about an object. places are where it is, and where a comment about it may be.
func (p *pass) report(f Finding, found string, places ...hcl.Range) {
	f.Rule, f.found, f.instance = p.rule, found, p.instance(f.About)
	f.places = append(f.places, places...)
	f.Range = cmp.Or(f.Range, places[0])
	f.Detail = found
	for _, more := range []string{p.rule.Why, cmp.Or(f.fix, p.rule.fix(f.Range.Filename))} {
		if more != "" {
			f.Detail += " " + more
		}
	}
	if l := p.Own.levelOf(p.rule); l != nil {
		f.level = l.name
		if !p.rule.own {
			f.Notes = append(f.Notes, diag.Note{Text: "its level is set here", Range: l.at})
		}
	}
	if p.rule.own {
		f.Notes = append(f.Notes, p.rule.declared)
	}
	if len(p.Ignores) > 0 {
		p.ignore(&f)
	}
	p.makeFix(&f)
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

// at are the places of a finding about arguments of an object: that of the first that its block writes, and the block.
func at(m *honeycomb.Meta, arguments ...string) []hcl.Range {
	for _, name := range arguments {
		if r := m.Origin.At(name); r.Filename == m.Origin.Range.Filename && r.Start.Byte > m.Origin.Range.Start.Byte {
			return []hcl.Range{r, m.Origin.Range}
		}
	}
	return []hcl.Range{m.Origin.Range}
}

// reportSLO adds a finding about an SLO, at the first of the arguments that it writes.
func (p *pass) reportSLO(s *honeycomb.SLO, found string, arguments ...string) {
	f := Finding{About: s.Key}
	places := at(&s.Meta, arguments...)
	if s.Alerts.Filename != "" {
		places = append(places, s.Alerts)
	}
	p.report(f, found, places...)
}

// builtin reports whether an alert is built in, so that nobody can change it.
func builtin(a *honeycomb.BurnAlert) bool { return strings.HasPrefix(a.Policy, "builtin.") }

// reportAlert adds a finding about a burn alert. If the alert comes from a policy, the finding is placed at the SLO if
// it is due to the SLO's own numbers or the policy is built in, and otherwise in the policy.
func (p *pass) reportAlert(a *honeycomb.BurnAlert, bySLO bool, found string, notes ...diag.Note) {
	p.reportAlertAt(a, a.When, nil, bySLO, found, notes...)
}

// reportAlertAt is reportAlert with the place of an argument and a fix, which may be nil.
func (p *pass) reportAlertAt(a *honeycomb.BurnAlert, when hcl.Range, mend func(*mender) diag.Fix, bySLO bool,
	found string, notes ...diag.Note) {
	f := Finding{About: a.SLO.Key, Notes: notes, mend: mend}
	own, slo := a.Origin.Range, a.SLO.Origin.Range
	switch {
	case a.Policy == "":
		f.Range = when
	case bySLO || builtin(a):
		f.Range = slo
		f.Notes = append(f.Notes, diag.Note{Text: "the alert is declared here", Range: own})
	default:
		f.Range = when
		f.policy = true
		f.Notes = append([]diag.Note{{Text: "for this SLO", Range: slo}}, notes...)
	}
	intro := fmt.Sprintf("The alert %q ", a.Name)
	if p.rule.own {
		intro = fmt.Sprintf("About the alert %q: ", a.Name)
	}
	p.report(f, intro+found, own, when, slo)
}
