package honeycomb

import "slices"

// Kept is something of an object that stays as it is at Honeycomb while `existing` takes the object over, unless the
// configuration says it. Whoever takes over an object shall change of it what he writes, and nothing else.
type Kept struct {
	Kind string
	// Type is the type of recipients that have it; empty for other kinds.
	Type string
	// Name is the argument or block that says it or, if the language has none, Honeycomb's word for it.
	Name string
	// Unsaid means that the language has no way to say it.
	Unsaid bool
	// Members are where it is in the body, as paths. A body has some of them all the same, which an API asks for.
	Members []string
	// Terraform is where it is in the provider's resource, as `ignore_changes` names it.
	Terraform string

	copy func(to, from Object) // nil for what the model has no place for
}

// kept is a row for what a field of an X holds.
func kept[X, V any, P interface {
	*X
	Object
}](kind, name, terraform string, field func(x P) *V, members ...string) Kept {
	return Kept{Kind: kind, Name: name, Members: members, Terraform: terraform,
		copy: func(to, from Object) { *field(to.(P)) = *field(from.(P)) }}
}

// ofWebhooks says that only webhooks have it.
func (k Kept) ofWebhooks() Kept {
	k.Type = RecipientWebhook
	return k
}

// AutoInvestigate is where an alert's body says whether Honeycomb Intelligence investigates it.
const AutoInvestigate = "auto_investigate"

// keptRows are all there are, by kind. Source: the attributes that are optional in the provider's resources, or that
// slogen has a value of its own for.
var keptRows = []Kept{
	kept(KindCalculatedField, "description", "description",
		func(f *CalculatedField) *string { return &f.Description }, "description"),

	kept(KindSLO, "name", "name", func(s *SLO) *string { return &s.Name }, "name"),
	kept(KindSLO, "description", "description", func(s *SLO) *string { return &s.Description }, "description"),
	kept(KindSLO, "tags", "tags", func(s *SLO) *[]Tag { return &s.Tags }, "tags"),

	kept(KindBurnAlert, "description", "description",
		func(a *BurnAlert) *string { return &a.Description }, "description"),
	kept(KindBurnAlert, "investigate", AutoInvestigate,
		func(a *BurnAlert) *bool { return &a.Investigate }, AutoInvestigate),

	kept(KindTrigger, "name", "name", func(t *Trigger) *string { return &t.Name }, "name"),
	kept(KindTrigger, "description", "description", func(t *Trigger) *string { return &t.Description }, "description"),
	kept(KindTrigger, "tags", "tags", func(t *Trigger) *[]Tag { return &t.Tags }, "tags"),
	kept(KindTrigger, "for", "threshold[0].exceeded_limit",
		func(t *Trigger) *int { return &t.Threshold.ExceededLimit }, "threshold.exceeded_limit"),
	kept(KindTrigger, "repeat", "alert_type", func(t *Trigger) *string { return &t.AlertType }, "alert_type"),
	kept(KindTrigger, "disabled", "disabled", func(t *Trigger) *bool { return &t.Disabled }, "disabled"),
	kept(KindTrigger, "schedule", "evaluation_schedule", func(t *Trigger) **Schedule { return &t.Schedule },
		"evaluation_schedule", "evaluation_schedule_type"),
	kept(KindTrigger, "recipients", "recipient", func(t *Trigger) *[]Notification { return &t.Recipients },
		"recipients"),
	kept(KindTrigger, "investigate", AutoInvestigate,
		func(t *Trigger) *bool { return &t.Investigate }, AutoInvestigate),

	kept(KindBoard, "name", "name", func(b *Board) *string { return &b.Name }, "name"),
	kept(KindBoard, "description", "description", func(b *Board) *string { return &b.Description }, "description"),
	kept(KindBoard, "tags", "tags", func(b *Board) *[]Tag { return &b.Tags }, "tags"),
	kept(KindBoard, "panels", "panel", func(b *Board) *[]Panel { return &b.Panels }, "panels", "layout_generation"),
	{Kind: KindBoard, Name: "preset filters", Unsaid: true, Members: []string{"preset_filters"},
		Terraform: "preset_filter"},

	kept(KindRecipient, "secret", "secret", func(r *Recipient) *Text { return &r.Secret },
		"details.webhook_secret").ofWebhooks(),
	kept(KindRecipient, "header", "header", func(r *Recipient) *[]Header { return &r.Headers },
		"details.webhook_headers").ofWebhooks(),
	kept(KindRecipient, "variable", "variable", func(r *Recipient) *[]TemplateVariable { return &r.Variables },
		"details.webhook_payloads.template_variables").ofWebhooks(),
	kept(KindRecipient, "template", "template", func(r *Recipient) *[]PayloadTemplate { return &r.Templates },
		"details.webhook_payloads.payload_templates").ofWebhooks(),
}

// keepable are the rows of an object.
func keepable(x Object) (out []Kept) {
	r, _ := x.(*Recipient)
	for _, k := range keptRows {
		if k.Kind == x.Head().Key.Kind() && (r == nil || k.Type == r.Type) {
			out = append(out, k)
		}
	}
	return out
}

// Keep notes what an object keeps as it is, if it is taken over: all that can be kept, but for what says that it is
// declared.
func Keep(x Object, declares map[string]bool) {
	m := x.Head()
	m.Keeps = nil
	if m.Existing == "" || LookedUp(x) {
		return
	}
	for _, k := range keepable(x) {
		if !declares[k.Name] {
			m.Keeps = append(m.Keeps, k.Members...)
		}
	}
	slices.Sort(m.Keeps)
}

// KeptOf are what an object keeps as it is, in the order of its arguments.
func KeptOf(x Object) (out []Kept) {
	m := x.Head()
	if len(m.Keeps) == 0 {
		return nil
	}
	for _, k := range keepable(x) {
		if slices.Contains(m.Keeps, k.Members[0]) {
			out = append(out, k)
		}
	}
	return out
}

// Settled is x with what it keeps taken from the same object as it was. x itself stays as it is.
func Settled(x, was Object) Object {
	list := KeptOf(x)
	if len(list) == 0 {
		return x
	}
	out := x.kind().clone(x)
	for _, k := range list {
		if k.copy != nil {
			k.copy(out, was)
		}
	}
	return out
}
