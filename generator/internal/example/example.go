// Package example lists the project's examples, for tests of what holds for all of them.
package example

import (
	"path/filepath"
	"testing"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/source"
)

// Configuration is an example or, where slogen.hcl declares environments, one of them.
type Configuration struct {
	Name, Out string
	Options   generator.Options
}

// Dirs are the folders of the examples.
func Dirs(t *testing.T, folder string) []string {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(dirs) < 6 {
		t.Fatalf("examples: %q, %v; there should be at least six", dirs, err)
	}
	return dirs
}

// List are the examples in a folder as a user loads them.
func List(t *testing.T, folder string) (list []Configuration) {
	t.Helper()
	for _, dir := range Dirs(t, folder) {
		p, diags := project.Read(dir, source.Options{})
		t.Cleanup(p.Close)
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		if p == nil {
			list = append(list, Configuration{filepath.Base(dir), filepath.Join(dir, "out"),
				generator.Options{Paths: []string{dir}}})
			continue
		}
		for _, e := range p.Environments {
			o := generator.Options{Paths: p.PathsOf(e), Ignore: p.Ignores}
			for _, g := range p.ValuesOf(e) {
				given := generator.Given{File: g.Name, Src: p.Source(g.Name)}
				for _, v := range g.Values {
					given.Values = append(given.Values, config.Input{Name: v.Name, Value: v.Value, Range: v.Range})
				}
				o.Given = append(o.Given, given)
			}
			list = append(list, Configuration{filepath.Base(dir) + "_" + e.Name.V, p.OutOf(e), o})
		}
	}
	return list
}
