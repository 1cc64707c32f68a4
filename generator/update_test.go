package generator

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/sample"
	"github.com/slogen-project/slogen/generator/rules"
)

// everything is all that a result says, as text.
func everything(t rapid.TB, res *Result, diags hcl.Diagnostics) string {
	t.Helper()
	var b bytes.Buffer
	if err := diag.Render(&b, diag.Text, diags, res.Sources, diag.Options{Evaluated: res.Evaluated}); err != nil {
		t.Error(err)
	}
	fmt.Fprintf(&b, "%d files, %d services, %d tests, %d scenarios\n", res.Files, res.Services, len(res.Tests),
		len(res.Scenarios))
	for _, x := range res.Ignores {
		fmt.Fprintf(&b, "%+v\n", x)
	}
	if res.Resources == nil {
		return b.String()
	}
	for x := range res.Resources.Objects() {
		m := x.Head()
		fmt.Fprintf(&b, "%s %v %s %v\n", m.Key, m.Origin.Range, m.Origin.File, m.Inherited)
		for _, name := range rules.WholeArguments {
			if arg := m.Origin.Arg; arg != nil && arg(name).Filename != "" {
				fmt.Fprintf(&b, "  %s %v\n", name, arg(name))
			}
		}
		if s, ok := x.(*honeycomb.SLO); ok {
			for _, other := range s.DependsOn {
				fmt.Fprintf(&b, "  depends on %s at %v\n", other.Key, s.DependsAt)
			}
		}
	}
	for _, u := range res.Resources.Undeclared {
		fmt.Fprintf(&b, "%+v\n", u)
	}
	b.Write(honeycomb.AppendCatalogue(nil, res.Resources))
	return b.String()
}

// chain are services that refer to each other: c to b and a, b to a, d to c, and SLOs both ways.
var chain = map[string]string{
	"shared.slo.hcl": `defaults {
  dataset = "d"
  routes  = { page = [recipient.slack.a] }
}
recipient "slack" "a" {
  channel = "#a"
}
`,
	"a.slo.hcl": `service "a" {
  sli "x" {
    description = "A"
    good        = event.a == 1
  }
  slo "x" {
    sli        = sli.x
    target     = 99.9
    depends_on = [slo.b.y]
  }
}
`,
	"b.slo.hcl": `service "b" {
  sli "y" {
    description = "B"
    good        = sli.a.x.good && event.b == 2
  }
  slo "y" {
    sli    = sli.y
    target = 99.5
    burn_alert "fast" {
      burn_rate = 10
      over      = "1h"
      severity  = "page"
    }
  }
}
`,
	"c.slo.hcl": `service "c" {
  sli "z" {
    description = "C"
    good        = sli.b.y.good
  }
  sli "w" {
    description = "C"
    good        = sli.z.good && sli.a.x.good
  }
}
service "d" {
  sli "v" {
    description = "D"
    good        = sli.c.w
  }
  slo "v" {
    sli        = sli.c.z
    target     = 99
    depends_on = [slo.a.x]
  }
}
`,
}

// exampleFiles are the examples: each file's text by its name.
func exampleFiles(t testing.TB) (out []map[string]string) {
	t.Helper()
	dirs, err := filepath.Glob("../examples/*")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no examples", err)
	}
	for _, dir := range dirs {
		files := map[string]string{}
		err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			src, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			files[name] = string(src)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, files)
	}
	return out
}

// rewritten are the edits that replace one thing by another, where the first occurs.
var rewritten = []struct {
	what *regexp.Regexp
	by   []string
}{
	{regexp.MustCompile(`service "\w+"`), []string{`service "a"`, `service "other"`}},
	{regexp.MustCompile(`sli "\w+"`), []string{`sli "x"`, `sli "renamed"`}},
	{regexp.MustCompile(`slo "\w+"`), []string{`slo "y"`, `slo "renamed"`}},
	{regexp.MustCompile(`sli\.\w+\.\w+`), []string{"sli.c.w", "sli.b.y", "sli.nobody.x", "sli.a.good"}},
	{regexp.MustCompile(`\b\d+\b`), []string{"7", "0", "100"}},
	{regexp.MustCompile(`event\.[\w.]+`), []string{"sli.d.v", "event.other", "sli.x"}},
	{regexp.MustCompile(`description`), []string{"descripton"}},
	{regexp.MustCompile(`"[^"\n]*"`), []string{`"x"`, `""`, "\"é\"", `"d"`}},
}

// edit changes a text in one place.
func edit(t *rapid.T, src string) string {
	lines := strings.SplitAfter(src, "\n")
	i := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
	switch rapid.SampledFrom([]string{"rewrite", "rewrite", "rewrite", "rewrite", "delete", "repeat", "add", "shared",
		"ignore"}).Draw(t, "edit") {
	case "delete":
		lines = slices.Delete(lines, i, i+1)
	case "repeat":
		lines = slices.Insert(lines, i, lines[i])
	case "add":
		lines = append(lines, "service \"added\" {\n  dataset = \"d\"\n  sli \"s\" {\n    good = sli.a.x\n  }\n}\n")
	case "shared":
		lines = append(lines, "locals {\n  a = 1\n}\n")
	case "ignore":
		lines = slices.Insert(lines, i, "# slogen:ignore slo/many because of this\n")
	default:
		r := rapid.SampledFrom(rewritten).Draw(t, "what")
		places := r.what.FindAllStringIndex(src, -1)
		if len(places) == 0 {
			return src + "\n"
		}
		at := rapid.SampledFrom(places).Draw(t, "where")
		return src[:at[0]] + rapid.SampledFrom(r.by).Draw(t, "by") + src[at[1]:]
	}
	return strings.Join(lines, "")
}

// TestUpdate holds that an update is the same as loading everything, whatever has changed.
func TestUpdate(t *testing.T) {
	examples := exampleFiles(t)
	updated, loaded := 0, 0
	t.Chdir(t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp(".", "c")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		put := func(name, src string) string {
			p := filepath.Join(dir, filepath.FromSlash(name))
			err := os.MkdirAll(filepath.Dir(p), 0o777)
			if err == nil {
				err = os.WriteFile(p, []byte(src), 0o666)
			}
			if err != nil {
				t.Fatal(err)
			}
			return filepath.ToSlash(p)
		}
		original := map[string]string{}
		switch rapid.SampledFrom([]string{"example", "sample", "sample", "chain", "chain", "chain"}).Draw(t, "base") {
		case "example":
			original = rapid.SampledFrom(examples).Draw(t, "example")
		case "chain":
			original = chain
		default:
			for _, f := range sample.Draw(t).Files {
				original[f.Name] = string(f.Bytes())
			}
		}
		now := map[string]string{}
		var names []string
		for name, src := range original {
			put(name, src)
			if now[name] = src; strings.Contains(name, ".slo.") {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		o := Options{Paths: []string{dir}, Today: "2026-06-01", Tests: true}
		w := NewWorkspace(o)
		w.Update(context.Background())
		for range rapid.IntRange(1, 6).Draw(t, "edits") {
			var changed []string
			for range rapid.SampledFrom([]int{1, 1, 1, 2}).Draw(t, "files") {
				name := rapid.SampledFrom(names).Draw(t, "file")
				if name == "shared.slo.hcl" && !rapid.Bool().Draw(t, "shared") {
					name = "b.slo.hcl"
				}
				src, there := now[name]
				switch k := rapid.IntRange(0, 9).Draw(t, "kind"); {
				case k == 0 && there:
					delete(now, name)
					changed = append(changed, filepath.ToSlash(filepath.Join(dir, name)))
					if err := os.Remove(changed[len(changed)-1]); err != nil {
						t.Fatal(err)
					}
					continue
				case k <= 2 || !there: // as it was
					src = original[name]
				default:
					src = edit(t, src)
				}
				now[name] = src
				changed = append(changed, put(name, src))
			}
			before := w.last
			res, diags := w.Update(context.Background(), changed...)
			got := everything(t, res, diags)
			res, diags = Load(context.Background(), o)
			want := everything(t, res, diags)
			if strings.Contains(want, "Duplicate service") && strings.Contains(got, "Duplicate service") {
				continue // which of the two others refer to isn't certain
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("-load +update of %s:\n%s", changed, d)
			}
			if loaded++; before != nil && w.last == before {
				updated++
			}
		}
	})
	if loaded > 100 && updated*4 < loaded {
		t.Errorf("%d of %d edits were updates: too few to tell", updated, loaded)
	}
}

// TestUpdateCompilesLittle holds that an edit of a service's file compiles that file, and what refers to it.
func TestUpdateCompilesLittle(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, src := range chain {
		if err := os.WriteFile(name, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	w := NewWorkspace(Options{Paths: []string{"."}})
	if _, diags := w.Update(context.Background()); len(diags) > 0 {
		t.Fatal(diags)
	}
	for _, test := range []struct{ file, compiled string }{
		{"a.slo.hcl", "a.slo.hcl b.slo.hcl c.slo.hcl"},
		{"b.slo.hcl", "b.slo.hcl c.slo.hcl"},
		{"c.slo.hcl", "c.slo.hcl"},
	} {
		before, was := w.last, slices.Clone(w.last.parts)
		if _, diags := w.Update(context.Background(), test.file); len(diags) > 0 || w.last != before {
			t.Fatalf("%s: all is loaded anew: %v", test.file, diags)
		}
		var compiled []string
		for i := range was {
			if len(was[i].units) > 0 && was[i].units[0] != w.last.parts[i].units[0] {
				compiled = append(compiled, w.last.files[i].name)
			}
		}
		if got := strings.Join(compiled, " "); got != test.compiled {
			t.Errorf("%s: %s are compiled, want %s", test.file, got, test.compiled)
		}
	}
}

// BenchmarkUpdate changes one file of many.
func BenchmarkUpdate(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprintf("files=%d", n), func(b *testing.B) {
			b.Chdir(b.TempDir())
			text := func(i int, target string) []byte {
				src := strings.Replace(chain["b.slo.hcl"], "sli.a.x.good && ", "", 1)
				src = strings.Replace(src, `service "b"`, fmt.Sprintf(`service "s%d"`, i), 1)
				return []byte(strings.Replace(src, "99.5", target, 1))
			}
			name := func(i int) string { return fmt.Sprintf("s%d.slo.hcl", i) }
			put := func(name string, src []byte) {
				if err := os.WriteFile(name, src, 0o666); err != nil {
					b.Fatal(err)
				}
			}
			put("shared.slo.hcl", []byte(chain["shared.slo.hcl"]))
			for i := range n {
				put(name(i), text(i, "99.5"))
			}
			w := NewWorkspace(Options{Paths: []string{"."}})
			if res, diags := w.Update(context.Background()); len(diags) > 0 || res.Services != n {
				b.Fatal(diags)
			}
			k := 0
			for b.Loop() {
				k++
				put(name(k%n), text(k%n, []string{"99.5", "99.9"}[k/n%2]))
				before := w.last
				if _, diags := w.Update(context.Background(), name(k%n)); len(diags) > 0 || w.last != before {
					b.Fatal("all is loaded anew", diags)
				}
			}
		})
	}
}
