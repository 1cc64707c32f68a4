package diag

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/agext/levenshtein"
)

// How much is looked through for each of many misspelt names. Who writes tens of thousands must not wait for each to be
// compared with each of as many names that are declared.
const (
	maxCandidates = 1000   // of more, those that begin as the name does
	tooMany       = 10_000 // nothing is near among more
	maxName       = 200    // letters of a name; nothing is near to a longer one
)

// Suggest returns the candidate nearest to name, or "" if none is near. Case, "_" and "-" don't count, and up to half
// of the letters may be wrong, but of more than a thousand candidates only those count that begin as name does. Of
// candidates equally near the first in the alphabet is chosen, so the order of candidates doesn't matter. Where none is
// near, the only one that begins with name is meant. Candidates must be names that are valid where name was written.
func Suggest(name string, candidates []string) string {
	folded := fold(name)
	letters := utf8.RuneCountInString(folded)
	if letters > maxName || len(candidates) > tooMany {
		return ""
	}
	limit := letters / 2
	if limit == 1 {
		limit = letters - 1 // two letters changed places in a word of three
	}
	candidates = alike(name, candidates)
	best, bestDist := "", limit+1
	bag := lettersOf(folded)
	for _, c := range candidates {
		f := fold(c)
		if d := utf8.RuneCountInString(f) - letters; d > bestDist || -d > bestDist || bag.missing(f) > bestDist {
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

// bag counts the letters of a text by their last bits.
type bag [64]int32

func lettersOf(s string) *bag {
	var b bag
	for _, r := range s {
		b[r%64]++
	}
	return &b
}

// missing is how many letters of s aren't in the bag, at least: no fewer changes make the one of the other.
func (b *bag) missing(s string) (n int) {
	rest := *b
	for _, r := range s {
		if rest[r%64]--; rest[r%64] < 0 {
			n++
		}
	}
	return n
}

// alike are the candidates to compare with name: all or, of very many, those that begin as it does, by as few letters
// as leave few enough of them.
func alike(name string, candidates []string) []string {
	if len(candidates) <= maxCandidates {
		return candidates
	}
	same := make([]int, len(candidates))
	beginning := make(
		[]int,
		len(name)+1,
	) // how many candidates have so many letters at the beginning in common with name
	for i, c := range candidates {
		n := 0
		for n < min(len(name), len(c)) && lower(c[n]) == lower(name[n]) {
			n++
		}
		same[i] = n
		beginning[n]++
	}
	letters, left := len(name)+1, 0
	for letters > 0 && left+beginning[letters-1] <= maxCandidates {
		letters--
		left += beginning[letters]
	}
	out := make([]string, 0, left)
	for i, c := range candidates {
		if same[i] >= letters {
			out = append(out, c)
		}
	}
	return out
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
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
	if s == "" || 3*levenshtein.Distance(strings.ToLower(name), strings.ToLower(s), nil) > max(len(name), len(s)) {
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
