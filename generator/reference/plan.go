package reference

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/review"
)

// planPage is plan.md.
func planPage() string {
	var b strings.Builder
	b.WriteString("# The classes of changes\n\n" + notice)
	b.WriteString("`slogen plan` says of each change what it does to somebody: in its text, and as `classes` in its " +
		"JSON. A change can have several classes. They are decided exactly, from what Honeycomb gets before and " +
		"after; what can't be decided is `undecided`. The most harmful is first.\n\n" +
		"| class | question | meaning |\n|---|---|---|\n")
	for _, r := range review.Classes {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.Name, r.Question, r.Doc)
	}
	b.WriteString("\nTwo formulas of an SLI are compared over all events there can be: how columns compare with the " +
		"literals in the formulas, and which are missing. What can't be looked into (arithmetic, regular " +
		"expressions, two columns compared) may have any value. Both formulas also judge the events " +
		"of the SLI's tests, and one whose verdict changes decides what the formulas don't. If nothing decides it, " +
		"the change is `undecided`.\n\n" +
		"## Acceptance\n\n" +
		"With `-fail-on=CLASS,...`, the plan exits with 2 if it does something of these classes that nobody has " +
		"accepted. What is alike is accepted together. To accept it, put the line that the plan prints into the message of " +
		"a commit of the branch, with a reason:\n\n```text\n" + plan.AcceptTrailer + ": 1f0c9a53e7d2 " +
		"the old target was never met\n```\n\n" +
		"The fingerprint stands for the object, the class, and the values before and after. It stays the same when lines " +
		"move, files are renamed or the branch is rebased, and is another one as soon as the change does something else. " +
		"Commits are read if the plan compares with a git revision.\n")
	return b.String()
}
