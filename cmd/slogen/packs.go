package main

import (
	"context"
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
)

// packs are the rules in what -rules names.
type packs struct {
	results []*generator.Result
	diags   hcl.Diagnostics
}

// readPacks reads the rules of -rules. They are a configuration of their own: nothing in them refers to the one that is
// held to them, and nothing there to them.
func readPacks(ctx context.Context, in *inputs) *packs {
	x := &packs{}
	for _, p := range in.rulePaths {
		res, diags := generator.Load(ctx, generator.Options{Paths: []string{p}, MaxFileBytes: in.maxFileBytes,
			JsonnetTime: in.jsonnetTime, Today: in.today(), Version: buildVersion().release()})
		x.results, x.diags = append(x.results, res), append(x.diags, diags...)
		if diags.HasErrors() || res.Resources == nil {
			continue
		}
		objects := 0
		for range res.Resources.Objects() {
			objects++
		}
		switch {
		case objects > 0 || res.Services > 0:
			x.diags = append(x.diags, diag.Command(hcl.DiagError, "More than rules", fmt.Sprintf("%s is named by "+
				"-rules, but it declares services or recipients, too. Nothing of them would be read: move the rules "+
				"to files of their own, or leave out -rules for what is part of the configuration.", p), hcl.Range{}))
		case len(res.Rules) == 0:
			x.diags = append(x.diags, diag.Command(hcl.DiagError, "No rules", fmt.Sprintf("%s is named by -rules, but "+
				"has no block such as rules \"organization\" { }.", p), hcl.Range{}))
		}
	}
	return x
}

// failed reports whether something in them is wrong, so that not all rules are known.
func (x *packs) failed() bool { return x != nil && x.diags.HasErrors() }

func (x *packs) list() (all []*config.Rules) {
	if x != nil {
		for _, r := range x.results {
			all = append(all, r.Rules...)
		}
	}
	return all
}

// sources gives the texts of packs, too.
func (x *packs) sources(of diag.Sources) diag.Sources {
	if len(x.results) == 0 {
		return of
	}
	return func(name string) []byte {
		if src := of(name); src != nil {
			return src
		}
		for _, r := range x.results {
			if src := r.Sources(name); src != nil {
				return src
			}
		}
		return nil
	}
}
