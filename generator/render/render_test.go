package render

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/syntax"
)

// made are the files that a template makes of no objects.
func made(t *testing.T, template string) ([]emit.File, hcl.Diagnostics) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "t.jsonnet"), []byte(template), 0o666); err != nil {
		t.Fatal(err)
	}
	f, err := syntax.Below(dir, syntax.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return Files(f, f.Name(filepath.Join(dir, "t.jsonnet")), "prod", &honeycomb.Resources{})
}

func TestFunctions(t *testing.T) {
	for _, f := range Functions {
		files, diags := made(t, fmt.Sprintf("local slogen = import 'slogen.libsonnet';\n"+
			"function(c) { 'got.json': [slogen.%s(%s)], 'want.json': [%s] }", f.Name, f.Example, f.Gives))
		if diags.HasErrors() {
			t.Errorf("%s: %s", f.Name, diags)
			continue
		}
		if got, want := string(files[0].Append(nil)), string(files[1].Append(nil)); got != want {
			t.Errorf("%s(%s) is %swant %s", f.Name, f.Example, got, want)
		}
	}
}

// The decoders of data are those that look for numbers that get lost, whatever the library calls its functions.
func TestLibraryKeepsChecks(t *testing.T) {
	for _, call := range []string{"std.parseJson('[12345678901234567891]')", "std.parseYaml('a: 12345678901234567891')"} {
		_, diags := made(t, "local slogen = import 'slogen.libsonnet';\nfunction(c) { 'a.json': "+call+" }")
		if len(diags) != 1 || !strings.Contains(diags[0].Detail, "exact only") {
			t.Errorf("%s: %v", call, diags)
		}
	}
}

func TestContents(t *testing.T) {
	for _, c := range []struct{ name, value, want, why string }{
		{"a.md", `"a\r\nb"`, "a\nb", ""},
		{"a.json", `"text"`, "text", ""},
		{"a.json", `{"b":[1,99.95],"a":"<&>"}`, "{\n  \"a\": \"<&>\",\n  \"b\": [\n    1,\n    99.95\n  ]\n}\n", ""},
		{"a.yaml", `{"b":[1,99.95],"a":"yes","c":null}`, "a: \"yes\"\nb:\n- 1\n- 99.95\nc: null\n", ""},
		{"A.YML", `[{"a":"1"}]`, "- a: \"1\"\n", ""},
		{"a.json", "null", "", "it is null"},
		{"a.txt", "[1]", "", "it isn't text"},
		{"a", "1", "", "it isn't text"},
	} {
		got, why := content(c.name, []byte(c.value))
		if string(got) != c.want || !strings.HasPrefix(why, c.why) || (why == "") != (c.why == "") {
			t.Errorf("%s %s: %q, %q", c.name, c.value, got, why)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ names, why string }{ // of the last one
		{"a.yaml", ""}, {"a/b/c.json", ""}, {"a/b c/Ä.md", ""}, {"a/x|a/y", ""}, {"com.md", ""}, {"..a/b", "hidden"},
		{"", "empty"}, {strings.Repeat("a/", 150) + "b", "301 bytes"}, {strings.Repeat("a", 121), "121 bytes"},
		{"a\xffb", "UTF-8"}, {`a\b`, "separated by /"}, {"/etc/passwd", "absolute"}, {"c:x", "drive"},
		{"a//b", "empty part"}, {"a/", "empty part"}, {"./a", `the part "."`}, {"a/../../b", `the part ".."`},
		{".git/hooks/pre-commit", "hidden"}, {"a/.env", "hidden"}, {".slogen-files", "hidden"},
		{"a.", "Windows"}, {"a ", "Windows"}, {"a /b", "Windows"}, {"nul", "device"}, {"NUL.tar.gz", "device"},
		{"a/Com7.md", "device"}, {"aux .md", "device"}, {"a?b", "Windows"}, {"ab:c", "Windows"},
		{"a\x00b", "can't be seen"}, {"a\u202eb", "can't be seen"}, {"a\nb", "can't be seen"},
		{"x/a.slo.hcl", "part of the configuration"}, {"b.slovars.hcl", "part of the configuration"},
		{"slogen.hcl", "part of the configuration"},
		{"a.md|A.md", "only in case"}, {"a/x|A/y", "only in case"}, {"\u00e9|e\u0301", "only in case"},
		{"a|a/b", "both a file and a folder"}, {"a/b|a", "both a file and a folder"},
	} {
		n := &names{seen: map[string]string{}, files: map[string]bool{}}
		why := ""
		for i, name := range strings.Split(c.names, "|") {
			if i > 0 && why != "" {
				t.Errorf("%q: %s", c.names, why)
			}
			why = n.add(name)
		}
		if !strings.Contains(why, c.why) || (why == "") != (c.why == "") {
			t.Errorf("%q: %q, want %q", c.names, why, c.why)
		}
	}
}

// What is wrong with a file is told where the template has its name, or a part of it.
func TestPlaces(t *testing.T) {
	_, diags := made(t, "function(config) {\n  'a.md': 'x',\n  'con.txt': 'é',\n  ['../' + 'z']: 'q',\n"+
		"  /* é */ \"b/nul\": 'x',\n  ['x' + '\\\\y']: 'x',\n}\n")
	var got []string
	for _, d := range diags {
		got = append(got, fmt.Sprintf("%d:%d-%d", d.Subject.Start.Line, d.Subject.Start.Column, d.Subject.End.Column))
	}
	want := []string{"4:12-14", "5:11-17", "3:3-11", "1:1-1"}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
