package generator_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
)

// A broken is a case of testdata/facts/bad: the configuration, whose names are its own, and what is said of it.
type broken struct {
	name, title string
	head, body  string // outside of the service, and inside of it
	dataset     bool   // the service is one over a dataset, so that it may hold several cases
}

func (b *broken) alone() string {
	if b.body == "" {
		return b.head
	}
	return b.head + "service " + b.quoted() + " {\n" + b.body + "}\n"
}

func (b *broken) quoted() string { return fmt.Sprintf("%q", strings.ToLower(b.name)) }

var (
	titleOf     = regexp.MustCompile(`(?m)^Error: (.*)$`)
	serviceOf   = regexp.MustCompile(`(?s)^(.*?)service "s" \{\n(.*?\n)\}\n(.*)$`)
	recipientOf = regexp.MustCompile(`(?m)^(recipient "\w+") "(\w+)"`)
	referenceOf = regexp.MustCompile(`\b(recipient\.\w+\.)(\w+)`)
	blockOf     = regexp.MustCompile(`\b(sli|slo|trigger) "(\w+)"`)
	sliOf       = regexp.MustCompile(`\bsli\.(\w+)`)
	foreignOf   = regexp.MustCompile(`\bsli\.other\b`)
)

// everyBroken reads the cases and makes their names differ.
func everyBroken(t *testing.T) (list []*broken) {
	t.Helper()
	files, err := filepath.Glob("testdata/facts/bad/*.txtar")
	if err != nil || len(files) < 200 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(text), "-- a.slo.hcl --\n")
		src, messages, _ := strings.Cut(rest, "-- want/messages --\n")
		b := &broken{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), title: titleOf.FindStringSubmatch(messages)[1]}
		if strings.Contains(src, "slogen {") || b.name == "Q07_mixed" {
			continue // a setting of the whole configuration, and a syntax error
		}
		own := strings.ToLower(b.name)
		src = strings.NewReplacer(`"other"`, `"other_`+own+`"`, `dataset "s"`, `dataset "`+own+`"`,
			`dataset = "s"`, `dataset = "`+own+`"`).Replace(src)
		src = recipientOf.ReplaceAllString(src, `$1 "${2}_`+own+`"`)
		src = referenceOf.ReplaceAllString(src, `${1}${2}_`+own)
		src = foreignOf.ReplaceAllString(src, `sli.other_`+own)
		b.head = src
		if m := serviceOf.FindStringSubmatch(src); m != nil {
			b.head, b.body = m[1]+m[3], m[2]
			over := "  dataset = \"" + own + "\"\n"
			b.dataset = strings.HasPrefix(b.body, over) && !strings.Contains(b.head, "dataset ") &&
				!strings.Contains(b.body, "sli.other")
		}
		list = append(list, b)
	}
	return list
}

// inOne is what the case has in a service that holds several.
func (b *broken) inOne() string {
	own := strings.ToLower(b.name)
	_, body, _ := strings.Cut(b.body, "\n")
	body = blockOf.ReplaceAllString(body, `$1 "${2}_`+own+`"`)
	return sliOf.ReplaceAllString(body, `sli.${1}_`+own)
}

// TestApart puts all cases that break one rule each into one configuration, as services of their own and then as parts
// of one service: each of them is reported where it is.
func TestApart(t *testing.T) {
	list := everyBroken(t)
	t.Chdir(t.TempDir())
	var services, one bytes.Buffer
	var inServices, inOne []found
	put := func(out *bytes.Buffer, where *[]found, b *broken, text string) {
		from := bytes.Count(out.Bytes(), []byte("\n")) + 1
		out.WriteString(text)
		*where = append(*where, found{b.name, b.title, from, bytes.Count(out.Bytes(), []byte("\n"))})
	}
	together := func(b *broken) bool { // a service has one board
		return b.dataset && !strings.Contains(b.body, "  board {") && !strings.Contains(b.body, "  board \"")
	}
	for _, b := range list {
		put(&services, &inServices, b, b.alone())
		if together(b) {
			one.WriteString(b.head)
		}
	}
	one.WriteString("service \"s\" {\n  dataset = \"s\"\n")
	for _, b := range list {
		if together(b) {
			put(&one, &inOne, b, b.inOne())
		}
	}
	one.WriteString("}\n")
	if len(inServices) < 200 || len(inOne) < 140 {
		t.Fatalf("%d cases in services of their own and %d in one", len(inServices), len(inOne))
	}
	everyFound(t, services.Bytes(), inServices)
	everyFound(t, one.Bytes(), inOne)
}

// A found is a title that must be reported between two lines.
type found struct {
	name, title string
	from, to    int
}

func everyFound(t *testing.T, src []byte, all []found) {
	t.Helper()
	if err := os.WriteFile("a.slo.hcl", src, 0o600); err != nil {
		t.Fatal(err)
	}
	_, diags := generator.Load(context.Background(), generator.Options{Paths: []string{"a.slo.hcl"}, Today: "2026-06-01"})
	for _, f := range all {
		if !slices.ContainsFunc(lines(diags, f.title), func(line int) bool { return f.from <= line && line <= f.to }) {
			t.Errorf("%s: nothing is said of %q on lines %d to %d", f.name, f.title, f.from, f.to)
		}
	}
}

// lines are those that problems of a title are reported on, in notes too: equal problems are one with several places.
func lines(diags hcl.Diagnostics, title string) (list []int) {
	for _, d := range diags {
		if d.Summary != title || d.Subject == nil {
			continue
		}
		list = append(list, d.Subject.Start.Line)
		if x, ok := d.Extra.(*diag.Extra); ok && x != nil {
			for _, n := range x.Notes {
				list = append(list, n.Range.Start.Line)
			}
		}
	}
	return list
}
