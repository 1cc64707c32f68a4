package project

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

// Each file and folder is matched with each pattern, so there are only so many, and only so long ones.
const (
	maxPatterns = 100
	maxPattern  = 200 // bytes
)

// checkIgnore finds patterns that can't be meant.
func (p *Project) checkIgnore() (diags hcl.Diagnostics) {
	if n := len(p.Ignore.V); n > maxPatterns {
		return hcl.Diagnostics{diag.Error("language/limit", "Too many patterns", fmt.Sprintf("There may be %d "+
			"patterns, but these are %d. A directory is left out with all that is below "+
			"it.", maxPatterns, n), p.Ignore.Range)}
	}
	for _, at := range p.Ignore.V {
		why := ""
		switch parts := strings.Split(at.V, "/"); {
		case at.V == "":
			why = "it is empty"
		case len(at.V) > maxPattern:
			why = fmt.Sprintf("it has more than %d characters", maxPattern)
		case strings.ContainsAny(at.V, `{}\\`):
			why = "braces and backslashes mean nothing in it; write a pattern for each, with / between directories"
		case parts[0] == "" || slices.Contains(parts, ".."):
			why = "patterns are relative to " + FileName + ", and nothing outside its folder is read anyway"
		case at.V[0] == '!':
			why = "no pattern takes back what another one leaves out"
		case !doublestar.ValidatePattern(at.V):
			why = "a bracket isn't closed"
		}
		if why != "" {
			diags = append(diags, diag.Error("project/ignore", "Pattern that can't be used", fmt.Sprintf("%q can't "+
				"be used: %s.", at.V, why), at.Range))
		}
	}
	return diags
}

// Ignores says whether a file or directory is left out, by its name as a user in the working directory types it.
func (p *Project) Ignores(name string) bool { return p.Pattern(name) != nil }

// Pattern is where the pattern stands that leaves out a file or directory; nil where none does.
func (p *Project) Pattern(name string) *hcl.Range {
	rel, err := filepath.Rel(filepath.FromSlash(p.Dir), filepath.FromSlash(p.files.Name(name)))
	if err != nil || !filepath.IsLocal(rel) {
		return nil
	}
	parts := strings.Split(filepath.ToSlash(rel), "/")
	for n := range parts {
		above := strings.Join(parts[:n+1], "/")
		for _, at := range p.Ignore.V {
			if ok, _ := doublestar.Match(strings.TrimSuffix(at.V, "/"), above); ok {
				p.used[at.V] = true
				return &at.Range
			}
		}
	}
	return nil
}

// Unused are warnings about patterns that matched nothing so far.
func (p *Project) Unused() (diags hcl.Diagnostics) {
	for _, at := range p.Ignore.V {
		if !p.used[at.V] {
			diags = append(diags, diag.Warning("project/ignore", "Pattern without effect", fmt.Sprintf("%q matches "+
				"nothing below the paths, so it leaves out nothing. Correct it, or remove it.", at.V), at.Range))
		}
	}
	return diags
}
