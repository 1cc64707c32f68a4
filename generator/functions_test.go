package generator

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A function may be this long and branch this often, counted as size says. Longer ones hold several things that have
// names, which readers would rather see; functionsThatStay has those where it isn't so.
const (
	maxLines    = 80
	maxBranches = 20
)

// functionsThatStay maps functions that are larger to the reason why splitting them would read worse.
var functionsThatStay = map[string]string{
	"functions.pureFunctions": "a table of functions, one row for each",
	"internal/sample.Shop":    "one configuration as data, which is read from top to bottom",
}

// TestFunctions holds every function of generator and cmd that isn't a test's to these limits.
func TestFunctions(t *testing.T) {
	read := map[string]bool{}
	for _, root := range []string{".", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, f := range sizes(t, src) {
				name := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../") + "." + f.name
				read[name] = true
				large := f.lines > maxLines || f.branches > maxBranches
				reason, stays := functionsThatStay[name]
				if large && !stays {
					t.Errorf("%s: %s has %d lines, %d branches: at most %d and %d, or a reason in functionsThatStay",
						path, name, f.lines, f.branches, maxLines, maxBranches)
				}
				if !large && stays {
					t.Errorf("%s is small enough, so it need not stand in functionsThatStay (%s)", name, reason)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(read) < 3000 {
		t.Errorf("%d functions were read", len(read))
	}
	for name, reason := range functionsThatStay {
		if !read[name] {
			t.Errorf("functionsThatStay names %s, which doesn't exist (%s)", name, reason)
		}
	}
}

// A size is how long a function is and how often it branches.
type size struct {
	name            string
	lines, branches int
}

// sizes are those of the functions in a source file, and of the function literals in its variables. A function
// includes the literals in it. Branches are what gocyclo counts (github.com/fzipp/gocyclo, cyclomatic complexity)
// without its one for the function itself: each if, for, range, case, && and ||; default isn't one, in switch and
// select. So 20 branches are gocyclo's 21. Lines are those from func to the closing brace, without those that hold
// nothing but texts, such as help.
func sizes(t *testing.T, src []byte) []size {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	texts := linesOfText(src)
	measure := func(name string, n ast.Node) size {
		s := size{name: name, branches: branches(n)}
		for line := set.Position(n.Pos()).Line; line <= set.Position(n.End()).Line; line++ {
			if !texts[line] {
				s.lines++
			}
		}
		return s
	}
	var out []size
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			name := f.Name.Name
			if f.Recv != nil {
				name = receiver(f.Recv.List[0].Type) + "." + name
			}
			out = append(out, measure(name, f))
			continue
		}
		for _, spec := range d.(*ast.GenDecl).Specs {
			v, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			ast.Inspect(v, func(n ast.Node) bool {
				f, ok := n.(*ast.FuncLit)
				if ok {
					out = append(out, measure(v.Names[0].Name, f))
				}
				return !ok
			})
		}
	}
	return out
}

// branches counts those of a function and of the literals in it.
func branches(function ast.Node) int {
	count := 0
	ast.Inspect(function, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			count++
		case *ast.CaseClause:
			if n.List != nil {
				count++
			}
		case *ast.CommClause:
			if n.Comm != nil {
				count++
			}
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				count++
			}
		}
		return true
	})
	return count
}

// receiver is the name of a method's type, without pointers and parameters.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	default:
		return e.(*ast.Ident).Name
	}
}

// linesOfText are the lines that hold a string, or a part of one, and beside it only what joins or ends strings.
func linesOfText(src []byte) map[int]bool {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(file, src, nil, 0)
	texts, others := map[int]bool{}, map[int]bool{}
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			break
		}
		line := file.Line(pos)
		switch {
		case tok == token.STRING:
			for i := range 1 + strings.Count(text, "\n") {
				texts[line+i] = true
			}
		case !slices.Contains([]token.Token{token.ADD, token.COMMA, token.SEMICOLON}, tok):
			others[line] = true
		}
	}
	for line := range others {
		delete(texts, line)
	}
	return texts
}

// TestSizes holds that the check can fail, and counts as its comment says.
func TestSizes(t *testing.T) {
	got := sizes(t, []byte(`package p

func (t *T[K]) f(a, b bool) {
	if a && b || !a {
	}
	for range 3 {
		switch {
		case a, b:
		default:
		}
	}
	select {
	case <-c:
	default:
	}
}

var table = map[string]func(){
	"a": func() { func() { for {} }() },
	"b": func() {
		print("x" +
			"y",
			"z", 1)
	},
}

func help() string {
	return `+"`a\nb\nc`"+` +
		"d"
}
`))
	want := []size{{"T.f", 14, 6}, {"table", 1, 1}, {"table", 4, 0}, {"help", 3, 0}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
