package plan

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/words"
)

type sloBody struct {
	Name string `json:"name"`
	SLI  struct {
		Alias string `json:"alias"`
	} `json:"sli"`
	Days   int `json:"time_period_days"`
	Target int `json:"target_per_million"`
}

func rat(n int) *big.Rat { return big.NewRat(int64(n), 1) }

func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func (s *sloBody) objective() burn.Objective {
	return burn.Objective{TargetPerMillion: s.Target, WindowDays: s.Days}
}

// budget is the time a full outage may last, in minutes, at even traffic.
func (s *sloBody) budget() *big.Rat { return s.objective().BudgetMinutes() }

// mayFail is how many of some events may be bad.
func (s *sloBody) mayFail(events *big.Rat) *big.Rat { return mul(events, s.objective().Allowed()) }

// events is the number of events in a window, nil if it isn't declared.
func events(s *sloBody, perDay json.Number) *big.Rat {
	r, ok := words.Exactly(perDay.String())
	if !ok || r.Sign() <= 0 {
		return nil
	}
	return s.objective().Events(r)
}

func (d *differ) explainSLO(w *work) error {
	c := w.change
	var old, new *sloBody
	var err error
	if w.old != nil {
		if old, err = body[sloBody](w.old); err != nil {
			return err
		}
	}
	if w.new != nil {
		if new, err = body[sloBody](w.new); err != nil {
			return err
		}
	}
	switch c.Action {
	case Create:
		budget := fmt.Sprintf("%s of full outage at even traffic", words.Minutes(new.budget()))
		if n := events(new, c.After.Declared.EventsPerDay); n != nil {
			budget += fmt.Sprintf(", or %s of %s events", words.Whole(new.mayFail(n)), words.Whole(n))
		}
		w.say("%s of the eligible events must be good over %s; the error budget is %s", words.Percent(new.Target),
			words.Plural(new.Days, "day"), budget)
		if c.After.Trial {
			w.say("in trial: its alerts go to the trial recipient")
		}
		return nil
	case Delete:
		lost := "its history is lost"
		if alerts := d.alertsBefore(c.Key); alerts > 0 {
			lost += ", and " + words.Plural(alerts, "burn alert") + " with it"
		}
		w.sayOr(d.renames[c.Key] == "", "%s", lost)
		return nil
	case Replace:
		w.say("the SLO is re-created, so its history and the state of its budget are lost")
	}
	if new.Target != old.Target {
		w.sayOr(new.Target < old.Target, "target %s → %s: budget %s of full outage at even traffic",
			words.Percent(old.Target), words.Percent(new.Target),
			words.FromTo(old.budget(), new.budget()))
	}
	if new.Days != old.Days {
		if new.Target == old.Target {
			w.say("window %s → %s: budget %s of full outage at even traffic", words.Plural(old.Days, "day"),
				words.Plural(new.Days, "day"), words.FromTo(old.budget(), new.budget()))
		} else {
			w.say("window %s → %s", words.Plural(old.Days, "day"), words.Plural(new.Days, "day"))
		}
	}
	if new.Target != old.Target || new.Days != old.Days {
		before, after := events(old, c.Before.Declared.EventsPerDay), events(new, c.After.Declared.EventsPerDay)
		switch {
		case before != nil && after != nil:
			w.say("in events, as declared: %s of %s may be bad, was %s of %s", words.Whole(new.mayFail(after)),
				words.Whole(after), words.Whole(old.mayFail(before)),
				words.Whole(before))
		case after != nil:
			w.say("in events, as declared: %s of %s may be bad", words.Whole(new.mayFail(after)), words.Whole(after))
		}
	}
	if new.SLI != old.SLI {
		w.say("measured by %s, was %s: its history is recounted from scratch", new.SLI.Alias, old.SLI.Alias)
	}
	if new.Name != old.Name {
		w.say("Honeycomb now shows it as %q, was %q", new.Name, old.Name)
	}
	if new.Target != old.Target || new.Days != old.Days {
		return d.explainAlertsOf(w)
	}
	return nil
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
func (d *differ) explainAlertsOf(w *work) error {
	for _, x := range d.usersOf(w.change.Key) {
		key := x.Head().Key
		if key.Kind() != honeycomb.KindBurnAlert {
			continue
		}
		was := key
		if own := d.byKey[key]; own != nil {
			if own.old == nil {
				continue // new: it explains itself
			}
			was = own.old.Key
		}
		o, err := d.before(was)
		if err != nil {
			return err
		}
		n, err := d.now(key)
		if err != nil {
			return err
		}
		if o == nil || n == nil {
			continue
		}
		old, err := d.alert(o, d.before)
		if err != nil {
			return err
		}
		new, err := d.alert(n, d.now)
		if err != nil {
			return err
		}
		if old.rate == nil || new.rate == nil {
			if new.AlertType == honeycomb.ExhaustionTime && new.slo != nil && new.Exhaustion == old.Exhaustion {
				w.say("alert %s still %s, of a budget of %s", new.name, new.does(), words.Minutes(new.slo.budget()))
			}
			continue
		}
		if old.Window == new.Window && close(old.rate, new.rate) {
			continue
		}
		w.sayOr(new.rate.Cmp(old.rate) > 0 && new.Window >= old.Window, "alert %s %s", new.name, new.needsNow(old))
	}
	return nil
}

// alertBody is a burn alert, with what follows from its SLO.
type alertBody struct {
	AlertType   string `json:"alert_type"`
	Exhaustion  int    `json:"exhaustion_minutes"`
	Window      int    `json:"budget_rate_window_minutes"`
	PerMillion  int    `json:"budget_rate_decrease_threshold_per_million"`
	Description string `json:"description"`
	SLO         struct {
		ID ref `json:"id"`
	} `json:"slo"`
	Recipients []notification `json:"recipients"`

	name  string
	asked string
	slo   *sloBody // nil when it isn't there
	// burn is the burn rate, and rate the part of the events that must fail to reach it at even traffic; nil for alerts of
	// the other type and without an SLO.
	burn, rate *big.Rat
	perDay     json.Number
}

func (d *differ) alert(o *object, at side) (*alertBody, error) {
	a, err := body[alertBody](o)
	if err != nil || a.name != "" {
		return a, err
	}
	a.name = o.Key.Path()[strings.LastIndexByte(o.Key.Path(), '/')+1:]
	a.asked = o.Declared.BurnRate
	slo, err := at(a.SLO.ID.Ref)
	if err != nil || slo == nil {
		return a, err
	}
	if a.slo, err = body[sloBody](slo); err != nil {
		return a, err
	}
	a.perDay = slo.Declared.EventsPerDay
	if a.AlertType == honeycomb.BudgetRate && a.Window > 0 {
		a.burn = a.slo.objective().Rate(a.PerMillion, a.Window)
		a.rate = a.slo.objective().Errors(a.burn)
	}
	return a, nil
}

// does says when it notifies.
func (a *alertBody) does() string {
	return "fires when " + phrase.FiresWhen(a.object())
}

// object is the alert as package words takes it.
func (a *alertBody) object() *honeycomb.BurnAlert {
	return &honeycomb.BurnAlert{AlertType: a.AlertType, ExhaustionMinutes: a.Exhaustion, AskedBurnRate: a.asked,
		BudgetRateWindowMinutes: a.Window, BudgetRateDecreaseThresholdPerMillion: a.PerMillion}
}

// needs puts the error rate into words: "1.44% errors for an hour".
func (a *alertBody) needs() string {
	return words.Share(a.rate) + " errors for " + words.Span(a.Window)
}

var one = big.NewRat(1, 1)

// close reports whether two rates differ by no more than rounding to whole millionths of a budget can cause (a tenth of
// a percent): a difference that nobody asked for.
func close(a, b *big.Rat) bool {
	d := new(big.Rat).Sub(a, b)
	return mul(d.Abs(d), rat(1000)).Cmp(new(big.Rat).Abs(a)) <= 0
}

// needsNow is needs with what it was before, shortened if the window is the same.
func (a *alertBody) needsNow(old *alertBody) string {
	is, was := words.Shares(a.rate, old.rate)
	if old.Window != a.Window {
		was += " errors for " + words.Span(old.Window)
	}
	s := fmt.Sprintf("now needs %s errors for %s, was %s", is, words.Span(a.Window), was)
	if a.rate.Cmp(one) > 0 {
		s += ": it can't fire at even traffic"
	}
	return s
}

// exactly records what Honeycomb gets for a burn rate that no output can hold exactly.
func (w *work) exactly(a *alertBody) {
	asked, ok := words.Exactly(a.asked)
	if a.burn == nil || !ok || asked.Cmp(a.burn) == 0 {
		return
	}
	burn, _ := words.Decimals(a.burn, 6)
	w.change.Exact = append(w.change.Exact, fmt.Sprintf("exactly %s of the budget, a burn rate of %sx: "+
		"the nearest rate to %sx, without exceeding it, that every output can hold", words.Percent(a.PerMillion), burn,
		a.asked))
}

func (d *differ) explainBurnAlert(w *work) error {
	c := w.change
	var old, new *alertBody
	var err error
	if w.old != nil {
		if old, err = d.alert(w.old, d.before); err != nil {
			return err
		}
	}
	if w.new != nil {
		if new, err = d.alert(w.new, d.now); err != nil {
			return err
		}
	}
	switch c.Action {
	case Create:
		w.describeAlert(new)
		to, err := notifies(new.Recipients, d.now)
		if err != nil {
			return err
		}
		if c.After.Trial {
			w.say("in trial: it notifies only %s", to)
		} else {
			w.say("notifies %s", to)
		}
		if c.Rename == "" {
			return nil
		}
		was, err := d.before(c.Rename)
		if err != nil || was == nil {
			return err
		}
		if old, err = d.alert(was, d.before); err != nil {
			return err
		}
		return d.explainRecipients(w, was.Record, old.Recipients, new.Recipients)
	case Delete:
		to, err := notifies(old.Recipients, d.before)
		if err != nil {
			return err
		}
		sloStays, err := d.now(old.SLO.ID.Ref)
		if err != nil {
			return err
		}
		if made := d.renames[c.Key]; made != "" {
			w.say("%s takes its place", made)
			return nil
		}
		w.sayOr(sloStays != nil, "nobody is notified any more when %s; until now it notified %s",
			strings.TrimPrefix(old.does(), "fires when "), to)
		return nil
	case Moved:
		return nil
	}
	switch {
	case old.AlertType != new.AlertType:
		w.say("was: %s", old.does())
		w.describeAlert(new)
	case new.AlertType == honeycomb.ExhaustionTime && old.Exhaustion != new.Exhaustion:
		w.sayOr(new.Exhaustion < old.Exhaustion, "%s, was %s", new.does(), exhaustionWas(old))
	case old.PerMillion != new.PerMillion || old.Window != new.Window:
		is, was := phrase.BudgetRates(new.object(), old.object())
		w.say("fires when %s of the budget is used within %s, was %s within %s",
			is, words.Span(new.Window), was, words.Span(old.Window))
		if old.rate != nil && new.rate != nil {
			if close(old.burn, new.burn) {
				w.say("still a burn rate of %s", words.Times(new.burn))
			} else {
				is, was := words.Figures(new.burn, old.burn)
				w.say("burn rate %sx, was %sx", is, was)
			}
			w.exactly(new)
			if old.Window == new.Window && close(old.rate, new.rate) {
				w.say("that is still %s at even traffic", new.needs())
			} else {
				w.sayOr(new.rate.Cmp(old.rate) > 0 && new.Window >= old.Window, "%s", new.needsNow(old))
			}
		}
	case c.Action == Update && len(c.Diffs) == 1 && w.differs("description") && c.Before.Trial == c.After.Trial:
		w.say("only its description changes")
	}
	return d.explainRecipients(w, c.Before, old.Recipients, new.Recipients)
}

func exhaustionWas(a *alertBody) string {
	if a.Exhaustion == 0 {
		return "when it was gone"
	}
	return "within " + words.Span(a.Exhaustion)
}

// describeAlert puts what an alert means into numbers.
func (w *work) describeAlert(a *alertBody) {
	w.say("%s", a.does())
	if a.rate == nil {
		return
	}
	lasts := ""
	if a.burn.Sign() > 0 {
		lasts = "; a full budget lasts " + words.Minutes(a.slo.objective().LastsMinutes(a.burn)) + " at that rate"
	}
	w.say("burn rate %s%s", words.Times(a.burn), lasts)
	if a.rate.Cmp(one) > 0 {
		w.say("it can't fire at even traffic: that would need %s", a.needs())
	} else {
		w.say("that is %s at even traffic", a.needs())
	}
	if n := events(a.slo, a.perDay); n != nil {
		bad := mul(a.slo.mayFail(n), burn.Part(a.PerMillion))
		w.say("in events, as declared: %s bad ones within %s", words.Whole(bad), words.Span(a.Window))
	}
	w.exactly(a)
}
