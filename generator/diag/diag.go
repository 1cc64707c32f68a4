package diag

import "github.com/hashicorp/hcl/v2"

// Extra is what slogen attaches to an [hcl.Diagnostic] through its Extra field.
// It is a pointer in the diagnostic, so that later steps may add notes.
type Extra struct {
	// Code is the ID of the rule that was broken, such as "slo/target_precision";
	// empty for problems that are no rule's (syntax, unknown names).
	Code string
	// Notes are further places or remarks, shown after the detail.
	Notes []Note
	// Fix holds the edits that would mend the problem, when they are certain.
	Fix []Edit
}

// Note is a remark with a place of its own ("declared here"). A zero Range is a remark without a place.
type Note struct {
	Text  string
	Range hcl.Range
}

// Edit replaces the bytes of Range with New.
type Edit struct {
	Range hcl.Range
	New   string
}

// Error makes an error with a place. Summary is constant for a kind of problem; detail says what is wrong,
// why, and what to do.
func Error(summary, detail string, subject hcl.Range, notes ...Note) *hcl.Diagnostic {
	return make1(hcl.DiagError, "", summary, detail, subject, notes)
}

// Warning is [Error] with the severity of a warning.
func Warning(summary, detail string, subject hcl.Range, notes ...Note) *hcl.Diagnostic {
	return make1(hcl.DiagWarning, "", summary, detail, subject, notes)
}

// RuleError is [Error] for a broken rule, named by its ID.
func RuleError(code, summary, detail string, subject hcl.Range, notes ...Note) *hcl.Diagnostic {
	return make1(hcl.DiagError, code, summary, detail, subject, notes)
}

func make1(sev hcl.DiagnosticSeverity, code, summary, detail string, subject hcl.Range, notes []Note) *hcl.Diagnostic {
	d := &hcl.Diagnostic{Severity: sev, Summary: summary, Detail: detail}
	if subject.Filename != "" {
		d.Subject = subject.Ptr()
	}
	if code != "" || len(notes) > 0 {
		d.Extra = &Extra{Code: code, Notes: notes}
	}
	return d
}

// AddNote appends a note to d, creating its Extra where needed.
func AddNote(d *hcl.Diagnostic, n Note) {
	x, ok := d.Extra.(*Extra)
	if !ok {
		x = &Extra{}
		if d.Extra != nil {
			return // another package's extra: leave it
		}
		d.Extra = x
	}
	x.Notes = append(x.Notes, n)
}
