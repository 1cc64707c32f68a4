package reference

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/spec"
)

// language is language.md: every block and argument.
func language() string {
	var b strings.Builder
	b.WriteString("# The slogen language\n\n" + notice)
	b.WriteString("Everything that you can write in `*.slo.hcl`, and in HCL's JSON form in `*.slo.json` and " +
		"`*.slo.jsonnet`: every block, every argument. " +
		"The blocks `test` and `scenario` belong in files named `*.slotest.hcl`, and the block `environment` in the " +
		"file `slogen.hcl`. " +
		"`slogen explain NAME` shows the same in a terminal. Functions are in [functions.md](functions.md), rules in " +
		"[rules.md](rules.md) and [lint.md](lint.md), " +
		"and built-in policies and templates in [presets.md](presets.md).\n\n## Blocks\n\n")
	for _, x := range blocks() {
		depth := strings.Count(x.paths[0], ".")
		if x.file {
			depth = 0
		}
		fmt.Fprintf(&b, "%s- [`%s`](#%s): %s\n", strings.Repeat("  ", depth), x.header(), anchor(x.title()),
			firstSentence(x.Doc))
	}
	for _, x := range blocks() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", x.title(), x.Doc)
		b.WriteString("```hcl\n" + x.Example + "```\n")
		for _, l := range x.Labels {
			fmt.Fprintf(&b, "\nLabel `<%s>`: %s\n", l.Name, l.Doc)
		}
		if x.FreeDoc != "" {
			fmt.Fprintf(&b, "\nArguments: %s\n", x.FreeDoc)
		}
		if len(x.Args) > 0 {
			b.WriteString("\n| argument | takes | |\n|---|---|---|\n")
			for _, a := range x.Args {
				fmt.Fprintf(&b, "| `%s` | [%s](#%s) | %s |\n", a.Name, a.Kind.Name, anchor("Kinds of values"), cell(argProse(a)))
			}
		}
		if len(x.Blocks) > 0 {
			b.WriteString("\nBlocks inside:")
			for i, c := range x.Blocks {
				sep := ","
				if i == 0 {
					sep = ""
				}
				fmt.Fprintf(&b, "%s `%s`", sep, c.Type)
			}
			b.WriteString(".\n")
		}
	}
	b.WriteString("\n## Kinds of values\n\n| | how it is written | for example |\n|---|---|---|\n")
	for _, k := range kinds() {
		fmt.Fprintf(&b, "| %s | %s | `%s` |\n", k.Name, cell(k.Doc), cell(k.Example))
	}
	return b.String()
}

// argProse is what is said about an argument on one line.
func argProse(a spec.ArgDoc) string {
	var parts []string
	if a.Required {
		parts = append(parts, "**Required.**")
	}
	if a.Unless != "" {
		parts = append(parts, "**Required without "+code(a.Unless)+".**")
	}
	parts = append(parts, a.Doc)
	if a.Default != "" {
		parts = append(parts, "Default: "+code(a.Default)+".")
	}
	if a.Example != "" && a.Example != a.Kind.Example {
		parts = append(parts, "Example: "+code(a.Example)+".")
	}
	return strings.Join(parts, " ")
}

// code returns s as Markdown code; prose (a default in words) stays prose.
func code(s string) string {
	if strings.Contains(s, " ") && !strings.ContainsAny(s, "\"[{(.=<") {
		return s
	}
	return "`" + s + "`"
}

// cell returns s for a cell of a Markdown table.
func cell(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "|", `\|`), "\n", " ")
}

// anchor returns the name that the usual renderers give a heading.
func anchor(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(heading) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_', r == '-':
			b.WriteRune(r)
		case r == ' ':
			b.WriteByte('-')
		}
	}
	return b.String()
}

// firstSentence returns prose up to its first full stop, without it.
func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i >= 0 {
		s = s[:i]
	}
	return strings.TrimSuffix(s, ".")
}
