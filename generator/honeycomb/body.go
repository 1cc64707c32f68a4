package honeycomb

import (
	"slices"
	"strconv"
)

// Object is any of the objects that [Resources] holds: *[CalculatedField], *[SLO], *[BurnAlert], *[Trigger],
// *[Recipient], *[SavedQuery], *[QueryAnnotation] or *[Board], nothing else.
type Object interface {
	// Head is what every object has.
	Head() *Meta
	// Collection is the first part of the path under which the API keeps such objects, such as "slos".
	collection() string
	// scope is the dataset in the path: a slug, [AllDatasets], or empty where paths have none.
	scope() string
	// appendBody appends the request body.
	appendBody(b []byte) []byte
	// appendDeclared appends the members of the catalogue's "declared" object, each with [appendKey].
	appendDeclared(b []byte) []byte
}

// Head returns m itself: through embedding, every object has it.
func (m *Meta) Head() *Meta { return m }

// requires calls f with the key of each object that must exist before x, in no particular order. It is no method of
// [Object], so that f needn't be on the heap.
func requires(x Object, f func(Key)) {
	switch x := x.(type) {
	case *SLO:
		x.requires(f)
	case *BurnAlert:
		x.requires(f)
	case *Trigger:
		x.requires(f)
	case *SavedQuery:
		x.requires(f)
	case *QueryAnnotation:
		x.requires(f)
	case *Board:
		x.requires(f)
	}
}

// Requires lists the objects that must exist before x, by id or by name, sorted.
func Requires(x Object) []Key {
	var keys []Key
	requires(x, func(k Key) { keys = append(keys, k) })
	slices.Sort(keys)
	return slices.Compact(keys)
}

// AppendBody appends the body of the API request that creates x, or with PUT replaces it: compact JSON in a fixed order
// of keys. It states everything slogen manages, so that what was taken out of a configuration is taken out of the
// object too ("On PUT an omitted `disabled` keeps its value", says the provider's client). Where the API wants an id
// that is known only once another object exists it has {"$ref": key}, and where it wants a secret, {"$secret": name}.
//
// The body of a recipient that is looked up is never sent: it holds what to find the recipient by.
func AppendBody(b []byte, x Object) []byte { return x.appendBody(b) }

// AppendPath appends the path of the request that creates x, such as "/1/slos/checkout"; for a recipient that is looked
// up, the path to look in.
func AppendPath(b []byte, x Object) []byte {
	b = append(b, "/1/"...)
	b = append(b, x.collection()...)
	if s := x.scope(); s != "" {
		b = append(b, '/')
		b = appendPathSegment(b, s)
	}
	return b
}

// Method is the HTTP method that goes with [AppendPath]: POST, or GET for a recipient that is looked up.
func Method(x Object) string {
	if r, ok := x.(*Recipient); ok && r.Lookup {
		return "GET"
	}
	return "POST"
}

// appendPathSegment escapes everything but RFC 3986's unreserved characters.
func appendPathSegment(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.', c == '~':
			b = append(b, c)
		default:
			b = append(b, '%', "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15])
		}
	}
	return b
}

func scopeOf(dataset string) string {
	if dataset == "" {
		return AllDatasets
	}
	return dataset
}

func (f *CalculatedField) collection() string             { return "derived_columns" }
func (f *CalculatedField) scope() string                  { return scopeOf(f.Dataset) }
func (f *CalculatedField) appendDeclared(b []byte) []byte { return b }

func (f *CalculatedField) appendBody(b []byte) []byte {
	b = append(b, '{')
	b = appendStringMember(b, "alias", f.Alias)
	b = appendStringMember(b, "expression", f.Expression)
	b = appendStringMember(b, "description", f.Description)
	return append(b, '}')
}

func (s *SLO) collection() string { return "slos" }

func (s *SLO) scope() string {
	if len(s.Datasets) == 1 {
		return s.Datasets[0]
	}
	return AllDatasets
}

func (s *SLO) requires(f func(Key)) {
	if s.SLI != nil {
		f(s.SLI.Key)
	}
}

func (s *SLO) appendDeclared(b []byte) []byte {
	if s.Owner != "" {
		b = appendStringMember(b, "owner", s.Owner)
	}
	if s.Runbook != "" {
		b = appendStringMember(b, "runbook", s.Runbook)
	}
	if s.EventsPerDay != 0 {
		b = appendFloat(appendKey(b, "events_per_day"), s.EventsPerDay)
	}
	return b
}

func (s *SLO) appendBody(b []byte) []byte {
	b = append(b, '{')
	b = appendStringMember(b, "name", s.Name)
	b = appendStringMember(b, "description", s.Description)
	b = append(b, `,"sli":{`...)
	if s.SLI != nil {
		b = appendStringMember(b, "alias", s.SLI.Alias)
	}
	b = append(b, '}')
	b = appendIntMember(b, "time_period_days", s.TimePeriodDays)
	b = appendIntMember(b, "target_per_million", s.TargetPerMillion)
	b = appendTags(b, s.Tags)
	if len(s.Datasets) > 1 {
		b = appendKey(b, "dataset_slugs")
		b = appendStrings(b, s.Datasets)
	}
	return append(b, '}')
}

func (a *BurnAlert) collection() string { return "burn_alerts" }

func (a *BurnAlert) scope() string {
	if a.SLO == nil {
		return AllDatasets
	}
	return a.SLO.scope()
}

func (a *BurnAlert) requires(f func(Key)) {
	if a.SLO != nil {
		f(a.SLO.Key)
	}
	requireRecipients(a.Recipients, f)
}

func (a *BurnAlert) appendDeclared(b []byte) []byte {
	if a.AskedBurnRate != "" {
		b = appendStringMember(b, "burn_rate", a.AskedBurnRate)
	}
	if a.Severity != "" {
		b = appendStringMember(b, "severity", a.Severity)
	}
	return b
}

func (a *BurnAlert) appendBody(b []byte) []byte {
	b = append(b, '{')
	b = appendStringMember(b, "alert_type", a.AlertType)
	if a.AlertType == BudgetRate {
		b = appendIntMember(b, "budget_rate_window_minutes", a.BudgetRateWindowMinutes)
		b = appendIntMember(b, "budget_rate_decrease_threshold_per_million", a.BudgetRateDecreaseThresholdPerMillion)
	} else {
		b = appendIntMember(b, "exhaustion_minutes", a.ExhaustionMinutes)
	}
	b = appendStringMember(b, "description", a.Description)
	b = append(b, `,"slo":{`...)
	if a.SLO != nil {
		b = appendRefMember(b, "id", a.SLO.Key)
	}
	b = append(b, '}')
	b = appendNotifications(b, a.Recipients)
	return append(b, '}')
}

func (t *Trigger) collection() string { return "triggers" }
func (t *Trigger) scope() string      { return scopeOf(t.Dataset) }

func (t *Trigger) requires(f func(Key)) {
	if t.Query != nil {
		t.Query.requires(f)
	}
	requireRecipients(t.Recipients, f)
}

func (t *Trigger) appendDeclared(b []byte) []byte {
	if t.Owner != "" {
		b = appendStringMember(b, "owner", t.Owner)
	}
	if t.Runbook != "" {
		b = appendStringMember(b, "runbook", t.Runbook)
	}
	if t.Severity != "" {
		b = appendStringMember(b, "severity", t.Severity)
	}
	if t.Form != "" {
		b = appendStringMember(b, "form", t.Form)
	}
	if t.Schedule != nil && t.Schedule.Asked != "" {
		b = appendStringMember(b, "schedule", t.Schedule.Asked)
	}
	return b
}

func (t *Trigger) appendBody(b []byte) []byte {
	b = append(b, '{')
	b = appendStringMember(b, "name", t.Name)
	b = appendStringMember(b, "description", t.Description)
	b = appendTags(b, t.Tags)
	b = append(b, `,"threshold":{`...)
	b = appendStringMember(b, "op", t.Threshold.Op)
	b = append(appendKey(b, "value"), t.Threshold.Value...)
	b = appendIntMember(b, "exceeded_limit", t.Threshold.ExceededLimit)
	b = append(b, '}')
	b = appendIntMember(b, "frequency", t.FrequencySeconds)
	b = appendStringMember(b, "alert_type", t.AlertType)
	b = appendBoolMember(b, "disabled", t.Disabled)
	if t.Query != nil {
		b = t.Query.AppendJSON(appendKey(b, "query"))
	}
	b = appendNotifications(b, t.Recipients)
	if t.Schedule == nil {
		b = appendStringMember(b, "evaluation_schedule_type", "frequency")
	} else {
		b = appendStringMember(b, "evaluation_schedule_type", "window")
		b = append(b, `,"evaluation_schedule":{"window":{"days_of_week":`...)
		b = appendStrings(b, t.Schedule.DaysOfWeek)
		b = appendStringMember(b, "start_time", t.Schedule.StartTime)
		b = appendStringMember(b, "end_time", t.Schedule.EndTime)
		b = append(b, '}', '}')
	}
	b = append(b, `,"baseline_details":{`...) // empty: none, and clears one that was there
	if t.Baseline != nil {
		b = appendIntMember(b, "offset_minutes", t.Baseline.OffsetMinutes)
		b = appendStringMember(b, "type", t.Baseline.Type)
	}
	return append(b, '}', '}')
}

func (q *SavedQuery) collection() string             { return "queries" }
func (q *SavedQuery) scope() string                  { return scopeOf(q.Dataset) }
func (q *SavedQuery) appendDeclared(b []byte) []byte { return b }

func (q *SavedQuery) requires(f func(Key)) {
	if q.Query != nil {
		q.Query.requires(f)
	}
}

func (q *SavedQuery) appendBody(b []byte) []byte {
	if q.Query == nil {
		return append(b, '{', '}')
	}
	return q.Query.AppendJSON(b)
}

func (a *QueryAnnotation) collection() string             { return "query_annotations" }
func (a *QueryAnnotation) scope() string                  { return scopeOf(a.Dataset) }
func (a *QueryAnnotation) appendDeclared(b []byte) []byte { return b }

func (a *QueryAnnotation) requires(f func(Key)) {
	if a.Query != nil {
		f(a.Query.Key)
	}
}

func (a *QueryAnnotation) appendBody(b []byte) []byte {
	b = append(b, '{')
	b = appendStringMember(b, "name", a.Name)
	b = appendStringMember(b, "description", a.Description)
	if a.Query != nil {
		b = appendRefMember(b, "query_id", a.Query.Key)
	}
	return append(b, '}')
}

func (r *Recipient) collection() string             { return "recipients" }
func (r *Recipient) scope() string                  { return "" }
func (r *Recipient) appendDeclared(b []byte) []byte { return b }

func (r *Recipient) appendBody(b []byte) []byte {
	b = append(b, '{')
	b = appendStringMember(b, "type", r.Type)
	b = append(b, `,"details":{`...)
	switch r.Type {
	case RecipientEmail:
		b = appendStringMember(b, "email_address", r.EmailAddress)
	case RecipientSlack:
		b = appendStringMember(b, "slack_channel", r.SlackChannel)
	case RecipientPagerDuty:
		b = appendStringMember(b, "pagerduty_integration_name", r.IntegrationName)
		if !r.Lookup || r.IntegrationKey != (Text{}) {
			b = appendTextMember(b, "pagerduty_integration_key", r.IntegrationKey)
		}
	case RecipientWebhook, RecipientMSTeamsWorkflow:
		b = appendStringMember(b, "webhook_name", r.Name)
		if !r.Lookup || r.URL != (Text{}) {
			b = appendTextMember(b, "webhook_url", r.URL)
		}
		if r.Type == RecipientWebhook && !r.Lookup {
			b = r.appendWebhook(b)
		}
	}
	return append(b, '}', '}')
}

func (r *Recipient) appendWebhook(b []byte) []byte {
	if r.Secret != (Text{}) {
		b = appendTextMember(b, "webhook_secret", r.Secret)
	}
	b = append(b, `,"webhook_headers":[`...)
	for i, h := range r.Headers {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '{')
		b = appendStringMember(b, "header", h.Name)
		b = appendTextMember(b, "value", h.Value)
		b = append(b, '}')
	}
	b = append(b, `],"webhook_payloads":{"template_variables":[`...)
	for i, v := range r.Variables {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '{')
		b = appendStringMember(b, "name", v.Name)
		b = appendStringMember(b, "default_value", v.Default)
		b = append(b, '}')
	}
	b = append(b, `],"payload_templates":{`...)
	for _, kind := range TemplateTypes {
		for _, t := range r.Templates {
			if t.Type == kind {
				b = append(appendKey(b, kind), '{')
				b = appendStringMember(b, "body", t.Body)
				b = append(b, '}')
				break
			}
		}
	}
	return append(b, '}', '}')
}

func (d *Board) collection() string             { return "boards" }
func (d *Board) scope() string                  { return "" }
func (d *Board) appendDeclared(b []byte) []byte { return b }

func (d *Board) requires(f func(Key)) {
	for _, p := range d.Panels {
		if p.SLO != nil {
			f(p.SLO.Key)
		}
		if p.Query != nil {
			f(p.Query.Key)
			if p.Query.Query != nil {
				f(p.Query.Query.Key)
			}
		}
	}
}

func (d *Board) appendBody(b []byte) []byte {
	b = append(b, '{')
	b = appendStringMember(b, "type", "flexible")
	b = appendStringMember(b, "name", d.Name)
	b = appendStringMember(b, "description", d.Description)
	b = appendStringMember(b, "layout_generation", "auto")
	b = append(b, `,"panels":[`...)
	for i, p := range d.Panels {
		if i > 0 {
			b = append(b, ',')
		}
		switch {
		case p.SLO != nil:
			b = append(b, `{"type":"slo","slo_panel":{`...)
			b = appendRefMember(b, "slo_id", p.SLO.Key)
		case p.Query != nil: // without its dataset, which the API refuses
			b = append(b, `{"type":"query","query_panel":{`...)
			if p.Query.Query != nil {
				b = appendRefMember(b, "query_id", p.Query.Query.Key)
			}
			b = appendRefMember(b, "query_annotation_id", p.Query.Key)
			b = appendStringMember(b, "query_style", "graph")
		default:
			b = append(b, `{"type":"text","text_panel":{`...)
			b = appendStringMember(b, "content", p.Text)
		}
		b = append(b, '}', '}')
	}
	b = append(b, ']')
	b = appendTags(b, d.Tags)
	return append(b, '}')
}

func (q *Query) requires(f func(Key)) {
	for _, c := range q.Uses {
		f(c.Key)
	}
}

// AppendJSON appends the query specification as the API takes it. What is empty is left out.
func (q *Query) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	if len(q.Breakdowns) > 0 {
		b = appendStrings(appendKey(b, "breakdowns"), q.Breakdowns)
	}
	if len(q.Calculations) > 0 {
		b = append(appendKey(b, "calculations"), '[')
		for i := range q.Calculations {
			c := &q.Calculations[i]
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '{')
			b = appendStringMember(b, "op", c.Op)
			if c.Column != "" {
				b = appendStringMember(b, "column", c.Column)
			}
			if c.Name != "" {
				b = appendStringMember(b, "name", c.Name)
			}
			b = appendFilters(b, c.Filters, c.FilterCombination)
			b = append(b, '}')
		}
		b = append(b, ']')
	}
	b = appendFilters(b, q.Filters, q.FilterCombination)
	if len(q.Formulas) > 0 {
		b = append(appendKey(b, "formulas"), '[')
		for i, f := range q.Formulas {
			b = appendNamedExpression(b, i, f.Name, f.Expression)
		}
		b = append(b, ']')
	}
	if q.GranularitySeconds != 0 {
		b = appendIntMember(b, "granularity", q.GranularitySeconds)
	}
	if q.TimeRangeSeconds != 0 {
		b = appendIntMember(b, "time_range", q.TimeRangeSeconds)
	}
	if len(q.Havings) > 0 {
		b = append(appendKey(b, "havings"), '[')
		for i, h := range q.Havings {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '{')
			b = appendStringMember(b, "calculate_op", h.CalculateOp)
			if h.Column != "" {
				b = appendStringMember(b, "column", h.Column)
			}
			b = appendStringMember(b, "op", h.Op)
			b = append(appendKey(b, "value"), h.Value...)
			b = append(b, '}')
		}
		b = append(b, ']')
	}
	if len(q.CalculatedFields) > 0 {
		b = append(appendKey(b, "calculated_fields"), '[')
		for i, f := range q.CalculatedFields {
			b = appendNamedExpression(b, i, f.Name, f.Expression)
		}
		b = append(b, ']')
	}
	return append(b, '}')
}

func appendNamedExpression(b []byte, i int, name, expression string) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	b = append(b, '{')
	b = appendStringMember(b, "name", name)
	b = appendStringMember(b, "expression", expression)
	return append(b, '}')
}

func appendFilters(b []byte, filters []Filter, combination string) []byte {
	if len(filters) > 0 {
		b = append(appendKey(b, "filters"), '[')
		for i := range filters {
			f := &filters[i]
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '{')
			b = appendStringMember(b, "column", f.Column)
			b = appendStringMember(b, "op", f.Op)
			if f.Value != nil {
				b = appendValue(appendKey(b, "value"), f.Value)
			}
			b = append(b, '}')
		}
		b = append(b, ']')
	}
	if combination != "" {
		b = appendStringMember(b, "filter_combination", combination)
	}
	return b
}

func appendTags(b []byte, tags []Tag) []byte {
	b = append(appendKey(b, "tags"), '[')
	for i, t := range tags {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '{')
		b = appendStringMember(b, "key", t.Key)
		b = appendStringMember(b, "value", t.Value)
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendStrings(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, s)
	}
	return append(b, ']')
}

func appendNotifications(b []byte, list []Notification) []byte {
	b = append(appendKey(b, "recipients"), '[')
	for i := range list {
		n := &list[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '{')
		if n.Recipient != nil {
			b = appendRefMember(b, "id", n.Recipient.Key)
		}
		if n.PagerDutySeverity != "" || len(n.Variables) > 0 {
			b = append(appendKey(b, "details"), '{')
			if n.PagerDutySeverity != "" {
				b = appendStringMember(b, "pagerduty_severity", n.PagerDutySeverity)
			}
			if len(n.Variables) > 0 {
				b = append(appendKey(b, "variables"), '[')
				for j, v := range n.Variables {
					if j > 0 {
						b = append(b, ',')
					}
					b = append(b, '{')
					b = appendStringMember(b, "name", v.Name)
					b = appendStringMember(b, "value", v.Value)
					b = append(b, '}')
				}
				b = append(b, ']')
			}
			b = append(b, '}')
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

func requireRecipients(list []Notification, f func(Key)) {
	for i := range list {
		if list[i].Recipient != nil {
			f(list[i].Recipient.Key)
		}
	}
}

// percentOf writes per-million as a percentage, exactly: 999500 is "99.95".
func percentOf(perMillion int) string {
	var a [24]byte
	b := a[:0]
	if perMillion < 0 {
		b = append(b, '-')
		perMillion = -perMillion
	}
	b = strconv.AppendInt(b, int64(perMillion/10000), 10)
	if frac := perMillion % 10000; frac != 0 {
		b = append(b, '.')
		for unit := 1000; frac > 0; unit /= 10 {
			b = append(b, byte('0'+frac/unit))
			frac %= unit
		}
	}
	return string(b)
}
