package plan

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/words"
)

// loosenedPrefix starts each line of [Change.Meaning] that says how an object protects less than before.
const loosenedPrefix = "loosened: "

func (w *work) say(format string, args ...any) {
	w.change.Meaning = append(w.change.Meaning, fmt.Sprintf(format, args...))
}

func (w *work) loosen(format string, args ...any) {
	w.change.Loosened = true
	w.say(loosenedPrefix+format, args...)
}

// sayOr is say, or loosen if loosened is true.
func (w *work) sayOr(loosened bool, format string, args ...any) {
	if loosened {
		w.loosen(format, args...)
	} else {
		w.say(format, args...)
	}
}

// differs reports whether an attribute differs at one of the paths or below it.
func (w *work) differs(paths ...string) bool {
	for i := range w.change.Diffs {
		got := w.change.Diffs[i].Path
		for _, p := range paths {
			if rest, ok := strings.CutPrefix(got, p); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
				return true
			}
		}
	}
	return false
}

// explain fills in what w's change means.
func (d *differ) explain(w *work) error {
	if c := w.change; c.Action == Create && c.After.Adopt != "" {
		w.say("already exists as %s: it is imported, not created", c.After.Adopt)
	}
	if err := d.explainKind(w); err != nil {
		return err
	}
	d.explainOrigin(w)
	return nil
}

// explainOrigin says what an object gets from elsewhere: arguments from blocks of defaults, and the policy's alert that
// an alert of the SLO's own overrides.
func (d *differ) explainOrigin(w *work) {
	x := find(d.current, w.change.Key)
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

func (d *differ) explainKind(w *work) error {
	switch w.change.Kind {
	case honeycomb.KindSLO:
		return d.explainSLO(w)
	case honeycomb.KindBurnAlert:
		return d.explainBurnAlert(w)
	case honeycomb.KindCalculatedField:
		return d.explainField(w)
	case honeycomb.KindTrigger:
		return d.explainTrigger(w)
	case honeycomb.KindRecipient:
		return d.explainRecipient(w)
	case honeycomb.KindBoard:
		return d.explainBoard(w)
	case honeycomb.KindQuery:
		if w.change.Action == Replace {
			w.say("a new query replaces the old one on its board; links to the old one still work, but show the old query")
		}
	}
	return nil
}

// ref is {"$ref": key}.
type ref struct {
	Ref honeycomb.Key `json:"$ref"`
}

// side is one of the two states that are compared: how to find an object in it.
type side func(honeycomb.Key) (*object, error)

func (d *differ) explainField(w *work) error {
	c := w.change
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
	return nil
}

func (d *differ) explainRecipient(w *work) error {
	c := w.change
	users := len(d.usersOf(c.Key))
	told := ""
	if users > 0 {
		told = fmt.Sprintf("; used by %s", words.Plural(users, "alert"))
	}
	name := func(o *object) (string, error) { return recipientName(o) }
	switch c.Action {
	case Create:
		n, err := name(w.new)
		if err != nil {
			return err
		}
		switch {
		case c.After.Lookup:
			w.say("already exists: found as %s, not created%s", n, told)
		case c.Before != nil:
			was, err := name(w.old)
			if err != nil {
				return err
			}
			if was != n {
				w.say("alerts can notify %s%s; %s is no longer looked up, but stays at Honeycomb", n, told, was)
				break
			}
			w.say("%s was looked up and is now managed by slogen, but Honeycomb refuses to create it a second time", n)
		default:
			w.say("alerts can notify %s%s", n, told)
		}
	case Delete:
		n, err := name(w.old)
		if err != nil {
			return err
		}
		switch {
		case c.Before.Lookup:
			w.say("%s is no longer looked up, but stays at Honeycomb", n)
		case c.After != nil:
			is, err := name(w.new)
			if err != nil {
				return err
			}
			if is != n {
				w.say("%s is deleted for the whole team; Honeycomb refuses that while an alert in any environment still uses it", n)
				w.say("%s is looked up instead%s", is, told)
				break
			}
			w.say("%s was managed by slogen and is now only looked up, so Terraform deletes what it created", n)
		default:
			w.say("%s is deleted for the whole team; Honeycomb refuses that while an alert in any environment still uses it", n)
		}
	case Update, Replace:
		was, err := name(w.old)
		if err != nil {
			return err
		}
		is, err := name(w.new)
		if err != nil {
			return err
		}
		switch {
		case was != is:
			w.say("%s is notified instead of %s%s", is, was, told)
		default:
			w.say("%s is reached in a different way%s", is, told)
		}
	}
	return nil
}

func (d *differ) explainBoard(w *work) error {
	if w.change.Action == Create {
		t, err := w.new.root()
		if err != nil {
			return err
		}
		var slos, queries int
		if panels := t.get("panels"); panels != nil {
			for i := range panels.items {
				switch panels.items[i].get("type").text() {
				case "slo":
					slos++
				case "query":
					queries++
				}
			}
		}
		w.say("shows %s and %s", words.Plural(slos, "SLO"), words.Plural(queries, "query"))
		return nil
	}
	if w.change.Action == Delete {
		w.say("the board disappears for everybody and links to it break; the SLOs it shows are not affected")
		return nil
	}
	for _, diff := range w.change.Diffs {
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
	return nil
}

type recipientBody struct {
	Type    string `json:"type"`
	Details struct {
		Email   string `json:"email_address"`
		Channel string `json:"slack_channel"`
		Pager   string `json:"pagerduty_integration_name"`
		Webhook string `json:"webhook_name"`
	} `json:"details"`
}

// recipientName is what people know a recipient by.
func recipientName(o *object) (string, error) {
	b, err := body[recipientBody](o)
	if err != nil {
		return "", err
	}
	return phrase.Recipient(&honeycomb.Recipient{Meta: honeycomb.Meta{Key: o.Key}, Type: b.Type,
		EmailAddress: b.Details.Email,
		SlackChannel: b.Details.Channel, IntegrationName: b.Details.Pager, Name: b.Details.Webhook}), nil
}

// notification is an element of an alert's recipients.
type notification struct {
	ID      ref `json:"id"`
	Details struct {
		Severity  string `json:"pagerduty_severity"`
		Variables []struct {
			Name  string `json:"name"`
			Value string `json:"value"`
		} `json:"variables"`
	} `json:"details"`
}

// name is what people know the recipient by, or its key if there is no such recipient.
func (n *notification) name(at side) (string, error) {
	o, err := at(n.ID.Ref)
	if err != nil {
		return "", err
	}
	if o == nil {
		return string(n.ID.Ref), nil
	}
	return recipientName(o)
}

// notifies lists recipients: `#payments and PagerDuty "On-call" (critical)`.
func notifies(recipients []notification, at side) (string, error) {
	var names []string
	for i := range recipients {
		s, err := recipients[i].name(at)
		if err != nil {
			return "", err
		}
		if v := recipients[i].Details.Severity; v != "" {
			s += " (" + v + ")"
		}
		names = append(names, s)
	}
	if len(names) == 0 {
		return "nobody", nil
	}
	return words.List(names), nil
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
func (d *differ) explainRecipients(w *work, before *honeycomb.Record, old, new []notification) error {
	was, is := before.Trial, w.change.After.Trial
	switch {
	case was && !is:
		to, err := notifies(new, d.now)
		if err != nil {
			return err
		}
		w.say("promoted from trial to live: it notifies %s", to)
	case !was && is:
		to, err := notifies(new, d.now)
		if err != nil {
			return err
		}
		for i := range old {
			n, err := d.toldNow(&old[i], new)
			if err != nil {
				return err
			}
			if n == nil || loudness(n.Details.Severity) < loudness(old[i].Details.Severity) {
				w.loosen("live → trial: it notifies only %s", to)
				return nil
			}
		}
		w.say("live → trial: it notifies %s, as before", to)
		return nil
	}
	pagers := func(in []notification) (n int) {
		for i := range in {
			if strings.HasPrefix(in[i].ID.Ref.Path(), honeycomb.RecipientPagerDuty+"/") {
				n++
			}
		}
		return n
	}
	// Replacing one channel with another is no loss; having fewer of them, or one pager fewer, is.
	loss := !was && (len(new) < len(old) || pagers(new) < pagers(old))
	kept := map[*notification]bool{}
	for i := range old {
		o := &old[i]
		n, err := d.toldNow(o, new)
		if err != nil {
			return err
		}
		if n != nil {
			kept[n] = true
		}
		if n == nil {
			name, err := o.name(d.before)
			if err != nil {
				return err
			}
			w.sayOr(loss, "%s is no longer notified", name)
			continue
		}
		if n.ID != o.ID && !d.renamed(o.ID.Ref, n.ID.Ref) {
			name, err := n.name(d.now)
			if err != nil {
				return err
			}
			w.say("%s is still notified, as %s", name, n.ID.Ref)
		}
		if a, b := o.Details.Severity, n.Details.Severity; a != b {
			name, err := n.name(d.now)
			if err != nil {
				return err
			}
			w.sayOr(loudness(b) < loudness(a), "severity for %s: %s → %s", name, orNone(a), orNone(b))
		}
	}
	if was && !is {
		return nil // all of them are new and have been named
	}
	for i := range new {
		if !kept[&new[i]] {
			name, err := notifies(new[i:i+1], d.now)
			if err != nil {
				return err
			}
			w.say("now notifies %s", name)
		}
	}
	return nil
}

// toldNow finds the one of new that notifies whom old notified, nil if there is none: the same recipient, or one with
// another name that is reached in the same way.
func (d *differ) toldNow(old *notification, new []notification) (*notification, error) {
	for i := range new {
		if new[i].ID == old.ID || d.renamed(old.ID.Ref, new[i].ID.Ref) {
			return &new[i], nil
		}
	}
	was, err := d.before(old.ID.Ref)
	if err != nil || was == nil {
		return nil, err
	}
	a, err := was.root()
	if err != nil {
		return nil, err
	}
	for i := range new {
		is, err := d.now(new[i].ID.Ref)
		if err != nil {
			return nil, err
		}
		if is == nil {
			continue
		}
		b, err := is.root()
		if err != nil {
			return nil, err
		}
		if a.get("type").equal(b.get("type"), nil) && a.get("details").equal(b.get("details"), nil) {
			return &new[i], nil
		}
	}
	return nil, nil
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
