package generator_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecurity says that every test which holds a promise, by .github/SECURITY.md, is in the package named there, and
// every script is too.
func TestSecurity(t *testing.T) {
	text, err := os.ReadFile("../.github/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	held := regexp.MustCompile("((?:`(?:Test|Fuzz)\\w+`(?:, | and )?)+) in ([a-z/]+)(?: \\((\\w+)\\))?")
	names := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
	checked := 0
	for _, m := range held.FindAllStringSubmatch(string(text), -1) {
		files, err := filepath.Glob("../" + m[2] + "/*_test.go")
		if err != nil {
			t.Fatal(err)
		}
		var src strings.Builder
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			src.Write(b)
		}
		for _, n := range names.FindAllStringSubmatch(m[1], -1) {
			checked++
			if !strings.Contains(src.String(), "\nfunc "+n[1]+"(") {
				t.Errorf("there is no %s in %s", n[1], m[2])
			}
		}
		if m[3] != "" {
			if _, err := os.Stat("../" + m[2] + "/testdata/script/" + m[3] + ".txtar"); err != nil {
				t.Error(err)
			}
		}
	}
	if all := len(names.FindAllString(string(text), -1)); checked == 0 || checked != all {
		t.Errorf("%d tests are named with their package, of %d", checked, all)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| promise") && !strings.HasPrefix(line, "| ---") &&
			!names.MatchString(line) {
			t.Errorf("no test holds: %s", line)
		}
	}
}
