// Package schema makes the JSON Schemas of what slogen prints from the structs that are marshalled, for tests: each
// package's test holds the document in schemas/ to its structs, and -update rewrites it.
//
// Members are required unless they are omitempty, and no others are allowed. Bounds, patterns and enums are in the tag
// jsonschema, as github.com/invopop/jsonschema has it. Descriptions are the comments of types and members, without the
// "Name is" that Go puts first.
package schema

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"

	"github.com/slogen-project/slogen/generator/internal/golden"
)

const module = "github.com/slogen-project/slogen"

// Test holds the document name in schemas/ to v, a value of the type that is marshalled. root is the way to the folder
// of go.mod. amend, which may be nil, adds what neither types nor tags can say.
func Test(t *testing.T, root, name, title string, v any, amend func(*jsonschema.Schema)) {
	t.Helper()
	c := comments{t, root, map[string]map[string]string{}}
	r := &jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, LookupComment: c.lookup, Namer: typeName}
	s := r.Reflect(v)
	s.Title = title
	if amend != nil {
		amend(s)
	}
	src, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var sorted any // by the names of members, so that a struct may be put into another order
	if err := json.Unmarshal(src, &sorted); err != nil {
		t.Fatal(err)
	}
	described(t, name, sorted)
	got, err := json.MarshalIndent(sorted, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	file := filepath.Join(root, "schemas", name)
	if *golden.Update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); d != "" {
		t.Errorf("schemas/%s and the structs differ (-file +structs; -update rewrites it):\n%s", name, d)
	}
}

// described reports members without a description. One that refers to a type has the type's.
func described(t *testing.T, where string, node any) {
	t.Helper()
	m, _ := node.(map[string]any)
	for _, group := range []string{"properties", "$defs"} {
		members, _ := m[group].(map[string]any)
		for name, x := range members {
			member, _ := x.(map[string]any)
			if member["description"] == nil && member["$ref"] == nil {
				t.Errorf("%s: %s has no comment", where, name)
			}
			described(t, where+": "+name, member)
		}
	}
}

// typeName is the name of a type in $defs: jsonOutcome is outcome.
func typeName(t reflect.Type) string {
	name := t.Name()
	for _, prefix := range []string{"json", "eval"} {
		name = strings.TrimPrefix(name, prefix)
	}
	return jsonschema.ToSnakeCase(strings.TrimSuffix(name, "JSON"))
}

// comments are those of the types of packages, by package and then by "Type" or "Type.Member".
type comments struct {
	t         *testing.T
	root      string
	byPackage map[string]map[string]string
}

func (c *comments) lookup(of reflect.Type, member string) string {
	path, ok := strings.CutPrefix(of.PkgPath(), module)
	if !ok {
		return ""
	}
	known := c.byPackage[path]
	if known == nil {
		known = map[string]string{}
		c.byPackage[path] = known
		c.read(filepath.Join(c.root, filepath.FromSlash(path)), known)
	}
	if member == "" {
		return known[of.Name()]
	}
	return known[of.Name()+"."+member]
}

// read notes the comments of a package's types.
func (c *comments) read(dir string, known map[string]string) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, d := range file.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range decl.Specs {
				if spec, ok := s.(*ast.TypeSpec); ok {
					note(spec, decl.Doc, known)
				}
			}
		}
	}
}

// note notes the comments of a type; alone is what stands above it where it isn't in a group.
func note(spec *ast.TypeSpec, alone *ast.CommentGroup, known map[string]string) {
	doc := spec.Doc
	if doc == nil {
		doc = alone
	}
	name := spec.Name.Name
	known[name] = description(doc, name)
	s, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range s.Fields.List {
		text := f.Doc
		if text == nil {
			text = f.Comment
		}
		for _, n := range f.Names {
			known[name+"."+n.Name] = description(text, n.Name)
		}
	}
}

// description is a comment without the name and the verb that it begins with.
func description(c *ast.CommentGroup, name string) string {
	text := strings.Join(strings.Fields(c.Text()), " ")
	for _, verb := range []string{" is ", " are "} {
		if rest, ok := strings.CutPrefix(text, name+verb); ok {
			return strings.ToUpper(rest[:1]) + rest[1:]
		}
	}
	return text
}
