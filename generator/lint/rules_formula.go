package lint

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/parallel"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/semconv"
	"github.com/slogen-project/slogen/generator/words"
)

// decided is the source of what is worked out from formulas.
const decided = "slogen: decided over all events that the formula can tell apart"

// formulaRules are about what SLIs say of events, decided over all events that there can be.
var formulaRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:     "sli/never_bad",
			Title:  "SLI that calls no event bad",
			Why:    "Its SLO is always met, its budget is never used, and its burn alerts never fire.",
			Fix:    "Write in `good` what a failure lacks, beyond what `eligible` asks for.",
			Source: decided,
			Level:  rule.Warning,
			Bad: `sli "answered" {
  eligible = event.http.response.status_code < 500
  good     = event.http.response.status_code < 500
}`,
			Good: `sli "answered" {
  eligible = event.http.response.status_code < 600
  good     = event.http.response.status_code < 500
}`,
		},
		check: func(p *pass) {
			p.eachSLI(func(f *honeycomb.CalculatedField) {
				if v := p.formulaOf(f).possible; v.Bad == review.Never && v.Good != review.Never {
					p.report(Finding{About: f.Key}, "Every event that counts is good, whatever its columns hold.",
						at(&f.Meta, "good", "expression")...)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "sli/only_missing_bad",
			Title: "SLI that calls only events without the column bad",
			Why: "It counts how many events have the column, and no failure among them: its SLO is met or missed by " +
				"what else the dataset holds.",
			Fix:    "Look for conditions that together leave nothing out, such as `< 400 || >= 200`.",
			Source: decided,
			Level:  rule.Warning,
			Bad: `sli "answered" {
  good = event.http.response.status_code < 400 || event.http.response.status_code >= 200
}`,
			Good: `sli "answered" {
  good = event.http.response.status_code < 500 && event.http.response.status_code >= 200
}`,
		},
		check: func(p *pass) {
			p.eachSLI(func(f *honeycomb.CalculatedField) {
				v := p.formulaOf(f).possible
				if v.OrdinaryBad == review.Never && v.Bad != review.Never && v.Good != review.Never {
					p.report(Finding{About: f.Key}, "Every event that has the columns, and in them values of the type "+
						"that they are compared with, is good.", at(&f.Meta, "good", "expression")...)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "sli/never_good",
			Title: "SLI that calls no event good",
			Why: "Its SLO says nothing of the service: it is missed from the first event that counts on, whatever " +
				"happens.",
			Fix:    "Look for two conditions that exclude each other, or for a comparison turned round.",
			Source: decided,
			Level:  rule.Warning,
			Bad: `sli "answered" {
  eligible = event.http.response.status_code >= 500
  good     = event.http.response.status_code < 500
}`,
			Good: `sli "answered" {
  eligible = event.http.response.status_code >= 400
  good     = event.http.response.status_code < 500
}`,
		},
		check: func(p *pass) {
			p.eachSLI(func(f *honeycomb.CalculatedField) {
				switch v := p.formulaOf(f).possible; {
				case v.Good != review.Never:
				case v.Bad == review.Never:
					p.report(Finding{About: f.Key}, "No event counts, whatever its columns hold.",
						at(&f.Meta, "eligible", "good", "expression")...)
				default:
					p.report(Finding{About: f.Key}, "Every event that counts is bad, whatever its columns hold.",
						at(&f.Meta, "good", "expression")...)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "sli/inverted",
			Title: "SLI that calls failures good",
			Why:   "An SLI is true for what is good. Turned round, its SLO is met while everything fails.",
			Fix: "Turn the condition round. If such answers are what is wanted, as from a firewall under attack, say " +
				"so: `# slogen:ignore sli/inverted REASON`.",
			Source: skill + ": a compliance of 0% is probably inverted logic",
			Level:  rule.Warning,
			Bad: `sli "errors" {
  good = event.http.response.status_code >= 500
}`,
			Good: `sli "errors" {
  good = !(event.http.response.status_code >= 500)
}`,
		},
		check: func(p *pass) {
			p.eachSLI(func(f *honeycomb.CalculatedField) {
				if c := p.formulaOf(f).inverted; c != "" {
					p.report(Finding{About: f.Key, mend: turnRound(f.Origin.Range)}, c,
						at(&f.Meta, "good", "expression")...)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "sli/client_errors",
			Title: "SLI that calls the clients' mistakes bad",
			Why: "Anybody can send requests that don't exist or aren't allowed, so one client or one crawler uses up " +
				"the budget, and nothing is wrong with the service.",
			Fix: "Count statuses below 500 as good, or leave those from 400 to 499 out with `eligible`, except where " +
				"they are the service's own fault.",
			Source: "sre.google/workbook/implementing-slos: any status but 500 to 599 is a success",
			Level:  rule.Advice,
			Bad: `sli "answered" {
  good = event.http.response.status_code < 400
}`,
			Good: `sli "answered" {
  good = event.http.response.status_code < 500
}`,
		},
		check: func(p *pass) {
			p.eachSLI(func(f *honeycomb.CalculatedField) {
				if c := p.formulaOf(f).status().client; c != "" {
					p.report(Finding{About: f.Key}, c, at(&f.Meta, "good", "expression")...)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "sli/some_errors",
			Title: "SLI that knows only some server errors",
			Why: "A proxy or a framework answers with others when things go wrong, and those would count as " +
				"successes.",
			Fix: "Say what is good, such as `event.http.response.status_code < 500`, rather than which errors are " +
				"bad.",
			Source: docsAlerts + ": allow-list good values rather than look for 500",
			Level:  rule.Advice,
			Bad: `sli "answered" {
  good = event.http.response.status_code != 500
}`,
			Good: `sli "answered" {
  good = event.http.response.status_code < 500
}`,
		},
		check: func(p *pass) {
			p.eachSLI(func(f *honeycomb.CalculatedField) {
				if c := p.formulaOf(f).status().some; c != "" {
					p.report(Finding{About: f.Key, mend: allServerErrors(f.Origin.Range)}, c,
						at(&f.Meta, "good", "expression")...)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "sli/judges_everything",
			Title: "Formula that judges events it isn't about",
			Why: "A dataset holds all kinds of events. Those without the column are no failures and no successes of " +
				"what is measured.",
			Fix: "Say which events count, by a column that each of them has, such as the route: " +
				"IF(EXISTS($http.route), ...) in the formula, or `eligible` and `good` instead of `expression`.",
			Source: skill + ": an SLI is IF(<qualifying>, <success>)",
			Level:  rule.Advice,
			Bad: `sli "fast" {
  expression = "LT($duration_ms, 1000)"
}`,
			Good: `sli "fast" {
  expression = "IF(EXISTS($duration_ms), LT($duration_ms, 1000))"
}`,
		},
		check: func(p *pass) {
			p.eachSLI(func(f *honeycomb.CalculatedField) {
				if !f.Raw {
					return
				}
				switch v := p.formulaOf(f).sli().Missing(); v {
				case calc.Good, calc.Bad:
					found := fmt.Sprintf("An event that has none of the formula's columns is %s.", v)
					mend := countOnly(f, p.formulaOf(f).sli().Columns())
					p.report(Finding{About: f.Key, mend: mend}, found, at(&f.Meta, "expression")...)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "sli/implied",
			Title: "Condition that holds for every event that counts",
			Why: "`good` seems to ask for more than it does, and whoever changes one of the two conditions forgets " +
				"the other.",
			Fix:    "Leave it out of `good`, or mend the one that was meant to be another.",
			Source: decided,
			Level:  rule.Advice,
			Bad: `sli "paid" {
  eligible = event.http.route == "/pay"
  good     = event.http.route == "/pay" && event.error != true
}`,
			Good: `sli "paid" {
  eligible = event.http.route == "/pay"
  good     = event.error != true
}`,
		},
		check: func(p *pass) {
			p.eachSLI(func(f *honeycomb.CalculatedField) {
				x := p.formulaOf(f)
				which, texts, of := x.sli().Implied(x.possible)
				if len(which) > 0 && !f.Raw {
					p.report(Finding{About: f.Key, mend: dropConditions(f.Origin.Range, of, which)},
						fmt.Sprintf("In the formula, %s true of every event that counts.",
							words.List(texts)+words.Verb(len(texts), " is", " are")), at(&f.Meta, "good")...)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "sli/undecided",
			Title: "SLI that is too large to be looked into",
			Why: "Whether it calls every event good, or takes failures for successes, would show only by looking at " +
				"more than twenty thousand kinds of events.",
			Fix: "Nothing has to be done. A test with `slogen test` shows how it judges the events that matter; two " +
				"SLIs, each of a few columns, would be looked into.",
			Source: decided,
			Level:  rule.Remark,
			Bad:    "sli \"even\" {\n  eligible = " + manyColumns + "\n  good     = " + manyColumns + "\n}",
			Good:   "sli \"even\" {\n  good = (event.a < 1) == (event.b < 1)\n}",
		},
		check: func(p *pass) {
			p.eachSLI(func(f *honeycomb.CalculatedField) {
				if p.formulaOf(f).possible.TooMany {
					p.report(Finding{About: f.Key}, "Lint can't decide what it says of all events.",
						at(&f.Meta, "good", "expression")...)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "sli/one_customer",
			Title: "SLI for one customer",
			Why: "One customer has few events, so each failure weighs much, and an SLO for each of them can't be " +
				"kept up.",
			Fix: "Measure all of them with one SLI, and group by the column to see whom a failure hits: Honeycomb's " +
				"BubbleUp does that for an SLO. For one that has a promise of its own, say so: `# slogen:ignore " +
				"sli/one_customer REASON`.",
			Source: "docs.honeycomb.io/get-started/best-practices/slos: SLOs describe interfaces rather than customers",
			Level:  rule.Advice,
			Bad: `sli "acme" {
  eligible = event.customer.id == "acme"
  good     = event.http.response.status_code < 500
}`,
			Good: `sli "large" {
  eligible = event.customer.tier == "large"
  good     = event.http.response.status_code < 500
}`,
		},
		check: func(p *pass) {
			p.eachSLI(func(f *honeycomb.CalculatedField) {
				if c := oneCustomer(p.formulaOf(f).sli()); c != "" {
					p.report(Finding{About: f.Key}, c, at(&f.Meta, "eligible", "good", "expression")...)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "column/deprecated",
			Title: "Column whose name has a successor",
			Why: "With the next version of the instrumentation, events have the new column and lack the old one. " +
				"Then SLIs and triggers see nothing, and nobody is told.",
			Fix:    "Read both while you change over, and the new one alone when no event has the old one any more.",
			Source: "honeycomb.io/blog/stubbing-toe-telemetry-changes; " + semconv.Sources(),
			Level:  rule.Advice,
			Bad: `sli "answered" {
  good = event.http.status_code < 500
}`,
			Good: `sli "answered" {
  good = coalesce(event.http.response.status_code, event.http.status_code) < 500
}`,
		},
		check: func(p *pass) {
			for _, f := range p.CalculatedFields {
				p.deprecated(&f.Meta, f.Raw, p.formulaOf(f).sli().Columns(), f.Reads, p.datasetsOf(f))
			}
			for _, t := range p.Triggers {
				p.deprecated(&t.Meta, false, review.QueryColumns(t.Query), t.Reads, listOf(t.Dataset))
			}
		},
	},
}

// manyColumns is a condition on columns that all of them tell events apart for.
const manyColumns = "(event.a < 1) == ((event.b < 1) == ((event.c < 1) == ((event.d < 1) == ((event.e < 1) == " +
	"((event.f < 1) == (event.g < 1))))))"

// datasetsOf are the datasets that an SLI is for: its own, or those of its SLOs.
func (p *pass) datasetsOf(f *honeycomb.CalculatedField) []string {
	if f.Dataset != "" {
		return listOf(f.Dataset)
	}
	if p.datasets == nil {
		p.datasets = map[*honeycomb.CalculatedField][]string{}
		for _, s := range p.SLOs {
			p.datasets[s.SLI] = append(p.datasets[s.SLI], s.Datasets...)
		}
	}
	return p.datasets[f]
}

// listOf is a list of one text, or an empty one for the empty text.
func listOf(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// eachSLI goes through the SLIs of services.
func (p *pass) eachSLI(f func(*honeycomb.CalculatedField)) {
	for _, x := range p.CalculatedFields {
		if !x.Key.IsField() {
			f(x)
		}
	}
}

// eachField goes through the calculated fields of services that are no SLIs.
func (p *pass) eachField(f func(*honeycomb.CalculatedField)) {
	for _, x := range p.CalculatedFields {
		if x.Key.IsField() {
			f(x)
		}
	}
}

// formula is what the rules ask of a formula's text. Many SLIs have the same, so each is worked out once. What every
// command asks for is kept, and the rest is made when a rule asks for it: an SLI made ready to be asked is some twenty
// times as large as its text.
type formula struct {
	text     string
	possible review.Possible
	inverted string // as statusFindings has it
	asked    *judged
	statuses *statusFindings
}

func newFormula(text string) *formula {
	x := newJudged(text)
	return &formula{text: text, possible: x.Verdicts(), inverted: x.judgeStatuses(judgesRight).inverted}
}

// sli is the formula made ready to be asked.
func (f *formula) sli() *judged {
	if f.asked == nil {
		f.asked = newJudged(f.text)
	}
	return f.asked
}

func (f *formula) status() statusFindings {
	if f.statuses == nil {
		s := f.sli().judgeStatuses(nil)
		f.statuses = &s
	}
	return *f.statuses
}

// judged is a formula that can be asked how it judges events.
type judged struct {
	*review.SLI
	named map[string][]calc.Value // by column, the literals that it is compared with for equality
}

func newJudged(text string) *judged {
	f := &judged{SLI: review.NewSLI(text), named: map[string][]calc.Value{}}
	if root := f.Formula(); root != nil {
		calls(root, f.name)
	}
	return f
}

// name notes the literals that a column is compared with for equality.
func (f *judged) name(c *calc.Call) {
	if c.Func != "EQUALS" && c.Func != "IN" || len(c.Args) == 0 {
		return
	}
	column, ok := c.Args[0].(*calc.Column)
	if !ok {
		return
	}
	for _, a := range c.Args[1:] {
		if lit, ok := a.(*calc.Literal); ok && lit.Value.Kind != calc.Null {
			f.named[column.Name] = append(f.named[column.Name], lit.Value)
		}
	}
}

// formulas judges the formulas of all SLIs.
func formulas(fields []*honeycomb.CalculatedField) map[string]*formula {
	out := make(map[string]*formula, len(fields))
	var texts []string
	for _, x := range fields {
		if _, ok := out[x.Expression]; !ok {
			out[x.Expression] = nil
			texts = append(texts, x.Expression)
		}
	}
	done := make([]*formula, len(texts))
	parallel.Do(len(texts), 0, func(numbers iter.Seq[int]) {
		for i := range numbers {
			done[i] = newFormula(texts[i])
		}
	})
	for i, text := range texts {
		out[text] = done[i]
	}
	return out
}

func (p *pass) formulaOf(x *honeycomb.CalculatedField) *formula {
	if p.formulas == nil {
		p.formulas = formulas(p.CalculatedFields)
	}
	return p.formulas[x.Expression]
}

// statusFindings is what is odd about how a formula judges HTTP statuses and errors; each is a sentence, or empty.
type statusFindings struct{ inverted, client, some string }

// The statuses that SLIs are tried with. 418 is one that nobody asks for by name.
var statuses = []int64{200, 404, 418, 500, 501, 502, 503, 504}

// Where these are in [statuses]; the servers' errors go on to the end.
const at200, at404, at418, at500 = 0, 1, 2, 3

// isHTTPStatus reports whether a column holds HTTP statuses: by its name, and by what it is compared with.
func isHTTPStatus(c review.Compared) bool {
	namespace, last := "", c.Name
	if i := strings.LastIndexByte(c.Name, '.'); i >= 0 {
		namespace, last = c.Name[:i], c.Name[i+1:]
	}
	http := strings.Contains(c.Name, "http") || strings.Contains(namespace, "response")
	switch last {
	case "status_code", "statusCode", "http_status", "response_status":
	case "status":
		if !http && namespace != "" {
			return false
		}
	default:
		return false
	}
	status := func(v calc.Value) bool {
		return v.Kind == calc.Int && v.Int >= 100 && v.Int <= 600 ||
			v.Kind == calc.Float && v.Float >= 100 && v.Float <= 600
	}
	other := func(v calc.Value) bool { return !status(v) }
	otherText := func(s string) bool { n, err := strconv.Atoi(s); return err != nil || n < 100 || n > 600 }
	return len(c.Numbers)+len(c.Texts) > 0 && !slices.ContainsFunc(c.Numbers, other) &&
		!slices.ContainsFunc(c.Texts, otherText)
}

// errorColumns are those that hold whether an event is a failure.
var errorColumns = []string{"error", "exception", "is_error"}

// judgeStatuses looks for what is odd. What it says is inverted holds even if it looks no further than is enough.
func (f *judged) judgeStatuses(enough func(review.Status) bool) statusFindings {
	var numbers, texts []calc.Value
	for _, n := range statuses {
		numbers = append(numbers, calc.Value{Kind: calc.Int, Int: n})
		texts = append(texts, calc.Value{Kind: calc.String, Str: strconv.FormatInt(n, 10)})
	}
	asNumbers := func(c review.Compared) bool { return len(c.Texts) == 0 && isHTTPStatus(c) }
	asTexts := func(c review.Compared) bool { return len(c.Texts) > 0 && isHTTPStatus(c) }
	s := f.httpFindings(f.Statuses(asNumbers, numbers, enough), numbers)
	if s == (statusFindings{}) {
		s = f.httpFindings(f.Statuses(asTexts, texts, enough), texts)
	}
	if s.inverted == "" {
		s.inverted = f.grpcInverted()
	}
	if s.inverted == "" {
		named := func(c review.Compared) bool { return slices.Contains(errorColumns, c.Name) }
		truths := []calc.Value{{Kind: calc.Bool, Bool: true}, {Kind: calc.Bool}}
		s.inverted = errorsAreGood(f.Statuses(named, truths, nil))
	}
	return s
}

// judgesRight reports whether success is good and a server's error bad: whatever else is found, it isn't inverted.
func judgesRight(s review.Status) bool {
	return s.Verdicts[at200] == calc.Good && s.Verdicts[at500] == calc.Bad
}

// httpFindings reads the verdicts on [statuses], which the values stand for. What one kind of event shows and another
// contradicts isn't told.
func (f *judged) httpFindings(found []review.Status, values []calc.Value) (s statusFindings) {
	var right, forgiven bool
	for _, c := range found {
		v := c.Verdicts
		if !slices.ContainsFunc(v, func(w calc.Verdict) bool { return w != v[0] }) {
			continue // the column makes no difference to such an event
		}
		say := func(format string, args ...any) string {
			return "An event whose " + c.Column + fmt.Sprintf(format, args...)
		}
		if v[at200] == calc.Bad && v[at500] == calc.Good {
			s.inverted = say(" is 200 is bad, and with 500 it is good.")
		}
		if v[at200] != calc.Good {
			continue
		}
		right = right || judgesRight(c)
		forgiven = forgiven || v[at404] != calc.Bad || v[at418] != calc.Bad
		if v[at404] == calc.Bad && v[at500] == calc.Bad {
			s.client = say(" is 404 is bad.")
		}
		if bad := slices.Index(v[at500:], calc.Bad); bad >= 0 {
			for i, w := range v[at500:] {
				if good := values[at500+i]; w == calc.Good && !slices.Contains(f.named[c.Column], good) {
					s.some = say(" is %s is bad, but with %s it is good.",
						calc.AppendValue(nil, values[at500+bad]), calc.AppendValue(nil, good))
					break
				}
			}
		}
	}
	if right {
		s.inverted = ""
	}
	if forgiven {
		s.client = ""
	}
	return s
}

// errorsAreGood reads the verdicts on true and on false in a column that says whether an event is a failure.
func errorsAreGood(found []review.Status) (inverted string) {
	for _, c := range found {
		switch v := c.Verdicts; {
		case v[0] == calc.Bad && v[1] == calc.Good:
			return ""
		case v[0] == calc.Good && v[1] == calc.Bad:
			inverted = fmt.Sprintf("An event whose %s is true is good, and with false it is bad.", c.Column)
		}
	}
	return inverted
}

// isGRPCStatus reports whether a column holds the statuses of gRPC.
func isGRPCStatus(c review.Compared) bool {
	return strings.HasSuffix(c.Name, "grpc.status_code") || strings.HasSuffix(c.Name, "grpc_status_code") ||
		c.Name == "rpc.response.status_code"
}

// grpcInverted says that an RPC that went well is bad and one that failed good; "" if it isn't so.
func (f *judged) grpcInverted() string {
	const ok, internal = 0, 13
	numbers := []calc.Value{{Kind: calc.Int, Int: ok}, {Kind: calc.Int, Int: internal}}
	texts := []calc.Value{{Kind: calc.String, Str: "OK"}, {Kind: calc.String, Str: "INTERNAL"}}
	for _, values := range [][]calc.Value{numbers, texts} {
		text := values[0].Kind == calc.String
		asked := func(c review.Compared) bool { return isGRPCStatus(c) && text == (len(c.Texts) > 0) }
		for _, s := range f.Statuses(asked, values, nil) {
			switch v := s.Verdicts; {
			case v[0] == calc.Good && v[1] == calc.Bad:
				return ""
			case v[0] == calc.Bad && v[1] == calc.Good:
				return fmt.Sprintf("An event whose %s is %s (OK) is bad, and with %s (INTERNAL) it is good.", s.Column,
					calc.AppendValue(nil, values[0]), calc.AppendValue(nil, values[1]))
			}
		}
	}
	return ""
}

// customers are columns that name one customer or one user, in OpenTelemetry's words and in those of most teams.
var customers = []string{"account.id", "account_id", "customer", "customer.id", "customer_id", "customer.name",
	"customer_name", "enduser.id", "org.id", "org_id", "organization.id", "organization_id", "tenant", "tenant.id",
	"tenant_id", "tenant.name", "user.email", "user.id", "user.name", "user_id", "user_email"}

// isCustomer reports whether a column names one customer or user, whatever namespace it is in.
func isCustomer(column string) bool {
	return slices.ContainsFunc(customers, func(c string) bool {
		return column == c || strings.HasSuffix(column, "."+c)
	})
}

// oneCustomer says which customer a formula is about: whose events alone count. It is "" for none.
func oneCustomer(f *judged) (found string) {
	for column, values := range f.named {
		value := values[0]
		nobody := value.Kind == calc.Bool || value.Kind == calc.String && value.Str == ""
		if !isCustomer(column) || len(values) > 1 || nobody {
			continue
		}
		another := calc.Value{Kind: calc.String, Str: value.Str + "x"}
		if value.Kind != calc.String {
			another = calc.Value{Kind: calc.Int, Int: value.Int + 1}
		}
		named := func(c review.Compared) bool { return c.Name == column }
		counts, alone := false, true
		for _, s := range f.Statuses(named, []calc.Value{value, another}, nil) {
			counts = counts || s.Verdicts[0] != calc.Ineligible
			alone = alone && s.Verdicts[1] == calc.Ineligible
		}
		if counts && alone {
			found = max(found, fmt.Sprintf("It counts only events whose %s is %s.", column,
				calc.AppendValue(nil, value)))
		}
	}
	return found
}

// reshaped are columns whose successors hold something else: other values, or a part of them.
var reshaped = []string{"db.system", "gen_ai.system", "http.target", "net.host.name", "net.host.port", "net.peer.name",
	"net.peer.port", "rpc.system"}

// deprecated adds a finding about the columns whose successor is not read beside them: what a dataset says replaces
// them, and otherwise what OpenTelemetry does.
func (p *pass) deprecated(m *honeycomb.Meta, raw bool, columns []string, reads []calc.Read, datasets []string) {
	var old []string
	succeeded := map[string]string{}
	places := []hcl.Range{m.Origin.Range}
	f := Finding{About: m.Key}
	for _, c := range columns {
		x := p.successorOf(c, columns, datasets)
		if x == nil {
			continue
		}
		if i := slices.IndexFunc(reads, func(r calc.Read) bool { return r.Column == c }); i >= 0 && len(old) == 0 {
			places = []hcl.Range{reads[i].Range, m.Origin.Range}
		}
		if x.column != nil {
			f.Notes = append(f.Notes, diag.Note{Text: "declared here", Range: x.column.Range})
		}
		switch {
		case x.was != "" && x.is != "" && x.was != x.is:
			old = append(old, fmt.Sprintf("%s (%s) by %s (%s)%s", c, x.was, x.name, x.is, x.by()))
			continue
		case raw:
			old = append(old, fmt.Sprintf("%s by %s%s (COALESCE(%s, %s) reads both)", c, x.name, x.by(),
				calc.AppendColumn(nil, x.name), calc.AppendColumn(nil, c)))
		default:
			old = append(old, fmt.Sprintf("%s by %s%s (`coalesce(%s, %s)` reads both)", c, x.name, x.by(),
				eventColumn(x.name), eventColumn(c)))
		}
		succeeded[c] = x.name
	}
	if len(old) == 0 {
		return
	}
	if len(succeeded) == len(old) {
		f.mend = p.readBoth(reads, raw, datasets, groupBy(m), succeeded)
	}
	who := "OpenTelemetry has replaced "
	if len(f.Notes) > 0 {
		who = "Replaced: "
	}
	p.report(f, who+words.List(old)+".", places...)
}

// successor is what replaces a column.
type successor struct {
	name    string
	was, is string         // what both hold, in words; empty where that isn't known
	column  *config.Column // as a dataset declares it; nil where OpenTelemetry says so
	dataset string
}

// by says who replaces a column, where that isn't OpenTelemetry.
func (s *successor) by() string {
	switch {
	case s.column == nil:
		return ""
	case s.column.Owner != "":
		return fmt.Sprintf(" in %s, for which %s answers", s.dataset, s.column.Owner)
	}
	return " in " + s.dataset
}

// successorOf is what replaces a column in datasets; nil if nothing does, or it is read beside it. It is nil, too,
// where OpenTelemetry has several successors, or one that holds something else.
func (p *pass) successorOf(c string, columns, datasets []string) *successor {
	for _, d := range datasets {
		was, ok := p.Declared[d][c]
		if !ok || was.Successor == "" {
			continue
		}
		for at, met := was.Successor, 0; at != "" && met <= len(p.Declared[d]); met++ { // one of them is enough
			if slices.Contains(columns, at) {
				return nil
			}
			at = p.Declared[d][at].Successor
		}
		x := &successor{name: was.Successor, column: &was, dataset: d}
		if is := p.Declared[d][was.Successor]; was.Type != is.Type && was.Type != "any" && is.Type != "any" {
			x.was, x.is = words.Article(was.Type), words.Article(is.Type)
		}
		return x
	}
	was := semconv.Lookup(c)
	if was == nil || len(was.Successors) != 1 || slices.Contains(reshaped, c) {
		return nil
	}
	is := semconv.Lookup(was.Successors[0])
	newer := append(semconv.Successors(c), is.Name)
	if is.Kinds == "" || slices.ContainsFunc(newer, func(n string) bool { return slices.Contains(columns, n) }) {
		return nil
	}
	x := &successor{name: is.Name}
	if was.Unit != "" && is.Unit != "" {
		x.was, x.is = "in "+semconv.UnitWords(was.Unit), "in "+semconv.UnitWords(is.Unit)
	}
	return x
}

// groupBy is the place of the argument by which a trigger groups; the zero place for none.
func groupBy(m *honeycomb.Meta) hcl.Range {
	if r := at(m, "group_by"); len(r) > 1 {
		return r[0]
	}
	return hcl.Range{}
}
