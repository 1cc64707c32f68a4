package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/words"
)

// isMarkdown reports whether a file holds Markdown, by its name.
func isMarkdown(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".md", ".markdown":
		return true
	}
	return false
}

// formatMarkdown returns src with the HCL in its fences in the canonical format. Nothing else changes, and nothing in a
// fence but spaces: line by line, so that what stands before each, in a list or a quotation, stays. A fence that isn't
// HCL is left alone with a warning, since documents leave things out.
func formatMarkdown(name string, src []byte) ([]byte, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	var out []byte
	done := 0
	// What is inside of a paragraph is of no interest.
	blocks := parser.NewParser(parser.WithBlockParsers(parser.DefaultBlockParsers()...))
	_ = ast.Walk(blocks.Parse(text.NewReader(src)), func(n ast.Node, in bool) (ast.WalkStatus, error) {
		f, ok := n.(*ast.FencedCodeBlock)
		if !ok || !in || !strings.EqualFold(string(f.Language(src)), "hcl") || f.Lines().Len() == 0 {
			return ast.WalkContinue, nil
		}
		lines := f.Lines().Sliced(0, f.Lines().Len())
		new, problem := formatFence(src, lines)
		if problem != "" {
			line := 1 + bytes.Count(src[:lines[0].Start], []byte("\n"))
			diags = append(diags, diag.Command(hcl.DiagWarning, "Fence left alone",
				fmt.Sprintf("The fence of %s whose text begins in line %d stays as it is. %s", name, line, problem),
				hcl.Range{}))
			return ast.WalkContinue, nil
		}
		for i, l := range lines {
			out = append(append(out, src[done:l.Start]...), new[i]...)
			done = l.Start + len(code(src, l))
		}
		return ast.WalkContinue, nil
	})
	return append(out, src[done:]...), diags
}

// code is a line of a fence without its end.
func code(src []byte, l text.Segment) []byte {
	line := src[l.Start:l.Stop]
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

// formatFence formats the lines of a fence, or says why they stay as they are.
func formatFence(src []byte, lines []text.Segment) (new [][]byte, problem string) {
	var hclSrc []byte
	for _, l := range lines {
		if l.Padding > 0 {
			return nil, "A line of it begins inside of a tab. Indent it with spaces, and slogen can format it."
		}
		hclSrc = append(append(hclSrc, code(src, l)...), '\n')
	}
	const fence = "fence.slo.hcl"
	out, diags := format(fence, hclSrc)
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			line := 1
			if d.Subject != nil {
				line = d.Subject.Start.Line
			}
			return nil, fmt.Sprintf("It isn't valid HCL: in its line %d, %s. What is no HCL by itself can have "+
				"another word than hcl behind the fence, or none.", line, words.LowerFirst(d.Summary))
		}
	}
	if len(diags) > 0 {
		return nil, "It has an interpolation over several lines in a heredoc, which formatting would spoil. Write " +
			"the interpolation on one line."
	}
	new = bytes.Split(bytes.TrimSuffix(out, []byte("\n")), []byte("\n"))
	if len(new) != len(lines) {
		return nil, "Formatting would give it other lines."
	}
	return new, ""
}
