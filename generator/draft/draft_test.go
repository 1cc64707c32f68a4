package draft_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/slogen-project/slogen/generator/draft"
)

// sample is a draft with everything that the writer knows.
func sample() *draft.Draft {
	d := &draft.Draft{Notes: []draft.Note{{Text: "the marker can't be said", Original: "{\n  \"type\": \"marker\"\n}"}}}
	locals := &draft.Block{Type: "locals"}
	locals.Set("longer", draft.Raw("1"))
	locals.Set("a", draft.Text("100 %{x} ${y} \"z\"\n"))
	d.Shared = append(d.Shared, locals)
	slack := &draft.Object{Name: "#payments-alerts", Block: draft.Block{Type: "recipient", Labels: []string{"slack"}}}
	slack.Set("channel", draft.Text("#payments-alerts"))
	home := draft.Home{Datasets: []draft.Value{draft.Text("checkout")}, Title: "Payments: works"}
	sli := &draft.Object{Name: "sli.checkout", Home: home, Block: draft.Block{Type: "sli"}}
	sli.Set("good", draft.Raw("(\n  event.a < 500 ||\n      event.b\n)"))
	sli.Set("description", draft.Text("It works"))
	slo := &draft.Object{Name: "It works", ID: "aBc", Home: home, Block: draft.Block{Type: "slo"}}
	slo.Set("target", draft.Raw("99.9"))
	slo.Set("sli", draft.Ref(sli))
	slo.Set("tags", draft.Map(draft.Entry{Key: "team", Value: draft.Text("a")}, draft.Entry{Key: "null",
		Value: draft.Null()}))
	slo.Note(draft.Note{Arg: "target", Text: "was", Original: "var.target"})
	twin := &draft.Object{Name: "It works!", ID: "dEf", Home: home, Block: draft.Block{Type: "slo"}}
	twin.Set("sli", draft.Ref(sli))
	other := &draft.Object{Name: "other", Block: draft.Block{Type: "slo"}}
	other.Set("sli", draft.Ref(sli))
	alert := &draft.Object{Name: "fast", Parent: slo, Block: draft.Block{Type: "burn_alert"}}
	alert.Set("notify", draft.List(draft.Ref(slack), draft.Raw("var.other")))
	trigger := &draft.Object{Name: "7 days", Home: home, Block: draft.Block{Type: "trigger"}}
	trigger.Set("disabled", draft.Bool(true))
	trigger.Set("for", draft.Whole(2))
	trigger.Set("group_by", draft.List(draft.Raw(strings.Repeat("event.a", 8)),
		draft.Raw(strings.Repeat("event.b", 9))))
	trigger.Note(draft.Note{Text: "a remark", Remark: true})
	board := &draft.Object{Name: "Checkout", Home: home, Block: draft.Block{Type: "board"}}
	d.Objects = append(d.Objects, board, slack, trigger, sli, slo, alert, twin, other)
	return d
}

// write is what a draft's files hold.
func write(d *draft.Draft, r draft.Rule) string {
	var b strings.Builder
	for _, f := range d.Arrange(r) {
		b.WriteString("-- " + f.Name + " --\n")
		b.Write(f.Write())
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	const want = `-- shared.slo.hcl --
# slogen:import the marker can't be said: {
#     "type": "marker"
#   }

locals {
  longer = 1
  a      = "100 %%{x} $${y} \"z\"\n"
}
-- recipients.slo.hcl --
recipient "slack" "payments_alerts" {
  channel = "#payments-alerts"
}
-- checkout.slo.hcl --
service "checkout" {
  dataset = "checkout"

  sli "sli_checkout" {
    description = "It works"
    good = (
      event.a < 500 ||
      event.b
    )
  }

  slo "it_works_abc" {
    sli    = sli.sli_checkout
    target = 99.9 # slogen:import was: var.target
    tags   = { team = "a", "null" = null }

    burn_alert "fast" {
      notify = [recipient.slack.payments_alerts, var.other]
    }
  }

  slo "it_works_def" {
    sli = sli.sli_checkout
  }

  # slogen:import a remark
  trigger "trigger_7_days" {
    group_by = [
      event.aevent.aevent.aevent.aevent.aevent.aevent.aevent.a,
      event.bevent.bevent.bevent.bevent.bevent.bevent.bevent.bevent.b,
    ]
    for      = 2
    disabled = true
  }

  board {}
}
-- environment.slo.hcl --
service "environment" {
  slo "other" {
    sli = sli.checkout.sli_checkout
  }
}
`
	if got := write(sample(), draft.Rule{}); got != want {
		t.Errorf("got\n%s", got)
	}
	for _, f := range sample().Arrange(draft.Rule{}) {
		text := f.Write()
		if again := hclwrite.Format(text); !bytes.Equal(text, again) {
			t.Errorf("%s is not formatted:\n%s", f.Name, text)
		}
		if _, diags := hclsyntax.ParseConfig(text, f.Name, hcl.InitialPos); diags.HasErrors() {
			t.Errorf("%s: %v", f.Name, diags)
		}
	}
}

func TestRule(t *testing.T) {
	for text, want := range map[string]string{"dataset": "checkout", "tag:team": "payments", "name-prefix:: ": "pay"} {
		r, err := draft.ParseRule(text)
		if err != nil {
			t.Fatal(err)
		}
		o := &draft.Object{Name: "a", Block: draft.Block{Type: "slo"}, Home: draft.Home{Title: "Pay: a",
			Datasets: []draft.Value{draft.Text("checkout")}, Tags: map[string]string{"team": "payments"}}}
		d := &draft.Draft{Objects: []*draft.Object{o}}
		if got := d.Arrange(r)[0].Name; got != want+".slo.hcl" {
			t.Errorf("%s: %s", text, got)
		}
	}
	for _, text := range []string{"", "tag", "tag:", "name-prefix:", "dataset:x"} {
		if _, err := draft.ParseRule(text); err == nil {
			t.Errorf("%q is a rule", text)
		}
	}
}

func TestName(t *testing.T) {
	for text, want := range map[string]string{"Checkout: errors": "checkout_errors", "p99Latency": "p99_latency",
		"#café!": "cafe", "日本": "slo", "5xx": "slo_5xx", "a__b--c": "a_b_c", "": "slo",
		"HTTPErrors": "httperrors"} {
		if got := draft.Name(text, "slo"); got != want {
			t.Errorf("%q: %s, not %s", text, got, want)
		}
	}
}
