package sandbox

import (
	"maps"
	"net/http"
	"slices"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// defaultFrequencySeconds is how often a trigger runs if it doesn't say (OpenAPI BaseTrigger.frequency).
const defaultFrequencySeconds = 900

var clock = pattern(5, isClock, "must be a time from 00:00 to 23:59")

// isClock reports whether s is ^([0-1]?[0-9]|2[0-3]):[0-5][0-9]$.
func isClock(s string) bool {
	n := len(s)
	if n != 4 && n != 5 || s[n-3] != ':' || !all(s[:n-3]+s[n-2:], func(c byte) bool { return '0' <= c && c <= '9' }) ||
		s[n-2] > '5' {
		return false
	}
	return n == 4 || s[:2] <= "23"
}

var triggers = &collection{
	name: nameTriggers, noun: "Trigger", scope: datasetOrAll, created: http.StatusCreated,
	refused: http.StatusUnprocessableEntity,
	body: object(
		req("name", text(1, honeycomb.MaxTriggerName)),
		opt("description", text(0, honeycomb.MaxTriggerDescription)).or(""),
		opt("tags", tags).or([]any{}),
		req("threshold", object(
			req("op", enum(honeycomb.ThresholdOps...)),
			req("value", number()),
			opt("exceeded_limit", integer(honeycomb.MinExceededLimit,
				honeycomb.MaxExceededLimit)).or(whole(honeycomb.MinExceededLimit)),
		)),
		opt("frequency", integer(honeycomb.MinFrequencySeconds,
			honeycomb.MaxFrequencySeconds)).or(whole(defaultFrequencySeconds)),
		opt("alert_type", enum(honeycomb.AlertTypes...)).or(honeycomb.OnChange),
		opt("disabled", boolean()),
		opt("query", triggerQuery()),
		opt("query_id", text(0, unbounded)),
		opt("recipients", list(0, unbounded, routedNotification)).or([]any{}),
		opt("evaluation_schedule_type", enum("frequency", "window")),
		opt("evaluation_schedule", object(req("window", object(
			req("days_of_week", list(1, len(honeycomb.DaysOfWeek), enum(honeycomb.DaysOfWeek...))),
			req("start_time", clock),
			req("end_time", clock),
		)))),
		opt("baseline_details", object( // the provider sends zeros for none
			opt("offset_minutes", integer(0, unbounded)),
			opt("type", enum(append([]string{""}, honeycomb.BaselineTypes...)...)),
		)),
		opt("auto_investigate", boolean()),
	),
	prepare: prepareTrigger,
	view: func(s *Server, x *thing) doc {
		out := shown(x)
		out["triggered"] = false
		out["dataset_slug"] = x.Dataset
		out["recipients"] = s.notified(x, true)
		if q := s.tables[nameQueries].byID[str(x.Body, "query_id")]; q != nil {
			out["query"] = queries.view(s, q)
		}
		return out
	},
}

// triggerQuery is the shape of a trigger's inline query, without what triggers never accept.
func triggerQuery() *shape {
	q := *query
	q.members = slices.Clone(query.members)
	for i, m := range q.members {
		switch m.name {
		case "orders", "limit", "start_time", "end_time", "usage_mode", "compare_time_offset_seconds", "granularity":
			q.members[i].shape = none("must not be set for a trigger")
		}
	}
	return &q
}

func prepareTrigger(k *call, body doc, old *thing, l *issues) *answer {
	if !has(body, "disabled") {
		body["disabled"] = old != nil && old.Body["disabled"] == true // if omitted, it keeps its value
	}
	frequency := num(body, "frequency")
	if frequency%honeycomb.FrequencyStepSeconds != 0 {
		l.add(invalid, "frequency", "must be a multiple of %d", honeycomb.FrequencyStepSeconds)
	}
	checkSchedule(body, l)
	checkBaseline(body, frequency, l)

	inline, _ := body["query"].(doc)
	id := str(body, "query_id")
	if inline != nil && id != "" {
		return plain(http.StatusBadRequest, "only one of query and query_id can be set")
	}
	if inline == nil && id == "" && old != nil {
		id = str(old.Body, "query_id")
	}
	path, q := "query", inline
	switch {
	case inline != nil:
		if len(items(inline, "calculations")) == 0 {
			l.add(missing, "query.calculations", "needs at least one")
			return nil
		}
		k.checkQuery(inline, path, l)
	case id != "":
		x := k.tables[nameQueries].byID[id]
		if x == nil || x.Dataset != k.dataset {
			l.add(invalid, "query_id", "query not found")
			return nil
		}
		path, q = "query_id", x.Body
		for _, name := range []string{"orders", "limit", "start_time", "end_time", "usage_mode",
			"compare_time_offset_seconds", "granularity"} {
			if has(q, name) {
				l.add(invalid, "query_id", "the query has %s, which a trigger's query must not have", name)
			}
		}
	default:
		l.add(missing, "query", "is required, or query_id")
		return nil
	}
	checkTriggerQuery(q, path, frequency, l)
	k.checkRouting(body, texts(q, "breakdowns"), l)
	k.checkNotifications(body, true, l)
	if len(*l) > 0 {
		return nil
	}
	delete(body, "query")
	body["query_id"] = id
	if inline == nil {
		return nil
	}
	if old != nil {
		if x := k.tables[nameQueries].byID[str(old.Body, "query_id")]; x != nil && sameQuery(x.Body, inline) {
			body["query_id"] = x.ID
			return nil
		}
	}
	body["query_id"] = k.keep(queries, k.dataset, inline).ID
	return nil
}

// checkRouting checks what is said of a trigger's groups. The API's own texts aren't known; what it refuses is
// (provider pull request 906).
func (k *call) checkRouting(body doc, breakdowns []string, l *issues) {
	perGroup := str(body, "alert_type") == honeycomb.OnGroupChange
	for i, n := range items(body, "recipients") {
		path := "recipients[" + string(whole(i)) + "]"
		filter, incidents := n["group_filter"], n["pagerduty_per_group_incidents"] == true
		columns, ok := filter.(doc)
		if filter != nil && !ok {
			l.add(incorrectType, path+".group_filter", "must be an object")
			continue
		}
		if len(columns) == 0 { // as if there were none
			delete(n, "group_filter")
		}
		if len(columns) == 0 && !incidents {
			continue
		}
		if !perGroup {
			l.add(invalid, path, "routing needs the alert_type on_group_change")
		}
		if len(breakdowns) == 0 {
			l.add(invalid, path, "routing needs a query with breakdowns")
		}
		for _, name := range slices.Sorted(maps.Keys(columns)) {
			at := path + ".group_filter." + name
			if !slices.Contains(breakdowns, name) {
				l.add(invalid, at, "must be one of the query's breakdowns")
			}
			list(1, unbounded, text(1, unbounded)).clean(columns[name], at, l)
		}
		if incidents && k.kindOf(n) != honeycomb.RecipientPagerDuty {
			l.add(invalid, path+".pagerduty_per_group_incidents", "is for PagerDuty recipients only")
		}
	}
}

// kindOf is the type of the recipient that a notification names.
func (k *call) kindOf(n doc) string {
	if x := k.tables[nameRecipients].byID[str(n, "id")]; x != nil {
		return str(x.Body, "type")
	}
	return str(n, "type")
}

func checkSchedule(body doc, l *issues) {
	days := texts(body, "evaluation_schedule", "window", "days_of_week")
	for i, d := range days {
		if slices.Contains(days[:i], d) {
			l.add(invalid, "evaluation_schedule.window.days_of_week", "has %s twice", d)
		}
	}
	window := has(body, "evaluation_schedule")
	switch str(body, "evaluation_schedule_type") {
	case "":
		body["evaluation_schedule_type"] = "frequency"
		if window {
			body["evaluation_schedule_type"] = "window"
		}
	case "window":
		if !window {
			l.add(missing, "evaluation_schedule", "is required for the type window")
		}
	case "frequency":
		delete(body, "evaluation_schedule")
	}
}

func checkBaseline(body doc, frequency int, l *issues) {
	baseline, _ := body["baseline_details"].(doc)
	offset, kind := num(baseline, "offset_minutes"), str(baseline, "type")
	if offset == 0 && kind == "" { // none, and clears an existing one
		delete(body, "baseline_details")
		return
	}
	if kind == "" {
		l.add(missing, "baseline_details.type", "is required")
	}
	if !slices.Contains(honeycomb.BaselineOffsets, offset) {
		l.add(invalid, "baseline_details.offset_minutes", "must be one of 60, 1440, 10080, 40320")
	}
	switch op, v := str(body, "threshold", "op"), float(body, "threshold", "value"); {
	case op == ">=" && v >= 0, op == "<=" && v <= 0:
	default:
		l.add(invalid, "threshold", "with a baseline, must be >= with a value of 0 or more, or <= with one of 0 or less")
	}
	if least := honeycomb.MinBaselineFrequencySeconds; frequency < least {
		l.add(invalid, "frequency", "The frequency you specified %d sec is too small. Please use a frequency greater than "+
			"or equal to %d sec", frequency, least)
	}
}

// checkTriggerQuery checks a query against the rules of triggers (OpenAPI TriggerWithInlineQuery.query).
func checkTriggerQuery(q doc, path string, frequency int, l *issues) {
	calculations, formulas, havings := items(q, "calculations"), items(q, "formulas"), items(q, "havings")
	refined := false // whether a calculation has a name or filters
	for i, c := range calculations {
		if op := honeycomb.LookupCalculationOp(str(c, "op")); !op.Trigger {
			l.add(invalid, path+".calculations["+string(whole(i))+"].op", "must not be %s for a trigger", op.Name)
		}
		refined = refined || str(c, "name") != "" || len(items(c, "filters")) > 0
	}
	if len(havings) > 1 {
		l.add(invalid, path+".havings", "must have at most 1 item for a trigger")
	}
	switch {
	case len(formulas) > 1:
		l.add(invalid, path+".formulas", "must have at most 1 item for a trigger")
	case len(formulas) == 0 && refined:
		l.add(invalid, path+".calculations", "must have no names and filters without a formula")
	case len(formulas) == 0:
		free := 0 // calculations that no having refers to
		for _, c := range calculations {
			if !slices.ContainsFunc(havings, func(h doc) bool {
				return str(h, "calculate_op") == str(c, "op") && str(h, "column") == str(c, "column")
			}) {
				free++
			}
		}
		if free > 1 {
			l.add(invalid, path+".calculations", "must have at most 1 item beside the one that a having matches")
		}
	}
	if refined && len(items(q, "filters")) > 0 {
		l.add(invalid, path+".filters", "must not be combined with calculations that have names or filters")
	}
	switch duration := num(q, "time_range"); {
	case duration < frequency:
		l.add(invalid, path+".time_range", "must not be less than the frequency")
	case duration > honeycomb.MaxDurationFrequencies*frequency:
		l.add(invalid, path+".time_range", "must be at most %d times the frequency", honeycomb.MaxDurationFrequencies)
	case duration > honeycomb.MaxDurationSeconds:
		l.add(invalid, path+".time_range", "must be at most %d seconds", honeycomb.MaxDurationSeconds)
	}
}
