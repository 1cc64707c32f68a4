package generator_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/internal/golden"
)

// TestMended writes mistakes into testdata/mended/base.hcl, which is valid, and then what their messages advise. A case
// has three parts with "---" between them: what stands in the base, the mistake that replaces it, and the same after
// the advice was followed. Lines that begin with "!" after that are code that the message must hold.
func TestMended(t *testing.T) {
	load := mendedBase(t)
	golden.Run(t, "testdata/mended/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		t.Chdir(t.TempDir())
		var out bytes.Buffer
		for _, f := range in.Files {
			old, mistake, mended, advice := partsOf(t, f)
			message := load(t, old, mistake)
			if !bytes.Contains(message, []byte("Error: ")) {
				t.Errorf("%s: no error", f.Name)
			}
			for a := range strings.SplitSeq(advice, "\n!") {
				if a = strings.TrimSpace(a); !bytes.Contains(message, []byte(a)) {
					t.Errorf("%s: the message should name %s:\n%s", f.Name, a, message)
				}
			}
			if rest := load(t, old, mended); len(rest) > 0 {
				t.Errorf("%s: the mended text has problems:\n%s", f.Name, rest)
			}
			fmt.Fprintf(&out, "## %s\n\n%s\n", f.Name, message)
		}
		return []txtar.File{{Name: "messages", Data: out.Bytes()}}
	})
}

// partsOf splits a case into what stands in the base, the mistake, the mended text, and the code that the message
// holds.
func partsOf(t *testing.T, f txtar.File) (old, mistake, mended, advice string) {
	t.Helper()
	parts := strings.Split(strings.TrimSpace(string(f.Data)), "\n---\n")
	if len(parts) != 3 {
		t.Fatalf("%s has %d parts", f.Name, len(parts))
	}
	mended, advice, _ = strings.Cut(parts[2], "\n!")
	return parts[0], parts[1], mended, advice
}

// mendedBase gives a function that writes text for old in the base of these tests, and says what problems there are.
func mendedBase(t *testing.T) func(t *testing.T, old, text string) []byte {
	t.Helper()
	base, err := os.ReadFile("testdata/mended/base.hcl")
	if err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T, old, text string) []byte {
		t.Helper()
		if bytes.Count(base, []byte(old)) != 1 {
			t.Fatalf("the base must hold %q once", old)
		}
		name := "base.slo.hcl"
		if err := os.WriteFile(name, bytes.Replace(base, []byte(old), []byte(text), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{name}, Today: "2026-06-01"})
		return render(t, res, diags)
	}
}

// TestForeign writes the names of other tools into a valid configuration, and then what slogen advises. That each name
// of package config's table is in the archive is tested there.
func TestForeign(t *testing.T) {
	load := mendedBase(t)
	golden.Run(t, "testdata/foreign.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		t.Chdir(t.TempDir())
		var out bytes.Buffer
		for _, f := range in.Files {
			old, mistake, mended, advice := partsOf(t, f)
			if !strings.Contains(spaceless(mended), spaceless(advice)) {
				t.Errorf("%s: the mended text doesn't hold the advice", f.Name)
			}
			block, names, _ := strings.Cut(f.Name, ": ")
			for i, name := range strings.Fields(names) {
				message := load(t, old, strings.ReplaceAll(mistake, "NAME", name))
				if !bytes.Contains(message, []byte("Error: Unsupported ")) || !bytes.Contains(message, []byte(advice)) {
					t.Errorf("%s in %s: the message should advise %s:\n%s", name, block, advice, message)
				}
				if i == 0 {
					fmt.Fprintf(&out, "## %s\n\n%s\n", f.Name, message)
				}
			}
			if rest := load(t, old, mended); len(rest) > 0 {
				t.Errorf("%s: the mended text has problems:\n%s", f.Name, rest)
			}
		}
		return []txtar.File{{Name: "messages", Data: out.Bytes()}}
	})
}

func spaceless(s string) string { return strings.Join(strings.Fields(s), "") }

// TestFixes applies the edits that problems bring along: the configuration is valid afterwards.
func TestFixes(t *testing.T) {
	base, err := os.ReadFile("testdata/mended/base.hcl")
	if err != nil {
		t.Fatal(err)
	}
	src := string(base)
	for _, name := range []string{"description ", "target ", "slo ", "sli ", "burn_alert "} {
		src = strings.Replace(src, name, strings.TrimSpace(name)+"x ", 1)
	}
	t.Chdir(t.TempDir())
	load := func() hcl.Diagnostics {
		const file = "base.slo.hcl"
		if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
		_, diags := generator.Load(context.Background(), generator.Options{Paths: []string{file}, Today: "2026-06-01"})
		return diags
	}
	fixed := 0
	for range 5 { // a block that isn't understood hides what is in it
		diags := load()
		var edits []diag.Edit
		for _, d := range diags {
			if x, ok := d.Extra.(*diag.Extra); ok {
				edits = append(edits, x.Fix.Edits...)
			}
		}
		slices.SortFunc(edits, func(a, b diag.Edit) int { return b.Range.Start.Byte - a.Range.Start.Byte })
		for _, e := range edits {
			src = src[:e.Range.Start.Byte] + e.New + src[e.Range.End.Byte:]
			fixed++
		}
	}
	if src != string(base) || fixed < 5 {
		t.Errorf("after %d fixes:\n%s\n%v", fixed, src, load())
	}
}
