package lint_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/lint"
)

// TestFormulas says of SLIs and triggers, by what they look at, which rules find them. Each is beside others that
// differ in little, so that no rule finds more than it says.
func TestFormulas(t *testing.T) {
	const trigger = "trigger:"
	for _, c := range []struct {
		source string // of the SLI: good, or eligible; good, or expression = ...
		want   string
	}{
		{`event.http.response.status_code < 500`, ""},
		{`event.http.response.status_code < 400`, "sli/client_errors"},
		{`coalesce(event.http.response.status_code, event.http.status_code) < 400`, "sli/client_errors"},
		{`event.http.status_code < 500`, "column/deprecated"},
		{`event.http.response.status_code >= 500`, "sli/inverted"},
		{`event.http.response.status_code != 500`, "sli/some_errors"},
		{`event.http.response.status_code != 504`, "sli/some_errors"},
		{`event.http.response.status_code < 500 || event.http.response.status_code == 503 && event.maintenance == true`,
			""},
		{`event.status_score >= 400`, ""},
		{`int(event.http.response.status_code) >= 500`, "sli/inverted"},
		{`int(event.http.response.status_code) < 400`, "sli/client_errors"},
		{`int(event.http.response.status_code) < 500`, ""},
		{`!(event.http.response.status_code > 500)`, "sli/some_errors"},
		{`event.http.response.status_code <= 500`, "sli/some_errors"},
		{`event.http.response.status_code < 501`, "sli/some_errors"},
		{`event.rpc.grpc.status_code != 0`, "sli/inverted"},
		{`event.rpc.grpc.status_code == 0`, ""},
		{`event.rpc.grpc.status_code != 13 && event.rpc.grpc.status_code != 14`, ""},
		{`event.rpc.response.status_code != "OK"`, "sli/inverted"},
		{`event.rpc.response.status_code == "OK"`, ""},
		{`event.status_page.duration_ms < 300`, ""},
		{`event.order.status == 200`, ""},
		{`event.error == true`, "sli/inverted"},
		{`event.error != true`, ""},
		{`event.duration_ms < 300 || event.duration_ms > 200`, "sli/only_missing_bad"},
		{`exists(event.receipt)`, ""},
		{`event.duration_ms > 5 && event.duration_ms < 3; event.ok == true`, "sli/never_good"},
		{`event.customer.id == "acme"; event.ok == true`, "sli/one_customer"},
		{`event.customer.id == "a" || event.customer.id == "b"; event.ok == true`, ""},
		{`event.customer.id != "loadtest"; event.ok == true`, ""},
		{`event.duration_ms < if(event.customer.id == "acme", 500, 1000)`, ""},
		{`event.user.id == ""; event.ok == true`, ""},
		{`expression = "LT(INT($code), 5)"`, "sli/judges_everything good"},
		{`expression = "LT($duration_ms, 5)"`, "sli/judges_everything bad"},
		{`expression = "LT($http.status_code, 500)"`, "column/deprecated COALESCE, sli/judges_everything bad"},
		{`event.http.target == "/pay"; event.ok == true`, ""}, // its successor has the path alone
		{trigger + `event.a == "x"; count(event.b == "y") > 4`, ""},
		{trigger + `event.a == "x"; count(event.a == "y") > 4`, "trigger/sees_nothing"},
		{trigger + `sli.ok == true; count(sli.ok == false) > 4`, "trigger/sees_nothing"},
		{trigger + `sli.ok == false; count() > 60`, "trigger/doubles_sli"},
		{trigger + `sli.ok == false; count() < 60`, ""},
		{trigger + `true; count(sli.ok == false) - count(event.name == "login") > 50`, ""},
		{trigger + `true; if(count() >= 50, count(sli.ok == false) / count(), 0) > 0.5`, "trigger/stands_in"},
		{trigger + `true; sum(event.size) / count() > 1000`, ""},
		{trigger + `true; avg(event.duration_ms) > 1000`, "trigger/average_latency"},
		{trigger + `true; avg(event.duration_ms) < 1`, ""},
		{trigger + `true; avg(event.video.duration_watched) > 10`, ""},
	} {
		t.Run(c.source, func(t *testing.T) {
			first, second, both := strings.Cut(strings.TrimPrefix(c.source, trigger), "; ")
			body := "sli \"x\" {\n good = " + first + "\n}"
			switch {
			case strings.HasPrefix(c.source, trigger):
				body = "trigger \"x\" {\n description = \"Somebody should look\"\n where = " + first +
					"\n fires_when = " + second + "\n over = \"10m\"\n every = \"10m\"\n severity = \"inform\"\n}"
				body = strings.Replace(body, " where = true\n", "", 1)
			case strings.HasPrefix(c.source, "expression"):
				body = "sli \"x\" {\n " + first + "\n}"
			case both:
				body = "sli \"x\" {\n eligible = " + first + "\n good = " + second + "\n}"
			}
			res := load(t, txtar.File{Name: "a.slo.hcl", Data: []byte(strings.Replace(formulasFile, "BODY", body, 1))})
			var got []string
			for _, f := range lint.Run(res.Resources, lint.Options{Today: today}) {
				if f.Rule.ID != "dataset/no_columns" && f.Rule.ID != "sli/unused" {
					got = append(got, f.Rule.ID+" "+f.Detail)
				}
			}
			slices.Sort(got)
			var want []string
			if c.want != "" {
				want = strings.Split(c.want, ", ")
			}
			if len(got) != len(want) {
				t.Fatalf("found %q, want %q", got, want)
			}
			for i := range want {
				id, says, _ := strings.Cut(want[i], " ")
				if !strings.HasPrefix(got[i], id+" ") || !strings.Contains(got[i], says) {
					t.Errorf("found %q, want %q", got[i], want[i])
				}
			}
		})
	}
}

const formulasFile = `service "s" {
  dataset = "d"
  owner   = "o"
  routes  = { inform = [recipient.slack.s] }
  sli "ok" { good = event.answered == true }
  slo "ok" {
    description = "People are served"
    sli         = sli.ok
    target      = 99
    burn_alert "soon" {
      exhausted_within = "4h"
      severity         = "inform"
    }
  }
  BODY
}
recipient "slack" "s" { channel = "#s" }
`
