package report

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Filter narrows a report. Of each kind that is given, one must hold; the zero value leaves everything.
type Filter struct {
	Owners, Services, Tags, Folders []string // a tag is "key=value"
}

// Words are the filters as they are given, such as "owner=payments".
func (f *Filter) Words() (out []string) {
	for _, x := range f.kinds() {
		for _, v := range x.values {
			out = append(out, x.name+"="+v)
		}
	}
	return out
}

type filterKind struct {
	name   string
	values []string
	// has gives what an object has of the kind
	has func(*about) []string
}

func (f *Filter) kinds() []filterKind {
	return []filterKind{
		{"owner", f.Owners, func(a *about) []string { return []string{a.owner} }},
		{"service", f.Services, func(a *about) []string { return []string{a.service} }},
		{"tag", f.Tags, func(a *about) (all []string) {
			for _, t := range a.tags {
				all = append(all, t.Key+"="+t.Value)
			}
			return all
		}},
		{"in", f.Folders, func(a *about) []string { return foldersOf(a.at.Filename) }},
	}
}

// foldersOf are the folders that hold a file, and the file itself.
func foldersOf(name string) (all []string) {
	for p := path.Clean(filepath.ToSlash(name)); ; p = path.Dir(p) {
		if all = append(all, p); p == "." || p == "/" || strings.HasSuffix(p, "..") {
			return all
		}
	}
}

// about is what filters ask of an object.
type about struct {
	owner, service string
	tags           []honeycomb.Tag
	at             hcl.Range
}

// keeps says whether an object is in the report.
func (f *Filter) keeps(a *about) bool {
	for _, x := range f.kinds() {
		if len(x.values) == 0 {
			continue
		}
		has := x.has(a)
		if !slices.ContainsFunc(x.values, func(v string) bool {
			return slices.Contains(has, v) || x.name == "in" && slices.Contains(has, path.Clean(filepath.ToSlash(v)))
		}) {
			return false
		}
	}
	return true
}

// Unknown is a filter that no SLO, trigger or service has.
type Unknown struct {
	Kind, Value string
	Has         []string // what there is instead, sorted
}

// Unknown finds the first filter that leaves nothing by itself; nil if there is none.
func (f *Filter) Unknown(in *Input) *Unknown {
	for _, x := range f.kinds() {
		if len(x.values) == 0 {
			continue
		}
		all := map[string]bool{}
		in.each(func(a *about) {
			for _, v := range x.has(a) {
				all[v] = true
			}
		})
		for _, v := range x.values {
			if !all[v] && (x.name != "in" || !all[path.Clean(filepath.ToSlash(v))]) {
				delete(all, "")
				return &Unknown{x.name, v, sorted(all)}
			}
		}
	}
	return nil
}

// each gives what may be filtered.
func (in *Input) each(f func(*about)) {
	for _, s := range in.Resources.SLOs {
		f(ofSLO(s))
	}
	for _, t := range in.Resources.Triggers {
		f(ofTrigger(t))
	}
	for _, s := range in.Services {
		f(&about{s.Owner, s.Name, s.Tags, s.At})
	}
}

func ofSLO(s *honeycomb.SLO) *about { return &about{s.Owner, s.Service, s.Tags, s.Origin.Range} }

func ofTrigger(t *honeycomb.Trigger) *about {
	return &about{t.Owner, t.Service, t.Tags, t.Origin.Range}
}
