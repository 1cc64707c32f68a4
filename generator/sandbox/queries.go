package sandbox

import (
	"cmp"
	"net/http"
	"reflect"
	"slices"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// The limits of queries that triggers don't need (OpenAPI Query).
const (
	maxQueryLimit = 1000 // when a query is created; more only for its result
)

// compareOffsets lists the values of compare_time_offset_seconds.
var compareOffsets = []int{1800, 3600, 7200, 28800, 86400, 604800, 2419200, 15724800}

var (
	filters = list(0, honeycomb.MaxQueryItems, object(
		req("column", text(1, unbounded)),
		req("op", enum(filterOps()...)),
		opt("value", value()),
	))
	combination = enum(honeycomb.FilterCombinations...)
	formulas    = list(0, honeycomb.MaxQueryItems, object(req("name", text(1, unbounded)), req("expression", expression)))

	// query is the shape of a query specification.
	query = object(
		opt("breakdowns", list(0, honeycomb.MaxQueryItems, text(1, unbounded))),
		opt("calculations", list(0, honeycomb.MaxQueryItems, object(
			req("op", enum(calculationOps(false)...)),
			opt("column", text(0, unbounded)),
			opt("name", text(0, unbounded)),
			opt("filters", filters),
			opt("filter_combination", combination),
		))),
		opt("filters", filters),
		opt("filter_combination", combination),
		opt("formulas", formulas),
		opt("granularity", integer(0, unbounded)), // 0: automatic
		opt("orders", list(0, honeycomb.MaxQueryItems, object(
			opt("column", text(0, unbounded)),
			opt("op", enum(calculationOps(false)...)),
			opt("order", enum("ascending", "descending")),
		))),
		opt("limit", integer(1, maxQueryLimit)),
		opt("start_time", integer(1, unbounded)),
		opt("end_time", integer(1, unbounded)),
		opt("time_range", integer(1, unbounded)),
		opt("havings", list(0, honeycomb.MaxQueryItems, object(
			req("calculate_op", enum(calculationOps(true)...)),
			opt("column", text(0, unbounded)),
			opt("op", enum(honeycomb.HavingOps...)),
			opt("value", number()),
		))),
		opt("calculated_fields", formulas),
		opt("compare_time_offset_seconds", integer(0, unbounded)),
		opt("usage_mode", boolean()),
	)
)

func filterOps() (out []string) {
	for _, op := range honeycomb.FilterOps {
		out = append(out, op.Name)
	}
	return out
}

func calculationOps(having bool) (out []string) {
	for _, op := range honeycomb.CalculationOps {
		if op.Having || !having {
			out = append(out, op.Name)
		}
	}
	return out
}

var queries = &collection{
	name: nameQueries, noun: "Query", scope: datasetOrAll, created: http.StatusOK, refused: http.StatusUnprocessableEntity,
	fixed: true, unlisted: true,
	body: query,
	prepare: func(k *call, body doc, _ *thing, l *issues) *answer {
		k.checkQuery(body, "", l)
		return nil
	},
	view: func(_ *Server, x *thing) doc {
		out := shown(x)
		delete(out, "created_at")
		delete(out, "updated_at")
		return out
	},
}

// checkQuery checks a query against the rules that are more than shapes, and gives it the defaults that the API shows.
func (k *call) checkQuery(q doc, path string, l *issues) {
	at := func(name string) string { return join(path, name) }
	item := func(list string, i int) string { return at(list + "[" + string(whole(i)) + "]") }
	calculations := items(q, "calculations")
	if len(calculations) == 0 {
		calculations = []doc{{"op": "COUNT"}}
		q["calculations"] = []any{calculations[0]}
	}
	names := map[string]bool{}
	filtered := false
	for i, c := range calculations {
		checkCalculation(c, item("calculations", i), names, l)
		filtered = filtered || len(items(c, "filters")) > 0
	}
	list := items(q, "formulas")
	plain := len(list) > 0 || filtered // no relational fields are allowed then
	checkFilters(items(q, "filters"), at("filters"), plain, l)
	for i, b := range texts(q, "breakdowns") {
		if plain && calc.Relational(b) {
			l.add(invalid, item("breakdowns", i), "must not be a relational field")
		}
	}
	k.checkFormulas(q, list, names, calculations, at("formulas"), l)
	k.checkInline(q, at("calculated_fields"), l)
	for i, h := range items(q, "havings") {
		if !hasCalculation(calculations, str(h, "calculate_op"), str(h, "column")) {
			l.add(invalid, item("havings", i), "must match a calculation")
		}
	}
	for i, o := range items(q, "orders") {
		if !canOrder(q, str(o, "op"), str(o, "column"), calculations, names) {
			l.add(invalid, item("orders", i), "must be among the breakdowns, calculations or formulas")
		}
	}
	checkTimes(q, at, l)
	if !k.options.Strict {
		return
	}
	for _, name := range columnsOf(q) {
		if !calc.Relational(name) && !k.knownColumn(k.dataset, name) && !inlineField(q, name) {
			l.add(invalid, cmp.Or(path, "query"), "unknown column: %s", name)
		}
	}
}

// checkCalculation checks one of a query's, and adds its name to those before it.
func checkCalculation(c doc, path string, names map[string]bool, l *issues) {
	op := honeycomb.LookupCalculationOp(str(c, "op"))
	switch column := str(c, "column"); {
	case op.Column == honeycomb.NeedsColumn && column == "":
		l.add(missing, path+".column", "is required for %s", op.Name)
	case op.Name == "CONCURRENCY" && column != "":
		l.add(invalid, path+".column", "must not be set for %s", op.Name)
	}
	if name := str(c, "name"); name != "" {
		if names[name] {
			l.add(invalid, path+".name", "must be different from the others")
		}
		names[name] = true
	} else if len(items(c, "filters")) > 0 {
		l.add(missing, path+".name", "is required for a calculation with filters")
	}
	checkFilters(items(c, "filters"), path+".filters", true, l)
}

// canOrder says whether a query's results can be put in order by a calculation, or by what a column names where op is
// empty. Nothing orders heatmaps.
func canOrder(q doc, op, column string, calculations []doc, names map[string]bool) bool {
	switch op {
	case "HEATMAP":
		return false
	case "":
		return slices.Contains(texts(q, "breakdowns"), column) || names[column]
	}
	return hasCalculation(calculations, op, column)
}

func checkTimes(q doc, at func(string) string, l *issues) {
	start, end, rng := num(q, "start_time"), num(q, "end_time"), num(q, "time_range")
	switch {
	case has(q, "start_time") && has(q, "end_time") && has(q, "time_range"):
		l.add(invalid, at("time_range"), "must not be set beside start_time and end_time")
		return
	case has(q, "start_time") && has(q, "end_time"):
		if start > end {
			l.add(invalid, at("end_time"), "must not be before start_time")
		}
		rng = end - start
	case !has(q, "time_range"):
		rng = honeycomb.DefaultTimeRangeSeconds
		q["time_range"] = whole(rng)
	}
	if num(q, "granularity") == 0 {
		delete(q, "granularity") // automatic, as without it
	}
	// A thousandth of the range, rounded up: the bound itself may be a fraction.
	if g := num(q, "granularity"); g > 0 &&
		(g > rng || g < (rng+honeycomb.MaxGranularityParts-1)/honeycomb.MaxGranularityParts) {
		l.add(invalid, at("granularity"), "must be between a thousandth of the time range and all of it")
	}
	if has(q, "compare_time_offset_seconds") {
		offset := num(q, "compare_time_offset_seconds")
		if !slices.Contains(compareOffsets, offset) || offset < rng {
			l.add(invalid, at("compare_time_offset_seconds"),
				"must be one of the offsets that are offered, and not less than the time range")
		}
	}
}

func (k *call) checkFormulas(q doc, list []doc, names map[string]bool, calculations []doc, path string, l *issues) {
	heatmap := slices.ContainsFunc(calculations, func(c doc) bool { return str(c, "op") == "HEATMAP" })
	for i, f := range list {
		p := path + "[" + string(whole(i)) + "]"
		if heatmap {
			l.add(invalid, p, "must not be combined with HEATMAP")
		}
		parsed, wrong := parse(str(f, "expression"), true)
		if wrong != "" {
			l.add(invalid, p+".expression", "%s", wrong)
		} else {
			walk(parsed.Root, func(e calc.Expr) {
				if c, ok := e.(*calc.Column); ok && !names[c.Name] {
					l.add(invalid, p+".expression", "%q isn't the name of a calculation", c.Name)
				}
			})
		}
	}
	for i, f := range list { // after everything else, so that a formula names only calculations
		name := str(f, "name")
		if names[name] {
			l.add(invalid, path+"["+string(whole(i))+"].name", "must be different from the others")
		}
		names[name] = true
	}
}

// checkInline checks the query's own calculated fields.
func (k *call) checkInline(q doc, path string, l *issues) {
	fields := items(q, "calculated_fields")
	seen := map[string]bool{}
	for i, f := range fields {
		p := path + "[" + string(whole(i)) + "]"
		if seen[str(f, "name")] {
			l.add(invalid, p+".name", "must be different from the others")
		}
		seen[str(f, "name")] = true
		parsed, wrong := parse(str(f, "expression"), false)
		if wrong != "" {
			l.add(invalid, p+".expression", "%s", wrong)
			continue
		}
		walk(parsed.Root, func(e calc.Expr) {
			if c, ok := e.(*calc.Column); ok && !k.knownColumn(k.dataset, c.Name) && !inlineField(q, c.Name) {
				l.add(invalid, p+".expression", "unknown column: %s", c.Name)
			}
		})
	}
}

func inlineField(q doc, name string) bool {
	return slices.ContainsFunc(items(q, "calculated_fields"), func(f doc) bool { return str(f, "name") == name })
}

func hasCalculation(list []doc, op, column string) bool {
	return slices.ContainsFunc(list, func(c doc) bool { return str(c, "op") == op && str(c, "column") == column })
}

// checkFilters checks that values suit the comparisons. single means that other spans of a trace can't be named.
func checkFilters(list []doc, path string, single bool, l *issues) {
	for i, f := range list {
		p := path + "[" + string(whole(i)) + "]"
		v := f["value"]
		isText := false
		isList := false
		switch v.(type) {
		case string:
			isText = true
		case []any:
			isList = true
		}
		_, isObject := v.(doc)
		switch honeycomb.LookupFilterOp(str(f, "op")).Value {
		case honeycomb.NoValue:
			if v != nil {
				l.add(invalid, p+".value", "must not be set for %s", str(f, "op"))
			}
			delete(f, "value")
		case honeycomb.StringValue:
			if !isText {
				l.add(incorrectType, p+".value", "must be a string")
			}
		case honeycomb.ListValue:
			if !isList {
				l.add(incorrectType, p+".value", "must be a list")
			}
		default:
			if v == nil {
				l.add(missing, p+".value", "is required")
			} else if isList || isObject {
				l.add(incorrectType, p+".value", "must be a string, number or boolean")
			}
		}
		if single && calc.Relational(str(f, "column")) {
			l.add(invalid, p+".column", "must not be a relational field")
		}
	}
}

// columnsOf returns the columns that a query names outside formulas.
func columnsOf(q doc) (out []string) {
	add := func(name string) {
		if name != "" {
			out = append(out, name)
		}
	}
	for _, name := range texts(q, "breakdowns") {
		add(name)
	}
	for _, c := range items(q, "calculations") {
		add(str(c, "column"))
		for _, f := range items(c, "filters") {
			add(str(f, "column"))
		}
	}
	for _, f := range items(q, "filters") {
		add(str(f, "column"))
	}
	return out
}

// namesColumn reports whether a query names a column, including in its inline fields.
func namesColumn(q doc, name string) bool {
	if slices.Contains(columnsOf(q), name) {
		return true
	}
	found := false
	for _, f := range items(q, "calculated_fields") {
		if parsed, wrong := parse(str(f, "expression"), false); wrong == "" {
			walk(parsed.Root, func(e calc.Expr) {
				if c, ok := e.(*calc.Column); ok && c.Name == name {
					found = true
				}
			})
		}
	}
	return found
}

var queryAnnotations = &collection{
	name: nameQueryAnnotations, noun: "Query annotation", scope: datasetOrAll, created: http.StatusCreated,
	refused: http.StatusBadRequest,
	body: object(
		req("name", text(1, honeycomb.MaxAnnotationName)),
		opt("description", text(0, honeycomb.MaxAnnotationDescription)).or(""),
		req("query_id", text(1, unbounded)),
	),
	prepare: func(k *call, body doc, old *thing, _ *issues) *answer {
		q := k.tables[nameQueries].byID[str(body, "query_id")]
		if q == nil || q.Dataset != k.dataset {
			return plain(http.StatusBadRequest, "Query ID included in body is invalid")
		}
		if old != nil && old.Body["query_id"] != body["query_id"] {
			return plain(http.StatusBadRequest, "Query ID can't be changed")
		}
		return nil
	},
	view: func(_ *Server, x *thing) doc {
		out := shown(x)
		out["source"] = "query"
		return out
	},
	removed: func(s *Server, x *thing) { s.takeOffBoards("query_panel", "query_annotation_id", x.ID) },
}

// sameQuery reports whether two queries are the same apart from what the API adds.
func sameQuery(a, b doc) bool { return reflect.DeepEqual(a, b) }
