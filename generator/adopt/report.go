package adopt

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/words"
)

// Report is what `slogen import -json` prints.
type Report struct {
	// Whole says whether everything that was read is said.
	Whole bool `json:"whole"`
	// Counts are the objects that were read, by kind.
	Counts []Count `json:"counts"`
	// Files are those that were written or, without -out, would be.
	Files []ReportFile `json:"files"`
	// Notes are what couldn't be said, or not as it was, and remarks.
	Notes []Left `json:"notes"`
	// Secrets are the names of the secrets whose values slogen doesn't keep.
	Secrets []string `json:"secrets"`
}

// ReportFile is a file of the configuration.
type ReportFile struct {
	// Name is its name.
	Name string `json:"name"`
	// Text is what it holds.
	Text string `json:"text"`
}

// Report is the result for JSON.
func (r *Result) Report() *Report {
	out := &Report{Whole: r.Whole(), Counts: r.Counts, Files: []ReportFile{}, Notes: r.Left, Secrets: r.Secrets}
	for _, f := range r.Files {
		out.Files = append(out.Files, ReportFile{f.Name, string(f.Text)})
	}
	if out.Counts == nil {
		out.Counts = []Count{}
	}
	if out.Notes == nil {
		out.Notes = []Left{}
	}
	if out.Secrets == nil {
		out.Secrets = []string{}
	}
	return out
}

// maxShown is how many objects with notes are listed; all of them stand in the configuration.
const maxShown = 50

// Print writes the result for people: what was read, and what couldn't be said.
func (r *Result) Print(w io.Writer) {
	var read []string
	n, whole, unproven := 0, 0, 0
	for _, c := range r.Counts {
		read = append(read, words.Plural(c.Read, c.Kind))
		n, whole, unproven = n+c.Read, whole+c.Whole, unproven+c.Uncompared
	}
	if n == 0 {
		fmt.Fprintln(w, "Nothing was found that slogen knows.")
	} else {
		fmt.Fprintf(w, "Imported %s.\n", words.List(read))
	}
	lost := slices.DeleteFunc(slices.Clone(r.Left), func(l Left) bool { return l.Remark })
	remarks := slices.DeleteFunc(slices.Clone(r.Left), func(l Left) bool { return !l.Remark })
	if len(lost) > 0 {
		fmt.Fprintf(w, "\nNot said, or not as it was (%d of %d whole):\n", whole, n)
		list(w, lost)
	}
	if len(remarks) > 0 {
		fmt.Fprint(w, "\nFor you to know:\n")
		list(w, remarks)
	}
	switch {
	case len(r.Secrets) > 3:
		fmt.Fprintf(w, "\nSecrets, whose values are not kept:\n  %s\n", strings.Join(r.Secrets, "\n  "))
	case len(r.Secrets) > 0:
		fmt.Fprintf(w, "\nSecrets, whose values are not kept: %s.\n", strings.Join(r.Secrets, ", "))
	}
	switch {
	case unproven > 0:
		fmt.Fprintf(w, "\n%d of %d couldn't be compared with what was read: see above.\n", unproven, n)
	case len(lost) == 0 && n > 0:
		fmt.Fprint(w, "\nWhat was written compiles to the same objects.\n")
	}
}

// maxOfOne is how many notes of one object are listed.
const maxOfOne = 8

// list writes notes, those of one object together.
func list(w io.Writer, notes []Left) {
	last, shown, ofOne := "", 0, 0
	for i, l := range notes {
		head := l.Object
		if l.Place != "" && head != "" {
			head += " (" + l.Place + ")"
		}
		if head != last || i == 0 {
			if shown++; shown > maxShown {
				fmt.Fprintf(w, "  and %s more; -json has all\n", words.Plural(len(notes)-i, "note"))
				return
			}
			if last, ofOne = head, 0; head != "" {
				fmt.Fprintf(w, "  %s\n", head)
			}
		}
		text := l.Text
		if l.Original != "" {
			if !l.whole {
				l.Original = short(l.Original, 200)
			}
			text += ": " + strings.ReplaceAll(l.Original, "\n", "\n      ")
		}
		if !l.whole {
			ofOne++
		}
		if !l.whole && ofOne == maxOfOne+1 {
			text = "and more; -json has all"
		}
		if head != "" {
			text = "  " + text
		}
		if ofOne <= maxOfOne+1 || l.whole {
			fmt.Fprintf(w, "  %s\n", text)
		}
	}
}
