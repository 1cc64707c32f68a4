// Package rule is what all rules have in common: their names and the words that explain them. It exists so that one
// look-up finds whatever a message cites, and one text explains it, wherever the rule is checked.
//
// It is not its job to check anything: a package that does adds the check to the row, or only cites the row's ID.
package rule

import (
	"fmt"
	"strings"
)

// Rule is something that configurations are held to.
type Rule struct {
	// ID names the rule in messages, in comments that ignore it and for `slogen explain`: a category and a name, such
	// as "slo/target". The category "terraform" holds the rules that only the Terraform provider has.
	ID string
	// Title is what is wrong when the rule is broken: a line without a full stop.
	Title string
	// Why says, in sentences, what would happen otherwise.
	Why string
	// Fix says, in sentences, how to keep the rule.
	Fix string
	// Source is where the rule is from: the schema in Honeycomb's OpenAPI document, the provider's file, a page of the
	// documentation, whoever advises it; "slogen" for what is slogen's own.
	Source string
	// Level is what happens when the rule is broken.
	Level Level
	// Outputs names the outputs under which the rule binds, as honeycomb.Settings.Output takes them; empty for always.
	Outputs string
	// Bad breaks this rule and no other, Good keeps it narrowly: blocks of slogen's language, for [ExampleFile]; a
	// formula where package calc checks it. Both are empty where the language can't express the mistake in a few lines,
	// or its compiler speaks of it first and the rule stands guard behind it.
	Bad, Good string
	// Before is the configuration that Bad and Good are compared with, for a rule about a change; empty for the others.
	Before string
}

// Level is what happens when a rule is broken.
type Level uint8

const (
	// Error stops every command that reads the configuration.
	Error Level = iota
	// Warning is said by every command that reads the configuration, and stops none but lint.
	Warning
	// Advice is what lint alone says.
	Advice
	// Remark is what lint alone says, and nothing has to be done about it: lint finds nothing by it.
	Remark
)

// Row is a rule with whatever a package adds to it: a struct that embeds [Rule], or [Rule] itself.
type Row interface{ Head() *Rule }

// Head is the rule without what others add to it.
func (r *Rule) Head() *Rule { return r }

// Category is the first part of the ID.
func (r *Rule) Category() string {
	c, _, _ := strings.Cut(r.ID, "/")
	return c
}

// Lookup finds a rule by its ID among the rows of a table; the zero value, a nil pointer, when there is none.
func Lookup[R Row](rows []R, id string) (found R) {
	for _, r := range rows {
		if r.Head().ID == id {
			return r
		}
	}
	return found
}

// Heads are the rules of a table without what others add to them.
func Heads[R Row](rows []R) []*Rule {
	out := make([]*Rule, len(rows))
	for i, r := range rows {
		out[i] = r.Head()
	}
	return out
}

// ExampleFile makes a whole configuration out of a rule's Bad or Good: blocks that belong in a service are put in one,
// beside an SLI and recipients to refer to. SLIs that no SLO of the snippet is about get one, so that nothing is there
// in vain.
func ExampleFile(snippet string) string {
	word, rest, _ := strings.Cut(snippet, " ")
	switch word {
	case "service", "recipient", "slogen", "burn_alert_policy", "dataset", "variable", "defaults", "moved":
		return snippet + "\n"
	}
	slis := []string{"availability"}
	name, _, _ := strings.Cut(strings.TrimPrefix(rest, `"`), `"`)
	if word == "sli" && !strings.Contains(name, " ") && !strings.Contains(snippet, "for_each") {
		slis = append(slis, name)
	}
	var slos strings.Builder
	for _, name = range slis {
		if !strings.Contains(snippet, "= sli."+name+"\n") {
			fmt.Fprintf(&slos, exampleSLO, name)
		}
	}
	return exampleService + "  " + strings.ReplaceAll(snippet, "\n", "\n  ") + "\n" + slos.String() + "}\n" +
		exampleRecipients
}

const exampleService = `service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example
  owner   = "payments"
  runbook = "https://runbooks.example.com/checkout"

  routes = {
    page   = [recipient.pagerduty.payments]
    ticket = [recipient.slack.payments]
    inform = [recipient.slack.payments]
  }

  sli "availability" {
    good = event.http.response.status_code < 500
  }

`

const exampleSLO = `
  slo "of_%[1]s" {
    description = "Buyers get what they came for"
    sli         = sli.%[1]s
    target      = 99
    burn_alerts = builtin.burn_alerts.honeycomb
  }
`

const exampleRecipients = `
recipient "slack" "payments" {
  channel = "#payments"
}

recipient "pagerduty" "payments" {
  integration_name = "Payments"
  integration_key  = secret("PAYMENTS_PAGERDUTY_KEY")
}
`
