package plan

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

func rat(n int) *big.Rat { return big.NewRat(int64(n), 1) }

func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func objective(s *honeycomb.SLO) burn.Objective {
	return burn.Objective{TargetPerMillion: s.TargetPerMillion, WindowDays: s.TimePeriodDays}
}

// budget is the time a full outage may last, in minutes, at even traffic.
func budget(s *honeycomb.SLO) *big.Rat { return objective(s).BudgetMinutes() }

// mayFail is how many of some events may be bad.
func mayFail(s *honeycomb.SLO, events *big.Rat) *big.Rat { return mul(events, objective(s).Allowed()) }

// events is the number of events in a window, nil if it isn't declared.
func events(s *honeycomb.SLO) *big.Rat {
	r, ok := words.Exactly(strconv.FormatFloat(s.EventsPerDay, 'f', -1, 64))
	if !ok || r.Sign() <= 0 {
		return nil
	}
	return objective(s).Events(r)
}

func (d *differ) explainSLO(w *Change) error {
	c := w
	old, _ := w.Before.(*honeycomb.SLO)
	new, _ := w.After.(*honeycomb.SLO)
	switch c.Action {
	case Create:
		may := fmt.Sprintf("%s of full outage at even traffic", words.Minutes(budget(new)))
		if n := events(new); n != nil {
			may += fmt.Sprintf(", or %s of %s events", words.Whole(mayFail(new, n)), words.Whole(n))
		}
		text := fmt.Sprintf("%s of the eligible events must be good over %s; the error budget is %s",
			words.Percent(new.TargetPerMillion), words.Plural(new.TimePeriodDays, "day"), may)
		switch {
		case w.Rename != "":
			w.say("%s", text)
			w.tell(
				review.HistoryLost,
				w.Rename,
				w.Key,
				"a new SLO takes the place of %s, whose history is lost",
				w.Rename,
			)
		case new.Existing != "":
			w.say("%s", text)
		default:
			w.tell(review.Tightened, nil, promise(new), "%s", text)
			w.news()
		}
		if new.Trial {
			w.say("in trial: its alerts go to the trial recipient")
		}
		return nil
	case Delete:
		lost := "nothing is left of its history"
		if alerts := d.alertsBefore(c.Key); alerts > 0 {
			lost += fmt.Sprintf(", and %s with it", words.Counted(alerts, "burn alert goes", "burn alerts go"))
		}
		if made := d.renames[c.Key]; made != "" {
			w.say("%s takes its place; %s", made, lost)
			return nil
		}
		w.tell(review.Loosened, promise(old), nil, "deleted: %s of the eligible events had to be good over %s",
			words.Percent(old.TargetPerMillion), words.Plural(old.TimePeriodDays, "day"))
		w.tell(review.HistoryLost, promise(old), nil, "%s", lost)
		return nil
	case Replace:
		w.tell(review.HistoryLost, strings.Join(old.Datasets, ","), strings.Join(new.Datasets, ","),
			"the SLO is re-created, so its history and the state of its budget are lost")
	}
	w.promises(old, new)
	if was, is := old.SLI, new.SLI; is.Alias != was.Alias {
		w.tell(review.Recounted, was.Alias, is.Alias, "measured by %s, was %s: its history is recounted from scratch",
			is.Alias, was.Alias)
		if is.Key != was.Key && !d.renamed(was.Key, is.Key) && was.Expression != is.Expression {
			d.judge(w, was, is, nil)
		}
	}
	if new.Name != old.Name {
		w.say("Honeycomb now shows it as %q, was %q", new.Name, old.Name)
	}
	if new.TargetPerMillion != old.TargetPerMillion || new.TimePeriodDays != old.TimePeriodDays {
		return d.explainAlertsOf(w)
	}
	return nil
}

// promise is what an SLO promises, for a fingerprint.
func promise(s *honeycomb.SLO) string {
	return fmt.Sprintf("%d per million in %d days", s.TargetPerMillion, s.TimePeriodDays)
}

// promises says how an SLO promises something else than before: its target, window and datasets.
func (w *Change) promises(old, new *honeycomb.SLO) {
	before, after := promise(old), promise(new)
	sooner := budget(new).Cmp(budget(old)) // -1 for a smaller budget
	if new.TargetPerMillion != old.TargetPerMillion {
		w.tell(either(new.TargetPerMillion < old.TargetPerMillion, review.Loosened, review.Tightened), before, after,
			"target %s → %s: budget %s of full outage at even traffic", words.Percent(old.TargetPerMillion),
			words.Percent(new.TargetPerMillion), words.FromTo(budget(old), budget(new)))
	}
	if new.TimePeriodDays != old.TimePeriodDays {
		w.tell(review.Recounted, before, after, "window %s → %s: compliance and the remaining budget may jump",
			words.Plural(old.TimePeriodDays, "day"), words.Plural(new.TimePeriodDays, "day"))
		// With another window, the budget says whether more failures are allowed.
		rose := new.TargetPerMillion > old.TargetPerMillion
		if fell := new.TargetPerMillion < old.TargetPerMillion; !rose && !fell || rose && sooner > 0 ||
			fell && sooner < 0 {
			if sooner != 0 {
				w.tell(either(sooner > 0, review.Loosened, review.Tightened), before, after,
					"budget %s of full outage at even traffic", words.FromTo(budget(old), budget(new)))
			}
		}
	}
	if new.TargetPerMillion != old.TargetPerMillion || new.TimePeriodDays != old.TimePeriodDays {
		before, after := events(old), events(new)
		switch {
		case before != nil && after != nil:
			w.say("in events, as declared: %s of %s may be bad, was %s of %s", words.Whole(mayFail(new, after)),
				words.Whole(after), words.Whole(mayFail(old, before)),
				words.Whole(before))
		case after != nil:
			w.say("in events, as declared: %s of %s may be bad", words.Whole(mayFail(new, after)), words.Whole(after))
		}
	}
	gone, come := lacking(old.Datasets, new.Datasets), lacking(new.Datasets, old.Datasets)
	was, is := strings.Join(old.Datasets, ","), strings.Join(new.Datasets, ",")
	switch {
	case len(gone) > 0 && len(come) > 0:
		w.say("looks at %s instead of %s", words.List(come), words.List(gone))
	case len(gone) > 0:
		w.tell(review.Loosened, was, is, "no longer looks at %s", words.List(gone))
	case len(come) > 0:
		w.tell(review.Tightened, was, is, "also looks at %s", words.List(come))
	}
}

// lacking lists what is in a and not in b.
func lacking(a, b []string) (out []string) {
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

// alertsBefore returns how many burn alerts the SLO had.
func (d *differ) alertsBefore(slo honeycomb.Key) int {
	prefix := honeycomb.KindBurnAlert + "/" + slo.Path() + "/"
	n := 0
	for i := range d.prior.Entries {
		if strings.HasPrefix(string(d.prior.Entries[i].Key), prefix) {
			n++
		}
	}
	return n
}

// explainAlertsOf says how a changed SLO affects its burn alerts, whether or not they change themselves.
func (d *differ) explainAlertsOf(w *Change) error {
	for _, x := range d.usersOf(w.Key) {
		key := x.Head().Key
		if key.Kind() != honeycomb.KindBurnAlert {
			continue
		}
		was := key
		if own := d.byKey[key]; own != nil {
			if own.Before == nil {
				continue // new: it explains itself
			}
			was = own.Before.Head().Key
		}
		o, err := d.prior.Object(was)
		if err != nil {
			return err
		}
		if o == nil {
			continue
		}
		old, new := alertOf(o), alertOf(x)
		if own := d.byKey[key]; own != nil &&
			own.differs("alert_type", "exhaustion_minutes", "budget_rate_window_minutes",
				"budget_rate_decrease_threshold_per_million") {
			continue // it says so itself
		}
		from := len(w.Effects)
		w.fires(old, new, "alert "+new.Name+" ")
		for i := from; i < len(w.Effects); i++ {
			w.Effects[i].Of = []honeycomb.Key{key}
		}
	}
	return nil
}

// alert is a burn alert, with what follows from its SLO.
type alert struct {
	*honeycomb.BurnAlert
	// burn is the burn rate, and rate the part of the events that must fail to reach it at even traffic; nil for alerts
	// of the other type, and for those whose SLO the catalogue doesn't have.
	burn, rate *big.Rat
}

// alertOf is x as an alert; nil for none.
func alertOf(x honeycomb.Object) *alert {
	a, ok := x.(*honeycomb.BurnAlert)
	if !ok {
		return nil
	}
	out := &alert{BurnAlert: a}
	if a.AlertType == honeycomb.BudgetRate && a.BudgetRateWindowMinutes > 0 && a.SLO.TimePeriodDays > 0 {
		out.burn = objective(a.SLO).Rate(a.BudgetRateDecreaseThresholdPerMillion, a.BudgetRateWindowMinutes)
		out.rate = objective(a.SLO).Errors(out.burn)
	}
	return out
}

// does says when it notifies.
func (a *alert) does() string { return "fires when " + phrase.FiresWhen(a.BurnAlert) }

// needs puts the error rate into words: "1.44% errors for an hour".
func (a *alert) needs() string {
	return words.Share(a.rate) + " errors for " + words.Span(a.BudgetRateWindowMinutes)
}

// exact is when an alert fires, for a fingerprint.
func (a *alert) exact() string {
	if a.AlertType == honeycomb.ExhaustionTime {
		return fmt.Sprintf("%s, %d minutes", promise(a.SLO), a.ExhaustionMinutes)
	}
	return fmt.Sprintf("%s, %d per million in %d minutes", promise(a.SLO), a.BudgetRateDecreaseThresholdPerMillion,
		a.BudgetRateWindowMinutes)
}

// fires says whether an alert fires sooner or later than before.
func (w *Change) fires(old, new *alert, name string) {
	f := review.BurnAlerts(old.BurnAlert, new.BurnAlert)
	before, after := old.exact(), new.exact()
	class := either(f.Sooner, review.Louder, review.Quieter)
	if old.rate == nil || new.rate == nil {
		if new.AlertType != honeycomb.ExhaustionTime || new.ExhaustionMinutes != old.ExhaustionMinutes {
			return
		}
		const text = "%sstill %s, of a budget of %s"
		if f.Sooner || f.Later { // not both: the time to exhaustion is the same
			w.tell(class, before, after, text, name, new.does(), words.Minutes(budget(new.SLO)))
		} else {
			w.say(text, name, new.does(), words.Minutes(budget(new.SLO)))
		}
		return
	}
	switch {
	case !f.Sooner && !f.Later:
		if !close(old.rate, new.rate) {
			w.say("%s%s", name, new.needsNow(old))
		}
	case f.Sooner != f.Later:
		w.tell(class, before, after, "%s%s", name, new.needsNow(old))
	default: // a weaker failure sets it off, and a stronger one does so later; or the other way round
		lower := new.rate.Cmp(old.rate) < 0
		w.tell(either(lower, review.Louder, review.Quieter), before, after, "%s%s", name, new.needsNow(old))
		w.tell(
			either(lower, review.Quieter, review.Louder),
			before,
			after,
			"%sin a full outage it fires after %s, was %s",
			name,
			words.Minutes(new.outage()),
			words.Minutes(old.outage()),
		)
	}
}

// outage is how long a full outage lasts before it fires, in minutes at even traffic.
func (a *alert) outage() *big.Rat {
	return mul(budget(a.SLO), burn.Part(a.BudgetRateDecreaseThresholdPerMillion))
}

var one = big.NewRat(1, 1)

// close reports whether two rates differ by no more than rounding to whole millionths of a budget can cause (a tenth of
// a percent): a difference that nobody asked for.
func close(a, b *big.Rat) bool {
	d := new(big.Rat).Sub(a, b)
	return mul(d.Abs(d), rat(1000)).Cmp(new(big.Rat).Abs(a)) <= 0
}

// needsNow is needs with what it was before, shortened if the window is the same.
func (a *alert) needsNow(old *alert) string {
	is, was := words.Shares(a.rate, old.rate)
	if old.BudgetRateWindowMinutes != a.BudgetRateWindowMinutes {
		// It is the window that tells them apart: digits that do are only about rounding.
		is, was = words.Share(a.rate), words.Share(old.rate)+" errors for "+words.Span(old.BudgetRateWindowMinutes)
	}
	s := fmt.Sprintf("now needs %s errors for %s, was %s", is, words.Span(a.BudgetRateWindowMinutes), was)
	if a.rate.Cmp(one) > 0 {
		s += ": it can't fire at even traffic"
	}
	return s
}

// asked records what Honeycomb gets for a burn rate that no output can hold exactly.
func (w *Change) asked(a *alert) {
	asked, ok := words.Exactly(a.AskedBurnRate)
	if a.burn == nil || !ok || asked.Cmp(a.burn) == 0 {
		return
	}
	burn, _ := words.Decimals(a.burn, 6)
	w.Exact = append(w.Exact, fmt.Sprintf("exactly %s of the budget, a burn rate of %sx: "+
		"the nearest rate to %sx, without exceeding it, that every output can hold",
		words.Percent(a.BudgetRateDecreaseThresholdPerMillion), burn, a.AskedBurnRate))
}

func (d *differ) explainBurnAlert(w *Change) error {
	old, new := alertOf(w.Before), alertOf(w.After)
	switch w.Action {
	case Create:
		return d.explainNewAlert(w, new)
	case Delete:
		if made := d.renames[w.Key]; made != "" {
			w.say("%s takes its place", made)
			return nil
		}
		w.tell(review.Quieter, old.exact(), nil, "nobody is notified any more when %s; until now it notified %s",
			strings.TrimPrefix(old.does(), "fires when "), phrase.Notifies(old.Recipients))
		return nil
	case Moved:
		return nil
	}
	switch {
	case old.AlertType != new.AlertType:
		w.tell(review.Undecided, old.exact(), new.exact(), "was: %s; a burn rate and a time to exhaustion can't be "+
			"compared, so slogen can't tell whether it fires sooner or later", old.does())
		w.describeAlert(review.None, new)
	case new.AlertType == honeycomb.ExhaustionTime && old.ExhaustionMinutes != new.ExhaustionMinutes:
		w.exhausts(old, new)
	case old.BudgetRateDecreaseThresholdPerMillion != new.BudgetRateDecreaseThresholdPerMillion ||
		old.BudgetRateWindowMinutes != new.BudgetRateWindowMinutes:
		w.uses(old, new)
	case w.onlyDescription():
		w.say("only its description changes")
	}
	d.investigates(w, old.Investigate, new.Investigate)
	d.explainRecipients(w, w.Before.Head(), old.Recipients, new.Recipients)
	return nil
}

// explainNewAlert says what a new alert does, or how it differs from the one whose place it takes.
func (d *differ) explainNewAlert(w *Change, new *alert) error {
	class := review.Louder
	if w.Rename != "" {
		class = review.None
	}
	if new.Existing != "" {
		class = review.None // it fires already; how it differs is seen in Terraform's plan alone
	}
	w.describeAlert(class, new)
	w.toldOf(&new.Meta, new.Recipients)
	w.explainReadBack(new.Recipients)
	d.investigates(w, false, new.Investigate)
	was, err := d.lookedLike(w)
	if was == nil || err != nil {
		return err
	}
	d.explainRecipients(w, was.Head(), alertOf(was).Recipients, new.Recipients)
	w.gap()
	return nil
}

// uses says how much of the budget has to be used, within what time, for an alert to fire.
func (w *Change) uses(old, new *alert) {
	is, was := phrase.BudgetRates(new.BurnAlert, old.BurnAlert)
	w.say("fires when %s of the budget is used within %s, was %s within %s",
		is, words.Span(new.BudgetRateWindowMinutes), was, words.Span(old.BudgetRateWindowMinutes))
	if old.rate == nil || new.rate == nil {
		return
	}
	if close(old.burn, new.burn) {
		w.say("still a burn rate of %s", words.Times(new.burn))
	} else {
		is, was := words.Figures(new.burn, old.burn)
		w.say("burn rate %sx, was %sx", is, was)
	}
	w.asked(new)
	if otherTarget(w) {
		w.say("the target of its SLO changes too: %s → %s", words.Percent(old.SLO.TargetPerMillion),
			words.Percent(new.SLO.TargetPerMillion))
	}
	if old.BudgetRateWindowMinutes == new.BudgetRateWindowMinutes && close(old.rate, new.rate) {
		w.say("that is still %s at even traffic", new.needs())
	} else {
		w.fires(old, new, "")
	}
}

// exhausts says what it does to an alert that its time to exhaustion changes, perhaps along with its budget.
func (w *Change) exhausts(old, new *alert) {
	text := fmt.Sprintf("%s, was %s", new.does(), exhaustionWas(old))
	if is, was := budget(new.SLO), budget(old.SLO); is.Cmp(was) != 0 {
		text += fmt.Sprintf("; of a budget of %s, was %s", words.Minutes(is), words.Minutes(was))
	}
	w.tellFiring(review.BurnAlerts(old.BurnAlert, new.BurnAlert), old.exact(), new.exact(), "%s", text)
}

// gap says that an alert is missing for a while, since what it replaces is deleted in no certain order with its
// creation.
func (w *Change) gap() {
	w.tell(review.Gap, w.Rename, w.Key, "%s may be deleted before this is created, and in between nobody is notified",
		w.Rename)
}

func exhaustionWas(a *alert) string {
	if a.ExhaustionMinutes == 0 {
		return "when it was gone"
	}
	return "within " + words.Span(a.ExhaustionMinutes)
}

// describeAlert puts what an alert means into numbers. Class is what the alert does, None if it isn't new.
func (w *Change) describeAlert(class review.Class, a *alert) {
	if class == review.None {
		w.say("%s", a.does())
	} else {
		w.tell(class, nil, a.exact(), "%s", a.does())
		w.news()
	}
	if a.rate == nil {
		return
	}
	lasts := ""
	if a.burn.Sign() > 0 {
		lasts = "; a full budget lasts " + words.Minutes(objective(a.SLO).LastsMinutes(a.burn)) + " at that rate"
	}
	w.say("burn rate %s%s", words.Times(a.burn), lasts)
	if a.rate.Cmp(one) > 0 {
		w.say("it can't fire at even traffic: that would need %s", a.needs())
	} else {
		w.say("that is %s at even traffic", a.needs())
	}
	if n := events(a.SLO); n != nil {
		bad := mul(mayFail(a.SLO, n), burn.Part(a.BudgetRateDecreaseThresholdPerMillion))
		w.say("in events, as declared: %s bad ones within %s", words.Whole(bad), words.Span(a.BudgetRateWindowMinutes))
	}
	w.asked(a)
}
