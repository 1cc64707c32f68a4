package suggest

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/words"
)

const perMonth = 30 // days

// share writes a part in percent.
func share(part float64) string { return simulate.Share(part) }

// length words how long a history is.
func length(minutes int) string {
	if minutes%day == 0 {
		return words.Plural(minutes/day, "day")
	}
	return words.Length(minutes)
}

func figure(f float64) string {
	if f >= 100 {
		return words.Thousands(int64(math.Round(f)))
	}
	return words.Rough(words.Exact(f))
}

func spellsText(n int) string { return words.Plural(n, "bad time") }

// moment is a moment of the history.
func (r *Report) moment(at int) string {
	return r.Start.Add(time.Duration(at) * time.Minute).UTC().Format("2006-01-02 15:04")
}

// table writes rows whose columns are aligned, indented.
func table(b *strings.Builder, rows [][]string) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintf(w, "  %s\n", strings.Join(row, "\t"))
	}
	_ = w.Flush() // a strings.Builder takes everything
}

// WriteText writes a report for people.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	r.head(&b)
	r.keptText(&b)
	r.alertsText(&b)
	r.todayText(&b)
	if len(r.Cant) > 0 {
		b.WriteString("\nWhat this history can't tell\n")
		for _, c := range r.Cant {
			fmt.Fprintf(&b, "  - %s\n", c)
		}
	}
	r.why(&b)
	if r.HCL != "" {
		b.WriteString("\nTo paste into a service, once you have decided")
		if r.SLO != nil {
			fmt.Fprintf(&b, " (%s line %d; keep what else the block has)", r.SLO.Origin.Range.Filename,
				r.SLO.Origin.Range.Start.Line)
		}
		fmt.Fprintf(&b, "\n\n%s", r.HCL)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) head(b *strings.Builder) {
	b.WriteString("What the history supports")
	if r.SLO != nil {
		fmt.Fprintf(b, " for %s", r.SLO.Key.Address())
	}
	fmt.Fprintf(b, "\n  %s: %s from %s, %s events, of which %s (%s) were bad\n", r.File, length(r.Minutes), r.moment(0),
		figure(r.Events), figure(r.Bad), share(r.Bad/r.Events))
	for _, n := range r.Notes {
		fmt.Fprintf(b, "  %s\n", n)
	}
}

func (r *Report) keptText(b *strings.Builder) {
	days := words.Plural(r.WindowDays, "day")
	if len(r.Kept) > 0 {
		fmt.Fprintf(b, "\nTargets that were kept over %s\n", days)
		rows := [][]string{{"in", "target", "margin"}}
		for _, k := range r.Kept {
			rows = append(rows, []string{words.Percent(k.Part) + " of the windows", words.Percent(k.Target),
				words.Percent(k.Low) + " to " + words.Percent(k.High)})
		}
		table(b, rows)
		fmt.Fprintf(b, "  %s %s, one a minute. The margins hold 9 in 10 of %s histories drawn from this one in blocks "+
			"of %s.\n", words.Thousands(r.All-r.Empty), words.Verb(r.All-r.Empty, "window", "windows"),
			words.Thousands(resamples), words.Plural(r.Block, "day"))
	}
	if len(r.Targets) > 0 {
		b.WriteString("\nWhat a target allows\n")
		rows := [][]string{{"target", "kept in", "margin", "bad events a window", "or a total outage of"}}
		for _, t := range r.Targets {
			name := words.Percent(t.Target)
			if t.Target == r.Target {
				name += " <"
			}
			rows = append(rows, []string{name, share(t.Part) + " of the windows", share(t.Low) + " to " + share(t.High),
				figure(t.BudgetEvents), words.Minutes(t.BudgetMinutes)})
		}
		table(b, rows)
	}
	if r.Target >= 0 {
		fmt.Fprintf(b, "  < %s: %s.\n", words.Percent(r.Target), r.Why)
	}
}

// alertsText tells what alerts would have done.
func (r *Report) alertsText(b *strings.Builder) {
	if r.Target < 0 {
		return
	}
	fmt.Fprintf(b, "\nBad times at a target of %s: hours that took %s of the budget or more\n", words.Percent(r.Target),
		words.Percent(r.BadHour))
	r.spellsText(b, r.Hours)
	b.WriteString("\nAlerts that could page for them\n")
	r.judgedText(b, r.Pages, r.Page, "bad times")
	b.WriteString("\nAlerts that could inform about days that took 10% of the budget or more\n")
	r.judgedText(b, r.Slow, r.Quiet, "bad days")
	b.WriteString("  In time: it fired while at least half of the failures were still to come. Outside: it fired at " +
		"no bad time.\n  Delay and budget spent are from the beginning of the failures to the page: the median, and " +
		"the worst.\n")
	if len(r.LeftOut) > 0 {
		fmt.Fprintf(b, "  Not tried, because with this target and window they can't fire at even traffic, or fire "+
			"while the target is met: %s.\n", words.List(r.LeftOut))
	}
	if h := r.halves; h != nil {
		verb := "is"
		if len(h.alerts) > 1 {
			verb = "are"
		}
		choice := "another choice"
		if h.same {
			choice = "the same choice"
		}
		fmt.Fprintf(b, "  Chosen by the first half of the bad times alone: %s (%s), which in the second half %s in "+
			"time for %d of %d.\n", names(h.alerts), choice, verb, h.caught, h.total)
	}
}

func names(all []*Judged) string {
	var out []string
	for _, j := range all {
		out = append(out, j.Alert.Name)
	}
	return words.List(out)
}

// maxSpells is how many bad times are told one by one.
const maxSpells = 10

func (r *Report) spellsText(b *strings.Builder, spells []*Spell) {
	if len(spells) == 0 {
		b.WriteString("  There are none.\n")
		return
	}
	dearest := slices.Clone(spells)
	slices.SortStableFunc(dearest, func(x, y *Spell) int {
		if x.Budget > y.Budget {
			return -1
		}
		return 1
	})
	rest := 0.0
	var rows [][]string
	for i, s := range dearest {
		if i >= maxSpells {
			rest += s.Budget
			continue
		}
		rows = append(rows, []string{r.moment(s.From), "for " + words.Length(s.To-s.From), share(s.Budget) +
			" of the budget"})
	}
	table(b, rows)
	if n := len(spells) - maxSpells; n > 0 {
		fmt.Fprintf(b, "  and %d more, which took %s of the budget together; -json lists them all\n", n, share(rest))
	}
}

var judgedHead = []string{"", "pages", "a month", "in time for", "late", "outside", "delay", "budget spent"}

func (r *Report) judgedText(b *strings.Builder, all, chosen []*Judged, what string) {
	rows := [][]string{judgedHead}
	for _, j := range all {
		mark := ""
		if slices.Contains(chosen, j) {
			mark = "<"
		}
		rows = append(rows, r.judgedRow(j, j.how.text()+j.how.where(), what, mark))
	}
	table(b, rows)
}

func (r *Report) judgedRow(j *Judged, name, what, mark string) []string {
	delay, spent := "-", "-"
	if c := j.cost(); c.caught > 0 {
		delay = words.Length(c.delay) + ", " + words.Length(c.worstDelay)
		spent = share(c.spent) + ", " + share(c.worstSpent)
	}
	n := len(j.Firings)
	row := []string{name, fmt.Sprint(n), figure(r.monthly(n)), fmt.Sprintf("%d of %s", j.caughtCount(),
		strings.TrimSpace(fmt.Sprintf("%d %s", len(j.caught), what))), fmt.Sprint(j.Late), fmt.Sprint(j.Outside),
		delay, spent}
	if mark != "" {
		row = append(row, mark)
	}
	return row
}

func (r *Report) monthly(pages int) float64 {
	return float64(pages) * perMonth * day / float64(r.Minutes)
}

// cost is what it took until an alert fired.
type cost struct {
	caught, delay, worstDelay int
	spent, worstSpent         float64
}

func (j *Judged) cost() (out cost) {
	all := catches(j.caught)
	if len(all) == 0 {
		return out
	}
	var delays []int
	var spent []float64
	for _, c := range all {
		delays, spent = append(delays, c.after), append(spent, c.spent)
	}
	slices.Sort(delays)
	slices.Sort(spent)
	half := burn.Million / 2
	return cost{len(all), quantile(delays, half), delays[len(delays)-1], quantile(spent, half), spent[len(spent)-1]}
}

func (r *Report) todayText(b *strings.Builder) {
	if r.Today == nil {
		return
	}
	fmt.Fprintf(b, "\nAs it is declared: %s over %s, with the bad times at this target\n",
		words.Percent(r.SLO.TargetPerMillion), words.Plural(r.SLO.TimePeriodDays, "day"))
	if row := r.Today.Row; row != nil {
		fmt.Fprintf(b, "  The target was kept in %s of the windows (margin: %s to %s).\n", share(row.Part),
			share(row.Low), share(row.High))
	}
	if len(r.Today.Alerts) == 0 {
		b.WriteString("  It has no burn alerts.\n")
		return
	}
	rows := [][]string{judgedHead}
	for _, j := range r.Today.Alerts {
		rows = append(rows, r.judgedRow(j, j.Alert.Name+": "+phrase.FiresWhen(j.Alert), "bad times", ""))
	}
	table(b, rows)
}

// why says what all of this doesn't settle.
func (r *Report) why(b *strings.Builder) {
	if r.Target < 0 {
		return // nothing is proposed
	}
	b.WriteString("\nWhy none of these numbers is right\n")
	for _, s := range []string{
		"A target is a promise about what users need. A history shows what they got: it may be far more or far less.",
		"What was kept tells what can be kept again only if traffic, code and failures stay as they were.",
		"Alerts that were chosen by these bad times are judged by the same ones, so others will come that they do " +
			"worse in.",
		"Which hours are bad is a decision (-bad-hour): an hour is bad here because of the budget it took, whoever " +
			"noticed.",
		"When alerts fire depends on what Honeycomb doesn't document: slogen simulate -history -explain says on what.",
	} {
		fmt.Fprintf(b, "  - %s\n", s)
	}
}
