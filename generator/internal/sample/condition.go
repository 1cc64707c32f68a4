package sample

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// condition draws a condition on events, so many operators deep.
func (d *drawer) condition(depth int) string {
	if depth <= 0 || chance(d.T, 3, "simple") {
		return d.comparison()
	}
	switch rapid.IntRange(0, 4).Draw(d.T, "operator") {
	case 0:
		return "(" + d.condition(depth-1) + " && " + d.condition(depth-1) + ")"
	case 1:
		return "(" + d.condition(depth-1) + " || " + d.condition(depth-1) + ")"
	case 2:
		return "!(" + d.condition(depth-1) + ")"
	case 3:
		return "(" + d.condition(depth-1) + " ? " + d.condition(depth-1) + " : " + d.comparison() + ")"
	default:
		return d.comparison()
	}
}

// comparison draws a condition without && and ||.
func (d *drawer) comparison() string {
	op := pick(d.T, "comparison", "<", "<=", ">", ">=", "==", "!=")
	switch rapid.IntRange(0, 9).Draw(d.T, "kind") {
	case 0, 1:
		return d.number(1) + " " + op + " " + d.constant()
	case 2:
		return d.string() + " " + pick(d.T, "equality", "==", "!=") + " " + d.literal()
	case 3:
		return pick(d.T, "test", "starts_with", "ends_with", "contains") + "(" + d.string() + ", " + d.literal() + ")"
	case 4:
		return "reg_match(event.name, " + pick(d.T, "regex", `"^a.*$"`, `"\\d+ \"x\""`, `"[[:alpha:]]{2,}"`) + ")"
	case 5:
		return pick(d.T, "in", `in(event.http.route, "/a")`, "in(event.http.route, local.routes...)",
			`!in(event.http.response.status_code, 500, 503)`, "contains(local.routes, event.http.route)")
	case 6:
		return pick(d.T, "boolean", "event.app.error == true", "event.app.error == false", "!(event.app.error == true)")
	case 7:
		return pick(d.T, "existence", "exists(event.duration_ms)", "!exists(event.trace.parent_id)",
			`event["user-agent"] == null`, `event["a \"b\" $${c} é"] != null`)
	case 8:
		return pick(d.T, "function", "is_root(event)", "below(event.duration_ms, var.limit)")
	default:
		return `"${event.name}-x" == "a-x"`
	}
}

// number draws a number of an event.
func (d *drawer) number(depth int) string {
	column := pick(d.T, "number", "event.duration_ms", "event.http.response.status_code", "event.app.retries",
		"event.app.amount")
	if depth <= 0 {
		return column
	}
	switch rapid.IntRange(0, 6).Draw(d.T, "arithmetic") {
	case 0:
		return "(" + column + " " + pick(d.T, "operator", "+", "-", "*", "/", "%") + " " + d.number(depth-1) + ")"
	case 1:
		return "(" + column + " * 2 - 0.5)"
	case 2:
		return "length(event.name)"
	case 3:
		return "coalesce(" + column + ", 0)"
	case 4:
		return "-" + column
	default:
		return column
	}
}

func (d *drawer) constant() string {
	return rapid.OneOf(
		rapid.Map(rapid.IntRange(-1000, 100000), func(n int) string { return fmt.Sprint(n) }),
		rapid.SampledFrom([]string{"0.05", "200.0", "1e3", "9007199254740992", "var.limit"}),
	).Draw(d.T, "constant")
}

func (d *drawer) string() string {
	return pick(d.T, "text of an event", "event.name", "event.http.route", `event["user-agent"]`, "event.cloud.region",
		"to_lower(event.name)")
}

func (d *drawer) literal() string {
	return pick(d.T, "literal", `"GET /"`, `"é \"quoted\" \\ $${x}"`, `"500"`, `"true"`, "local.name", "\"日本\"", `"a\nb"`,
		"\""+strings.Repeat("x", 30)+"\"")
}
