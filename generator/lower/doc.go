// Package lower turns HCL expressions over `event` into what Honeycomb evaluates: calculated fields, query filters, and
// the queries of triggers with their formulas.
//
// It exists because an SLI is written once, as an expression a reader of HCL understands, while Honeycomb has three
// languages for it: the calculated-field language, flat lists of filters, and formulas over named calculations. The
// package decides per sub-expression whether it depends on the event. What does not is left to HCL, evaluated once, and
// becomes a literal; what does becomes calculated-field nodes that remember where they were written, also through the
// functions and SLIs they came in by.
//
// It promises that what it returns means what was written. Operators are translated one to one; nothing is rewritten by
// laws of logic that missing columns break (`!(a < b)` never becomes `a >= b`). An expression that has no such
// translation is an error at the smallest node that is to blame. Work is bounded: inlining stops at [calc.MaxNodes]
// nodes, texts at [calc.MaxBytes] bytes, nesting at [calc.MaxDepth] levels.
//
// Not its job: finding declarations (its [Scope] is filled by the caller), knowing the functions of the
// calculated-field language and their types (package calc), or the limits of queries and triggers that don't come from
// their expressions (package honeycomb).
package lower
