package slitest

import (
	"encoding/json"
	"io"

	"github.com/slogen-project/slogen/generator/calc"
)

// Evaluation is what an expression makes of events, as `slogen eval` prints it.
type Evaluation struct {
	// Version of this format. The first number changes when readers would break.
	FormatVersion string `json:"format_version" jsonschema:"pattern=^1\\."`
	// The expression in canonical form.
	Expression string `json:"expression"`
	// How many events were read.
	Events int64  `json:"events" jsonschema:"minimum=0"`
	Counts Counts `json:"counts"`
	// How many lines aren't events.
	BadLines int64 `json:"bad_lines" jsonschema:"minimum=0"`
	// The first of those in each file.
	FirstBadLines []jsonBadLine `json:"first_bad_lines"`
	// Whether everything could be read to its end.
	Complete bool `json:"complete"`
	// The events that were given one by one or asked for with -first.
	Shown []jsonEvent `json:"shown"`
	// The assumptions behind the result.
	Assumptions []jsonAssumption `json:"assumptions"`
}

type (
	// A line that isn't an event.
	jsonBadLine struct {
		// The file.
		File string `json:"file"`
		// The line, from 1.
		Line int64 `json:"line" jsonschema:"minimum=1"`
		// What is wrong with it.
		Why string `json:"why"`
	}
	// An event, and what the expression makes of it.
	jsonEvent struct {
		// Which event.
		Event string `json:"event"`
		// The expression's value as a literal of the language.
		Value string    `json:"value"`
		Trace jsonTrace `json:"trace"`
	}
)

// NewEvaluation is what a tally says of an expression; complete says whether all events could be read.
func NewEvaluation(expression string, t *Tally, complete bool) *Evaluation {
	return &Evaluation{FormatVersion: formatVersion, Expression: expression, Events: t.Events, Counts: t.Counts,
		BadLines: t.BadLines, FirstBadLines: []jsonBadLine{}, Complete: complete, Shown: []jsonEvent{},
		Assumptions: assumptionsJSON(t.Assumed)}
}

// AddBadLine adds a line that isn't an event.
func (e *Evaluation) AddBadLine(file string, b BadLine) {
	e.FirstBadLines = append(e.FirstBadLines, jsonBadLine{file, b.Line, b.Why})
}

// AddEvent adds an event with what the expression makes of it.
func (e *Evaluation) AddEvent(event string, t *calc.Trace) {
	e.Shown = append(e.Shown, jsonEvent{event, string(calc.AppendValue(nil, t.Value)), traceJSON(t)})
}

// Write writes e as JSON.
func (e *Evaluation) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(e)
}
