package reference

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/spec"
)

// block is a type of block, with every place where it is allowed.
type block struct {
	*spec.Description
	paths []string // such as "service.slo", without the top level
	file  bool     // it is a file, of which the top level has arguments
	// ofProject says that it belongs in slogen.hcl.
	ofProject bool
}

// blocks lists all types of blocks, each before those inside it. A type that is allowed in several blocks is listed
// once.
var blocks = sync.OnceValue(func() (out []*block) {
	var walk func(path string, d *spec.Description)
	walk = func(path string, d *spec.Description) {
		for _, child := range d.Blocks {
			p := child.Type
			if path != "" {
				p = path + "." + child.Type
			}
			i := slices.IndexFunc(out, func(b *block) bool {
				return b.Type == child.Type &&
					reflect.DeepEqual(b.Description, child)
			})
			if i >= 0 {
				out[i].paths = append(out[i].paths, p)
				continue
			}
			out = append(out, &block{Description: child, paths: []string{p}})
			walk(p, child)
		}
	}
	walk("", config.Root.Describe())
	walk("", config.TestRoot.Describe())
	file := project.Root.Describe()
	file.Type = project.FileName
	out = append(out, &block{Description: file, paths: []string{file.Type}, file: true})
	n := len(out)
	walk("", file)
	for _, b := range out[n:] {
		b.ofProject = true
	}
	return out
})

// title is the block with where it is allowed: "slo in service".
func (b *block) title() string {
	var in []string
	for _, p := range b.paths {
		if b.file {
			break
		}
		if i := strings.LastIndexByte(p, '.'); i >= 0 {
			in = append(in, p[:i])
		}
	}
	switch {
	case b.ofProject:
		return b.Type + " in " + project.FileName
	case len(in) == 0:
		return b.Type
	}
	return b.Type + " in " + strings.Join(in, ", ")
}

// header is how the block begins: `slo "<name>" {`, with optional labels in brackets.
func (b *block) header() string {
	s := b.Type
	for _, l := range b.Labels {
		if l.Optional {
			s += fmt.Sprintf(` ["<%s>"]`, l.Name)
		} else {
			s += fmt.Sprintf(` "<%s>"`, l.Name)
		}
	}
	return s
}

// kinds lists the kinds of values that arguments take, in the order in which they appear.
var kinds = sync.OnceValue(func() (out []spec.KindDoc) {
	for _, b := range blocks() {
		for _, a := range b.Args {
			if !slices.ContainsFunc(out, func(k spec.KindDoc) bool { return k.Name == a.Kind.Name }) {
				out = append(out, a.Kind)
			}
		}
	}
	slices.SortFunc(out, func(a, b spec.KindDoc) int { return strings.Compare(a.Name, b.Name) })
	return out
})
