package plan

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/words"
)

// when puts a schedule into words: as Honeycomb gets it, in UTC all year, and as declared, saying what that means where
// clocks change.
func when(s *honeycomb.Schedule) string {
	if s == nil {
		return "at all times"
	}
	utc := fmt.Sprintf("on %s from %s to %s UTC", words.Weekdays(s.DaysOfWeek), s.StartTime, s.EndTime)
	if len(s.StartTime) == len(s.EndTime) && s.EndTime <= s.StartTime {
		utc += " of the next day"
	}
	if s.Asked == "" {
		return utc
	}
	return fmt.Sprintf("%s (declared: %s)", utc, s.Asked)
}

func (d *differ) explainTrigger(w *Change) error {
	old, _ := w.Before.(*honeycomb.Trigger)
	new, _ := w.After.(*honeycomb.Trigger)
	switch w.Action {
	case Create:
		return d.explainNewTrigger(w, new)
	case Delete:
		if made := d.renames[w.Key]; made != "" {
			w.say("%s takes its place", made)
			return nil
		}
		w.sayOr(!old.Disabled, "nobody is notified any more when %s; until now it notified %s", phrase.Condition(old),
			phrase.Notifies(old.Recipients))
		return nil
	case Moved:
		return nil
	case Replace:
		w.say("the trigger is re-created with a new id, so links to it break and its past alerts are lost")
	}
	if new.Disabled != old.Disabled {
		if new.Disabled {
			w.loosen("disabled: it no longer notifies anybody")
		} else {
			w.say("enabled: it notifies from now on")
		}
	}
	if a, b := where(old), where(new); a != b {
		w.say("looks at %s, was %s", b, a)
	}
	if a, b := phrase.Condition(old), phrase.Condition(new); a != b {
		w.sayOr(laxer(old, new), "fires when %s, was %s", b, a)
	}
	if w.differs("query.filters", "query.filter_combination") {
		w.say("counts different events than before")
	}
	// What it fires at already names another calculation.
	if phrase.Compared(old.Query) == phrase.Compared(new.Query) &&
		w.differs("query.calculations", "query.calculated_fields", "query.havings") {
		w.say("computes the compared value in a different way")
	}
	if a, b := phrase.Looks(old), phrase.Looks(new); a != b {
		w.sayOr(new.FrequencySeconds > old.FrequencySeconds, "looks %s, was %s", b, a)
	}
	if w.differs("evaluation_schedule", "evaluation_schedule_type") {
		w.sayOr(old.Schedule == nil, "looks %s, was %s", when(new.Schedule), when(old.Schedule))
	}
	if a, b := old.AlertType, new.AlertType; a != b {
		if b == honeycomb.OnTrue {
			w.say("notifies on every run while the condition holds, was once when it starts")
		} else {
			w.say("notifies once when the condition starts, was on every run while it holds")
		}
	}
	if a, b := old.Form, new.Form; a != b && b != "" {
		w.say("%s", b)
	}
	if new.Name != old.Name {
		w.say("Honeycomb now shows it as %q, was %q", new.Name, old.Name)
	}
	if w.onlyDescription() {
		w.say("only its description changes")
	}
	d.explainRecipients(w, old.Trial, old.Recipients, new.Recipients)
	return nil
}

// onlyDescription reports whether nothing but the description of an alert changes.
func (w *Change) onlyDescription() bool {
	return w.Action == Update && len(w.Diffs) == 1 && w.differs("description") &&
		w.Before.Head().Trial == w.After.Head().Trial
}

// where is where a trigger looks.
func where(t *honeycomb.Trigger) string {
	if t.Dataset == "" {
		return "the whole environment"
	}
	return "dataset " + t.Dataset
}

// explainNewTrigger explains a trigger that is created.
func (d *differ) explainNewTrigger(w *Change, new *honeycomb.Trigger) error {
	w.say("fires when %s in %s; it looks %s", phrase.Condition(new), where(new), phrase.Looks(new))
	if only := phrase.Only(new.Query); only != "" {
		w.say("looks only at events where %s", only)
	}
	if len(new.Query.Formulas) > 0 {
		for _, c := range phrase.Named(new.Query) {
			w.say("%s", c)
		}
	}
	if new.AlertType == honeycomb.OnTrue {
		w.say("notifies on every run while the condition holds")
	}
	if new.Schedule != nil {
		w.say("looks only %s", when(new.Schedule))
	}
	if new.Form != "" {
		w.say("%s", new.Form)
	}
	switch to := phrase.Notifies(new.Recipients); {
	case new.Disabled:
		w.say("disabled: it notifies nobody")
	case new.Trial:
		w.say("in trial: it notifies only %s", to)
	default:
		w.say("notifies %s", to)
	}
	old, err := d.lookedLike(w)
	if old == nil || err != nil {
		return err
	}
	was := old.(*honeycomb.Trigger)
	if new.Disabled && !was.Disabled {
		w.loosen("%s was not disabled", w.Rename)
	}
	d.explainRecipients(w, was.Trial, was.Recipients, new.Recipients)
	return nil
}

// lookedLike is the deleted object that a new one looks like; nil if there is none.
func (d *differ) lookedLike(w *Change) (honeycomb.Object, error) {
	if w.Rename == "" {
		return nil, nil
	}
	return d.prior.Object(w.Rename)
}

// laxer reports whether the trigger is harder to set off: the threshold is further out, or more runs must agree.
func laxer(old, new *honeycomb.Trigger) bool {
	if phrase.Compared(old.Query) != phrase.Compared(new.Query) || old.Threshold.Op != new.Threshold.Op ||
		!sameBaseline(old.Baseline, new.Baseline) {
		return false
	}
	a, okA := words.Exactly(string(old.Threshold.Value))
	b, okB := words.Exactly(string(new.Threshold.Value))
	if okA && okB {
		if c := b.Cmp(a); strings.HasPrefix(new.Threshold.Op, ">") && c > 0 || strings.HasPrefix(new.Threshold.Op, "<") &&
			c < 0 {
			return true
		}
	}
	return new.Threshold.ExceededLimit > old.Threshold.ExceededLimit
}

func sameBaseline(a, b *honeycomb.Baseline) bool { return a == b || a != nil && b != nil && *a == *b }
