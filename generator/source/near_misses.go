package source

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/diag"
)

// Files whose names or contents are nearly those of slogen's are named once, for nobody else would say that they aren't
// read. Files of other tools are none of our business.

// nearNames are ends of names that people expect to be read, and what to do. FILE is the name, STEM what is before the
// end.
var nearNames = []struct{ suffix, way string }{
	{".slo.hcl.json", "rename it to STEM.slo.json"},
	{".slo.json5", "rename it to STEM.slo.jsonnet"},
	{".slo.jsonc", "rename it to STEM.slo.jsonnet"},
	{".slo", "rename it to STEM.slo.hcl"},
	{".slos.hcl", "rename it to STEM.slo.hcl"},
	{"-slo.hcl", "rename it to STEM.slo.hcl"},
	{"_slo.hcl", "rename it to STEM.slo.hcl"},
	{".slos.json", "rename it to STEM.slo.json"},
	{".slos.jsonnet", "rename it to STEM.slo.jsonnet"},
	{".slo.yaml", "write it in HCL, or read it from a *.slo.jsonnet: `std.parseYaml(importstr 'FILE')`"},
	{".slo.yml", "write it in HCL, or read it from a *.slo.jsonnet: `std.parseYaml(importstr 'FILE')`"},
	{".slo.toml", "write it in HCL"},
	{".slotest.json", "write the tests in STEM.slotest.hcl"},
	{".slotest.jsonnet", "write the tests in STEM.slotest.hcl"},
	{".slotest.yaml", "write the tests in STEM.slotest.hcl"},
	{".slotest.yml", "write the tests in STEM.slotest.hcl"},
	{".slotests.hcl", "rename it to STEM.slotest.hcl"},
	{".slovars.tfvars", "rename it to STEM.slovars.hcl"},
	{".slovar.hcl", "rename it to STEM.slovars.hcl"},
}

// ourBlock is a block that a file of slogen begins with, and how such a file's name ends.
type ourBlock struct {
	block  string
	labels int
	words  []string
	suffix string
}

// ourBlocks are blocks that a file of slogen begins with. Where other tools have a block of the type, too, one of the
// words stands in it.
var ourBlocks = []ourBlock{
	{"slogen", 0, nil, ".slo.hcl"},
	{"service", 1, []string{"sli", "slo", "dataset", "datasets", "burn_alerts", "routes"}, ".slo.hcl"},
	{"sli_template", 1, nil, ".slo.hcl"},
	{"trigger_template", 1, nil, ".slo.hcl"},
	{"burn_alert_policy", 1, nil, ".slo.hcl"},
	{"recipient", 2, []string{"channel", "integration_key", "address", "url"}, ".slo.hcl"},
	{"test", 1, []string{"sli"}, ".slotest.hcl"},
	{"scenario", 1, []string{"slo", "expect_alert"}, ".slotest.hcl"},
}

// nearMiss is a file that nobody reads, and what to do.
type nearMiss struct{ name, way string }

// nearMiss looks at a file that is none of ours.
func (s *search) nearMiss(h Root, rel, name string) {
	if way := nearName(path.Base(name)); way != "" {
		s.f.misses = append(s.f.misses, nearMiss{name, way})
		return
	}
	if !mayHoldBlocks(name) {
		return
	}
	file, err := h.Open(rel)
	if err != nil {
		return
	}
	defer file.Close()
	if s.head == nil {
		s.head = make([]byte, enough)
	}
	if way := contentWay(file, name, s.head); way != "" {
		s.f.misses = append(s.f.misses, nearMiss{name, way})
	}
}

// mayHoldBlocks says whether a file is looked into. Terraform's own are so named by slogen, too: checkout.slo.tf.
func mayHoldBlocks(name string) bool {
	return strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".slo.tf") || strings.HasSuffix(name, ".slotest.tf")
}

// enough bytes hold the first block of a file, as far as it tells whose the file is.
const enough = 4 << 10

// contentWay says what to do about a file whose first block is one of ours; "" for any other. It reads into src.
func contentWay(file io.Reader, name string, src []byte) string {
	n, err := io.ReadFull(file, src)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return ""
	}
	if src = src[:n]; !mayBegin(src) {
		return ""
	}
	block, suffix := firstBlock(src)
	if block == "" {
		return ""
	}
	stem, _, _ := strings.Cut(strings.TrimSuffix(path.Base(name), path.Ext(name)), ".slo")
	to := stem + suffix
	return fmt.Sprintf("it starts with a block `%s`; rename it to %s", block, to)
}

// nearName says what to do about a name that is nearly one of ours; "" for any other.
func nearName(base string) string {
	for _, k := range fileKinds {
		if n := len(base) - len(k.suffix); n > 0 && strings.EqualFold(base[n:], k.suffix) {
			return "rename it to " + base[:n] + k.suffix + ", in lower case"
		}
	}
	if IsOurs("x." + base) { // "slo.hcl"
		return "rename it to main." + base
	}
	for _, n := range nearNames {
		if stem, ok := strings.CutSuffix(base, n.suffix); ok && stem != "" {
			return strings.NewReplacer("STEM", stem, "FILE", base).Replace(n.way)
		}
	}
	return ""
}

// mayBegin says whether a text may begin with one of our blocks. Thousands of files beside ours may begin with another
// word, and nothing in reading takes as long as the lexer.
func mayBegin(src []byte) bool {
	for line := range bytes.Lines(src) {
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0, line[0] == '#', bytes.HasPrefix(line, []byte("//")):
		case bytes.HasPrefix(line, []byte("/*")):
			return true // the lexer knows where it ends
		default:
			return slices.ContainsFunc(ourBlocks, func(o ourBlock) bool {
				return strings.HasPrefix(string(line), o.block)
			})
		}
	}
	return false
}

// firstBlock is the type of the block that a text begins with, if it is one of ours, and what its file should end with.
func firstBlock(src []byte) (block, suffix string) {
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	tokens = slices.DeleteFunc(tokens, func(t hclsyntax.Token) bool {
		return t.Type == hclsyntax.TokenComment || t.Type == hclsyntax.TokenNewline
	})
	if len(tokens) == 0 || tokens[0].Type != hclsyntax.TokenIdent {
		return "", ""
	}
	brace, labels := 1, 0
	for ; brace < len(tokens) && tokens[brace].Type != hclsyntax.TokenOBrace; brace++ {
		switch tokens[brace].Type {
		case hclsyntax.TokenQuotedLit:
			labels++
		case hclsyntax.TokenOQuote, hclsyntax.TokenCQuote:
		default:
			return "", ""
		}
	}
	for _, o := range ourBlocks {
		if o.block != string(tokens[0].Bytes) || o.labels != labels {
			continue
		}
		if o.words == nil || holds(tokens[min(brace, len(tokens)):], o.words) {
			return o.block, o.suffix
		}
	}
	return "", ""
}

// holds says whether the block that begins with the brace has an argument or block of one of the names.
func holds(tokens hclsyntax.Tokens, names []string) bool {
	depth := 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenTemplateSeqEnd:
			if depth--; depth == 0 {
				return false
			}
		case hclsyntax.TokenIdent:
			if depth == 1 && slices.Contains(names, string(t.Bytes)) {
				return true
			}
		}
	}
	return false
}

// NearMisses is a warning that names the files which look like slogen's and which nobody has read; nil where there are
// none.
func (f *Files) NearMisses() hcl.Diagnostics {
	f.mu.Lock()
	missed := slices.DeleteFunc(slices.Clone(f.misses), func(m nearMiss) bool { return f.opened[m.name] })
	f.mu.Unlock()
	if len(missed) == 0 {
		return nil
	}
	return hcl.Diagnostics{diag.Warning(codeFileName, "Files that slogen doesn't read",
		"slogen reads "+ourNames+". Other files that seem to be meant for it:\n"+listMisses(missed), hcl.Range{})}
}

// missesBelow are the near misses in a directory.
func (f *Files) missesBelow(dir string) (out []nearMiss) {
	for _, m := range f.misses {
		if _, ok := within(dir, m.name); ok {
			out = append(out, m)
		}
	}
	return out
}

// notOurs says why a file that was given by name is none of ours, and what to do.
func (f *Files) notOurs(p, name string) string {
	detail := fmt.Sprintf("%q isn't a slogen file: those are named %s.", name, ourNames)
	way := nearName(path.Base(name))
	if file, err := f.Options.Storage.Open(p); err == nil && way == "" && mayHoldBlocks(name) {
		way = contentWay(file, name, make([]byte, enough))
		file.Close()
	}
	if way != "" {
		detail += " " + strings.ToUpper(way[:1]) + way[1:] + "."
	}
	return detail
}

// ourNames are the names of slogen's files, for a sentence.
const ourNames = "*.slo.hcl, *.slo.json, *.slo.jsonnet, *.slotest.hcl and *.slovars.hcl"

func listMisses(missed []nearMiss) string {
	slices.SortFunc(missed, func(a, b nearMiss) int { return strings.Compare(a.name, b.name) })
	const most = 10
	var b strings.Builder
	for i, m := range missed {
		if i == most {
			fmt.Fprintf(&b, "\n  and %d more", len(missed)-most)
			break
		}
		fmt.Fprintf(&b, "\n  %s: %s", m.name, m.way)
	}
	return b.String()
}
