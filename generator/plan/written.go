package plan

import (
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
)

// Written finds arguments of an object, whose keys are those before and now, as people wrote them; nil where the
// sources aren't at hand or aren't HCL.
type Written func(was, is honeycomb.Key, shared *honeycomb.Shared, names []string) []Source

// Source is an argument as it is written before and now; empty where it isn't there.
type Source struct{ Name, Was, Is string }

func (s *Source) differs() bool { return s.Was != s.Is }

// spelled lists the arguments by which people say what Honeycomb has as a formula or a query, by kind.
var spelled = map[string][]string{
	honeycomb.KindCalculatedField: {"eligible", "good", "value", "expression", "template", "parameters", "exclude"},
	honeycomb.KindTrigger:         {"where", "fires_when"},
}

// findWritten fills in how the arguments are written that a change is about.
func (d *differ) findWritten(w *Change) {
	names := spelled[w.Kind]
	if d.asked.Written == nil || names == nil || w.Before == nil || w.After == nil ||
		!w.differs("expression", "query", "threshold", "baseline_details") {
		return
	}
	w.sources = d.asked.Written(w.Before.Head().Key, w.Key, w.shared(), names)
}

// source is how an argument is written, if that differs; nil where it doesn't, or isn't known.
func (c *Change) source(name string) *Source {
	i := slices.IndexFunc(c.sources, func(s Source) bool { return s.Name == name && s.differs() })
	if i < 0 {
		return nil
	}
	return &c.sources[i]
}

// formula is how an SLI differs: in the words that people wrote or, where these read the same or names in them mean
// something else, in the formula.
func (c *Change) formula(d *AttrDiff) (out []argument) {
	for _, s := range c.sources {
		if s.differs() {
			out = append(out, argument{s.Name, between(s.Was, s.Is), d.Replaces})
		}
	}
	elsewhere := func(x Cause) bool { return !strings.Contains(x.Block, "_template.") }
	if len(out) == 0 || slices.ContainsFunc(c.Causes, elsewhere) {
		out = append(out, argument{d.Argument(c.Kind), difference(d), d.Replaces})
	}
	return out
}

// condition is when a trigger fires, before and now: what people wrote where that differs.
func (c *Change) condition(old, new *honeycomb.Trigger) (was, is string) {
	if s := c.source("fires_when"); s != nil && s.Was != "" && s.Is != "" {
		return s.Was + phrase.Among(old), s.Is + phrase.Among(new)
	}
	return phrase.Condition(old), phrase.Condition(new)
}
