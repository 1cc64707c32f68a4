package comment

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/words"
)

// Invalid writes why there is no plan: how many errors a configuration has, and the first of them.
func Invalid(r *diag.Report, o Options) []byte {
	var list []*diag.Diagnostic
	for i := range r.Diagnostics {
		if d := &r.Diagnostics[i]; d.Severity == "error" {
			list = append(list, d)
		}
	}
	var b strings.Builder
	b.WriteString(o.marker())
	what := "There is no plan"
	if slices.ContainsFunc(list, func(d *diag.Diagnostic) bool { return d.Range != nil }) {
		what = "The configuration is not valid"
	}
	fmt.Fprintf(&b, "**%s: %s**\n\n", what, words.Plural(len(list), "error"))
	row := func(d *diag.Diagnostic) {
		where := ""
		if d.Range != nil {
			file, line := d.Range.Filename, d.Range.Start.Line
			where = o.linkTo(file, line, breakable(fmt.Sprintf("%s:%d", file, line))) + ": "
		}
		fmt.Fprintf(&b, "- %s**%s** %s\n", where, cell(d.Summary), cell(d.Detail))
	}
	for _, d := range list[:min(open, len(list))] {
		row(d)
	}
	if rest := list[min(open, len(list)):]; len(rest) > 0 {
		fmt.Fprintf(&b, "\n<details><summary>%d more</summary>\n\n", len(rest))
		const most = 20
		for i, d := range rest {
			if i == most {
				fmt.Fprintf(&b, "- and %d more\n", len(rest)-i)
				break
			}
			row(d)
		}
		b.WriteString("\n</details>\n")
	}
	return []byte(b.String())
}
