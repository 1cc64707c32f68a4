package plan

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/words"
)

type triggerBody struct {
	phrase.Trigger
	Name       string         `json:"name"`
	AlertType  string         `json:"alert_type"`
	Disabled   bool           `json:"disabled"`
	Recipients []notification `json:"recipients"`
	Schedule   struct {
		Window *struct {
			Days  []string `json:"days_of_week"`
			Start string   `json:"start_time"`
			End   string   `json:"end_time"`
		} `json:"window"`
	} `json:"evaluation_schedule"`
}

// when puts the schedule into words: as Honeycomb gets it, in UTC all year, and as declared, saying what that means
// where clocks change.
func (t *triggerBody) when(declared string) string {
	w := t.Schedule.Window
	if w == nil {
		return "at all times"
	}
	utc := fmt.Sprintf("on %s from %s to %s UTC", words.Weekdays(w.Days), w.Start, w.End)
	if len(w.Start) == len(w.End) && w.End <= w.Start {
		utc += " of the next day"
	}
	if declared == "" {
		return utc
	}
	return fmt.Sprintf("%s (declared: %s)", utc, declared)
}

func (d *differ) explainTrigger(w *work) error {
	c := w.change
	var old, new *triggerBody
	var err error
	if w.old != nil {
		if old, err = body[triggerBody](w.old); err != nil {
			return err
		}
	}
	if w.new != nil {
		if new, err = body[triggerBody](w.new); err != nil {
			return err
		}
	}
	where := func(dataset string) string {
		if dataset == "__all__" {
			return "the whole environment"
		}
		return "dataset " + dataset
	}
	switch c.Action {
	case Create:
		w.say("fires when %s in %s; it looks %s", new.Condition(), where(dataset(c.After)), new.Looks())
		if only := new.Query.Only(); only != "" {
			w.say("looks only at events where %s", only)
		}
		if len(new.Query.Formulas) > 0 {
			for _, c := range new.Query.Named() {
				w.say("%s", c)
			}
		}
		if new.AlertType == "on_true" {
			w.say("notifies on every run while the condition holds")
		}
		if new.Schedule.Window != nil {
			w.say("looks only %s", new.when(c.After.Declared.Schedule))
		}
		if c.After.Declared.Form != "" {
			w.say("%s", c.After.Declared.Form)
		}
		to, err := notifies(new.Recipients, d.now)
		if err != nil {
			return err
		}
		switch {
		case new.Disabled:
			w.say("disabled: it notifies nobody")
		case c.After.Trial:
			w.say("in trial: it notifies only %s", to)
		default:
			w.say("notifies %s", to)
		}
		if c.Rename == "" {
			return nil
		}
		was, err := d.before(c.Rename)
		if err != nil || was == nil {
			return err
		}
		if old, err = body[triggerBody](was); err != nil {
			return err
		}
		if new.Disabled && !old.Disabled {
			w.loosen("%s was not disabled", c.Rename)
		}
		return d.explainRecipients(w, was.Record, old.Recipients, new.Recipients)
	case Delete:
		to, err := notifies(old.Recipients, d.before)
		if err != nil {
			return err
		}
		if made := d.renames[c.Key]; made != "" {
			w.say("%s takes its place", made)
			return nil
		}
		w.sayOr(!old.Disabled, "nobody is notified any more when %s; until now it notified %s", old.Condition(), to)
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
	if a, b := dataset(c.Before), dataset(c.After); a != b {
		w.say("looks at %s, was %s", where(b), where(a))
	}
	if a, b := old.Condition(), new.Condition(); a != b {
		w.sayOr(laxer(old, new), "fires when %s, was %s", b, a)
	}
	if w.differs("query.filters", "query.filter_combination") {
		w.say("counts different events than before")
	}
	// What it fires at already names another calculation.
	if old.Query.Compared() == new.Query.Compared() && w.differs("query.calculations", "query.calculated_fields",
		"query.havings") {
		w.say("computes the compared value in a different way")
	}
	if a, b := old.Looks(), new.Looks(); a != b {
		w.sayOr(new.Frequency > old.Frequency, "looks %s, was %s", b, a)
	}
	if w.differs("evaluation_schedule", "evaluation_schedule_type") {
		w.sayOr(old.Schedule.Window == nil, "looks %s, was %s", new.when(c.After.Declared.Schedule),
			old.when(c.Before.Declared.Schedule))
	}
	if a, b := old.AlertType, new.AlertType; a != b {
		if b == "on_true" {
			w.say("notifies on every run while the condition holds, was once when it starts")
		} else {
			w.say("notifies once when the condition starts, was on every run while it holds")
		}
	}
	if a, b := c.Before.Declared.Form, c.After.Declared.Form; a != b && b != "" {
		w.say("%s", b)
	}
	if new.Name != old.Name {
		w.say("Honeycomb now shows it as %q, was %q", new.Name, old.Name)
	}
	if c.Action == Update && len(c.Diffs) == 1 && w.differs("description") && c.Before.Trial == c.After.Trial {
		w.say("only its description changes")
	}
	return d.explainRecipients(w, c.Before, old.Recipients, new.Recipients)
}

// laxer reports whether the trigger is harder to set off: the threshold is further out, or more runs must agree.
func laxer(old, new *triggerBody) bool {
	if old.Query.Compared() != new.Query.Compared() || old.Threshold.Op != new.Threshold.Op ||
		old.Baseline != new.Baseline {
		return false
	}
	a, okA := words.Exactly(old.Threshold.Value.String())
	b, okB := words.Exactly(new.Threshold.Value.String())
	if okA && okB {
		if c := b.Cmp(a); strings.HasPrefix(new.Threshold.Op, ">") && c > 0 || strings.HasPrefix(new.Threshold.Op, "<") &&
			c < 0 {
			return true
		}
	}
	return new.Threshold.Runs > old.Threshold.Runs
}
