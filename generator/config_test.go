package generator_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
)

// unpack writes an archive's files below a directory of the test's own, which becomes the working directory.
func unpack(t *testing.T, in *txtar.Archive) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, f := range in.Files {
		if err := os.MkdirAll(filepath.Dir(f.Name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.Name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// options reads an archive's comment: a line that begins with "$ " holds flags and paths as on a command line, with
// -env NAME=VALUE for a variable of the environment and -today for the day. Words with spaces stand in single quotes.
// Everything else is prose.
func options(t *testing.T, comment []byte) (o generator.Options, show []string) {
	t.Helper()
	for line := range strings.Lines(string(comment)) {
		line, ok := strings.CutPrefix(strings.TrimSpace(line), "$ ")
		if !ok {
			continue
		}
		words := words(line)
		for i := 0; i < len(words); i++ {
			flag := words[i]
			if !strings.HasPrefix(flag, "-") {
				o.Paths = append(o.Paths, flag)
				continue
			}
			if i++; i == len(words) {
				t.Fatalf("%s has no value", flag)
			}
			v := words[i]
			name, value, _ := strings.Cut(v, "=")
			switch flag {
			case "-var":
				o.Vars = append(o.Vars, v)
			case "-var-file":
				o.VarFiles = append(o.VarFiles, v)
			case "-env":
				o.Environ = append(o.Environ, v)
			case "-ext-str":
				o.ExtStr = map[string]string{name: value}
			case "-tla-str":
				o.TLAStr = map[string]string{name: value}
			case "-today":
				o.Today = v
			case "-version":
				o.Version = v
			case "-show": // the objects of the catalogue that the test is about, by the beginnings of their keys
				show = append(show, v)
			default:
				t.Fatalf("%s is not a flag of these tests", flag)
			}
		}
	}
	if o.Paths == nil {
		o.Paths = []string{"."}
	}
	return o, show
}

func words(line string) (out []string) {
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		end := " "
		if line[0] == '\'' {
			line, end = line[1:], "'"
		}
		word, rest, _ := strings.Cut(line, end)
		out, line = append(out, word), rest
	}
	return out
}

func render(t *testing.T, res *generator.Result, diags hcl.Diagnostics) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := diag.Render(&b, diag.Text, diags, res.Sources, diag.Options{Evaluated: res.Evaluated}); err != nil {
		t.Error(err)
	}
	return b.Bytes()
}

// TestValid loads configurations without fault. What they become is golden: the whole catalogue, or what -show names.
func TestValid(t *testing.T) {
	golden.Run(t, "testdata/valid/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		o, show := options(t, in.Comment)
		unpack(t, in)
		res, diags := generator.Load(context.Background(), o)
		if len(diags) > 0 {
			t.Fatalf("there are problems:\n%s", render(t, res, diags))
		}
		catalogue := honeycomb.AppendCatalogue(nil, res.Resources)
		if show == nil {
			return []txtar.File{{Name: "slogen.json", Data: catalogue}}
		}
		var out bytes.Buffer
		for line := range strings.Lines(string(catalogue)) {
			for _, prefix := range show {
				if strings.Contains(line, `"key":"`+prefix) || strings.Contains(line, `"key": "`+prefix) ||
					strings.Contains(line, `"from":`) && prefix == "moved" {
					out.WriteString(line)
					break
				}
			}
		}
		if out.Len() == 0 {
			t.Fatalf("nothing to show; the catalogue is\n%s", catalogue)
		}
		return []txtar.File{{Name: "objects", Data: out.Bytes()}}
	})
}

// TestInvalid loads configurations with mistakes. The messages are golden, as a user sees them in a pipe.
func TestInvalid(t *testing.T) {
	golden.Run(t, "testdata/invalid/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		o, _ := options(t, in.Comment)
		unpack(t, in)
		res, diags := generator.Load(context.Background(), o)
		if len(diags) == 0 {
			t.Error("no problem was found")
		}
		if diags.HasErrors() != (res.Resources == nil) {
			t.Error("resources come without errors only")
		}
		return []txtar.File{{Name: "messages", Data: render(t, res, diags)}}
	})
}

// TestErrors loads files one by one. A line with a mistake ends in a comment "# ERROR: Summary" or "# WARNING:
// Summary", several joined by "; "; every one is expected there and no other anywhere.
func TestErrors(t *testing.T) {
	names, err := filepath.Glob("testdata/errors/*.slo.hcl")
	if err != nil || len(names) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".slo.hcl"), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			line := 0
			for text := range strings.Lines(string(src)) {
				line++
				for _, word := range []string{"ERROR", "WARNING"} {
					if _, list, ok := strings.Cut(text, "# "+word+": "); ok {
						for s := range strings.SplitSeq(strings.TrimSpace(list), "; ") {
							want = append(want, fmt.Sprintf("%d: %s: %s", line, word, s))
						}
					}
				}
			}
			res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{name}, Today: "2026-06-01"})
			var got []string
			for _, d := range diags {
				word := "ERROR"
				if d.Severity == hcl.DiagWarning {
					word = "WARNING"
				}
				at := 0
				if d.Subject != nil {
					at = d.Subject.Start.Line
				}
				got = append(got, fmt.Sprintf("%d: %s: %s", at, word, d.Summary))
			}
			sort.Strings(want)
			sort.Strings(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("-want +got:\n%s\n%s", d, render(t, res, diags))
			}
		})
	}
}
