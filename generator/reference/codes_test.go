package reference

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/rules"
)

// explained fails the test unless `slogen explain` and one of the documents know a code.
func explained(t *testing.T, where, code string) {
	t.Helper()
	r := rule.Lookup(allRules(), code)
	if r == nil {
		t.Errorf("%s: no rule has the code %q", where, code)
		return
	}
	if found, _ := Find(code); len(found) != 1 || found[0].text() != ruleText(r) {
		t.Errorf("%s: explain doesn't know the code %q", where, code)
	}
	document := rulesDocument()
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
				case "Error", "RuleError", "Coded", "msg", "say":
					for _, a := range x.Args {
						code(a)
					}
				case "Warning":
					code(x.Args[0])
				case "Command":
					if !strings.HasPrefix(name, "cmd/") {
						t.Errorf("%s: a problem that is no command's needs a rule's ID", name)
					}
				}
			case *ast.CompositeLit: // only package diag makes a diagnostic, with a code
				s, ok := x.Type.(*ast.SelectorExpr)
				made := ok && fmt.Sprint(s.X) == "hcl" && (s.Sel.Name == "Diagnostic" || s.Sel.Name == "Diagnostics" &&
					slices.ContainsFunc(x.Elts, func(e ast.Expr) bool { _, ok := e.(*ast.CompositeLit); return ok }))
				if made && !strings.HasPrefix(name, "generator/diag/") {
					t.Errorf("%s makes a diagnostic without package diag", name)
				}
			case *ast.AssignStmt:
				for _, v := range x.Rhs {
					code(v)
				}
			case *ast.ReturnStmt:
				for _, v := range x.Results {
					code(v)
				}
			case *ast.ValueSpec:
				for i, v := range x.Values {
					if n := x.Names[i].Name; strings.HasPrefix(n, "Rule") || strings.HasPrefix(n, "code") {
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
	cited = regexp.MustCompile(`(?m)^Rule (\S+): "slogen explain (\S+)" says more\.$`)
	// an organization's own rule, of which slogen has nothing more to say
	ownRule = regexp.MustCompile(`(?m)^Rule [a-z0-9_-]+/[a-z0-9_]+\.$`)
	said    = regexp.MustCompile(`(?m)^(?:Error|Warning): (.*)\n\n  on `) // with a place
)

// TestCodesInMessages looks at every message that a golden file holds: if it has a place, it cites a rule, what it
// cites is explained, and each rule of the language is cited by some.
func TestCodesInMessages(t *testing.T) {
	seen := map[string]bool{}
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
		places := said.FindAllStringSubmatchIndex(string(b), -1)
		for i, m := range places {
			end := len(b)
			if i+1 < len(places) {
				end = places[i+1][0]
			}
			if title := string(b[m[2]:m[3]]); !ofCommands[title] && !cited.Match(b[m[0]:end]) &&
				!ownRule.Match(b[m[0]:end]) {
				t.Errorf("%s: the message %q cites no rule", name, title)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules.Language {
		if !seen[r.ID] && !unseen[r.ID] {
			t.Errorf("no message of a golden file cites %s", r.ID)
		}
	}
}

// ofCommands are the titles of messages with a place that are about what a command does, and no rule's.
var ofCommands = map[string]bool{}

// unseen are the rules of messages that no configuration brings about.
var unseen = map[string]bool{
	"internal/bug":         true,
	"internal/interrupted": true,
	"test/failed":          true, // as text, package slitest writes what a test found in a form of its own
}
