package generator

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// exportedAllTheSame are exported names that no other package has to do with, and why they are.
var exportedAllTheSame = map[string]string{
	"generator/config.Variable": "the declaration of a block, exported as those of all blocks are",
}

// methodsOfInterfaces are those by which types are what the standard library's interfaces ask for.
var methodsOfInterfaces = []string{"Error", "Unwrap", "String", "Format", "MarshalJSON", "MarshalJSONTo", "MarshalXML",
	"MarshalText", "UnmarshalJSON", "UnmarshalJSONFrom", "UnmarshalText", "ReadRune", "Read", "Write", "Close", "Len",
	"Less", "Swap"}

// TestExported holds that a name is exported because other packages, tests and examples among them, use it, or because
// it says what something is that they use: the type of a field, of an argument or of a result, or another constant of
// the same list. It goes by names and not by types, so a method is used where any of its name is.
func TestExported(t *testing.T) {
	s := surface{decls: map[string]*exportedName{}, methods: map[string]map[string]bool{},
		constants: map[string][]string{}}
	for _, root := range []string{".", "../cmd", "../schemas", "../examples", "../.ci"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && d.Name() == "testdata" {
				return fs.SkipDir
			}
			if err != nil || d.IsDir() || filepath.Ext(name) != ".go" {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err == nil {
				pkg := path.Join("generator", filepath.ToSlash(filepath.Dir(name)))
				s.read(pkg, strings.HasSuffix(name, "_test.go"), file)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	s.close()
	count := 0
	for name, d := range s.decls {
		if !strings.HasPrefix(name, "generator") {
			continue
		}
		count++
		reason, stays := exportedAllTheSame[name]
		if !d.reached && !stays {
			t.Errorf("%s is exported, but no other package has to do with it", name)
		}
		if d.reached && stays {
			t.Errorf("%s need not stand in exportedAllTheSame (%s)", name, reason)
		}
	}
	for name, reason := range exportedAllTheSame {
		if s.decls[name] == nil {
			t.Errorf("exportedAllTheSame names %s, which isn't exported (%s)", name, reason)
		}
	}
	if count < 500 {
		t.Errorf("%d exported names were read", count)
	}
	t.Logf("%d exported names", count)
}

// surface is what packages export, and what they use of each other.
type surface struct {
	decls   map[string]*exportedName   // by package and name; methods as "package.Type.Method"
	used    []string                   // names that another package uses
	methods map[string]map[string]bool // by the name behind a dot the packages that it stands in
	// constants are the first ones of the lists of a type.
	constants map[string][]string
}

// exportedName is one in a package.
type exportedName struct {
	reached bool
	method  bool
	leads   []string // the names that it leads to
}

func (s *surface) read(pkg string, test bool, file *ast.File) {
	imports := map[string]string{}
	for _, i := range file.Imports {
		if from, ours := strings.CutPrefix(strings.Trim(i.Path.Value, `"`), module); ours {
			name := path.Base(from)
			if i.Name != nil {
				name = i.Name.Name
			}
			imports[name] = from
		}
	}
	where := pkg
	if strings.HasSuffix(file.Name.Name, "_test") {
		where += "_test"
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && imports[x.Name] != "" {
				s.used = append(s.used, imports[x.Name]+"."+sel.Sel.Name)
			}
			if s.methods[sel.Sel.Name] == nil {
				s.methods[sel.Sel.Name] = map[string]bool{}
			}
			s.methods[sel.Sel.Name][where] = true
		}
		return true
	})
	if test || file.Name.Name == "main" {
		return
	}
	for _, d := range file.Decls {
		s.declare(pkg, d)
	}
}

// declare adds what a declaration exports, with what that leads to.
func (s *surface) declare(pkg string, d ast.Decl) {
	add := func(name string, method bool, leads ...string) {
		for i := range leads {
			leads[i] = pkg + "." + leads[i]
		}
		s.decls[pkg+"."+name] = &exportedName{method: method, leads: leads}
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		if !d.Name.IsExported() {
			return
		}
		if d.Recv == nil {
			add(d.Name.Name, false, exportedIn(d.Type)...)
			return
		}
		if t := receiver(d.Recv.List[0].Type); ast.IsExported(t) {
			add(t+"."+d.Name.Name, true, exportedIn(d.Type)...)
		}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() {
					add(spec.Name.Name, false, exportedIn(spec.Type)...)
				}
			case *ast.ValueSpec:
				var leads []string
				if spec.Type != nil {
					leads = exportedIn(spec.Type)
				}
				for _, v := range spec.Values {
					leads = append(leads, exportedIn(v)...)
				}
				for _, n := range spec.Names {
					if n.IsExported() {
						names = append(names, n.Name)
						add(n.Name, false, slices.Clone(leads)...)
					}
				}
			}
		}
		if d.Tok == token.CONST {
			s.list(pkg, names)
		}
	}
}

// list ties constants together: the first leads to the others, and each to the first. Their type leads there, too.
func (s *surface) list(pkg string, names []string) {
	if len(names) == 0 {
		return
	}
	first := s.decls[pkg+"."+names[0]]
	for _, t := range first.leads {
		s.constants[t] = append(s.constants[t], pkg+"."+names[0])
	}
	for _, n := range names[1:] {
		first.leads = append(first.leads, pkg+"."+n)
		s.decls[pkg+"."+n].leads = append(s.decls[pkg+"."+n].leads, pkg+"."+names[0])
	}
}

// exportedIn lists the exported names in a declaration, without fields that aren't exported and what functions do.
func exportedIn(n ast.Node) (names []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.SelectorExpr:
			return false
		case *ast.FuncType:
			for _, f := range slices.Concat(fields(n.TypeParams), fields(n.Params), fields(n.Results)) {
				names = append(names, exportedIn(f.Type)...)
			}
			return false
		case *ast.Field:
			if len(n.Names) == 0 || slices.ContainsFunc(n.Names, (*ast.Ident).IsExported) {
				names = append(names, exportedIn(n.Type)...)
			}
			return false
		case *ast.KeyValueExpr:
			names = append(names, exportedIn(n.Value)...)
			return false
		case *ast.Ident:
			if n.IsExported() {
				names = append(names, n.Name)
			}
		}
		return true
	})
	return names
}

func fields(l *ast.FieldList) []*ast.Field {
	if l == nil {
		return nil
	}
	return l.List
}

// close finds what is reached.
func (s *surface) close() {
	next := s.used
	for len(next) > 0 {
		name := next[0]
		next = next[1:]
		d := s.decls[name]
		if d == nil || d.reached {
			continue
		}
		d.reached = true
		next = append(append(next, d.leads...), s.constants[name]...)
		for full, m := range s.decls {
			if of, method, ok := cutLast(full); ok && m.method && of == name && s.needed(name, method) {
				next = append(next, full)
			}
		}
	}
}

// needed says whether a package other than that of the type, or an interface, needs a method.
func (s *surface) needed(of, method string) bool {
	pkg, _, _ := cutLast(of)
	for where := range s.methods[method] {
		if where != pkg {
			return true
		}
	}
	return slices.Contains(methodsOfInterfaces, method)
}

func cutLast(name string) (before, after string, ok bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return name, "", false
	}
	return name[:i], name[i+1:], true
}
