package generator

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/modfile"
)

const module = "github.com/slogen-project/slogen/"

// layers reads the list of packages in doc.go: each with those it may import, by import path.
func layers(t *testing.T) map[string][]string {
	t.Helper()
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(string(src), "// # Packages")
	if !ok {
		t.Fatal("doc.go has no list of packages")
	}
	list, _, _ = strings.Cut(list, "// From the bottom up")
	out := map[string][]string{}
	var p string
	for line := range strings.Lines(list) {
		line, ok := strings.CutPrefix(line, "//\t")
		if !ok {
			continue
		}
		name, deps, ok := strings.Cut(line, ":")
		if !ok { // the line before goes on
			for _, d := range strings.Fields(line) {
				out[p] = append(out[p], importPath(d))
			}
			continue
		}
		p = importPath(name)
		if _, twice := out[p]; twice {
			t.Errorf("doc.go lists %s twice", name)
		}
		out[p] = []string{}
		for _, d := range strings.Fields(deps) {
			out[p] = append(out[p], importPath(d))
		}
	}
	return out
}

// forTests says whether a package serves tests and is no part of the program.
func forTests(pkg string) bool { return strings.HasPrefix(pkg, module+"generator/internal/") }

func importPath(name string) string {
	switch {
	case name == "generator":
		return module + "generator"
	case strings.HasPrefix(name, "cmd/"):
		return module + name
	}
	return module + "generator/" + name
}

// goFiles parses the files of the program that are not tests and calls f for each.
func goFiles(t *testing.T, mode parser.Mode, f func(pkg, file string, fset *token.FileSet, tree *ast.File)) {
	t.Helper()
	for _, top := range []string{"generator", "cmd"} {
		root := filepath.Join("..", top)
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if e.IsDir() && e.Name() == "testdata" {
				return fs.SkipDir
			}
			if e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return nil
			}
			fset := token.NewFileSet()
			tree, err := parser.ParseFile(fset, name, nil, mode)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel("..", name)
			if err != nil {
				return err
			}
			rel = filepath.ToSlash(rel)
			f(module+path.Dir(rel), rel, fset, tree)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestLayers holds the packages to the arrows that doc.go lists.
func TestLayers(t *testing.T) {
	allowed := layers(t)
	seen := map[string]bool{}
	goFiles(t, parser.ImportsOnly, func(pkg, file string, _ *token.FileSet, tree *ast.File) {
		seen[pkg] = true
		may, listed := allowed[pkg]
		if !listed {
			t.Errorf("%s: package %s is not in the list of doc.go", file, pkg)
			return
		}
		for _, imp := range tree.Imports {
			p, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(p, module) && p != module+"schemas" && !slices.Contains(may, p) {
				t.Errorf("%s imports %s, an arrow that doc.go doesn't list", file, strings.TrimPrefix(p, module))
			}
			if forTests(p) && !forTests(pkg) {
				t.Errorf("%s imports %s, which is for tests", file, p)
			}
		}
	})
	for p := range allowed {
		if !seen[p] {
			t.Errorf("doc.go lists %s, which has no files", p)
		}
	}
	// One way only: whatever a package may import is listed below it, so no cycle can be listed.
	for p := range allowed {
		reach(t, allowed, p, nil)
	}
}

// TestDependencies holds go.mod to the modules that doc.go gives a reason for.
func TestDependencies(t *testing.T) {
	const mod = "../go.mod"
	src, err := os.ReadFile(mod)
	if err != nil {
		t.Fatal(err)
	}
	f, err := modfile.Parse(mod, src, nil)
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, r := range f.Require {
		if !r.Indirect {
			want = append(want, r.Mod.Path)
		}
	}
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(doc), "// # Dependencies\n")
	list, _, _ = strings.Cut(list, "// # ")
	for line := range strings.Lines(list) {
		if fields := strings.Fields(strings.TrimPrefix(line, "//\t")); strings.HasPrefix(line, "//\t") && len(fields) > 1 {
			got = append(got, fields[0])
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("go.mod and the reasons in doc.go differ (-go.mod +doc.go):\n%s", d)
	}
}

func reach(t *testing.T, allowed map[string][]string, p string, on []string) {
	if slices.Contains(on, p) {
		t.Fatalf("doc.go lists a cycle: %s", strings.Join(append(on, p), " → "))
	}
	for _, d := range allowed[p] {
		if _, ok := allowed[d]; !ok {
			t.Errorf("doc.go lists %s behind %s but has no line for it", d, p)
			continue
		}
		reach(t, allowed, d, append(on, p))
	}
}

// forbidden is what only cmd may do, by package and name.
var forbidden = map[string][]string{
	"os": {"Exit", "Stdin", "Stdout", "Stderr", "Getenv", "LookupEnv", "Environ", "ExpandEnv", "Setenv", "Unsetenv",
		"Args", "Hostname", "Getpid", "UserHomeDir"},
	"fmt": {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	"log": {"Print", "Printf", "Println", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln", "SetOutput",
		"Default"},
	// How long something takes may be limited (time.After); what day it is may not be asked.
	"time":         {"Now", "Since", "Until", "Local"},
	"math/rand":    nil, // nil: the package itself
	"math/rand/v2": nil,
	"crypto/rand":  nil,
	"log/slog":     nil,
	"net":          nil,
	"net/http":     nil,
	"os/exec":      nil,
	"os/user":      nil,
}

// exempt says, with the reason, which files, or with * all of a folder, may do one of these things all the same.
var exempt = map[string]string{
	"generator/sandbox/* net/http":              "it is an http.Handler; cmd listens and calls it",
	"generator/suggest/windows.go math/rand/v2": "a generator with a given seed draws the same everywhere",
	"generator/revision/* os/exec":              "git is asked for objects; cmd gives it its environment",
}

// TestOnlyCommandsTouchTheWorld holds everything below cmd to what doc.go says of it.
func TestOnlyCommandsTouchTheWorld(t *testing.T) {
	used := map[string]bool{}
	goFiles(t, parser.SkipObjectResolution, func(pkg, file string, fset *token.FileSet, tree *ast.File) {
		if strings.HasPrefix(pkg, module+"cmd/") || forTests(pkg) {
			return
		}
		names := map[string]string{} // local name → import path
		bad := func(pos token.Pos, what string) {
			for _, key := range []string{file + " " + what, path.Dir(file) + "/* " + what} {
				if exempt[key] != "" {
					used[key] = true
					return
				}
			}
			t.Errorf("%s: %s is for cmd alone", fset.Position(pos), what)
		}
		for _, imp := range tree.Imports {
			p, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			list, ok := forbidden[p]
			if !ok {
				continue
			}
			if list == nil {
				bad(imp.Pos(), p)
				continue
			}
			name := path.Base(p)
			if imp.Name != nil {
				name = imp.Name.Name
			}
			names[name] = p
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && slices.Contains(forbidden[names[x.Name]], n.Sel.Name) {
					bad(n.Pos(), names[x.Name]+"."+n.Sel.Name)
				}
			case *ast.CallExpr:
				if x, ok := n.Fun.(*ast.Ident); ok && (x.Name == "println" || x.Name == "print") {
					bad(n.Pos(), x.Name)
				}
			}
			return true
		})
	})
	for key := range exempt {
		if !used[key] {
			t.Errorf("%s is exempt and doesn't need to be", key)
		}
	}
}

// TestGoroutines finds goroutines in which a panic would end the program with a page of Go's stack. Those of package
// parallel bring it to whoever waits for them.
func TestGoroutines(t *testing.T) {
	fine := map[string]string{ // by the function that starts it
		"generator/parallel: ":      "a type, of which each goroutine recovers",
		"generator/syntax: execute": "recovers, and nobody may wait for it",
		"cmd/slogen: uninterrupted": "waits for a signal",
		"cmd/slogen: sandbox":       "serves; net/http and the sandbox recover where requests are answered",
	}
	found := map[string]bool{}
	goFiles(t, 0, func(pkg, file string, fset *token.FileSet, tree *ast.File) {
		for _, d := range tree.Decls {
			name := strings.TrimPrefix(pkg, module) + ": "
			if fn, ok := d.(*ast.FuncDecl); ok {
				name += fn.Name.Name
			}
			ast.Inspect(d, func(n ast.Node) bool {
				starts := false
				switch n := n.(type) {
				case *ast.GoStmt:
					starts = true
				case *ast.SelectorExpr: // of sync, time, context
					starts = n.Sel.Name == "WaitGroup" || n.Sel.Name == "AfterFunc"
				}
				if starts {
					found[name] = true
				}
				if starts && fine[name] == "" {
					t.Errorf("%s: a panic in this goroutine ends the program; use package parallel", fset.Position(n.Pos()))
				}
				return true
			})
		}
	})
	for name := range fine {
		if !found[name] {
			t.Errorf("%s starts no goroutine any more", name)
		}
	}
}

// calls says whether a call is of this function.
func calls(call *ast.CallExpr, function string) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	return ok && fmt.Sprint(f.X, ".", f.Sel) == function
}

// topLevel says whether a call is made when the program starts, since it stands in no function.
func topLevel(file *ast.File, call *ast.CallExpr) bool {
	in := false
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			in = in || n.Pos() <= call.Pos() && call.End() <= n.End()
		}
		return !in
	})
	return !in
}

// TestLazyRegexps compiles what package lazy puts off: a mistake would show only when somebody needs it.
func TestLazyRegexps(t *testing.T) {
	compiled := 0
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") ||
			strings.HasPrefix(name, ".") {
			return err
		}
		name = path.Join("..", name)
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			if calls(call, "regexp.MustCompile") && topLevel(file, call) {
				t.Errorf("%s: each start of slogen compiles a regular expression; use lazy.Regexp", name)
			}
			if !calls(call, "lazy.Regexp") {
				return true
			}
			text, ok := call.Args[0].(*ast.BasicLit)
			if !ok {
				t.Errorf("%s: lazy.Regexp takes a text as it stands, so that this test can read it", name)
				return true
			}
			expr, err := strconv.Unquote(text.Value)
			if err == nil {
				_, err = regexp.Compile(expr)
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			compiled++
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if compiled == 0 {
		t.Error("there are none")
	}
}
