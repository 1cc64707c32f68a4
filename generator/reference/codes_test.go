package reference

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/rule"
)

// explained fails the test unless `slogen explain` and one of the documents know a code.
func explained(t *testing.T, where, code string) {
	t.Helper()
	r := rule.Lookup(Rules(), code)
	if r == nil {
		t.Errorf("%s: no rule has the code %q", where, code)
		return
	}
	if found, _ := Find(code); len(found) != 1 || found[0].Text() != ruleText(r) {
		t.Errorf("%s: explain doesn't know the code %q", where, code)
	}
	document := rules()
	if ofLint(r) {
		document = lintRules()
	}
	if !strings.Contains(document, "\n### "+code+"\n") {
		t.Errorf("%s: %s is in no document", where, code)
	}
}

var aCode = regexp.MustCompile(`^[a-z_]+/[a-z_]+$`)

// TestCodesInSource finds what the sources give diagnostics as their codes: constants, and what stands in calls of
// functions that make diagnostics. Tables of rules are documented whole.
func TestCodesInSource(t *testing.T) {
	n := 0
	err := fs.WalkDir(os.DirFS("../.."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != "." {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../..", name), nil, 0)
		if err != nil {
			return err
		}
		code := func(e ast.Expr) {
			if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil && aCode.MatchString(s) {
					n++
					explained(t, name, s)
				}
			}
		}
		ast.Inspect(file, func(x ast.Node) bool {
			switch x := x.(type) {
			case *ast.CallExpr:
				switch callee(x) {
				case "of", "RuleError":
					for _, a := range x.Args {
						code(a)
					}
				case "Warning":
					// A warning about a place in a configuration can be waived there, so it is lint's. Others are about
					// the command line.
					title, _ := x.Args[0].(*ast.BasicLit)
					if r,
						ok := x.Args[2].(*ast.CompositeLit); (!ok || len(r.Elts) > 0) && (title == nil || !noRule[title.Value]) {
						t.Errorf("%s makes a warning with a place that is no rule's of lint", name)
					}
				}
			case *ast.ValueSpec:
				for i, v := range x.Values {
					if strings.HasPrefix(x.Names[i].Name, "Rule") {
						code(v)
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 20 {
		t.Errorf("only %d codes were found: are they written in another way now?", n)
	}
}

// noRule are the titles of warnings that need no rule of lint to be waived.
var noRule = map[string]bool{
	`"Empty file"`:                       true, // any comment in the file does
	`"Column that the SLI doesn't read"`: true, // the event says that it lacks the other one
}

// callee is the last name of what is called.
func callee(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

var (
	cited   = regexp.MustCompile(`(?m)^Rule (\S+): "slogen explain (\S+)" says more\.$`)
	warning = regexp.MustCompile(`(?m)^Warning: (.*)\n\n  on `) // with a place
)

// TestCodesInMessages looks at every message that a golden file holds: what it cites is explained, and a warning can be
// waived.
func TestCodesInMessages(t *testing.T) {
	seen := map[string]bool{}
	waived := map[string]bool{}
	for title := range noRule {
		waived[strings.Trim(title, `"`)] = true
	}
	for _, r := range lint.Rules {
		waived[r.Title] = true
	}
	err := fs.WalkDir(os.DirFS("../.."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".txtar") ||
			strings.HasPrefix(name, "generator/diag/") { // which has made-up ones
			return err
		}
		b, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			return err
		}
		for _, m := range cited.FindAllStringSubmatch(string(b), -1) {
			if m[1] != m[2] {
				t.Errorf("%s: %s", name, m[0])
			}
			if !seen[m[1]] {
				seen[m[1]] = true
				explained(t, name, m[1])
			}
		}
		for _, m := range warning.FindAllStringSubmatch(string(b), -1) {
			if !waived[m[1]] {
				t.Errorf("%s: no rule of lint has the title %q", name, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) < 50 {
		t.Errorf("only %d codes were found", len(seen))
	}
}
