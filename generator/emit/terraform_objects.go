package emit

import "github.com/slogen-project/slogen/generator/honeycomb"

// The arguments of every object that Terraform knows, one row each, in the order in which they are written.

var calculatedFieldRows = arguments[honeycomb.CalculatedField]{
	str("alias", func(f *honeycomb.CalculatedField) string { return f.Alias }),
	opt("description", func(f *honeycomb.CalculatedField) string { return f.Description }),
	opt("dataset", func(f *honeycomb.CalculatedField) string { return f.Dataset }),
	str("expression", func(f *honeycomb.CalculatedField) string { return f.Expression }),
}

var sloRows = arguments[honeycomb.SLO]{
	str("name", func(s *honeycomb.SLO) string { return s.Name }),
	opt("description", func(s *honeycomb.SLO) string { return s.Description }),
	opt("dataset", onlyDataset),
	strs("datasets", func(s *honeycomb.SLO) []string { return s.Datasets }).
		when(func(s *honeycomb.SLO) bool { return len(s.Datasets) != 1 }),
	reference("sli", "sli", "alias", func(s *honeycomb.SLO) honeycomb.Object { return object(s.SLI) }),
	percent("target_percentage", func(s *honeycomb.SLO) int { return s.TargetPerMillion }),
	num("time_period", func(s *honeycomb.SLO) int { return s.TimePeriodDays }),
	tags(func(s *honeycomb.SLO) []honeycomb.Tag { return s.Tags }),
}

// onlyDataset is the dataset of an SLO that has only one.
func onlyDataset(s *honeycomb.SLO) string {
	if s == nil || len(s.Datasets) != 1 {
		return ""
	}
	return s.Datasets[0]
}

var burnAlertRows = arguments[honeycomb.BurnAlert]{
	reference("slo_id", "slo", "id", func(a *honeycomb.BurnAlert) honeycomb.Object { return object(a.SLO) }),
	opt("dataset", func(a *honeycomb.BurnAlert) string { return onlyDataset(a.SLO) }),
	opt("description", func(a *honeycomb.BurnAlert) string { return a.Description }),
	str("alert_type", func(a *honeycomb.BurnAlert) string { return a.AlertType }),
	raw(honeycomb.AutoInvestigate, func(*honeycomb.BurnAlert) string { return "true" }).
		when(func(a *honeycomb.BurnAlert) bool { return a.Investigate }),
	num("budget_rate_window_minutes", func(a *honeycomb.BurnAlert) int { return a.BudgetRateWindowMinutes }).
		when(isBudgetRate),
	percent("budget_rate_decrease_percent",
		func(a *honeycomb.BurnAlert) int { return a.BudgetRateDecreaseThresholdPerMillion }).when(isBudgetRate),
	num("exhaustion_minutes", func(a *honeycomb.BurnAlert) int { return a.ExhaustionMinutes }).
		when(func(a *honeycomb.BurnAlert) bool { return !isBudgetRate(a) }),
	notifications(func(a *honeycomb.BurnAlert) []honeycomb.Notification { return a.Recipients }),
}

func isBudgetRate(a *honeycomb.BurnAlert) bool { return a.AlertType == honeycomb.BudgetRate }

var triggerRows = arguments[honeycomb.Trigger]{
	str("name", func(t *honeycomb.Trigger) string { return t.Name }),
	opt("description", func(t *honeycomb.Trigger) string { return t.Description }),
	dataset(func(t *honeycomb.Trigger) string { return t.Dataset }),
	raw("disabled", func(*honeycomb.Trigger) string { return "true" }).
		when(func(t *honeycomb.Trigger) bool { return t.Disabled }),
	raw(honeycomb.AutoInvestigate, func(*honeycomb.Trigger) string { return "true" }).
		when(func(t *honeycomb.Trigger) bool { return t.Investigate }),
	tags(func(t *honeycomb.Trigger) []honeycomb.Tag { return t.Tags }),
	gap[honeycomb.Trigger](),
	query(func(t *honeycomb.Trigger) *honeycomb.Query { return t.Query }),
	gap[honeycomb.Trigger](),
	str("alert_type", func(t *honeycomb.Trigger) string { return t.AlertType }),
	num("frequency", func(t *honeycomb.Trigger) int { return t.FrequencySeconds }),
	block("threshold", func(t *honeycomb.Trigger) *honeycomb.Threshold { return &t.Threshold },
		str("op", func(t *honeycomb.Threshold) string { return t.Op }),
		raw("value", func(t *honeycomb.Threshold) string { return string(t.Value) }),
		num("exceeded_limit", func(t *honeycomb.Threshold) int { return t.ExceededLimit }).
			when(func(t *honeycomb.Threshold) bool { return t.ExceededLimit > 0 }),
	),
	block("evaluation_schedule", func(t *honeycomb.Trigger) *honeycomb.Schedule { return t.Schedule },
		strs("days_of_week", func(s *honeycomb.Schedule) []string { return s.DaysOfWeek }),
		str("start_time", func(s *honeycomb.Schedule) string { return s.StartTime }),
		str("end_time", func(s *honeycomb.Schedule) string { return s.EndTime }),
	).optional().said(func(t *honeycomb.Trigger) string {
		if t.Schedule == nil {
			return ""
		}
		return t.Schedule.Asked
	}),
	block("baseline_details", func(t *honeycomb.Trigger) *honeycomb.Baseline { return t.Baseline },
		str("type", func(b *honeycomb.Baseline) string { return b.Type }),
		num("offset_minutes", func(b *honeycomb.Baseline) int { return b.OffsetMinutes }),
	).optional(),
	notifications(func(t *honeycomb.Trigger) []honeycomb.Notification { return t.Recipients },
		groups("group_filter", func(n *honeycomb.Notification) []honeycomb.GroupValues { return n.Groups }),
		raw("pagerduty_per_group_incidents", func(*honeycomb.Notification) string { return "true" }).
			when(func(n *honeycomb.Notification) bool { return n.PerGroupIncidents }),
	),
	uses(func(t *honeycomb.Trigger) *honeycomb.Query { return t.Query }),
}

var queryRows = arguments[honeycomb.SavedQuery]{
	dataset(func(q *honeycomb.SavedQuery) string { return q.Dataset }),
	query(func(q *honeycomb.SavedQuery) *honeycomb.Query { return q.Query }),
	uses(func(q *honeycomb.SavedQuery) *honeycomb.Query { return q.Query }),
}

var queryAnnotationRows = arguments[honeycomb.QueryAnnotation]{
	str("name", func(a *honeycomb.QueryAnnotation) string { return a.Name }),
	opt("description", func(a *honeycomb.QueryAnnotation) string { return a.Description }),
	dataset(func(a *honeycomb.QueryAnnotation) string { return a.Dataset }),
	reference(
		"query_id",
		"query",
		"id",
		func(a *honeycomb.QueryAnnotation) honeycomb.Object { return object(a.Query) },
	),
}

var boardRows = arguments[honeycomb.Board]{
	str("name", func(b *honeycomb.Board) string { return b.Name }),
	opt("description", func(b *honeycomb.Board) string { return b.Description }),
	tags(func(b *honeycomb.Board) []honeycomb.Tag { return b.Tags }),
	blocks("panel", "panels", func(b *honeycomb.Board) []honeycomb.Panel { return b.Panels },
		str("type", (*honeycomb.Panel).Shows).as(""),
		part(
			"slo_panel",
			reference(
				"slo_id",
				"slo",
				"id",
				func(p *honeycomb.Panel) honeycomb.Object { return object(p.SLO) },
			).optional(),
		).when(func(p *honeycomb.Panel) bool { return p.Shows() == "slo" }),
		part("query_panel",
			reference("query_id", "", "id", func(p *honeycomb.Panel) honeycomb.Object { return object(p.Query.Query) }),
			reference("query_annotation_id", "query_annotation", "id",
				func(p *honeycomb.Panel) honeycomb.Object { return object(p.Query) }).optional(),
		).when(func(p *honeycomb.Panel) bool { return p.Shows() == "query" }),
		part("text_panel",
			str("content", func(p *honeycomb.Panel) string { return p.Text }).as("text").optional(),
		).when(func(p *honeycomb.Panel) bool { return p.Shows() == "text" }),
	),
}

// notifications are the recipients of an alert, with what those of its kind have besides.
func notifications[T any](get func(x *T) []honeycomb.Notification,
	more ...argument[honeycomb.Notification]) argument[T] {
	rows := []argument[honeycomb.Notification]{reference("id", "recipient", "id",
		func(n *honeycomb.Notification) honeycomb.Object { return object(n.Recipient) })}
	rows = append(append(rows, more...), part("notification_details",
		opt("pagerduty_severity", func(n *honeycomb.Notification) string { return n.PagerDutySeverity }),
		pairs("variable", "variables", func(n *honeycomb.Notification) []honeycomb.Variable { return n.Variables }),
	).when(func(n *honeycomb.Notification) bool { return n.PagerDutySeverity != "" || len(n.Variables) > 0 }))
	return blocks("recipient", "recipients", get, rows...)
}

// recipientRows are those of recipients that slogen creates, by type.
var recipientRows = map[string]arguments[honeycomb.Recipient]{
	honeycomb.RecipientEmail: {
		str("address", func(r *honeycomb.Recipient) string { return r.EmailAddress }),
	},
	honeycomb.RecipientSlack: {
		str("channel", func(r *honeycomb.Recipient) string { return r.SlackChannel }),
	},
	honeycomb.RecipientPagerDuty: {
		str("integration_name", func(r *honeycomb.Recipient) string { return r.IntegrationName }),
		text("integration_key", func(r *honeycomb.Recipient) honeycomb.Text { return r.IntegrationKey }),
	},
	honeycomb.RecipientMSTeamsWorkflow: {
		str("name", func(r *honeycomb.Recipient) string { return r.Name }),
		text("url", func(r *honeycomb.Recipient) honeycomb.Text { return r.URL }),
	},
	honeycomb.RecipientWebhook: {
		str("name", func(r *honeycomb.Recipient) string { return r.Name }),
		text("url", func(r *honeycomb.Recipient) honeycomb.Text { return r.URL }),
		text("secret", func(r *honeycomb.Recipient) honeycomb.Text { return r.Secret }).
			when(func(r *honeycomb.Recipient) bool { return r.Secret != honeycomb.Text{} }),
		blocks("header", "headers", func(r *honeycomb.Recipient) []honeycomb.Header { return r.Headers },
			str("name", func(h *honeycomb.Header) string { return h.Name }),
			text("value", func(h *honeycomb.Header) honeycomb.Text { return h.Value }),
		),
		blocks(
			"variable",
			"variables",
			func(r *honeycomb.Recipient) []honeycomb.TemplateVariable { return r.Variables },
			str("name", func(v *honeycomb.TemplateVariable) string { return v.Name }),
			opt("default_value", func(v *honeycomb.TemplateVariable) string { return v.Default }),
		),
		blocks("template", "templates", func(r *honeycomb.Recipient) []honeycomb.PayloadTemplate { return r.Templates },
			str("type", func(t *honeycomb.PayloadTemplate) string { return t.Type }),
			str("body", func(t *honeycomb.PayloadTemplate) string { return t.Body }),
		),
	},
}
