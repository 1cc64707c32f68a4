package calc

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/honeycombio/honeycomb-derived-column-validator/pkg/api"
	honeycomb "github.com/honeycombio/honeycomb-derived-column-validator/pkg/parser"
)

// official is the verdict of Honeycomb's parser: the tree of operations, and whether it accepts. Its tree holds neither
// columns nor literals.
func official(text string) (string, error) {
	v, err := honeycomb.ANTLRParse(text, false)
	if err != nil {
		return "", err
	}
	return string(appendOps(nil, v)), nil
}

func appendOps(b []byte, v *api.DerivedValue) []byte {
	if v.Op == api.DeriveOp_D_NOT_IN { // a != b, documented as the negation of =
		b = append(b, "3("...)
		b = appendOps(b, &api.DerivedValue{Op: api.DeriveOp_D_IN, Params: v.Params})
		return append(b, ')')
	}
	b = strconv.AppendInt(b, int64(v.Op), 10)
	b = append(b, '(')
	for _, p := range v.Params {
		if d, ok := p.Value.(*api.DerivedParam_Derived); ok {
			b = appendOps(b, d.Derived)
		}
	}
	return append(b, ')')
}

var ops = map[string]api.DeriveOp{
	"IF": api.DeriveOp_D_IF, "COALESCE": api.DeriveOp_D_COALESCE, "NOT": api.DeriveOp_D_NOT, "LT": api.DeriveOp_D_LT,
	"LTE": api.DeriveOp_D_LTE, "GT": api.DeriveOp_D_GT, "GTE": api.DeriveOp_D_GTE, "EQUALS": api.DeriveOp_D_IN,
	"IN":  api.DeriveOp_D_IN,
	"AND": api.DeriveOp_D_AND, "OR": api.DeriveOp_D_OR, "MIN": api.DeriveOp_D_MIN, "MAX": api.DeriveOp_D_MAX,
	"CONCAT": api.DeriveOp_D_CONCAT, "EXISTS": api.DeriveOp_D_HAS_VALUE, "STARTS_WITH": api.DeriveOp_D_PREFIX,
	"ENDS_WITH": api.DeriveOp_D_SUFFIX, "SUM": api.DeriveOp_D_SUM, "SUB": api.DeriveOp_D_SUB, "MUL": api.DeriveOp_D_MUL,
	"DIV": api.DeriveOp_D_DIV, "INT": api.DeriveOp_D_INT, "LOG10": api.DeriveOp_D_LOG10,
	"CONTAINS":  api.DeriveOp_D_CONTAINS,
	"REG_MATCH": api.DeriveOp_D_REG_MATCH, "REG_VALUE": api.DeriveOp_D_REG_VALUE, "REG_COUNT": api.DeriveOp_D_REG_COUNT,
	"UNIX_TIMESTAMP": api.DeriveOp_D_UNIX_TIMESTAMP, "FLOAT": api.DeriveOp_D_FLOAT, "BOOL": api.DeriveOp_D_BOOL,
	"STRING": api.DeriveOp_D_STRING, "BUCKET": api.DeriveOp_D_BUCKET, "EVENT_TIMESTAMP": api.DeriveOp_D_EVENT_TIMESTAMP,
	"INGEST_TIMESTAMP": api.DeriveOp_D_INGEST_TIMESTAMP, "MOD": api.DeriveOp_D_MOD,
	"FORMAT_TIME": api.DeriveOp_D_FORMAT_TIME,
	"LENGTH":      api.DeriveOp_D_LENGTH, "SWITCH": api.DeriveOp_D_SWITCH, "TO_LOWER": api.DeriveOp_D_TO_LOWER,
	"LAST": 0, "SUMMARIZE": 0, "INCREASE": 0, "RATE": 0, "RAW_METRIC": 0,
}

func appendOurOps(b []byte, e Expr, root bool) []byte {
	n, ok := e.(*Call)
	if !ok {
		if root { // a lone value is wrapped
			b = strconv.AppendInt(b, int64(api.DeriveOp_D_COALESCE), 10)
			return append(b, "()"...)
		}
		return b
	}
	b = strconv.AppendInt(b, int64(ops[n.Func]), 10)
	b = append(b, '(')
	for _, a := range n.Args {
		b = appendOurOps(b, a, false)
	}
	return append(b, ')')
}

// depth is how deep the printed form of e nests.
func depth(e Expr) int {
	n, ok := e.(*Call)
	if !ok {
		return 0
	}
	d := 0
	for _, a := range n.Args {
		d = max(d, depth(a))
	}
	return d + 1
}

// same says whether two trees are equal but for their places.
func same(a, b Expr) bool {
	switch a := a.(type) {
	case *Literal:
		b, ok := b.(*Literal)
		return ok && a.Value == b.Value
	case *Column:
		b, ok := b.(*Column)
		return ok && a.Name == b.Name
	case *Call:
		b, ok := b.(*Call)
		if !ok || a.Func != b.Func || len(a.Args) != len(b.Args) {
			return false
		}
		for i := range a.Args {
			if !same(a.Args[i], b.Args[i]) {
				return false
			}
		}
		return true
	}
	return false
}

// agree fails the test unless Parse and the official parser agree about text: on whether it is a formula, on its
// operations, and on those of its printed form, which must be a fixed point.
func agree(t *testing.T, text string) {
	t.Helper()
	f, diags := Parse(FromString("f", text))
	if (f == nil) != diags.HasErrors() {
		t.Fatalf("%q: formula %v with diagnostics %v", text, f, diags)
	}
	for _, d := range diags {
		if d.Subject == nil || d.Detail == "" {
			t.Fatalf("%q: a diagnostic without place or detail: %v", text, d)
		}
		if d.Summary == "Formula is nested too deeply" || d.Summary == "Formula is too long" {
			return // beyond what is promised
		}
	}
	want, err := official(text)
	if err != nil {
		if f != nil {
			t.Fatalf("accepted, but the official parser says %v:\n%q", err, text)
		}
		return
	}
	if f == nil {
		t.Fatalf("refused, but the official parser accepts it:\n%q\n%v", text, diags)
	}
	if got := string(appendOurOps(nil, f.Root, true)); got != want {
		t.Fatalf("%q\nour operations %s\nofficial       %s", text, got, want)
	}
	literalsAgree(t, text, f.Root)
	printed := f.String()
	if len(printed) > MaxBytes || depth(f.Root) > MaxDepth {
		return
	}
	again, diags := Parse(FromString("f", printed))
	if diags.HasErrors() {
		t.Fatalf("%q printed as %q is refused: %v", text, printed, diags)
	}
	if !same(f.Root, again.Root) {
		t.Fatalf("%q printed as %q reads differently", text, printed)
	}
	if twice := again.String(); twice != printed {
		t.Fatalf("%q prints as %q and then as %q", text, printed, twice)
	}
	if got, err := official(printed); err != nil || got != want {
		t.Fatalf("%q printed as %q: official parser reads %s (%v), not %s", text, printed, got, err, want)
	}
}

// literalsAgree holds the strings of a formula, and its quoted column names, to what strconv.Unquote makes of them: the
// official parser uses it, and its own tree has no literals. The parser reads bytes that are no UTF-8 as U+FFFD.
func literalsAgree(t *testing.T, text string, e Expr) {
	t.Helper()
	o := e.Place()
	got := ""
	switch n := e.(type) {
	case *Literal:
		if n.Value.Kind != String {
			return
		}
		got = n.Value.Str
	case *Column:
		got = n.Name
	case *Call:
		for _, a := range n.Args {
			literalsAgree(t, text, a)
		}
		return
	}
	written := strings.TrimLeftFunc(strings.TrimPrefix(text[o.Start:o.End], "$"), unicode.IsSpace)
	if written == "" || written[0] != '"' {
		return // raw text, and bare names, have no escapes
	}
	want, err := strconv.Unquote(string([]rune(written)))
	if err != nil || got != want {
		t.Fatalf("%q: %s is read as %q, and strconv.Unquote gives %q (%v)", text, written, got, want, err)
	}
}

// formulas are the lines of a file of formulas. "go:" starts a Go string literal, # a remark.
func formulas(t testing.TB, name string) []string {
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "go:"); ok {
			s, err := strconv.Unquote(rest)
			if err != nil {
				t.Fatalf("%s: %s: %v", name, line, err)
			}
			line = s
		}
		all = append(all, line)
	}
	return all
}

func TestAcceptedAndRejected(t *testing.T) {
	for _, s := range formulas(t, "accepted.txt") {
		if _, diags := Parse(FromString("f", s)); diags.HasErrors() {
			t.Errorf("%q: %v", s, diags)
		}
		agree(t, s)
	}
	for _, s := range formulas(t, "rejected.txt") {
		if _, diags := Parse(FromString("f", s)); !diags.HasErrors() {
			t.Errorf("%q is accepted", s)
		}
		agree(t, s)
	}
}

// corpus are the public expressions collected beside the repository, nil when they are not there.
func corpus(t testing.TB) []string {
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "expressions.jsonl"))
	if err != nil {
		return nil
	}
	var all []string
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		var row struct {
			Expression, Kind string
			Valid            bool
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		f, diags := Parse(FromString("f", row.Expression))
		if diags.HasErrors() == row.Valid {
			t.Errorf("%q: valid is %v, but %v", row.Expression, row.Valid, diags)
		}
		// What others run is not certainly wrong.
		if f != nil && row.Kind == "sli" {
			diags = CheckSLI(f, nil)
		} else if f != nil {
			_, diags = Check(f.Root, nil)
		}
		if row.Valid && diags.HasErrors() {
			t.Errorf("%q: %v", row.Expression, diags)
		}
		all = append(all, row.Expression)
	}
	return all
}

func TestCorpus(t *testing.T) {
	all := corpus(t)
	if all == nil {
		t.Skip("../shared/data/expressions.jsonl is not beside the checkout")
	}
	for _, s := range all {
		agree(t, s)
	}
}

// TestLetters compares the alphabet of bare column names and the white space: every character that may stand there by
// Go's tables, every one below U+3000, and every 61st of the rest.
func TestLetters(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSpace(r) || r < 0x3000 || r%61 == 0 {
			if s := "$a" + string(r) + "b"; !verdictsAgree(s) {
				t.Errorf("%q (%U)", s, r)
			}
		}
	}
}

func verdictsAgree(s string) bool {
	_, err := official(s)
	_, diags := Parse(FromString("f", s))
	return (err != nil) == diags.HasErrors()
}

// grammar makes random formulas, most of them valid.
type grammar struct{ *rand.Rand }

func (g grammar) pick(s ...string) string { return s[g.IntN(len(s))] }

func (g grammar) space() string {
	if g.IntN(4) > 0 {
		return g.pick("", " ", " ")
	}
	return g.pick("", " ", "  ", "\n", "\t", "\r\n", "\u00a0", "\u2003", "\u0085", "\v")
}

func (g grammar) name() string {
	return g.pick("a", "duration_ms", "http.status_code", "a-1", "a+", "x=", "1st", "a/b", "a:b", "a?", ".", "-", "é", "名",
		"٣", "_", "a-", "=", "==1")
}

func (g grammar) str() string {
	var b strings.Builder
	if g.IntN(4) == 0 {
		b.WriteByte('`')
		for range g.IntN(4) {
			b.WriteString(g.pick("a", `\`, "\n", `"`, "'", "é", "\xff", "\x00", "\r", "(", "$"))
		}
		b.WriteByte('`')
		return b.String()
	}
	b.WriteByte('"')
	for range g.IntN(5) {
		b.WriteString(g.pick("a", "`", "'", "é", "\xff", "\x00", "\r", "$x", "(", `\n`, `\\`, `\"`, `\a`, `\v`, `\x41`,
			`\xff`, `\u00e9`,
			`\U0001F600`, g.octal(), g.octal(), "\u2028", "\ufeff", "\u200d", "😀", "e\u0301", "\xed\xa0\x80"))
		if g.IntN(60) == 0 {
			b.WriteString(g.pick(`\d`, `\'`, "\n", `\400`, `\uD800`, `\U00110000`, `\x4`, `\1`, `\u12`, `\`, `\8`, `\q`))
		}
	}
	b.WriteByte('"')
	return b.String()
}

// octal is an octal escape of any byte.
func (g grammar) octal() string { return fmt.Sprintf(`\%03o`, g.IntN(256)) }

func (g grammar) literal() string {
	switch g.IntN(8) {
	case 0, 1:
		return g.str()
	case 2:
		return g.pick("true", "false", "null")
	case 3:
		return g.pick("-", "- ", "") + g.pick("5", "0", "007", "9223372036854775807", "1.5", ".5", "1e3", "1E-7", "2.5e+10",
			"0.0", "1e21", "1e-7", "123456789.125", "1e308", "5e-324", "1e-400", "0.1")
	case 4:
		if g.IntN(30) == 0 {
			return g.pick("9223372036854775808", "-9223372036854775808", "1e400", "5.", "1e", "0x10", "1_000", "+5", "1.2.3",
				"..5", "1e+", "5AND", "TRUE", "nil", "a")
		}
	}
	return strconv.Itoa(g.IntN(1000))
}

func (g grammar) expr(d int) string {
	if d <= 0 {
		switch g.IntN(3) {
		case 0:
			return g.literal()
		case 1:
			return "$" + g.name()
		}
		return "$" + g.pick("", "", " ") + g.str()
	}
	switch g.IntN(12) {
	case 0, 1, 2:
		f := Functions[g.IntN(len(Functions))]
		if f.Metrics && g.IntN(3) > 0 {
			f = ifFunc
		}
		var b strings.Builder
		b.WriteString(f.Name + g.space() + "(" + g.space())
		n := g.IntN(4)
		for i := range n {
			if i > 0 {
				b.WriteString(g.space() + "," + g.space())
			}
			b.WriteString(g.expr(d - 1 - g.IntN(2)))
		}
		if n > 0 && g.IntN(5) == 0 {
			b.WriteString(g.space() + ",")
		}
		b.WriteString(g.space() + ")")
		return b.String()
	case 3:
		return "!" + g.space() + g.expr(d-1)
	case 4:
		return "(" + g.space() + g.expr(d-1) + g.space() + ")"
	case 5:
		return g.expr(0)
	case 6:
		return "-" + g.space() + g.expr(d-2)
	}
	var b strings.Builder
	b.WriteString(g.expr(d - 1))
	for range 1 + g.IntN(4) {
		b.WriteString(g.pick(" ", " ", g.space()) + g.pick("+", "-", "*", "/", "%", "<", "<=", ">", ">=", "=", "!=", "AND",
			"OR") + g.pick(" ", " ",
			g.space()))
		b.WriteString(g.expr(d - 2))
	}
	return b.String()
}

// mutate damages a text in a few places.
func (g grammar) mutate(s string) string {
	for range 1 + g.IntN(3) {
		i := g.IntN(len(s) + 1)
		j := min(len(s), i+g.IntN(3))
		switch g.IntN(4) {
		case 0:
			s = s[:i] + s[j:]
		case 1:
			s = s[:i] + s[i:j] + s[i:]
		case 2:
			s = s[:i] + g.pick("(", ")", ",", "$", "!", "-", "+", "=", "<", ">", "\"", "`", "\\", "'", "1", ".", "e", " ", "AND",
				"OR", "a", "\xff", "\x00", "&&",
				"||", "#", "//", "é", "true", "null", "RATE(", "IF(", "==") + s[i:]
		case 3:
			k := g.IntN(len(s) + 1)
			s = s[:i] + s[min(i, k):max(i, k)] + s[j:]
		}
	}
	return s
}

func TestDifferential(t *testing.T) {
	n := 4000
	if testing.Short() {
		n = 400
	}
	g := grammar{rand.New(rand.NewPCG(1, 2))}
	valid := 0
	for range n {
		s := g.expr(g.IntN(5))
		if len(s) > MaxBytes {
			continue
		}
		agree(t, s)
		if _, d := Parse(FromString("f", s)); !d.HasErrors() {
			valid++
		}
		agree(t, g.mutate(s))
	}
	if valid < n/2 {
		t.Errorf("only %d of %d generated formulas are valid: the generator tests little", valid, n)
	}
}

func FuzzDifferential(f *testing.F) {
	for _, name := range []string{"accepted.txt", "rejected.txt"} {
		for _, s := range formulas(f, name) {
			f.Add(s, uint64(0))
		}
	}
	for _, s := range corpus(f) {
		f.Add(s, uint64(1))
	}
	f.Fuzz(func(t *testing.T, s string, seed uint64) {
		g := grammar{rand.New(rand.NewPCG(seed, 3))}
		switch seed % 4 { // as it is, damaged, or one of the grammar's own
		case 1:
			s = g.mutate(s)
		case 2:
			s = g.expr(int(seed>>2) % 6)
		case 3:
			s = g.mutate(g.expr(int(seed>>2) % 6))
		}
		if len(s) > MaxBytes {
			s = s[:MaxBytes]
		}
		agree(t, s)
	})
}
