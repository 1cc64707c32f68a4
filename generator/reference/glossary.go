package reference

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/slogen-project/slogen/generator/lazy"
)

// glossaryFile is the name of the glossary in schemas/.
const glossaryFile = "glossary.md"

// term is a word that users meet.
type term struct {
	name string
	doc  string // what it means, in sentences
	// link says that a document links the word where it first uses it. Words that every page is full of, or that have
	// another meaning besides, are explained and not linked.
	link bool
}

// glossary holds the terms in the order in which one builds on another.
var glossary = []struct {
	title string
	terms []term
}{
	{"What is measured", []term{
		{"environment", "A place at Honeycomb with datasets and keys of its own, such as production. One run of " +
			"slogen describes one.", false},
		{"dataset", "What holds the events of one service or one kind. slogen calls it by its slug, as the API does.",
			false},
		{"event", "One row of a dataset, such as a span.", false},
		{"column", "A named value of events, such as `duration_ms`. In slogen it is written `event.duration_ms`.",
			false},
		{"service", "What a team runs and is responsible for. The block of that name holds its SLIs, SLOs, triggers " +
			"and board.", false},
		{"SLI", "Service level indicator: a rule that decides whether an event counts (is eligible) and, if so, " +
			"whether it is good. At Honeycomb it is a calculated field: true is good, false is bad, and null doesn't " +
			"count.", true},
		{"eligible", "An event is eligible if the SLI counts it.", false},
		{"error rate", "The share of the eligible events that are bad.", false},
		{"calculated field", "A formula that Honeycomb computes for each event. Its API calls it a derived column.",
			true},
		{"formula", "An expression in the language of calculated fields.", false},
	}},
	{"What is promised", []term{
		{"SLO", "Service level objective: a target for one SLI over a rolling window.", true},
		{"target", "The share of the eligible events that must be good, in percent, such as 99.9.", false},
		{"window", "The days that an SLO looks back on, such as the last 30. It moves on with time.", false},
		{"error budget", "The bad events that the target allows in a window: with a target of 99.9%, one in a " +
			"thousand.", true},
		{"even traffic", "As many eligible events in each minute as in any other. Honeycomb counts events, not " +
			"minutes; where slogen gives a budget in minutes of full outage, it assumes even traffic. An outage in a " +
			"busy hour uses more of the budget than one at night.", true},
		{"burn rate", "How many times faster the budget is used up than the rate that would use it up exactly at the " +
			"end of the window. At even traffic it is the error rate divided by the error rate that the target allows.",
			true},
	}},
	{"Who hears of it", []term{
		{"burn alert", "An alert on the error budget of an SLO. There are two kinds: exhaustion time and budget rate.",
			true},
		{"exhaustion time", "How long until the budget is used up if errors continue at the recent rate. A burn " +
			"alert with `exhausted_within` fires when it is no longer than that.", true},
		{"budget rate", "How much of the budget is used within some time. A burn alert with `over`, and `budget` or " +
			"`burn_rate`, fires when it is that much or more.", true},
		{"trigger", "An alert on a query, for what no SLO counts.", true},
		{"severity", "Your word for how urgent an alert is, such as `page` or `inform`. `routes` says who is " +
			"notified at which severity.", true},
		{"recipient", "Who or what is notified by an alert: an e-mail address, a Slack channel, a PagerDuty " +
			"integration, a webhook or a workflow of Microsoft Teams. Recipients belong to the whole Honeycomb " +
			"team, not to an environment.", true},
		{"runbook", "The address of a page that says what to do. It is in the text of each alert.", false},
		{"trial", "A stage of a service, an SLO, a burn alert or a trigger in which every alert goes to one " +
			"recipient only, while its routes stay in the sources.", false},
	}},
	{"What many share", []term{
		{"defaults", "Values that services inherit, from the whole organization or from a folder above.", false},
		{"burn alert policy", "Burn alerts with a name, for many SLOs.", true},
		{"SLI template", "An SLI with parameters, for many services.", true},
		{"variable", "A value that is set from outside, such as the name of the environment.", false},
		{"secret", "A value that only Terraform knows. The sources and the output hold its name.", false},
	}},
	{"What slogen does", []term{
		{"output", "The folder that `slogen generate` writes, usually `out`. It is committed with the sources.", false},
		{"catalogue", "The part of the output that holds each object as JSON, in a file for each service. `slogen " +
			"plan` compares with it.", true},
		{"key", "What identifies an object from run to run, such as `slo/checkout/availability`.", false},
		{"plan", "What would change, and what that means for people.", false},
		{"class of change", "What a change does to somebody, such as `loosened` or `louder`: [plan.md](plan.md).",
			false},
		{"fingerprint", "Twelve digits and letters that stand for one change: an object, a class, and the values " +
			"before and after. Whoever accepts the change writes it down.", true},
		{"scenario", "An imagined incident, and the burn alerts that should fire in it.", false},
		{"finding", "Something that is legal but, by a rule of lint, unwise. A comment can say that it is intended.",
			true},
	}},
}

// glossaryPage is glossary.md.
func glossaryPage() string {
	var b strings.Builder
	b.WriteString("# Glossary\n\n" + notice + "The words that slogen and its documents use, each after those that it " +
		"needs. Blocks and arguments are in [language.md](language.md).\n")
	for _, part := range glossary {
		fmt.Fprintf(&b, "\n## %s\n", part.title)
		for _, t := range part.terms {
			fmt.Fprintf(&b, "\n### %s\n\n%s\n", t.name, t.doc)
		}
	}
	return b.String()
}

// linked are the terms that documents link, by what finds them in lower case.
var linked = sync.OnceValues(func() (*regexp.Regexp, []string) {
	var names []string
	for _, part := range glossary {
		for _, t := range part.terms {
			if t.link {
				names = append(names, t.name)
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) }) // "burn alert policy" before "burn alert"
	forms := make([]string, len(names))
	for i, n := range names {
		forms[i] = "(" + regexp.QuoteMeta(n) + "s?)"
		if stem, ok := strings.CutSuffix(n, "y"); ok {
			forms[i] = "(" + regexp.QuoteMeta(stem) + "(?:y|ies))"
		}
	}
	return regexp.MustCompile(`(?i)\b(?:` + strings.Join(forms, "|") + `)\b`), names
})

// apart finds what isn't prose in a line of Markdown: code, links, pictures and comments.
var apart = lazy.Regexp("`[^`]*`|!?\\[[^\\]]*\\]\\(([^)]*)\\)|<[^>]*>")

// linkTerms returns a Markdown document with each term of the glossary linked where its prose first uses it. Fences,
// headings, code and what is a link already stay as they are, so a document with its links comes back unchanged.
// glossary is the path from the document to the glossary.
func linkTerms(document, glossary string) string {
	words, names := linked()
	done := map[string]bool{}
	prose := func(s string) string {
		var b strings.Builder
		for at := words.FindStringSubmatchIndex(s); at != nil; at = words.FindStringSubmatchIndex(s) {
			name, word := "", s[at[0]:at[1]]
			for i := range names {
				if at[2+2*i] >= 0 {
					name = names[i]
				}
			}
			b.WriteString(s[:at[0]])
			inName := at[0] > 0 && strings.ContainsRune("-/.", rune(s[at[0]-1])) || strings.HasPrefix(s[at[1]:], "-")
			if done[name] || inName {
				b.WriteString(word)
			} else {
				done[name] = true
				fmt.Fprintf(&b, "[%s](%s#%s)", word, glossary, anchor(name))
			}
			s = s[at[1]:]
		}
		return b.String() + s
	}
	var b strings.Builder
	fence := ""
	for line := range strings.Lines(document) {
		mark := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence != "":
			if strings.TrimSpace(line) == fence {
				fence = ""
			}
			b.WriteString(line)
			continue
		case len(mark) >= 3:
			fence = mark
			b.WriteString(line)
			continue
		case strings.HasPrefix(line, "#"), strings.HasPrefix(line, "<!--"):
			b.WriteString(line)
			continue
		}
		for at := apart().FindStringSubmatchIndex(line); at != nil; at = apart().FindStringSubmatchIndex(line) {
			b.WriteString(prose(line[:at[0]]) + line[at[0]:at[1]])
			if at[2] >= 0 {
				if _, to, ok := strings.Cut(line[at[2]:at[3]], glossary+"#"); ok {
					for _, n := range names {
						done[n] = done[n] || anchor(n) == to
					}
				}
			}
			line = line[at[1]:]
		}
		b.WriteString(prose(line))
	}
	return b.String()
}
