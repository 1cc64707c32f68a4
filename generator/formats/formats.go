// Package formats writes problems in the formats that other tools read: code scanners, the annotations of pipelines,
// and what shows results of tests. Package diag has the two forms that are slogen's own, text and JSON.
//
// All of them say the same of the same problems in the same order. Nothing in a name, a description or a file's name
// can leave its place: whatever steers a terminal or a pipeline is replaced or escaped.
package formats

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"path"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/printable"
)

// Format is a form in which problems are written.
type Format struct {
	Name string // what a flag takes
	Doc  string // a sentence: whom it is for
	// Write writes the problems. The error is w's.
	Write func(w io.Writer, r *diag.Report, o Options) error
	// Printed is how a terminal or log must let it through.
	Printed printable.Form
}

// Options says how problems are written. The zero value serves.
type Options struct {
	Text diag.Options
	// Folder is the folder that names of files start from, as the repository knows it: "services" where slogen runs in
	// the folder services of the repository. Empty for the repository's root. With slashes.
	Folder string
	// Version is slogen's own.
	Version string
	// Help explains a rule; nil where nothing does.
	Help func(code string) Help
}

// Help is what is known of a rule.
type Help struct {
	Title string // what is wrong, in a few words
	Text  string // why, and what to do: sentences
}

// All lists the formats in the order in which they are documented.
var All = []*Format{
	{Name: diag.Text.Name, Doc: diag.Text.Doc, Printed: printable.Prose,
		Write: func(w io.Writer, r *diag.Report, o Options) error { return diag.Text.Render(w, r, o.Text) }},
	{Name: diag.JSON.Name, Doc: diag.JSON.Doc, Printed: printable.JSON,
		Write: func(w io.Writer, r *diag.Report, o Options) error { return diag.JSON.Render(w, r, o.Text) }},
	{
		Name: "sarif",
		Doc: "For code scanners, such as GitHub's: SARIF 2.1.0, with the rules and, where one is certain, " +
			"the fix.",
		Printed: printable.JSON,
		Write:   writeSARIF,
	},
	{Name: "github", Doc: "For GitHub Actions: workflow commands that annotate the lines of a pull request.",
		Printed: printable.Raw, Write: writeGitHub},
	{Name: "gitlab", Doc: "For GitLab: a Code Quality report, for `artifacts:reports:codequality`.",
		Printed: printable.JSON, Write: writeGitLab},
	{Name: "junit", Doc: "For what shows results of tests: JUnit's XML.", Printed: printable.Raw, Write: writeJUnit},
	{Name: "checkstyle", Doc: "For what shows results of linters: Checkstyle's XML.", Printed: printable.Raw,
		Write: writeCheckstyle},
}

// Lookup finds a format by its name; nil if there is none.
func Lookup(name string) *Format {
	for _, f := range All {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Names lists the formats' names.
func Names() []string {
	names := make([]string, len(All))
	for i, f := range All {
		names[i] = f.Name
	}
	return names
}

// problem is one problem at one place.
type problem struct {
	*diag.Diagnostic
	at     *diag.Range // nil where it has no place
	within int         // the line of the place in what the file evaluates to (jsonnet); 0 for one in the file itself
	file   string      // the place's file, as the repository knows it; empty for none
	rule   string      // the rule's ID or, for what is no rule's, one made of its summary
	key    string      // the same on every run, whatever else the file holds: for telling new problems from old ones
}

// evaluated says that a place isn't in a file but in what it evaluates to.
func evaluated(s *diag.Snippet) bool { return s != nil && s.Evaluated }

// fileOf is the beginning of the file that a place is about.
func fileOf(r *diag.Range) *diag.Range {
	first := diag.Pos{Line: 1, Column: 1, CodePoint: 1}
	return &diag.Range{Filename: r.Filename, Start: first, End: first}
}

// problems lists the problems, those with several places once for each.
func problems(r *diag.Report, o Options) iter.Seq[problem] {
	return func(yield func(problem) bool) {
		seen := map[string]int{}
		for i := range r.Diagnostics {
			d := &r.Diagnostics[i]
			places := []*diag.Range{d.Range}
			for j := range d.Also {
				places = append(places, &d.Also[j])
			}
			for _, at := range places {
				p := problem{Diagnostic: d, at: at, rule: ruleOf(d)}
				if at != nil {
					p.file = o.name(at.Filename)
				}
				if at != nil && evaluated(d.Snippet) { // readers know only the lines that stand in the file
					p.at, p.within = fileOf(at), at.Start.Line
				}
				same := strings.Join([]string{p.file, p.rule, d.Summary, d.Detail}, "\x00")
				p.key = digest(same, seen[same])
				seen[same]++
				if !yield(p) {
					return
				}
			}
		}
	}
}

// digest names the nth of several equal texts.
func digest(text string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", text, n))
	return hex.EncodeToString(sum[:16])
}

// ruleOf is the ID of the rule that d breaks. A command's problem, which is no rule's, is known by its summary: "Output
// is not current" is output-is-not-current.
func ruleOf(d *diag.Diagnostic) string {
	if d.Code != "" {
		return d.Code
	}
	words := strings.FieldsFunc(strings.ToLower(d.Summary), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
	})
	if id := strings.ReplaceAll(strings.Join(words, "-"), "'", ""); id != "" {
		return id
	}
	return "problem"
}

// name is a file's name in the repository. What lies outside it keeps the name that it was given.
func (o Options) name(file string) string {
	file = filepath.ToSlash(file)
	if path.IsAbs(file) || filepath.IsAbs(file) {
		return file
	}
	if in := path.Join(o.Folder, file); !strings.HasPrefix(in, "../") {
		return in
	}
	return file
}

// message is everything that a problem says but for its summary: paragraphs with a line between them.
func (p *problem) message(o Options) string {
	var parts []string
	if p.Detail != "" {
		parts = append(parts, printable.Text(p.Detail))
	}
	if p.within > 0 {
		at := fmt.Sprintf("The place is line %d of what the file evaluates to", p.within)
		if p.within == p.Range.Start.Line && len(p.Snippet.Lines) == 1 {
			at += ": " + printable.Line(strings.TrimSpace(p.Snippet.Lines[0].Text))
		}
		parts = append(parts, at)
	}
	if p.Snippet != nil {
		for _, v := range p.Snippet.Values {
			parts = append(parts, printable.Line(v.Expression+" "+v.Statement)+".")
		}
	}
	if n := len(p.Instances); n > 0 {
		parts = append(parts, "In "+printable.Line(strings.Join(p.Instances, ", "))+".")
	}
	for _, n := range p.Notes {
		text := printable.Text(strings.TrimRight(n.Text, ".:"))
		if n.Range != nil {
			text += fmt.Sprintf(" (%s:%d", printable.Line(o.name(n.Range.Filename)), n.Range.Start.Line)
			if evaluated(n.Snippet) {
				text += " of what it evaluates to"
			}
			text += ")"
		}
		parts = append(parts, text+".")
	}
	switch {
	case p.Own:
		parts = append(parts, fmt.Sprintf("Rule %s.", printable.Line(p.Code)))
	case p.Code != "":
		parts = append(parts, fmt.Sprintf("Rule %s: \"slogen explain %[1]s\" says more.", p.Code))
	}
	return strings.Join(parts, "\n\n")
}

// severity is how severe a problem is, in the words of a format, which has one of its own for what is worth knowing.
func (p *problem) severity(info string) string {
	if p.Severity == "info" {
		return info
	}
	return p.Severity
}

// title is a problem's summary, fit for a line.
func (p *problem) title() string { return printable.Line(p.Summary) }

// line and column are where a problem begins, counted from 1; 1 where it has no place.
func (p *problem) line() int { return max(1, p.begin().Line) }

func (p *problem) column() int { return max(1, p.begin().CodePoint) }

func (p *problem) begin() diag.Pos {
	if p.at == nil {
		return diag.Pos{}
	}
	return p.at.Start
}
