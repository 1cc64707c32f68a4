// Package webhook checks the bodies of webhook templates. A body is a template in Go's text/template with Honeycomb's
// own functions, and its result must be JSON. Honeycomb accepts any text; if the template then fails when an alert
// fires, Honeycomb drops the notification.
package webhook

import (
	"slices"
	"sort"
	"strings"
	"text/template/parse"
)

// Problem is something that is wrong with a body.
type Problem struct {
	Start, End int    // the bytes of the body that are wrong
	Text       string // what is wrong, in sentences
	Fix        string // the way out
	// Doubt means that it may be right: Honeycomb's documentation, as far as it is known, doesn't say.
	Doubt bool
}

// Check looks for what is wrong with the body of a template of the type (trigger, budget_rate or exhaustion_time) of a
// webhook with these variables. Problems come in the order of the text; those that only follow from another one are
// left out.
func Check(typ, body string, vars map[string]string) []Problem {
	if strings.TrimSpace(body) == "" {
		return []Problem{{End: len(body), Text: "The body is empty, and that isn't JSON.",
			Fix: `Write JSON, such as {"text": "{{ .Name }}"}.`}}
	}
	if i := strings.Index(body, fence); i >= 0 {
		return []Problem{{Start: i, End: i + 1, Text: "The body holds a NUL byte, and JSON has none.", Fix: "Leave it out."}}
	}
	words := scan(body)
	if words.problem != nil {
		return []Problem{*words.problem}
	}
	trees, problem := words.parse()
	if problem != nil {
		return []Problem{*problem}
	}
	w := &walker{body: body, vars: vars, root: rootOf(typ), partly: typ != typeTrigger, absent: map[string]bool{},
		trees: trees, walked: map[string]bool{}}
	w.tree(trees[mainTree], w.root)
	problems := w.problems
	if p := render(w, body, typ); p != nil {
		problems = append(problems, *p)
	}
	sort.SliceStable(problems, func(i, j int) bool { return problems[i].Start < problems[j].Start })
	return slices.CompactFunc(problems, func(a, b Problem) bool { return a == b })
}

// typeTrigger is the type of templates for triggers, whose variables are all known.
const typeTrigger = "trigger"

// mainTree is the name of the body among the templates that it defines.
const mainTree = "body"

// modeOf is how bodies are parsed. The walker looks functions up, because it knows their places.
const modeOf = parse.SkipFuncCheck
