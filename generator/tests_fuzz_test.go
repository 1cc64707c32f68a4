package generator_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/slitest"
)

// FuzzTests changes a few bytes and words of files of tests and scenarios. Loading and running them ends, what is wrong
// has a place, and a second run says the same.
func FuzzTests(f *testing.F) {
	names, err := filepath.Glob("../examples/*/*.slotest.hcl")
	if err != nil || len(names) == 0 {
		f.Fatal(names, err)
	}
	words := []string{"null", "[]", "{}", "\"\"", "-1", "1e99", "each.key", "local", "sli", "event", "var.x", "(", ")",
		"}", "\"${", "for_each", "<<EOT\n", "\"9999999h\"", "\"0s\"", "0.5", "\"100/min\"", "\xff", "\x00"}
	type source struct{ dir, text string }
	var sources []source
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		sources = append(sources, source{filepath.Dir(name), string(src)})
		words = append(words, strings.Fields(string(src))...)
	}
	for i := range 3 * len(sources) {
		f.Add(uint8(i), uint64(i), uint8(i%5))
	}
	dir := f.TempDir()
	file := filepath.Join(dir, "a.slotest.hcl")
	f.Fuzz(func(t *testing.T, which uint8, seed uint64, changes uint8) {
		s := sources[int(which)%len(sources)]
		r := rand.New(rand.NewPCG(seed, 1))
		for range changes % 8 {
			a := r.IntN(len(s.text) + 1)
			b := min(len(s.text), a+r.IntN(12))
			s.text = s.text[:a] + words[r.IntN(len(words))] + s.text[b:]
		}
		if err := os.WriteFile(file, []byte(s.text), 0o666); err != nil {
			t.Fatal(err)
		}
		configs, err := filepath.Glob(filepath.Join(s.dir, "*.slo.*"))
		if err != nil {
			t.Fatal(err)
		}
		load := func() (report string) {
			res, diags := generator.Load(context.Background(), generator.Options{Paths: append(configs, file), Workers: 1,
				Tests: true})
			if res.Resources == nil {
				t.Fatal("a test file spoils the configuration")
			}
			report = string(render(t, res, diags))
			rep, more := slitest.Run(slitest.Input{Tests: res.Tests, Fields: res.Resources.CalculatedFields,
				Columns: res.Columns, ReadFile: res.ReadFile,
				Scenarios: res.Scenarios, SLOs: res.Resources.SLOs, Alerts: res.Resources.BurnAlerts})
			for _, d := range append(diags, more...) {
				if d.Summary == "" || d.Detail == "" || d.Subject == nil {
					t.Errorf("a diagnostic without words, or without a place: %+v", d)
				}
			}
			report += string(render(t, res, more))
			if rep == nil && !more.HasErrors() {
				t.Error("no report, and no error")
			}
			if rep != nil {
				var b bytes.Buffer
				if err := slitest.JSON.Write(&b, rep, slitest.Options{}); err != nil {
					t.Fatal(err)
				}
				report += b.String()
			}
			return report
		}
		if first, second := load(), load(); first != second {
			t.Errorf("it says\n%s\nand then\n%s", first, second)
		}
		if t.Failed() {
			t.Logf("%s:\n%s", s.dir, s.text)
		}
	})
}
