package step_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/step"
)

// TestSteps plans the steps in testdata, from before.slo.hcl to a.slo.hcl, and follows each way out that it is given.
func TestSteps(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(plan.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("plan.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema := c.MustCompile("plan.schema.json")
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, a *txtar.Archive) []txtar.File {
		var before, after string
		for _, f := range a.Files {
			switch f.Name {
			case "before.slo.hcl":
				before = string(f.Data)
			case "a.slo.hcl":
				after = string(f.Data)
			}
		}
		old, _ := load(t, before, nil)
		prior := catalogue(t, old)
		now, _ := load(t, after, nil)
		p, found := check(t, prior, now)
		p.Problems = found.Problems
		var text bytes.Buffer
		if err := plan.Print(&text, p, plan.Options{}); err != nil {
			t.Error(err)
		}
		form, err := jsonschema.UnmarshalJSON(bytes.NewReader(plan.AppendJSON(nil, p)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(form); err != nil {
			t.Error(err)
		}
		follow(t, prior, after, found)
		for i := range found.Problems { // what one problem says of others is enough
			if p := found.Problems[i]; len(p.Ways) > 0 && len(p.Ways[0].Renames) > 0 {
				follow(t, prior, after, &step.Result{Problems: []plan.Problem{p}})
			}
		}
		keep(t, prior, after, p)
		return []txtar.File{{Name: "plan.txt", Data: text.Bytes()}}
	})
}

// follow takes each way out and finds that it leads out.
func follow(t *testing.T, prior *honeycomb.Catalogue, source string, found *step.Result) {
	for n := 0; ; n++ {
		var pastes []plan.Paste
		var renames []plan.Rename
		taken, two := false, false
		for _, p := range found.Problems {
			i := min(n, len(p.Ways)-1)
			if i < 0 {
				continue
			}
			w := p.Ways[i]
			taken = taken || i == n
			two = two || w.FirstStep
			if w.FirstStep || len(w.Commands) > 0 || len(w.Pastes) == 0 { // not by editing the sources
				continue
			}
			pastes, renames = append(pastes, w.Pastes...), append(renames, w.Renames...)
		}
		if !taken {
			return
		}
		if two {
			first, _ := load(t, source, found.First)
			if _, again := check(t, prior, first); len(again.Problems) > 0 {
				t.Errorf("way %d, the first step: %+v", n, again.Problems)
			}
			last, _ := load(t, source, nil)
			if _, again := check(t, catalogue(t, first), last); len(again.Problems) > 0 {
				t.Errorf("way %d, the second step: %+v", n, again.Problems)
			}
			continue
		}
		if len(pastes) == 0 {
			continue
		}
		now, text := load(t, paste(t, source, pastes, renames), nil)
		if _, again := check(t, prior, now); len(again.Problems) > 0 {
			t.Errorf("way %d leads to %+v, with\n%s", n, again.Problems, text)
		}
	}
}

// keep pastes what the plan says keeps objects, and finds that they stay: nothing is made anew, and no history begins
// again.
func keep(t *testing.T, prior *honeycomb.Catalogue, source string, p *plan.Plan) {
	var pastes []plan.Paste
	kept := map[honeycomb.Key]bool{}
	untold := false // the plan says that no argument can keep an alias
	for i := range p.Changes {
		if c := &p.Changes[i]; len(c.Keep) > 0 {
			pastes = append(pastes, c.Keep...)
			kept[c.Key] = true
			for _, key := range c.Kin[:min(len(c.Kin), 1)] { // the advice is about the first
				delete(kept, c.Key)
				kept[key] = true
			}
		}
		meaning := strings.Join(p.Changes[i].Meaning(), "\n")
		untold = untold || strings.Contains(meaning, "can't be kept as the block is written")
	}
	if len(pastes) == 0 {
		return
	}
	now, text := load(t, paste(t, source, pastes, nil), nil)
	again, found := check(t, prior, now)
	if len(found.Problems) > 0 {
		t.Errorf("what keeps objects leads to %+v, with\n%s", found.Problems, text)
	}
	for i := range again.Changes {
		c := &again.Changes[i]
		if kept[c.Key] && c.Action != plan.Moved && c.Action != plan.Update || len(c.Keep) > 0 ||
			!untold &&
				slices.ContainsFunc(c.Meaning(), func(m string) bool { return strings.Contains(m, "recounted") }) {
			t.Errorf("%s is not kept (%s %q), with\n%s", c.Key, c.Action, c.Meaning(), text)
		}
	}
}

// paste edits a source as the advice says.
func paste(t *testing.T, source string, pastes []plan.Paste, renames []plan.Rename) string {
	lines := strings.Split(source, "\n")
	end := ""
	done := map[string]bool{}
	inserted := map[int]string{}
	for _, p := range pastes {
		if done[p.Into+p.HCL] {
			continue
		}
		done[p.Into+p.HCL] = true
		if p.Into == "" {
			end += "\n" + p.HCL + "\n"
			continue
		}
		name := strings.Fields(p.HCL)[0]
		i := p.Origin.Line // the line behind the header
		indent := lines[i-1][:len(lines[i-1])-len(strings.TrimLeft(lines[i-1], " "))]
		for j := i; lines[j] != indent+"}"; j++ {
			if regexp.MustCompile(`^ *` + name + ` *=`).MatchString(lines[j]) {
				lines[j] = ""
			}
		}
		inserted[i-1] = indent + "  " + p.HCL
	}
	var out []string
	for i, l := range lines {
		out = append(out, l)
		if s := inserted[i]; s != "" {
			out = append(out, s)
		}
	}
	text := strings.Join(out, "\n")
	seen := map[plan.Rename]bool{}
	for _, r := range renames {
		if seen[r] {
			continue
		}
		seen[r] = true
		typ, from, _ := strings.Cut(r.From.Path(), "/")
		_, to, _ := strings.Cut(r.To.Path(), "/")
		text = strings.ReplaceAll(text, fmt.Sprintf("%q %q", typ, from), fmt.Sprintf("%q %q", typ, to))
		text = regexp.MustCompile(`\brecipient\.`+typ+`\.`+from+`\b`).ReplaceAllString(text, "recipient."+typ+"."+to)
	}
	return text + end
}

func load(t *testing.T, source string, aliases map[honeycomb.Key]string) (*honeycomb.Resources, string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile(filepath.Join(".", "a.slo.hcl"), []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{"."}, Aliases: aliases})
	if diags.HasErrors() {
		var b bytes.Buffer
		_ = diag.Render(&b, diag.Text, diags, res.Sources, diag.Options{})
		t.Fatalf("%s\n%s", &b, source)
	}
	return res.Resources, source
}

func catalogue(t *testing.T, r *honeycomb.Resources) *honeycomb.Catalogue {
	t.Helper()
	c, err := honeycomb.ReadCatalogue("slogen.json", honeycomb.AppendCatalogue(nil, r))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func check(t *testing.T, prior *honeycomb.Catalogue, now *honeycomb.Resources) (*plan.Plan, *step.Result) {
	t.Helper()
	p, err := plan.Diff(prior, now)
	if err != nil {
		t.Fatal(err)
	}
	found, err := step.Check(p, prior, now)
	if err != nil {
		t.Fatal(err)
	}
	return p, found
}
