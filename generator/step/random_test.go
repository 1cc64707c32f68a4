package step

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
)

// TestOrders draws two configurations and applies the step from one to the other to a model of an account, in orders
// that Terraform may choose: where Check finds nothing, none of them fails or loses anything, and where it finds
// something, one does.
func TestOrders(t *testing.T) {
	for name, createsFirst := range map[string]func(kind string) bool{
		"as emitted": emit.CreatesFirst,
		"SLOs and burn alerts go first": func(kind string) bool {
			return emit.CreatesFirst(kind) && kind != honeycomb.KindSLO && kind != honeycomb.KindBurnAlert
		},
	} {
		t.Run(name, func(t *testing.T) { testOrders(t, createsFirst) })
	}
}

func testOrders(t *testing.T, createsFirst func(kind string) bool) {
	safe, unsafe := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		before := draw(t)
		now := draw(t)
		now.Moved = drawMoves(t, before, now)
		prior := read(t, before)
		p, found := planned(t, prior, now, createsFirst)
		if found.First != nil {
			tryFirst(t, prior, now, found.First, createsFirst)
		}
		w := &world{prior: prior, now: now}
		ops := walk(p.Changes, w, createsFirst)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		wrong := ""
		for range 300 {
			if wrong = newAccount(before, now).apply(order(t, ops, random)); wrong != "" {
				break
			}
		}
		switch {
		case len(found.Problems) == 0 && wrong != "":
			t.Fatalf("Check finds nothing, and: %s\n%s", wrong, story(p, before, now))
		case len(found.Problems) > 0 && wrong == "":
			t.Fatalf("no order fails, and Check finds: %+v\n%s", found.Problems, story(p, before, now))
		case wrong == "" && len(ops) > 0:
			safe++
		case wrong != "":
			unsafe++
		}
	})
	// The 20 steps of a short run may all be of one kind by chance.
	if !t.Failed() && !testing.Short() && (safe == 0 || unsafe == 0) {
		t.Errorf("%d steps are safe, and %d are not: the test tries nothing", safe, unsafe)
	}
}

func read(t *rapid.T, r *honeycomb.Resources) *honeycomb.Catalogue {
	c, err := honeycomb.ReadCatalogue("slogen.json", honeycomb.AppendCatalogue(nil, r))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func planned(
	t *rapid.T, prior *honeycomb.Catalogue, now *honeycomb.Resources, createsFirst func(kind string) bool,
) (*plan.Plan, *Result) {
	p, err := plan.Diff(prior, now)
	if err != nil {
		t.Fatal(err)
	}
	found, err := check(p, prior, now, createsFirst)
	if err != nil {
		t.Fatal(err)
	}
	return p, found
}

// tryFirst takes the first step and the second, in which nothing is wrong any more.
func tryFirst(
	t *rapid.T, prior *honeycomb.Catalogue, now *honeycomb.Resources,
	aliases map[honeycomb.Key]string, createsFirst func(kind string) bool,
) {
	was := map[honeycomb.Key]string{}
	for _, f := range now.CalculatedFields {
		if a := aliases[f.Key]; a != "" {
			was[f.Key], f.Alias = f.Alias, a
		}
	}
	try := func(which string, prior *honeycomb.Catalogue) *honeycomb.Catalogue {
		if _, found := planned(t, prior, now, createsFirst); len(found.Problems) > 0 {
			t.Fatalf("the %s step: %+v", which, found.Problems)
		}
		return read(t, now)
	}
	first := try("first", prior)
	for _, f := range now.CalculatedFields {
		if a := was[f.Key]; a != "" {
			f.Alias = a
		}
	}
	try("second", first)
}

// story is a step in words.
func story(p *plan.Plan, before, now *honeycomb.Resources) string {
	var b strings.Builder
	for _, r := range []*honeycomb.Resources{before, now} {
		for x := range r.Objects() {
			fmt.Fprintf(&b, "%s\n", honeycomb.AppendObject(nil, x))
		}
		fmt.Fprintf(&b, "moved %v\n", r.Moved)
	}
	for i := range p.Changes {
		fmt.Fprintf(&b, "%s %s\n", p.Changes[i].Action, p.Changes[i].Key)
	}
	return b.String()
}

// draw draws a configuration in which names meet often.
func draw(t *rapid.T) *honeycomb.Resources {
	r := &honeycomb.Resources{Settings: honeycomb.Settings{Outputs: []string{"terraform"}}}
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	meta := func(kind, path string) honeycomb.Meta {
		return honeycomb.Meta{Key: honeycomb.Key(kind + "/" + path), Service: "s"}
	}
	var taken []claim
	free := func(c claim) bool {
		if slices.ContainsFunc(taken, c.meets) {
			return false
		}
		taken = append(taken, c)
		return true
	}
	for _, name := range []string{"a", "b", "c"} {
		channel := pick("channel", "", "#1", "#2", "#3", "#4", "#5")
		if channel == "" || !free(claim{address, "", channel}) {
			continue
		}
		r.Recipients = append(r.Recipients, &honeycomb.Recipient{
			Meta: meta(honeycomb.KindRecipient, "slack/"+name), Type: honeycomb.RecipientSlack,
			SlackChannel: channel, Lookup: rapid.IntRange(0, 4).Draw(t, "lookup") == 0,
		})
	}
	for _, name := range []string{"f", "g", "h"} {
		dataset := pick("dataset", "", "d1", "d2")
		if name := pick("alias", "", "x", "y", "z", "v", "w"); name == "" || !free(claim{alias, dataset, name}) {
			continue
		}
		r.CalculatedFields = append(r.CalculatedFields, &honeycomb.CalculatedField{
			Meta: meta(honeycomb.KindCalculatedField, "s/"+name), Dataset: dataset,
			Alias: taken[len(taken)-1].name, Expression: "EXISTS($a)",
		})
	}
	for _, name := range []string{"o", "p"} {
		if len(r.CalculatedFields) == 0 || rapid.IntRange(0, 3).Draw(t, "no SLO") == 0 {
			continue
		}
		f := rapid.SampledFrom(r.CalculatedFields).Draw(t, "SLI")
		if !free(claim{sli, f.Dataset, f.Alias}) {
			continue
		}
		datasets := []string{f.Dataset}
		if f.Dataset == "" {
			datasets = strings.Split(pick("datasets", "d1", "d1 d2", "d1 d2 d3"), " ")
		}
		s := &honeycomb.SLO{Meta: meta(honeycomb.KindSLO, "s/"+name), Name: name, Datasets: datasets, SLI: f,
			TargetPerMillion: 990_000, TimePeriodDays: 30}
		r.SLOs = append(r.SLOs, s)
		b := &honeycomb.BurnAlert{Meta: meta(honeycomb.KindBurnAlert, "s/"+name+"/alert"), SLO: s,
			AlertType: honeycomb.ExhaustionTime, ExhaustionMinutes: 60}
		for _, x := range r.Recipients {
			if rapid.Bool().Draw(t, "notifies") {
				b.Recipients = append(b.Recipients, honeycomb.Notification{Recipient: x})
			}
		}
		r.BurnAlerts = append(r.BurnAlerts, b)
	}
	return r
}

// drawMoves draws moves from what is no longer declared to what wasn't.
func drawMoves(t *rapid.T, before, now *honeycomb.Resources) (moved []honeycomb.Moved) {
	was, is := map[honeycomb.Key]bool{}, map[honeycomb.Key]bool{}
	for x := range before.Objects() {
		was[x.Head().Key] = true
	}
	for x := range now.Objects() {
		is[x.Head().Key] = true
	}
	for _, names := range [][]string{
		{"recipient/slack/", "a", "b", "c"}, {"calculated_field/s/", "f", "g", "h"}, {"slo/s/", "o", "p"},
	} {
		for _, from := range names[1:] {
			for _, to := range names[1:] {
				a, b := honeycomb.Key(names[0]+from), honeycomb.Key(names[0]+to)
				if !was[a] || is[a] || was[b] || !is[b] || !rapid.Bool().Draw(t, "moved") {
					continue
				}
				was[b] = true // neither is moved twice
				delete(was, a)
				moved = append(moved, honeycomb.Moved{From: a, To: b})
				if strings.HasPrefix(names[0], "slo") {
					alert := func(slo string) honeycomb.Key { return honeycomb.Key("burn_alert/s/" + slo + "/alert") }
					moved = append(moved, honeycomb.Moved{From: alert(from), To: alert(to)})
				}
			}
		}
	}
	slices.SortFunc(moved, func(a, b honeycomb.Moved) int { return strings.Compare(string(a.To), string(b.To)) })
	return moved
}

// order is one of the orders in which Terraform may do ops.
func order(t *rapid.T, ops []*op, random *rand.Rand) (out []*op) {
	done := map[*op]bool{}
	for len(out) < len(ops) {
		var ready []*op
		for _, o := range ops {
			if !done[o] && !slices.ContainsFunc(o.after, func(x *op) bool { return !done[x] }) {
				ready = append(ready, o)
			}
		}
		if len(ready) == 0 {
			t.Fatal("the operations wait for one another")
		}
		o := ready[random.IntN(len(ready))]
		done[o] = true
		out = append(out, o)
	}
	return out
}

// thing is an object at Honeycomb.
type thing struct {
	honeycomb.Object          // as it is
	uses             []*thing // the SLO of a burn alert, and its recipients
	gone             bool
}

// account is a model of one, under Honeycomb's rules.
type account struct {
	now     map[honeycomb.Key]honeycomb.Object
	things  []*thing
	old     map[honeycomb.Key]*thing        // by the keys of before
	new     map[honeycomb.Key]*thing        // by those of now
	both    map[honeycomb.Key]honeycomb.Key // of the objects declared before and now
	lookups []*honeycomb.Recipient
}

func newAccount(before, now *honeycomb.Resources) *account {
	a := &account{
		now: map[honeycomb.Key]honeycomb.Object{}, both: map[honeycomb.Key]honeycomb.Key{},
		old: map[honeycomb.Key]*thing{}, new: map[honeycomb.Key]*thing{},
	}
	for x := range before.Objects() {
		a.old[x.Head().Key] = a.add(x)
	}
	for _, o := range a.things {
		o.uses = a.used(o.Object, a.old)
	}
	from := map[honeycomb.Key]honeycomb.Key{}
	for _, m := range now.Moved {
		from[m.To] = m.From
	}
	for x := range now.Objects() {
		key := x.Head().Key
		a.now[key] = x
		was := key
		if a.old[was] == nil {
			was = from[key]
		}
		if o := a.old[was]; o != nil {
			a.new[key], a.both[key] = o, was
		}
		if r, ok := x.(*honeycomb.Recipient); ok && r.Lookup { // it is looked for when the plan is made
			i := slices.IndexFunc(a.things, func(o *thing) bool { return clash(r, o.Object) })
			if i < 0 {
				a.add(x)
				i = len(a.things) - 1
			}
			a.new[key] = a.things[i]
			a.lookups = append(a.lookups, r)
		}
	}
	return a
}

func (a *account) add(x honeycomb.Object) *thing {
	o := &thing{Object: x}
	a.things = append(a.things, o)
	return o
}

func (a *account) used(x honeycomb.Object, at map[honeycomb.Key]*thing) (out []*thing) {
	b, ok := x.(*honeycomb.BurnAlert)
	if !ok {
		return nil
	}
	out = append(out, at[b.SLO.Key])
	for _, n := range b.Recipients {
		out = append(out, at[n.Recipient.Key])
	}
	return out
}

// apply does ops and says what went wrong.
func (a *account) apply(ops []*op) string {
	for _, o := range ops {
		if wrong := a.do(o); wrong != "" {
			return wrong
		}
		for now, was := range a.both {
			if a.old[was].gone && (a.new[now] == nil || a.new[now].gone) {
				return fmt.Sprintf("%s is lost", now)
			}
		}
	}
	for _, r := range a.lookups {
		if !slices.ContainsFunc(a.things, func(o *thing) bool { return !o.gone && clash(r, o.Object) }) {
			return fmt.Sprintf("%s is not found", r.Key)
		}
	}
	return ""
}

func (a *account) do(o *op) string {
	key := o.change.Key
	if !o.makes {
		return a.remove(a.old[was(o.change)])
	}
	x := a.now[key]
	self := a.new[key]
	if o.change.Action != plan.Update {
		self = nil
	}
	for _, other := range a.things {
		if !other.gone && other != self && clash(x, other.Object) {
			return fmt.Sprintf("%s is taken by %s", key, other.Head().Key)
		}
	}
	if self == nil {
		self = a.add(x)
		a.new[key] = self
	}
	self.Object, self.uses = x, a.used(x, a.new)
	if slices.ContainsFunc(self.uses, func(u *thing) bool { return u == nil || u.gone }) {
		return fmt.Sprintf("%s refers to what isn't there", key)
	}
	if s, ok := x.(*honeycomb.SLO); ok && !slices.ContainsFunc(a.things, func(f *thing) bool {
		return !f.gone && measures(s, f.Object)
	}) {
		return fmt.Sprintf("the SLI of %s isn't there", key)
	}
	return ""
}

func (a *account) remove(o *thing) string {
	for _, other := range a.things {
		if other.gone || other == o {
			continue
		}
		s, ok := other.Object.(*honeycomb.SLO)
		switch {
		case ok && measures(s, o.Object),
			o.Head().Key.Kind() == honeycomb.KindRecipient && slices.Contains(other.uses, o):
			return fmt.Sprintf("%s is in use by %s", o.Head().Key, other.Head().Key)
		case slices.Contains(other.uses, o):
			other.gone = true // a burn alert goes with its SLO
		}
	}
	o.gone = true
	return ""
}

// measures says whether an SLO is on a calculated field.
func measures(s *honeycomb.SLO, x honeycomb.Object) bool {
	f, ok := x.(*honeycomb.CalculatedField)
	return ok && f.Alias == s.SLI.Alias && f.Dataset == s.SLI.Dataset
}

// clash says whether two objects can't exist at a time.
func clash(x, y honeycomb.Object) bool {
	switch x := x.(type) {
	case *honeycomb.CalculatedField:
		y, ok := y.(*honeycomb.CalculatedField)
		return ok && x.Alias == y.Alias && (x.Dataset == y.Dataset || x.Dataset == "" || y.Dataset == "")
	case *honeycomb.SLO:
		y, ok := y.(*honeycomb.SLO)
		return ok && measures(x, y.SLI)
	case *honeycomb.Recipient:
		y, ok := y.(*honeycomb.Recipient)
		return ok && x.SlackChannel == y.SlackChannel
	}
	return false
}
