package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ran runs slogen and returns what it prints.
func ran(t *testing.T, args ...string) string {
	t.Helper()
	a := newApp()
	var out, err bytes.Buffer
	a.writeTo(&out, &err)
	if code := a.run(args); code != exitOK {
		t.Fatalf("slogen %s: exit code %d\n%s", strings.Join(args, " "), code, err.String())
	}
	return out.String()
}

// TestSuggestedIsTrue pastes what is suggested into a service, for several histories: it must compile without a finding
// of validate, and simulate must say that each alert fires at the minutes that suggest gives.
func TestSuggestedIsTrue(t *testing.T) {
	const declared = `recipient "slack" "team" {
  channel = "#team"
}

service "shop" {
  dataset = "shop"
  runbook = "https://runbooks.example.com/shop"
  routes  = { page = [recipient.slack.team], inform = [recipient.slack.team] }

  sli "availability" {
    eligible = event.name == "buy"
    good     = event.status < 500
  }

`
	outages := func(m int) (int, int) {
		d, at := m/1440, m%1440
		switch {
		case d%9 == 4 && at >= 600 && at < 600+d:
			return 200 + at/10, 60
		case d%13 == 6 && at < 400:
			return 200 + at/10, 5
		}
		return 200 + at/10, m * 7919 % 10007 / 9900
	}
	for _, x := range []struct {
		name   string
		days   int
		counts func(m int) (total, bad int)
		args   []string
		alerts int // at least
	}{
		{"outages", 45, outages, nil, 2},
		{"a week", 30, outages, []string{"-window=7d"}, 2},
		{"a day", 8, outages, []string{"-window=1d", "-kept=50"}, 1},
		{"a strict target", 40, outages, []string{"-target=99.99"}, 2},
		{"a low target", 40, outages, []string{"-target=0.5%"}, 1},
		{"nothing failed", 31, func(int) (int, int) { return 10, 0 }, nil, 2},
		{"too short", 3, outages, []string{"-target=99.9"}, 2},
	} {
		t.Run(x.name, func(t *testing.T) {
			dir := t.TempDir()
			counts, config := filepath.Join(dir, "counts.csv"), filepath.Join(dir, "shop.slo.hcl")
			var b strings.Builder
			b.WriteString("time,total,bad\n")
			for m := range x.days * 1440 {
				total, bad := x.counts(m)
				fmt.Fprintf(&b, "%d,%d,%d\n", 1767225600+60*m, total, bad)
			}
			write := func(name, text string) {
				if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			write(counts, b.String())
			var said struct {
				HCL    string
				Alerts []struct {
					Name     string
					Proposed bool
					FiredAt  []int `json:"fired_at"`
				}
			}
			if err := json.Unmarshal([]byte(ran(t, append([]string{"suggest", "-json", "-history", counts},
				x.args...)...)), &said); err != nil {
				t.Fatal(err)
			}
			write(config, declared+said.HCL+"}\n")
			ran(t, "validate", config)
			a := newApp()
			var found bytes.Buffer
			a.writeTo(&found, &found)
			a.run([]string{"lint", config}) // it finds that the service has no owner
			if text := found.String(); text == "" || strings.Contains(text, "burn_alert/on_track") {
				t.Errorf("lint warns of what is suggested:\n%s", text)
			}
			write(filepath.Join(dir, "again.txt"), ran(t, append([]string{"suggest", "-history", counts, "-slo",
				"shop.availability", config}, x.args...)...)) // what it suggests can be judged
			ran(t, "fmt", config)
			var simulated struct {
				Scenarios []struct {
					Alerts []struct {
						Name    string
						Firings []struct{ At int }
					}
				}
			}
			if err := json.Unmarshal([]byte(ran(t, "simulate", "-json", "-history", counts, config)),
				&simulated); err != nil {
				t.Fatal(err)
			}
			proposed := 0
			for _, a := range said.Alerts {
				if !a.Proposed {
					continue
				}
				proposed++
				var at []int
				for _, b := range simulated.Scenarios[0].Alerts {
					for _, f := range b.Firings {
						if b.Name == a.Name {
							at = append(at, f.At)
						}
					}
				}
				if !slices.Equal(at, a.FiredAt) {
					t.Errorf("%s fires at %v, and suggest says at %v", a.Name, at, a.FiredAt)
				}
			}
			if proposed < x.alerts || proposed != len(simulated.Scenarios[0].Alerts) {
				t.Errorf("%d alerts are proposed, and %d were declared:\n%s", proposed,
					len(simulated.Scenarios[0].Alerts),
					said.HCL)
			}
		})
	}
}
