package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/words"
)

// Cause is a block elsewhere that has the values by which an object changes.
type Cause struct {
	// Block is such as "defaults", `burn_alert_policy.standard "fast"` or "sli_template.http"; or it is a name that
	// expressions use, such as "local.window", or a file that is read.
	Block string
	File  string // its name in outputs
	Typed string // its name as it was given, for people
	Line  int    // of the first of the values; 0 where the whole file is meant
	// What says which they are, and how they change where that is known: "burn rate 14.4 → 10", "routes.page".
	What []string
	// Perhaps means that something else may be behind the change instead, or as well.
	Perhaps bool
}

// Place is where the values are, for people.
func (c *Cause) Place() string {
	name := cmp.Or(c.Typed, c.File)
	if c.Line == 0 {
		return printable.Line(name)
	}
	return printable.Line(fmt.Sprintf("%s:%d", name, c.Line))
}

// String names the block and the values.
func (c *Cause) String() string {
	if len(c.What) == 0 {
		return printable.Line(c.Block)
	}
	return printable.Line(c.Block + ": " + strings.Join(c.What, ", "))
}

// because is the cause as a line of its own.
func (c *Cause) because() string {
	text := "because of " + c.Place()
	if c.Perhaps {
		text = "perhaps " + text
	}
	if c.Line == 0 {
		return text
	}
	return text + ": " + c.String()
}

func (c *Cause) is(other *Cause) bool {
	return c == other || c != nil && other != nil && c.Perhaps == other.Perhaps && c.Line == other.Line &&
		c.Block == other.Block && c.Place() == other.Place() && slices.Equal(c.What, other.What)
}

// cause is the one that is behind everything that changes; nil for none.
func (c *Change) cause() *Cause {
	if !c.caused {
		return nil
	}
	return &c.Causes[0]
}

const defaultsBlock = "defaults"

// findCauses fills in what a change is because of.
func (d *differ) findCauses(w *Change) {
	if w.After == nil {
		d.findGone(w)
	}
	if w.After == nil || w.Rename != "" {
		return
	}
	f := causes{Change: w, shared: w.After.Head().Shared}
	if f.shared != nil && !d.changesAll(f.shared.Name) {
		f.shared = nil
	}
	switch {
	case w.Action == Create && f.shared != nil && w.Kind == honeycomb.KindBurnAlert:
		f.add(f.shared.Name, f.shared.Place, "")
	case w.Action == Create || w.Reason != "" || len(w.Diffs) == 0:
		return
	}
	w.caused = true
	for i := range w.Diffs {
		x := &w.Diffs[i]
		if w.Kind == honeycomb.KindBurnAlert && (root(x.Path) == "slo" || root(x.Path) == "dataset" ||
			root(x.Path) == "description" && composedOnly(w)) {
			continue // it follows its SLO
		}
		w.caused = f.of(x) && w.caused
	}
	w.caused = w.caused && len(w.Causes) == 1 && !otherTarget(w)
}

// findGone fills in what an object is gone because of, where somebody knows.
func (d *differ) findGone(w *Change) {
	if d.asked.Gone == nil {
		return
	}
	if cause := d.asked.Gone(w.Origin); cause != nil {
		w.Causes, w.caused = []Cause{*cause}, true
	}
}

// otherTarget reports whether the SLO of an alert has another target, by which the alert fires sooner or later, too.
func otherTarget(w *Change) bool {
	was, okA := w.Before.(*honeycomb.BurnAlert)
	is, okB := w.After.(*honeycomb.BurnAlert)
	return okA && okB && was.SLO != nil && is.SLO != nil && was.SLO.TargetPerMillion != is.SLO.TargetPerMillion
}

// changesAll reports whether a block that objects are made from is what changes: everything that is made from it and
// isn't new changes, in several places. What is in one place may be all that has got another policy, other parameters,
// or no longer an alert of its own.
func (d *differ) changesAll(block string) bool {
	if d.spread == nil {
		d.spread = map[string]bool{}
		first := map[string]any{} // the place of an object that is made from a block
		stays := map[string]bool{}
		for x := range d.current.Objects() {
			h := x.Head()
			if h.Shared == nil || d.isNew(x) {
				continue
			}
			var place any = h.Origin.Range
			if a, ok := x.(*honeycomb.BurnAlert); ok {
				place = a.SLO.Origin.Range
			}
			name := h.Shared.Name
			if at, seen := first[name]; !seen {
				first[name] = place
			} else if at != place {
				d.spread[name] = true
			}
			stays[name] = stays[name] || d.byKey[h.Key] == nil
		}
		for name := range stays {
			d.spread[name] = d.spread[name] && !stays[name]
		}
	}
	return d.spread[block]
}

// isNew reports whether an object is new or, for a burn alert, its SLO.
func (d *differ) isNew(x honeycomb.Object) bool {
	if a, ok := x.(*honeycomb.BurnAlert); ok {
		x = a.SLO
	}
	w := d.byKey[x.Head().Key]
	return w != nil && w.Action == Create
}

// causes is the search for the causes of a change.
type causes struct {
	*Change
	shared *honeycomb.Shared // nil where it isn't what changes
}

// add adds a value, and says that there is one.
func (f *causes) add(block string, at honeycomb.Place, what string) bool {
	i := slices.IndexFunc(f.Causes, func(c Cause) bool { return c.Block == block && c.File == at.Name() })
	if i < 0 {
		i = len(f.Causes)
		f.Causes = append(f.Causes, Cause{Block: block, File: at.Name(), Typed: at.Range.Filename,
			Line: at.Range.Start.Line})
	}
	c := &f.Causes[i]
	c.Line = min(c.Line, at.Range.Start.Line)
	if what != "" && !slices.Contains(c.What, what) {
		c.What = append(c.What, what)
	}
	return true
}

// inherits adds the value of an argument that x has from defaults.
func (f *causes) inherits(x honeycomb.Object, argument string) bool {
	for _, i := range x.Head().Inherited {
		if i.Argument == argument || strings.HasSuffix(argument, ".") && strings.HasPrefix(i.Argument, argument) {
			return f.add(defaultsBlock, i.Place, i.Argument)
		}
	}
	return false
}

// written adds the value of an argument of the shared block; change says how it changes.
func (f *causes) written(argument, change string) bool {
	if f.shared == nil {
		return false
	}
	i := slices.IndexFunc(f.shared.Arguments, func(i honeycomb.Inherited) bool { return i.Argument == argument })
	return i >= 0 && f.add(f.shared.Name, f.shared.Arguments[i].Place, cmp.Or(change, argument))
}

// of adds the causes of a difference, and reports whether they are all that is behind it.
func (f *causes) of(x *AttrDiff) bool {
	switch name := root(x.Path); name {
	case "time_period_days":
		return f.inherits(f.After, "window")
	case "dataset", "dataset_slugs":
		return f.inherits(f.After, "dataset")
	case "tags":
		key := strings.TrimSuffix(strings.TrimPrefix(x.Path, "tags["), "]")
		return f.inherits(f.After, "tags."+key)
	case "description":
		return f.people(x)
	case "expression":
		return f.shared != nil && f.add(f.shared.Name, f.shared.Place, "")
	case "recipients":
		return f.recipients(x)
	}
	was, okA := f.Before.(*honeycomb.BurnAlert)
	is, okB := f.After.(*honeycomb.BurnAlert)
	return okA && okB && f.fires(root(x.Path), was, is)
}

// people adds what is behind another owner or runbook, if nothing else differs in a description.
func (f *causes) people(x *AttrDiff) bool {
	list := f.description(x)
	for _, a := range list {
		inherited := func(i honeycomb.Inherited) bool { return i.Argument == a.name }
		if a.name == "description" || !slices.ContainsFunc(f.After.Head().Inherited, inherited) {
			return false
		}
	}
	for _, a := range list {
		f.inherits(f.After, a.name)
	}
	return len(list) > 0
}

// recipients adds what is behind other recipients of an alert.
func (f *causes) recipients(x *AttrDiff) bool {
	was, is := severity(f.Before), severity(f.After)
	switch {
	case f.Before.Head().Trial != f.After.Head().Trial:
		a, ok := f.After.(*honeycomb.BurnAlert)
		return f.written("stage", "") || ok && f.inherits(a.SLO, "stage") || !ok && f.inherits(f.After, "stage")
	case (f.Before.Head().Quiet == nil) != (f.After.Head().Quiet == nil):
		return false // it is said in the block itself, or in its SLO or service
	case was != is:
		return f.written("severity", "severity "+fromTo(was, is))
	case strings.HasSuffix(x.Path, ".pagerduty_severity"):
		return f.written("pagerduty_severity", "")
	case strings.Contains(x.Path, "].details.variables"):
		return f.written("variables", "")
	}
	return f.inherits(f.After, "routes.") || f.written("notify", "")
}

// severity is that of an alert, as declared.
func severity(x honeycomb.Object) string {
	switch x := x.(type) {
	case *honeycomb.BurnAlert:
		return x.Severity
	case *honeycomb.Trigger:
		return x.Severity
	}
	return ""
}

// fires adds what is behind an attribute that says when a burn alert fires.
func (f *causes) fires(attribute string, was, is *honeycomb.BurnAlert) bool {
	over := was.BudgetRateWindowMinutes != is.BudgetRateWindowMinutes
	switch attribute {
	case "exhaustion_minutes":
		return f.written("exhausted_within", "exhausted within "+fromTo(words.Span(was.ExhaustionMinutes),
			words.Span(is.ExhaustionMinutes)))
	case "budget_rate_window_minutes":
		return f.written("over", "over "+fromTo(words.Span(was.BudgetRateWindowMinutes),
			words.Span(is.BudgetRateWindowMinutes)))
	case "budget_rate_decrease_threshold_per_million":
		switch {
		case was.AskedBurnRate != is.AskedBurnRate && was.AskedBurnRate != "" && is.AskedBurnRate != "":
			return f.written("burn_rate", "burn rate "+fromTo(was.AskedBurnRate, is.AskedBurnRate))
		case is.AskedBurnRate == "":
			return f.written("budget", "budget "+fromTo(words.Percent(was.BudgetRateDecreaseThresholdPerMillion),
				words.Percent(is.BudgetRateDecreaseThresholdPerMillion)))
		case was.AskedBurnRate == is.AskedBurnRate && over: // a burn rate over another time
			return f.written("over", "over "+fromTo(words.Span(was.BudgetRateWindowMinutes),
				words.Span(is.BudgetRateWindowMinutes)))
		case was.SLO != nil && was.SLO.TimePeriodDays != is.SLO.TimePeriodDays:
			return f.inherits(is.SLO, "window")
		}
		return f.written("burn_rate", "")
	case "alert_type":
		return f.written("burn_rate", "") || f.written("budget", "") || f.written("exhausted_within", "")
	}
	return false
}

func fromTo(was, is string) string { return was + " → " + is }

// cause is that of all changes of an item; nil for none.
func (x *Item) cause() *Cause {
	c := x.Changes[0].cause()
	for _, other := range x.Changes[1:] {
		if c == nil || !c.is(other.cause()) {
			return nil
		}
	}
	return c
}
