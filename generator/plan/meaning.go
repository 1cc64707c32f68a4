package plan

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/words"
)

// loosenedPrefix starts each line of [Change.Meaning] that says how an object protects less than before.
const loosenedPrefix = "loosened: "

func (w *Change) say(format string, args ...any) {
	w.Meaning = append(w.Meaning, fmt.Sprintf(format, args...))
}

func (w *Change) loosen(format string, args ...any) {
	w.Loosened = true
	w.say(loosenedPrefix+format, args...)
}

// sayOr is say, or loosen if loosened is true.
func (w *Change) sayOr(loosened bool, format string, args ...any) {
	if loosened {
		w.loosen(format, args...)
	} else {
		w.say(format, args...)
	}
}

// differs reports whether an attribute differs at one of the paths or below it.
func (w *Change) differs(paths ...string) bool {
	for i := range w.Diffs {
		got := w.Diffs[i].Path
		for _, p := range paths {
			if rest, ok := strings.CutPrefix(got, p); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
				return true
			}
		}
	}
	return false
}

// explain fills in what w's change means.
func (d *differ) explain(w *Change) error {
	if w.Action == Create && w.After.Head().Adopt != "" {
		w.say("already exists as %s: it is imported, not created", w.After.Head().Adopt)
	}
	if err := d.explainKind(w); err != nil {
		return err
	}
	d.explainOrigin(w)
	return nil
}

// explainOrigin says what an object gets from elsewhere: arguments from blocks of defaults, and the policy's alert that
// an alert of the SLO's own overrides.
func (d *differ) explainOrigin(w *Change) {
	x := w.After
	if x == nil {
		return
	}
	if a, ok := x.(*honeycomb.BurnAlert); ok && a.Replaces.Range.Filename != "" {
		w.say("overrides the policy's alert of the same name, at %s:%d", a.Replaces.Name(), a.Replaces.Range.Start.Line)
	}
	var files []string
	arguments := map[string][]string{}
	for _, i := range x.Head().Inherited {
		file := i.Name()
		if arguments[file] == nil {
			files = append(files, file)
		}
		arguments[file] = append(arguments[file], fmt.Sprintf("%s (line %d)", i.Argument, i.Range.Start.Line))
	}
	for _, file := range files {
		w.say("inherited from %s: %s", file, strings.Join(arguments[file], ", "))
	}
}

func (d *differ) explainKind(w *Change) error {
	switch w.Kind {
	case honeycomb.KindSLO:
		return d.explainSLO(w)
	case honeycomb.KindBurnAlert:
		return d.explainBurnAlert(w)
	case honeycomb.KindCalculatedField:
		d.explainField(w)
	case honeycomb.KindTrigger:
		return d.explainTrigger(w)
	case honeycomb.KindRecipient:
		d.explainRecipient(w)
	case honeycomb.KindBoard:
		d.explainBoard(w)
	case honeycomb.KindQuery:
		if w.Action == Replace {
			w.say("a new query replaces the old one on its board; links to the old one still work, but show the old query")
		}
	}
	return nil
}

func (d *differ) explainField(w *Change) {
	c := w
	var slos, others []string
	for _, x := range d.usersOf(c.Key) {
		if k := x.Head().Key; k.Kind() == honeycomb.KindSLO {
			slos = append(slos, string(k))
		} else {
			others = append(others, string(k))
		}
	}
	switch {
	case c.Action == Create && len(slos) > 0:
		w.say("the SLI of %s", words.List(slos))
	case c.Action == Delete, c.Action == Create, c.Action == Moved:
	case w.differs("expression", "alias", "dataset"):
		// SLO counts carry an `epoch`, a hash of the SLI that "changes when the definition changes" (OpenAPI, SLO counts).
		if w.differs("expression") {
			w.say("a different expression decides what is good, bad or not eligible")
		} else {
			w.say("the calculated field is re-created")
		}
		if len(slos) > 0 {
			w.say("history is recounted for %s: compliance and the remaining budget may jump", words.List(slos))
		}
		if len(others) > 0 {
			w.say("%s %s it from then on", words.List(others), words.Verb(len(others), "uses", "use"))
		}
	}
}

func (d *differ) explainRecipient(w *Change) {
	c := w
	users := len(d.usersOf(c.Key))
	told := ""
	if users > 0 {
		told = fmt.Sprintf("; used by %s", words.Plural(users, "alert"))
	}
	var was, is string
	if c.Before != nil {
		was = phrase.Recipient(c.Before.(*honeycomb.Recipient))
	}
	if c.After != nil {
		is = phrase.Recipient(c.After.(*honeycomb.Recipient))
	}
	switch {
	case c.Action == Create && honeycomb.LookedUp(c.After):
		w.say("already exists: found as %s, not created%s", is, told)
	case c.Action == Create && c.Before != nil && was != is:
		w.say("alerts can notify %s%s; %s is no longer looked up, but stays at Honeycomb", is, told, was)
	case c.Action == Create && c.Before != nil:
		w.say("%s was looked up and is now managed by slogen, but Honeycomb refuses to create it a second time", is)
	case c.Action == Create:
		w.say("alerts can notify %s%s", is, told)
	case c.Action == Delete && honeycomb.LookedUp(c.Before):
		w.say("%s is no longer looked up, but stays at Honeycomb", was)
	case c.Action == Delete && c.After != nil && is == was:
		w.say("%s was managed by slogen and is now only looked up, so Terraform deletes what it created", was)
	case c.Action == Delete:
		w.say(
			"%s is deleted for the whole team; Honeycomb refuses that while an alert in any environment still uses it",
			was,
		)
		if c.After != nil {
			w.say("%s is looked up instead%s", is, told)
		}
	case c.Action == Moved:
	case was != is:
		w.say("%s is notified instead of %s%s", is, was, told)
	default:
		w.say("%s is reached in a different way%s", is, told)
	}
}

func (d *differ) explainBoard(w *Change) {
	if w.Action == Create {
		var slos, queries int
		for _, p := range w.After.(*honeycomb.Board).Panels {
			switch {
			case p.SLO != nil:
				slos++
			case p.Query != nil:
				queries++
			}
		}
		w.say("shows %s and %s", words.Plural(slos, "SLO"), words.Plural(queries, "query"))
		return
	}
	if w.Action == Delete {
		w.say("the board disappears for everybody and links to it break; the SLOs it shows are not affected")
		return
	}
	for _, diff := range w.Diffs {
		if diff.Path == "name" {
			w.say("Honeycomb now shows it as %s, was %s", diff.After, diff.Before)
		}
		id, ok := strings.CutPrefix(diff.Path, "panels[")
		id, whole := strings.CutSuffix(id, "]")
		switch {
		case !ok || !whole:
		case diff.Before == nil:
			w.say("also shows %s", id)
		case diff.After == nil:
			w.say("no longer shows %s", id)
		}
	}
}

// severities lists PagerDuty's severities, loudest last.
var severities = []string{"info", "warning", "error", "critical"}

func loudness(severity string) int {
	for i, s := range severities {
		if s == severity {
			return i
		}
	}
	return -1
}

// explainRecipients says who is notified that wasn't, and the other way round.
func (d *differ) explainRecipients(w *Change, trial bool, old, new []honeycomb.Notification) {
	was, is := trial, w.After.Head().Trial
	switch to := phrase.Notifies(new); {
	case was && !is:
		w.say("promoted from trial to live: it notifies %s", to)
	case !was && is:
		for i := range old {
			n := d.toldNow(&old[i], new)
			if n == nil || loudness(n.PagerDutySeverity) < loudness(old[i].PagerDutySeverity) {
				w.loosen("live → trial: it notifies only %s", to)
				return
			}
		}
		w.say("live → trial: it notifies %s, as before", to)
		return
	}
	pagers := func(in []honeycomb.Notification) (n int) {
		for i := range in {
			if strings.HasPrefix(in[i].Recipient.Key.Path(), honeycomb.RecipientPagerDuty+"/") {
				n++
			}
		}
		return n
	}
	// Replacing one channel with another is no loss; having fewer of them, or one pager fewer, is.
	loss := !was && (len(new) < len(old) || pagers(new) < pagers(old))
	kept := map[*honeycomb.Notification]bool{}
	for i := range old {
		o := &old[i]
		n := d.toldNow(o, new)
		if n == nil {
			w.sayOr(loss, "%s is no longer notified", phrase.Recipient(o.Recipient))
			continue
		}
		kept[n] = true
		if a, b := o.Recipient.Key, n.Recipient.Key; a != b && !d.renamed(a, b) {
			w.say("%s is still notified, as %s", phrase.Recipient(n.Recipient), b)
		}
		if a, b := o.PagerDutySeverity, n.PagerDutySeverity; a != b {
			w.sayOr(
				loudness(b) < loudness(a),
				"severity for %s: %s → %s",
				phrase.Recipient(n.Recipient),
				orNone(a),
				orNone(b),
			)
		}
	}
	if was && !is {
		return // all of them are new and have been named
	}
	for i := range new {
		if !kept[&new[i]] {
			w.say("now notifies %s", phrase.Notifies(new[i:i+1]))
		}
	}
}

// toldNow finds the one of new that notifies whom old notified, nil if there is none: the same recipient, or one with
// another name that is reached in the same way.
func (d *differ) toldNow(old *honeycomb.Notification, new []honeycomb.Notification) *honeycomb.Notification {
	for i := range new {
		if a, b := old.Recipient.Key, new[i].Recipient.Key; a == b || d.renamed(a, b) {
			return &new[i]
		}
	}
	if old.Recipient.Type == "" {
		return nil // the catalogue doesn't have it
	}
	was := honeycomb.AppendBody(nil, old.Recipient)
	for i := range new {
		if bytes.Equal(was, honeycomb.AppendBody(nil, new[i].Recipient)) {
			return &new[i]
		}
	}
	return nil
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
