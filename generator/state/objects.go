package state

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"path"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/words"
)

// Found is what a state has of what slogen writes.
type Found struct {
	Resources *honeycomb.Resources
	// Notes say, in sentences, what of the state is not compared.
	Notes []string
	// None means that nothing in the state has an address that slogen would write, though there are such objects.
	None bool
}

// another stands for a text of the state that may be a secret and isn't that of the configuration.
const another = "(another value in the state)"

// Objects finds in the state what slogen writes, which are the objects in one module: that which has most of those that
// the configuration declares now. What a state can't say of an object is as the configuration says it now. The error
// names the object whose attributes aren't what the provider writes.
func (s *State) Objects(now *honeycomb.Resources) (*Found, error) {
	c := &converter{now: now, ids: map[string]honeycomb.Object{}, aliases: map[string]*honeycomb.CalculatedField{},
		out: &honeycomb.Resources{Settings: now.Settings}}
	list := c.choose(s)
	for _, x := range list { // what others refer to first
		if rank(x.key.Kind()) == 0 {
			c.convert(x)
		}
	}
	for level := 1; level <= 2; level++ {
		for _, x := range list {
			if rank(x.key.Kind()) == level {
				c.convert(x)
			}
		}
	}
	if c.err != nil {
		return nil, c.err
	}
	c.sort()
	return &Found{c.out, c.notes(s, len(s.resources)+s.others-len(list), len(list) > 0), c.none}, nil
}

// rank orders kinds by what they refer to.
func rank(kind string) int {
	switch kind {
	case honeycomb.KindRecipient, honeycomb.KindCalculatedField, honeycomb.KindQuery:
		return 0
	case honeycomb.KindSLO, honeycomb.KindTrigger, honeycomb.KindQueryAnnotation:
		return 1
	}
	return 2
}

// keyed is a resource with the key of the object that it is.
type keyed struct {
	*resource
	key honeycomb.Key
}

// choose lists the objects that are slogen's.
func (c *converter) choose(s *State) (list []keyed) {
	was := map[honeycomb.Key]bool{}
	for _, m := range c.now.Moved {
		was[m.From] = true
	}
	names := c.names()
	byModule := map[string][]keyed{}
	known := map[string]int{}
	seen := map[string]bool{}
	for i := range s.resources {
		r := &s.resources[i]
		key, ok := names.key(r)
		at := r.module + " " + string(key)
		if !ok || seen[at] {
			continue
		}
		seen[at] = true
		byModule[r.module] = append(byModule[r.module], keyed{r, key})
		if was[key] || c.now.Find(key) != nil {
			known[r.module]++
		}
	}
	best := ""
	for _, module := range slices.Sorted(maps.Keys(byModule)) {
		if len(list) == 0 || cmp.Or(cmp.Compare(known[module], known[best]),
			cmp.Compare(len(byModule[module]), len(list))) > 0 {
			best, list = module, byModule[module]
		}
	}
	c.none = len(list) > 0 && known[best] == 0
	return slices.DeleteFunc(list, func(x keyed) bool {
		service, _, _ := strings.Cut(x.key.Path(), "/")
		return x.key.Kind() == honeycomb.KindBoard && c.now.Find(x.key) == nil && !was[x.key] &&
			!slices.ContainsFunc(list, func(o keyed) bool {
				return o.key.Kind() != honeycomb.KindBoard && strings.HasPrefix(o.key.Path(), service+"/")
			})
	})
}

// kinds are the kinds of objects, by the types of resources, with the number of names in their keys, to which that of
// an instance may be added.
var kinds = map[string]struct {
	kind  string
	names int
}{
	"honeycombio_derived_column":    {honeycomb.KindCalculatedField, 2},
	"honeycombio_slo":               {honeycomb.KindSLO, 2},
	"honeycombio_burn_alert":        {honeycomb.KindBurnAlert, 3}, // and the instance of its SLO
	"honeycombio_trigger":           {honeycomb.KindTrigger, 2},
	"honeycombio_query":             {honeycomb.KindQuery, 2},
	"honeycombio_query_annotation":  {honeycomb.KindQueryAnnotation, 2},
	"honeycombio_flexible_board":    {honeycomb.KindBoard, 1},
	"honeycombio_recipient":         {honeycomb.KindRecipient, 2}, // looked up
	"honeycombio_email_recipient":   {honeycomb.KindRecipient, 2},
	"honeycombio_slack_recipient":   {honeycomb.KindRecipient, 2},
	"honeycombio_webhook_recipient": {honeycomb.KindRecipient, 2},

	"honeycombio_pagerduty_recipient":        {honeycomb.KindRecipient, 2},
	"honeycombio_msteams_workflow_recipient": {honeycomb.KindRecipient, 2},
}

// names tell which object a label is.
type names struct {
	known map[string]honeycomb.Key // by kind and label: those of the configuration, now or before it moved them
}

func (c *converter) names() *names {
	n := &names{map[string]honeycomb.Key{}}
	for _, m := range c.now.Moved {
		n.known[m.From.Kind()+" "+m.From.Label()] = m.From
	}
	for x := range c.now.Objects() {
		key := x.Head().Key
		n.known[key.Kind()+" "+key.Label()] = key
	}
	return n
}

// key is the key of the object that slogen would write under a resource's address; false if it would write none.
func (n *names) key(r *resource) (honeycomb.Key, bool) {
	k, ok := kinds[r.typ]
	if !ok || r.counted || r.data != (r.typ == "honeycombio_recipient") {
		return "", false
	}
	label := r.name
	if r.index != "" {
		if r.name != "this" { // as the fixed module names all
			return "", false
		}
		label = r.index
	}
	parts := strings.Split(label, "__")
	if len(parts) < k.names || len(parts) > k.names+1 || slices.Contains(parts, "") {
		return "", false
	}
	if k.kind == honeycomb.KindRecipient && !r.data && r.typ != provider+parts[0]+"_recipient" {
		return "", false
	}
	if key, ok := n.known[k.kind+" "+label]; ok {
		return key, true
	}
	path := strings.Join(parts, "/")
	if k.kind == honeycomb.KindBurnAlert || k.kind == honeycomb.KindCalculatedField {
		path = strings.Replace(path, "--", ".", 1) // before the key of an instance, and after "field"
	}
	return honeycomb.Key(k.kind + "/" + path), true
}

// converter makes objects of resources.
type converter struct {
	now     *honeycomb.Resources
	out     *honeycomb.Resources
	ids     map[string]honeycomb.Object // by type of what has the id, and the id
	aliases map[string]*honeycomb.CalculatedField
	err     error
	none    bool

	r       *resource // the one that is converted
	secrets int       // that can't be compared
	marked  int       // attributes that are marked as sensitive, and others that a state of this provider doesn't have
	strange []string  // queries that slogen wouldn't write
}

// fail notes the first error.
func (c *converter) fail(name, what string) {
	if c.err == nil {
		c.err = fmt.Errorf("%s: `%s` is not %s. Was it written by another version of the provider?", c.r.address, name,
			what)
	}
}

// set decodes an attribute; a value that is null is the zero value. What the state doesn't say stays as it is.
func set[T any](c *converter, name, what string, to *T) bool {
	raw, ok := c.r.values[name]
	if !ok || c.r.hidden[name] {
		c.marked++
		return false
	}
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		c.fail(name, what)
		return false
	}
	*to = v
	return true
}

func (c *converter) text(name string, to *string) bool { return set(c, name, "a text", to) }

func (c *converter) whole(name string, to *int) bool { return set(c, name, "a whole number", to) }

// perMillion is a percentage that Honeycomb has per million.
func (c *converter) perMillion(name string, to *int) bool {
	var n json.Number
	if !set(c, name, "a number", &n) {
		return false
	}
	*to = 0
	if n == "" {
		return true
	}
	share, ok := new(big.Rat).SetString(string(n))
	if !ok || len(n) > 100 {
		c.fail(name, "a number")
		return false
	}
	share.Mul(share, big.NewRat(10_000, 1))
	rounded, _ := share.Add(share, big.NewRat(1, 2)).Float64()
	if rounded < 0 || rounded > 1e9 {
		c.fail(name, "a percentage")
		return false
	}
	*to = int(rounded)
	return true
}

// secret is a text that may be a secret; is is that of the configuration. The state's own is never kept.
func (c *converter) secret(name string, is honeycomb.Text) honeycomb.Text {
	var text string
	raw, ok := c.r.values[name]
	if !ok {
		c.marked++
		return is
	}
	if json.Unmarshal(raw, &text) != nil {
		c.fail(name, "a text")
	}
	return c.like(text, is)
}

// like is what a text of the state is, which may be a secret.
func (c *converter) like(text string, is honeycomb.Text) honeycomb.Text {
	switch {
	case is.Secret != "":
		c.secrets++
		return is
	case text != is.Value:
		return honeycomb.Text{Value: another}
	}
	return is
}

// dataset is a dataset; empty for the whole environment.
func (c *converter) dataset(to *string) {
	if c.text("dataset", to) && *to == honeycomb.AllDatasets {
		*to = ""
	}
}

// convert makes the object of a resource.
func (c *converter) convert(x keyed) {
	c.r = x.resource
	var made honeycomb.Object
	switch x.key.Kind() {
	case honeycomb.KindRecipient:
		made = c.recipient(start[honeycomb.Recipient](c, x.key))
	case honeycomb.KindCalculatedField:
		made = c.field(start[honeycomb.CalculatedField](c, x.key))
	case honeycomb.KindQuery:
		made = c.query(start[honeycomb.SavedQuery](c, x.key))
	case honeycomb.KindSLO:
		made = c.slo(start[honeycomb.SLO](c, x.key))
	case honeycomb.KindTrigger:
		made = c.trigger(start[honeycomb.Trigger](c, x.key))
	case honeycomb.KindQueryAnnotation:
		made = c.annotation(start[honeycomb.QueryAnnotation](c, x.key))
	case honeycomb.KindBurnAlert:
		made = c.burnAlert(start[honeycomb.BurnAlert](c, x.key))
	case honeycomb.KindBoard:
		made = c.board(start[honeycomb.Board](c, x.key))
	}
	var id string
	if json.Unmarshal(x.values["id"], &id) == nil && id != "" {
		c.ids[x.key.Kind()+" "+id] = made
	}
}

// start is what an object begins as: what the configuration says of it now, or nothing.
func start[X any, P interface {
	*X
	honeycomb.Object
}](c *converter, key honeycomb.Key) P {
	x := P(new(X))
	if is, ok := c.now.Find(key).(P); ok {
		*x = *is
		return x
	}
	h := x.Head()
	h.Key = key
	if h.Service, _, _ = strings.Cut(key.Path(), "/"); key.Kind() == honeycomb.KindRecipient {
		h.Service = ""
	}
	return x
}

// known is what has an id; something that stands for it if the state doesn't have it.
func known[X any, P interface {
	*X
	honeycomb.Object
}](c *converter, kind, id string) P {
	if x, ok := c.ids[kind+" "+id].(P); ok {
		return x
	}
	x := P(new(X))
	x.Head().Key = honeycomb.Key(kind + "/id/" + id)
	c.ids[kind+" "+id] = x
	return x
}

func (c *converter) field(f *honeycomb.CalculatedField) honeycomb.Object {
	c.text("alias", &f.Alias)
	c.text("description", &f.Description)
	c.text("expression", &f.Expression)
	c.dataset(&f.Dataset)
	c.aliases[f.Dataset+" "+f.Alias] = f
	c.out.CalculatedFields = append(c.out.CalculatedFields, f)
	return f
}

func (c *converter) slo(s *honeycomb.SLO) honeycomb.Object {
	c.text("name", &s.Name)
	c.text("description", &s.Description)
	c.whole("time_period", &s.TimePeriodDays)
	c.perMillion("target_percentage", &s.TargetPerMillion)
	c.tags(&s.Tags)
	var one string
	var many []string
	c.text("dataset", &one)
	if set(c, "datasets", "a list of texts", &many); len(many) > 0 {
		slices.Sort(many)
		s.Datasets = many
	} else if one != "" {
		s.Datasets = []string{one}
	}
	var alias string
	if c.text("sli", &alias) && (s.SLI == nil || s.SLI.Alias != alias) {
		scope := ""
		if len(s.Datasets) == 1 {
			scope = s.Datasets[0]
		}
		s.SLI = cmp.Or(c.aliases[scope+" "+alias], c.aliases[" "+alias], &honeycomb.CalculatedField{Alias: alias})
	} else if s.SLI == nil {
		s.SLI = &honeycomb.CalculatedField{}
	}
	c.out.SLOs = append(c.out.SLOs, s)
	return s
}

func (c *converter) tags(to *[]honeycomb.Tag) {
	var tags map[string]string
	if !set(c, "tags", "a map of texts", &tags) {
		return
	}
	*to = nil
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		*to = append(*to, honeycomb.Tag{Key: key, Value: tags[key]})
	}
}

func (c *converter) burnAlert(a *honeycomb.BurnAlert) honeycomb.Object {
	was := *a
	a.Name = path.Base(a.Key.Path())
	c.text("alert_type", &a.AlertType)
	c.text("description", &a.Description)
	set(c, honeycomb.AutoInvestigate, "true or false", &a.Investigate)
	if a.AlertType == honeycomb.BudgetRate {
		a.ExhaustionMinutes = 0
		c.whole("budget_rate_window_minutes", &a.BudgetRateWindowMinutes)
		c.perMillion("budget_rate_decrease_percent", &a.BudgetRateDecreaseThresholdPerMillion)
	} else {
		a.BudgetRateWindowMinutes, a.BudgetRateDecreaseThresholdPerMillion = 0, 0
		c.whole("exhaustion_minutes", &a.ExhaustionMinutes)
	}
	if was.BudgetRateDecreaseThresholdPerMillion != a.BudgetRateDecreaseThresholdPerMillion ||
		was.BudgetRateWindowMinutes != a.BudgetRateWindowMinutes {
		a.AskedBurnRate = "" // how it was written isn't known
	}
	var id string
	if c.text("slo_id", &id) {
		a.SLO = known[honeycomb.SLO](c, honeycomb.KindSLO, id)
		if len(a.SLO.Datasets) == 0 { // it isn't in the state, but its alerts say where it is
			var dataset string
			if c.text("dataset", &dataset) && dataset != honeycomb.AllDatasets {
				a.SLO.Datasets = []string{dataset}
			}
		}
	}
	c.notifications(&a.Recipients)
	c.out.BurnAlerts = append(c.out.BurnAlerts, a)
	return a
}

func (c *converter) notifications(to *[]honeycomb.Notification) {
	var list []struct {
		ID        string              `json:"id"`
		Groups    map[string][]string `json:"group_filter"`
		Incidents bool                `json:"pagerduty_per_group_incidents"`
		Details   []struct {
			Severity  string `json:"pagerduty_severity"`
			Variables []struct {
				Name, Value string
			} `json:"variable"`
		} `json:"notification_details"`
	}
	if !set(c, "recipient", "a list of recipients", &list) {
		return
	}
	*to = nil
	for _, x := range list {
		n := honeycomb.Notification{Recipient: known[honeycomb.Recipient](c, honeycomb.KindRecipient, x.ID),
			PerGroupIncidents: x.Incidents}
		for _, column := range slices.Sorted(maps.Keys(x.Groups)) {
			n.Groups = append(n.Groups, honeycomb.GroupValues{Column: column, Values: slices.Sorted(
				slices.Values(x.Groups[column]))})
		}
		for _, d := range x.Details {
			n.PagerDutySeverity = d.Severity
			for _, v := range d.Variables {
				n.Variables = append(n.Variables, honeycomb.Variable{Name: v.Name, Value: v.Value})
			}
		}
		slices.SortFunc(n.Variables, func(a, b honeycomb.Variable) int { return strings.Compare(a.Name, b.Name) })
		*to = append(*to, n)
	}
	slices.SortFunc(*to, func(a, b honeycomb.Notification) int {
		return strings.Compare(string(a.Recipient.Key), string(b.Recipient.Key))
	})
}

func (c *converter) trigger(t *honeycomb.Trigger) honeycomb.Object {
	c.text("name", &t.Name)
	c.text("description", &t.Description)
	c.dataset(&t.Dataset)
	set(c, "disabled", "true or false", &t.Disabled)
	set(c, honeycomb.AutoInvestigate, "true or false", &t.Investigate)
	c.text("alert_type", &t.AlertType)
	c.whole("frequency", &t.FrequencySeconds)
	c.tags(&t.Tags)
	c.condition(&t.Threshold)
	t.Query = c.specification(t.Query)
	var schedules []struct {
		Days  []string `json:"days_of_week"`
		Start string   `json:"start_time"`
		End   string   `json:"end_time"`
	}
	if set(c, "evaluation_schedule", "a list of schedules", &schedules) {
		was := t.Schedule
		t.Schedule = nil
		for _, x := range schedules {
			t.Schedule = &honeycomb.Schedule{DaysOfWeek: x.Days, StartTime: x.Start, EndTime: x.End}
		}
		if is := t.Schedule; was != nil && is != nil && was.StartTime == is.StartTime && was.EndTime == is.EndTime &&
			slices.Equal(was.DaysOfWeek, is.DaysOfWeek) {
			t.Schedule = was
		}
	}
	var baselines []struct {
		Offset int    `json:"offset_minutes"`
		Type   string `json:"type"`
	}
	if set(c, "baseline_details", "a list of baselines", &baselines) {
		t.Baseline = nil
		for _, x := range baselines {
			t.Baseline = &honeycomb.Baseline{OffsetMinutes: x.Offset, Type: x.Type}
		}
	}
	c.notifications(&t.Recipients)
	c.out.Triggers = append(c.out.Triggers, t)
	return t
}

// condition is the threshold of a trigger.
func (c *converter) condition(to *honeycomb.Threshold) {
	var list []struct {
		Op    string      `json:"op"`
		Value json.Number `json:"value"`
		Limit int         `json:"exceeded_limit"`
	}
	if !set(c, "threshold", "a list of thresholds", &list) || len(list) == 0 {
		return
	}
	x := list[len(list)-1]
	to.Op, to.ExceededLimit = x.Op, x.Limit
	if was, err := json.Number(to.Value).Float64(); err == nil {
		if is, err := x.Value.Float64(); err == nil && was == is {
			return // written in another way
		}
	}
	to.Value = honeycomb.Number(x.Value)
}

// specification is a query; is is that of the configuration, if it has it.
func (c *converter) specification(is *honeycomb.Query) *honeycomb.Query {
	var text string
	if !c.text("query_json", &text) {
		return cmp.Or(is, &honeycomb.Query{})
	}
	if text == "" {
		text = "{}"
	}
	q, err := honeycomb.ReadQuery([]byte(text))
	if err != nil {
		c.strange = append(c.strange, c.r.address)
		return &honeycomb.Query{}
	}
	if is != nil {
		if bytes.Equal(is.AppendJSON(nil), q.AppendJSON(nil)) {
			return is
		}
		q.Uses = is.Uses
	}
	return q
}

func (c *converter) query(q *honeycomb.SavedQuery) honeycomb.Object {
	c.dataset(&q.Dataset)
	q.Query = c.specification(q.Query)
	c.out.Queries = append(c.out.Queries, q)
	return q
}

func (c *converter) annotation(a *honeycomb.QueryAnnotation) honeycomb.Object {
	c.text("name", &a.Name)
	c.text("description", &a.Description)
	c.dataset(&a.Dataset)
	var id string
	if c.text("query_id", &id) {
		a.Query = known[honeycomb.SavedQuery](c, honeycomb.KindQuery, id)
	}
	c.out.QueryAnnotations = append(c.out.QueryAnnotations, a)
	return a
}

func (c *converter) board(b *honeycomb.Board) honeycomb.Object {
	c.text("name", &b.Name)
	c.text("description", &b.Description)
	c.tags(&b.Tags)
	var panels []struct {
		SLO []struct {
			ID string `json:"slo_id"`
		} `json:"slo_panel"`
		Query []struct {
			ID         string `json:"query_id"`
			Annotation string `json:"query_annotation_id"`
		} `json:"query_panel"`
		Text []struct {
			Content string `json:"content"`
		} `json:"text_panel"`
	}
	if set(c, "panel", "a list of panels", &panels) {
		b.Panels = nil
		for _, x := range panels {
			var p honeycomb.Panel
			for _, s := range x.SLO {
				p.SLO = known[honeycomb.SLO](c, honeycomb.KindSLO, s.ID)
			}
			for _, q := range x.Query {
				p.Query = known[honeycomb.QueryAnnotation](c, honeycomb.KindQueryAnnotation, q.Annotation)
				if p.Query.Query == nil {
					p.Query.Query = known[honeycomb.SavedQuery](c, honeycomb.KindQuery, q.ID)
				}
			}
			for _, t := range x.Text {
				p.Text = t.Content
			}
			b.Panels = append(b.Panels, p)
		}
	}
	c.out.Boards = append(c.out.Boards, b)
	return b
}

func (c *converter) recipient(r *honeycomb.Recipient) honeycomb.Object {
	r.Type, _, _ = strings.Cut(r.Key.Path(), "/")
	if r.Lookup = c.r.data; r.Lookup {
		c.lookup(r)
		c.out.Recipients = append(c.out.Recipients, r)
		return r
	}
	switch r.Type {
	case honeycomb.RecipientEmail:
		c.text("address", &r.EmailAddress)
	case honeycomb.RecipientSlack:
		c.text("channel", &r.SlackChannel)
	case honeycomb.RecipientPagerDuty:
		c.text("integration_name", &r.IntegrationName)
		r.IntegrationKey = c.secret("integration_key", r.IntegrationKey)
	case honeycomb.RecipientMSTeamsWorkflow, honeycomb.RecipientWebhook:
		c.text("name", &r.Name)
		r.URL = c.secret("url", r.URL)
	}
	if r.Type == honeycomb.RecipientWebhook {
		c.webhook(r)
	}
	c.out.Recipients = append(c.out.Recipients, r)
	return r
}

// lookup is a recipient that is looked up: what it is found by, which may be a secret.
func (c *converter) lookup(r *honeycomb.Recipient) {
	var filters []struct{ Name, Value string }
	raw, ok := c.r.values["detail_filter"]
	if !ok || json.Unmarshal(raw, &filters) != nil {
		c.marked++
		return
	}
	for _, f := range filters {
		switch f.Name {
		case "address":
			r.EmailAddress = f.Value
		case "channel":
			r.SlackChannel = f.Value
		case "integration_name":
			r.IntegrationName = f.Value
		case "integration_key":
			r.IntegrationKey = c.like(f.Value, r.IntegrationKey)
		case "name":
			r.Name = f.Value
		case "url":
			r.URL = c.like(f.Value, r.URL)
		}
	}
}

// webhook is what only webhooks have. Its parts are sets, which have no order of their own.
func (c *converter) webhook(r *honeycomb.Recipient) {
	r.Secret = c.secret("secret", r.Secret)
	var variables []struct {
		Name    string `json:"name"`
		Default string `json:"default_value"`
	}
	if set(c, "variable", "a list of variables", &variables) {
		var list []honeycomb.TemplateVariable
		for _, v := range variables {
			list = append(list, honeycomb.TemplateVariable{Name: v.Name, Default: v.Default})
		}
		r.Variables = inOrder(list, r.Variables, func(v honeycomb.TemplateVariable) string { return v.Name })
	}
	var templates []struct{ Type, Body string }
	if set(c, "template", "a list of templates", &templates) {
		var list []honeycomb.PayloadTemplate
		for _, t := range templates {
			list = append(list, honeycomb.PayloadTemplate{Type: t.Type, Body: t.Body})
		}
		r.Templates = inOrder(list, r.Templates, func(t honeycomb.PayloadTemplate) string { return t.Type })
	}
	var headers []struct{ Name, Value string }
	if raw, ok := c.r.values["header"]; !ok || json.Unmarshal(raw, &headers) != nil {
		c.marked++
		return
	}
	var list []honeycomb.Header
	for _, h := range headers {
		value := honeycomb.Text{Value: another}
		if i := slices.IndexFunc(r.Headers, func(is honeycomb.Header) bool { return is.Name == h.Name }); i >= 0 {
			value = c.like(h.Value, r.Headers[i].Value)
		}
		list = append(list, honeycomb.Header{Name: h.Name, Value: value})
	}
	r.Headers = inOrder(list, r.Headers, func(h honeycomb.Header) string { return h.Name })
}

// inOrder puts a list in the order of another that has the same names, and what is left in that of the names.
func inOrder[T any](list, like []T, name func(T) string) []T {
	at := map[string]int{}
	for i, x := range like {
		at[name(x)] = i + 1
	}
	slices.SortStableFunc(list, func(a, b T) int {
		x, y := at[name(a)], at[name(b)]
		switch {
		case x != 0 && y != 0:
			return x - y
		case x != y:
			return y - x
		}
		return strings.Compare(name(a), name(b))
	})
	return list
}

func (c *converter) sort() {
	byKey(c.out.Recipients)
	byKey(c.out.CalculatedFields)
	byKey(c.out.SLOs)
	byKey(c.out.BurnAlerts)
	byKey(c.out.Triggers)
	byKey(c.out.Queries)
	byKey(c.out.QueryAnnotations)
	byKey(c.out.Boards)
}

func byKey[T honeycomb.Object](list []T) {
	slices.SortFunc(list, func(a, b T) int { return strings.Compare(string(a.Head().Key), string(b.Head().Key)) })
}

// notes say what of the state is not compared; left is how many resources are not slogen's.
func (c *converter) notes(s *State, left int, compared bool) (notes []string) {
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	if compared {
		add("A state doesn't hold severities, owners and other things that only slogen knows: these count as " +
			"unchanged.")
	}
	if c.secrets > 0 {
		add("Not compared: %s, whose values are in the state.", words.Plural(c.secrets, "secret"))
	}
	if c.marked > 0 {
		add("Not compared: %s that the state doesn't say, or marks as sensitive.", words.Plural(c.marked, "attribute"))
	}
	if len(c.strange) > 0 {
		add("Queries with members that slogen doesn't write count as changed as a whole: %s.", words.Some(c.strange, 5))
	}
	if s.deposed > 0 {
		add("Left over from an apply that failed, and deleted by the next: %s.", words.Plural(s.deposed, "object"))
	}
	if len(s.tainted) > 0 {
		add("Marked as tainted, so the next apply makes them anew, which this plan doesn't show, and an SLO loses its "+
			"history: %s.", words.Some(s.tainted, 5))
	}
	if left > 0 {
		add("Left out: %s of the state that slogen doesn't write.", words.Plural(left, "resource"))
	}
	return notes
}
