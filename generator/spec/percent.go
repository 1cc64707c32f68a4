package spec

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/diag"
)

// Share is a percentage and how it was written.
type Share struct {
	PerMillion PerMillion
	// Ratio is the number as it was written where it looks like a ratio: above 0, below 1 and without a percent sign.
	Ratio string
}

// percentDoc is what documents say of percentages.
var percentDoc = KindDoc{Name: "percentage", Example: "99.9",
	Doc: "percent as a number, or a string such as `\"99.9%\"`; " +
		"at most four decimals. slogen takes a number below 1 for a ratio: write such a small percentage with its sign, " +
		"`\"0.5%\"`",
	Schema: map[string]any{"type": []any{"number", "string"}}}

// Percent is an argument that is a percentage with at most four decimals: what Honeycomb's parts per million can hold.
var Percent = &Kind[Share]{
	KindDoc: percentDoc,
	Decode: func(d *Decoder, e hcl.Expression) (Share, bool) {
		text, signed, ok := d.percent(e)
		if !ok {
			return Share{}, false
		}
		var s Share
		s.PerMillion, ok = d.parsePercent(text, e)
		if r := ratio(text); ok && !signed && r != nil && r.Cmp(one) < 0 {
			s.Ratio = text
		}
		return s, ok
	},
}

// Target is an argument that is a percentage and not a ratio: 0.999 and 1 are refused.
var Target = &Kind[PerMillion]{
	KindDoc: percentDoc,
	Decode: func(d *Decoder, e hcl.Expression) (PerMillion, bool) {
		text, signed, ok := d.percent(e)
		if !ok {
			return 0, false
		}
		if detail := TargetRatio(text); !signed && detail != "" {
			d.Add(diag.Error("language/percentage", "Ratio in place of a percentage", detail, e.Range()))
			return 0, false
		}
		return d.parsePercent(text, e)
	},
}

var one = big.NewRat(1, 1)

// ratio is the number that text holds where it may be a ratio: above 0 and at most 1. Otherwise nil.
func ratio(text string) *big.Rat {
	if len(text) > maxNumeral || strings.Trim(text, "0123456789.") != "" {
		return nil
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok || r.Sign() <= 0 || r.Cmp(one) > 0 {
		return nil
	}
	return r
}

// TargetRatio says of a target without a percent sign that looks like a ratio what it means, and how both readings are
// written. It is empty for any other.
func TargetRatio(text string) string {
	r := ratio(text)
	if r == nil {
		return ""
	}
	const highest = "99.9999"
	shown := text
	if len(shown) > 24 {
		shown = shown[:24] + "..."
	}
	percent := new(big.Rat).Mul(r, big.NewRat(100, 1))
	write := strings.TrimSuffix(strings.TrimRight(percent.FloatString(4), "0"), ".")
	meant := fmt.Sprintf("for %s percent write %s", write, write)
	switch parsed, _ := ParsePercent(write); {
	case parsed >= burn.Million:
		meant = "a target can't be 100 percent, which would leave no error budget: the highest is " + highest
	case parsed <= burn.PerPercent: // it would be refused again
		meant = fmt.Sprintf("for %s percent write \"%s%%\"", write, write)
	}
	detail := fmt.Sprintf("A target is in percent, so %s means %s percent; %s.", shown, shown, meant)
	if small, problem := ParsePercent(text); problem == "" {
		detail += fmt.Sprintf(" If %s percent is meant, write it as text: \"%s%%\".", small.Percent(), small.Percent())
	}
	return detail
}

// percent reads a percentage as decimal text. signed says that it stood with a percent sign.
func (d *Decoder) percent(e hcl.Expression) (text string, signed, ok bool) {
	if text := d.written(e); text != "" {
		return text, false, true
	}
	v, ok := d.Eval(e)
	if !ok {
		return "", false, false
	}
	switch v.Type() {
	case cty.Number:
		if f := v.AsBigFloat(); f.IsInf() || f.MantExp(nil) > 64 {
			d.Add(diag.Error("language/percentage", "Invalid percentage", farOff(f.Text('g', 6), f.Signbit()),
				e.Range()))
			return "", false, false
		} else {
			return DecimalOf(f), false, true
		}
	case cty.String:
		text = strings.TrimSpace(v.AsString())
		if t, cut := strings.CutSuffix(text, "%"); cut && !strings.HasSuffix(t, "%") {
			return strings.TrimSpace(t), true, true
		}
		return text, false, true
	}
	d.Add(diag.Error("language/type", "Incorrect value type",
		"A percentage such as 99.9 is needed here, but this is "+TypeName(v)+".",
		e.Range()))
	return "", false, false
}

func (d *Decoder) parsePercent(text string, e hcl.Expression) (PerMillion, bool) {
	p, problem := ParsePercent(text)
	if problem != "" {
		d.Add(diag.Error("language/percentage", "Invalid percentage", problem, e.Range()))
		return 0, false
	}
	return p, true
}
