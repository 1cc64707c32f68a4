package reference

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lower"
	"github.com/slogen-project/slogen/generator/semconv"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/spec"
)

// Topic is something that can be explained.
type Topic struct {
	// "block", "argument", "recipient", "function", "operator", "aggregate", "HCL function", "assumption",
	// "alert assumption", "rule", "lint rule", "built-in", "column", "key"
	Kind  string
	Name  string // the name under which it is listed, such as "slo.target"
	Title string // what it is, on one line

	text    func() string // the explanation: plain text that ends with a newline, with prose as [wrap] marks it
	aliases []string      // further names that lead to it
}

// Text is the explanation: plain text that ends with a newline, whose prose is in lines of at most width characters; 0
// is for 80, and more makes none longer.
func (t Topic) Text(width int) string {
	if width <= 0 || width > textWidth {
		width = textWidth
	}
	var b strings.Builder
	for line := range strings.Lines(t.text()) {
		prefix, prose, ok := strings.Cut(line, proseMark)
		b.WriteString(prefix)
		if !ok {
			continue
		}
		hang := utf8.RuneCountInString(prefix)
		at := hang
		if hang > width/2 { // too narrow for two columns
			b.WriteString("\n      ")
			hang, at = 6, 6
		}
		for i, word := range strings.Fields(prose) {
			n := utf8.RuneCountInString(word)
			switch {
			case i == 0:
			case at+1+n > width:
				b.WriteString("\n" + strings.Repeat(" ", hang))
				at = hang
			default:
				b.WriteByte(' ')
				at++
			}
			b.WriteString(word)
			at += n
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Topics returns all topics by kind, each kind in the order of its document.
var Topics = sync.OnceValue(func() (out []Topic) {
	for _, b := range blocks() {
		t := Topic{Kind: "block", Name: b.paths[0], Title: firstSentence(b.Doc), text: b.text}
		for _, p := range b.paths {
			if b.file {
				t.aliases = append(t.aliases, p)
				continue
			}
			t.aliases = append(t.aliases, suffixes(p)...)
		}
		// A block that is allowed in only one place is listed by its own name, unless that is another block's whole
		// path.
		if !slices.ContainsFunc(blocks(), func(o *block) bool { return o != b && o.Type == b.Type }) {
			t.Name = b.Type
		}
		out = append(out, t)
	}
	for i, b := range blocks() {
		for _, a := range b.Args {
			t := Topic{Kind: "argument", Name: out[i].Name + "." + a.Name, Title: firstSentence(a.Doc),
				text: func() string { return argText(b, a) }, aliases: []string{a.Name}}
			for _, n := range out[i].aliases {
				t.aliases = append(t.aliases, n+"."+a.Name)
			}
			out = append(out, t)
		}
	}
	out = append(out, recipientTopics()...)
	out = append(out, Topic{Kind: "key", Name: "permissions", Title: "What the API key must be allowed to do",
		text: permissionsText, aliases: []string{"permission", "api_key", "HONEYCOMB_API_KEY"}})
	for _, f := range calc.Functions {
		out = append(out, Topic{Kind: "function", Name: f.Name, Title: firstSentence(f.Doc),
			text: func() string { return functionText(f) }, aliases: []string{strings.ToLower(f.Name)}})
	}
	out = append(out, Topic{Kind: "operator", Name: "operators", Title: "All operators, and which binds tighter",
		text: operatorsText, aliases: []string{"operator"}})
	for _, o := range operatorList {
		out = append(out, Topic{Kind: "operator", Name: o.name, Title: firstSentence(o.prose()), text: o.text,
			aliases: o.aliases()})
	}
	out = append(out, Topic{Kind: "aggregate", Name: "aggregates", Title: "What a trigger compares",
		text:    aggregatesText,
		aliases: []string{"aggregate"}})
	for _, a := range lower.Aggregates {
		out = append(out, Topic{Kind: "aggregate", Name: a.Name, Title: firstSentence(a.Doc),
			text: func() string { return aggregateText(a) }})
	}
	for _, f := range hclFunctions() {
		out = append(out, Topic{Kind: "HCL function", Name: f.name, Title: firstSentence(f.doc), text: func() string {
			return fmt.Sprintf("%s\n\n%s\n\nA function of HCL, evaluated when the configuration is read.\n",
				f.signature,
				wrap(f.doc, ""))
		}})
	}
	assumption := func(kind, id, choice, why, source string) {
		out = append(out, Topic{Kind: kind, Name: id, Title: firstSentence(choice), text: func() string {
			return fmt.Sprintf("Assumption %s\n\n%s\n\n%s\n\nWhat is known: %s\n", id, wrap(choice, ""), wrap(why, ""),
				source)
		}})
	}
	for _, a := range calc.Assumptions {
		assumption("assumption", a.ID, a.Choice, a.Why, a.Source)
	}
	for _, a := range simulate.Assumptions {
		assumption("alert assumption", a.ID, a.Choice, a.Why, a.Source)
	}
	for _, r := range allRules() {
		t := Topic{Kind: "rule", Name: r.ID, Title: r.Title, text: func() string { return ruleText(r) }}
		if ofLint(r) {
			t.Kind = "lint rule"
		}
		out = append(out, t)
	}
	for _, p := range presetList() {
		out = append(out, Topic{Kind: "built-in", Name: p.name, Title: presetTitle(p.source),
			text:    func() string { return p.source },
			aliases: suffixes(p.name)})
	}
	return out
})

// suffixes returns a dotted path and what is left of it without its first parts.
func suffixes(path string) (out []string) {
	for {
		out = append(out, path)
		_, rest, ok := strings.Cut(path, ".")
		if !ok {
			return out
		}
		path = rest
	}
}

// Find returns the topics of a name. If any are listed under that name, it returns only those, and also holds the names
// of others that it might mean. If nothing has the name as written, case is ignored.
func Find(name string) (found []Topic, also []string) {
	same := func(a, b string) bool { return a == b }
	for range 2 {
		var named, aliased []Topic
		for _, t := range Topics() {
			alias := slices.ContainsFunc(t.aliases, func(a string) bool { return same(a, name) })
			switch {
			case same(t.Name, name), alias && t.Kind == "function": // its name in HCL counts just as much
				named = append(named, t)
			case alias:
				aliased = append(aliased, t)
			}
		}
		if len(named) == 0 && len(aliased) > 0 {
			return aliased, nil
		}
		if len(named) > 0 {
			for _, t := range aliased {
				if !slices.Contains(also, t.Name) {
					also = append(also, t.Name)
				}
			}
			return named, also
		}
		same = strings.EqualFold
	}
	if t, ok := columnTopic(name); ok { // of which there are too many to list
		return []Topic{t}, nil
	}
	return nil, nil
}

// topicNames returns all names that [Find] knows, sorted.
func topicNames() []string {
	var out []string
	for _, t := range Topics() {
		out = append(append(out, t.Name), t.aliases...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const textWidth = 80

func (b *block) text() string {
	var w strings.Builder
	fmt.Fprintf(&w, "Block %s\n\n%s\n\n%s", b.title(), wrap(b.Doc, ""), indented2(b.Example))
	for _, l := range b.Labels {
		w.WriteString("\n" + wrap(fmt.Sprintf("Label <%s>: %s", l.Name, l.Doc), "") + "\n")
	}
	if b.FreeDoc != "" {
		w.WriteString("\nArguments: " + b.FreeDoc + "\n")
	}
	if len(b.Args) > 0 {
		w.WriteString("\nArguments:\n")
		for _, a := range b.Args {
			head := a.Name + ", " + a.Kind.Name
			if a.Required {
				head += ", required"
			} else if a.Unless != "" {
				head += ", required without " + a.Unless
			} else if a.Default != "" {
				head += ", default " + a.Default
			}
			fmt.Fprintf(&w, "  %s\n%s\n", head, wrap(a.Doc, "      "))
		}
	}
	if len(b.Blocks) > 0 {
		w.WriteString("\nBlocks inside:\n")
		for _, c := range b.Blocks {
			fmt.Fprintf(&w, "  %s\n%s\n", (&block{Description: c}).header(), wrap(firstSentence(c.Doc)+".", "      "))
		}
	}
	return w.String()
}

func argText(b *block, a spec.ArgDoc) string {
	var w strings.Builder
	fmt.Fprintf(&w, "Argument %s of %s\n\n%s\n\n", a.Name, b.title(), wrap(a.Doc, ""))
	w.WriteString(wrap(fmt.Sprintf("It takes: %s (%s).", a.Kind.Name, a.Kind.Doc), "") + "\n")
	switch {
	case a.Required:
		w.WriteString("It is required.\n")
	case a.Unless != "":
		fmt.Fprintf(&w, "It is required without %s.\n", a.Unless)
	case a.Default != "":
		w.WriteString("Default: " + a.Default + "\n")
	}
	if a.Example != "" {
		fmt.Fprintf(&w, "\n  %s = %s\n", a.Name, a.Example)
	}
	return w.String()
}

func functionText(f *calc.Function) string {
	var w strings.Builder
	fmt.Fprintf(&w, "%s\n", f.Signature())
	if f.Operator != "" {
		fmt.Fprintf(&w, "In a raw expression also the operator %s\n", f.Operator)
	}
	if !f.Metrics {
		fmt.Fprintf(&w, "In an HCL expression over event: %s", hclForm(f))
		if op := f.HCLOperator(); op != "" {
			fmt.Fprintf(&w, ", or the operator %s", op)
		}
		w.WriteString("\n")
	}
	w.WriteString("\n" + wrap(strings.TrimSpace(f.Doc+" "+f.Nulls.String()), "") + "\n")
	if len(f.Params) > 0 {
		w.WriteString("\nParameters:\n")
		for _, p := range f.Params {
			fmt.Fprintf(&w, "  %s: %s\n", p.Name, paramProse(p))
		}
	}
	fmt.Fprintf(&w, "Result: %s\n", f.Result)
	if len(f.Examples) > 0 {
		w.WriteString("\nExamples:\n" + indented2(examples(f)))
	}
	return w.String()
}

// presetTitle returns the description in a preset's block, if any.
func presetTitle(source string) string {
	_, after, ok := strings.Cut(source, "description")
	if !ok {
		return ""
	}
	line, _, _ := strings.Cut(after, "\n")
	_, text, _ := strings.Cut(line, `"`)
	return firstSentence(strings.TrimSuffix(text, `"`))
}

func indented2(s string) string {
	var b strings.Builder
	for l := range strings.Lines(strings.TrimRight(s, "\n") + "\n") {
		if l != "\n" {
			b.WriteString("  ")
		}
		b.WriteString(l)
	}
	return b.String()
}

// proseMark stands before prose, which ends with its line.
const proseMark = "\v"

// wrap marks prose, each line of which [Topic.Text] begins with prefix.
func wrap(s, prefix string) string { return prefix + proseMark + strings.Join(strings.Fields(s), " ") }

// Suggest returns the name nearest to one that [Find] doesn't know, "" if none is near. A rule is suggested for what
// looks like a rule, an argument or built-in for what has a dot.
func Suggest(name string) string {
	shape := func(s string) string {
		switch {
		case strings.Contains(s, "/"):
			return "/"
		case strings.Contains(s, "."):
			return "."
		}
		return ""
	}
	var alike []string
	for _, n := range topicNames() {
		if shape(n) == shape(name) {
			alike = append(alike, n)
		}
	}
	if s := diag.SuggestSlip(name, alike); s != "" {
		return s
	}
	if s := diag.SuggestSlip(name, topicNames()); s != "" {
		return s
	}
	return diag.SuggestSlip(columnName(name), semconv.Names())
}
