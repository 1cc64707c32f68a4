package sandbox

import (
	"net/http"
	"net/mail"
	"net/url"
	"slices"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

var (
	webhookName = text(1, honeycomb.MaxWebhookName)
	webhookURL  = pattern(honeycomb.MaxWebhookURL, isURL, "must be an http or https URL")
	template    = object(opt("body", text(0, unbounded)))
	variable    = pattern(honeycomb.MaxVariableName, isVariable,
		"must begin with a lowercase letter and contain only letters and digits")

	// recipientDetails lists the details of each type. What identifies a recipient of the type comes first.
	recipientDetails = map[string]*shape{
		honeycomb.RecipientEmail: object(req("email_address", pattern(unbounded, isAddress, "must be an e-mail address"))),
		honeycomb.RecipientSlack: object(req("slack_channel", text(1, unbounded))),
		honeycomb.RecipientPagerDuty: object(req("pagerduty_integration_name", text(1, unbounded)),
			req("pagerduty_integration_key", text(honeycomb.PagerDutyKeyLength, honeycomb.PagerDutyKeyLength))),
		honeycomb.RecipientWebhook: object(
			req("webhook_name", webhookName),
			req("webhook_url", webhookURL),
			opt("webhook_secret", text(0, honeycomb.MaxWebhookSecret)),
			opt("webhook_headers", list(0, honeycomb.MaxHeaders, object(req("header", text(1, honeycomb.MaxHeaderName)),
				opt("value", text(0, honeycomb.MaxHeaderValue)).or("")))),
			opt("webhook_payloads", object(
				opt("template_variables", list(0, honeycomb.MaxVariables,
					object(req("name", variable), opt("default_value", text(0, honeycomb.MaxVariableValue)).or("")))),
				opt("payload_templates", object(templates()...)),
			)),
		),
		honeycomb.RecipientMSTeamsWorkflow: object(req("webhook_name", webhookName), req("webhook_url", webhookURL)),
	}
)

func templates() (out []member) {
	for _, kind := range honeycomb.TemplateTypes {
		out = append(out, opt(kind, template))
	}
	return out
}

func recipientTypes() map[string]*shape {
	out := map[string]*shape{}
	for kind, details := range recipientDetails {
		out[kind] = object(req("type", enum(kind)), req("details", details))
	}
	return out
}

var recipients = &collection{
	name: nameRecipients, noun: "Recipient", scope: wholeTeam, created: http.StatusCreated,
	refused: http.StatusUnprocessableEntity,
	body:    variant("type", recipientTypes()),
	prepare: func(k *call, body doc, old *thing, l *issues) *answer {
		if old != nil && body["type"] != old.Body["type"] {
			l.add(invalid, "type", "can't be changed")
			return nil
		}
		if repeated(variableNames(items(body, "details", "webhook_payloads", "template_variables"))) {
			l.add(invalid, "details.webhook_payloads.template_variables", "must have different names")
		}
		for _, x := range k.tables[nameRecipients].list {
			if x != old && x.Body["type"] == body["type"] && sameRecipient(x.Body, body) {
				return conflict("A recipient with these details already exists.")
			}
		}
		return nil
	},
	visible: func(*Server, *thing, string) bool { return true },
	view:    func(_ *Server, x *thing) doc { return shown(x) },
	keeps: func(s *Server, x *thing) string {
		for _, name := range []string{nameBurnAlerts, nameTriggers} {
			for _, a := range s.tables[name].list {
				for _, n := range items(a.Body, "recipients") {
					if str(n, "id") != x.ID {
						continue
					}
					if name == nameTriggers {
						return inUse("trigger", a)
					}
					return "it is in use by the burn alert " + a.ID
				}
			}
		}
		return ""
	},
}

// sameRecipient reports whether two recipients of one type have the same destination: PagerDuty's by integration and
// key, the others by what a notification may call them.
func sameRecipient(a, b doc) bool {
	return target(a) == target(b) && str(a, "details", "pagerduty_integration_key") == str(b, "details",
		"pagerduty_integration_key")
}

// target is what an alert may give, with the type, instead of a recipient's id.
func target(recipient doc) string {
	if details := recipientDetails[str(recipient, "type")]; details != nil {
		return str(recipient, "details", details.members[0].name)
	}
	return ""
}

func isAddress(s string) bool {
	_, err := mail.ParseAddress(s)
	return err == nil
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// isVariable reports whether s is ^[a-z](?:[a-zA-Z0-9]+$)?$.
func isVariable(s string) bool {
	return s != "" && 'a' <= s[0] && s[0] <= 'z' &&
		all(s, func(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' })
}

func variableNames(list []doc) (out []string) {
	for _, v := range list {
		out = append(out, str(v, "name"))
	}
	return out
}

func repeated(names []string) bool {
	slices.Sort(names)
	return len(slices.Compact(names)) < len(names)
}

// marker is a type of notification without a recipient: a trigger may set a marker.
const marker = "marker"

// notification is one of the recipients of an alert, which has no groups.
var notification = object(append(notificationMembers,
	opt("group_filter", none("unknown field")),
	opt("pagerduty_per_group_incidents", none("unknown field")),
)...)

// routedNotification is one of the recipients of a trigger.
var routedNotification = object(append(notificationMembers,
	opt("group_filter", value()),
	opt("pagerduty_per_group_incidents", boolean()),
)...)

var notificationMembers = slices.Clip([]member{
	opt("id", text(0, unbounded)),
	opt("type", enum(append([]string{"", "msteams", marker}, honeycomb.RecipientTypes...)...)),
	// the provider sends "" beside an id
	opt("target", text(0, unbounded)),
	opt("details", object(
		opt("pagerduty_severity", enum(honeycomb.PagerDutySeverities...)),
		opt("variables", list(0, honeycomb.MaxVariables,
			object(req("name", variable), opt("value", text(0, honeycomb.MaxVariableValue)).or("")))),
	)),
})

// checkNotifications finds the recipients of an alert, and keeps the id and details of each. A recipient named by type
// and target is found, or created if those say all that is needed; nothing is created for a body with issues.
func (k *call) checkNotifications(body doc, markers bool, l *issues) {
	if len(*l) > 0 {
		return
	}
	out := []any{}
	var made []*thing
	seen := map[string]bool{}
	for i, n := range items(body, "recipients") {
		path := "recipients[" + string(whole(i)) + "]"
		kind := str(n, "type")
		if kind == marker && markers && str(n, "id") == "" {
			out = append(out, doc{"type": marker, "target": str(n, "target")})
			continue
		}
		count := len(k.tables[nameRecipients].list)
		x := k.recipientFor(n, path, l)
		if x == nil {
			continue
		}
		if len(k.tables[nameRecipients].list) > count {
			made = append(made, x)
		}
		if seen[x.ID] {
			l.add(invalid, path, "the recipient is listed twice")
		}
		seen[x.ID] = true
		if repeated(variableNames(items(n, "details", "variables"))) {
			l.add(invalid, path+".details.variables", "must have different names")
		}
		kept := doc{"id": x.ID}
		if details, ok := n["details"].(doc); ok && len(details) > 0 {
			kept["details"] = details
		}
		for _, name := range []string{"group_filter", "pagerduty_per_group_incidents"} {
			if n[name] != nil {
				kept[name] = n[name]
			}
		}
		out = append(out, kept)
	}
	if len(*l) > 0 {
		for _, x := range made {
			k.tables[nameRecipients].remove(x)
		}
		return
	}
	body["recipients"] = out
}

func (k *call) recipientFor(n doc, path string, l *issues) *thing {
	if id := str(n, "id"); id != "" {
		x := k.tables[nameRecipients].byID[id]
		if x == nil {
			l.add(invalid, path+".id", "recipient not found")
		}
		return x
	}
	kind, name := str(n, "type"), str(n, "target")
	if kind == "" {
		l.add(missing, path, "needs an id, or a type and target")
		return nil
	}
	for _, x := range k.tables[nameRecipients].list {
		if str(x.Body, "type") == kind && (target(x.Body) == name || kind == honeycomb.RecipientPagerDuty && name == "") {
			return x
		}
	}
	var details doc
	switch kind {
	case honeycomb.RecipientEmail:
		details = doc{"email_address": name}
	case honeycomb.RecipientSlack:
		details = doc{"slack_channel": name}
	default:
		l.add(invalid, path, "recipient not found")
		return nil
	}
	var wrong issues
	body, _ := recipients.body.clean(doc{"type": kind, "details": details}, "", &wrong).(doc)
	if len(wrong) > 0 {
		l.add(invalid, path+".target", "can't be notified: %s", wrong[0].Description)
		return nil
	}
	return k.keep(recipients, "", body)
}

// notified returns the recipients of an alert as they are shown.
func (s *Server) notified(alert *thing, groups bool) []doc {
	out := []doc{}
	for _, n := range items(alert.Body, "recipients") {
		x := s.tables[nameRecipients].byID[str(n, "id")]
		if x == nil {
			out = append(out, n)
			continue
		}
		d := doc{"id": x.ID, "type": x.Body["type"], "target": target(x.Body)}
		details, _ := n["details"].(doc)
		if x.Body["type"] == honeycomb.RecipientPagerDuty && str(details, "pagerduty_severity") == "" {
			details = doc{"pagerduty_severity": honeycomb.PagerDutySeverities[0]} // the default
		}
		if details != nil {
			d["details"] = details
		}
		if n["group_filter"] != nil {
			d["group_filter"] = n["group_filter"]
		}
		if groups && x.Body["type"] == honeycomb.RecipientPagerDuty {
			d["pagerduty_per_group_incidents"] = n["pagerduty_per_group_incidents"] == true
		}
		out = append(out, d)
	}
	return out
}

func (k *call) triggersOf(id string) *answer {
	if k.tables[nameRecipients].byID[id] == nil {
		return notFound(recipients.noun)
	}
	out := []doc{}
	for _, t := range k.tables[nameTriggers].list {
		for _, n := range items(t.Body, "recipients") {
			if str(n, "id") == id {
				out = append(out, triggers.view(k.Server, t))
				break
			}
		}
	}
	return ok(http.StatusOK, out)
}
