package plan

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/review"
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
		const text = "nobody is notified any more when %s; until now it notified %s"
		if old.Disabled {
			w.say(text, phrase.Condition(old), "nobody, since it was disabled")
		} else {
			w.tell(review.Quieter, phrase.Condition(old), nil, text, phrase.Condition(old), phrase.Notifies(old.Recipients))
		}
		return nil
	case Moved:
		return nil
	case Replace:
		w.say("the trigger is re-created with a new id, so links to it break and its past alerts are lost")
	}
	w.enabling(old, new)
	silent := len(w.Effects)
	w.conditions(old, new)
	w.looks(old, new)
	if a, b := old.AlertType, new.AlertType; a != b {
		w.tell(either(often(b) > often(a), review.Louder, review.Quieter), a, b, "notifies %s, was %s",
			phrase.Tells(new), phrase.Tells(old))
	}
	if a, b := old.Form, new.Form; a != b && b != "" {
		w.say("%s", b)
	}
	d.investigates(w, old.Investigate, new.Investigate)
	if new.Name != old.Name {
		w.say("Honeycomb now shows it as %q, was %q", new.Name, old.Name)
	}
	if w.onlyDescription() {
		w.say("only its description changes")
	}
	if releases(old, new, "recipients") {
		w.say("notifies %s", phrase.Notifies(new.Recipients)) // whom it notified isn't known
	} else {
		d.explainRecipients(w, &old.Meta, old.Recipients, new.Recipients)
		w.unheard(old, new)
	}
	if old.Disabled || new.Disabled { // then nobody heard of it before, or nobody does now, whatever else changes
		for i := silent; i < len(w.Effects); i++ {
			w.Effects[i].Class = review.None
		}
	}
	if old.Disabled && new.Disabled {
		w.say("still disabled: it notifies nobody")
	}
	return nil
}

// often ranks how often a trigger tells of one breach: once, once for each group, on every run.
func often(alertType string) int {
	return slices.Index([]string{honeycomb.OnChange, honeycomb.OnGroupChange, honeycomb.OnTrue}, alertType)
}

// tellFiring tells what a difference does to when a trigger fires.
func (w *Change) tellFiring(f review.Firing, before, after any, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	switch {
	case f.Unknown:
		w.tell(review.Undecided, before, after, "%s: slogen can't tell whether it fires sooner or later", text)
	case f.Sooner && f.Later:
		now, _, _ := strings.Cut(text, ", was ")
		w.tell(review.Louder, before, after, "%s: sooner for some events", text)
		w.tell(review.Quieter, before, after, "%s: later for others", now)
	case f.Sooner:
		w.tell(review.Louder, before, after, "%s", text)
	case f.Later:
		w.tell(review.Quieter, before, after, "%s", text)
	default:
		w.say("%s", text)
	}
}

// conditions says how the condition of a trigger differs: what it compares, with what, and over which events.
func (w *Change) conditions(old, new *honeycomb.Trigger) {
	if a, b := where(old), where(new); a != b {
		w.tellFiring(review.Firing{Unknown: true}, a, b, "looks at %s, was %s", b, a)
	}
	// In another dataset, that says it all.
	here := where(old) == where(new)
	f, told := review.Conditions(old, new), true
	if !here {
		f = review.Firing{}
	}
	was, is := w.condition(old, new)
	switch a, b := phrase.Condition(old), phrase.Condition(new); {
	case a != b:
		w.tellFiring(f, a, b, "fires when %s", nowAndBefore(was, is))
	case w.differs("query.calculations", "query.calculated_fields", "query.havings") && f != (review.Firing{}):
		w.tellFiring(f, w.values("query"), nil, "computes the compared value in a different way")
	default:
		told = false
	}
	if w.differs("query.filters", "query.filter_combination") {
		wider, narrower, ok := review.Filters(old.Query, new.Query)
		which := "other events than before"
		switch {
		case ok && !wider && !narrower:
			which = "the same events, in other words"
		case ok && !narrower:
			which = "more events than before"
		case ok && !wider:
			which = "fewer events than before"
		}
		seen := seeing(old, new, wider, narrower, ok)
		switch {
		case !here:
			seen, which = review.Firing{}, "other events than before"
		case told && f.Unknown: // what is computed of them differs too, and may make up for it
			seen = review.Firing{}
		}
		w.tellFiring(seen, phrase.Only(old.Query), phrase.Only(new.Query), "looks at %s", which)
	}
}

// nowAndBefore is what holds now and what did or, where that is long, what differs in it.
func nowAndBefore(was, is string) string {
	const long = 50
	if min(utf8.RuneCountInString(was), utf8.RuneCountInString(is)) > long {
		return between(was, is).text(false)
	}
	return is + ", was " + was
}

// values are the exact values of what differs at a path or below it, for a fingerprint.
func (w *Change) values(path string) string {
	var b strings.Builder
	for i := range w.Diffs {
		if d := &w.Diffs[i]; strings.HasPrefix(d.Path, path) {
			fmt.Fprintf(&b, "%s %s %s\n", d.Path, d.Before, d.After)
		}
	}
	return b.String()
}

// seeing says what it does to when a trigger fires that its query looks at more events, or at fewer.
func seeing(old, new *honeycomb.Trigger, wider, narrower, ok bool) review.Firing {
	if !ok {
		return review.Firing{Unknown: true}
	}
	return review.Events(old, wider, narrower).And(review.Events(new, wider, narrower))
}

// looks says how often a trigger looks, at how much, and when.
func (w *Change) looks(old, new *honeycomb.Trigger) {
	if a, b := phrase.Looks(old), phrase.Looks(new); a != b {
		f := review.Firing{}
		if was, is := old.Query.TimeRangeSeconds, new.Query.TimeRangeSeconds; was != is && where(old) == where(new) {
			f = seeing(old, new, is > was, is < was, true)
		}
		f.Sooner = f.Sooner || new.FrequencySeconds < old.FrequencySeconds
		f.Later = f.Later || new.FrequencySeconds > old.FrequencySeconds
		switch every, over := old.FrequencySeconds != new.FrequencySeconds, phrase.Over(new.Query); {
		case !every:
			w.tellFiring(f, a, b, "looks at the last %s, was %s", over, phrase.Over(old.Query))
		case phrase.Over(old.Query) == over:
			w.tellFiring(f, a, b, "looks %s, was %s", phrase.Every(new), phrase.Every(old))
		default:
			w.tellFiring(f, a, b, "looks %s, was %s", b, a)
		}
	}
	if !w.differs("evaluation_schedule", "evaluation_schedule_type") {
		return
	}
	lost, won, ok := review.Schedules(old.Schedule, new.Schedule)
	before, after := w.values("evaluation_schedule"), ""
	text := "looks " + nowAndBefore(when(old.Schedule), when(new.Schedule))
	switch {
	case !ok:
		w.tell(review.Undecided, before, after, "%s: slogen can't tell which times are longer", text)
	case lost > 0 && won > 0:
		w.tell(
			review.Louder,
			before,
			after,
			"%s: it looks for %s a week when it didn't before",
			text,
			words.Length(won),
		)
		w.tell(review.Quieter, before, after, "for %s a week it no longer looks", words.Length(lost))
	case lost > 0:
		w.tell(review.Quieter, before, after, "%s", text)
	case won > 0:
		w.tell(review.Louder, before, after, "%s", text)
	default:
		w.say("%s", text)
	}
}

// onlyDescription reports whether nothing but the description of an alert changes.
func (w *Change) onlyDescription() bool {
	return w.Action == Update && len(w.Diffs) == 1 && w.differs("description") && w.sameMuting()
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
	text := fmt.Sprintf("fires when %s in %s; it looks %s", phrase.Condition(new), where(new), phrase.Looks(new))
	if new.Disabled || w.Rename != "" || new.Existing != "" {
		w.say("%s", text)
	} else {
		w.tell(review.Louder, nil, text, "%s", text)
		w.news()
	}
	if only := phrase.Only(new.Query); only != "" {
		w.say("looks only at events where %s", only)
	}
	if len(new.Query.Formulas) > 0 {
		for _, c := range phrase.Named(new.Query) {
			w.say("%s", c)
		}
	}
	if new.AlertType != honeycomb.OnChange {
		w.say("notifies %s", phrase.Tells(new))
	}
	if new.Schedule != nil {
		w.say("looks only %s", when(new.Schedule))
	}
	if new.Form != "" {
		w.say("%s", new.Form)
	}
	d.investigates(w, false, new.Investigate)
	switch {
	case slices.Contains(new.Keeps, "recipients") && !d.current.Settings.Output(fixedModule):
		w.say("notifies whom it notifies now")
	case new.Disabled && new.Quiet != nil:
		w.say("%s: it is disabled, as there is no trial recipient", phrase.Quiet(new.Quiet))
	case new.Disabled:
		w.say("disabled: it notifies nobody")
	default:
		w.toldOf(&new.Meta, new.Recipients)
	}
	w.unheard(nil, new)
	w.explainReadBack(new.Recipients)
	old, err := d.lookedLike(w)
	if old == nil || err != nil {
		return err
	}
	was := old.(*honeycomb.Trigger)
	if new.Disabled && !was.Disabled {
		w.tell(review.Quieter, w.Rename, w.Key, "disabled, which %s was not", w.Rename)
	}
	d.explainRecipients(w, &was.Meta, was.Recipients, new.Recipients)
	w.gap()
	return nil
}

// lookedLike is the deleted object that a new one looks like; nil if there is none.
func (d *differ) lookedLike(w *Change) (honeycomb.Object, error) {
	if w.Rename == "" {
		return nil, nil
	}
	return d.prior.Object(w.Rename)
}
