// Package conftest runs the policies of the guide to rules of one's own with OPA, as conftest does: the files that the
// guide shows, on the catalogue that slogen makes of what the guide shows.
package conftest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"
)

const (
	root  = "../.."
	guide = root + "/schemas/guides/policy.md"
)

// shown are the files that the guide shows, by name, and what it shows of conftest.
func shown(t *testing.T) (files map[string]string, said []string) {
	t.Helper()
	b, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	file := regexp.MustCompile("(?s)`([\\w./-]+)`(?:, refuses[^`]*)?:\n\n```\\w+\n(.*?)```\n")
	for _, m := range file.FindAllStringSubmatch(string(b), -1) {
		files[m[1]] = m[2]
	}
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "FAIL - ") {
			said = append(said, strings.TrimSuffix(line, "\n"))
		}
	}
	return files, said
}

// policies are the guide's policies, whose names begin so.
func policies(files map[string]string, prefix string) (out []func(*rego.Rego)) {
	for name, text := range files {
		if strings.HasPrefix(name, "policy/"+prefix) && strings.HasSuffix(name, ".rego") {
			out = append(out, rego.Module(name, text))
		}
	}
	return out
}

// judge says what policies deny in a file, as conftest prints it.
func judge(t *testing.T, policies []func(*rego.Rego), name string, text []byte) (said []string) {
	t.Helper()
	var input any
	if err := json.Unmarshal(text, &input); err != nil {
		t.Fatal(err)
	}
	found, err := rego.New(append(policies, rego.Query("data.main.deny"), rego.Input(input))...).Eval(t.Context())
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v", name, found, err)
	}
	for _, message := range found[0].Expressions[0].Value.([]any) {
		said = append(said, fmt.Sprintf("FAIL - %s - main - %v", name, message))
	}
	slices.Sort(said)
	return said
}

// TestGuide runs all policies on what the guide declares, and each alone.
func TestGuide(t *testing.T) {
	files, want := shown(t)
	slogen := filepath.Join(t.TempDir(), "slogen")
	if runtime.GOOS == "windows" {
		slogen += ".exe"
	}
	build := exec.Command("go", "build", "-o", slogen, "./cmd/slogen")
	build.Dir = root
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "slos"), os.DirFS(root+"/examples/http-service")); err != nil {
		t.Fatal(err)
	}
	const added = "slos/returns.slo.hcl"
	if err := os.WriteFile(filepath.Join(dir, added), []byte(files[added]), 0o666); err != nil {
		t.Fatal(err)
	}
	generate := exec.Command(slogen, "generate", "slos")
	generate.Dir = dir
	if said, err := generate.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	catalogue, err := filepath.Glob(filepath.Join(dir, "slos/out/json/*.json"))
	if err != nil || len(catalogue) < 3 {
		t.Fatalf("the catalogue is %q: %v", catalogue, err)
	}
	for prefix, about := range map[string]string{"": "FAIL", "region": " reads returns", "paging": " pages, but",
		"promises": " promises ", "catalogue": "none"} {
		t.Run("policy "+prefix, func(t *testing.T) {
			var got, all []string
			for _, name := range catalogue {
				text, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				short, _ := filepath.Rel(dir, name)
				got = append(got, judge(t, policies(files, prefix), filepath.ToSlash(short), text)...)
			}
			for _, line := range want {
				if strings.Contains(line, about) {
					all = append(all, line)
				}
			}
			if !slices.Equal(got, all) {
				t.Errorf("the policies say:\n%s\nand not:\n%s", strings.Join(got, "\n"), strings.Join(all, "\n"))
			}
		})
	}
}

// TestPolicies holds what the policies say of catalogues that the guide doesn't show.
func TestPolicies(t *testing.T) {
	files, _ := shown(t)
	all := policies(files, "")
	if len(all) != 4 {
		t.Fatalf("the guide has %d policies", len(all))
	}
	const slo = `{"key": "slo/eu-a/b", "kind": "slo", "service": "eu-a", "origin": {"file": "f"}, "path": "/1/slos/%s",
		"requires": [], "body": {"target_per_million": 999500%s}}`
	const alert = `, {"key": "burn_alert/eu-a/b/c", "kind": "burn_alert", "service": "eu-a", "origin": {"file": "f"},
		"path": "/1/burn_alerts/x", "requires": ["slo/eu-a/b"%s], "declared": {"severity": "page"}, "body": {}}`
	const pager = `, "recipient/pagerduty/x"`
	objects := func(dataset, slugs, more string) string {
		return `{"format_version": "1.0", "objects": [` + fmt.Sprintf(slo, dataset, slugs) + more + `]}`
	}
	for _, c := range []struct{ input, want string }{
		{objects("eu-x", "", fmt.Sprintf(alert, pager)), ""},
		{objects("x", "", fmt.Sprintf(alert, pager)), "slo/eu-a/b reads x: "},
		{objects("__all__", `, "dataset_slugs": ["eu-x", "eu-y"]`, fmt.Sprintf(alert, pager)), ""},
		{objects("__all__", `, "dataset_slugs": ["eu-x", "us-y"]`, fmt.Sprintf(alert, pager)),
			"slo/eu-a/b reads us-y: "},
		{objects("__all__", "", fmt.Sprintf(alert, pager)), "slo/eu-a/b reads __all__: "},
		{objects("eu-x", "", fmt.Sprintf(alert, "")), "burn_alert/eu-a/b/c pages, but notifies no "},
		{objects("eu-x", "", ""), "slo/eu-a/b has no burn alert"},
		{`{"format_version": "2.0", "objects": []}`, "this is no file of slogen's catalogue"},
		{`{"resource": {}}`, "this is no file of slogen's catalogue"},
		{`[]`, "this is no file of slogen's catalogue"},
	} {
		got := strings.Join(judge(t, all, "a.json", []byte(c.input)), "\n")
		if c.want == "" && got != "" ||
			c.want != "" && (strings.Count(got, "FAIL") != 1 || !strings.Contains(got, c.want)) {
			t.Errorf("%s\nis judged %q, want %q", c.input, got, c.want)
		}
	}
}
