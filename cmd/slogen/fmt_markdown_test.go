package main

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestMarkdownOutsideOfFences draws documents and holds the formatter to changing nothing but spaces, and these in
// fences of HCL alone: without the lines of such fences a document has the same bytes as before, and a second run finds
// nothing.
func TestMarkdownOutsideOfFences(t *testing.T) {
	pieces := []string{"# Title", "text  with   spaces", "", "- item", "  more", "1. one", "> quoted", "\ttab",
		"    code",
		"```hcl", "```", "````", "~~~hcl", "~~~", "```hcl title", "```terraform", "  ```hcl", "  ```",
		"> ```hcl", "> ```",
		"a=1", "a   =   1", "bcd = 2 # x", "b {", "}", "  x=\"y\"", "> a=1", "  a=1", "é=1",
		"<div>", "</div>", "x = <<E",
		"E", "{", "\t", " "}
	ends := []string{"\n", "\n", "\r\n"}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		end := rapid.SampledFrom(ends).Draw(t, "end")
		for range rapid.IntRange(0, 25).Draw(t, "lines") {
			b.WriteString(rapid.SampledFrom(pieces).Draw(t, "piece"))
			b.WriteString(end)
		}
		src := b.String()
		if rapid.Bool().Draw(t, "no end") {
			src = strings.TrimSuffix(src, end)
		}
		out, _ := formatMarkdown("a.md", []byte(src))
		if spaceless(src) != spaceless(string(out)) {
			t.Fatalf("more than spaces changed:\n%q\n%q", src, out)
		}
		old, new := strings.Split(src, "\n"), strings.Split(string(out), "\n")
		if len(old) != len(new) {
			t.Fatalf("other lines:\n%q\n%q", src, out)
		}
		for i := range old {
			if old[i] != new[i] && !strings.ContainsAny(old[i], "=#{}\"") && strings.TrimSpace(old[i]) != "" {
				t.Fatalf("line %d changed: %q, was %q", i+1, new[i], old[i])
			}
		}
		if again, _ := formatMarkdown("a.md", out); !bytes.Equal(again, out) {
			t.Fatalf("a second run finds something:\n%q\n%q", out, again)
		}
	})
}

func spaceless(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, s)
}

// TestMarkdownLineEnds formats a document whose lines end as on Windows.
func TestMarkdownLineEnds(t *testing.T) {
	const src = "a  b\r\n\r\n```hcl\r\na=1\r\n\r\nbcd=2\r\n```\r\n"
	const want = "a  b\r\n\r\n```hcl\r\na = 1\r\n\r\nbcd = 2\r\n```\r\n"
	out, diags := formatMarkdown("a.md", []byte(src))
	if string(out) != want || len(diags) > 0 {
		t.Errorf("got %q, want %q; %v", out, want, diags)
	}
}
