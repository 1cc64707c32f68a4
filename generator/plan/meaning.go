package plan

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

// differs reports whether an attribute differs at one of the paths or below it.
func (w *Change) differs(paths ...string) bool {
	for i := range w.Diffs {
		got := w.Diffs[i].Path
		if w.Diffs[i].Released {
			continue // a sentence of its own says what happens
		}
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
	if w.Action == Create && w.After.Head().Existing != "" {
		d.explainTakenOver(w)
	}
	if err := d.explainKind(w); err != nil {
		return err
	}
	w.explainReleased()
	d.explainNotKept(w)
	w.classify()
	from := len(w.Effects)
	d.explainOrigin(w)
	for i := from; i < len(w.Effects); i++ {
		w.Effects[i].background = true
	}
	return nil
}

// explainOrigin says what an object gets from elsewhere: arguments from blocks of defaults, and the policy's alert that
// an alert of the SLO's own overrides.
func (d *differ) explainOrigin(w *Change) {
	x := w.After
	if x == nil {
		return
	}
	if a, ok := x.(*honeycomb.BurnAlert); ok && a.Replaces != nil {
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
	var slos []honeycomb.Key
	var others []string
	for _, x := range d.usersOf(c.Key) {
		if k := x.Head().Key; k.Kind() == honeycomb.KindSLO {
			slos = append(slos, k)
		} else {
			others = append(others, string(k))
		}
	}
	switch {
	case c.Action == Create && len(slos) > 0:
		w.say("the SLI of %s", listed(slos))
	case c.Action == Delete, c.Action == Create, c.Action == Moved:
	case w.differs("expression", "alias", "dataset"):
		// SLO counts carry an `epoch`, a hash of the SLI that "changes when the definition changes" (OpenAPI, SLO
		// counts).
		was, is := c.Before.(*honeycomb.CalculatedField), c.After.(*honeycomb.CalculatedField)
		switch {
		case !w.differs("expression"):
			w.say("the calculated field is re-created")
		case len(slos) > 0:
			d.judge(w, was, is, slos)
		}
		if len(slos) > 0 {
			w.tell(review.Recounted, was.Alias+" "+was.Expression, is.Alias+" "+is.Expression,
				"compliance and the remaining budget%s are computed anew, and may jump", forOthers(c.Key, slos))
			w.of(slos...)
		}
		slosThrough, triggers := d.firingThrough(c.Key)
		if !w.differs("expression") {
			slosThrough, triggers = nil, nil
		} else if j := d.formulas(was, is); !c.Key.IsField() && j.Kinder == review.Never && j.Stricter == review.Never {
			triggers = nil // it is the same for every event
		}
		others = slices.DeleteFunc(others, func(k string) bool { return slices.Contains(triggers, honeycomb.Key(k)) })
		text := fmt.Sprintf("%s %s it from then on", words.List(others), words.Verb(len(others), "uses", "use"))
		switch {
		case len(slosThrough) > 0:
			w.tell(review.Undecided, was.Expression, is.Expression, "%s, and through that the SLI of %s: slogen can't "+
				"tell what the change does to that", text, listed(slosThrough))
			w.of(slosThrough...)
		case len(others) > 0:
			w.say("%s", text)
		}
		d.fireThrough(w, was, is, triggers)
	}
}

// fireThrough says of triggers that use a calculated field what another formula does to when they fire.
func (d *differ) fireThrough(w *Change, was, is *honeycomb.CalculatedField, triggers []honeycomb.Key) {
	alike := map[review.Firing][]honeycomb.Key{}
	for _, key := range triggers {
		f := d.firesThrough(key)
		alike[f] = append(alike[f], key)
	}
	tell := func(class review.Class, keys []honeycomb.Key, one, many string) {
		if n := len(keys); n > 0 {
			w.tell(class, was.Expression, is.Expression, "%s %s it: %s", listed(keys),
				words.Verb(n, "looks at", "look at"), words.Verb(n, one, many))
			w.of(keys...)
		}
	}
	both := alike[review.Firing{Sooner: true, Later: true}]
	tell(review.Louder, alike[review.Firing{Sooner: true}], "it fires sooner", "they fire sooner")
	tell(review.Louder, both, "it fires sooner for some events", "they fire sooner for some events")
	tell(review.Quieter, alike[review.Firing{Later: true}], "it fires later", "they fire later")
	tell(review.Quieter, both, "it fires later for others", "they fire later for others")
	tell(review.Undecided, alike[review.Firing{Unknown: true}], "slogen can't tell whether it fires sooner or later",
		"slogen can't tell whether they fire sooner or later")
}

// firesThrough is what the formulas of the calculated fields that a trigger uses do to when it fires, where nothing
// else does anything to that.
func (d *differ) firesThrough(key honeycomb.Key) review.Firing {
	unknown := review.Firing{Unknown: true}
	is, _ := d.current.Find(key).(*honeycomb.Trigger)
	before := key
	if w := d.byKey[key]; w != nil {
		if w.Before == nil || w.differs("query", "threshold", "frequency", "baseline_details", "dataset") {
			return unknown
		}
		before = w.Before.Head().Key
	}
	x, err := d.prior.Object(before)
	was, _ := x.(*honeycomb.Trigger)
	if err != nil || was == nil || is == nil {
		return unknown
	}
	for _, f := range slices.Concat(was.Query.Uses, is.Query.Uses) {
		for _, column := range review.NewSLI(f.Expression).Columns() {
			if d.isAlias(column) {
				return unknown // its formula counts, too
			}
		}
	}
	f := review.Uses(was, is)
	if f.Unknown {
		return unknown
	}
	return f
}

// isAlias reports whether a column is that of a calculated field.
func (d *differ) isAlias(column string) bool {
	return slices.ContainsFunc(d.current.CalculatedFields, func(f *honeycomb.CalculatedField) bool {
		return f.Alias == column
	})
}

// firingThrough lists the SLOs whose SLI uses a calculated field through others, and the enabled triggers that use it,
// through others or not.
func (d *differ) firingThrough(field honeycomb.Key) (slos, triggers []honeycomb.Key) {
	seen := map[honeycomb.Key]bool{field: true}
	for next := []honeycomb.Key{field}; len(next) > 0; next = next[1:] {
		for _, x := range d.usersOf(next[0]) {
			k := x.Head().Key
			switch {
			case seen[k]:
			case k.Kind() == honeycomb.KindCalculatedField:
				next = append(next, k)
			case k.Kind() == honeycomb.KindSLO && next[0] != field:
				slos = append(slos, k)
			case k.Kind() == honeycomb.KindTrigger && !x.(*honeycomb.Trigger).Disabled:
				triggers = append(triggers, k)
			}
			seen[k] = true
		}
	}
	slices.Sort(slos)
	slices.Sort(triggers)
	return slos, triggers
}

// forOthers names the SLOs of a calculated field, unless it is just the one of the same name.
func forOthers(field honeycomb.Key, slos []honeycomb.Key) string {
	if len(slos) == 1 && slos[0].Path() == field.Path() {
		return ""
	}
	return " of " + listed(slos)
}

func listed(keys []honeycomb.Key) string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = string(k)
	}
	return words.List(list)
}

// formulas compares what an SLI says of events before and after a change.
func (d *differ) formulas(was, is *honeycomb.CalculatedField) review.Judged {
	pair := [2]string{was.Expression, is.Expression}
	j, ok := d.judged[pair]
	if !ok {
		if d.judged == nil {
			d.judged = map[[2]string]review.Judged{}
		}
		j = review.Formulas(was.Expression, is.Expression)
		d.judged[pair] = j
	}
	return j
}

// judge says what another formula of an SLI does to the verdicts on events.
func (d *differ) judge(w *Change, was, is *honeycomb.CalculatedField, slos []honeycomb.Key) {
	j := d.formulas(was, is)
	var tested *review.Tested
	if d.asked.Tests != nil {
		tested = d.asked.Tests(was, is)
	}
	j = j.With(tested)
	tell := func(class review.Class, format string, args ...any) {
		w.tell(class, was.Expression, is.Expression, format, args...)
		w.of(slos...)
	}
	defer func() {
		if tested != nil && (j.Kinder != review.Never || j.Stricter != review.Never) {
			w.say("%s", tested)
		}
	}()
	looser, tighter := j.Promise()
	switch never := review.Never; {
	case looser.Certainty == never && tighter.Certainty == never:
		w.say("another expression, but it judges every event as before")
	case looser.Certainty == review.Perhaps && tighter.Certainty == review.Perhaps:
		tell(review.Undecided, untested, "more events pass or fewer")
	case tighter.Certainty == never && looser.Counted == 0 && j.Stricter == never:
		tell(review.Loosened, "no event is judged more strictly than before, and %s more kindly%s",
			may(looser.Certainty), suchAs(looser.Example))
	case looser.Certainty == never && tighter.Counted == 0 && j.Kinder == never:
		tell(review.Tightened, "no event is judged more kindly than before, and %s more strictly%s",
			may(tighter.Certainty), suchAs(tighter.Example))
	default:
		verdictShift{looser, review.Loosened, "more kindly than before",
			"more events count, and good ones make up for failures elsewhere",
			"fewer events count: failures among those that are left out no longer do"}.tell(tighter.Certainty, tell)
		verdictShift{tighter, review.Tightened, "more strictly than before",
			"more events count, and so do the failures among them",
			"fewer events count, and none of those that are left out was bad"}.tell(looser.Certainty, tell)
	}
}

// untested says that slogen can't tell something from formulas.
const untested = "slogen can't tell from the formulas whether %s: write a test for events between the two"

// suchAs is an example of an event that is judged otherwise than it was, to be put behind a sentence.
func suchAs(e *review.Example) string {
	switch {
	case e == nil:
		return ""
	case len(e.Columns) == 0:
		return fmt.Sprintf(", such as one without any of these columns: it was %s and is %s", e.Before, e.After)
	}
	return fmt.Sprintf(", such as one with %s: it was %s and is %s", e, e.Before, e.After)
}

// verdictShift is one of the two ways in which the verdicts on events can change, with its words.
type verdictShift struct {
	review.Shift
	class     review.Class
	way       string
	more, few string // what it is that more events count, or fewer
}

// tell says that it happens, if it does; other is how certain the other way is.
func (x verdictShift) tell(other review.Certainty, tell func(review.Class, string, ...any)) {
	if x.Certainty == review.Perhaps {
		x.more = strings.Replace(x.more, "count", "may count", 1)
		x.few = strings.Replace(x.few, "count", "may count", 1)
	}
	switch {
	case x.Certainty == review.Never:
	case x.Certainty == review.Perhaps && other != review.Never:
		tell(review.Undecided, untested, "any event is judged "+x.way)
	case x.Counted > 0:
		tell(x.class, "%s%s", x.more, suchAs(x.Example))
	case x.Counted < 0:
		tell(x.class, "%s%s", x.few, suchAs(x.Example))
	default:
		tell(x.class, "some events are judged %s%s", x.way, suchAs(x.Example))
	}
}

func may(c review.Certainty) string {
	if c == review.Surely {
		return "some are"
	}
	return "some may be"
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
	default:
		d.explainReached(w, was, is, told)
	}
}

// explainReached says how somebody else is reached, or the same in another way. An address says who is reached: a mail
// box, a channel, an integration key, a URL, or whatever a recipient is looked up by. Names are only shown. Whether the
// service behind an address still takes what it gets, and whom it tells, isn't for slogen to say: it may refuse another
// secret or header, and may read another body in another way.
func (d *differ) explainReached(w *Change, was, is, told string) {
	old, new := w.Before.(*honeycomb.Recipient), w.After.(*honeycomb.Recipient)
	a, b := address(old), address(new)
	classed := func(class review.Class, before, after, format string, args ...any) {
		if alerts := d.alertsTo(w.Key); len(alerts) > 0 {
			w.tell(class, before, after, "%s%s", fmt.Sprintf(format, args...), told)
			w.of(alerts...)
		} else {
			w.say("%s; no alert uses it", fmt.Sprintf(format, args...))
		}
	}
	switch {
	case a != b && was != is:
		classed(review.OtherPeople, a, b, "%s is notified instead of %s", is, was)
	case a != b:
		by := "URL"
		if new.Type == honeycomb.RecipientPagerDuty {
			by = "integration key"
		}
		classed(review.OtherPeople, a, b, "%s is reached by another %s, which may be somebody else's", is, by)
	case was != is:
		w.say("Honeycomb now shows it as %s, was %s; it reaches the same%s", is, was, told)
	}
	const refuses = "%s gets another %s: until the receiver knows it, it may refuse what it can't verify"
	if w.differs("details.webhook_secret") {
		classed(review.Undecided, secretName(old.Secret), secretName(new.Secret), refuses, is, "secret")
	}
	if w.differs("details.webhook_headers") {
		classed(review.Undecided, headers(old), headers(new), refuses, is, "header")
	}
	if w.differs("details.webhook_payloads") {
		before, after := payloads(old, false), payloads(new, false)
		if payloads(old, true) == payloads(new, true) {
			w.say("%s gets what it got, laid out in another way%s", is, told)
		} else {
			classed(review.Undecided, before, after, "%s gets another body: slogen can't tell whether the receiver "+
				"understands it, and whom it tells", is)
		}
	}
	if w.worst() == review.None && len(d.alertsTo(w.Key)) > 0 {
		w.Effects = append(w.Effects, Effect{Class: review.WordsOnly})
	}
}

// secretName is a secret by its name, for a fingerprint.
func secretName(t honeycomb.Text) string { return "secret " + t.Secret }

// headers are the headers of a webhook, without literals, which may be secrets.
func headers(r *honeycomb.Recipient) string {
	list := make([]string, len(r.Headers))
	for i, h := range r.Headers {
		list[i] = h.Name + " " + secretName(h.Value)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// payloads are the bodies that a webhook sends, with the defaults of their variables; layout means without what is only
// about where lines break.
func payloads(r *honeycomb.Recipient, layout bool) string {
	var b strings.Builder
	for _, v := range r.Variables {
		fmt.Fprintf(&b, "%s = %s\n", v.Name, v.Default)
	}
	for _, t := range r.Templates {
		body := t.Body
		if layout {
			body = strings.Join(strings.Fields(body), " ")
		}
		fmt.Fprintf(&b, "%s: %s\n", t.Type, body)
	}
	return b.String()
}

// shownOn counts what a board shows, by kind.
func shownOn(b *honeycomb.Board) (out []string) {
	count := map[string]int{}
	for i := range b.Panels {
		count[b.Panels[i].Shows()]++
	}
	for _, kind := range [][2]string{{"text", "text"}, {"slo", "SLO"}, {"query", "query"}} {
		if n := count[kind[0]]; n > 0 {
			out = append(out, words.Plural(n, kind[1]))
		}
	}
	return out
}

func (d *differ) explainBoard(w *Change) {
	if w.Action == Create {
		if b := w.After.(*honeycomb.Board); b.Existing == "" {
			w.say("shows %s", words.List(shownOn(b)))
		}
		return
	}
	if w.Action == Delete {
		const text = "the board disappears for everybody and links to it break"
		stays := func(p honeycomb.Panel) bool { return p.SLO != nil && d.current.Find(p.SLO.Key) != nil }
		if slices.ContainsFunc(w.Before.(*honeycomb.Board).Panels, stays) {
			w.say("%s; the SLOs that it shows stay", text)
		} else {
			w.say("%s", text)
		}
		return
	}
	for _, diff := range w.Diffs {
		if diff.Path == "name" && !diff.Released {
			w.say("Honeycomb now shows it as %s, was %s", diff.After, diff.Before)
		}
		if diff.QuotesService() {
			w.say("its text about the service follows what changes")
			continue
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

// address is where a recipient is reached, for a fingerprint.
func address(r *honeycomb.Recipient) string {
	list := []string{r.Type, r.EmailAddress, r.SlackChannel, r.IntegrationKey.Value, r.IntegrationKey.Secret,
		r.URL.Value, r.URL.Secret}
	if r.Lookup {
		list = append(list, r.IntegrationName, r.Name)
	}
	return strings.Join(slices.DeleteFunc(list, func(s string) bool { return s == "" }), " ")
}

// alertsTo lists the alerts that notify a recipient.
func (d *differ) alertsTo(recipient honeycomb.Key) (keys []honeycomb.Key) {
	for _, x := range d.usersOf(recipient) {
		keys = append(keys, x.Head().Key)
	}
	return keys
}

// explainRecipients says who is notified that wasn't, and the other way round.
func (d *differ) explainRecipients(w *Change, was *honeycomb.Meta, old, new []honeycomb.Notification) {
	if d.muting(w, was, old, new) {
		return
	}
	before, after := addressees(old), addressees(new)
	diff := review.CompareRecipients(old, new, d.toldNow)
	for _, pair := range diff.Kept {
		o, n := pair[0], pair[1]
		if a, b := o.Recipient.Key, n.Recipient.Key; a != b && !d.renamed(a, b) {
			w.say("%s is still notified, as %s", phrase.Recipient(n.Recipient), b)
		}
		if a, b := o.PagerDutySeverity, n.PagerDutySeverity; a != b {
			w.tell(either(review.Loudness(n) > review.Loudness(o), review.Louder, review.Quieter), before, after,
				"severity for %s: %s → %s", phrase.Recipient(n.Recipient), orNone(a), orNone(b))
		}
		w.hears(phrase.Recipient(n.Recipient), o, n)
		if a, b := values(o.Variables), values(n.Variables); a != b {
			w.tell(review.Undecided, a, b, "%s gets %s, was %s: slogen can't tell whom it tells then",
				phrase.Recipient(n.Recipient), orNone(b), orNone(a))
		}
	}
	if was.Muted() && !w.After.Head().Muted() && !disabled(w.Before) {
		return // all of them are new and have been named
	}
	names := phrase.NamesOf(diff.Removed, diff.Added)
	for _, pair := range diff.Swapped {
		names.Add(pair[0].Recipient)
		names.Add(pair[1].Recipient)
	}
	for _, pair := range diff.Kept {
		names.Add(pair[1].Recipient)
	}
	for _, pair := range diff.Swapped {
		class := review.OtherPeople
		if a, b := review.Loudness(pair[0]), review.Loudness(pair[1]); a != b {
			class = either(b > a, review.Louder, review.Quieter)
		}
		w.tell(class, before, after, "notifies %s instead of %s", names.Told(pair[1])+groupsHeard(pair[1]),
			names.Told(pair[0])+groupsHeard(pair[0]))
	}
	for _, n := range diff.Removed {
		w.tell(review.Quieter, before, after, "%s is no longer notified%s", names.Told(n), groupsHeard(n))
	}
	for _, n := range diff.Added {
		w.tell(review.Louder, before, after, "now notifies %s", names.Told(n)+groupsHeard(n))
	}
}

// values are the values of a webhook's variables.
func values(list []honeycomb.Variable) string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = fmt.Sprintf("%s = %q", v.Name, v.Value)
	}
	return strings.Join(out, ", ")
}

// addressees is whom a list notifies, exactly, for a fingerprint.
func addressees(list []honeycomb.Notification) string {
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = string(n.Recipient.Key) + " " + n.PagerDutySeverity + groupsHeard(n)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
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
