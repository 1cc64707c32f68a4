package plan

import (
	"fmt"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

// toldOf says whom an alert notifies that is new.
func (w *Change) toldOf(m *honeycomb.Meta, to []honeycomb.Notification) {
	names := phrase.Notifies(to)
	switch {
	case m.Trial:
		w.say("in %s: it notifies only %s", phrase.Trial(m), names)
	case m.Quiet != nil:
		w.say("%s: it notifies only %s", phrase.Quiet(m.Quiet), names)
	default:
		w.say("notifies %s", names)
	}
}

// muting tells that an alert is kept from those whom it is for from now on, or no longer, and reports whether that says
// all about whom it notifies.
func (d *differ) muting(w *Change, was *honeycomb.Meta, old, new []honeycomb.Notification) bool {
	is := w.After.Head()
	before, after := addressees(old), addressees(new)
	to := phrase.Notifies(new)
	switch {
	case was.Muted() == is.Muted():
		if !disabled(w.Before) || !disabled(w.After) { // otherwise it was told already
			w.stillMuted(was, is)
		}
		return false
	case !is.Muted() && was.Trial:
		w.tell(review.Louder, before, after, "promoted from trial to live: it notifies %s", to)
		return false
	case !is.Muted():
		if !disabled(w.Before) { // otherwise it was told already
			w.tell(review.Louder, before, after, "no longer quiet: it notifies %s", to)
		}
		return false
	}
	text := "live → " + phrase.Trial(is)
	if !is.Trial {
		if text = phrase.Quiet(is.Quiet); disabled(w.After) {
			return false // told already
		}
		after += " until " + is.Quiet.Until
	}
	for i := range old {
		n := d.toldNow(&old[i], new)
		if n == nil || review.Loudness(*n) < review.Loudness(old[i]) {
			w.tell(review.Quieter, before, after, "%s: it notifies only %s", text, to)
			return true
		}
	}
	w.say("%s: it notifies %s, as before", text, to)
	return true
}

// disabled reports whether x is a trigger that doesn't run.
func disabled(x honeycomb.Object) bool {
	t, ok := x.(*honeycomb.Trigger)
	return ok && t.Disabled
}

// stillMuted tells what is otherwise about a trial or a quiet that goes on.
func (w *Change) stillMuted(was, is *honeycomb.Meta) {
	switch {
	case was.Trial && !is.Trial:
		w.say("its trial ends")
	case !was.Trial && is.Trial:
		w.say("on %s", phrase.Trial(is))
	case is.Trial && was.TrialUntil.Day != is.TrialUntil.Day:
		w.say("on trial until %s, was %s", someday(is.TrialUntil.Day), someday(was.TrialUntil.Day))
	}
	old, new := was.Quiet, is.Quiet
	switch {
	case old == nil && new == nil:
	case old == nil:
		w.say("%s", phrase.Quiet(new))
	case new == nil:
		w.say("no longer quiet")
	case new.Until > old.Until:
		w.tell(review.Quieter, old.Until, new.Until, "%s, was until %s", phrase.Quiet(new), old.Until)
	case new.Until < old.Until:
		w.say("%s, was until %s", phrase.Quiet(new), old.Until)
	case new.Reason != old.Reason:
		w.say("%s; the reason was: %s", phrase.Quiet(new), old.Reason)
	}
}

func someday(day string) string {
	if day == "" {
		return "somebody ends it"
	}
	return day
}

// enabling tells that a trigger runs that didn't, or the other way round.
func (w *Change) enabling(old, new *honeycomb.Trigger) {
	switch {
	case new.Disabled && old.Disabled:
		w.stillMuted(&old.Meta, &new.Meta)
	case new.Disabled == old.Disabled:
	case new.Disabled && new.Quiet != nil:
		w.tell(review.Quieter, false, "true until "+new.Quiet.Until,
			"%s: it is disabled, as there is no trial recipient", phrase.Quiet(new.Quiet))
	case new.Disabled:
		w.tell(review.Quieter, false, true, "disabled: it no longer notifies anybody")
	case old.Quiet != nil && new.Quiet == nil:
		w.tell(review.Louder, true, false, "no longer quiet: it is enabled, and notifies %s",
			phrase.Notifies(new.Recipients))
	default:
		w.tell(review.Louder, true, false, "enabled: it notifies from now on")
	}
}

// sameMuting reports whether nothing is otherwise about an alert's trial and quiet.
func (w *Change) sameMuting() bool {
	a, b := w.Before.Head(), w.After.Head()
	return a.Trial == b.Trial && a.TrialUntil.Day == b.TrialUntil.Day && (a.Quiet == nil) == (b.Quiet == nil) &&
		(a.Quiet == nil || a.Quiet.Until == b.Quiet.Until && a.Quiet.Reason == b.Quiet.Reason)
}

// tellMuting tells what is otherwise about trials and quiet alerts where Honeycomb hears nothing of it: nobody would
// see that the day was moved on which an alert is to wake somebody again.
func (d *differ) tellMuting() {
	about := map[string][]*Change{}
	var order []string
	for _, c := range d.remuted {
		if now := d.byKey[c.Key]; now != nil && now.Action != Moved {
			continue // it was told of the change
		}
		said := &Change{Before: c.Before, After: c.After}
		switch old := c.Before.(type) {
		case *honeycomb.BurnAlert:
			d.muting(said, &old.Meta, old.Recipients, c.After.(*honeycomb.BurnAlert).Recipients)
		case *honeycomb.Trigger:
			new := c.After.(*honeycomb.Trigger)
			said.enabling(old, new)
			d.muting(said, &old.Meta, old.Recipients, new.Recipients)
		}
		for i := range said.Effects {
			text := said.Effects[i].Text
			if about[text] == nil {
				order = append(order, text)
			}
			about[text] = append(about[text], c)
		}
	}
	for _, text := range order {
		list := about[text]
		subject := fmt.Sprintf("%s (%s)", list[0].Key, list[0].Origin)
		if more := len(list) - 1; more > 0 {
			subject += fmt.Sprintf(" and %s", words.Plural(more, "other alert"))
		}
		d.plan.Muting = append(d.plan.Muting, fmt.Sprintf("%s: %s. Nothing changes at Honeycomb.", subject, text))
	}
}
