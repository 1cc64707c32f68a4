package uses_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/uses"
)

// TestBehind asks, of two states of a configuration in the folders before and after, what is behind the changes of
// objects. Each line of the file ask is a question: the key of an object, or two with "was → is", and then, where
// only some arguments count, these; with "written:" before them, how they are written.
func TestBehind(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		var questions string
		states := map[string]map[string]string{"before": {}, "after": {}}
		for _, f := range in.Files {
			if folder, name, ok := strings.Cut(f.Name, "/"); ok {
				states[folder][name] = string(f.Data)
				continue
			}
			questions = string(f.Data)
		}
		was, is := load(t, states["before"]), load(t, states["after"])
		c := uses.Compare(was.State, is.State)
		var out strings.Builder
		for line := range strings.Lines(questions) {
			line = strings.TrimSpace(line)
			fmt.Fprintf(&out, "%s\n%s", line, answer(c, is.Resources, line))
		}
		return []txtar.File{{Name: "behind", Data: []byte(out.String())}}
	})
}

// load loads a state that consists of these files.
func load(t *testing.T, files map[string]string) *generator.Result {
	t.Helper()
	o := generator.Options{Paths: []string{"."}, Names: true, Past: true, Storage: source.Memory("/top", files)}
	for name := range files {
		if strings.HasSuffix(name, ".slovars.hcl") {
			o.VarFiles = append(o.VarFiles, name)
		}
	}
	res, diags := generator.Load(context.Background(), o)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	res.State.Declared = func(key honeycomb.Key) (string, int, bool) {
		for x := range res.Resources.Objects() {
			if k := x.Head().Key; k == key || strings.HasPrefix(string(k), string(key)+"/") && k.Kind() == key.Kind() {
				at := x.Head().Origin.Range
				return at.Filename, at.Start.Line, true
			}
		}
		return "", 0, false
	}
	return res
}

func answer(c *uses.Comparison, now *honeycomb.Resources, question string) string {
	question, list, isWritten := strings.Cut(question, " written: ")
	fields := strings.Fields(question)
	was := honeycomb.Key(fields[0])
	is, rest := was, fields[1:]
	if len(rest) > 1 && rest[0] == "→" {
		is, rest = honeycomb.Key(rest[1]), rest[2:]
	}
	var shared *honeycomb.Shared
	if x := now.Find(is); x != nil {
		shared = x.Head().Shared
	}
	var b strings.Builder
	if isWritten {
		for _, a := range c.Written(was, is, shared, strings.Fields(list)) {
			fmt.Fprintf(&b, "  %s: %s → %s\n", a.Name, a.Was, a.Is)
		}
		return b.String()
	}
	var only uses.Only
	if len(rest) > 0 {
		only.Whole = slices.Contains(rest, "whole")
		only.Arguments = slices.DeleteFunc(rest, func(s string) bool { return s == "whole" })
	}
	found := c.Behind(was, is, shared, only)
	if found == nil {
		return "  not known\n"
	}
	if found.Own {
		b.WriteString("  its own declaration\n")
	}
	for _, block := range found.Blocks {
		fmt.Fprintf(&b, "  the block %s\n", block)
	}
	for _, n := range found.Names {
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %s at %s %s", n.Name, place(n.Range), n.Change), " ") + "\n")
	}
	if found.Unsure {
		b.WriteString("  perhaps something else\n")
	}
	if b.Len() == 0 {
		return "  nothing\n"
	}
	return b.String()
}

func place(r hcl.Range) string {
	if r.Start.Line == 0 {
		return r.Filename
	}
	return fmt.Sprintf("%s:%d", r.Filename, r.Start.Line)
}
