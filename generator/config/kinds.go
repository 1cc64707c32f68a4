package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
)

// columnTypes are the types a column may be declared with.
var columnTypes = []string{"string", "integer", "float", "boolean", "any"}

// columnsKind reads the columns of a dataset statically: dotted names need no quotes, types are words.
var columnsKind = &spec.Kind[[]Column]{
	KindDoc: spec.KindDoc{Name: "columns", Doc: "names, which may hold dots without quotes, and types",
		Example: "{ duration_ms = float }",
		Schema: map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "string",
			"enum": []any{"string", "integer", "float", "boolean", "any"}}}},
	Decode: func(d *spec.Decoder, e hcl.Expression) ([]Column, bool) {
		entries, ok := d.Entries(e)
		out := make([]Column, 0, len(entries))
		for _, x := range entries {
			t, good := decodeColumnType(d, x.Expr, x.Value, x.Range)
			if ok = ok && good; good {
				out = append(out, Column{Name: x.Key, Range: x.KeyRange, Type: t})
			}
		}
		return out, ok
	},
}

// columnType reads the type of one column, which is a word, too.
var columnType = &spec.Kind[string]{
	KindDoc: spec.KindDoc{Name: "column type", Doc: "a word: string, integer, float, boolean or any",
		Example: "integer", Schema: map[string]any{"type": "string",
			"enum": []any{"string", "integer", "float", "boolean", "any"}}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (string, bool) {
		return decodeColumnType(d, e, cty.NilVal, e.Range())
	},
}

// decodeColumnType reads a type: a word in the expression, or the value where there is no expression.
func decodeColumnType(d *spec.Decoder, e hcl.Expression, v cty.Value, at hcl.Range) (string, bool) {
	t := hcl.ExprAsKeyword(e)
	if t == "" {
		if e != nil {
			var good bool
			if v, good = d.Eval(e); !good {
				return "", false
			}
		}
		if !v.IsNull() && v.Type() == cty.String {
			t = v.AsString()
		}
	}
	if !knownType(t) {
		d.Add(diag.Error("language/value", "Invalid column type", "A column is a string, integer, float, "+
			"boolean or any."+meantType(t), at))
		t = "any" // there is such a column
	}
	return t, true
}

// otherTypes are the words of others for the types of columns.
var otherTypes = map[string]string{
	"int": "integer", "int64": "integer", "long": "integer", "bigint": "integer", "str": "string", "text": "string",
	"keyword": "string",
	"varchar": "string", "number": "float", "double": "float", "float64": "float", "decimal": "float", "bool": "boolean",
}

func meantType(name string) string {
	if t := otherTypes[strings.ToLower(name)]; t != "" {
		return " Write " + t + "."
	}
	return diag.DidYouMean(name, columnTypes)
}

func knownType(t string) bool {
	for _, k := range columnTypes {
		if t == k {
			return true
		}
	}
	return false
}

// entriesKind reads a map without evaluating what it holds.
var entriesKind = &spec.Kind[[]spec.Entry]{
	KindDoc: spec.KindDoc{Name: "map", Doc: "names and values in braces", Example: `{ route = "/checkout" }`,
		Schema: map[string]any{"type": "object"}},
	Decode: func(d *spec.Decoder, e hcl.Expression) ([]spec.Entry, bool) {
		out, ok := d.Entries(e)
		for _, x := range out {
			d.Add(duplicateKeys(x.Expr)...)
		}
		return out, ok
	},
}

// routesKind is a map of severities and recipients; the recipients are resolved when an alert needs them.
var routesKind = &spec.Kind[[]spec.Entry]{
	KindDoc: spec.KindDoc{Name: "routes", Doc: "severities and lists of recipients in braces",
		Example: "{ page = [recipient.pagerduty.payments_oncall] }",
		Schema: map[string]any{"type": "object",
			"additionalProperties": map[string]any{"type": []any{"array", "string", "null"}}}},
	Decode: func(d *spec.Decoder, e hcl.Expression) ([]spec.Entry, bool) { return routeEntries(d, e) },
}

func routeEntries(d *spec.Decoder, e hcl.Expression) ([]spec.Entry, bool) {
	entries, ok := d.Entries(e)
	for i := range entries {
		x := &entries[i]
		if x.Expr == nil {
			continue
		}
		if _, native := x.Expr.(hclsyntax.Expression); native {
			continue
		}
		// In JSON a string holds a reference.
		native, diags := d.JSONExpr(x.Expr, d.Src)
		d.Add(diags...)
		if diags.HasErrors() {
			ok = false
			continue
		}
		x.Expr = native
	}
	return entries, ok
}

// AnySeverity is the key of PagerDuty's severity for all severities.
const AnySeverity = ""

// pagerDutySeverity is one severity of PagerDuty for all alerts, or one for each severity of theirs.
var pagerDutySeverity = &spec.Kind[[]spec.Item]{
	KindDoc: spec.KindDoc{Name: "PagerDuty severity",
		Doc: "`\"critical\"`, `\"error\"`, `\"warning\"` or `\"info\"`, or a " +
			"map of your severities to these; `null` removes an inherited entry", Example: `"critical"`,
		Schema: map[string]any{"anyOf": []any{
			map[string]any{"type": "string", "enum": []any{"critical", "error", "warning", "info"}},
			map[string]any{"type": "object", "additionalProperties": map[string]any{
				"enum": []any{"critical", "error", "warning", "info", nil}}},
		}}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (out []spec.Item, ok bool) {
		if _, no := hcl.ExprMap(e); no.HasErrors() { // not written out: it may be either
			v, known := d.Eval(e)
			if !known {
				return nil, false
			}
			if v.Type() == cty.String {
				out, ok = []spec.Item{{Value: spec.At[string]{V: v.AsString(), Range: e.Range()}}}, true
			}
		}
		if out == nil {
			out, ok = spec.TextMap.Decode(d, e)
		}
		for _, it := range out {
			if !it.Null && !slices.Contains(PagerDutySeverities, it.Value.V) {
				d.Add(diag.Error("language/value", "Invalid PagerDuty severity",
					fmt.Sprintf("%q is not a PagerDuty severity: write critical, error, warning or info.%s",
						it.Value.V, diag.DidYouMean(it.Value.V, PagerDutySeverities)), it.Value.Range))
				ok = false
			}
		}
		return out, ok
	},
}

// formulaText is a calculated field as text. It is kept as an expression, so that errors can point into it.
var formulaText = &spec.Kind[hcl.Expression]{
	KindDoc: spec.KindDoc{Name: "calculated field", Doc: "text in Honeycomb's calculated-field language",
		Example: "\"IF(EXISTS($duration_ms), LT($duration_ms, 1000))\"",
		Schema:  map[string]any{"type": "string"}},
	Decode: func(_ *spec.Decoder, e hcl.Expression) (hcl.Expression, bool) { return e, true },
}

// datasetKind is a dataset's slug, or the word all.
var datasetKind = &spec.Kind[DatasetName]{
	KindDoc: spec.KindDoc{Name: "dataset slug or all",
		Doc: "a dataset slug in quotes, or `all` for the whole environment (in JSON the text \"all\")", Example: `"checkout"`,
		Schema: map[string]any{"type": "string"}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (DatasetName, bool) {
		_, native := e.(hclsyntax.Expression)
		if native && hcl.ExprAsKeyword(e) == "all" {
			return DatasetName{All: true}, true
		}
		s, ok := spec.Text.Decode(d, e)
		if ok && !native && s == "all" {
			return DatasetName{All: true}, true
		}
		return DatasetName{Slug: s}, ok
	},
}

// baselineOffsets are how long ago a baseline can be, as people write them.
var baselineOffsets = []struct {
	length spec.Seconds
	text   string
}{{spec.Hour, "1h"}, {spec.Day, "1d"}, {spec.Week, "1w"}, {4 * spec.Week, "4w"}}

// offsetKind is how long ago a baseline is: one of four lengths of time, however they are written.
var offsetKind = &spec.Kind[spec.Seconds]{
	KindDoc: spec.KindDoc{Name: "offset",
		Doc: "`\"1h\"`, `\"1d\"`, `\"1w\"` or `\"4w\"`, or the same length in other units, such as `\"7d\"`", Example: `"1w"`,
		Schema: map[string]any{"type": "string", "pattern": `^([0-9]+[smhdw])+$`, "examples": []any{"1h", "1d", "1w", "4w"}}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (spec.Seconds, bool) {
		s, ok := spec.Duration.Decode(d, e)
		if !ok {
			return 0, false
		}
		nearest := baselineOffsets[0]
		for _, o := range baselineOffsets {
			if s == o.length {
				return s, true
			}
			if max(s-o.length, o.length-s) < max(s-nearest.length, nearest.length-s) {
				nearest = o
			}
		}
		d.Add(diag.Error("language/value", "Invalid value", fmt.Sprintf("Honeycomb compares with an hour, a day, a "+
			"week or four weeks before, but this is %s. The nearest is %q.", s, nearest.text), e.Range()))
		return 0, false
	},
}

// timestampKind is a moment as RFC 3339 writes it.
var timestampKind = &spec.Kind[int64]{
	KindDoc: spec.KindDoc{Name: "moment", Doc: "a date and time with its offset, such as `\"2026-12-24T22:00:00Z\"`",
		Example: `"2026-12-24T22:00:00Z"`,
		Schema:  map[string]any{"type": "string", "format": "date-time"}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (int64, bool) {
		s, ok := spec.Text.Decode(d, e)
		if !ok {
			return 0, false
		}
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			d.Add(diag.Error("language/value", "Invalid moment", fmt.Sprintf("%q is not a date and time with an "+
				"offset: write it as \"2026-12-24T22:00:00Z\" or \"2026-12-24T23:00:00+01:00\".", s), e.Range()))
			return 0, false
		}
		if t.Nanosecond() != 0 {
			d.Add(diag.Error("language/value", "Invalid moment", "Whole seconds are needed here.", e.Range()))
			return 0, false
		}
		return t.Unix(), true
	},
}

// secretType is the type of what secret() returns.
var secretType = cty.CapsuleWithOps("secret", secretTypeOf, &cty.CapsuleOps{
	GoString: func(any) string { return "secret" },
	RawEquals: func(a, b any) bool {
		return a.(*Secret).Name == b.(*Secret).Name
	},
	// Whether two secrets are equal depends on their values, which nobody here knows.
	Equals: func(_, _ any) cty.Value { return cty.UnknownVal(cty.Bool) },
})

// secretKind is a text or a secret.
var secretKind = &spec.Kind[Secret]{
	KindDoc: spec.KindDoc{Name: "string or secret",
		Doc: "text in quotes, or `secret(\"NAME\")`, whose value never appears in any output", Example: `secret("NAME")`,
		Schema: map[string]any{"type": "string"}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (Secret, bool) {
		v, ok := d.Eval(e)
		if !ok {
			return Secret{}, false
		}
		if v.Type().Equals(secretType) {
			return *v.EncapsulatedValue().(*Secret), true
		}
		if v.Type() != cty.String {
			d.Add(diag.Error("language/type", "Incorrect value type",
				"A string or secret(\"NAME\") is needed here, but this is "+spec.TypeName(v)+".", e.Range()))
			return Secret{}, false
		}
		return Secret{Text: v.AsString()}, true
	},
}

// secretFunction is `secret("NAME")`.
var secretFunction = function.New(&function.Spec{
	Description: "The secret of this name: a sensitive variable in Terraform, {\"$secret\": \"NAME\"} in JSON. Its " +
		"value never appears in any output.",
	Params: []function.Parameter{{Name: "name", Type: cty.String}},
	Type:   function.StaticReturnType(secretType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		name := args[0].AsString()
		if !validSecret(name) {
			return cty.NilVal, function.NewArgErrorf(0, "a secret's name is capital letters, digits and underscores, starts "+
				"with a letter and has at most 64 characters, such as \"PAGERDUTY_KEY\"")
		}
		return cty.CapsuleVal(secretType, &Secret{Name: name}), nil
	},
})

// withoutSecrets is f, but refuses secrets, also those inside of lists and objects: their values are known to no
// function.
func withoutSecrets(f function.Function) function.Function {
	refuse := func(args []cty.Value) error {
		for i, a := range args {
			if a.Type().IsPrimitiveType() {
				continue
			}
			err := cty.Walk(a, func(_ cty.Path, v cty.Value) (bool, error) {
				if v.Type().Equals(secretType) {
					return false, function.NewArgErrorf(i, "functions see only a secret's name, never its value: give "+
						"secret(\"NAME\") itself to an argument that accepts secrets")
				}
				return true, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	return function.New(&function.Spec{
		Description: f.Description(),
		Params:      f.Params(),
		VarParam:    f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := refuse(args); err != nil {
				return cty.NilType, err
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

func validSecret(s string) bool {
	if s == "" || len(s) > 64 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if c := s[i]; !(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_') {
			return false
		}
	}
	return true
}

// existingID is the id of an object that exists already. An empty one, as from a variable, would create another.
var existingID = &spec.Kind[string]{
	KindDoc: spec.KindDoc{Name: "id", Doc: "text in quotes that isn't empty", Example: `"text"`,
		Schema: map[string]any{"type": "string", "minLength": 1}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (string, bool) {
		s, ok := spec.Text.Decode(d, e)
		if ok && s == "" {
			d.Add(diag.Error("language/empty_text", "Empty id", "The id is empty. Write the object's id, or leave the "+
				"argument out to create one.",
				e.Range()))
		}
		return s, ok && s != ""
	},
}
