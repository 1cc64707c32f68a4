package diag

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/agext/levenshtein"
)

// Suggest returns the candidate nearest to name, or "" if none is near. Case, "_" and "-" don't count, and up to half
// of the letters may be wrong. Of candidates equally near the first in the alphabet is chosen, so the order of
// candidates doesn't matter. Where none is near, the only one that begins with name is meant. Candidates must be names
// that are valid where name was written.
func Suggest(name string, candidates []string) string {
	folded := fold(name)
	limit := utf8.RuneCountInString(folded) / 2
	if limit == 1 {
		limit = utf8.RuneCountInString(folded) - 1 // two letters changed places in a word of three
	}
	best, bestDist := "", limit+1
	for _, c := range candidates {
		f := fold(c)
		if d := utf8.RuneCountInString(f) - utf8.RuneCountInString(folded); d > bestDist || -d > bestDist {
			continue
		}
		d := levenshtein.Distance(folded, f, nil)
		if d < bestDist || d == bestDist && d <= limit && c < best {
			best, bestDist = c, d
		}
	}
	if best == "" {
		return begun(folded, candidates)
	}
	return best
}

// begun is the only candidate that begins with a folded name of at least three letters; "" for none.
func begun(folded string, candidates []string) string {
	if utf8.RuneCountInString(folded) < 3 {
		return ""
	}
	found := ""
	for _, c := range candidates {
		if strings.HasPrefix(fold(c), folded) && c != found {
			if found != "" {
				return ""
			}
			found = c
		}
	}
	return found
}

// SuggestSlip returns the candidate of which name is a slip of the pen, or "" if none is: among many candidates one is
// always half right.
func SuggestSlip(name string, candidates []string) string {
	s := Suggest(name, candidates)
	if 3*levenshtein.Distance(strings.ToLower(name), strings.ToLower(s), nil) > max(len(name), len(s)) {
		return ""
	}
	return s
}

// DidYouMean is [Suggest] as a sentence to append to a detail: ` Did you mean "window"?`, or "".
func DidYouMean(name string, candidates []string) string {
	if s := Suggest(name, candidates); s != "" {
		return " Did you mean " + strconv.Quote(s) + "?"
	}
	return ""
}

var folder = strings.NewReplacer("_", "", "-", "")

func fold(s string) string { return folder.Replace(strings.ToLower(s)) }
