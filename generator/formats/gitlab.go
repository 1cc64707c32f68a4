package formats

import (
	"encoding/json"
	"io"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/printable"
)

// gitLabIssue is an entry of a Code Quality report.
// Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
type gitLabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"` // info, minor, major, critical or blocker
	Location    gitLabLocation `json:"location"`
}

type gitLabLocation struct {
	Path  string `json:"path"`
	Lines struct {
		Begin int `json:"begin"`
	} `json:"lines"`
}

// writeGitLab writes a Code Quality report. GitLab shows only what has a place, so what has none is shown at the first
// line of the folder where slogen ran.
func writeGitLab(w io.Writer, r *diag.Report, o Options) error {
	list := []gitLabIssue{}
	for p := range problems(r, o) {
		x := gitLabIssue{Description: p.title(), CheckName: p.rule, Fingerprint: p.key, Severity: "major"}
		if p.Severity != "error" {
			x.Severity = "minor"
		}
		if p.Severity == "info" {
			x.Severity = "info"
		}
		if text := p.message(o); text != "" {
			x.Description += ": " + text
		}
		x.Location.Path = printable.Line(p.file)
		if p.at == nil {
			x.Location.Path = o.name(".")
		}
		x.Location.Lines.Begin = p.line()
		list = append(list, x)
	}
	return writeJSON(w, list)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
