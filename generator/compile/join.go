package compile

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rules"
)

// Join puts the services' objects together, sorted by key, and checks what concerns all of them. It returns what is
// wrong with single services and shared declarations, too. The configuration is sound if nothing that was read before
// has errors. Join may be called again with other units among those of before.
func (c *Compiler) Join(units []*Unit, sound bool) (*honeycomb.Resources, hcl.Diagnostics) {
	diags := collisions(units)
	c.ambiguous = len(diags) > 0
	settings := c.options.Settings
	out := &honeycomb.Resources{Settings: settings, Recipients: c.declared}
	var depends []dependency
	var unfinished []*honeycomb.SLO // no output has them, but their SLIs are taken
	var fields []*honeycomb.CalculatedField
	var waits []wait
	var edges []edge
	used := map[honeycomb.Key]bool{}
	diags = append(diags, c.sharedDiags...)
	for _, u := range units {
		p := u.part
		for _, x := range p.unknown {
			x.problem.Detail = c.noSuch(x.of, x.service, x.service, x.name, *x.problem.Subject).Detail
		}
		if p.vain {
			waits, edges = append(waits, p.waits...), append(edges, p.edges...)
		}
		diags = append(diags, p.diags...)
		c.gather(out, p)
		if p.unfinished != nil {
			fields = append(fields, p.unfinished.CalculatedFields...)
			for _, s := range p.unfinished.SLOs {
				if s.SLI.Key != "" { // whose SLI is no stand-in
					unfinished = append(unfinished, s)
				}
			}
		}
		depends = append(depends, p.depends...)
		for _, k := range p.used {
			used[k] = true
		}
	}
	out.Undeclared = firstNamed(out.Undeclared)
	byKey(out.CalculatedFields)
	for _, f := range out.CalculatedFields {
		if !used[f.Key] {
			out.Unused = append(out.Unused, f)
		}
	}
	byKey(out.SLOs)
	byKey(out.BurnAlerts)
	byKey(out.Triggers)
	byKey(out.Queries)
	byKey(out.QueryAnnotations)
	byKey(out.Boards)
	diags = append(append(diags, c.inVain(waits)...), circles(edges)...)
	diags = append(diags, c.checkDependencies(depends)...)
	diags = append(diags, moves(c.shared.Moved, out, sound && !diags.HasErrors())...)
	sound = sound && !diags.HasErrors()
	if sound {
		linkDependencies(depends, out.SLOs)
	}
	all := *out
	all.Recipients = c.sound
	all.SLOs = slices.Concat(out.SLOs, unfinished)
	byKey(all.SLOs)
	all.CalculatedFields = slices.Concat(out.CalculatedFields, fields)
	byKey(all.CalculatedFields)
	diags = append(diags, rules.CheckAll(&all)...)
	if sound { // where something could not be compiled, what refers to it would seem wrong
		diags = append(diags, emit.CheckTerraform(out)...)
	}
	for x := range out.Objects() {
		c.nameFiles(x)
	}
	return out, diags
}

// gather adds what a service declares.
func (c *Compiler) gather(out *honeycomb.Resources, p *part) {
	out.CalculatedFields = append(out.CalculatedFields, p.CalculatedFields...)
	out.SLOs = append(out.SLOs, p.SLOs...)
	out.BurnAlerts = append(out.BurnAlerts, p.BurnAlerts...)
	out.Triggers = append(out.Triggers, p.Triggers...)
	out.Queries = append(out.Queries, p.Queries...)
	out.QueryAnnotations = append(out.QueryAnnotations, p.QueryAnnotations...)
	out.Boards = append(out.Boards, p.Boards...)
	out.Undeclared = append(out.Undeclared, p.undeclared...)
	for _, n := range p.Notes {
		n.File = c.options.Shown[n.Range.Filename]
		same := func(o honeycomb.Note) bool { return o.Range == n.Range && o.Reason == n.Reason }
		if i := slices.IndexFunc(out.Notes, same); i >= 0 { // the instances of a service have the same
			out.Notes[i].Services = append(out.Notes[i].Services, n.Services...)
		} else {
			out.Notes = append(out.Notes, n)
		}
	}
}

// nameFiles says, wherever an object names a place, what the file is called when it is shown.
func (c *Compiler) nameFiles(x honeycomb.Object) {
	m := x.Head()
	m.Origin.File = c.options.Shown[m.Origin.Range.Filename]
	show := func(p *honeycomb.Place) { p.File = c.options.Shown[p.Range.Filename] }
	for i := range m.Inherited {
		show(&m.Inherited[i].Place)
	}
	if m.Shared != nil {
		show(&m.Shared.Place)
		for i := range m.Shared.Arguments {
			show(&m.Shared.Arguments[i].Place)
		}
	}
	if b, ok := x.(*honeycomb.BurnAlert); ok && b.Replaces != nil {
		show(b.Replaces)
	}
}

// collisions finds services of the same name.
func collisions(units []*Unit) (diags hcl.Diagnostics) {
	first := make(map[string]hcl.Range, len(units))
	for _, u := range units {
		if at, ok := first[u.head.Name]; ok {
			diags = append(
				diags,
				diag.Error("language/duplicate", "Duplicate service", fmt.Sprintf("A service %q is already declared, "+
					"and all the files given form one configuration. Rename or remove one of the two.", u.head.Name),
					u.head.At,
					diag.Note{Text: "first declared here", Range: at}),
			)
			continue
		}
		first[u.head.Name] = u.head.At
	}
	return diags
}
