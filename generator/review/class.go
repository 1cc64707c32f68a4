package review

import (
	"slices"
	"strings"
)

// Class is one kind of thing that a change does to somebody. The zero Class is none. Classes are ordered by harm, the
// most harmful first.
type Class uint8

// The classes.
const (
	None Class = iota
	Loosened
	HistoryLost
	Undecided
	Louder
	Quieter
	OtherPeople
	Gap
	Tightened
	Recounted
	WordsOnly
)

// Row is what is known of a class.
type Row struct {
	Class    Class
	Name     string // as flags and JSON have it, such as "history-lost"
	Question string // the question that it answers
	Doc      string // what it means, with examples: sentences
}

// The questions that classes answer.
const (
	promised = "What is promised to users?"
	woken    = "Who is woken, and how soon?"
	lost     = "What is lost?"
	neither  = "None of these"
)

// Classes lists the classes, the most harmful first.
var Classes = []Row{
	{Loosened, "loosened", promised, "An SLO promises less: its target is lower, it is deleted, it leaves out a " +
		"dataset, or its SLI judges an event more kindly than before, or leaves out events that may be bad, as with " +
		"`exclude`, or counts good ones that it left out, such as health checks."},
	{
		HistoryLost,
		"history-lost",
		lost,
		"An SLO is deleted or re-created: its history and the state of its budget are " +
			"gone.",
	},
	{
		Undecided,
		"undecided",
		neither,
		"slogen can't tell what the change does to those who rely on the object. For an " +
			"SLI, a test shows it. What a webhook sends (secret, headers, body, variables) is for its " +
			"receiver to take.",
	},
	{Louder, "louder", woken, "An alert is new, is enabled, ends its trial or is no longer quiet, fires sooner or " +
		"at more hours of the week, notifies more recipients, or with a higher severity; also because the target of " +
		"its SLO rose, since the same burn rate then is fewer errors."},
	{Quieter, "quieter", woken, "An alert is removed, disabled, put on trial or quiet, fires later or at fewer " +
		"hours of the week, notifies fewer recipients, or with a lower severity; also because the target of its SLO " +
		"fell, since the same burn rate then is more errors."},
	{OtherPeople, "other-people", woken, "An alert notifies somebody else, as loudly as before; also because a " +
		"recipient has another mailbox, channel, integration key or URL."},
	{Gap, "gap", lost, "An apply deletes the object before it creates it again, and in between it is missing."},
	{Tightened, "tightened", promised, "An SLO promises more: its target is higher, it is new, or its SLI judges an " +
		"event more strictly than before, or counts events that may be bad and that it left out."},
	{
		Recounted,
		"recounted",
		lost,
		"The window or the SLI of an SLO changes: Honeycomb computes compliance and budget " +
			"of the past anew, and both may jump.",
	},
	{
		WordsOnly,
		"words-only",
		neither,
		"Names, descriptions, runbooks, owners, tags or boards change, or whether Honeycomb Intelligence looks into an " +
			"alert, and nothing else.",
	},
}

// String is the class's name, empty for none.
func (c Class) String() string {
	if c == None || int(c) > len(Classes) {
		return ""
	}
	return Classes[c-1].Name
}

// Words is the class's name in a sentence, such as "history lost".
func (c Class) Words() string { return strings.ReplaceAll(c.String(), "-", " ") }

// Named finds a class by its name; None if there is none.
func Named(name string) Class {
	return Class(1 + slices.IndexFunc(Classes, func(r Row) bool { return r.Name == name }))
}

// Names lists the names of the classes.
func Names() []string {
	names := make([]string, len(Classes))
	for i := range Classes {
		names[i] = Classes[i].Name
	}
	return names
}
