package formats

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/printable"
)

// WriteXML writes v as a document of XML. The error is w's.
func WriteXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// JUnit's XML, as CI systems read it. Source: the schema of Jenkins' xunit plugin, junit-10.xsd.
type (
	// JUnitSuites is a document.
	JUnitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []JUnitSuite `xml:"testsuite"`
	}
	// JUnitSuite holds the cases of a file.
	JUnitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Cases    []JUnitCase `xml:"testcase"`
	}
	// JUnitCase is a test.
	JUnitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *JUnitFailure `xml:"failure"`
	}
	// JUnitFailure says why a test failed.
	JUnitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"` // of a problem: "error" or "warning"
		Text    string `xml:",chardata"`
	}
)

// Add counts a case in, in the suite of that name if that is the last one and in a new one otherwise.
func (s *JUnitSuites) Add(suite string, c JUnitCase) {
	if n := len(s.Suites); n == 0 || s.Suites[n-1].Name != suite {
		s.Suites = append(s.Suites, JUnitSuite{Name: suite})
	}
	x := &s.Suites[len(s.Suites)-1]
	x.Cases = append(x.Cases, c)
	s.Tests++
	x.Tests++
	if c.Failure != nil {
		s.Failures++
		x.Failures++
	}
}

// writeJUnit writes a failed test for each problem, and one that passed where there is none: many readers take a
// document without tests for a mistake.
func writeJUnit(w io.Writer, r *diag.Report, o Options) error {
	var out JUnitSuites
	for p := range problems(r, o) {
		c := JUnitCase{
			Name:    fmt.Sprintf("%s (%d)", p.title(), out.Tests+1),
			Class:   p.rule,
			File:    printable.Line(p.file),
			Failure: &JUnitFailure{Message: p.title(), Type: p.Severity, Text: p.message(o)},
		}
		suite := "slogen"
		if p.at != nil {
			c.Name = fmt.Sprintf("%s:%d:%d %s", printable.Line(p.file), p.line(), p.column(), p.title())
			c.Line, suite = p.line(), c.File
		}
		out.Add(suite, c)
	}
	if out.Tests == 0 {
		out.Add("slogen", JUnitCase{Name: "no problems", Class: "slogen"})
	}
	return WriteXML(w, out)
}

// Checkstyle's XML, which has no schema of its own. Source: XMLLogger of Checkstyle.
type (
	checkstyle struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

// writeCheckstyle writes the problems by file. What has no place is in a file without a name.
func writeCheckstyle(w io.Writer, r *diag.Report, o Options) error {
	out := checkstyle{Version: "5.0"}
	byName := map[string]int{}
	for p := range problems(r, o) {
		name := printable.Line(p.file)
		i, ok := byName[name]
		if !ok {
			i = len(out.Files)
			byName[name] = i
			out.Files = append(out.Files, checkstyleFile{Name: name})
		}
		message := p.title()
		if text := p.message(o); text != "" {
			message += ": " + text
		}
		out.Files[i].Errors = append(out.Files[i].Errors, checkstyleError{p.line(), p.column(), p.Severity, message,
			"slogen." + p.rule})
	}
	return WriteXML(w, out)
}
