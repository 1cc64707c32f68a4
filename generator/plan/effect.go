package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/review"
)

// Effect is one thing that a change means, in a sentence, and what it does to somebody.
type Effect struct {
	// Class is what it does; [review.None] for a sentence that only informs.
	Class review.Class
	// Of lists whom it concerns where that isn't the changed object itself: the SLOs of an SLI, the alerts of an SLO.
	Of []honeycomb.Key
	// New means that what it concerns is new: a promise, an alert.
	New bool
	// Before and After are the values that decide the class, exactly; empty for none. A fingerprint is made from them.
	Before, After string
	Text          string // the sentence, without a full stop
	// background is for a sentence that says where something comes from, whether or not it changes.
	background bool
	// adopts is for a sentence about what is taken over: it is told of an SLO's alerts, too.
	adopts bool
}

// Meaning lists the sentences of the effects.
func (c *Change) Meaning() []string {
	list := make([]string, len(c.Effects))
	for i := range c.Effects {
		list[i] = c.Effects[i].Text
	}
	return list
}

// Classes lists the classes of what a change does, the most harmful first.
func (c *Change) Classes() []review.Class {
	var list []review.Class
	for i := range c.Effects {
		if x := c.Effects[i].Class; x != review.None && !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	slices.Sort(list)
	return list
}

// worst is the most harmful of a change's classes, [review.None] if it has none.
func (c *Change) worst() review.Class {
	if list := c.Classes(); len(list) > 0 {
		return list[0]
	}
	return review.None
}

// weakens reports whether a change protects less than before: a promise is loosened, or an alert quieter.
func (c *Change) weakens() bool {
	return slices.ContainsFunc(c.Effects, func(e Effect) bool { return e.weakens() })
}

func (e *Effect) weakens() bool { return e.Class == review.Loosened || e.Class == review.Quieter }

// Fingerprint names what a change does in a class, so that it can be accepted.
func (c *Change) Fingerprint(class review.Class) string {
	var facts []review.Fact
	for i := range c.Effects {
		e := &c.Effects[i]
		if e.Class != class {
			continue
		}
		of := make([]string, len(e.Of))
		for j, k := range e.Of {
			of[j] = string(k)
		}
		facts = append(facts, review.Fact{Of: strings.Join(of, " "), Before: e.Before, After: e.After})
	}
	return review.Fingerprint(string(c.Key), class, facts)
}

// say adds a sentence that only informs.
func (w *Change) say(format string, args ...any) {
	w.Effects = append(w.Effects, Effect{Text: fmt.Sprintf(format, args...)})
}

// tell adds an effect of a class; values are what decides it, before and after.
func (w *Change) tell(class review.Class, before, after any, format string, args ...any) {
	w.Effects = append(w.Effects, Effect{Class: class, Before: exactly(before), After: exactly(after),
		Text: fmt.Sprintf(format, args...)})
}

// of says whom the last effect concerns.
func (w *Change) of(keys ...honeycomb.Key) {
	w.Effects[len(w.Effects)-1].Of = keys
}

// news says that what the last effect concerns is new.
func (w *Change) news() { w.Effects[len(w.Effects)-1].New = true }

func exactly(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// either is one class or another.
func either(first bool, a, b review.Class) review.Class {
	if first {
		return a
	}
	return b
}

// inSentences lists the attributes whose differences the effects of a change put into words, by kind. Whatever else
// differs is shown as it is.
var inSentences = map[string][]string{
	honeycomb.KindSLO: {"target_per_million", "time_period_days", "name", "sli", "dataset", "dataset_slugs"},
	honeycomb.KindBurnAlert: {"alert_type", "budget_rate_window_minutes", "budget_rate_decrease_threshold_per_million",
		"exhaustion_minutes", "slo", "dataset", honeycomb.AutoInvestigate},
	honeycomb.KindTrigger: {"name", "dataset", "disabled", "threshold", "frequency", "evaluation_schedule",
		"evaluation_schedule_type", "alert_type", "baseline_details", honeycomb.AutoInvestigate},
	honeycomb.KindCalculatedField: {"dataset"},
	honeycomb.KindQueryAnnotation: {"query_id"},
}

// inWords are the attributes that are words: they change nothing for anybody, but what is read.
var inWords = map[string]bool{"name": true, "description": true, "tags": true, "panels": true}

// root is the first part of a path: "tags" of "tags[tier]".
func root(path string) string {
	if i := strings.IndexAny(path, ".["); i >= 0 {
		return path[:i]
	}
	return path
}

// tells reports whether a difference of c is put into words by its effects.
func (c *Change) tells(d *AttrDiff) bool {
	if d.Released || slices.Contains(inSentences[c.Kind], root(d.Path)) || c.inSentence(d) {
		return true
	}
	switch {
	case c.Kind == honeycomb.KindBurnAlert || c.Kind == honeycomb.KindTrigger:
		return strings.HasPrefix(d.Path, "recipients[") // who is notified, how loudly, and with what
	case c.Kind == honeycomb.KindRecipient: // what it is known by
		return slices.Contains([]string{"details.email_address", "details.slack_channel",
			"details.pagerduty_integration_name", "details.webhook_name"}, d.Path)
	case c.Kind == honeycomb.KindBoard:
		return strings.HasPrefix(d.Path, "panels[") && (d.Before == nil || d.After == nil)
	}
	return false
}

// classify gives a change that its kind has no class for one of the two that remain: it is only about words, or it
// can't be told what it does. One that only follows another change has none.
func (w *Change) classify() {
	if w.worst() != review.None || w.Action != Update && w.Action != Replace || len(w.Diffs) == 0 {
		return
	}
	shown := w.Kind == honeycomb.KindBoard || w.Kind == honeycomb.KindQuery || w.Kind == honeycomb.KindQueryAnnotation
	if t, ok := w.After.(*honeycomb.Trigger); ok && t.Disabled && w.Before.(*honeycomb.Trigger).Disabled {
		return
	}
	judged := w.Kind == honeycomb.KindSLO || w.Kind == honeycomb.KindBurnAlert || w.Kind == honeycomb.KindTrigger
	only := true
	for i := range w.Diffs {
		d := &w.Diffs[i]
		isWords := shown || inWords[root(d.Path)]
		only = only && isWords
		if judged && !isWords && !w.tells(d) {
			w.tell(review.Undecided, string(d.Before), string(d.After), "slogen can't tell what the change of %s does",
				d.Argument(w.Kind))
		}
	}
	if only {
		w.Effects = append(w.Effects, Effect{Class: review.WordsOnly})
	}
}
