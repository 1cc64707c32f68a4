package formats

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/printable"
)

// Values of workflow commands are escaped as the runner undoes it, properties by two characters more.
// Source: actions/toolkit, packages/core/src/command.ts.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", "##[", "## [", "##vso", "## vso")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub writes a workflow command for each problem.
func writeGitHub(w io.Writer, r *diag.Report, o Options) error {
	out := bufio.NewWriter(w)
	for p := range problems(r, o) {
		property := "title=" + propertyEscapes.Replace(p.title())
		if p.at != nil {
			property = fmt.Sprintf("file=%s,line=%d,endLine=%d,%s%s", propertyEscapes.Replace(printable.Line(p.file)),
				p.line(), max(p.line(), p.at.End.Line), p.columns(), property)
		}
		message := p.message(o)
		if message == "" {
			message = p.title() // GitHub drops a command without a message
		}
		fmt.Fprintf(out, "::%s %s::%s\n", p.severity("notice"), property, dataEscapes.Replace(message))
	}
	return out.Flush()
}

// columns are only for a place within one line: GitHub refuses them elsewhere.
func (p *problem) columns() string {
	if p.at.End.Line != p.at.Start.Line {
		return ""
	}
	return fmt.Sprintf("col=%d,endColumn=%d,", p.column(), max(p.column(), p.at.End.CodePoint))
}
