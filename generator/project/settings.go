package project

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
)

// Settings are what flags say for one run, and slogen.hcl for every run. Paths are relative to its folder.
type Settings struct {
	Paths     spec.At[[]spec.At[string]]
	Variables spec.At[[]Value]
	VarFiles  spec.At[[]spec.At[string]]
	Out       spec.At[string]
	ExtStr    spec.At[[]spec.Item]
	ExtCode   spec.At[[]spec.Item]
	TLAStr    spec.At[[]spec.Item]
	TLACode   spec.At[[]spec.Item]
	FailOn    spec.At[[]spec.At[string]]
}

// Value is the value of a variable.
type Value struct {
	Name  string
	Value cty.Value
	Range hcl.Range // of the name
}

// setting is something that a flag says for one run, and an argument of slogen.hcl for every run.
type setting struct {
	flag  string // without dashes; empty for the paths, which no flag gives
	usage string // what the help says of the flag
	spec.Arg[Settings]
}

var settings = []setting{
	{"", "", spec.Attr("paths", spec.Texts, func(s *Settings) *spec.At[[]spec.At[string]] { return &s.Paths },
		"The files and directories that are one configuration, where none are given on the command line. Files "+
			"given there stand for the whole project; directories take the place of these.",
		spec.Default("the folder of slogen.hcl"), spec.Example(`["services", "platform"]`))},
	{
		"var", "Set a variable: `NAME=VALUE`. Repeatable. Takes precedence over files, and files over " +
			"SLOGEN_VAR_NAME in the environment.",
		spec.Attr("variables", values, func(s *Settings) *spec.At[[]Value] { return &s.Variables },
			"Values of variables. They win over var_files beside them."),
	},
	{
		"var-file", "Read variables from the `FILE`: *.slovars.hcl or JSON. Repeatable; the last one wins.",
		spec.Attr("var_files", spec.Texts, func(s *Settings) *spec.At[[]spec.At[string]] { return &s.VarFiles },
			"Files with values of variables; the last one wins.", spec.Example(`["prod.slovars.hcl"]`)),
	},
	{
		"ext-str", "Set an external variable of *.slo.jsonnet to a string: `NAME=VALUE`, or NAME alone to take it " +
			"from the environment.",
		spec.Attr("ext_str", spec.TextMap, func(s *Settings) *spec.At[[]spec.Item] { return &s.ExtStr },
			"External variables of *.slo.jsonnet that are strings.", spec.Example(`{ region = "eu" }`)),
	},
	{
		"ext-code", "Set an external variable of *.slo.jsonnet to jsonnet code: `NAME=CODE`, or NAME alone.",
		spec.Attr("ext_code", spec.TextMap, func(s *Settings) *spec.At[[]spec.Item] { return &s.ExtCode },
			"External variables of *.slo.jsonnet that are jsonnet code.", spec.Example(`{ replicas = "3" }`)),
	},
	{
		"tla-str", "Pass a string to a *.slo.jsonnet that is a function: `NAME=VALUE`, or NAME alone.",
		spec.Attr("tla_str", spec.TextMap, func(s *Settings) *spec.At[[]spec.Item] { return &s.TLAStr },
			"Strings that are passed to a *.slo.jsonnet that is a function.", spec.Example(`{ region = "eu" }`)),
	},
	{
		"tla-code", "Pass jsonnet code to a *.slo.jsonnet that is a function: `NAME=CODE`, or NAME alone.",
		spec.Attr("tla_code", spec.TextMap, func(s *Settings) *spec.At[[]spec.Item] { return &s.TLACode },
			"Jsonnet code that is passed to a *.slo.jsonnet that is a function.", spec.Example(`{ replicas = "3" }`)),
	},
	{
		"out", "Use the output folder `DIR`. Default: out in the given directory, or beside the given file; out in " +
			"the current directory if several directories are given. slogen.hcl may name another one.",
		spec.Attr("out", spec.Name, func(s *Settings) *spec.At[string] { return &s.Out },
			"The output folder.", spec.Default("out beside slogen.hcl; for an environment, the folder of its name "+
				"in that"),
			spec.Example(`"out/prod"`)),
	},
	{
		"fail-on", "Exit with 2 if the plan does something of these `CLASSES`, separated by commas, that isn't " +
			"accepted.",
		spec.Attr("fail_on", spec.Texts, func(s *Settings) *spec.At[[]spec.At[string]] { return &s.FailOn },
			"The classes of change that slogen plan fails on unless they are accepted.",
			spec.Example(`["loosened", "history-lost"]`)),
	},
}

// Usage is what the help says of a flag of the table.
func Usage(flag string) string {
	for _, s := range settings {
		if s.flag == flag {
			return s.usage
		}
	}
	panic("no setting has the flag " + flag)
}

// arguments are the rows of a block that holds settings.
func arguments[T any](of func(*T) *Settings) (rows []spec.Arg[T]) {
	for _, s := range settings {
		a := spec.Within(of, s.Arg)
		if s.flag != "" {
			a.Doc += fmt.Sprintf(" `-%s` on the command line wins.", s.flag)
		}
		rows = append(rows, a)
	}
	return rows
}

// values is an argument that holds values of any type by their names.
var values = &spec.Kind[[]Value]{
	KindDoc: spec.KindDoc{Name: "values by name", Doc: "names and plain values in braces",
		Example: `{ latency_ms = 500, region = "eu" }`, Schema: map[string]any{"type": "object"}},
	Decode: func(d *spec.Decoder, e hcl.Expression) ([]Value, bool) {
		entries, ok := d.Entries(e)
		var list []Value
		for _, x := range entries {
			v := x.Value
			if x.Expr != nil {
				var fine bool
				if v, fine = d.Eval(x.Expr); !fine {
					ok = false
					continue
				}
			}
			if v.IsNull() {
				d.Add(diag.Error("language/null", "Value is null", fmt.Sprintf("The variable %q is set to null. "+
					"Leave it out for its default.", x.Key), x.Range))
				ok = false
				continue
			}
			list = append(list, Value{x.Key, v, x.KeyRange})
		}
		return list, ok
	},
}
