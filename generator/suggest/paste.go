package suggest

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// paste is the SLO as it can be declared.
func (r *Report) paste() string {
	label, sli, about := "availability", "sli.availability", "Say here what users lose if this is missed"
	if r.SLO != nil {
		block, _ := r.SLO.Key.Block()
		label, sli, about = last(block), reference(r.SLO), r.SLO.Summary
	}
	f := hclwrite.NewEmptyFile()
	slo := f.Body().AppendNewBlock("slo", []string{label}).Body()
	if about != "" {
		slo.SetAttributeValue("description", cty.StringVal(about))
	}
	raw(slo, "sli", sli)
	raw(slo, "target", percent(r.Target))
	slo.SetAttributeValue("window", cty.StringVal(spec.Seconds(r.WindowDays*day*60).String()))
	for _, j := range r.Page {
		alert(slo, j.how.written, "page")
	}
	for _, j := range r.Quiet {
		alert(slo, j.how.written, "inform")
	}
	return string(hclwrite.Format(f.Bytes()))
}

// last is the last name of a key's path.
func last(k honeycomb.Key) string {
	path := k.Path()
	return path[strings.LastIndexByte(path, '/')+1:]
}

// reference is how the SLO's own service refers to its SLI.
func reference(s *honeycomb.SLO) string {
	if s.SLI == nil {
		return "sli.availability"
	}
	service, _, _ := strings.Cut(s.Key.Path(), "/")
	address := s.SLI.Key.Address()
	if rest, ok := strings.CutPrefix(address, "sli."+service+"."); ok {
		return "sli." + rest
	}
	return address
}

// percent is a percentage as the language takes it: one below 1 with its sign, so that nobody takes it for a ratio.
func percent(perMillion int) string {
	if perMillion < 10_000 {
		return `"` + words.Percent(perMillion) + `"`
	}
	return words.PerMillion(perMillion)
}

func alert(slo *hclwrite.Body, w written, severity string) {
	slo.AppendNewline()
	b := slo.AppendNewBlock("burn_alert", []string{w.name()}).Body()
	duration := func(name string, minutes int) {
		b.SetAttributeValue(name, cty.StringVal(spec.Seconds(minutes*60).String()))
	}
	switch {
	case w.rate != "":
		raw(b, "burn_rate", w.rate)
		duration("over", w.over)
	case w.budget != "":
		raw(b, "budget", w.budget)
		duration("over", w.over)
	default:
		duration("exhausted_within", w.within)
	}
	b.SetAttributeValue("severity", cty.StringVal(severity))
}

// raw sets an argument to an expression.
func raw(b *hclwrite.Body, name, expr string) {
	tokens, _ := hclsyntax.LexExpression([]byte(expr), "", hcl.InitialPos)
	var out hclwrite.Tokens
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenEOF {
			out = append(out, &hclwrite.Token{Type: t.Type, Bytes: t.Bytes})
		}
	}
	b.SetAttributeRaw(name, out)
}
