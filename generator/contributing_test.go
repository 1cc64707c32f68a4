package generator_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestContributing says that the cases which .github/CONTRIBUTING.md runs alone exist: the test, and the file of the
// case in its package's testdata.
func TestContributing(t *testing.T) {
	text, err := os.ReadFile("../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	alone := regexp.MustCompile(`(?m)^go test \./(\S+) -run '(Test\w+)/(?:.*/)?(\w+)\$'`)
	found := alone.FindAllStringSubmatch(string(text), -1)
	if len(found) < 2 {
		t.Fatalf("it runs %d cases", len(found))
	}
	for _, m := range found {
		var src strings.Builder
		tests, err := filepath.Glob("../" + m[1] + "/*_test.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range tests {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			src.Write(b)
		}
		if !strings.Contains(src.String(), "\nfunc "+m[2]+"(t *testing.T)") {
			t.Errorf("there is no %s in %s", m[2], m[1])
		}
		for _, depth := range []string{"/testdata/*/", "/testdata/*/*/"} {
			files, err := filepath.Glob("../" + m[1] + depth + m[3] + ".txtar")
			if err != nil {
				t.Fatal(err)
			}
			if len(files) > 0 {
				m[3] = ""
			}
		}
		if m[3] != "" {
			t.Errorf("there is no case %s in %s", m[3], m[1])
		}
	}
}
