package calc

import (
	"math"
	"strconv"
	"strings"
)

const (
	mathematics = "Mathematics"
	conversion  = "Conversion"

	// numeric is what arithmetic reads: numbers, and strings that hold one. Everything else counts as 0.
	numeric = TypeNumber | TypeString
)

const arithmeticDoc = " A string that holds a number counts as that number; everything else counts as 0. The result " +
	"is a float."

var sumFunc = &Function{
	Name: "SUM", Section: mathematics, Operator: "+",
	Params: []Param{{Name: "number", Takes: numeric, Form: AsNumber}}, Min: 1, Repeat: 1,
	Result: TypeFloat, Nulls: NullsZero, eval: fold(0, func(acc, x float64) float64 { return acc + x }),
	Doc:      "The sum of the arguments." + arithmeticDoc,
	Examples: []Example{{`SUM($queue_ms, $work_ms)`, ""}, {`SUM(1, 2.5)`, "3.5"}},
	Since:    "0.1",
}

var subFunc = &Function{
	Name: "SUB", Section: mathematics, Operator: "-",
	Params: []Param{{Name: "left", Takes: numeric, Form: AsNumber}, {Name: "right", Takes: numeric, Form: AsNumber}},
	Min:    2,
	Result: TypeFloat, Nulls: NullsZero, eval: number2(func(r *Row, x, y float64) Value { return floatValue(r, x-y) }),
	Doc:      "The first argument minus the second." + arithmeticDoc,
	Examples: []Example{{`SUB($total_ms, $queue_ms)`, ""}, {`SUB(3, 1)`, "2.0"}},
	Since:    "0.1",
}

var mulFunc = &Function{
	Name: "MUL", Section: mathematics, Operator: "*",
	Params: []Param{{Name: "number", Takes: numeric, Form: AsNumber}}, Min: 1, Repeat: 1,
	Result: TypeFloat, Nulls: NullsZero, eval: fold(1, func(acc, x float64) float64 { return acc * x }),
	Doc:      "The product of the arguments; 0 when one is missing." + arithmeticDoc,
	Examples: []Example{{`MUL($seconds, 1000)`, ""}, {`MUL(2, 3)`, "6.0"}},
	Since:    "0.1",
}

var divFunc = &Function{
	Name: "DIV", Section: mathematics, Operator: "/",
	Params: []Param{{Name: "dividend", Takes: numeric, Form: AsNumber}, {Name: "divisor", Takes: numeric, Form: AsNumber}},
	Min:    2,
	Result: TypeFloat | TypeNull, Nulls: NullsZero, check: checkDivision, eval: number2(quotient),
	Doc:      "The first argument divided by the second; null when the second is 0 or missing." + arithmeticDoc,
	Examples: []Example{{`DIV($duration_ms, 1000)`, ""}, {`DIV(3, 2)`, "1.5"}},
	Since:    "0.1",
}

var modFunc = &Function{
	Name: "MOD", Section: mathematics, Operator: "%",
	Params: []Param{{Name: "dividend", Takes: numeric, Form: AsNumber}, {Name: "divisor", Takes: numeric, Form: AsNumber}},
	Min:    2,
	Result: TypeFloat | TypeNull, Nulls: NullsZero, check: checkDivision, eval: number2(remainder),
	Doc: "The remainder of the first argument divided by the second; null when the second is 0 or missing." +
		arithmeticDoc,
	Examples: []Example{{`MOD($shard, 4)`, ""}, {`MOD(7, 4)`, "3.0"}},
	Since:    "0.1",
}

func extreme(name, which string, better func(c int) bool, examples ...Example) *Function {
	return &Function{
		Name: name, Section: mathematics,
		Params: []Param{{Name: "value", Takes: ordered}}, Min: 1, Repeat: 1,
		Result: ordered | TypeNull, Nulls: NullsSkip, check: checkExtreme, eval: evalExtreme(better),
		Doc: "The " + which + " of the arguments. Only arguments of the same type as the first one that isn't missing " +
			"count; strings are compared " +
			"character by character. Null when all are missing.",
		Examples: examples, Since: "0.1",
	}
}

var (
	minFunc = extreme("MIN", "smallest", func(c int) bool { return c < 0 }, Example{`MIN($primary_ms, $replica_ms)`, ""},
		Example{`MIN(2, 1)`, "1"})
	maxFunc = extreme("MAX", "largest", func(c int) bool { return c > 0 }, Example{`MAX($db_ms, $cache_ms)`, ""},
		Example{`MAX("a", "b")`, `"b"`})
)

var log10Func = &Function{
	Name: "LOG10", Section: mathematics,
	Params: []Param{{Name: "number", Takes: numeric, Form: AsNumber}}, Min: 1,
	Result: TypeFloat | TypeNull, Nulls: NullsNull, eval: of1(log10),
	Doc:      "The logarithm to base 10; null for 0, for a negative number, and for anything that isn't a number.",
	Examples: []Example{{`LOG10($bytes)`, ""}, {`LOG10(100)`, "2.0"}},
	Since:    "0.1",
}

var bucketFunc = &Function{
	Name: "BUCKET", Section: mathematics,
	Params: []Param{
		{Name: "number", Takes: TypeNumber},
		{Name: "size", Takes: TypeNumber, Form: AsLiteral},
		{Name: "min", Takes: TypeNumber, Form: AsLiteral, Optional: true},
		{Name: "max", Takes: TypeNumber, Form: AsLiteral, Optional: true},
	}, Min: 2,
	Result: TypeString | TypeNull, Nulls: NullsNull, check: checkBucket, eval: evalBucket,
	Doc: "The label of the bin that the number falls into, for bins of the given size: such as \"10 - 20\", or \"< " +
		"0\" and \"> 30\" outside min and max. A number on a boundary belongs to the lower bin.",
	Examples: []Example{{`BUCKET($duration_ms, 100, 0, 1000)`, ""}, {`BUCKET(15.0, 10, 0, 30)`, `"10 - 20"`}},
	Since:    "0.1",
}

var intFunc = &Function{
	Name: "INT", Section: conversion,
	Params: []Param{{Name: "value", Takes: numeric, Form: AsNumber}}, Min: 1,
	Result: TypeInt, Nulls: NullsZero, eval: of1(toInt),
	Doc:      "The value as an integer, cut toward zero; 0 for anything that isn't a number.",
	Examples: []Example{{`INT($http.status_code)`, ""}, {`INT("0406")`, "406"}, {`INT(-1.9)`, "-1"}},
	Since:    "0.1",
}

var floatFunc = &Function{
	Name: "FLOAT", Section: conversion,
	Params: []Param{{Name: "value", Takes: numeric, Form: AsNumber}}, Min: 1,
	Result: TypeFloat, Nulls: NullsZero, eval: of1(toFloat),
	Doc:      "The value as a float; 0.0 for anything that isn't a number.",
	Examples: []Example{{`FLOAT($retries)`, ""}, {`FLOAT("2.5")`, "2.5"}},
	Since:    "0.1",
}

var boolFunc = &Function{
	Name: "BOOL", Section: conversion,
	Params: []Param{{Name: "value", Takes: truthy}}, Min: 1,
	Result: TypeBool, Nulls: NullsFalse, check: checkConditions,
	eval:     func(_ *Call, a []code) code { return tests(a[0].test) },
	Doc:      "The value as a boolean: a number is true unless it is 0, a string only when it is \"true\".",
	Examples: []Example{{`BOOL($error)`, ""}, {`BOOL(2)`, "true"}},
	Since:    "0.1",
}

var stringFunc = &Function{
	Name: "STRING", Section: conversion,
	Params: []Param{{Name: "value", Takes: TypeAny}}, Min: 1,
	Result: TypeString, eval: of1(func(r *Row, x Value) Value { return strValue(textOfValue(r, x)) }),
	Doc:      "The value as a string; \"\" when it is missing.",
	Examples: []Example{{`STRING($http.status_code)`, ""}, {`STRING(true)`, `"true"`}},
	Since:    "0.1",
}

func quotient(r *Row, x, y float64) Value {
	if y == 0 {
		return Value{}
	}
	return floatValue(r, x/y)
}

func remainder(r *Row, x, y float64) Value {
	if y == 0 {
		return Value{}
	}
	m := math.Mod(x, y)
	if m != 0 && (x < 0 || y < 0) {
		r.assumed |= assumeModSign
	}
	return floatValue(r, m)
}

func evalExtreme(better func(c int) bool) evaluator {
	return func(_ *Call, a []code) code {
		return values(func(r *Row) Value {
			var best Value
			for i := range a {
				v := a[i].value(r)
				c, ok := 0, true
				switch {
				case v.Kind == Null:
					continue
				case v.Kind == Bool:
					r.assumed |= assumeExtremeBool
					continue
				case v.Kind == String && v.Str == "":
					r.assumed |= assumeEmptyString
				}
				switch {
				case best.Kind == Null:
					best = v
					continue
				case isNumber(v) && isNumber(best):
					if v.Kind != best.Kind {
						r.assumed |= assumeIntFloat
					}
					c, ok = compareNumbers(r, v, best)
				case v.Kind == String && best.Kind == String:
					c = strings.Compare(v.Str, best.Str)
				default: // of another type than the first
					continue
				}
				if ok && better(c) {
					best = v
				}
			}
			if best.Kind == Null {
				r.assumed |= assumeExtremeNone
			}
			return best
		})
	}
}

func log10(r *Row, x Value) Value {
	f, ok := toNumber(r, x)
	if !ok || !(f > 0) {
		return Value{}
	}
	return floatValue(r, math.Log10(f))
}

func toInt(r *Row, x Value) Value {
	switch x.Kind {
	case Int:
		if x.Int > exact || x.Int < -exact {
			r.assumed |= assumeLargeInt
		}
		return x
	case Bool:
		r.assumed |= assumeBoolNumber
	}
	f, _ := toNumber(r, x)
	if f >= -exact && f <= exact {
		return intValue(int64(f))
	}
	r.assumed |= assumeLargeInt
	switch {
	case f >= math.MaxInt64:
		return intValue(math.MaxInt64)
	case f <= math.MinInt64:
		return intValue(math.MinInt64)
	case f != f:
		return intValue(0)
	}
	return intValue(int64(f))
}

func toFloat(r *Row, x Value) Value {
	if x.Kind == Bool {
		r.assumed |= assumeBoolNumber
	}
	f, _ := toNumber(r, x)
	return Value{Kind: Float, Float: f}
}

// evalBucket makes the code of BUCKET. Bins hold their upper end and not their lower one: a number on a boundary
// belongs to the lower bin.
func evalBucket(_ *Call, a []code) code {
	bound := func(i int) (float64, bool) {
		if i >= len(a) {
			return 0, false
		}
		return float64(a[i].lit.Int) + a[i].lit.Float, true // one of the two is 0
	}
	x := a[0].value
	size, _ := bound(1)
	lo, hasLo := bound(2)
	hi, hasHi := bound(3)
	return values(func(r *Row) Value {
		v := x(r)
		n := v.Float
		switch v.Kind {
		case Int:
			r.assumed |= assumeBucketInt
			n = floatOf(r, v.Int)
		case Float:
		default:
			return Value{}
		}
		if n-n != 0 {
			r.assumed |= assumeNotFinite
			return Value{}
		}
		if n <= lo && !(hasLo && n < lo) {
			r.assumed |= assumeBucketEdge
		}
		switch {
		case hasLo && n < lo:
			return strValue("< " + label(lo))
		case hasHi && n > hi:
			return strValue("> " + label(hi))
		}
		bin := math.Ceil((n-lo)/size) - 1
		if n == lo {
			bin = 0
		}
		from, to := lo+bin*size, lo+(bin+1)*size
		if hasHi && to > hi {
			r.assumed |= assumeBucketEdge
			to = hi
		}
		return strValue(label(from) + " - " + label(to))
	})
}

// label is a number in the name of a bin.
func label(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
