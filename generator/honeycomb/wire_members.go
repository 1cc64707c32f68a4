package honeycomb

import (
	"slices"
	"strconv"
)

// This file is the wire format of Honeycomb's objects: every member of every body and of what the catalogue says
// besides, one row each, in the order in which they are written.

// line is an object as the catalogue holds it, on one line.
type line struct {
	Object
	path     string // as read
	requires []Key
}

// envelope is what a line holds: who the object is, the request that creates it, and what else is known of it.
var envelope = object[line]{rows: []row[line]{
	member("key", func(l *line) *string { return (*string)(&l.Head().Key) }, key),
	derived("kind", func(l *line) string { return l.kind().name }, kindNames),
	member("service", func(l *line) *string { return &l.Head().Service }, text(0, 0)).optional().
		about("The service the object belongs to; absent for shared ones."),
	member("origin", func(l *line) *Origin { return &l.Head().Origin }, members(
		member("file", (*Origin).name, text(0, 0)),
	)).about("Where the object is declared."),
	member("trial", func(l *line) *bool { return &l.Head().Trial }, truth(`"const": true`)).optional().
		about("The object is in stage trial: alerts go to the trial recipient."),
	member("trial_until", func(l *line) *string { return &l.Head().TrialUntil.Day }, date).optional().
		about("The day on which the trial ends. The day itself changes nothing."),
	member("quiet", func(l *line) **Quiet { return &l.Head().Quiet }, pointer(members(
		member("until", func(q *Quiet) *string { return &q.Until }, date).
			about("The day on which it is to end. The day itself changes nothing."),
		member("reason", func(q *Quiet) *string { return &q.Reason }, text(1, 0)).about("Why."),
	))).optional().
		about("The alert is quiet for a while: it goes to the trial recipient or, if it is a trigger without one, is " +
			"disabled."),
	member("lookup", (*line).lookup, truth(`"const": true`)).when(func(l *line) bool { return LookedUp(l.Object) }).
		about("The recipient exists already and is found by the details in its body."),
	member("existing", func(l *line) *string { return &l.Head().Existing }, text(1, 0)).optional().
		about("The id of the object that exists already and is taken over: dataset and id, or id alone."),
	member("keeps", func(l *line) *[]string { return &l.Head().Keeps },
		list(text(1, 0), `"minItems": 1`, `"uniqueItems": true`)).optional().
		about("What of the object stays as it is, as paths in the body: the configuration doesn't say it. To change " +
			"the object, send what it has there, and not what the body has."),
	derived("method", func(l *line) string { return Method(l.Object) }, enum([]string{"POST", "GET"}).schema).
		about("The method of the request that creates the object; GET for one that is looked up."),
	member("path", func(l *line) *line { return l }, form[line]{
		append: func(b []byte, l *line) []byte { return append(appendPath(append(b, '"'), l.Object), '"') },
		read:   func(r *reader, l *line) { l.path = r.text() },
		schema: keywords(`"type": "string"`, `"pattern": "^/1/"`),
	}).about("The path of that request below the API's host."),
	member("requires", func(l *line) *line { return l }, form[line]{
		append: func(b []byte, l *line) []byte { return appendRequires(b, l.Object) },
		read:   func(r *reader, l *line) { keys.read(r, &l.requires) },
		schema: keys.schema,
	}).about("Keys of the objects that must exist before, sorted."),
	member("declared", func(l *line) *line { return l }, form[line]{
		append: func(b []byte, l *line) []byte { return append(l.kind().appendDeclared(append(b, '{'), l.Object), '}') },
		read:   func(r *reader, l *line) { l.kind().readDeclared(r, l.Object) },
		given:  func(l *line) bool { return l.kind().hasDeclared(l.Object) },
		schema: describeDeclared,
	}).optional().about("What the configuration says of the object that the API has no place for."),
	member("body", func(l *line) *line { return l }, form[line]{
		append: func(b []byte, l *line) []byte { return l.kind().appendBody(b, l.Object) },
		read:   func(r *reader, l *line) { l.kind().readBody(r, l.Object) },
		schema: keywords(`"type": "object"`),
	}).about("The body of the request: what Honeycomb's API takes."),
}}

var (
	date = texts(`"type": "string"`, `"format": "date"`)
	key  = texts().defined("key")
	keys = list(form[Key]{
		append: func(b []byte, v *Key) []byte { return appendString(b, string(*v)) },
		read:   func(r *reader, v *Key) { *v = Key(r.text()) },
		schema: key.schema,
	}, `"uniqueItems": true`)
)

// lookup is whether a recipient is looked up; of other objects, a value that nobody keeps.
func (l *line) lookup() *bool {
	if r, ok := l.Object.(*Recipient); ok {
		return &r.Lookup
	}
	return new(bool)
}

// kind is what is to be said of one kind of objects.
type kind struct {
	name       string // such as "slo"
	collection string // the first part of the path under which the API keeps them
	make       func() Object
	clone      func(x Object) Object
	// The body of the request that creates one.
	appendBody func(b []byte, x Object) []byte
	readBody   func(r *reader, x Object)
	body       schema
	// What a configuration says of one that the API has no place for: members without braces.
	hasDeclared    func(x Object) bool
	appendDeclared func(b []byte, x Object) []byte
	readDeclared   func(r *reader, x Object)
	declared       []described
}

// kindOf declares a kind, with a row for each thing that a configuration says of it without the API's knowing.
func kindOf[X any, P interface {
	*X
	Object
}](name, collection string, body form[X], declared ...row[X]) *kind {
	d := &object[X]{rows: declared}
	k := &kind{
		name: name, collection: collection, make: func() Object { return P(new(X)) },
		clone: func(x Object) Object {
			c := *x.(P)
			return P(&c)
		},
		appendBody: func(b []byte, x Object) []byte { return body.append(b, x.(P)) },
		readBody:   func(r *reader, x Object) { body.read(r, x.(P)) },
		body:       body.schema,
		hasDeclared: func(x Object) bool {
			return slices.ContainsFunc(d.rows, func(m row[X]) bool { return m.stands(x.(P)) })
		},
		appendDeclared: func(b []byte, x Object) []byte { return d.appendMembers(b, x.(P)) },
		readDeclared:   func(r *reader, x Object) { d.read(r, x.(P)) },
		declared:       d.listed(""),
	}
	if body.full != nil {
		k.body = body.full
	}
	return k
}

// kinds are the kinds of objects, in the order of their keys.
var kinds = []*kind{boards, burnAlerts, calculatedFields, queries, queryAnnotations, recipients, slos, triggers}

func (*Board) kind() *kind           { return boards }
func (*BurnAlert) kind() *kind       { return burnAlerts }
func (*CalculatedField) kind() *kind { return calculatedFields }
func (*SavedQuery) kind() *kind      { return queries }
func (*QueryAnnotation) kind() *kind { return queryAnnotations }
func (*Recipient) kind() *kind       { return recipients }
func (*SLO) kind() *kind             { return slos }
func (*Trigger) kind() *kind         { return triggers }

var calculatedFields = kindOf(KindCalculatedField, "derived_columns", members(
	member("alias", func(f *CalculatedField) *string { return &f.Alias }, alias),
	member("expression", func(f *CalculatedField) *string { return &f.Expression }, text(1, MaxExpressionBytes)),
	member("description", func(f *CalculatedField) *string { return &f.Description }, text(0, MaxFieldDescription)),
))

var alias = text(1, MaxAlias)

var slos = kindOf(KindSLO, "slos", members(
	member("name", func(s *SLO) *string { return &s.Name }, text(1, MaxSLOName)),
	member("description", func(s *SLO) *string { return &s.Description }, text(0, MaxSLODescription)),
	inside("sli",
		member("alias", func(s *SLO) *string { return &made(&s.SLI).Alias }, alias).
			guarded(func(s *SLO) bool { return s.SLI != nil }),
	),
	member("time_period_days", func(s *SLO) *int { return &s.TimePeriodDays }, from(MinTimePeriodDays)),
	member("target_per_million", func(s *SLO) *int { return &s.TargetPerMillion }, between(MinTarget, MaxTarget)),
	member("tags", func(s *SLO) *[]Tag { return &s.Tags }, tags),
	member("dataset_slugs", func(s *SLO) *[]string { return &s.Datasets },
		list(text(1, 0), `"minItems": 2`, `"uniqueItems": true`)).
		when(func(s *SLO) bool { return len(s.Datasets) > 1 }).
		about("Of an SLO over several datasets, which is created under __all__."),
),
	member("owner", func(s *SLO) *string { return &s.Owner }, text(0, 0)).optional(),
	member("runbook", func(s *SLO) *string { return &s.Runbook }, text(0, 0)).optional(),
	member("events_per_day", func(s *SLO) *float64 { return &s.EventsPerDay }, amount).optional().
		about("Eligible events expected a day."),
)

var burnAlerts = kindOf(KindBurnAlert, "burn_alerts", variants(
	func(a *BurnAlert) string { return a.AlertType }, describeBurnAlert,
	member("alert_type", func(a *BurnAlert) *string { return &a.AlertType }, text(0, 0)),
	member("exhaustion_minutes", func(a *BurnAlert) *int { return &a.ExhaustionMinutes }, from(MinExhaustionMinutes)).
		of(ExhaustionTime),
	member("budget_rate_window_minutes", func(a *BurnAlert) *int { return &a.BudgetRateWindowMinutes },
		from(MinBudgetRateWindowMinutes)).of(BudgetRate),
	member("budget_rate_decrease_threshold_per_million",
		func(a *BurnAlert) *int { return &a.BudgetRateDecreaseThresholdPerMillion },
		between(MinBudgetDecreasePerMillion, MaxBudgetDecreasePerMillion)).of(BudgetRate),
	member("description", func(a *BurnAlert) *string { return &a.Description }, text(0, MaxBurnAlertDescription)),
	inside("slo",
		member("id", func(a *BurnAlert) **SLO { return &a.SLO }, reference[SLO]()),
	),
	member(
		"recipients",
		func(a *BurnAlert) *[]Notification { return &a.Recipients },
		notifications,
	).and(`"minItems": 1`),
	member("auto_investigate", func(a *BurnAlert) *bool { return &a.Investigate }, truth(`"const": true`)).optional(),
),
	member("burn_rate", func(a *BurnAlert) *string { return &a.AskedBurnRate }, text(0, 0)).optional().
		about("The burn rate as written; the budget in the body is what it comes to."),
	member("severity", func(a *BurnAlert) *string { return &a.Severity }, text(0, 0)).optional(),
)

var triggers = kindOf(KindTrigger, "triggers", members(
	member("name", func(t *Trigger) *string { return &t.Name }, text(1, MaxTriggerName)),
	member("description", func(t *Trigger) *string { return &t.Description }, text(0, MaxTriggerDescription)),
	member("tags", func(t *Trigger) *[]Tag { return &t.Tags }, tags),
	member("threshold", func(t *Trigger) *Threshold { return &t.Threshold }, members(
		member("op", func(t *Threshold) *string { return &t.Op }, enum(ThresholdOps)),
		member("value", func(t *Threshold) *Number { return &t.Value }, number),
		member("exceeded_limit", func(t *Threshold) *int { return &t.ExceededLimit },
			between(MinExceededLimit, MaxExceededLimit)),
	)),
	member("frequency", func(t *Trigger) *int { return &t.FrequencySeconds },
		between(MinFrequencySeconds, MaxFrequencySeconds, `"multipleOf": `+strconv.Itoa(FrequencyStepSeconds))),
	member("alert_type", func(t *Trigger) *string { return &t.AlertType }, enum(AlertTypes)),
	member("disabled", func(t *Trigger) *bool { return &t.Disabled }, truth(`"type": "boolean"`)),
	member("auto_investigate", func(t *Trigger) *bool { return &t.Investigate }, truth(`"const": true`)).optional(),
	member("query", func(t *Trigger) **Query { return &t.Query }, pointer(query)),
	member("recipients", func(t *Trigger) *[]Notification { return &t.Recipients }, routedNotifications),
	derived("evaluation_schedule_type", func(t *Trigger) string {
		if t.Schedule == nil {
			return "frequency"
		}
		return "window"
	}, enum([]string{"frequency", "window"}).schema),
	member("evaluation_schedule", func(t *Trigger) **Schedule { return &t.Schedule },
		pointer(members(inside("window",
			member("days_of_week", func(s *Schedule) *[]string { return &s.DaysOfWeek },
				list(enum(DaysOfWeek), `"minItems": 1`, `"uniqueItems": true`)),
			member("start_time", func(s *Schedule) *string { return &s.StartTime }, clockTime),
			member("end_time", func(s *Schedule) *string { return &s.EndTime }, clockTime),
		)))).optional().about("In UTC."),
	inside("baseline_details",
		member("offset_minutes", func(t *Trigger) *int { return &made(&t.Baseline).OffsetMinutes },
			whole(`"enum": `+inNumbers(BaselineOffsets))).when(compares),
		member("type", func(t *Trigger) *string { return &made(&t.Baseline).Type }, enum(BaselineTypes)).when(compares),
	).and(`"dependentRequired": {"offset_minutes": ["type"], "type": ["offset_minutes"]}`).
		about("Empty: no baseline."), // and clears one that was there
),
	member("owner", func(t *Trigger) *string { return &t.Owner }, text(0, 0)).optional(),
	member("runbook", func(t *Trigger) *string { return &t.Runbook }, text(0, 0)).optional(),
	member("severity", func(t *Trigger) *string { return &t.Severity }, text(0, 0)).optional(),
	member("form", func(t *Trigger) *string { return &t.Form }, text(0, 0)).optional().
		about("How a trigger's conditions were compiled."),
	member("schedule", func(t *Trigger) *string { return &made(&t.Schedule).Asked }, text(0, 0)).
		when(func(t *Trigger) bool { return t.Schedule != nil && t.Schedule.Asked != "" }).
		about("The schedule as written, with its time zone; the body has it in UTC."),
)

func compares(t *Trigger) bool { return t.Baseline != nil }

var clockTime = texts(`"type": "string"`, `"pattern": "^([0-1]?[0-9]|2[0-3]):[0-5][0-9]$"`).defined("clock")

var recipients = kindOf(KindRecipient, "recipients", members(
	member("type", func(r *Recipient) *string { return &r.Type }, text(0, 0)),
	member("details", func(r *Recipient) *Recipient { return r }, recipientDetails),
).described(recipientDetails.schema))

var recipientDetails = variants(func(r *Recipient) string { return r.Type }, describeRecipient,
	member("email_address", func(r *Recipient) *string { return &r.EmailAddress }, text(1, 0)).of(RecipientEmail),
	member("slack_channel", func(r *Recipient) *string { return &r.SlackChannel }, text(1, 0)).of(RecipientSlack),
	member("pagerduty_integration_name", func(r *Recipient) *string { return &r.IntegrationName }, text(1, 0)).
		of(RecipientPagerDuty),
	member("pagerduty_integration_key", func(r *Recipient) *Text { return &r.IntegrationKey },
		secret(text(PagerDutyKeyLength, PagerDutyKeyLength))).
		when(func(r *Recipient) bool { return !r.Lookup || r.IntegrationKey != Text{} }).of(RecipientPagerDuty),
	member("webhook_name", func(r *Recipient) *string { return &r.Name }, webhookName).
		of(RecipientMSTeamsWorkflow, RecipientWebhook),
	member("webhook_url", func(r *Recipient) *Text { return &r.URL },
		webhookURL).
		when(func(r *Recipient) bool { return !r.Lookup || r.URL != Text{} }).
		of(RecipientMSTeamsWorkflow, RecipientWebhook),
	member("webhook_secret", func(r *Recipient) *Text { return &r.Secret }, secret(text(0, MaxWebhookSecret))).
		when(func(r *Recipient) bool { return !r.Lookup && r.Secret != Text{} }).of(RecipientWebhook),
	member("webhook_headers", func(r *Recipient) *[]Header { return &r.Headers },
		list(members(
			member("header", func(h *Header) *string { return &h.Name }, text(1, MaxHeaderName)),
			member("value", func(h *Header) *Text { return &h.Value }, secret(text(0, MaxHeaderValue))),
		), `"maxItems": `+strconv.Itoa(MaxHeaders))).when(isManaged).of(RecipientWebhook),
	inside("webhook_payloads",
		member("template_variables", func(r *Recipient) *[]TemplateVariable { return &r.Variables },
			list(members(
				member("name", func(v *TemplateVariable) *string { return &v.Name }, variable),
				member(
					"default_value",
					func(v *TemplateVariable) *string { return &v.Default },
					text(0, MaxVariableValue),
				),
			), `"maxItems": `+strconv.Itoa(MaxVariables))),
		inside("payload_templates", payloadTemplates()...),
	).when(isManaged).of(RecipientWebhook),
)

func isManaged(r *Recipient) bool { return !r.Lookup }

var (
	webhookName = text(1, MaxWebhookName).defined("webhook_name")
	webhookURL  = secret(text(1, MaxWebhookURL)).defined("webhook_url")
	template    = members(
		member("body", func(t *PayloadTemplate) *string { return &t.Body }, text(0, 0)),
	).defined("template")
)

var variable = texts(`"type": "string"`, `"pattern": "^[a-z](?:[a-zA-Z0-9]+$)?$"`,
	`"maxLength": `+strconv.Itoa(MaxVariableName)).defined("variable_name")

// payloadTemplates are the rows of a webhook's templates, of which there is one for each type of alert.
func payloadTemplates() (rows []row[Recipient]) {
	for _, typ := range TemplateTypes {
		is := func(t PayloadTemplate) bool { return t.Type == typ }
		rows = append(rows, member(typ, func(r *Recipient) *PayloadTemplate {
			i := slices.IndexFunc(r.Templates, is)
			if i < 0 {
				i = len(r.Templates)
				r.Templates = append(r.Templates, PayloadTemplate{Type: typ})
			}
			return &r.Templates[i]
		}, template).when(func(r *Recipient) bool { return slices.ContainsFunc(r.Templates, is) }))
	}
	return rows
}

var queryAnnotations = kindOf(KindQueryAnnotation, "query_annotations", members(
	member("name", func(a *QueryAnnotation) *string { return &a.Name }, text(1, MaxAnnotationName)),
	member(
		"description",
		func(a *QueryAnnotation) *string { return &a.Description },
		text(0, MaxAnnotationDescription),
	),
	member("query_id", func(a *QueryAnnotation) **SavedQuery { return &a.Query }, reference[SavedQuery]()),
))

var boards = kindOf(KindBoard, "boards", members(
	constant[Board]("type", "flexible"),
	member("name", func(d *Board) *string { return &d.Name }, text(1, MaxBoardName)),
	member("description", func(d *Board) *string { return &d.Description }, text(0, MaxBoardDescription)),
	constant[Board]("layout_generation", "auto"),
	member("panels", func(d *Board) *[]Panel { return &d.Panels }, list(panel)),
	member("tags", func(d *Board) *[]Tag { return &d.Tags }, tags),
))

// panel is a panel of a board. A query's has no dataset, which the API refuses.
var panel = variants((*Panel).Shows, describePanel,
	derived("type", (*Panel).Shows, nil),
	inside("slo_panel",
		member("slo_id", func(p *Panel) **SLO { return &p.SLO }, reference[SLO]()),
	).of("slo"),
	inside("query_panel",
		member("query_id", func(p *Panel) **SavedQuery { return &made(&p.Query).Query }, reference[SavedQuery]()),
		member(
			"query_annotation_id",
			func(p *Panel) **QueryAnnotation { return &p.Query },
			reference[QueryAnnotation](),
		),
		derived(
			"query_style",
			func(*Panel) string { return "graph" },
			enum([]string{"graph", "table", "combo"}).schema,
		),
	).of("query"),
	inside("text_panel",
		member("content", func(p *Panel) *string { return &p.Text }, text(0, MaxBoardText)),
	).of("text"),
)

// Shows is what p shows: "slo", "query" or "text".
func (p *Panel) Shows() string {
	switch {
	case p.SLO != nil:
		return "slo"
	case p.Query != nil:
		return "query"
	}
	return "text"
}

var tags = list(members(
	member("key", func(t *Tag) *string { return &t.Key }, texts(`"type": "string"`, `"pattern": "^[a-z]{1,32}$"`)),
	member("value", func(t *Tag) *string { return &t.Value },
		texts(`"type": "string"`, `"pattern": "^[a-z][a-z0-9/-]{0,127}$"`)),
), `"maxItems": `+strconv.Itoa(MaxTags)).defined("tags")

// notifications are those of a burn alert, which has no groups.
var notifications = list(members(notified, notificationDetails), `"uniqueItems": true`).defined("notifications")

// routedNotifications are those of a trigger. A recipient that hears of every group has no filter, and one incident for
// all groups isn't written: Honeycomb answers null or false for both.
var routedNotifications = list(members(notified,
	member("group_filter", func(n *Notification) *[]GroupValues { return &n.Groups }, groupFilter).optional().
		about("The groups that the recipient hears of, by column; absent for all groups."),
	member("pagerduty_per_group_incidents", func(n *Notification) *bool { return &n.PerGroupIncidents },
		truth(`"const": true`)).optional().about("An incident for each group."),
	notificationDetails,
), `"uniqueItems": true`).defined("routed_notifications")

var notified = member("id", func(n *Notification) **Recipient { return &n.Recipient }, reference[Recipient]())

var notificationDetails = inside("details",
	member("pagerduty_severity", func(n *Notification) *string { return &n.PagerDutySeverity },
		enum(PagerDutySeverities)).optional(),
	member("variables", func(n *Notification) *[]Variable { return &n.Variables },
		list(members(
			member("name", func(v *Variable) *string { return &v.Name }, variable),
			member("value", func(v *Variable) *string { return &v.Value }, text(0, MaxVariableValue)),
		), `"minItems": 1`)).optional(),
).and(`"minProperties": 1`).
	when(func(n *Notification) bool { return n.PagerDutySeverity != "" || len(n.Variables) > 0 })

// groupFilter is the form of the groups that a recipient hears of: an object of columns and lists of values.
var groupFilter = form[[]GroupValues]{
	append: func(b []byte, v *[]GroupValues) []byte {
		b = append(b, '{')
		for i := range *v {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendString(b, (*v)[i].Column), ':')
			b = groupTexts.append(b, &(*v)[i].Values)
		}
		return append(b, '}')
	},
	read: func(r *reader, v *[]GroupValues) {
		r.each('{', "an object", func() {
			g := GroupValues{Column: r.text()}
			groupTexts.read(r, &g.Values)
			*v = append(*v, g)
		})
	},
	given: func(v *[]GroupValues) bool { return len(*v) > 0 },
	schema: func(notes) string {
		return inLine(`"type": "object"`, `"minProperties": 1`, `"propertyNames": {"minLength": 1}`,
			`"additionalProperties": `+groupTexts.schema(notes{}))
	},
}

var groupTexts = list(text(1, 0), `"minItems": 1`, `"uniqueItems": true`)

// A saved query's body is the query alone.
var queries = kindOf(KindQuery, "queries", form[SavedQuery]{
	append: func(b []byte, q *SavedQuery) []byte {
		if q.Query == nil {
			return append(b, "{}"...)
		}
		return query.append(b, q.Query)
	},
	read:   func(r *reader, q *SavedQuery) { query.read(r, made(&q.Query)) },
	schema: query.full,
})

// query is a query specification. What is empty is left out.
var query = members(
	member("breakdowns", func(q *Query) *[]string { return &q.Breakdowns },
		list(text(1, 0), maxItems, `"uniqueItems": true`)).optional(),
	member("calculations", func(q *Query) *[]Calculation { return &q.Calculations },
		list(members(
			member("op", func(c *Calculation) *string { return &c.Op },
				enum(names(CalculationOps, func(op CalculationOp) string { return op.Name }))),
			member("column", func(c *Calculation) *string { return &c.Column }, text(1, 0)).optional(),
			member("name", func(c *Calculation) *string { return &c.Name }, text(1, 0)).optional(),
			member("filters", func(c *Calculation) *[]Filter { return &c.Filters }, filters).optional(),
			member("filter_combination", func(c *Calculation) *string { return &c.FilterCombination },
				enum(FilterCombinations)).optional(),
		), maxItems)).optional(),
	member("filters", func(q *Query) *[]Filter { return &q.Filters }, filters).optional(),
	member("filter_combination", func(q *Query) *string { return &q.FilterCombination }, enum(FilterCombinations)).
		optional(),
	member("formulas", func(q *Query) *[]QueryFormula { return &q.Formulas },
		formulas).optional(),
	member("granularity", func(q *Query) *int { return &q.GranularitySeconds }, from(1)).optional(),
	member("time_range", func(q *Query) *int { return &q.TimeRangeSeconds }, from(1)).optional(),
	member("havings", func(q *Query) *[]Having { return &q.Havings }, list(members(
		member("calculate_op", func(h *Having) *string { return &h.CalculateOp },
			enum(names(CalculationOps, func(op CalculationOp) string {
				if op.Having {
					return op.Name
				}
				return ""
			}))),
		member("column", func(h *Having) *string { return &h.Column }, text(1, 0)).optional(),
		member("op", func(h *Having) *string { return &h.Op }, enum(HavingOps)),
		member("value", func(h *Having) *Number { return &h.Value }, number),
	), maxItems)).optional(),
	member("calculated_fields", func(q *Query) *[]QueryField { return &q.CalculatedFields },
		expressions(func(f *QueryField) *string { return &f.Name },
			func(f *QueryField) *string { return &f.Expression })).optional(),
).defined("query")

// names are those that name gives to the items of a table; none for those that it leaves out.
func names[T any](table []T, name func(T) string) (out []string) {
	for _, x := range table {
		if n := name(x); n != "" {
			out = append(out, n)
		}
	}
	return out
}

var maxItems = `"maxItems": ` + strconv.Itoa(MaxQueryItems)

var formulas = expressions(func(f *QueryFormula) *string { return &f.Name },
	func(f *QueryFormula) *string { return &f.Expression })

// expressions are formulas with names.
func expressions[E any](name, expression func(*E) *string) form[[]E] {
	return list(
		members(member("name", name, text(1, 0)), member("expression", expression, text(1, MaxExpressionBytes))),
		maxItems,
	).defined("expressions")
}

var filters = list(members(
	member("column", func(f *Filter) *string { return &f.Column }, text(1, 0)),
	member("op", func(f *Filter) *string { return &f.Op },
		enum(names(FilterOps, func(op FilterOp) string { return op.Name }))),
	member("value", func(f *Filter) *any { return &f.Value }, anyValue).optional(),
), maxItems).defined("filters")
