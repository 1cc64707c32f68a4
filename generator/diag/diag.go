package diag

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// Extra is what slogen attaches to an [hcl.Diagnostic] through its Extra field.
// It is a pointer in the diagnostic, so that later steps may add notes.
type Extra struct {
	// Code is the ID of the rule that was broken, such as "slo/target". Only problems of a command and what surrounds
	// it have none; see [Command].
	Code string
	// About are the keys of the objects that it is about, such as "slo/checkout/availability": several where what is
	// wrong is in a block that they share; none where it is about no object.
	About []string
	// Judged is that everything could be read where the problem is, and that what it says breaks the rule. Where
	// something couldn't be read in the same place, the problem follows from that.
	Judged bool
	// Notes are further places or remarks, shown after the detail.
	Notes []Note
	// Instances name the instances of repeated blocks (for_each) in which it is so, such as `SLO "eu"`; empty where the
	// block isn't repeated.
	Instances []string
	// Fix would mend the problem; without edits where nobody can say what would.
	Fix Fix
	// Follows says what the problem follows from, if that has happened.
	Follows Cause
	// Info says that a warning is only worth knowing: nothing has to be done about it.
	Info bool
	// Own says that the rule is the organization's own, so that slogen has nothing more to say of it.
	Own bool
	// Aside says that the problem is no reason for anything else to be wrong with what stands in its place.
	Aside bool
}

// Cause is what a problem may follow from. Where that has happened it was reported, and the problem is left out: one
// mistake gives one message. Only the step that makes a problem knows what it would follow from, so it says so here,
// and the last step, which knows what has happened, need not know the problem.
type Cause uint8

const (
	// LostShared is that a file couldn't be read that may declare what others refer to.
	LostShared Cause = iota + 1
	// LostServices is that a service couldn't be read, or a file that may hold some.
	LostServices
	// AnyError is an error anywhere: a value is missing that is there without it.
	AnyError
)

// Note is a remark with a place of its own ("declared here"). A zero Range is a remark without a place.
type Note struct {
	Text  string
	Range hcl.Range
}

// Fix is edits that belong together: all of them are made, or none.
type Fix struct {
	// Title says what they do, as an order without a full stop: "Read the new column, too".
	Title string
	// Unsafe says that they are a guess, or change what is measured or who is told. Somebody should look at them.
	Unsafe bool
	// With are the flags without which `slogen lint -fix` doesn't find it, as a shell takes them; empty for none.
	With  string
	Edits []Edit
}

// Edit replaces the bytes of Range with New.
type Edit struct {
	Range hcl.Range
	New   string
}

// Error makes an error with a place: something couldn't be read or understood. Code is the ID of the rule that says how
// it has to be; summary is constant for a kind of problem; detail says what is wrong, why, and what to do.
func Error(code, summary, detail string, subject hcl.Range, notes ...Note) *hcl.Diagnostic {
	return make1(hcl.DiagError, Extra{Code: code, Notes: notes}, summary, detail, subject)
}

// Warning is [Error] with the severity of a warning.
func Warning(code, summary, detail string, subject hcl.Range, notes ...Note) *hcl.Diagnostic {
	return make1(hcl.DiagWarning, Extra{Code: code, Notes: notes}, summary, detail, subject)
}

// RuleError makes an error for what could be read, but breaks a rule.
func RuleError(code, summary, detail string, subject hcl.Range, notes ...Note) *hcl.Diagnostic {
	return make1(hcl.DiagError, Extra{Code: code, Judged: true, Notes: notes}, summary, detail, subject)
}

// Command makes a problem of a command and what surrounds it: its flags, its output, the repository. No rule says more
// of it.
func Command(severity hcl.DiagnosticSeverity, summary, detail string, subject hcl.Range,
	notes ...Note) *hcl.Diagnostic {
	return make1(severity, Extra{Notes: notes}, summary, detail, subject)
}

func make1(sev hcl.DiagnosticSeverity, x Extra, summary, detail string, subject hcl.Range) *hcl.Diagnostic {
	d := &hcl.Diagnostic{Severity: sev, Summary: summary, Detail: detail}
	if subject.Filename != "" {
		d.Subject = subject.Ptr()
	}
	if x.Code != "" || len(x.Notes) > 0 {
		d.Extra = &x
	}
	return d
}

// Coded gives a code to the problems that have none: those that HCL has found. An Extra that HCL made for its own
// callers goes.
func Coded(code string, diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		x, ours := d.Extra.(*Extra)
		if !ours {
			x = &Extra{}
			d.Extra = x
		}
		if x.Code == "" {
			x.Code = code
		}
	}
	return diags
}

// AddNote appends a note to d, creating its Extra where needed.
func AddNote(d *hcl.Diagnostic, n Note) {
	if x := extra(d); x != nil {
		x.Notes = append(x.Notes, n)
	}
}

// AddFix says what would mend d.
func AddFix(d *hcl.Diagnostic, fix Fix) {
	if x := extra(d); x != nil {
		x.Fix = fix
	}
}

// Follow says what d follows from, if that has happened. An Extra that HCL made for its own callers goes.
func Follow(d *hcl.Diagnostic, c Cause) *hcl.Diagnostic {
	if _, ours := d.Extra.(*Extra); !ours {
		d.Extra = nil
	}
	extra(d).Follows = c
	return d
}

// Aside says that d is no reason for anything else to be wrong with what stands in its place.
func Aside(d *hcl.Diagnostic) *hcl.Diagnostic {
	if x := extra(d); x != nil {
		x.Aside = true
	}
	return d
}

// Clone is a copy of d that later steps may change without changing d.
func Clone(d *hcl.Diagnostic) *hcl.Diagnostic {
	c := *d
	if d.Subject != nil {
		c.Subject = d.Subject.Ptr()
	}
	if d.Context != nil {
		c.Context = d.Context.Ptr()
	}
	if x, ok := d.Extra.(*Extra); ok && x != nil {
		y := *x
		y.Notes, y.Instances = slices.Clone(x.Notes), slices.Clone(x.Instances)
		y.Fix.Edits = slices.Clone(x.Fix.Edits)
		c.Extra = &y
	}
	return &c
}

// Of is what slogen has attached to d; empty where there is nothing.
func Of(d *hcl.Diagnostic) Extra {
	if x, ok := d.Extra.(*Extra); ok && x != nil {
		return *x
	}
	return Extra{}
}

// InInstance says that d is about an instance of a repeated block, such as `SLO "eu"`. Of blocks within each other the
// inner one is named first.
func InInstance(d *hcl.Diagnostic, name string) {
	x := extra(d)
	switch {
	case x == nil:
	case len(x.Instances) == 0:
		x.Instances = []string{name}
	default:
		x.Instances[0] += " of " + name
	}
}

// Merge adds to d what from, which says the same of the same place, says of how it came about.
func Merge(d, from *hcl.Diagnostic) {
	y, ok := from.Extra.(*Extra)
	if !ok || len(y.Notes) == 0 && len(y.Instances) == 0 {
		return
	}
	x := extra(d)
	if x == nil {
		return
	}
	x.Notes = append(x.Notes, y.Notes...) // what is there twice is shown once
	x.Instances = append(x.Instances, y.Instances...)
}

// extra is the Extra of d, made where there is none; nil where d has one of another package.
func extra(d *hcl.Diagnostic) *Extra {
	x, ok := d.Extra.(*Extra)
	if !ok && d.Extra == nil {
		x = &Extra{}
		d.Extra = x
	}
	return x
}
