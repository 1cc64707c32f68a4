package compile_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator"
)

// references are the shapes in which services may refer to SLIs of others: for service i of n, those it takes.
var references = []struct {
	name string
	of   func(i, n int) []int
}{
	{"none", func(i, n int) []int { return nil }},
	{"previous", func(i, n int) []int { return list(i > 0, i-1) }},
	{"next", func(i, n int) []int { return list(i < n-1, i+1) }},
	{"star", func(i, n int) []int { return list(i < n-1, n-1) }},
	{"tree", func(i, n int) []int { return list(i < n-1, n-1-(n-2-i)/2) }},
}

func list(is bool, of ...int) []int {
	if !is {
		return nil
	}
	return of
}

// referring writes n services, a file each, each with an SLI that refers to those of others.
func referring(tb testing.TB, n int, of func(i, n int) []int) string {
	tb.Helper()
	slis := map[string]string{}
	for i := range n {
		var conditions []string
		for _, j := range of(i, n) {
			conditions = append(conditions, fmt.Sprintf("sli.s%05d.a.good", j))
		}
		good := cmp.Or(strings.Join(conditions, " && "), "event.status == 200")
		slis[fmt.Sprintf("s%05d", i)] = fmt.Sprintf("sli \"a\" {\n    good = %s\n  }", good)
	}
	return services(tb, slis)
}

// services writes services with their SLIs, a file each.
func services(tb testing.TB, slis map[string]string) (dir string) {
	tb.Helper()
	dir = tb.TempDir()
	for name, text := range slis {
		src := fmt.Sprintf("service %q {\n  dataset = \"d\"\n  %s\n}\n", name, text)
		if err := os.WriteFile(filepath.Join(dir, name+".slo.hcl"), []byte(src), 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// TestReferences holds that the order in which services refer to each other costs no more than a second look at each.
func TestReferences(t *testing.T) {
	const n = 150
	var least float64
	for _, r := range references {
		dir := referring(t, n, r.of)
		allocs := testing.AllocsPerRun(1, func() {
			res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}, Workers: 1})
			if len(diags) > 0 || len(res.Resources.CalculatedFields) != n {
				t.Fatalf("%s: %v", r.name, diags)
			}
		})
		if least == 0 {
			least = allocs
		}
		if allocs > 3*least {
			t.Errorf("%s: %.0f allocations, where services that refer to nothing take %.0f", r.name, allocs, least)
		}
	}
}

// TestPartlyWaiting holds that a service is tried again when only a part of what it waits for can come first: here the
// SLI z of a service waits for what waits for x of the same service, and x waits for a service whose name comes last.
func TestPartlyWaiting(t *testing.T) {
	dir := services(t, map[string]string{
		"a": "sli \"x\" {\n    good = sli.z.y\n  }\n  sli \"z\" {\n    good = sli.b.w\n  }",
		"b": "sli \"w\" {\n    good = sli.a.x\n  }",
		"z": "sli \"y\" {\n    good = event.status == 200\n  }",
	})
	res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	for _, f := range res.Resources.CalculatedFields {
		if want := "EQUALS($status, 200)"; f.Expression != want {
			t.Errorf("%s: %s, want %s", f.Key, f.Expression, want)
		}
	}
}

// BenchmarkReferences loads services that refer to each other in several shapes.
func BenchmarkReferences(b *testing.B) {
	for _, r := range references {
		for _, n := range []int{500, 2000} {
			b.Run(fmt.Sprintf("%s/services=%d", r.name, n), func(b *testing.B) {
				dir := referring(b, n, r.of)
				for b.Loop() {
					_, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}})
					if diags.HasErrors() {
						b.Fatal(diags)
					}
				}
			})
		}
	}
}
