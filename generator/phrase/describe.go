package phrase

import (
	"fmt"
	"iter"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/words"
)

// Objective is the SLO in sentences, as descriptions have it: target, window and budget.
func Objective(s *honeycomb.SLO) string {
	o := s.Objective()
	var b strings.Builder
	b.WriteString("Objective: ")
	b.WriteString(words.PerMillion(s.TargetPerMillion))
	b.WriteString("% of eligible events good over ")
	b.WriteString(words.Span(o.WindowMinutes()))
	b.WriteString(". Error budget: ")
	b.WriteString(words.PerMillion(o.AllowedPerMillion()))
	b.WriteString("%, which is ")
	b.WriteString(words.Minutes(o.BudgetMinutes()))
	b.WriteString(" of full outage at even traffic")
	if s.EventsPerDay > 0 {
		b.WriteString(", or about ")
		b.WriteString(words.Figure(o.BudgetEvents(new(big.Rat).SetFloat64(s.EventsPerDay))))
		b.WriteString(" failed events")
	}
	b.WriteByte('.')
	return b.String()
}

// BurnMeaning says what it means that a burn alert fires, in numbers.
func BurnMeaning(b *honeycomb.BurnAlert) string {
	if b.AlertType == honeycomb.ExhaustionTime {
		if b.ExhaustionMinutes == 0 {
			return "The error budget is used up: the target is missed until old failures leave the window."
		}
		return "If errors continue at the recent rate, the error budget will be used up within " +
			words.Span(b.ExhaustionMinutes) + "."
	}
	over := words.Span(b.BudgetRateWindowMinutes)
	var t strings.Builder
	t.WriteString(BudgetRate(b))
	t.WriteString(" of the error budget was used within ")
	t.WriteString(over)
	rate := b.BurnRate()
	if rate == nil {
		t.WriteByte('.')
		return t.String()
	}
	t.WriteString(", a burn rate of ")
	if b.AskedBurnRate != "" {
		t.WriteString(b.AskedBurnRate)
	} else {
		t.WriteString(words.Figure(rate))
	}
	t.WriteString("x, where 1x uses up the budget exactly by the end of the window. At this rate a full budget lasts ")
	t.WriteString(words.Minutes(b.SLO.Objective().LastsMinutes(rate)))
	share := b.SLO.Objective().Errors(rate)
	if share.Cmp(big.NewRat(1, 1)) > 0 {
		t.WriteString(". At even traffic not even a full outage for ")
		t.WriteString(over)
		t.WriteString(" uses that much.")
		return t.String()
	}
	t.WriteString(". At even traffic that is ")
	t.WriteString(words.Share(share))
	t.WriteString(" of events failing for ")
	t.WriteString(over)
	t.WriteByte('.')
	return t.String()
}

// maxQuoted is how long a piece of a query may be that is told in a description which would be too long with it, in
// bytes.
const maxQuoted = 120

// TriggerMeanings say what a trigger looks for, when, and how it notifies, in sentences: first with all of its query,
// then without the long pieces of it, and at last without the calculations of a formula.
func TriggerMeanings(t *honeycomb.Trigger) iter.Seq[string] {
	full := func(string) bool { return true }
	short := func(s string) bool { return len(s) <= maxQuoted }
	none := func(string) bool { return false }
	return func(yield func(string) bool) {
		_ = yield(triggerMeaning(t, full, full)) && yield(triggerMeaning(t, short, short)) &&
			yield(triggerMeaning(t, short, none))
	}
}

// triggerMeaning has those pieces of the query for which there is room.
func triggerMeaning(t *honeycomb.Trigger, room, roomForNamed func(string) bool) string {
	var b strings.Builder
	condition := Condition(t)
	if !room(condition) {
		condition = "its condition holds"
	}
	b.WriteString("Fires when " + condition)
	if only := Only(t.Query); only != "" {
		if room(only) {
			b.WriteString(", looking only at events where " + only)
		} else {
			b.WriteString(", looking only at some events")
		}
	}
	b.WriteString(". Checked " + Looks(t))
	if t.Schedule != nil {
		b.WriteString("; only " + t.Schedule.Asked)
	}
	if t.AlertType == honeycomb.OnTrue || t.AlertType == honeycomb.OnGroupChange {
		b.WriteString("; notifies " + Tells(t))
	}
	b.WriteByte('.')
	if len(t.Query.Formulas) > 0 {
		for _, c := range Named(t.Query) {
			if roomForNamed(c) {
				b.WriteString(" " + c + ".")
			}
		}
	}
	return b.String()
}

// AboutHeading begins the text about a service on its board.
const AboutHeading = "## About "

// About is the text about a service on its board, in Markdown: what it does, who answers for it, and what its users are
// promised. Of very many SLOs it names the first, as a text panel holds 10,000 characters.
func About(service, description, people string, slos []*honeycomb.SLO) string {
	var b strings.Builder
	b.WriteString(AboutHeading + service + "\n")
	if description != "" {
		b.WriteString("\n" + words.Sentence(description) + "\n")
	}
	if people != "" {
		b.WriteString("\n" + strings.ReplaceAll(people, "\n", "  \n") + "\n") // two spaces end a line in Markdown
	}
	if len(slos) > 0 {
		b.WriteString("\nWhat its users are promised:\n\n")
	}
	room := honeycomb.MaxBoardText - 200 - utf8.RuneCountInString(b.String()) // 200 for what says that there are more
	for i, s := range slos {
		name := s.Name
		if slices.Contains(s.Keeps, "name") { // at Honeycomb it has another, which isn't known
			_, name, _ = strings.Cut(s.Key.Path(), "/")
		}
		line := fmt.Sprintf("- **%s**: %s%% of events are good, over %s", name, words.PerMillion(s.TargetPerMillion),
			words.Span(s.Objective().WindowMinutes()))
		if loss, _, _ := strings.Cut(s.Description, "\n"); loss != "" && !strings.HasPrefix(loss, "Objective: ") {
			line += ". " + loss
		}
		if room -= utf8.RuneCountInString(line) + 1; room < 0 {
			fmt.Fprintf(&b, "- and %s more\n", words.Plural(len(slos)-i, "SLO"))
			break
		}
		b.WriteString(line + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
