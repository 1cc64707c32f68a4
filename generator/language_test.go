package generator_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/spec"
)

// visit calls f with every block of the language and the blocks around it, outermost first.
func visit(d *spec.Description, around []*spec.Description, f func(d *spec.Description, around []*spec.Description)) {
	for _, b := range d.Blocks {
		f(b, around)
		visit(b, append(slices.Clone(around), b), f)
	}
}

// TestLanguageHasProse holds every block, label and argument to having words of its own.
func TestLanguageHasProse(t *testing.T) {
	sentence := regexp.MustCompile(`^[A-Z` + "`" + `a-z].*[.]$`)
	visit(config.Root.Describe(), nil, func(d *spec.Description, _ []*spec.Description) {
		if !sentence.MatchString(d.Doc) {
			t.Errorf("block %s: %q is no sentence", d.Type, d.Doc)
		}
		for _, l := range d.Labels {
			if l.Name == "" || !sentence.MatchString(l.Doc) {
				t.Errorf("block %s, label %s: %q is no sentence", d.Type, l.Name, l.Doc)
			}
		}
		seen := map[string]bool{}
		for _, a := range d.Args {
			if seen[a.Name] {
				t.Errorf("block %s has two arguments %s", d.Type, a.Name)
			}
			seen[a.Name] = true
			if !sentence.MatchString(a.Doc) || a.Kind.Name == "" || a.Kind.Doc == "" {
				t.Errorf("argument %s.%s: %q is no sentence, or its kind has no words", d.Type, a.Name, a.Doc)
			}
			if a.Required && a.Default != "" {
				t.Errorf("argument %s.%s is required and has a default", d.Type, a.Name)
			}
		}
	})
}

// triggerNeeds are what a trigger needs, unless a template, `defaults` or one that is taken over has it.
var triggerNeeds = []string{"description", "over", "every"}

// frame is a file that holds a block of the kind, inside of those around it, with body in it.
func frame(d *spec.Description, around []*spec.Description, body string) string {
	open := func(d *spec.Description, skip string) string {
		var b strings.Builder
		b.WriteString(d.Type)
		for _, l := range d.Labels {
			switch {
			case d.Type == "recipient" && l.Name == "type":
				b.WriteString(` "webhook"`)
			case d.Type == "template":
				b.WriteString(` "trigger"`)
			case !l.Optional:
				b.WriteString(` "x"`)
			}
		}
		b.WriteString(" {\n")
		for _, a := range d.Args {
			needed := a.Required || (a.Unless != "" || d.Type == "trigger" && slices.Contains(triggerNeeds, a.Name)) &&
				skip != "template" && skip != "parameters" // which stand in for these, or can't stand beside them
			if needed && a.Name != skip {
				fmt.Fprintf(&b, "%s = %s\n", a.Name, a.Example)
			}
		}
		if d.Type == "burn_alert" && skip == "" { // it is around what is looked at, and has to be written in some way
			b.WriteString("exhausted_within = \"4h\"\n")
		}
		return b.String()
	}
	var b strings.Builder
	for _, o := range around {
		b.WriteString(open(o, ""))
	}
	name, _, _ := strings.Cut(body, " ")
	b.WriteString(open(d, name))
	b.WriteString(body)
	b.WriteString("\n}")
	b.WriteString(strings.Repeat("\n}", len(around)))
	return b.String() + "\n"
}

// at loads one file and gives what is wrong on a line, but for broken rules and what isn't declared.
func at(t *testing.T, src string, line int) (out []string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.slo.hcl")
	if err := os.WriteFile(path, []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	_, diags := generator.Load(context.Background(), generator.Options{Paths: []string{path}})
	for _, d := range diags {
		if d.Subject == nil || d.Subject.Start.Line != line && line > 0 ||
			strings.HasPrefix(d.Summary, "Reference to undeclared") ||
			strings.HasPrefix(d.Summary, "Can't read") {
			continue
		}
		switch d.Summary {
		case "Incorrect value type", "Unsupported argument", "Missing required argument", "Unsupported block type",
			"Argument or block definition required":
			if strings.Contains(d.Detail, "A recipient of type webhook") {
				continue // an argument of another type of recipient
			}
		default:
			if !strings.HasPrefix(d.Summary, "Invalid") || d.Summary == "Invalid SLI" {
				continue
			}
		}
		out = append(out, d.Summary+": "+d.Detail)
	}
	return out
}

// TestLanguageExamples decodes the example of every argument and block, and reads every default.
func TestLanguageExamples(t *testing.T) {
	n := 0
	visit(config.Root.Describe(), nil, func(d *spec.Description, around []*spec.Description) {
		for _, a := range d.Args {
			if a.Example == "" {
				t.Errorf("argument %s.%s has no example", d.Type, a.Name)
				continue
			}
			n++
			line := a.Name + " = " + a.Example
			src := frame(d, around, line)
			number := 1 + strings.Count(src[:strings.Index(src, "\n"+line)+1], "\n")
			if problems := at(t, src, number); problems != nil {
				t.Errorf("argument %s.%s: its example %s: %q", d.Type, a.Name, a.Example, problems)
			}
		}
		var src strings.Builder
		for _, o := range around {
			first, _, _ := strings.Cut(frame(o, nil, ""), "\n\n}")
			src.WriteString(first + "\n")
		}
		src.WriteString(d.Example + strings.Repeat("}\n", len(around)))
		if _, diags := hclsyntax.ParseConfig([]byte(src.String()), d.Type, hcl.InitialPos); diags.HasErrors() {
			t.Errorf("the example of block %s doesn't parse: %s\n%s", d.Type, diags, &src)
		}
		if problems := at(t, src.String(), 0); problems != nil {
			t.Errorf("the example of block %s: %q\n%s", d.Type, problems, &src)
		}
		if got := string(hclwrite.Format([]byte(d.Example))); got != d.Example {
			t.Errorf("the example of block %s is not formatted:\n%s", d.Type, cmp.Diff(d.Example, got))
		}
	})
	if n < 100 {
		t.Errorf("%d arguments are too few to be all of them", n)
	}
}

// TestDefaultsAreReal writes out what documents call the default: the objects are the same as without.
func TestDefaultsAreReal(t *testing.T) {
	const base = `
slogen {
#slogen
}
recipient "slack" "a" {
  channel = "#a"
#recipient
}
recipient "pagerduty" "p" {
  integration_name = "p"
  integration_key  = secret("KEY")
}
function "f" {
  result = event.a == 1
#function
}
defaults {
#defaults
}
trigger_template "t" {
  fires_when = count() < 1
  over       = "10m"
  every      = "10m"
#trigger_template
}
service "x" {
  dataset     = "x"
  routes      = { page = recipient.pagerduty.p, ticket = recipient.pagerduty.p, inform = recipient.pagerduty.p, odd = recipient.pagerduty.p }
#service
  sli "y" {
    good = f()
#sli
  }
  slo "z" {
    sli         = sli.y
    description = "z"
    target      = 99
#slo
    burn_alert "page" {
      exhausted_within = "4h"
      severity         = "page"
#burn_alert
    }
    burn_alert "ticket" {
      exhausted_within = "4h"
      severity         = "ticket"
    }
    burn_alert "inform" {
      exhausted_within = "4h"
      severity         = "inform"
    }
  }
  calculated_field "f" {
    value = event.f
#calculated_field
  }
  trigger "z" {
    description = "z"
    fires_when  = count() < 1
    over        = "10m"
    every       = "10m"
#trigger
    schedule {
      days = ["monday"]
      from = "09:00"
      to   = "10:00"
#schedule
    }
  }
  trigger "made" {
    description = "made"
    template    = trigger_template.t
  }
  trigger "grouped" {
    description = "grouped"
    fires_when  = count() < 1
    group_by    = [event.a]
    resolve     = "per_group"
    over        = "10m"
    every       = "10m"
    route "some" {
      when   = { a = ["b"] }
      notify = [recipient.pagerduty.p]
#route
    }
  }
  board {
#board
  }
}

rules "x" {
  require "slo" {
    arguments = ["owner"]
#require
  }
  reach "page" {
    any_of = ["slack"]
#reach
  }
  limits {
    min_target = 2
#limits
  }
  check "x" {
    over      = "slo"
    condition = slo.target > 1
    message   = "x"
#check
  }
}
`
	catalogue := func(src string) string {
		path := filepath.Join(t.TempDir(), "a.slo.hcl")
		if err := os.WriteFile(path, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
		res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{path}})
		if len(diags) > 0 {
			t.Errorf("%s", render(t, res, diags))
			return ""
		}
		return origins.ReplaceAllString(string(honeycomb.AppendCatalogue(nil, res.Resources)), "")
	}
	want := catalogue(base)
	n := 0
	visit(config.Root.Describe(), nil, func(d *spec.Description, _ []*spec.Description) {
		for _, a := range d.Args {
			text := a.Default
			switch {
			case text == "":
				continue
			case text == "the label":
				text = `"x"`
			case text == "the service's description":
				text = `""`
			case strings.Contains(text, "<"):
				text = strings.ReplaceAll(text, "<service>", "x")
				text = strings.ReplaceAll(text, "<name>", map[string]string{"sli": "y",
					"calculated_field": "f"}[d.Type]+map[string]string{"slo": "z",
					"trigger": "z"}[d.Type])
			}
			mark := "#" + d.Type + "\n"
			if !strings.Contains(base, mark) {
				t.Errorf("the test has no place for a block %s", d.Type)
				continue
			}
			n++
			if got := catalogue(strings.Replace(base, mark, a.Name+" = "+text+"\n", 1)); got != want {
				t.Errorf("%s.%s: %s is not the default:\n%s", d.Type, a.Name, a.Default, cmp.Diff(want, got))
			}
		}
	})
	if n < 15 {
		t.Errorf("%d defaults are too few to be all of them", n)
	}
}

// TestEveryMessage finds the summaries of all errors and warnings that decoding and compiling can report in the source,
// and each of them in the golden messages.
func TestEveryMessage(t *testing.T) {
	var have strings.Builder
	for _, glob := range []string{"testdata/invalid/*.txtar", "testdata/facts/bad/*.txtar", "testdata/errors/*.slo.hcl",
		"../cmd/slogen/testdata/script/test_*.txtar"} {
		names, err := filepath.Glob(glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			have.Write(src)
		}
	}
	var files []string
	for _, glob := range []string{"spec/*.go", "config/*.go", "compile/*.go", "load.go", "settle.go",
		"defaults_above.go"} {
		names, _ := filepath.Glob(glob)
		files = append(files, names...)
	}
	elsewhere := map[string]string{
		"Value not known": "what is not known has been reported, so this is left out",
		"Local values refer to each other too deeply": "TestHostile",
		"Too many problems":                           "TestHostile",
		"Interrupted":                                 "it takes a signal",
	}
	n := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(x ast.Node) bool {
			call, ok := x.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 {
				return true
			}
			arg := 0
			switch fun := call.Fun.(type) {
			case *ast.SelectorExpr:
				switch fun.Sel.Name {
				case "Error", "Warning", "RuleError":
					arg = 1
				default:
					return true
				}
			case *ast.Ident:
				if fun.Name != "fail" && fun.Name != "bad" {
					return true
				}
			default:
				return true
			}
			lit, ok := call.Args[arg].(*ast.BasicLit)
			if !ok {
				return true
			}
			summary, err := strconv.Unquote(lit.Value)
			if err != nil || strings.HasSuffix(summary, " ") { // the rest of it is added
				return true
			}
			n++
			if elsewhere[summary] == "" && !strings.Contains(have.String(), ": "+summary+"\n") {
				t.Errorf("%s: no test shows the message %q", name, summary)
			}
			return true
		})
	}
	if n < 80 {
		t.Errorf("%d messages are too few to be all of them", n)
	}
}
