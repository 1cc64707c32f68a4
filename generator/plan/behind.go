package plan

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Behind finds what is behind a change in the sources; nil where they don't say.
type Behind func(Question) *Reasons

// Question asks what is behind a change.
type Question struct {
	Was, Is honeycomb.Key // the object's; equal where it is new, or gone
	Shared  *honeycomb.Shared
	// Arguments are those that can make the difference, of the object's own block and of those around it; nil for any.
	// Of what Whole says all of its own block can.
	Arguments []string
	Whole     bool
}

// Reasons are what is behind a change.
type Reasons struct {
	Own    bool     // the object's own declaration reads otherwise
	Blocks []string // that it is made from, or inherits from, and that read otherwise, as [Cause.Block] names them
	Names  []Cause  // names that are used, and that mean something else
	Unsure bool     // there may be others
}

// only is the one name that is behind a change; nil if there may be anything else.
func (r *Reasons) only() *Cause {
	if r.Own || r.Unsure || len(r.Blocks) > 0 || len(r.Names) != 1 {
		return nil
	}
	return &r.Names[0]
}

// findBehind puts the causes of a change right by what the sources say.
func (d *differ) findBehind(w *Change) {
	if d.asked.Behind == nil || w.Action == Moved || w.Before != nil && w.After != nil && !w.ofItself() {
		return
	}
	q := Question{Was: cmp.Or(w.From, w.Key), Is: w.Key, Shared: w.shared()}
	if w.Before == nil || w.After == nil {
		d.findInstances(w, q)
	}
	if w.Rename != "" {
		return
	}
	r := d.asked.Behind(q)
	if r == nil {
		return
	}
	d.putRight(w, q, r)
}

// putRight puts the causes of a change right by the reasons that there can be.
func (d *differ) putRight(w *Change, q Question, r *Reasons) {
	cause := r.only()
	if w.Before == nil || w.After == nil { // else it may have been written, or removed, for its own sake
		if cause != nil && len(w.Causes) == 0 {
			w.Causes = []Cause{*cause}
		}
		return
	}
	for i := range r.Names {
		r.Names[i].Perhaps = cause == nil
	}
	if cause == nil {
		if narrow := d.bySource(w, q); narrow != nil {
			r = narrow
		}
	}
	n := len(w.Causes)
	w.Causes = slices.DeleteFunc(w.Causes, func(c Cause) bool { return !slices.Contains(r.Blocks, c.Block) })
	w.caused = w.caused && n == len(w.Causes) && len(r.Names) == 0
	w.Causes = append(w.Causes, r.Names...)
	if cause := r.only(); cause != nil && !cause.Perhaps {
		w.caused = w.Reason == ""
	}
}

// ofItself reports whether anything differs that an object doesn't have from others: a board shows what they are.
func (c *Change) ofItself() bool {
	return slices.ContainsFunc(c.Diffs, func(x AttrDiff) bool {
		return c.Kind != honeycomb.KindBoard || root(x.Path) != "panels"
	})
}

// findInstances fills in what an object comes or goes because of, where its block was there before and is now: what
// repeats the block.
func (d *differ) findInstances(w *Change, q Question) {
	q.Arguments = []string{"for_each"}
	if r := d.asked.Behind(q); r != nil && r.only() != nil && len(w.Causes) == 0 {
		w.Causes = []Cause{*r.only()}
	}
}

// shared is the block that an object is made from, or was; nil for none.
func (c *Change) shared() *honeycomb.Shared {
	switch {
	case c.After != nil:
		return c.After.Head().Shared
	case c.Before != nil:
		return c.Before.Head().Shared
	}
	return nil
}

// bySource is what is behind each difference on its own, taken together; nil where that says less.
func (d *differ) bySource(w *Change, q Question) *Reasons {
	all := &Reasons{}
	asked := map[string]bool{}
	for i := range w.Diffs {
		x := &w.Diffs[i]
		attribute := root(x.Path)
		if asked[attribute] || w.describes(x) && composedOnly(w) { // it quotes the others
			continue
		}
		asked[attribute] = true
		q.Arguments = sources[w.Kind][attribute]
		q.Whole = w.Kind == honeycomb.KindCalculatedField || w.Kind == honeycomb.KindTrigger
		if q.Arguments == nil {
			return nil
		}
		r := d.asked.Behind(q)
		if r == nil || r.Unsure || !r.Own && len(r.Names)+len(r.Blocks) == 0 {
			return nil
		}
		all.join(r)
	}
	return all
}

// join adds the reasons for another difference of the same change.
func (r *Reasons) join(o *Reasons) {
	r.Own = r.Own || o.Own
	for _, b := range o.Blocks {
		if !slices.Contains(r.Blocks, b) {
			r.Blocks = append(r.Blocks, b)
		}
	}
	alone := o.only() != nil
	for _, c := range o.Names {
		c.Perhaps = !alone
		i := slices.IndexFunc(r.Names, func(n Cause) bool { return n.Block == c.Block && n.Place() == c.Place() })
		if i < 0 {
			r.Names = append(r.Names, c)
		} else {
			r.Names[i].Perhaps = r.Names[i].Perhaps && c.Perhaps
		}
	}
}

var (
	routing = []string{"severity", "notify", "routes", "stage", "until", "quiet", "trial_recipient",
		"pagerduty_severity", "variables", "incident_per_group", "route"}
	// sources lists the arguments that can be behind a difference in an attribute, by kind and the attribute's root.
	// Where one isn't here, any can.
	sources = map[string]map[string][]string{
		honeycomb.KindSLO: {
			"target_per_million": {"target"},
			"time_period_days":   {"window"},
			"tags":               {"tags"},
			"description": {"description", "owner", "runbook", "expires", "reviewed_on", "name",
				"sli"},
		},
		honeycomb.KindBurnAlert: {
			"budget_rate_decrease_threshold_per_million": {"burn_rate", "budget", "over", "target", "window"},
			"budget_rate_window_minutes":                 {"over", "burn_rate", "budget", "exhausted_within"},
			"exhaustion_minutes":                         {"exhausted_within", "burn_rate", "budget"},
			"alert_type":                                 {"burn_rate", "budget", "exhausted_within"},
			"recipients":                                 routing,
			honeycomb.AutoInvestigate:                    {"investigate"},
		},
		honeycomb.KindCalculatedField: {
			"expression":  {"dataset", "datasets"},
			"description": {"dataset", "datasets"},
		},
		honeycomb.KindTrigger: {
			"query":                   {"dataset", "datasets", "over"},
			"frequency":               {"dataset", "datasets", "every"},
			"threshold":               {"dataset", "datasets", "for"},
			"alert_type":              {"repeat", "resolve"},
			honeycomb.AutoInvestigate: {"investigate"},
			"description": {"description", "owner", "runbook", "dataset", "datasets", "over", "every", "for",
				"repeat", "stage", "until", "quiet"},
			"recipients":        append([]string{"dataset", "datasets"}, routing...),
			"tags":              {"tags"},
			"evaluation_window": {"dataset", "datasets"},
		},
	}
)

// NameCause is a name that is behind a change, as a cause: where it is written, its name in outputs, and how its value
// changes.
func NameCause(name string, at hcl.Range, file, change string) Cause {
	c := Cause{Block: name, File: file, Typed: at.Filename, Line: at.Start.Line}
	if change != "" {
		c.What = []string{change}
	}
	return c
}
