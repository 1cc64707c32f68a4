package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	presetExample = regexp.MustCompile(`(?m)^# Example:\n((?:#   .*\n)+)sli_template `)
	presetMessy   = regexp.MustCompile(`(?ms)^test "messy events".*?^  expect = (.*?)^}`)
	presetTest    = regexp.MustCompile(`(?ms)^test .*?sli\s*= sli\.use\.(\w+)\n.*?^  expect = (.*?)^}`)
)

// TestBuiltinSLIs uses every built-in SLI as it is, by its example, and with each of the names that its columns have.
// Its tests, in generator/presets/testdata, must have good, bad and ineligible events for each, and messy ones that it
// doesn't judge all alike; they must pass, and lint must find nothing.
func TestBuiltinSLIs(t *testing.T) {
	const folder = "../../generator/presets/"
	files, err := filepath.Glob(folder + "sli/*.hcl")
	if err != nil || len(files) < 11 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".hcl")
		t.Run(name, func(t *testing.T) {
			src := readFile(t, file)
			tests := readFile(t, folder+"testdata/sli/"+name+".slotest.hcl")
			m := presetExample.FindSubmatch(src)
			if m == nil || !bytes.Contains(src, []byte("\n# Why: ")) || !bytes.Contains(src, []byte("# Source: ")) {
				t.Fatal("the comment above the template needs # Source:, # Why: and # Example:")
			}
			example := strings.ReplaceAll(string(m[1]), "#   ", "  ")
			label := regexp.MustCompile(`sli "(\w+)"`).FindStringSubmatch(example)[1]
			slis := map[string]string{"standard": "", label: example}
			if bytes.Contains(src, []byte(`parameter "old_names"`)) {
				slis["both"], slis["old"] = "old_names = true", "new_names = false"
			}
			messy := presetMessy.FindSubmatch(tests)
			for _, v := range []string{`"good"`, `"bad"`, `"ineligible"`} {
				if messy == nil || !bytes.Contains(messy[1], []byte(v)) {
					t.Errorf("there is no test \"messy events\" in which one is %s", v)
				}
			}
			verdicts := map[string]string{}
			for _, m := range presetTest.FindAllSubmatch(tests, -1) {
				verdicts[string(m[1])] += string(m[2])
			}
			for sli := range slis {
				for _, v := range []string{`"good"`, `"bad"`, `"ineligible"`} {
					if sli != label && !strings.Contains(verdicts[sli], v) || verdicts[sli] == "" {
						t.Errorf("no test has an event for which sli.use.%s is %s", sli, v)
					}
				}
			}
			dir := t.TempDir()
			write := func(file string, text string) {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			write("use.slotest.hcl", string(tests))
			write("use.slo.hcl", useOf(name, slis))
			for _, command := range []string{"validate", "test"} {
				succeeds(t, command, dir)
			}
			delete(slis, "old") // that these columns have other names today is what lint is for
			if err := os.Remove(filepath.Join(dir, "use.slotest.hcl")); err != nil {
				t.Fatal(err)
			}
			write("use.slo.hcl", useOf(name, slis))
			succeeds(t, "lint", dir)
		})
	}
}

// useOf is a service with SLIs of a template: whole blocks, or parameters.
func useOf(template string, slis map[string]string) string {
	var b strings.Builder
	b.WriteString(`recipient "pagerduty" "oncall" {
  integration_name = "On-call"
  integration_key  = secret("PAGERDUTY_KEY")
}

recipient "slack" "team" {
  channel = "#team"
}

# slogen:ignore dataset/no_columns the templates are what is looked at
service "use" {
  description = "Shows how built-in SLIs are used"
  owner       = "team"
  dataset     = "use"
  runbook     = "https://runbooks.example.com/use"
  window      = "30d"
  burn_alerts = builtin.burn_alerts.honeycomb
  routes      = { page = [recipient.pagerduty.oncall], inform = [recipient.slack.team] }

`)
	i := 0
	for sli, how := range slis {
		if !strings.HasPrefix(how, "  sli ") {
			how = fmt.Sprintf("  sli %q {\n    template   = builtin.sli.%s\n    parameters = { %s }\n  }\n", sli,
				template, how)
		}
		i++
		fmt.Fprintf(&b, "%s\n  slo %q {\n    description = \"People can use it in the way %d\"\n"+
			"    sli         = sli.%[2]s\n    target      = 99.%[3]d\n  }\n\n", how, sli, i)
	}
	b.WriteString("}\n")
	return b.String()
}

func succeeds(t *testing.T, args ...string) {
	t.Helper()
	a := newApp()
	var out, err bytes.Buffer
	a.writeTo(&out, &err)
	if code := a.run(args); code != exitOK {
		t.Errorf("slogen %s: exit code %d\n%s%s", strings.Join(args, " "), code, out.String(), err.String())
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
