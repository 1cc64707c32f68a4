package contrast

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
)

// TestWidths says what differs between environments in lines of 40, 80 and 120 characters.
func TestWidths(t *testing.T) {
	golden.Run(t, "testdata/widths.txtar", func(t *testing.T, _ *txtar.Archive) (out []txtar.File) {
		var list []Environment
		about := []About{{Name: "production", Out: "out/production"}, {Name: "staging", Out: "out/staging"},
			{Name: "eu", Out: "out/eu"}}
		for i := range about {
			about[i].Declares = "2 files, 1 service, 1 SLO, 1 burn alert, 2 recipients"
			list = append(list, Environment{about[i].Name, environment(i)})
		}
		rows, err := Rows(list)
		if err != nil {
			t.Fatal(err)
		}
		for _, width := range []int{0, 40, 80, 120} {
			text := AppendText(nil, about, rows, width)
			for line := range strings.Lines(string(text)) {
				if n := utf8.RuneCountInString(line) - 1; width > 0 && n > width && strings.Contains(line[2:], " ") {
					t.Errorf("%d characters, and not %d: %s", n, width, line)
				}
			}
			out = append(out, txtar.File{Name: fmt.Sprint(width), Data: text})
		}
		return out
	})
}

// environment is the i-th of three, which differ.
func environment(i int) *honeycomb.Resources {
	pager := &honeycomb.Recipient{Meta: honeycomb.Meta{Key: "recipient/pagerduty/oncall"},
		Type: honeycomb.RecipientPagerDuty, IntegrationName: "Shopping on-call",
		IntegrationKey: honeycomb.Text{Secret: fmt.Sprintf("KEY_%d", i)}}
	twin := &honeycomb.Recipient{Meta: honeycomb.Meta{Key: "recipient/pagerduty/second"},
		Type: honeycomb.RecipientPagerDuty, IntegrationName: "Shopping on-call",
		IntegrationKey: honeycomb.Text{Secret: "OTHER"}}
	sli := &honeycomb.CalculatedField{Meta: honeycomb.Meta{Key: "calculated_field/a/ok", Service: "a"},
		Alias: "sli.a.ok", Expression: "$ok", Dataset: "a"}
	slo := &honeycomb.SLO{Meta: honeycomb.Meta{Key: "slo/a/ok", Service: "a"}, SLI: sli, Name: "ok",
		Datasets: []string{"a"}, TimePeriodDays: 28, TargetPerMillion: 999_000 - i*1000}
	to := []*honeycomb.Recipient{pager, twin, pager}[i]
	alert := &honeycomb.BurnAlert{Meta: honeycomb.Meta{Key: "burn_alert/a/ok/fast", Service: "a"}, Name: "fast",
		SLO: slo, AlertType: honeycomb.BudgetRate, BudgetRateWindowMinutes: 60,
		BudgetRateDecreaseThresholdPerMillion: 20_000,
		Recipients:                            []honeycomb.Notification{{Recipient: to, PagerDutySeverity: "critical"}}}
	return &honeycomb.Resources{Recipients: []*honeycomb.Recipient{pager, twin},
		CalculatedFields: []*honeycomb.CalculatedField{sli}, SLOs: []*honeycomb.SLO{slo},
		BurnAlerts: []*honeycomb.BurnAlert{alert}}
}
