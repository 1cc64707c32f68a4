package project

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/spec"
)

// Difference is something that slogen.hcl says of an environment, or of a project without, otherwise than before.
type Difference struct {
	What          string // such as "variables.region", "paths" or "prod.slovars.hcl"
	Before, After string // as JSON, short; empty for nothing, and where they are files
	Range         hcl.Range
}

// String is the difference in words.
func (d Difference) String() string {
	text := d.What
	switch {
	case d.Before != "" && d.After != "":
		text += " " + d.Before + " → " + d.After
	case d.After != "":
		text += " is " + d.After + " now"
	case d.Before != "":
		text += " was " + d.Before + ", and isn't set any more"
	default:
		text += " changed"
	}
	return text
}

// Differences are what slogen.hcl says now of an environment otherwise than before; a project and an environment may be
// nil. Output folders don't change what is declared, and are left out.
func Differences(was *Project, before *Environment, is *Project, after *Environment) (list []Difference) {
	old, now := was.said(before), is.said(after)
	for _, x := range now {
		i := slices.IndexFunc(old, func(o saying) bool { return o.what == x.what })
		if i >= 0 && old[i].text == x.text {
			continue
		}
		d := Difference{What: x.what, After: x.shown(), Range: x.at}
		if i >= 0 {
			d.Before = old[i].shown()
		}
		list = append(list, d)
	}
	for _, o := range old {
		if !slices.ContainsFunc(now, func(x saying) bool { return o.what == x.what }) {
			list = append(list, Difference{What: o.what, Before: o.shown()})
		}
	}
	return list
}

// saying is something that slogen.hcl says.
type saying struct {
	what, text string
	file       bool
	secret     bool // it looks like a credential, and isn't shown
	at         hcl.Range
}

// shown is what it says, if that is short.
func (s saying) shown() string {
	const most = 60
	if s.file || s.secret || len(s.text) > most {
		return ""
	}
	return s.text
}

// said is what slogen.hcl says of an environment, each thing once: what comes later wins.
func (p *Project) said(e *Environment) (list []saying) {
	if p == nil {
		return nil
	}
	add := func(x saying) {
		if i := slices.IndexFunc(list, func(o saying) bool { return o.what == x.what }); i >= 0 {
			list = slices.Delete(list, i, i+1)
		}
		list = append(list, x)
	}
	from := p.Paths
	if e != nil && e.Paths.Set() {
		from = e.Paths
	}
	failOn := p.FailOn
	if e != nil && e.FailOn.Set() {
		failOn = e.FailOn
	}
	lists := map[string]spec.At[[]spec.At[string]]{"paths": from, "ignore": p.Ignore, "fail_on": failOn}
	for what, list := range lists {
		if !list.Set() {
			continue
		}
		var names []string
		for _, at := range list.V {
			names = append(names, fmt.Sprintf("%q", at.V))
		}
		add(saying{what: what, text: "[" + strings.Join(names, ", ") + "]", at: list.Range})
	}
	levels := []*Settings{&p.Settings}
	if e != nil {
		levels = append(levels, &e.Settings)
	}
	for _, s := range levels {
		for _, at := range s.VarFiles.V {
			add(saying{what: at.V, text: string(bytes.TrimSpace(p.texts[p.at(at.V)])), file: true, at: at.Range})
		}
		for _, v := range s.Variables.V {
			add(saying{what: "variables." + v.Name, text: asJSON(v.Value), at: v.Range,
				secret: !config.MayShow(v.Name, v.Value)})
		}
		for name, list := range map[string][]spec.Item{"ext_str": s.ExtStr.V, "ext_code": s.ExtCode.V,
			"tla_str": s.TLAStr.V, "tla_code": s.TLACode.V} {
			for _, it := range list {
				value := cty.StringVal(it.Value.V)
				add(saying{what: name + "." + it.Key, text: asJSON(value), at: it.KeyRange,
					secret: !config.MayShow(it.Key, value)})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b saying) int { return strings.Compare(a.what, b.what) })
	return list
}

func asJSON(v cty.Value) string {
	v, _ = v.UnmarkDeep()
	b, err := ctyjson.Marshal(v, v.Type())
	if err != nil {
		return ""
	}
	return string(b)
}
