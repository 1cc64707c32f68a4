package calc

const (
	conditional = "Conditional"
	comparison  = "Comparison"
	logical     = "Logical"

	// truthy is what has a truth value. Null has one too: false.
	truthy = TypeAny
)

var ifFunc = &Function{
	Name: "IF", Section: conditional,
	Params: []Param{{Name: "condition", Takes: truthy}, {Name: "value", Takes: TypeAny}}, Min: 2, Repeat: 2, Else: true,
	Result: TypeAny, check: checkIf, eval: evalIf,
	Doc: "The value after the first condition that is true. A last argument on its own is the value when none is true; " +
		"without it the result is null, which in an SLI means that the event isn't eligible. A missing condition is false.",
	Examples: []Example{
		{`IF(EXISTS($duration_ms), LT($duration_ms, 1000))`, ""},
		{`IF(false, "a", true, "b", "c")`, `"b"`},
		{`IF(false, 1)`, "null"},
	},
	Since: "0.1",
}

var switchFunc = &Function{
	Name: "SWITCH", Section: conditional,
	Params: []Param{{Name: "subject", Takes: TypeAny &^ TypeNull}, {Name: "case", Takes: TypeAny &^ TypeNull},
		{Name: "value", Takes: TypeAny}},
	Min: 3, Repeat: 2, Else: true,
	Result: TypeAny, check: checkSwitch, eval: evalSwitch,
	Doc: "The value after the first case that equals the subject, compared the way EQUALS compares. Write cases as " +
		"string literals: Honeycomb's sources " +
		"disagree on others. A last argument on its own is the value when no case is equal; without it the result is null.",
	Examples: []Example{
		{`SWITCH("b", "a", 1, "b", 2)`, "2"},
		{`SWITCH("c", "a", 1, 0)`, "0"},
		{`SWITCH("c", "a", 1)`, "null"},
	},
	Since: "0.1",
}

var coalesceFunc = &Function{
	Name: "COALESCE", Section: conditional,
	Params: []Param{{Name: "value", Takes: TypeAny}}, Min: 1, Repeat: 1,
	Result: TypeAny, Nulls: NullsSkip, check: checkCoalesce, eval: evalCoalesce,
	Doc: "The first argument that isn't missing; null when all are. Whether an empty string counts as missing is not " +
		"documented.",
	Examples: []Example{
		{`COALESCE($http.route, $name, "unknown")`, ""},
		{`COALESCE(null, "a")`, `"a"`},
	},
	Since: "0.1",
}

// ordered are the kinds that have an order.
const ordered = TypeNumber | TypeString

func ordering(name, op, doc string, want func(c int) bool, examples ...Example) *Function {
	return &Function{
		Name: name, Section: comparison, Operator: op,
		Params: []Param{{Name: "left", Takes: ordered}, {Name: "right", Takes: ordered}}, Min: 2,
		Result: TypeBool, Nulls: NullsFalse, check: checkOrdering, eval: orderedBy(want),
		Doc: doc + " Numbers are compared with numbers, and strings with strings, character by character; anything " +
			"else is false.",
		Examples: examples, Since: "0.1",
	}
}

var (
	ltFunc = ordering("LT", "<", "Whether left is less than right.", func(c int) bool { return c < 0 },
		Example{`LT(1, 2)`, "true"}, Example{`LT("10", "9")`, "true"})
	lteFunc = ordering("LTE", "<=", "Whether left is less than right or equal to it.", func(c int) bool { return c <= 0 },
		Example{`LTE(2, 2)`, "true"})
	gtFunc = ordering("GT", ">", "Whether left is greater than right.", func(c int) bool { return c > 0 },
		Example{`GT(1, 2)`, "false"})
	gteFunc = ordering("GTE", ">=", "Whether left is greater than right or equal to it.",
		func(c int) bool { return c >= 0 },
		Example{`GTE($http.response.status_code, 500)`, ""})
)

var equalsFunc = &Function{
	Name: "EQUALS", Section: comparison, Operator: "=", InHCL: "==",
	Params: []Param{{Name: "left", Takes: TypeAny &^ TypeNull}, {Name: "right", Takes: TypeAny &^ TypeNull}}, Min: 2,
	Result: TypeBool, Nulls: NullsFalse, check: checkEquals, eval: test2(equal),
	Doc: "Whether both are of the same type and equal: 200 is not \"200\". The operator != is NOT(EQUALS(...)), and " +
		"therefore true for " +
		"a missing column.",
	Examples: []Example{
		{`EQUALS($name, "GET /")`, ""},
		{`EQUALS("a", "a")`, "true"},
	},
	Since: "0.1",
}

var inFunc = &Function{
	Name: "IN", Section: comparison,
	Params: []Param{{Name: "value", Takes: TypeAny &^ TypeNull}, {Name: "candidate", Takes: TypeAny &^ TypeNull}}, Min: 2,
	Repeat: 1,
	Result: TypeBool, Nulls: NullsFalse, check: checkEquals, eval: evalIn,
	Doc: "Whether the value equals one of the candidates, compared the way EQUALS compares.",
	Examples: []Example{
		{`IN($http.request.method, "GET", "HEAD")`, ""},
		{`IN(3, 1, 2)`, "false"},
	},
	Since: "0.1",
}

func junction(name, hcl, doc string, eval evaluator, examples ...Example) *Function {
	return &Function{
		Name: name, Section: logical, Operator: name, InHCL: hcl,
		Params: []Param{{Name: "condition", Takes: truthy}}, Min: 1, Repeat: 1,
		Result: TypeBool, check: checkConditions, eval: eval,
		Doc: doc + " A missing argument is false, a number is true unless it is 0, a string only when it is \"true\"; " +
			"the result is never null.",
		Examples: examples, Since: "0.1",
	}
}

var (
	andFunc = junction("AND", "&&", "Whether all conditions are true.", evalAnd, Example{`AND(EXISTS($a), LT($a, 5))`, ""},
		Example{`AND(true, false)`, "false"})
	orFunc = junction("OR", "||", "Whether at least one condition is true.", evalOr, Example{`OR(false, true)`, "true"})
)

var notFunc = &Function{
	Name: "NOT", Section: logical, Operator: "!",
	Params: []Param{{Name: "condition", Takes: truthy}}, Min: 1,
	Result: TypeBool, check: checkConditions,
	eval: func(_ *Call, a []code) code {
		x := a[0].test
		return tests(func(r *Row) bool { return !x(r) })
	},
	Doc: "The opposite of the argument. A missing argument counts as false, so NOT of it is true.",
	Examples: []Example{
		{`NOT(EXISTS($trace.parent_id))`, ""},
		{`NOT(false)`, "true"},
	},
	Since: "0.1",
}

var existsFunc = &Function{
	Name: "EXISTS", Section: logical,
	Params: []Param{{Name: "value", Takes: TypeAny}}, Min: 1,
	Result: TypeBool, check: checkExists, eval: evalExists,
	Doc: "Whether the event has a value for it.",
	Examples: []Example{
		{`EXISTS($error)`, ""},
		{`EXISTS($"user agent")`, ""},
	},
	Since: "0.1",
}

func evalIf(_ *Call, a []code) code {
	if len(a) == 2 {
		cond, then := a[0].test, a[1].value
		return values(func(r *Row) Value {
			if cond(r) {
				return then(r)
			}
			return Value{}
		})
	}
	return values(func(r *Row) Value {
		i := 0
		for ; i+1 < len(a); i += 2 {
			if a[i].test(r) {
				return a[i+1].value(r)
			}
		}
		if i < len(a) {
			return a[i].value(r)
		}
		return Value{}
	})
}

func evalSwitch(_ *Call, a []code) code {
	return values(func(r *Row) Value {
		x := a[0].value(r)
		i := 1
		for ; i+1 < len(a); i += 2 {
			if c := a[i].lit; c == nil || c.Kind != String {
				r.assumed |= assumeSwitchCase
			}
			if equal(r, x, a[i].value(r)) {
				return a[i+1].value(r)
			}
		}
		if i < len(a) {
			return a[i].value(r)
		}
		return Value{}
	})
}

func evalCoalesce(_ *Call, a []code) code {
	return values(func(r *Row) Value {
		for i := range a {
			switch v := a[i].value(r); {
			case v.Kind == Null:
			case v.Kind == String && v.Str == "":
				r.assumed |= assumeCoalesceEmpty
			default:
				return v
			}
		}
		return Value{}
	})
}

func evalIn(_ *Call, a []code) code {
	x, rest := a[0].value, a[1:]
	return tests(func(r *Row) bool {
		v := x(r)
		for i := range rest {
			if equal(r, v, rest[i].value(r)) {
				return true
			}
		}
		return false
	})
}

func evalAnd(_ *Call, a []code) code {
	list := testsOf(a)
	return tests(func(r *Row) bool {
		for _, t := range list {
			if !t(r) {
				return false
			}
		}
		return true
	})
}

func evalOr(_ *Call, a []code) code {
	list := testsOf(a)
	return tests(func(r *Row) bool {
		for _, t := range list {
			if t(r) {
				return true
			}
		}
		return false
	})
}

func testsOf(a []code) []func(r *Row) bool {
	out := make([]func(r *Row) bool, len(a))
	for i := range a {
		out[i] = a[i].test
	}
	return out
}

func evalExists(_ *Call, a []code) code {
	if slot := a[0].slot; slot >= 0 {
		return tests(func(r *Row) bool {
			v := r.column(slot)
			if v.Kind == String && v.Str == "" {
				r.assumed |= assumeExistsEmpty
			}
			return v.Kind != Null
		})
	}
	x := a[0].value
	return tests(func(r *Row) bool {
		v := x(r)
		r.assumed |= assumeExistsExpr
		if v.Kind == String && v.Str == "" {
			r.assumed |= assumeExistsEmpty
		}
		return v.Kind != Null
	})
}
