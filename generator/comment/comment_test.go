package comment

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/review"
)

// world is a service with an SLO, an alert and a recipient, in which every text is the given one.
func world(n int, target int, text string) *honeycomb.Resources {
	r := &honeycomb.Resources{}
	to := &honeycomb.Recipient{Type: honeycomb.RecipientSlack, SlackChannel: text}
	to.Key = "recipient/slack/team"
	r.Recipients = []*honeycomb.Recipient{to}
	for i := range n {
		path := fmt.Sprintf("s%04d/slo", i)
		meta := func(kind string) honeycomb.Meta {
			return honeycomb.Meta{Key: honeycomb.Key(kind + "/" + path), Service: path[:5],
				Origin: honeycomb.Origin{
					Range: hcl.Range{Filename: "team/" + text + ".slo.hcl", Start: hcl.Pos{Line: 3}},
				}}
		}
		sli := &honeycomb.CalculatedField{Meta: meta("calculated_field"), Alias: "sli." + path[:5], Dataset: "d",
			Expression: fmt.Sprintf("LT($ms, %d)", target/1000)}
		slo := &honeycomb.SLO{Meta: meta("slo"), Name: text, Description: text, Datasets: []string{"d"}, SLI: sli,
			TargetPerMillion: target, TimePeriodDays: 28}
		a := &honeycomb.BurnAlert{Meta: meta("burn_alert"), Name: "fast", SLO: slo, AlertType: honeycomb.BudgetRate,
			Description: text, BudgetRateWindowMinutes: 60, BudgetRateDecreaseThresholdPerMillion: 20_000,
			Recipients: []honeycomb.Notification{{Recipient: to}}}
		a.Key += "/fast"
		r.CalculatedFields = append(r.CalculatedFields, sli)
		r.SLOs = append(r.SLOs, slo)
		r.BurnAlerts = append(r.BurnAlerts, a)
	}
	return r
}

func planned(t testing.TB, was, is *honeycomb.Resources) *plan.Plan {
	t.Helper()
	prior, err := honeycomb.ReadCatalogue("slogen.json", honeycomb.AppendCatalogue(nil, was))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Diff(prior, is)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPlan(t *testing.T) {
	p := planned(t, world(2, 999_000, "people"), world(2, 990_000, "people"))
	p.Fails = p.FailOn([]review.Class{review.Loosened}, nil)
	got := string(Plan(p, Options{Name: "prod -->", Against: "origin/main at 4f2a9c1"}))
	for _, want := range []string{"<!-- slogen:plan prod -->\n**2 promises loosened, 2 tightened · 2 alerts quieter",
		"4 objects change against origin/main at 4f2a9c1\n", "| loosened<br>**2 SLOs**", "target 99.9% → 99%",
		"Slogen-Accept: "} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	same := world(2, 999_000, "people")
	if got, want := string(Plan(planned(t, same, same), Options{})), "<!-- slogen:plan -->\n"+
		"No alert changes against the committed output\n"; got != want {
		t.Errorf("without changes it is %q, not %q", got, want)
	}
}

// TestEnvironments says that what changes alike in several environments is told once, with their names.
func TestEnvironments(t *testing.T) {
	same := planned(t, world(2, 999_000, "people"), world(2, 990_000, "people"))
	other := planned(t, world(2, 999_000, "people"), world(2, 999_500, "people"))
	none := planned(t, world(2, 999_000, "people"), world(2, 999_000, "people"))
	other.Base = &plan.Base{Notes: []string{"Changed in <slogen.hcl>: @x"}}
	got := string(Environments([]Part{{Environment: "prod", Plan: same}, {Environment: "eu", Plan: same},
		{Environment: "staging", Plan: other},
		{Environment: "test", Plan: none}}, Options{}))
	for _, want := range []string{"<!-- slogen:plan -->\n**prod: 2 promises loosened", "**eu: 2 promises loosened",
		"**test:** no alert changes", "| loosened in prod, eu<br>", "| tightened in staging<br>",
		"<br>Changed in &lt;slogen.hcl&gt;: @" + apart + "x"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "target 99.9% → 99%"); n != 1 {
		t.Errorf("what two have in common is told %d times:\n%s", n, got)
	}
	contained(t, got)

	long := strings.Repeat("<&@*", 250)
	large := planned(t, world(60, 999_000, "a"), world(60, 990_000, long))
	large.Base = &plan.Base{Notes: []string{long}}
	var parts []Part
	for i := range 3 {
		parts = append(parts, Part{Environment: fmt.Sprintf("e%d", i), Plan: large})
	}
	if n := len(Environments(parts, Options{})); n >= maxBytes {
		t.Errorf("many environments make %d bytes", n)
	}
}

// TestSize holds a comment to what a page takes, and what reaches many SLOs to a few lines.
func TestSize(t *testing.T) {
	if n := len(Plan(planned(t, world(1000, 999_000, "a"), world(1000, 990_000, "a")), Options{})); n > 10_000 {
		t.Errorf("one change at a thousand SLOs makes %d bytes", n)
	}
	long := strings.Repeat("<&@*", 250)
	if n := len(Plan(planned(t, world(200, 999_000, "a"), world(200, 990_000, long)), Options{})); n >= maxBytes {
		t.Errorf("long texts make %d bytes", n)
	}
}

func TestInvalid(t *testing.T) {
	var diags hcl.Diagnostics
	for i := range 30 {
		diags = append(diags, diag.Command(hcl.DiagError, "Bad <name>", fmt.Sprintf("@team: number %d", i),
			hcl.Range{Filename: "a.slo.hcl", Start: hcl.Pos{Line: i + 1, Column: 1}}))
	}
	got := string(Invalid(diag.NewReport(diags, nil, diag.Options{}), Options{}))
	const head = "<!-- slogen:plan -->\n**The configuration is not valid: 30 errors**\n\n- a.slo.hcl:1: **Bad"
	if !strings.HasPrefix(got, head) ||
		!strings.Contains(got, "<summary>25 more</summary>") || strings.Contains(got, "<name>") {
		t.Error(got)
	}
	contained(t, got)
	linked := string(Invalid(diag.NewReport(diags[:1], nil, diag.Options{}), Options{
		Link: func(file string, line int) string { return fmt.Sprintf("https://example.com/%s#L%d", file, line) }}))
	if !strings.Contains(linked, "\n- [a.slo.hcl:1](https://example.com/a.slo.hcl#L1): **Bad") {
		t.Error(linked)
	}
	none := string(Invalid(diag.NewReport(hcl.Diagnostics{diag.Command(hcl.DiagError, "Unknown revision", "None.",
		hcl.Range{})}, nil, diag.Options{}), Options{}))
	if want := "<!-- slogen:plan -->\n**There is no plan: 1 error**\n\n- **Unknown revision** None.\n"; none != want {
		t.Error(none)
	}
}

// TestBroken says where a phone may break long words.
func TestBroken(t *testing.T) {
	for in, want := range map[string]string{
		"good: event.duration_ms < 1":           "good: event.duration\\_ms &lt; 1",
		"http.response.status_code != 1":        "http.<wbr>response.<wbr>status\\_<wbr>code \\!= 1",
		"coalesce(event.app.search.results, 0)": "coalesce\\(<wbr>event.<wbr>app.<wbr>search.<wbr>results, 0\\)",
		"https://example.com/<b>/runbooks":      "https:" + apart + "//<wbr>example.com/<wbr>&lt;b&gt;/<wbr>runbooks",
		"invoices.of.everybody@example.com":     "invoices.of.everybody@" + apart + "example.com",
		"1,000,000,000,000.0000001":             "1,000,000,000,000.0000001",
	} {
		if got := broken(cell(in)); got != want {
			t.Errorf("%q is %q, not %q", in, got, want)
		}
	}
}

// tags are those that comments have.
var tags = regexp.MustCompile(`<(details( open)?|/details|summary|/summary|br|wbr)>`)

// contained finds what leaves its place in a comment.
func contained(t testing.TB, comment string) {
	t.Helper()
	marker, rest, _ := strings.Cut(comment, "\n")
	if !regexp.MustCompile(`^<!-- slogen:plan[A-Za-z0-9_./ -]* -->$`).MatchString(marker) {
		t.Errorf("the marker is %q", marker)
	}
	fenced := ""
	var outside strings.Builder // of fences
	for line := range strings.SplitSeq(rest, "\n") {
		if marks := line[:len(line)-len(strings.TrimLeft(line, "`"))]; len(marks) >= 3 {
			switch {
			case fenced == "":
				fenced = marks
				continue
			case len(marks) >= len(fenced) && marks == line:
				fenced = ""
				continue
			}
		}
		if fenced != "" {
			continue
		}
		outside.WriteString(line + "\n")
		bare := tags.ReplaceAllString(line, "")
		if strings.HasPrefix(line, "<details") { // HTML up to an empty line: Markdown means nothing, and is not escaped
			bare = regexp.MustCompile("[\\\\`*_{}\\[\\]()#+!|~$]").ReplaceAllString(bare, "")
			if strings.Contains(line, `\_`) || strings.Contains(line, `\#`) {
				t.Errorf("a backslash would be seen in %q", line)
			}
		}
		// Whatever is escaped is gone.
		bare = regexp.MustCompile("\\\\[\\\\`*_{}\\[\\]()#+!|~$]").ReplaceAllString(bare, "")
		if i := strings.IndexAny(bare, "<>`[]_~$"); i >= 0 {
			t.Errorf("%q isn't escaped in %q", bare[i], line)
		}
		if regexp.MustCompile(`@[A-Za-z0-9]|://|(?i)\bwww\.|[\x00-\x1f\x7f]`).MatchString(bare) {
			t.Errorf("a mention, an address or a control character in %q", line)
		}
		if strings.HasPrefix(line, "|") && strings.Count(bare, "|") > 3 {
			t.Errorf("more cells than columns in %q", line)
		}
		if strings.HasPrefix(line, "/") {
			t.Errorf("%q is a command", line)
		}
	}
	if fenced != "" {
		t.Error("a fence isn't closed")
	}
	if n := len(comment); n >= maxBytes {
		t.Errorf("it has %d bytes", n)
	}
	for _, tag := range []string{"details", "summary"} {
		out := outside.String()
		opened := strings.Count(out, "<"+tag+">") + strings.Count(out, "<"+tag+" open>")
		if a, b := opened, strings.Count(out, "</"+tag+">"); a != b {
			t.Errorf("%d <%s>, and %d closed", a, tag, b)
		}
	}
}

func FuzzPlan(f *testing.F) {
	for _, s := range []string{"a", "<script>", "a | b", "`````\n# x", "@team #12 https://x.example", "*_~[a](b)",
		"</details>",
		"\\|", "deadbeefdeadbeef", "www.x.example", "\u202e$x$", "-->", "/close"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		if !utf8.ValidString(before) || !utf8.ValidString(after) {
			return // no configuration holds such a text, and no catalogue either
		}
		p := planned(t, world(7, 999_000, before), world(9, 990_000, after))
		p.Fails = p.FailOn([]review.Class{review.Loosened, review.Louder}, map[string]string{})
		for i := range p.Fails.Found {
			s := &p.Fails.Found[i]
			if i%2 > 0 {
				s.Accepted = "for " + after
			}
			note := honeycomb.Note{Fingerprint: s.Fingerprint, Reason: after, Map: hcl.Range{Filename: before}}
			for _, c := range s.Changes {
				note.Services = append(note.Services, c.Service())
			}
			p.Fails.Notes = append(p.Fails.Notes, note)
		}
		contained(t, string(Plan(p, Options{Name: before, Against: after})))
		diags := hcl.Diagnostics{diag.Command(hcl.DiagError, before, after, hcl.Range{Filename: after,
			Start: hcl.Pos{Line: 1}})}
		contained(t, string(Invalid(diag.NewReport(diags, nil, diag.Options{}), Options{Name: after})))
	})
}
