package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIgnores(t *testing.T) {
	const src = `# slogen:ignore a/first the block after it
service "x" { # a comment
  # slogen:ignore a/second until 2027-01-02 of the whole service

  dataset = "slogen:ignore a/text no comment" // slogen:ignore a/third	the argument
  # slogen:ignorex no
  # something else
  # slogen:ignore a/fourth through another comment
  # and on
  slo "y" { # slogen:ignore a/fifth the block that begins here
    target = [ # slogen:ignore a/sixth the argument over lines
      99,
    ]
    /* slogen:ignore a/seventh in a long comment */
    window = "${var.x}d"
    // slogen:ignore a/eighth before the end
  }
}

# slogen:ignore a/ninth about nothing

#slogen:ignore
# slogen:ignore a/b
# slogen:ignore a/b until
# slogen:ignore a/b until tomorrow x
# slogen:ignore a/b until 2027-01-02
locals { a = 1 }
`
	var got []string
	for _, x := range Ignores("a.slo.hcl", []byte(src)) {
		covers := strings.Fields(string(x.Covers.SliceBytes([]byte(src))))
		about := "nothing"
		if len(covers) > 0 {
			about = fmt.Sprintf("%d-%d %s", x.Covers.Start.Line, x.Covers.End.Line, covers[0])
		}
		got = append(got, fmt.Sprintf("%d %s|%s|%s|%s|%s", x.Range.Start.Line, x.Rule, x.Until, x.Reason, about, x.Problem))
		if text := string(x.Range.SliceBytes([]byte(src))); strings.Contains(text, "\n") ||
			!strings.Contains(text, IgnoreMark) {
			t.Errorf("the comment is %q", text)
		}
	}
	want := []string{
		"1 a/first||the block after it|2-18 service|",
		"3 a/second|2027-01-02|of the whole service|2-18 service|",
		"5 a/third||the argument|5-5 dataset|",
		"8 a/fourth||through another comment|10-17 slo|",
		"10 a/fifth||the block that begins here|10-17 slo|",
		"11 a/sixth||the argument over lines|11-13 target|",
		"14 a/seventh||in a long comment|15-15 window|",
		"16 a/eighth||before the end|10-17 slo|",
		"20 a/ninth||about nothing|nothing|",
		"22 |||27-27 locals|It doesn't name a rule.",
		"23 a/b|||27-27 locals|It doesn't give a reason.",
		"24 a/b|||27-27 locals|A date must follow `until`.",
		"25 a/b|||27-27 locals|A date such as 2027-03-31 must follow `until`, but \"tomorrow\" isn't one.",
		"26 a/b|2027-01-02||27-27 locals|It doesn't give a reason.",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if !MayIgnore([]byte(src)) || MayIgnore([]byte(`locals { a = 1 } # slogen: ignore`)) {
		t.Error("MayIgnore")
	}
}

// TestIgnoreWords reads what may stand between a rule and the reason, in any order. What only looks like that is a
// reason.
func TestIgnoreWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a/b @team since 2026-01-02 until 2027-01-02 why not", "team|2026-01-02|2027-01-02|why not|"},
		{"a/b until 2027-01-02 @team/x since 2026-01-02 why", "team/x|2026-01-02|2027-01-02|why|"},
		{"a/b since the new office", "|||since the new office|"},
		{"a/b by design", "|||by design|"},
		{"a/b @ home", "|||@ home|"},
		{"a/b @team", "team||||It doesn't give a reason."},
		{"a/b @team @other", "team|||@other|"},
		{"a/b @team until soon", "team||||A date such as 2027-03-31 must follow `until`, but \"soon\" isn't one."},
	} {
		for _, file := range []bool{false, true} {
			mark := IgnoreMark
			if file {
				mark += fileMark
			}
			src := "slo \"x\" {}\n# " + mark + " " + c.text + "\nslo \"y\" {}\n"
			list := Ignores("a.slo.hcl", []byte(src))
			if len(list) != 1 {
				t.Fatalf("%s: found %v", src, list)
			}
			x := list[0]
			if got := strings.Join([]string{x.Owner, x.Since, x.Until, x.Reason, x.Problem}, "|"); got != c.want {
				t.Errorf("%s is %q, want %q", c.text, got, c.want)
			}
			if x.File != file || (x.Covers.Start.Byte == 0) != file {
				t.Errorf("%s covers %v", src, x.Covers)
			}
		}
	}
}

// Many comments, deep in blocks or one below the other, are read all the same: with each looking at the whole text,
// this would take hours.
func TestManyIgnores(t *testing.T) {
	for _, piece := range []string{"a { # slogen:ignore a/b c\n", "# slogen:ignore a/b c\n",
		"a {\n# slogen:ignore a/b c\n\n"} {
		const n = 30_000
		if got := len(Ignores("a", []byte("a {\n"+strings.Repeat(piece, n)))); got != n {
			t.Errorf("%q: %d comments, want %d", piece, got, n)
		}
	}
}

// Whatever the text, nothing fails, and every place is of the text.
func FuzzIgnores(f *testing.F) {
	f.Add("a { # slogen:ignore a/b c\n")
	f.Add("}}} # slogen:ignore a/b c")
	f.Add("/* slogen:ignore a/b c */ x = ${ # slogen:ignore\n")
	f.Add(`{"//": "slogen:ignore a/b c", "x": [{"//": ["slogen:ignore a/b until 2027-01-02 c"]}]}`)
	f.Add(`{"//": "\u0073logen:ignore a/b c", "x": {"//": "slogen:ignore`)
	f.Fuzz(func(t *testing.T, src string) {
		found := slices.Concat(Ignores("a", []byte(src)), Ignores("a.slo.json", []byte(src)))
		if len(found) > 0 && !MayIgnore([]byte(src)) && !strings.Contains(src, `\u`) {
			t.Errorf("%d are found, and MayIgnore says none can be", len(found))
		}
		for _, x := range found {
			if x.Range.End.Byte > len(src) || x.Covers.End.Byte > len(src) || x.Covers.Start.Byte > x.Covers.End.Byte ||
				(x.Problem == "") != (x.Reason != "") {
				t.Errorf("%+v", x)
			}
		}
	})
}

// In JSON a property of the block is the comment.
func TestIgnoresInJSON(t *testing.T) {
	const src = `{
  "//": "slogen:ignore a/first of the file",
  "service": {
    "é": {"//": ["why", "slogen:ignore a/second until 2027-01-02 x"], "slo": {"//": "slogen:ignore a/third",
      "b": [{"//": "slogen:ignore a/fourth in a list", "c": {"d": 1}}, {"x": "slogen:ignore a/text y"}]
    }}
  },
  "z": {"y": {"//": "slogen:ignored no"}}, "//": 5, "w": {"//": "slogen:ignore a/fifth at the end"}}
`
	var got []string
	for _, x := range Ignores("a.slo.json", []byte(src)) {
		covers := x.Covers.SliceBytes([]byte(src))
		got = append(got, fmt.Sprintf("%d:%d-%d %s|%s|%s|%d-%d %.6s|%s", x.Range.Start.Line, x.Range.Start.Column,
			x.Range.End.Column, x.Rule, x.Until,
			x.Reason,
			x.Covers.Start.Line, x.Covers.End.Line, covers, x.Problem))
	}
	want := []string{
		`2:9-44 a/first||of the file|1-1 |`,
		`4:25-68 a/second|2027-01-02|x|4-6 "é": {|`,
		`4:85-108 a/third|||4-6 "slo":|It doesn't give a reason.`,
		`5:20-54 a/fourth||in a list|5-5 {"//":|`,
		`8:65-99 a/fifth||at the end|8-8 "w": {|`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
