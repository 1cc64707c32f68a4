package compile

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/words"
)

// Descriptions are for readers without prior knowledge, woken at night: what users lose, the objective and its budget,
// what this alert means in numbers, who answers for it and where to read on. They replace the SLO's own description in
// the notification (docs.honeycomb.io/notify/slos/monitor). Nothing is cut: one that is too long breaks a rule and is
// an error.

// paragraphs joins what is not empty with blank lines.
func paragraphs(list ...string) string {
	kept := list[:0]
	for _, p := range list {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n\n") // of the right size: thousands of these stay
}

func joinSentences(list ...string) string {
	out := ""
	for _, s := range list {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		if out != "" {
			out = words.Sentence(out) + " "
		}
		out += s
	}
	return out
}

// people says who answers for something and where to read on, and of an alert whether it is on trial or quiet.
func (w *compiling) people(e *effective, alert *honeycomb.Meta) string {
	var b strings.Builder
	line := func(label, value string) {
		if value == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(label)
		b.WriteString(": ")
		b.WriteString(value)
	}
	line("Owner", e.owner())
	line("Runbook", e.runbook())
	line("Expires", e.nearest.Expires.V)
	line("Last reviewed", e.nearest.ReviewedOn.V)
	if alert != nil {
		line("On trial until", alert.TrialUntil.Day)
		if q := alert.Quiet; q != nil {
			line("Quiet until "+q.Until, q.Reason)
		}
	}
	return b.String()
}

// dates checks when something was reviewed, and gives the day on which it expires.
func (w *compiling) dates(e *effective) *honeycomb.Expiry {
	if r := e.nearest.ReviewedOn; w.options.Today != "" && r.V > w.options.Today {
		w.add(diag.Error("language/value", "Review in the future",
			fmt.Sprintf("%s is in the future: write the day on which somebody last reviewed this.", r.V), r.Range))
	}
	if e.nearest.Expires.V == "" {
		return nil
	}
	return &honeycomb.Expiry{Day: e.nearest.Expires.V, At: e.nearest.Expires.Range}
}

// period is a time between two moments.
func period(from, to int64) string {
	f, t := time.Unix(from, 0).UTC(), time.Unix(to, 0).UTC()
	return f.Format("2006-01-02 15:04") + " to " + t.Format("2006-01-02 15:04") + " UTC"
}

// memo keeps texts that many alerts share: an organization has few targets, windows and policies, and thousands of
// SLOs.
type memo[K comparable] struct {
	mu    sync.RWMutex
	texts map[K]string
}

func (m *memo[K]) get(k K, text func() string) string {
	m.mu.RLock()
	s, ok := m.texts[k]
	m.mu.RUnlock()
	if ok {
		return s
	}
	s = text()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.texts == nil {
		m.texts = map[K]string{}
	}
	m.texts[k] = s
	return s
}

type objectiveKey struct {
	target, days int
	events       float64
}

type meaningKey struct {
	objectiveKey
	alertType                 string
	minutes, window, decrease int
	asked                     string
}

// describeBurnAlert composes what a burn alert says.
func (w *compiling) describeBurnAlert(a *config.BurnAlert, b *honeycomb.BurnAlert, e *effective,
	summary string) string {
	if summary == "" {
		summary = b.SLO.Name
	}
	o := objectiveKey{b.SLO.TargetPerMillion, b.SLO.TimePeriodDays, b.SLO.EventsPerDay}
	return paragraphs(
		words.Sentence(summary),
		words.Sentence(a.Description.V),
		w.meanings.get(meaningKey{o, b.AlertType, b.ExhaustionMinutes, b.BudgetRateWindowMinutes,
			b.BudgetRateDecreaseThresholdPerMillion, b.AskedBurnRate}, func() string {
			return paragraphs(phrase.BurnMeaning(b), phrase.Objective(b.SLO))
		}),
		w.people(e, &b.Meta),
	)
}
