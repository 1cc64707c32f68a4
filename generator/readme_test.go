package generator_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// documents are what people read, from the repository's top folder, where the test goes on from here.
func documents(t *testing.T) []string {
	t.Helper()
	t.Chdir("..")
	var out []string
	for _, p := range []string{"README.md", ".github/*.md", "schemas/*.md", "schemas/guides/*.md"} {
		files, err := filepath.Glob(p)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", p, len(files), err)
		}
		out = append(out, files...)
	}
	return out
}

var (
	aFence   = regexp.MustCompile("(?ms)^(````*)\\w*\n.*?^````*\n")
	aLink    = regexp.MustCompile("`[^`\n]*`|\\]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)")
	aHeading = regexp.MustCompile("(?m)^#+ (.*)$")
	notInIt  = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// TestReadmeLinks follows the links of the README, the guides and the reference: the file is there, and so is the
// heading.
func TestReadmeLinks(t *testing.T) {
	headings := map[string]map[string]bool{}
	read := func(name string) string {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return aFence.ReplaceAllString(string(b), "")
	}
	for _, name := range documents(t) {
		for _, m := range aLink.FindAllStringSubmatch(read(name), -1) {
			if strings.Contains(m[1], ":") || m[1]+m[2] == "" {
				continue
			}
			to := name
			if m[1] != "" {
				to = filepath.Join(filepath.Dir(name), filepath.FromSlash(m[1]))
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s: a link leads nowhere: %v", name, err)
				continue
			}
			if m[2] == "" {
				continue
			}
			if headings[to] == nil {
				headings[to] = map[string]bool{}
				for _, h := range aHeading.FindAllStringSubmatch(read(to), -1) {
					h := notInIt.ReplaceAllString(strings.ToLower(h[1]), "")
					headings[to][strings.ReplaceAll(h, " ", "-")] = true
				}
			}
			if !headings[to][m[2]] {
				t.Errorf("%s: %s has no heading %q", name, to, m[2])
			}
		}
	}
}

// TestReadmeLists holds the list of documents to naming each, and each guide to saying what can go wrong and what comes
// next.
func TestReadmeLists(t *testing.T) {
	list, err := os.ReadFile("../schemas/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"*.md", "*.json", "guides/*.md"} {
		files, err := filepath.Glob("../schemas/" + p)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", p, len(files), err)
		}
		for _, f := range files {
			name := strings.TrimPrefix(filepath.ToSlash(f), "../schemas/")
			if guide, err := os.ReadFile(f); p == "guides/*.md" && err == nil {
				for _, section := range []string{"\n## What can go wrong\n", "\n## Next\n"} {
					if !strings.Contains(string(guide), section) {
						t.Errorf("%s has no section %q", name, section)
					}
				}
			}
			if name != "README.md" && !strings.Contains(string(list), "]("+name+")") {
				t.Errorf("schemas/README.md doesn't list %s", name)
			}
		}
	}
}

// TestReadmeShows holds a block that follows the comment <!-- from FILE --> to what stands in that file, but for lines
// "..." or "# ..." that leave something out. The commands are run by cmd/slogen's TestGuides.
func TestReadmeShows(t *testing.T) {
	shown := regexp.MustCompile("(?s)<!-- from (\\S+) -->\n```\\w*\n(.*?)```\n")
	left := regexp.MustCompile(`(?m)^ *(# )?\.\.\.\n`)
	n := 0
	for _, name := range documents(t) {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range shown.FindAllStringSubmatch(string(src), -1) {
			n++
			file, err := os.ReadFile(filepath.FromSlash(m[1]))
			if err != nil {
				t.Error(err)
				continue
			}
			rest := string(file)
			for _, part := range left.Split(m[2], -1) {
				i := strings.Index(rest, part)
				if i < 0 {
					t.Errorf("%s: not in %s, or not in this order:\n%s", name, m[1], part)
					break
				}
				rest = rest[i+len(part):]
			}
		}
	}
	if n == 0 {
		t.Error("no document shows a part of a file")
	}
}

// TestReadmeHCL parses the blocks of HCL.
func TestReadmeHCL(t *testing.T) {
	n := 0
	for _, name := range documents(t) {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("(?ms)^```hcl\n(.*?)^```\n").FindAllSubmatch(src, -1) {
			n++
			if _, diags := hclsyntax.ParseConfig(m[1], name, hcl.InitialPos); diags.HasErrors() {
				t.Errorf("%v\n%s", diags, m[1])
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d blocks were found", n)
	}
}

// TestReadmeModule holds the import blocks of the child module to the name by which a guide calls it.
func TestReadmeModule(t *testing.T) {
	guide, err := os.ReadFile("../schemas/guides/merge-to-apply.md")
	if err != nil {
		t.Fatal(err)
	}
	source := regexp.MustCompile(`module "(\w+)" \{\n +source += "[^"]*terraform_module"`)
	call := source.FindStringSubmatch(string(guide))
	imports := emitted(t, emit.TerraformModule, "terraform_module/root/checkout.slo.tf")
	if call == nil {
		t.Error("the guide doesn't show how the child module is called")
	} else if want := "module." + call[1] + ".honeycombio_slo."; !strings.Contains(imports, want) {
		t.Errorf("the guide calls the child module %q, and its imports don't say %s:\n%s", call[1], want, imports)
	}
}

// emitted is a file that a format makes of an SLO that is taken over.
func emitted(t *testing.T, f *emit.Format, name string) string {
	t.Helper()
	slo := &honeycomb.SLO{Meta: honeycomb.Meta{Key: "slo/checkout/availability", Service: "checkout",
		Existing: "checkout/id"}, Datasets: []string{"checkout"}}
	for _, file := range f.Files(&honeycomb.Resources{SLOs: []*honeycomb.SLO{slo}}) {
		if file.Path == name {
			return string(file.Append(nil))
		}
	}
	t.Fatalf("%s has no file %s", f.Name, name)
	return ""
}
