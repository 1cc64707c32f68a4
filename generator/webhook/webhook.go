// Package webhook checks the bodies of webhooks' templates. Such a body is a template of Go's text/template with
// functions of Honeycomb's own, and what it gives must be JSON. Honeycomb keeps any text and drops the notification
// when the alert fires and the template fails.
package webhook

import (
	"slices"
	"sort"
	"strings"
	"text/template/parse"
)

// Problem is something wrong with a body.
type Problem struct {
	Start, End int    // the bytes of the body that it is about
	Text       string // what is wrong, in sentences
	Fix        string // the way out
	// Doubt says that it may be right: Honeycomb's documentation as it is known doesn't say.
	Doubt bool
}

// Check looks for what is wrong with the body of a template of the type (trigger, budget_rate or exhaustion_time) of a
// webhook with these variables. Problems come in the order of the text; what follows from another one is left out.
func Check(typ, body string, vars map[string]string) []Problem {
	if strings.TrimSpace(body) == "" {
		return []Problem{{End: len(body), Text: "The body is empty, and nothing is no JSON.", Fix: `Write JSON, such as {"text": "{{ .Name }}"}.`}}
	}
	words := scan(body)
	if words.problem != nil {
		return []Problem{*words.problem}
	}
	trees, problem := words.parse()
	if problem != nil {
		return []Problem{*problem}
	}
	w := &walker{body: body, vars: vars, root: rootOf(typ), partly: typ != Trigger, absent: map[string]bool{}, trees: trees, walked: map[string]bool{}}
	w.tree(trees[mainTree], w.root)
	problems := w.problems
	if p := render(w, body, typ); p != nil {
		problems = append(problems, *p)
	}
	sort.SliceStable(problems, func(i, j int) bool { return problems[i].Start < problems[j].Start })
	return slices.CompactFunc(problems, func(a, b Problem) bool { return a == b })
}

// Trigger is the type of the templates for triggers, whose variables are known completely.
const Trigger = "trigger"

// mainTree is the name of the body among the templates that it defines.
const mainTree = "body"

// modeOf is how bodies are parsed: functions are looked up by the walker, which knows their places.
const modeOf = parse.SkipFuncCheck
