package printable

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"checkout":              "checkout",
		"Zahlungsfähigkeit 支払い": "Zahlungsfähigkeit 支払い",
		"👩\u200d💻 नहीं क्\u200dष": "👩\u200d💻 नहीं क्\u200dष", // joiners where they belong
		"a\nb\tc":                   "a b c",
		"a\x1b[31mb\rc\x07":         "a\ufffd[31mb\ufffdc\ufffd",
		"a\u202eb\u2066c\u200fd":    "a\ufffdb\ufffdc\ufffdd",
		"a\u200bb\ufeffc\u00add":    "a\ufffdb\ufffdc\ufffdd",
		"a\u200db":                  "a\ufffdb", // ASCII letters never join
		"1\u200d2 \u200c":           "1\ufffd2 \ufffd",
		"a\u2028b\u0085c\U000e0041": "a\ufffdb\ufffdc\ufffd",
		"a\xffb":                    "a\ufffdb",
	} {
		if got := Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Text("a\nb\x1b"); got != "a\nb\ufffd" {
		t.Errorf("%q", got)
	}
}

// through writes s through w in pieces of n bytes.
func through(tb testing.TB, form Form, colors bool, s string, n int) string {
	var b bytes.Buffer
	w := NewWriter(&b)
	w.Form, w.Colors = form, colors
	for p := []byte(s); len(p) > 0; {
		m := min(n, len(p))
		if k, err := w.Write(p[:m]); err != nil || k != m {
			tb.Fatal(k, err)
		}
		p = p[m:]
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func TestWriter(t *testing.T) {
	for _, c := range []struct {
		in, want string
	}{
		{"plain\n  text: a::b # ## x\n", "plain\n  text: a::b # ## x\n"},
		{"::error::x\n", ": :error::x\n"},
		{"a\n \t::set-env name=x::y\n", "a\n \t: :set-env name=x::y\n"},
		{"a ::error::\n", "a ::error::\n"}, // not at the start of a line
		{":a: ::b", ":a: ::b"},
		{"x ##[error]y\n##vso[task.setvariable]", "x ## [error]y\n## vso[task.setvariable]"},
		{"# [a] ## v", "# [a] ## v"},
		{"a\x1b[8mb\x1b[2Jc\x1b]0;t\x07", "a\ufffd[8mb\ufffd[2Jc\ufffd]0;t\ufffd"},
		{"\x1b[1;31mError\x1b[0m", "\ufffd[1;31mError\ufffd[0m"},
		{"é\u202e支\u200b", "é\ufffd支\ufffd"},
		{"a\r::error::x", "a\ufffd::error::x"},
		{"end\x1b", "end\ufffd"}, {"end\xe6\x94", "end\ufffd\ufffd"},
	} {
		for _, n := range []int{1, 2, 3, 1000} {
			if got := through(t, Prose, false, c.in, n); got != c.want {
				t.Errorf("%q in pieces of %d: %q, want %q", c.in, n, got, c.want)
			}
		}
	}
	for _, n := range []int{1, 2, 1000} {
		if got := through(t, Prose, true, "\x1b[1;31mError\x1b[0m \x1b[8mx\x1b[0;22m\x1b[2J",
			n); got != "\x1b[1;31mError\x1b[0m \ufffd[8mx\x1b[0;22m\ufffd[2J" {
			t.Errorf("in colour: %q", got)
		}
		if got := through(t, Raw, false, "::a\x1b\u202e", n); got != "::a\x1b\u202e" {
			t.Errorf("raw: %q", got)
		}
	}
}

var command = regexp.MustCompile(`(?m)^\s*::|##\[|##vso\[`)

// FuzzWriter holds that prose never steers and commands nothing, that JSON stays the value it was, and that neither
// depends on the pieces in which it comes.
func FuzzWriter(f *testing.F) {
	for _, s := range []string{"::a", "\n\t:: ##[x ##vso[", "\x1b[31mx\x1b[", "é\u202e\u200d👩\u200d💻\U000e0041",
		"a\xff\xe6\x94", "###[#\n::::"} {
		f.Add(s, 1)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = 1 + (n&0xffff)%7
		got := through(t, Prose, false, s, n)
		if whole := through(t, Prose, false, s, len(s)+1); got != whole {
			t.Fatalf("%q in pieces of %d: %q, whole: %q", s, n, got, whole)
		}
		if !utf8.ValidString(got) || command.MatchString(got) {
			t.Fatalf("%q became %q", s, got)
		}
		for _, r := range got {
			if r != '\n' && r != '\t' && r != '\u200c' && r != '\u200d' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
				t.Fatalf("%q became %q", s, got)
			}
		}
		if again := through(t, Prose, false, got, n); again != got {
			t.Fatalf("%q became %q, and that %q", s, got, again)
		}
		doc, err := json.Marshal(strings.ToValidUTF8(s, "?"))
		if err != nil {
			t.Fatal(err)
		}
		var back string
		if err := json.Unmarshal([]byte(through(t, JSON, false, string(doc), n)), &back); err != nil ||
			back != strings.ToValidUTF8(s, "?") {
			t.Fatalf("%q came back as %q, %v", s, back, err)
		}
	})
}
