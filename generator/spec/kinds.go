package spec

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/words"
)

// KindDoc is what documents say of a kind of value.
type KindDoc struct {
	Name    string         // such as "duration"
	Doc     string         // how it is written
	Example string         // a value that decodes, as written in HCL
	Schema  map[string]any // its JSON Schema
}

// Kind is a kind of value that arguments take.
type Kind[V any] struct {
	KindDoc
	Decode func(d *Decoder, e hcl.Expression) (V, bool)
}

var schemaString = map[string]any{"type": "string"}

// Literal gives the value of an expression that is a constant in native syntax, without evaluating it.
func Literal(e hcl.Expression) (cty.Value, bool) {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.Val, true
	case *hclsyntax.TemplateExpr:
		switch len(e.Parts) {
		case 0:
			return cty.StringVal(""), true
		case 1:
			if p, ok := e.Parts[0].(*hclsyntax.LiteralValueExpr); ok {
				return p.Val, true
			}
		}
	}
	return cty.NilVal, false
}

// Eval evaluates e and refuses null and unknown values, which no argument of slogen takes.
func (d *Decoder) Eval(e hcl.Expression) (cty.Value, bool) {
	v, ok := d.EvalNull(e)
	if ok && v.IsNull() {
		d.Add(diag.Error("language/null", "Value is null", "This argument needs a value, but it is null. Leave it out "+
			"to use the inherited value or, if there is none, the default.", e.Range()))
		return v, false
	}
	return v, ok
}

// EvalNull is [Decoder.Eval] where null is allowed.
func (d *Decoder) EvalNull(e hcl.Expression) (cty.Value, bool) {
	v, ok := Literal(e)
	if !ok {
		var diags hcl.Diagnostics
		v, diags = d.Budget.Value(e, d.Ctx)
		d.Add(diags...)
		if diags.HasErrors() {
			return v, false
		}
	}
	v, _ = v.Unmark()
	if !v.IsKnown() {
		if callsSecret(e) {
			d.Add(diag.Error("language/secret", "Secret in an expression",
				"slogen doesn't have a secret's value, so nothing can be compared with it or depend on it.", e.Range()))
			return v, false
		}
		d.Add(diag.Follow(diag.Error(
			"language/null", "Value not known",
			"The value of this expression can't be determined when the configuration is loaded.",
			e.Range(),
		), diag.AnyError))
		return v, false
	}
	return v, true
}

// callsSecret says whether secret() is called somewhere in e.
func callsSecret(e hcl.Expression) (found bool) {
	native, ok := e.(hclsyntax.Expression)
	if !ok {
		return false
	}
	_ = hclsyntax.VisitAll(native, func(n hclsyntax.Node) hcl.Diagnostics {
		call, ok := n.(*hclsyntax.FunctionCallExpr)
		found = found || ok && call.Name == "secret"
		return nil
	})
	return found
}

// Text is an argument that is a string.
var Text = &Kind[string]{
	KindDoc: KindDoc{Name: "string", Doc: "text in quotes, or a heredoc", Example: `"text"`, Schema: schemaString},
	Decode: func(d *Decoder, e hcl.Expression) (string, bool) {
		v, ok := d.Eval(e)
		if !ok {
			return "", false
		}
		return d.asString(v, e.Range())
	},
}

// Name is an argument that is a string, for names that have a default: an empty one is an error, not the default.
var Name = &Kind[string]{
	KindDoc: KindDoc{Name: "name", Doc: "text in quotes that isn't empty", Example: `"text"`,
		Schema: map[string]any{"type": "string", "minLength": 1}},
	Decode: func(d *Decoder, e hcl.Expression) (string, bool) {
		s, ok := Text.Decode(d, e)
		if ok && Blank(s) {
			d.Add(diag.Error("language/name", "Empty name",
				"Honeycomb's names need at least one character. Write one, or leave the argument out for its default.",
				e.Range()))
		}
		return s, ok && !Blank(s)
	},
}

func (d *Decoder) asString(v cty.Value, r hcl.Range) (string, bool) {
	if v.Type() != cty.String {
		c, err := convert.Convert(v, cty.String)
		if err != nil || c.IsNull() {
			d.Add(diag.Error("language/type", "Incorrect value type",
				"A string is needed here, but this is "+TypeName(v)+".", r))
			return "", false
		}
		v = c
	}
	return v.AsString(), true
}

// TypeName is the type of a value in words: "a number".
func TypeName(v cty.Value) string {
	if v.IsNull() {
		return "null"
	}
	switch ty := v.Type(); {
	case ty.IsCapsuleType():
		return "a reference to a " + strings.ReplaceAll(ty.FriendlyName(), "_", " ")
	case ty == cty.Number:
		return "a number"
	case ty == cty.String:
		return "a string"
	case ty == cty.Bool:
		return "a boolean"
	case ty.IsTupleType() || ty.IsListType() || ty.IsSetType():
		return "a list"
	case ty.IsObjectType() || ty.IsMapType():
		return "a map"
	default:
		return ty.FriendlyName()
	}
}

// Flag is an argument that is true or false.
var Flag = &Kind[bool]{
	KindDoc: KindDoc{Name: "boolean", Doc: "`true` or `false`", Example: "true",
		Schema: map[string]any{"type": "boolean"}},
	Decode: func(d *Decoder, e hcl.Expression) (bool, bool) {
		v, ok := d.Eval(e)
		if !ok {
			return false, false
		}
		c, err := convert.Convert(v, cty.Bool)
		if err != nil || c.IsNull() {
			d.Add(diag.Error("language/type", "Incorrect value type",
				"This must be true or false, but it is "+TypeName(v)+".", e.Range()))
			return false, false
		}
		return c.True(), true
	},
}

// Whole is an argument that is a whole number.
var Whole = &Kind[int]{
	KindDoc: KindDoc{Name: "whole number", Doc: "a number without a fraction", Example: "2",
		Schema: map[string]any{"type": "integer"}},
	Decode: func(d *Decoder, e hcl.Expression) (int, bool) {
		dec, ok := Number.Decode(d, e)
		if !ok {
			return 0, false
		}
		n, err := strconv.Atoi(dec.Text)
		if err != nil {
			d.Add(diag.Error("language/value", "Not a whole number",
				"A whole number is needed here, but this is "+dec.Text+".", e.Range()))
			return 0, false
		}
		return n, true
	},
}

// Decimal is a number as decimal text, so that nothing is lost to binary fractions.
type Decimal struct{ Text string }

// Rat is the exact value.
func (n Decimal) Rat() *big.Rat {
	r, ok := new(big.Rat).SetString(n.Text)
	if !ok {
		return new(big.Rat)
	}
	return r
}

// cty computes with 512 bits, some 154 digits. What is decimal in the source (100 - 0.04) is decimal again after
// rounding to fewer digits: the first of these that differs from the number by no more than such arithmetic can.
var digits = [...]int{60, 150}

// slack is how many of a number's bits have to agree with its decimal text.
const slack = 490

// DecimalOf is the decimal text of a number of cty.
func DecimalOf(f *big.Float) string {
	if n, exact := f.Int64(); exact == big.Exact {
		return strconv.FormatInt(n, 10)
	}
	if f.IsInt() {
		return f.Text('f', 0)
	}
	for _, n := range digits {
		s := f.Text('f', n)
		back, _, err := big.ParseFloat(s, 10, 512, big.ToNearestEven)
		if err != nil {
			break
		}
		if back.Sub(back, f); back.Sign() == 0 || back.MantExp(nil) < f.MantExp(nil)-slack {
			return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
		}
	}
	return f.Text('g', digits[1])
}

// maxNumeral is how many digits a number may have to be read from the source; longer ones go through cty, which keeps
// some 150.
const maxNumeral = 4096

// written is a number that stands in the source as digits and a point: its text needs no arithmetic. Empty for anything
// else.
func (d *Decoder) written(e hcl.Expression) string {
	lit, ok := e.(*hclsyntax.LiteralValueExpr)
	if !ok || lit.SrcRange.End.Byte > len(d.Src) || lit.SrcRange.Start.Byte >= lit.SrcRange.End.Byte {
		return ""
	}
	src := d.Src[lit.SrcRange.Start.Byte:lit.SrcRange.End.Byte]
	point := false
	for i, c := range src {
		if c == '.' && !point && i > 0 && i < len(src)-1 {
			point = true
		} else if c < '0' || c > '9' {
			return ""
		}
	}
	if len(src) > maxNumeral || len(src) > 1 && src[0] == '0' && src[1] != '.' {
		return ""
	}
	text := string(src)
	if point {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// Number is an argument that is a number, kept exactly as it was written.
var Number = &Kind[Decimal]{
	KindDoc: KindDoc{Name: "number", Doc: "a number", Example: "14.4", Schema: map[string]any{"type": "number"}},
	Decode: func(d *Decoder, e hcl.Expression) (Decimal, bool) {
		if text := d.written(e); text != "" {
			return Decimal{text}, true
		}
		v, ok := d.Eval(e)
		if !ok {
			return Decimal{}, false
		}
		if v.Type() != cty.Number {
			c, err := d.Budget.Convert(v, cty.Number)
			if err != nil || c.IsNull() {
				d.Add(diag.Error("language/type", "Incorrect value type",
					"A number is needed here, but this is "+TypeName(v)+".", e.Range()))
				return Decimal{}, false
			}
			v = c
		}
		f := v.AsBigFloat()
		if f.IsInf() || f.MantExp(nil) > 1100 {
			d.Add(diag.Error("language/value", "Number out of range", "This number is larger than Honeycomb accepts.",
				e.Range()))
			return Decimal{}, false
		}
		return Decimal{DecimalOf(f)}, true
	},
}

// PerMillion is a share as whole parts of a million: 99.9% is 999,000.
type PerMillion int

// Percent is the share as percent, without trailing zeros: "99.9".
func (p PerMillion) Percent() string { return words.PerMillion(int(p)) }

// ParsePercent reads decimal text as percent. The problem is empty when there is none.
func ParsePercent(text string) (p PerMillion, problem string) {
	whole, frac, _ := strings.Cut(text, ".")
	neg := strings.HasPrefix(whole, "-")
	whole = strings.TrimPrefix(whole, "-")
	if whole == "" && frac == "" || strings.Trim(whole, "0123456789") != "" || strings.Trim(frac, "0123456789") != "" {
		if point := strings.Replace(text, ",", ".", 1); point != text {
			if _, problem := ParsePercent(point); problem == "" {
				return 0, fmt.Sprintf("%q is not a percentage: decimals come after a point. Write %s.", text, point)
			}
		}
		return 0, fmt.Sprintf("%q is not a percentage: write a number such as 99.9, or \"99.9%%\".", text)
	}
	frac = strings.TrimRight(frac, "0")
	if len(frac) > 30 {
		return 0, fmt.Sprintf("Honeycomb holds shares as whole parts of a million, so a percentage has at most four "+
			"decimals, but this is %s.%s... with many more. slogen rounds nothing silently: write %s or another value with "+
			"four decimals.",
			whole, frac[:12], fourDecimals(whole, frac))
	}
	if len(frac) > 4 {
		return 0, fmt.Sprintf("Honeycomb holds shares as whole parts of a million, so a percentage has at most four "+
			"decimals, but %s has %d. slogen rounds nothing silently: write %s or another value with four decimals.",
			text, len(frac), fourDecimals(whole, frac))
	}
	if len(whole) > 9 {
		return 0, farOff(text, neg)
	}
	n, err := strconv.Atoi("0" + whole + (frac + "0000")[:4])
	if err != nil {
		return 0, fmt.Sprintf("%q is not a percentage.", text)
	}
	if neg {
		n = -n
	}
	return PerMillion(n), ""
}

// farOff is what to say of a percentage that is no share of anything.
func farOff(text string, negative bool) string {
	if negative {
		return text + " percent is far below 0 percent."
	}
	return text + " percent is far above 100 percent."
}

// fourDecimals is a percentage with more decimals cut to four of them, or the least above zero where nothing would be
// left.
func fourDecimals(whole, frac string) string {
	if strings.Trim(whole, "0") == "" && frac[:4] == "0000" {
		return "0.0001"
	}
	return strings.TrimRight(strings.TrimRight(whole+"."+frac[:4], "0"), ".")
}

// Seconds is a length of time in whole seconds.
type Seconds int64

// Units of time in seconds. A day is 24 hours.
const (
	Minute Seconds = 60
	Hour           = 60 * Minute
	Day            = 24 * Hour
	Week           = 7 * Day
)

// maxDuration is as long as a duration may be: a hundred years, beyond anything that an SLO or an alert looks at.
const maxDuration = 36_500 * Day

// String is the length as it is written in a file: "1h", "1h30m", "30d".
func (s Seconds) String() string { return words.Duration(int64(s)) }

// Duration is an argument that is a length of time.
var Duration = &Kind[Seconds]{
	KindDoc: KindDoc{Name: "duration",
		Doc: "a length of time in `s`, `m`, `h`, `d` and `w`, such as `\"90m\"` or `\"1h30m\"`", Example: `"1h"`,
		Schema: map[string]any{"type": "string", "pattern": `^([0-9]+[smhdw])+$`}},
	Decode: func(d *Decoder, e hcl.Expression) (Seconds, bool) {
		v, ok := d.Eval(e)
		if !ok {
			return 0, false
		}
		if v.Type() != cty.String {
			d.Add(diag.Error("language/duration", "Invalid duration",
				"A duration is a string with a unit, such as \"10m\" or \"1h\", but this is "+TypeName(v)+"."+withUnit(v),
				e.Range()))
			return 0, false
		}
		s, problem := ParseDuration(v.AsString())
		if problem != "" {
			d.Add(diag.Error("language/duration", "Invalid duration", problem, e.Range()))
			return 0, false
		}
		return s, true
	},
}

// ParseDuration reads "1h30m", at most maxDuration. The problem is empty when there is none.
func ParseDuration(text string) (total Seconds, problem string) {
	rest := text
	for rest != "" {
		i := 0
		for i < len(rest) && rest[i] >= '0' && rest[i] <= '9' {
			i++
		}
		if i == 0 || i == len(rest) {
			return 0, fmt.Sprintf("%q is not a duration. %s", text,
				orMeant(text, "Write whole numbers with the units s, m, h, d or w, such as \"10m\" or \"1h30m\"."))
		}
		var unit Seconds
		switch rest[i] {
		case 's':
			unit = 1
		case 'm':
			unit = Minute
		case 'h':
			unit = Hour
		case 'd':
			unit = Day
		case 'w':
			unit = Week
		case 'M':
			return 0, fmt.Sprintf("%q: a month has no fixed length. Write days, such as \"30d\", or \"m\" for minutes.", text)
		default:
			return 0, notUnit(text, rest[i:])
		}
		if i+1 < len(rest) && (rest[i+1] < '0' || rest[i+1] > '9') {
			return 0, notUnit(text, strings.TrimRight(rest[i:], "0123456789"))
		}
		n, err := strconv.ParseInt(rest[:i], 10, 64)
		if err != nil || n > int64(maxDuration/unit) || Seconds(n)*unit > maxDuration-total {
			return 0, fmt.Sprintf("%q is longer than %s, the longest duration allowed.", text, maxDuration)
		}
		total += Seconds(n) * unit
		rest = rest[i+1:]
	}
	if text == "" {
		return 0, "An empty string is not a duration: write \"10m\" or \"1h\"."
	}
	return total, ""
}

// Window is an argument that is a number of days: Honeycomb's SLOs roll over whole days.
var Window = &Kind[int]{
	KindDoc: KindDoc{Name: "days", Doc: "whole days, such as `\"30d\"`; weeks (`\"4w\"`) are seven days", Example: `"30d"`,
		Schema: map[string]any{"type": "string", "pattern": `^([0-9]+[dw])+$`}},
	Decode: func(d *Decoder, e hcl.Expression) (int, bool) {
		v, ok := d.Eval(e)
		if !ok {
			return 0, false
		}
		if v.Type() != cty.String {
			detail := "A window is a string with a unit, such as \"30d\", but this is " + TypeName(v) + "."
			if v.Type() == cty.Number && v.AsBigFloat().IsInt() && v.AsBigFloat().Sign() > 0 &&
				v.AsBigFloat().MantExp(nil) < 20 {
				detail += " For days write \"" + v.AsBigFloat().Text('f', 0) + "d\"."
			}
			d.Add(diag.Error("language/duration", "Invalid window", detail, e.Range()))
			return 0, false
		}
		s, problem := ParseDuration(v.AsString())
		if problem != "" {
			if m, ok := meant(v.AsString()); ok {
				problem = fmt.Sprintf("%q isn't a valid window. Write %q.", v.AsString(), wholeDays(m))
			}
			d.Add(diag.Error("language/duration", "Invalid window", problem, e.Range()))
			return 0, false
		}
		if s%Day != 0 {
			d.Add(diag.Error("language/duration", "Invalid window",
				"Honeycomb's windows are whole days, but "+s.String()+" is not a whole number of them. Write \""+
					wholeDays(s).String()+"\", for example.", e.Range()))
			return 0, false
		}
		return int(s / Day), true
	},
}

// OneOf is an argument that is one of a few words.
func OneOf(name string, accepted ...string) *Kind[string] {
	enum := make([]any, len(accepted))
	for i, w := range accepted {
		enum[i] = w
	}
	return &Kind[string]{
		KindDoc: KindDoc{Name: name, Doc: "one of `\"" + strings.Join(accepted, "\"`, `\"") + "\"`",
			Example: strconv.Quote(accepted[0]),
			Schema:  map[string]any{"type": "string", "enum": enum}},
		Decode: func(d *Decoder, e hcl.Expression) (string, bool) {
			s, ok := Text.Decode(d, e)
			if !ok {
				return "", false
			}
			for _, w := range accepted {
				if s == w {
					return s, true
				}
			}
			d.Add(diag.Error("language/value", "Invalid value", fmt.Sprintf("%q is not one of %s.%s", s,
				words.Or(words.Quoted(accepted)), diag.DidYouMean(s, accepted)), e.Range()))
			return "", false
		},
	}
}

// Date is an argument that is a day, kept as "2006-01-02".
var Date = &Kind[string]{
	KindDoc: KindDoc{Name: "date", Doc: "a day as `\"2026-12-31\"`", Example: `"2026-12-31"`,
		Schema: map[string]any{"type": "string", "format": "date"}},
	Decode: func(d *Decoder, e hcl.Expression) (string, bool) {
		s, ok := Text.Decode(d, e)
		if !ok {
			return "", false
		}
		if _, ok := parseDate(s); !ok {
			d.Add(diag.Error("language/value", "Invalid date", fmt.Sprintf("%q is not a date: write year, month and "+
				"day, such as \"2026-12-31\".",
				s), e.Range()))
			return "", false
		}
		return s, true
	},
}

// Texts is an argument that is a list of strings.
var Texts = &Kind[[]At[string]]{
	KindDoc: KindDoc{Name: "list of strings", Doc: "strings in brackets", Example: `["a", "b"]`,
		Schema: map[string]any{"type": "array", "items": schemaString}},
	Decode: func(d *Decoder, e hcl.Expression) ([]At[string], bool) {
		if t, ok := e.(*hclsyntax.TupleConsExpr); ok {
			out := make([]At[string], 0, len(t.Exprs))
			fine := true
			for _, x := range t.Exprs {
				s, ok := Text.Decode(d, x)
				fine = fine && ok
				out = append(out, At[string]{s, x.Range()})
			}
			return out, fine
		}
		v, ok := d.Eval(e)
		if !ok {
			return nil, false
		}
		if !v.CanIterateElements() || v.Type().IsObjectType() || v.Type().IsMapType() {
			d.Add(diag.Error("language/type", "Incorrect value type",
				"A list of strings is needed here, but this is "+TypeName(v)+".",
				e.Range()))
			return nil, false
		}
		var out []At[string]
		for it := v.ElementIterator(); it.Next(); {
			_, x := it.Element()
			s, ok := d.asString(x, e.Range())
			if !ok {
				return nil, false
			}
			out = append(out, At[string]{s, e.Range()})
		}
		return out, true
	},
}

// Item is one entry of a map.
type Item struct {
	Key      string
	KeyRange hcl.Range
	Value    At[string]
	Null     bool // the value is null: the entry is removed where maps merge
}

// TextMap is an argument that is a map of strings, in the order it was written (sorted by key where it was computed).
var TextMap = &Kind[[]Item]{
	KindDoc: KindDoc{Name: "map of strings", Doc: "names and strings in braces; `null` removes an inherited entry",
		Example: `{ tier = "gold" }`,
		Schema:  map[string]any{"type": "object", "additionalProperties": map[string]any{"type": []any{"string", "null"}}}},
	Decode: func(d *Decoder, e hcl.Expression) ([]Item, bool) {
		entries, ok := d.Entries(e)
		out := make([]Item, 0, len(entries))
		for _, x := range entries {
			it := Item{Key: x.Key, KeyRange: x.KeyRange}
			v := x.Value
			if x.Expr != nil {
				var good bool
				if v, good = d.EvalNull(x.Expr); !good {
					ok = false
					continue
				}
			}
			it.Value.Range = x.Range
			if v.IsNull() {
				it.Null = true
			} else if s, good := d.asString(v, x.Range); good {
				it.Value.V = s
			} else {
				ok = false
			}
			out = append(out, it)
		}
		return out, ok
	},
}

// Entry is one entry of a map before its value is decoded: Expr, or Value where the map was computed.
type Entry struct {
	Key      string
	KeyRange hcl.Range
	Expr     hcl.Expression // of either syntax
	Value    cty.Value
	Range    hcl.Range // of the value
}

// Entries gives the entries of a map: as written where it is written out, evaluated and sorted by key otherwise.
func (d *Decoder) Entries(e hcl.Expression) ([]Entry, bool) {
	if o, ok := e.(*hclsyntax.ObjectConsExpr); ok {
		out := make([]Entry, 0, len(o.Items))
		fine := true
		seen := make(map[string]hcl.Range, len(o.Items))
		for _, it := range o.Items {
			key, ok := d.key(it.KeyExpr)
			if !ok {
				fine = false
				continue
			}
			if first, dup := seen[key]; dup {
				fine = false
				d.Add(diag.Error("language/duplicate", "Duplicate key",
					fmt.Sprintf("The key %q appears twice. HCL would silently use the last value; keep one.", key),
					it.KeyExpr.Range(),
					diag.Note{Text: "first written here", Range: first}))
				continue
			}
			seen[key] = it.KeyExpr.Range()
			out = append(out, Entry{Key: key, KeyRange: it.KeyExpr.Range(), Expr: it.ValueExpr, Range: it.ValueExpr.Range()})
		}
		return out, fine
	}
	if _, native := e.(hclsyntax.Expression); !native {
		// an object of JSON; a key that stands there twice is found when it is parsed
		if pairs, diags := hcl.ExprMap(e); !diags.HasErrors() {
			out := make([]Entry, 0, len(pairs))
			fine := true
			for _, p := range pairs {
				v, ok := d.Eval(p.Key)
				if !ok {
					fine = false
					continue
				}
				key, ok := d.asString(v, p.Key.Range())
				if !ok {
					fine = false
					continue
				}
				out = append(out, Entry{Key: key, KeyRange: p.Key.Range(), Expr: p.Value, Range: p.Value.Range()})
			}
			return out, fine
		}
	}
	v, ok := d.Eval(e)
	if !ok {
		return nil, false
	}
	if !v.Type().IsObjectType() && !v.Type().IsMapType() {
		d.Add(diag.Error("language/type", "Incorrect value type",
			"A map such as { name = \"value\" } is needed here, but this is "+TypeName(v)+".", e.Range()))
		return nil, false
	}
	var out []Entry
	for it := v.ElementIterator(); it.Next(); {
		k, x := it.Element()
		x, _ = x.Unmark()
		out = append(out, Entry{Key: k.AsString(), KeyRange: e.Range(), Value: x, Range: e.Range()})
	}
	return out, true
}

// key reads a key of an object: a name, a dotted name, or anything that evaluates to a string.
func (d *Decoder) key(e hclsyntax.Expression) (string, bool) {
	if k, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok && !k.ForceNonLiteral {
		if t, ok := k.Wrapped.(*hclsyntax.ScopeTraversalExpr); ok {
			return Dotted(t.Traversal), true
		}
		e = k.Wrapped
	}
	v, ok := d.Eval(e)
	if !ok {
		return "", false
	}
	return d.asString(v, e.Range())
}

// Dotted is a traversal's names joined by dots; index keys come as they are.
func Dotted(t hcl.Traversal) string {
	var b strings.Builder
	for i, step := range t {
		switch s := step.(type) {
		case hcl.TraverseRoot:
			b.WriteString(s.Name)
		case hcl.TraverseAttr:
			b.WriteByte('.')
			b.WriteString(s.Name)
		case hcl.TraverseIndex:
			if i > 0 {
				b.WriteByte('.')
			}
			if s.Key.Type() == cty.String {
				b.WriteString(s.Key.AsString())
			} else {
				b.WriteString(DecimalOf(s.Key.AsBigFloat()))
			}
		}
	}
	return b.String()
}

// Step is the name that a step of a reference has, empty where it is none, and whether it stands in brackets.
func Step(t hcl.Traverser) (name string, index bool) {
	switch s := t.(type) {
	case hcl.TraverseAttr:
		return s.Name, false
	case hcl.TraverseIndex:
		if s.Key.IsKnown() && !s.Key.IsNull() && s.Key.Type() == cty.String {
			return s.Key.AsString(), true
		}
	}
	return "", true
}

// Value is an argument that takes any value.
var Value = &Kind[cty.Value]{
	KindDoc: KindDoc{Name: "any value", Doc: "a value of any type", Example: `"anything"`, Schema: map[string]any{}},
	Decode:  func(d *Decoder, e hcl.Expression) (cty.Value, bool) { return d.EvalNull(e) },
}

// Expr is an expression that is not evaluated when it is decoded. Both syntaxes give the same trees.
type Expr = hclsyntax.Expression

// ExprKind is a kind of argument that takes an expression of a certain meaning: a condition on events, a reference.
func ExprKind(name, doc, example string) *Kind[Expr] {
	return &Kind[Expr]{
		KindDoc: KindDoc{Name: name, Doc: doc, Example: example, Schema: map[string]any{}},
		Decode: func(d *Decoder, e hcl.Expression) (Expr, bool) {
			if x, ok := e.(hclsyntax.Expression); ok {
				return x, true
			}
			x, diags := d.JSONExpr(e, d.Src)
			d.Add(diags...)
			return x, !diags.HasErrors() && x != nil
		},
	}
}
