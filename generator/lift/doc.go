// Package lift turns what Honeycomb evaluates back into HCL as a person would write it: formulas of calculated fields
// into expressions over `event`, SLIs into `eligible` and `good`, and queries of triggers into `where`, `fires_when`,
// `having` and `group_by`. It is the inverse of package lower.
//
// It exists because what teams have today are formulas and queries, and nobody rewrites hundreds of them by hand, or
// should have to believe that somebody did so without a slip. It promises that nothing is given back that wasn't
// proven: package lower compiles what was written, and that must be the same text as before, or judge every kind of
// event alike. Otherwise the answer is why there is none. Which proof there is the result says.
//
// It is not its job to name things (the caller says what to write for a column that is a calculated field of its own),
// to write files, or to say whether an alert is wise.
package lift
