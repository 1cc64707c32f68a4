package emit

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/mark"
)

var terraformFormats = []*Format{Terraform, TerraformModule, TerraformInput}

// Each archive names a format and one of [samples]; it expects what the format writes for it, but for the files that
// are always the same.
func TestTerraformGolden(t *testing.T) {
	golden.Run(t, "testdata/terraform*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		var format, sample string
		if _, err := fmt.Sscan(string(in.Files[0].Data), &format, &sample); err != nil || samples[sample] == nil {
			t.Fatalf("the archive should name a format and a sample: %q", in.Files[0].Data)
		}
		r := samples[sample]()
		var out []txtar.File
		for _, f := range Lookup(format).Files(r) {
			name := strings.TrimPrefix(f.Path, format+"/")
			if format == TerraformInput.Name && slices.ContainsFunc(fixedFiles, func(x [2]string) bool { return x[1] == name }) {
				continue
			}
			out = append(out, txtar.File{Name: name, Data: f.Append(nil)})
		}
		return out
	})
}

// What is written is canonical, well-formed, the same every time, and holds no secret; and every object is there once.
func TestTerraformAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyResources(t)
		for _, format := range terraformFormats {
			checkFiles(t, format, r)
		}
	})
}

func TestTerraformSamples(t *testing.T) {
	for name, sample := range samples {
		t.Run(name, func(t *testing.T) {
			for _, format := range terraformFormats {
				checkFiles(t, format, sample())
			}
		})
	}
}

func checkFiles(t interface {
	Helper()
	Errorf(string, ...any)
}, format *Format, r *honeycomb.Resources) {
	t.Helper()
	files := format.Files(r)
	if !slices.IsSortedFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) }) {
		t.Errorf("%s: files are not sorted", format.Name)
	}
	seen := map[string]bool{}
	addresses := map[string]string{}
	for _, f := range files {
		out := f.Append(nil)
		if seen[f.Path] || !strings.HasPrefix(f.Path, format.Name+"/") || !fs.ValidPath(f.Path) ||
			strings.HasSuffix(f.Path, "_override.tf") || path.Base(f.Path) == "override.tf" {
			t.Errorf("bad path %s", f.Path)
		}
		seen[f.Path] = true
		if again := f.Append([]byte("before")); string(again) != "before"+string(out) {
			t.Errorf("%s: another result the second time", f.Path)
		}
		if bytes.Contains(out, []byte(leaked)) {
			t.Errorf("%s holds the value of a secret:\n%s", f.Path, out)
		}
		if path.Ext(f.Path) != ".tf" {
			continue
		}
		if canonical := hclwrite.Format(out); !bytes.Equal(out, canonical) {
			t.Errorf("%s is not canonical:\n%s", f.Path, cmp.Diff(strings.Split(string(out), "\n"),
				strings.Split(string(canonical), "\n")))
		}
		if bytes.Contains(out, []byte("\n\n\n")) || !bytes.HasPrefix(out, []byte("# ")) {
			t.Errorf("%s has free lines too many, or no header:\n%s", f.Path, out)
		}
		parsed, diags := hclsyntax.ParseConfig(out, f.Path, hcl.InitialPos)
		if diags.HasErrors() {
			t.Errorf("%s: %v\n%s", f.Path, diags, out)
			continue
		}
		for _, b := range parsed.Body.(*hclsyntax.Body).Blocks {
			if len(b.Labels) == 0 {
				continue
			}
			address := path.Dir(f.Path) + ": " + b.Type + "." + strings.Join(b.Labels, ".")
			if other, dup := addresses[address]; dup {
				t.Errorf("%s is in %s and in %s", address, other, f.Path)
			}
			addresses[address] = f.Path
		}
	}
	if format == TerraformInput {
		return // what its objects become is for TestTerraformForms
	}
	for x := range r.Objects() {
		k := x.Head().Key
		address := format.Name + ": resource." + resourceType(k) + "." + k.Label()
		if r, ok := x.(*honeycomb.Recipient); ok && r.Lookup {
			address = format.Name + ": data.honeycombio_recipient." + k.Label()
		}
		if addresses[address] == "" {
			t.Errorf("%s is not written", address)
		}
		delete(addresses, address)
	}
	for address := range addresses {
		if strings.Contains(address, " resource.") || strings.Contains(address, " data.") {
			t.Errorf("%s is written for nothing", address)
		}
	}
}

// HCL reads a string as what was written.
func TestAppendHCLString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText.Draw(t, "text")
		b := appendHCLString(nil, s)
		e, diags := hclsyntax.ParseExpression(b, "", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%q: %s: %v", s, b, diags)
		}
		v, diags := e.Value(nil)
		if diags.HasErrors() || !v.RawEquals(cty.StringVal(s)) {
			t.Fatalf("%q became %s, which is %#v: %v", s, b, v, diags)
		}
	})
}

func TestAppendPercent(t *testing.T) {
	for perMillion, want := range map[int]string{
		0: "0", 1: "0.0001", 10: "0.001", 500_000: "50", 999_000: "99.9", 999_900: "99.99", 999_999: "99.9999",
		1_000_000: "100", 333_333: "33.3333", 20_010: "2.001",
	} {
		if got := string(appendPercent(nil, perMillion)); got != want {
			t.Errorf("%d per million: %s, want %s", perMillion, got, want)
		}
	}
}

// Every percentage is written so that the provider's arithmetic gives it back, but for those that the rules keep out.
func TestAppendEveryPercent(t *testing.T) {
	var b []byte
	for n := honeycomb.MinTarget; n <= honeycomb.MaxBudgetDecreasePerMillion; n++ {
		b = appendPercent(b[:0], n)
		f, err := strconv.ParseFloat(string(b), 64)
		if err != nil {
			t.Fatal(err)
		}
		sent := int(f * 10000) // internal/helper/type_float.go of the provider
		if n <= honeycomb.MaxTarget && (sent == n) != honeycomb.TerraformHoldsTarget(n) || n > 0 &&
			(sent == n) != honeycomb.TerraformHoldsBudgetRate(n) {
			t.Fatalf("%d per million is written %s, which the provider sends as %d", n, b, sent)
		}
	}
}

// A new service changes the files of no other, nor those of all: two branches that add one each have no conflict. What
// is moved to it or exists already is in its files too.
func TestFilesAreApart(t *testing.T) {
	before, after := rich(), rich()
	const service = "a-service-with-quite-a-long-name"
	extra := &honeycomb.CalculatedField{Meta: honeycomb.Meta{Key: "calculated_field/" + service + "/x",
		Service: service}, Alias: "x", Expression: "true"}
	after.CalculatedFields = append(after.CalculatedFields, extra)
	after.SLOs = append(after.SLOs, &honeycomb.SLO{Meta: honeycomb.Meta{Key: "slo/" + service + "/x", Service: service,
		Existing: "data/AbC"}, SLI: extra, Datasets: []string{"x"}, TimePeriodDays: 1})
	after.Moved = append(after.Moved, honeycomb.Moved{From: "slo/checkout/old", To: "slo/" + service + "/x"})
	sortByKey(after.CalculatedFields)
	sortByKey(after.SLOs)
	for _, format := range Formats {
		now := map[string]string{}
		for _, f := range format.Files(after) {
			now[f.Path] = string(f.Append(nil))
		}
		for _, f := range format.Files(before) {
			if was := string(f.Append(nil)); was != now[f.Path] {
				t.Errorf("%s changed: %s", f.Path, cmp.Diff(was, now[f.Path]))
			}
			delete(now, f.Path)
		}
		for p := range now {
			if !strings.Contains(p, service) {
				t.Errorf("%s is new", p)
			}
		}
	}
}

// Every file is marked as it is, and in a folder where marked files are looked for. What CatalogueFile says of those
// with objects is a file of the catalogue.
func TestFilesAreMarked(t *testing.T) {
	for name, sample := range samples {
		r := sample()
		catalogue := map[string]bool{}
		for _, f := range JSON.Files(r) {
			catalogue[path.Base(f.Path)] = false
		}
		for _, format := range Formats {
			for _, f := range format.Files(r) {
				text := f.Append([]byte("before"))[len("before"):]
				if !mark.Is(text) || mark.Examine(text) != mark.Intact {
					t.Errorf("%s: %s isn't marked", name, f.Path)
				}
				if !slices.Contains(Folders, path.Dir(f.Path)) {
					t.Errorf("%s is in no known folder", f.Path)
				}
				if of := CatalogueFile(f.Path); of != "" {
					if _, ok := catalogue[of]; !ok {
						t.Errorf("%s: %s holds objects of %s, which is no file of the catalogue", name, f.Path, of)
					}
					catalogue[of] = true
				}
			}
		}
		for of, is := range catalogue {
			if !is && name != "empty" {
				t.Errorf("%s: no file of Terraform holds the objects of %s", name, of)
			}
		}
	}
}

// Files may be written by several goroutines at once, as they are by package output.
func TestTerraformConcurrently(t *testing.T) {
	for _, format := range terraformFormats {
		var wg sync.WaitGroup
		for _, f := range format.Files(rich()) {
			want := f.Append(nil)
			for range 4 {
				wg.Go(func() {
					if got := f.Append(nil); !bytes.Equal(got, want) {
						t.Errorf("%s differs when written at the same time", f.Path)
					}
				})
			}
		}
		wg.Wait()
	}
}

// TestDeviceNames says that no file has a name that Windows gives to a device, whatever a service is called.
func TestDeviceNames(t *testing.T) {
	services := strings.Fields("con prn aux nul com0 com1 com9 lpt0 lpt9 console com10 con-1")
	r := &honeycomb.Resources{}
	for _, s := range services {
		key := honeycomb.Key("calculated_field/" + s + "/x")
		r.CalculatedFields = append(r.CalculatedFields, &honeycomb.CalculatedField{Meta: honeycomb.Meta{Key: key, Service: s},
			Alias: s, Expression: "true"})
	}
	sortByKey(r.CalculatedFields)
	devices := services[:9]
	for _, format := range Formats {
		paths := map[string]bool{}
		for _, f := range format.Files(r) {
			for part := range strings.SplitSeq(f.Path, "/") {
				if base, _, _ := strings.Cut(part, "."); slices.Contains(devices, base) {
					t.Errorf("%s: Windows takes %s for a device", f.Path, base)
				}
			}
			if paths[f.Path] {
				t.Errorf("%s is there twice", f.Path)
			}
			paths[f.Path] = true
		}
		if format.Name == "terraform" && (!paths["terraform/service.con.slo.tf"] || !paths["terraform/console.slo.tf"]) {
			t.Errorf("the files are %v", paths)
		}
	}
}

func TestFormatNames(t *testing.T) {
	names := map[string]bool{}
	for _, f := range Formats {
		if names[f.Name] || f.Doc == "" || Lookup(f.Name) != f {
			t.Errorf("format %q: is there twice, has no doc, or isn't found", f.Name)
		}
		names[f.Name] = true
	}
	if Lookup("pulumi") != nil {
		t.Error("a format that isn't there is found")
	}
}

func BenchmarkTerraform(b *testing.B) {
	r := many(1000)
	for _, format := range Formats {
		b.Run(format.Name, func(b *testing.B) {
			b.ReportAllocs()
			var buf []byte
			n := 0
			for b.Loop() {
				n = 0
				for _, f := range format.Files(r) {
					buf = f.Append(buf[:0])
					n += len(buf)
				}
			}
			b.SetBytes(int64(n))
		})
	}
}
