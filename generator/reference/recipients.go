package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/spec"
)

// recipientTopics are the types of recipients, with what each takes of the block.
func recipientTopics() (out []Topic) {
	i := slices.IndexFunc(blocks(), func(b *block) bool { return b.paths[0] == "recipient" })
	b := blocks()[i]
	for _, f := range config.RecipientForms() {
		out = append(out, Topic{Kind: "recipient", Name: "recipient." + f.Type, Title: recipientWords[f.Type],
			text:    func() string { return recipientText(b, f) },
			aliases: []string{f.Type, strings.TrimSuffix(f.Type, "_workflow")}})
	}
	return out
}

var recipientWords = map[string]string{
	"email": "An email", "slack": "A message to a channel or a person in Slack", "pagerduty": "An incident in PagerDuty",
	"webhook":          "An HTTP request to an address of yours",
	"msteams_workflow": "A message in Microsoft Teams, sent through a workflow",
}

func recipientText(b *block, f config.RecipientForm) string {
	arg := func(name string) spec.ArgDoc {
		return b.Args[slices.IndexFunc(b.Args, func(a spec.ArgDoc) bool { return a.Name == name })]
	}
	wide := 0
	for _, name := range f.Required {
		wide = max(wide, len(name))
	}
	example := func(lines ...string) string {
		return fmt.Sprintf("  recipient %q \"payments\" {\n    %s\n  }\n", f.Type, strings.Join(lines, "\n    "))
	}
	var lines []string
	for _, name := range f.Required {
		lines = append(lines, fmt.Sprintf("%-*s = %s", wide, name, recipientExample(f.Type, arg(name))))
	}
	var w strings.Builder
	fmt.Fprintf(&w, "Recipient of type %s\n\n", f.Type)
	w.WriteString(wrap(fmt.Sprintf("%s. Written recipient.%s.<name> in `notify`, `routes` and `trial_recipient`.",
		recipientWords[f.Type], f.Type), "") + "\n\n")
	w.WriteString(example(lines...))
	w.WriteString("\nArguments:\n")
	for i, name := range slices.Concat(f.Required, f.Optional) {
		a := arg(name)
		head := name + ", " + a.Kind.Name
		if i < len(f.Required) {
			head += ", required"
		} else if a.Default != "" {
			head += ", default " + a.Default
		}
		doc := a.Doc
		if types, rest, ok := strings.Cut(doc, ": "); ok && strings.Contains(types, f.Type) {
			doc = strings.ToUpper(rest[:1]) + rest[1:]
		}
		fmt.Fprintf(&w, "  %s\n%s\n", head, wrap(doc, "      "))
	}
	if f.Blocks {
		w.WriteString("\nBlocks inside:\n")
		for _, c := range b.Blocks {
			fmt.Fprintf(&w, "  %s\n%s\n", (&block{Description: c}).header(), wrap(firstSentence(c.Doc)+".", "      "))
		}
	}
	w.WriteString("\nOne that exists and that others manage is found by its " + f.FoundBy + " alone:\n")
	found := max(len(f.FoundBy), len("lookup"))
	w.WriteString(example(fmt.Sprintf("%-*s = true", found, "lookup"), fmt.Sprintf("%-*s = %s", found, f.FoundBy,
		recipientExample(f.Type, arg(f.FoundBy)))))
	w.WriteString("\nSee also: recipient\n")
	return w.String()
}

// recipientExample is a value for an argument; addresses of Teams' workflows are secrets.
func recipientExample(typ string, a spec.ArgDoc) string {
	switch {
	case typ == "msteams_workflow" && a.Name == "url":
		return `secret("PAYMENTS_TEAMS_URL")`
	case typ == "msteams_workflow" && a.Name == "name":
		return `"Payments"`
	}
	return a.Example
}
