package report_test

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/report"
)

// hostile is a text that would like to be something else in HTML, Markdown or a script.
const hostile = `</td></table></script><script>document.title="broken"</script><img src=x onerror=document.title=1> ` +
	`' " & | [x](javascript:1) @all`

// made makes the report on a configuration.
func made(t *testing.T, hcl string, only report.Filter) *report.Report {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.slo.hcl"), []byte(hcl), 0o666); err != nil {
		t.Fatal(err)
	}
	res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	const day = "2026-12-01"
	opt := lint.Options{Ignores: res.Ignores, Today: day}
	in := report.Input{Resources: res.Resources, Day: day, ReviewDays: 90, Only: only,
		Findings: lint.Run(res.Resources, opt), Waivers: lint.Waivers(res.Resources, opt)}
	for _, s := range res.Listed {
		in.Services = append(in.Services, report.Declared(s))
	}
	return report.New(&in)
}

// services declares so many services, with the hostile text wherever text may be.
func services(n int) string {
	text := strings.ReplaceAll(hostile, `"`, `\"`)
	b := &strings.Builder{}
	fmt.Fprintf(b, `recipient "pagerduty" "p" {
  integration_name = "%s"
  integration_key  = secret("P")
}
`, text)
	for i := range n {
		fmt.Fprintf(b, `service "s%05d" {
  dataset     = "d"
  description = "%[2]s"
  owner       = "%[2]s"
  routes      = { page = [recipient.pagerduty.p] }
  sli "a" { good = event["%[3]s"] == 1 }
  slo "a" {
    description = "%[2]s"
    sli         = sli.a
    target      = 99.5
    reviewed_on = "2020-01-01"
    # slogen:ignore slo/alert_gap until 2026-12-20 %[4]s
    burn_alert "fast" {
      burn_rate = 14.4
      over      = "1h"
      severity  = "page"
    }
  }
  trigger "t" {
    description = "%[2]s"
    fires_when  = count() > 1
    over        = "10m"
    every       = "5m"
    severity    = "page"
  }
}
`, i, text, "<b>x</b>", hostile)
	}
	return b.String()
}

var (
	inlined = regexp.MustCompile(`(?s)<(style|script)>.*?</(style|script)>`)
	anyTag  = regexp.MustCompile(`<[^>]*>?`)
	ownTag  = regexp.MustCompile(`^<(/?(html|head|meta|title|body|header|main|section|nav|footer|h[1-4]|p|a|ol|ul|li|` +
		`div|details|summary|table|caption|thead|tbody|tr|th|td|code|b|span)` +
		`( (lang|charset|http-equiv|content|name|class|href|id|role|scope|tabindex|rel|data-by|aria-label|` +
		`aria-labelledby)="[^"<>]*")*|!DOCTYPE html)>$`)
	guidance = regexp.MustCompile(`^https://(www|docs)\.honeycomb\.io/`)
	href     = regexp.MustCompile(`href="([^"]*)"`)
	heading  = regexp.MustCompile(`<h([1-6])`)
	id       = regexp.MustCompile(` id="([^"]*)"`)
)

// TestHTML holds that nothing but the page's own markup is markup, that it names no address but guidance, and that
// headings, tables and names are as those who don't see the page need them.
func TestHTML(t *testing.T) {
	r := made(t, services(60), report.Filter{})
	one := string(report.HTML([]report.Part{{Report: r}}))
	two := string(report.HTML([]report.Part{{Environment: hostile, Report: r}, {Environment: "prod", Report: r}}))
	for _, page := range []string{one, two} {
		if n := len(inlined.FindAllString(page, -1)); n != 2 {
			t.Errorf("%d styles and scripts", n)
		}
		rest := inlined.ReplaceAllString(page, "")
		for _, tag := range anyTag.FindAllString(rest, -1) {
			if !ownTag.MatchString(tag) {
				t.Fatalf("markup that isn't the page's: %q", tag)
			}
		}
		for _, m := range href.FindAllStringSubmatch(rest, -1) {
			if !strings.HasPrefix(m[1], "#") && !guidance.MatchString(m[1]) {
				t.Errorf("an address: %q", m[1])
			}
		}
		last := 0
		for _, m := range heading.FindAllStringSubmatch(rest, -1) {
			level := int(m[1][0] - '0')
			if level > last+1 {
				t.Errorf("a heading of level %d follows one of %d", level, last)
			}
			last = level
		}
		seen := map[string]bool{}
		for _, m := range id.FindAllStringSubmatch(rest, -1) {
			if seen[m[1]] {
				t.Errorf("the id %q is there twice", m[1])
			}
			seen[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`(?:aria-labelledby="|href="#)([^"]*)"`).FindAllStringSubmatch(rest, -1) {
			if !seen[m[1]] {
				t.Errorf("nothing has the id %q", m[1])
			}
		}
		if strings.Count(rest, "<table>") != strings.Count(rest, "<caption") ||
			strings.Count(rest, "<th") != strings.Count(rest, "<thead")+strings.Count(rest, `scope="col"`)+
				strings.Count(rest, `scope="row"`) {
			t.Error("a table lacks a caption, or a heading its scope")
		}
	}
	if !strings.Contains(one, "<details>\n<summary>Which 60") || !strings.Contains(one, "in the window: all 60") {
		t.Error("long lists aren't folded")
	}
	if !bytes.Equal(report.HTML([]report.Part{{Report: r}}), []byte(one)) {
		t.Error("it differs when it is written again")
	}
}

// TestMarkdown holds that users' text is no markup.
func TestMarkdown(t *testing.T) {
	text := made(t, services(2), report.Filter{}).Markdown(2)
	for _, bad := range []string{"<img", "<script", "[x](java", "@all"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q is markup", bad)
		}
	}
	if !strings.HasPrefix(text, "On 2026-12-01: 2 services") ||
		!strings.Contains(text, "\n## What needs a decision\n") {
		t.Errorf("%.200s", text)
	}
}

// TestSame holds that a report is the same whenever it is made, and has what was compared with it as no change.
func TestSame(t *testing.T) {
	a, _ := made(t, services(3), report.Filter{}).AppendJSON(nil)
	for range 5 {
		// The folder differs each time.
		b, _ := made(t, services(3), report.Filter{}).AppendJSON(nil)
		folder := regexp.MustCompile(`"file": "[^"]*"`)
		if !bytes.Equal(folder.ReplaceAll(a, nil), folder.ReplaceAll(b, nil)) {
			t.Fatal("it differs")
		}
	}
	for _, text := range []string{"", "[]", "null", `{"format_version":"2.0"}`, `{"format_version":"1.0","day":"soon"}`,
		`{"environments":[]}`, `{"environments":[{"name":"","report":null}]}`, "{", `{"services":7}`} {
		if _, err := report.Read([]byte(text), ""); err == nil {
			t.Errorf("%q is read as a report", text)
		}
	}
}

// browser is Chromium; the test is skipped where there is none.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no Chromium here: the page is not tried in a browser (apt-get install chromium)")
	return ""
}

// chromium runs a browser without a window on a page, and returns what it prints.
func chromium(t *testing.T, program, page string, flags ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	flags = append(flags, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
		"--disable-background-networking", "--virtual-time-budget=3000", "--user-data-dir="+t.TempDir(), "file://"+page)
	c := exec.CommandContext(ctx, program, flags...)
	c.WaitDelay = time.Second
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return string(out)
}

// TestBrowser tries the page in a real browser: its policy lets its own script and style do their work and nothing
// else, tables can be sorted and rows filtered, it is light and dark, and no wider than a phone.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	program := browser(t)
	dir := t.TempDir()
	r := made(t, services(40), report.Filter{})
	page := report.HTML([]report.Part{{Report: r}})
	file := filepath.Join(dir, "report.html")
	probed := filepath.Join(dir, "probed.html")
	// The probe isn't the page's own, so it needs the page without its policy.
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)
	if !policy.Match(page) {
		t.Fatal("the page has no policy")
	}
	probe := `<script>
var table = document.querySelectorAll("table")[1], heads = table.querySelectorAll("thead button");
heads[0].click(); heads[0].click();
var input = document.querySelector(".filter input");
input.value = "s00007"; input.dispatchEvent(new Event("input"));
setTimeout(function () {
  document.title = ["first " + table.tBodies[0].rows[0].cells[0].textContent,
    "sorted " + table.querySelector("[aria-sort]").getAttribute("aria-sort"),
    "shown " + table.querySelectorAll("tbody tr:not([hidden])").length,
    document.querySelector("[role=status]").textContent.trim() !== "" ? "said" : "silent",
    document.documentElement.scrollWidth <= window.innerWidth ? "fits" : "too wide"].join("; ");
}, 1000);
</script></body>`
	for name, text := range map[string][]byte{file: page,
		probed: bytes.Replace(policy.ReplaceAll(page, nil), []byte("</body>"), []byte(probe), 1)} {
		if err := os.WriteFile(name, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	dom := chromium(t, program, file, "--dump-dom")
	if !strings.Contains(dom, `<button type="button">`) ||
		!strings.Contains(dom, "<title>Alerting on 2026-12-01</title>") {
		t.Error("the page's own script didn't run, or another one did")
	}
	if n := strings.Count(dom, "<img"); n > 0 {
		t.Errorf("%d pictures", n)
	}
	title := regexp.MustCompile(`<title>(.*?)</title>`).FindStringSubmatch(chromium(t, program, probed, "--dump-dom",
		"--window-size=500,800"))
	if want := "first slo.s00039.a; sorted descending; shown 1; said; fits"; len(title) < 2 || title[1] != want {
		t.Errorf("in the browser: %q, not %q", title, want)
	}
	var colours []uint32
	for _, scheme := range []string{"1", "0"} {
		shot := filepath.Join(dir, "shot"+scheme+".png")
		chromium(t, program, file, "--window-size=600,400", "--screenshot="+shot,
			"--blink-settings=preferredColorScheme="+scheme)
		f, err := os.Open(shot)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		picture, err := png.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		red, _, _, _ := picture.At(2, 2).RGBA()
		colours = append(colours, red>>8)
	}
	if !slices.Equal(colours, []uint32{0xff, 0x0d}) {
		t.Errorf("the corner is %x in light and in dark", colours)
	}
}
