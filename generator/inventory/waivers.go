package inventory

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/words"
)

// formatVersion is the version of both lists' JSON. The first number changes when a reader would break.
const formatVersion = "1.0"

// Waivers are the comments that accept findings of lint.
type Waivers struct {
	// Version of this format. The first number changes when readers would break.
	FormatVersion string `json:"format_version" jsonschema:"pattern=^1\\."`
	// The day that ages and days left are counted from.
	Today string `json:"today"`
	// The waivers, by file and place.
	Waivers []Waiver `json:"waivers"`
}

// Waiver is a comment that accepts a finding.
type Waiver struct {
	Place Place `json:"place"`
	// The rule whose findings it accepts, as it is written.
	Rule string `json:"rule"`
	// What it is about: a block or an argument, or its whole file.
	Scope string `json:"scope" jsonschema:"enum=block,enum=file"`
	// Whether it accepts something now.
	State string `json:"state" jsonschema:"enum=holds,enum=expired,enum=ignores nothing,enum=invalid"`
	// What is wrong with one that is invalid.
	Problem string `json:"problem,omitempty"`
	// Why the finding is accepted.
	Reason string `json:"reason,omitempty"`
	// Who answers for it: who is named in it, or the owner of what it is about.
	Owner string `json:"owner,omitempty"`
	// The day on which it was written, if it says so.
	Since string `json:"since,omitempty"`
	// The days since then.
	AgeDays *int `json:"age_days,omitempty"`
	// The day from which it doesn't hold any more.
	Until string `json:"until,omitempty"`
	// The days until then, negative if it is over.
	DaysLeft *int `json:"days_left,omitempty"`
	// How many findings it accepts.
	Ignores int `json:"ignores" jsonschema:"minimum=0"`
	// The objects that these are about.
	Objects []string `json:"objects,omitempty"`
}

// Place is where something is written.
type Place struct {
	// The file, as it was named or found.
	File string `json:"file"`
	// The line, from 1.
	Line int `json:"line" jsonschema:"minimum=1"`
	// Whether the line is one of what the file evaluates to, and not its own.
	Evaluated bool `json:"evaluated,omitempty"`
}

func newPlace(at hcl.Range) Place { return Place{File: at.Filename, Line: at.Start.Line} }

// Evaluated marks the places in files whose lines are those of what they evaluate to.
func (l *Waivers) Evaluated(is func(file string) bool) *Waivers {
	for i := range l.Waivers {
		l.Waivers[i].Place.Evaluated = is(l.Waivers[i].Place.File)
	}
	return l
}

// NewWaivers lists waivers as they are on a day.
func NewWaivers(list []lint.Waiver, today string) *Waivers {
	out := &Waivers{FormatVersion: formatVersion, Today: today, Waivers: []Waiver{}}
	for _, w := range list {
		x := Waiver{Place: newPlace(w.Range), Rule: w.Rule, Scope: "block", State: w.State,
			Problem: w.Problem, Reason: config.Masked(w.Reason), Owner: w.Owner, Since: w.Since,
			AgeDays: days(w.Since, today),
			Until:   w.Until, DaysLeft: days(today, w.Until), Ignores: w.Ignores}
		if w.File {
			x.Scope = "file"
		}
		for _, key := range w.Of {
			x.Objects = append(x.Objects, string(key))
		}
		out.Waivers = append(out.Waivers, x)
	}
	return out
}

// ofEvaluated says that a line is one of what the file evaluates to; "" where it is its own.
func ofEvaluated(p Place, before string) string {
	if !p.Evaluated {
		return ""
	}
	return before + " of what it evaluates to"
}

// days is how many days lie between two; nil unless both are days.
func days(from, to string) *int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return nil
	}
	n := int(b.Sub(a) / (24 * time.Hour))
	return &n
}

// AppendJSON appends the list as schemas/waivers.schema.json describes it.
func (l *Waivers) AppendJSON(b []byte) ([]byte, error) { return appendJSON(b, l) }

func appendJSON(b []byte, v any) ([]byte, error) {
	text, err := json.MarshalIndent(v, "", "  ")
	return append(append(b, text...), '\n'), err
}

// Text is the list for people.
func (l *Waivers) Text() string {
	var b strings.Builder
	states := map[string]int{}
	file := ""
	for i := range l.Waivers {
		w := &l.Waivers[i]
		states[w.State]++
		if w.Place.File != file {
			if file != "" {
				b.WriteByte('\n')
			}
			file = w.Place.File
			fmt.Fprintf(&b, "%s%s\n", printable.Line(file), ofEvaluated(w.Place, ", in lines"))
		}
		fmt.Fprintf(&b, "%6d  %s\n", w.Place.Line, strings.Join(w.facts(), ", "))
		if text := w.Reason; text != "" {
			fmt.Fprintf(&b, "        %s\n", printable.Line(text))
		}
		if w.Problem != "" {
			fmt.Fprintf(&b, "        %s\n", printable.Line(w.Problem))
		}
	}
	if len(l.Waivers) == 0 {
		return "No finding is accepted by a comment.\n"
	}
	tally := []string{words.Plural(len(l.Waivers), "waiver")}
	for _, s := range []string{lint.WaiverHolds, lint.WaiverUnused, lint.WaiverExpired, lint.WaiverInvalid} {
		if n := states[s]; n > 0 {
			tally = append(tally, fmt.Sprintf("%d %s", n, stateWords(s, n)))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", strings.Join(tally, ", "))
	return b.String()
}

// stateWords is what n waivers are or do.
func stateWords(state string, n int) string {
	switch state {
	case lint.WaiverHolds:
		return words.Verb(n, "holds", "hold")
	case lint.WaiverUnused:
		return words.Verb(n, "ignores nothing", "ignore nothing")
	}
	return state
}

// facts are what there is to say of a waiver, in a line.
func (w *Waiver) facts() []string {
	rule := w.Rule
	if rule == "" {
		rule = "no rule"
	}
	out := []string{printable.Line(rule)}
	if w.Scope == "file" {
		out = append(out, "in the whole file")
	}
	switch w.State {
	case lint.WaiverHolds:
		out = append(out, "accepts "+words.Plural(w.Ignores, "finding"))
	default:
		out = append(out, w.State)
	}
	if w.Owner != "" {
		out = append(out, "by "+printable.Line(w.Owner))
	}
	if w.AgeDays != nil {
		out = append(out, fmt.Sprintf("since %s (%s)", w.Since, words.Plural(*w.AgeDays, "day")))
	}
	if w.DaysLeft != nil {
		left := fmt.Sprintf("%s left", words.Plural(*w.DaysLeft, "day"))
		if *w.DaysLeft <= 0 {
			left = "over"
		}
		out = append(out, fmt.Sprintf("until %s (%s)", w.Until, left))
	}
	return out
}
