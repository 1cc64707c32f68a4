package generator_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
)

// fine holds what is true of every load: either resources and no error, or none and an error, all of it in sentences,
// with a place unless it is about a path.
func fine(t *testing.T, res *generator.Result, diags hcl.Diagnostics) {
	t.Helper()
	if diags.HasErrors() != (res.Resources == nil) {
		t.Errorf("errors %t, resources %t", diags.HasErrors(), res.Resources != nil)
	}
	for _, d := range diags {
		if d.Summary == "" || d.Detail == "" {
			t.Errorf("a diagnostic without words: %+v", d)
		}
		if d.Subject == nil && d.Summary != "Value for undeclared variable" && d.Summary != "Defaults not read" &&
			d.Summary != "Unreadable file" {
			t.Errorf("a diagnostic without a place: %s: %s", d.Summary, d.Detail)
		}
		if s := d.Subject; s != nil && (s.Start.Byte < 0 || s.End.Byte < s.Start.Byte || s.Start.Line < 1) {
			t.Errorf("a diagnostic with the place %v: %s", s, d.Summary)
		}
	}
	render(t, res, diags)
}

// TestHostile loads what nobody would write by hand: it is refused, or goes well, soon and without taking the machine.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	service := func(inside string) string {
		return "service \"s\" {\n  dataset = \"d\"\n" + inside + "\n}\n"
	}
	chain := func(n int) string {
		var b strings.Builder
		b.WriteString("locals {\n  l0 = 1\n")
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&b, "  l%d = local.l%d\n", i, i-1)
		}
		return b.String() + "}\n"
	}
	backwards := func(n int) string {
		var b strings.Builder
		b.WriteString("locals {\n")
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&b, "  a%05d = local.a%05d\n", i, i+1)
		}
		return b.String() + fmt.Sprintf("  a%05d = 1\n}\n", n+1)
	}
	functions := func(n int, body string) string {
		var b strings.Builder
		b.WriteString("function \"f0\" {\n  params = [x]\n  result = x == 1\n}\n")
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&b, "function \"f%d\" {\n  params = [x]\n  result = %s\n}\n", i,
				strings.ReplaceAll(body, "f", fmt.Sprintf("f%d", i-1)))
		}
		return b.String()
	}
	doubled := func(first, body string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "locals {\n  l0 = %s\n", first)
		for i := range 40 {
			fmt.Fprintf(&b, "  l%d = %s\n", i+1, strings.ReplaceAll(body, "L", fmt.Sprintf("local.l%d", i)))
		}
		return b.String() + "}\n"
	}
	deepValues := func(n int, tail string) string {
		var b strings.Builder
		b.WriteString("locals {\n  l0 = 1\n")
		for i := range n {
			fmt.Fprintf(&b, "  l%d = %slocal.l%d%s\n", i+1, strings.Repeat("[", 480), i, strings.Repeat("]", 480))
		}
		return b.String() + "  z = " + tail + "\n}\n"
	}
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i, i)
		}
		return "locals {\n" + b.String() + "}\n"
	}
	slis := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "  sli \"s%d\" { good = sli.s%d }\n", i, i+1)
		}
		return service(b.String() + fmt.Sprintf("  sli \"s%d\" { good = event.x == 1 }", n))
	}
	services := func(n int) string { // a megabyte or two of ordinary ones, which once took a minute
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(
				&b,
				"service \"s%d\" {\n  dataset = \"d\"\n  owner = \"t\"\n  description = \"%s\"\n  sli \"a\" { "+
					"good = event.x == %d && event.y < 5 }\n}\n",
				i,
				strings.Repeat("x", 100),
				i,
			)
		}
		return b.String()
	}
	misspelt := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "  sli \"name%05d\" { good = event.ok }\n  slo \"o%[1]d\" {\n    description = \"d\"\n    "+
				"target = 99\n    sli = sli.nmae%05[1]dx\n  }\n", i)
		}
		return service(b.String())
	}
	across := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "service \"s%d\" {\n  dataset = \"d\"\n  sli \"a\" { good = sli.s%d.a }\n}\n", i, (i+1)%n)
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		src  string
		want string // a summary; empty where all is well
	}{
		"exponential functions": {functions(64, "f(x) && f(x)") + service("  sli \"a\" { good = f64(event.x) }"),
			"Expression too l"},
		"exponential values": {functions(64, "f(x) && f(x)") + service("  sli \"a\" { good = event.x == f64(1) }"),
			"Expression"},
		"deep functions": {functions(2000, "f(x)") + service("  sli \"a\" { good = f2000(event.x) }"),
			"Expression nested too deeply"},
		"long chain of locals":   {chain(450) + service("  owner = \"${local.l450}\""), ""},
		"longer chain of locals": {backwards(5000), "Local values refer to each other too deeply"},
		"doubled text":           {doubled(`"xxxxxxxxxx"`, `"${L}${L}"`), "Value too large"},
		"doubled list":           {doubled(`["x"]`, `[L, L]`), "Value too large"},
		"doubled object":         {doubled(`["x"]`, `{ a = L, b = L }`), "Value too large"},
		"deep values":            {deepValues(20, "local.l20 == local.l20"), "Value too large"},
		"deep values compared": {deepValues(1, "[for x in range(1000) : local.l1 == local.l1]"),
			"Too much to evaluate"},
		"doubled by concat":     {doubled(`["x"]`, `concat(L, L)`), "Error in function call"},
		"doubled by jsonencode": {doubled(`"x"`, `jsonencode([L, L])`), "Value too large"},
		"doubled argument": {"function \"d\" {\n  params = [x]\n  result = \"${x}${x}\"\n}\n" +
			service("  sli \"a\" { good = event.x == "+strings.Repeat("d(", 40)+`"a"`+strings.Repeat(")", 40)+" }"),
			"Value too large"},
		"doubled argument in a list": {"function \"d\" {\n  params = [x]\n  result = [x, x]\n}\n" +
			service("  sli \"a\" { good = in(event.x, "+strings.Repeat("d(", 40)+`"a"`+strings.Repeat(")", 40)+"...) }"),
			"Value too large"},
		"doubled argument within HCL": {"function \"d\" {\n  params = [x]\n  result = \"${x}${x}\"\n}\n" +
			service("  sli \"a\" { good = event.x == upper(\"${"+strings.Repeat("d(", 40)+`"a"`+strings.Repeat(")",
				40)+"}\") }"), "Value too large"},
		"nested loops": {"locals {\n  a = range(1000)\n  b = [for x in local.a : [for y in local.a : [for z " +
			"in local.a : x + y + z]]]\n}\n", "Too much to evaluate"},
		"nested loops of templates": {"locals {\n  a = range(1000)\n  b = \"%{for x in local.a}%{for y in local.a}%{for " +
			"z in local.a}${x}${y}${z}%{endfor}%{endfor}%{endfor}\"\n}\n", "Too much to evaluate"},
		"nested joins": {"locals {\n  a = range(1000)\n  b = join(\"\", [for x in local.a : join(\"\", [for " +
			"y in local.a : \"${x}${y}\" if y != x])])\n}\n", "Too much to evaluate"},
		"nested joins of three": {"locals {\n  a = range(1000)\n  b = length([for x in local.a : x if length([for y " +
			"in local.a : y if length([for z in local.a : z if x == z]) == y]) == 0])\n}\n", "Too much to evaluate"},
		"loops by functions": {"function \"f\" {\n  params = [x]\n  result = [for y in range(1000) : x + " +
			"y]\n}\nfunction \"g\" {\n  params = [x]\n  result = [for y in range(1000) : length(f(y))]\n}\n" +
			service("  sli \"a\" { good = in(event.x, [for y in range(1000) : length(g(y))]...) }"), "Too much to evaluate"},
		"loop over events": {service("  sli \"a\" { good = [for x in [1] : event.x == x][0] }"),
			"Column where it can't be"},
		"many that take all": {many("a%d = [local, %d]\n", 40_000), "Too much to evaluate"},
		"circle of locals": {"locals {\n  a = local.b\n  b = [for x in local.c : x]\n  c = { x = local.a }\n}\n",
			"Local values refer to each other"},
		"for_each of millions": {"service \"s\" {\n  for_each = toset([for i in range(1000) : \"s${i}\"])\n  " +
			"dataset = \"d\"\n  sli \"a\" {\n    for_each = toset([for i in range(1000) : \"s${i}\"])\n    good = event.x == " +
			"1\n  }\n}\n", "Invalid for_each"},
		"range without end": {service("  sli \"a\" { good = event.x == length(range(1000000000)) }"),
			"Error in function call"},
		"long text": {service("  description = \"" + strings.Repeat("x", 900<<10) +
			"\"\n  sli \"a\" { good = event.x == 1 }"), ""},
		"long text in an SLI": {service("  sli \"a\" { good = event.x == \"" + strings.Repeat("x", 900<<10) + "\" }"),
			"Expression too long"},
		"long name": {"service \"" + strings.Repeat("x", 900<<10) + "\" {\n}\n", "Invalid name"},
		"file too large": {service("  description = \"" + strings.Repeat("x", 10<<20) + "\""),
			"Unreadable file"},
		"long raw expression": {service("  sli \"a\" { expression = \"" + strings.Repeat("a", 900<<10) + "\" }"),
			"Formula is too long"},
		"SLIs in a row": {slis(2000), ""},
		"many stray arguments": {"service \"s\" {\n" + strings.TrimPrefix(many("a%d = %d\n", 40_000), "locals {\n"),
			"Too many problems"},
		"many services": {services(12_000), ""},
		"misspelt locals": {many("name%05d = 1\nx%05d = 1\n", 9000) + many("y%05d = local.nmae%05dx\n", 20_000),
			"Reference to undeclared local value"},
		"misspelt SLIs":       {misspelt(4900), "Reference to undeclared SLI"},
		"circle of services":  {across(2000), "SLIs refer to each other"},
		"NUL":                 {"service \"s\x00\" {\n}\n", ""},
		"invalid UTF-8":       {"service \"s\" {\n  owner = \"\xff\xfe\"\n}\n", ""},
		"a name of combining": {"service \"e\u0301\" {\n  dataset = \"d\"\n}\n", "Invalid name"},
		"many blocks": {strings.Repeat("recipient \"slack\" \"a\" {\n  channel = \"#a\"\n}\n", 20000),
			"Duplicate recipient"},
		"number of a thousand digits": {service("  slo \"a\" {\n    sli = sli.x\n    target = 0." + strings.Repeat("9", 900) +
			"\n  }"), "Ratio in place of a percentage"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.slo.hcl")
			if err := os.WriteFile(path, []byte(c.src), 0o666); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{path}})
			if took := time.Since(start); took > time.Minute {
				t.Errorf("it took %s", took)
			}
			fine(t, res, diags)
			found := false
			for _, d := range diags {
				found = found || strings.HasPrefix(d.Summary, c.want)
			}
			if c.want == "" && diags.HasErrors() && !strings.Contains(name, "NUL") && !strings.Contains(name, "UTF-8") ||
				c.want != "" &&
					!found {
				for _, d := range diags[:min(3, len(diags))] {
					t.Logf("%s: %.200s", d.Summary, d.Detail)
				}
				t.Errorf("want %q among %d problems", c.want, len(diags))
			}
			if len(diags) > 25_000 {
				t.Errorf("%d problems", len(diags))
			}
		})
	}
}

// Where the steps of a configuration run out doesn't depend on which of its files is evaluated first.
func TestStepsRunOutInOnePlace(t *testing.T) {
	dir := t.TempDir()
	for i := range 40 {
		src := fmt.Sprintf("service \"s%d\" {\n  owner = \"a\"\n  runbook = upper(\"b\")\n  description = join(\"\", [for "+
			"x in flatten([for y in range(20) : range(1000)]) : \"\"])\n}\n", i)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d.slo.hcl", i)), []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want := ""
	for _, workers := range []int{1, 4, 4} {
		_, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}, Workers: workers})
		if len(diags) != 1 || diags[0].Summary != "Too much to evaluate" {
			t.Fatalf("with %d workers: %v", workers, diags)
		}
		if got := diags[0].Subject.String(); want == "" {
			want = got
		} else if got != want {
			t.Errorf("with %d workers at %s, not at %s", workers, got, want)
		}
	}
}

// TestDeepDirectories loads a tree that is as deep as the file system takes.
func TestDeepDirectories(t *testing.T) {
	top := t.TempDir()
	dir := top
	for range 150 {
		dir = filepath.Join(dir, "directory")
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Skip("the file system takes no such path: ", err)
	}
	for d, src := range map[string]string{top: "defaults {\n  owner = \"top\"\n  dataset = \"d\"\n}\nlocals {\n  x = " +
		"1\n}\n", dir: "service \"s\" {\n  sli \"a\" { good = event.x == local.x }\n}\n"} {
		if err := os.WriteFile(filepath.Join(d, "a.slo.hcl"), []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{top}})
	if len(diags) > 0 {
		t.Fatalf("%s", render(t, res, diags))
	}
	if got := res.Resources.CalculatedFields[0].Expression; got != "EQUALS($x, 1)" {
		t.Error(got)
	}
}

// FuzzConfiguration changes a few bytes and words of valid and invalid configurations. Whatever comes of it, loading
// ends, and says what is wrong and where. The fuzzed values choose the file and the changes, so that they stay small
// however large the file is.
func FuzzConfiguration(f *testing.F) {
	names, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	type source struct{ name, text string }
	var sources []source
	words := []string{"null", "[]", "{}", "\"\"", "-1", "1e99", "each.key", "local", "sli", "event", "var.x", "(", ")",
		"}", "\"${", "for_each", "<<EOT\n", "\xff", "\x00"}
	for _, name := range names {
		if strings.HasPrefix(name, "testdata/jsonnet") || strings.HasPrefix(name, "testdata/load") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(src).Files {
			ext := ".slo" + filepath.Ext(file.Name)
			// a large range is slow, not wrong
			if text := string(file.Data); ext != ".slo.jsonnet" && strings.HasSuffix(file.Name, ext) &&
				!strings.Contains(text, "range(") {
				sources = append(sources, source{"a" + ext, text})
				words = append(words, strings.Fields(text)...)
			}
		}
	}
	for i := range sources {
		f.Add(uint16(i), uint64(i), uint8(i%5))
	}
	f.Fuzz(func(t *testing.T, which uint16, seed uint64, changes uint8) {
		s := sources[int(which)%len(sources)]
		r := rand.New(rand.NewPCG(seed, 1))
		for range changes % 8 {
			a := r.IntN(len(s.text) + 1)
			b := min(len(s.text), a+r.IntN(12))
			s.text = s.text[:a] + words[r.IntN(len(words))] + s.text[b:]
		}
		path := filepath.Join(t.TempDir(), s.name)
		if err := os.WriteFile(path, []byte(s.text), 0o666); err != nil {
			t.Fatal(err)
		}
		o := generator.Options{Paths: []string{path}, Vars: []string{"limit=5"}, Workers: 1, Today: "2026-06-01"}
		res, diags := generator.Load(context.Background(), o)
		fine(t, res, diags)
		if t.Failed() {
			t.Logf("%s:\n%s", s.name, s.text)
		}
	})
}
