package calc

const (
	mathematics = "Mathematics"
	conversion  = "Conversion"

	// numeric is what arithmetic reads: numbers, and strings that hold one. Everything else counts as 0.
	numeric = TypeNumber | TypeString
)

const arithmeticDoc = " Strings are read as numbers where they hold one; everything else counts as 0. The result is a float."

var sumFunc = &Function{
	Name: "SUM", Section: mathematics, Operator: "+",
	Params: []Param{{Name: "number", Takes: numeric, Form: AsNumber}}, Min: 1, Repeat: 1,
	Result: TypeFloat, Nulls: NullsZero,
	Doc:      "The sum of the arguments." + arithmeticDoc,
	Examples: []Example{{`SUM($queue_ms, $work_ms)`, ""}, {`SUM(1, 2.5)`, "3.5"}},
	Since:    "0.1",
}

var subFunc = &Function{
	Name: "SUB", Section: mathematics, Operator: "-",
	Params: []Param{{Name: "left", Takes: numeric, Form: AsNumber}, {Name: "right", Takes: numeric, Form: AsNumber}}, Min: 2,
	Result: TypeFloat, Nulls: NullsZero,
	Doc:      "The first argument less the second." + arithmeticDoc,
	Examples: []Example{{`SUB($total_ms, $queue_ms)`, ""}, {`SUB(3, 1)`, "2.0"}},
	Since:    "0.1",
}

var mulFunc = &Function{
	Name: "MUL", Section: mathematics, Operator: "*",
	Params: []Param{{Name: "number", Takes: numeric, Form: AsNumber}}, Min: 1, Repeat: 1,
	Result: TypeFloat, Nulls: NullsZero,
	Doc:      "The product of the arguments; 0 when one is missing." + arithmeticDoc,
	Examples: []Example{{`MUL($seconds, 1000)`, ""}, {`MUL(2, 3)`, "6.0"}},
	Since:    "0.1",
}

var divFunc = &Function{
	Name: "DIV", Section: mathematics, Operator: "/",
	Params: []Param{{Name: "dividend", Takes: numeric, Form: AsNumber}, {Name: "divisor", Takes: numeric, Form: AsNumber}}, Min: 2,
	Result: TypeFloat | TypeNull, Nulls: NullsZero, check: checkDivision,
	Doc:      "The first argument divided by the second; null when the second is 0 or missing." + arithmeticDoc,
	Examples: []Example{{`DIV($duration_ms, 1000)`, ""}, {`DIV(3, 2)`, "1.5"}},
	Since:    "0.1",
}

var modFunc = &Function{
	Name: "MOD", Section: mathematics, Operator: "%",
	Params: []Param{{Name: "dividend", Takes: numeric, Form: AsNumber}, {Name: "divisor", Takes: numeric, Form: AsNumber}}, Min: 2,
	Result: TypeFloat | TypeNull, Nulls: NullsZero, check: checkDivision,
	Doc:      "What is left of the first argument divided by the second; null when the second is 0 or missing." + arithmeticDoc,
	Examples: []Example{{`MOD($shard, 4)`, ""}, {`MOD(7, 4)`, "3.0"}},
	Since:    "0.1",
}

func extreme(name, which string, examples ...Example) *Function {
	return &Function{
		Name: name, Section: mathematics,
		Params: []Param{{Name: "value", Takes: ordered}}, Min: 1, Repeat: 1,
		Result: ordered | TypeNull, Nulls: NullsSkip, check: checkExtreme,
		Doc: "The " + which + " of the arguments. Only those of the same type as the first that is not missing count; strings compare " +
			"letter by letter. Null when all are missing.",
		Examples: examples, Since: "0.1",
	}
}

var (
	minFunc = extreme("MIN", "smallest", Example{`MIN($primary_ms, $replica_ms)`, ""}, Example{`MIN(2, 1)`, "1"})
	maxFunc = extreme("MAX", "largest", Example{`MAX($db_ms, $cache_ms)`, ""}, Example{`MAX("a", "b")`, `"b"`})
)

var log10Func = &Function{
	Name: "LOG10", Section: mathematics,
	Params: []Param{{Name: "number", Takes: numeric, Form: AsNumber}}, Min: 1,
	Result: TypeFloat | TypeNull, Nulls: NullsNull,
	Doc:      "The logarithm to base 10; null for what is no number, 0 or less.",
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
	Result: TypeString | TypeNull, Nulls: NullsNull, check: checkBucket,
	Doc: "The label of the bin of the given size that the number falls into, such as \"10 - 20\", or \"< 0\" and \"> 30\" outside min and " +
		"max. A number on a boundary belongs to the lower bin.",
	Examples: []Example{{`BUCKET($duration_ms, 100, 0, 1000)`, ""}, {`BUCKET(15.0, 10, 0, 30)`, `"10 - 20"`}},
	Since:    "0.1",
}

var intFunc = &Function{
	Name: "INT", Section: conversion,
	Params: []Param{{Name: "value", Takes: numeric, Form: AsNumber}}, Min: 1,
	Result: TypeInt, Nulls: NullsZero,
	Doc:      "The value as an integer, cut toward zero; 0 for what is no number.",
	Examples: []Example{{`INT($http.status_code)`, ""}, {`INT("0406")`, "406"}, {`INT(-1.9)`, "-1"}},
	Since:    "0.1",
}

var floatFunc = &Function{
	Name: "FLOAT", Section: conversion,
	Params: []Param{{Name: "value", Takes: numeric, Form: AsNumber}}, Min: 1,
	Result: TypeFloat, Nulls: NullsZero,
	Doc:      "The value as a float; 0.0 for what is no number.",
	Examples: []Example{{`FLOAT($retries)`, ""}, {`FLOAT("2.5")`, "2.5"}},
	Since:    "0.1",
}

var boolFunc = &Function{
	Name: "BOOL", Section: conversion,
	Params: []Param{{Name: "value", Takes: truthy}}, Min: 1,
	Result: TypeBool, Nulls: NullsFalse, check: checkConditions,
	Doc:      "The value as a boolean: a number is true unless it is 0, a string only when it is \"true\".",
	Examples: []Example{{`BOOL($error)`, ""}, {`BOOL(2)`, "true"}},
	Since:    "0.1",
}

var stringFunc = &Function{
	Name: "STRING", Section: conversion,
	Params: []Param{{Name: "value", Takes: TypeAny}}, Min: 1,
	Result:   TypeString,
	Doc:      "The value as a string; \"\" when it is missing.",
	Examples: []Example{{`STRING($http.status_code)`, ""}, {`STRING(true)`, `"true"`}},
	Since:    "0.1",
}
