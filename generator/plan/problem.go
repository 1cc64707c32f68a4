package plan

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Problem is why applying a plan would fail, or would lose, at least for a while, an object that the configuration
// still declares.
type Problem struct {
	Loses  bool                   `json:"loses,omitempty"`  // the object would be lost; otherwise the apply fails
	Key    honeycomb.Key          `json:"key"`              // the object that can't be made or changed, or would be lost
	Holder honeycomb.Key          `json:"holder,omitempty"` // the object that still has what this one needs, if any
	Origin honeycomb.RecordOrigin `json:"origin,omitzero"`
	Range  hcl.Range              `json:"-"`      // where Key is declared
	Detail string                 `json:"detail"` // what happens and why, in sentences
	// Ways lists the ways out, each complete in itself.
	Ways []Way `json:"ways,omitempty"`
}

// Way is one way round a problem.
type Way struct {
	Text     string   `json:"text"`             // what to do, as a sentence without a full stop
	Pastes   []Paste  `json:"paste,omitempty"`  // HCL for the sources
	Renames  []Rename `json:"rename,omitempty"` // labels to change wherever they stand
	Commands []string `json:"run,omitempty"`    // to run before the apply
	// FirstStep means that slogen can write a first step: `slogen generate -first-step`.
	FirstStep bool `json:"first_step,omitempty"`
}

// Rename is another label for an object that the configuration declares.
type Rename struct {
	From honeycomb.Key `json:"from"`
	To   honeycomb.Key `json:"to"`
}

// Title says what is wrong in a few words.
func (p *Problem) Title() string {
	if p.Loses {
		return "Applying this would lose an object"
	}
	return "Applying this would fail"
}

// ways returns the ways out as lines; what is to be pasted or run is indented.
func (p *Problem) ways() (lines []string) {
	for i := range p.Ways {
		lines = append(lines, p.Ways[i].lines(i > 0)...)
	}
	return lines
}

func (w *Way) lines(another bool) []string {
	text := w.Text
	if another {
		text = "Or " + strings.ToLower(text[:1]) + text[1:]
	}
	lines := []string{text + ":"}
	if len(w.Pastes)+len(w.Renames)+len(w.Commands) == 0 {
		lines[0] = text + "."
	}
	indent := func(s string) { lines = append(lines, "  "+strings.ReplaceAll(s, "\n", "\n  ")) }
	for _, r := range w.Renames {
		indent(fmt.Sprintf("%s → %s", r.From.Address(), r.To.Address()))
	}
	for i := range w.Pastes {
		p := &w.Pastes[i]
		if p.Into != "" {
			indent("# " + p.Where())
		}
		indent(p.HCL)
	}
	for _, c := range w.Commands {
		indent(c)
	}
	return strings.Split(strings.Join(lines, "\n"), "\n")
}

// Diagnostic returns the problem as an error in the sources.
func (p *Problem) Diagnostic() *hcl.Diagnostic {
	detail := strings.Join(append([]string{p.Detail}, p.ways()...), "\n")
	return diag.Error("terraform/step", p.Title(), detail, p.Range)
}
