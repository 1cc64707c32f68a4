package adopt

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// recipientArgs are the arguments of recipients, by the details that they stand for.
var recipientArgs = []struct{ detail, arg string }{
	{"email_address", "address"}, {"slack_channel", "channel"}, {"pagerduty_integration_name", "integration_name"},
	{"pagerduty_integration_key", "integration_key"}, {"webhook_name", "name"}, {"webhook_url", "url"},
	{"webhook_secret", "secret"},
}

func (m *maker) recipient(x *item) {
	typ := x.text("type")
	if !slices.Contains(honeycomb.RecipientTypes, typ) {
		m.leave(x, Left{Text: fmt.Sprintf("slogen has no recipients of type %q: it stays at Honeycomb as it is, and "+
			"alerts no longer notify it", typ)})
		return
	}
	o := m.object(x, "recipient", cmp.Or(x.recipientName(), typ), draft.Home{})
	o.Labels = []string{typ}
	if x.lookup {
		o.Set("lookup", draft.Bool(true))
	}
	if x.exists && o.Get("existing") == nil && !x.lookup {
		o.Set("existing", draft.Text(x.id))
	}
	d := x.object("details")
	for _, r := range recipientArgs {
		if v := m.maybeSecret(d[r.detail], func(v string) draft.Value {
			if v == "" && r.arg != "integration_key" {
				return nil
			}
			return m.secret(o, x, r.arg, v)
		}); v != nil {
			o.Set(r.arg, v)
		}
	}
	if typ == honeycomb.RecipientPagerDuty && o.Get("integration_key") == nil && !x.lookup { // the API may keep it
		o.Set("integration_key", m.newSecret(o, "integration_key"))
	}
	m.webhook(o, x, d)
}

// maybeSecret is a text as plain makes a value of it, or a secret of slogen's own JSON; nil for anything else.
func (m *maker) maybeSecret(v any, plain func(string) draft.Value) draft.Value {
	switch v := v.(type) {
	case string:
		return plain(v)
	case object:
		if name, ok := v["$secret"].(string); ok {
			m.secrets[name] = true
			return secretCall(name)
		}
	}
	return nil
}

// objects are the objects in a list.
func objects(v any) (out []object) {
	list, _ := v.([]any)
	for _, x := range list {
		if o, ok := x.(object); ok {
			out = append(out, o)
		}
	}
	return out
}

// webhook writes what only webhooks have.
func (m *maker) webhook(o *draft.Object, x *item, details object) {
	for _, h := range objects(details["webhook_headers"]) {
		name, _ := h["header"].(string)
		b := &draft.Block{Type: "header", Labels: []string{name}}
		if v := m.maybeSecret(h["value"], func(v string) draft.Value {
			if v != "" && !x.open && (x.hidden["header"] || config.Credential(name, v) || looksRandom(v)) {
				return m.newSecret(o, name)
			}
			return draft.Text(v)
		}); v != nil {
			b.Set("value", v)
		}
		o.Blocks = append(o.Blocks, b)
	}
	payloads, _ := details["webhook_payloads"].(object)
	for _, v := range objects(payloads["template_variables"]) {
		name, _ := v["name"].(string)
		b := &draft.Block{Type: "variable", Labels: []string{name}}
		if s, ok := v["default_value"].(string); ok && s != "" {
			b.Set("default", draft.Text(s))
		}
		o.Blocks = append(o.Blocks, b)
	}
	templates, _ := payloads["payload_templates"].(object)
	for _, name := range honeycomb.TemplateTypes {
		t, _ := templates[name].(object)
		if body, ok := t["body"].(string); ok {
			b := &draft.Block{Type: "template", Labels: []string{name}}
			b.Set("body", draft.Text(body))
			o.Blocks = append(o.Blocks, b)
		}
	}
}

// secret is a detail of a recipient: a text, or a secret.
func (m *maker) secret(o *draft.Object, x *item, arg, v string) draft.Value {
	switch arg {
	case "integration_key", "secret":
		return m.newSecret(o, arg)
	case "url":
		if x.open {
			break
		}
		if x.hidden[arg] || o.Labels[0] == honeycomb.RecipientMSTeamsWorkflow || secretURL(v) {
			return m.newSecret(o, arg)
		}
	}
	return draft.Text(v)
}

// secretURL says whether an address may be a credential: it is known to be one, or it has parameters or a part that
// looks as if nobody had chosen it.
func secretURL(v string) bool {
	u, err := url.Parse(v)
	return err != nil || u.User != nil || u.RawQuery != "" || config.Credential("", v) ||
		slices.ContainsFunc(strings.Split(u.Path, "/"), looksRandom)
}

// shown is JSON for people, without addresses that may be credentials.
func shown(v any) string { return string(canonical(masked(v))) }

func masked(v any) any {
	switch v := v.(type) {
	case string:
		switch {
		case !strings.Contains(v, "://"):
		case strings.ContainsAny(v, " \n"): // words, with an address among them
			return maskedText(v)
		case secretURL(v):
			return "(an address that may be a secret)"
		}
	case object:
		out := make(object, len(v))
		for k, x := range v {
			out[k] = masked(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = masked(x)
		}
		return out
	}
	return v
}

// looksRandom says whether a text looks as if a machine had chosen it.
func looksRandom(s string) bool {
	if len(s) < 16 || strings.Contains(s, " ") {
		return false
	}
	return strings.ContainsAny(s, "0123456789")
}

func secretCall(name string) draft.Value { return draft.Raw(`secret("` + name + `")`) }

// newSecret is a secret with a name of its own.
func (m *maker) newSecret(o *draft.Object, what string) draft.Value {
	base := strings.ToUpper(draft.Name(o.Name, "recipient") + "_" + draft.Name(what, "secret"))
	base = strings.ReplaceAll(base, "-", "_")
	if len(base) > 60 {
		base = base[:60]
	}
	name := base
	for n := 2; m.secrets[name]; n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	m.secrets[name] = true
	return secretCall(name)
}

// Secrets are the names of the secrets that the draft needs.
func (m *maker) secretNames() []string { return slices.Sorted(maps.Keys(m.secrets)) }

// notify says who hears of an alert, and how.
func (m *maker) notify(o *draft.Object, x *item, severity func(string)) {
	var told []draft.Value
	groups := &routing{m: m, o: o, x: x}
	severities := map[string]bool{}
	variables := map[string]string{}
	type instance struct {
		of  *draft.Object
		key string
	}
	seen := map[instance]bool{}
	for _, n := range objects(x.body["recipients"]) {
		r := m.notified(o, x, n)
		key, _ := n[instanceOf].(string)
		if r == nil || seen[instance{r, key}] {
			continue
		}
		seen[instance{r, key}] = true
		to := draft.Ref(r)
		if key != "" {
			to = append(to, draft.Part{Text: key})
		}
		if groups.take(n, to, r.Labels[0] == honeycomb.RecipientPagerDuty) {
			told = append(told, to)
		}
		d := notificationDetails(n)
		if s, ok := d["pagerduty_severity"].(string); ok && s != "" && r.Labels[0] == honeycomb.RecipientPagerDuty {
			severities[s] = true
		}
		for _, v := range objects(d["variables"]) {
			name, ok := v["name"].(string)
			value, ok2 := v["value"].(string)
			if ok && ok2 {
				variables[name] = value
			}
		}
	}
	if told != nil || o.Type == "burn_alert" {
		o.Set("notify", draft.List(told...))
	}
	groups.write()
	if len(severities) == 1 {
		for s := range severities {
			if s != "critical" { // what it is where nobody says anything else
				severity(s)
			}
		}
	}
	if len(variables) > 0 {
		var entries []draft.Entry
		for _, k := range slices.Sorted(maps.Keys(variables)) {
			entries = append(entries, draft.Entry{Key: k, Value: draft.Text(variables[k])})
		}
		o.Set("variables", draft.Map(entries...))
	}
}

func notificationDetails(n object) object {
	for _, name := range []string{"details", "notification_details"} {
		if d, ok := n[name].(object); ok {
			return d
		}
	}
	return nil
}

// notified is the recipient of a notification. One that wasn't read is looked up by what the notification says of it.
func (m *maker) notified(o *draft.Object, x *item, n object) *draft.Object {
	id := reference(n["id"])
	if r := m.byID[honeycomb.KindRecipient+" "+id]; r != nil && id != "" {
		if made := m.made[r]; made != nil {
			return made
		}
		m.lost(o, x, "recipients", fmt.Sprintf("the recipient of type %q can't be said", r.text("type")), n)
		return nil
	}
	typ, _ := n["type"].(string)
	target, _ := n["target"].(string)
	arg := map[string]string{honeycomb.RecipientEmail: "address", honeycomb.RecipientSlack: "channel",
		honeycomb.RecipientPagerDuty: "integration_name", honeycomb.RecipientWebhook: "name",
		honeycomb.RecipientMSTeamsWorkflow: "name"}[typ]
	if arg == "" || target == "" {
		text := fmt.Sprintf("the recipient with the id %q isn't among what was read: save it from /1/recipients and "+
			"import it too", id)
		if x.resource != nil && m.marks.Marked(id) {
			text = "recipients are found by their details, not by an id: declare this one with `lookup = true`"
		}
		if typ != "" && arg == "" {
			text = fmt.Sprintf("slogen has no recipients of type %q", typ)
		}
		m.lost(o, x, "recipients", text, n)
		return nil
	}
	if id == "" {
		if r := m.recipientRead(typ, target); r != nil {
			return r
		}
	}
	key := tokenKey(x, typ, target)
	if made := m.tokens[key]; made != nil {
		m.tell(x, n, made)
		return made
	}
	r := m.newRecipient(x, typ, arg, target)
	m.tokens[key] = r
	m.tell(x, n, r)
	m.found[r] = id
	return r
}

// newRecipient is one that wasn't read, but that a notification names.
func (m *maker) newRecipient(x *item, typ, arg, target string) *draft.Object {
	r := &draft.Object{Name: target, Block: draft.Block{Type: "recipient", Labels: []string{typ}}}
	// Of Terraform's, addresses and channels are made where there are none.
	if x.resource == nil || typ != honeycomb.RecipientEmail && typ != honeycomb.RecipientSlack {
		r.Set("lookup", draft.Bool(true))
	}
	r.Set(arg, draft.Text(target))
	if x.resource != nil {
		m.told[r] = x
		if m.marks.Marked(target) {
			r.Name = x.name
		}
	}
	m.d.Objects = append(m.d.Objects, r)
	return r
}

// recipientNamed is the recipient that a notification of an alert names by type and target: one that was read, or one
// that is looked up; nil for none.
func (m *maker) recipientNamed(x *item, n object) *draft.Object {
	typ, _ := n["type"].(string)
	target, _ := n["target"].(string)
	if r := m.recipientRead(typ, target); r != nil {
		return r
	}
	return m.tokens[tokenKey(x, typ, target)]
}

// recipientRead is the recipient of a type and target that was read; nil for none.
func (m *maker) recipientRead(typ, target string) *draft.Object {
	if m.read == nil {
		m.read = map[string]*draft.Object{}
		for _, r := range m.items {
			if r.kind != honeycomb.KindRecipient || m.made[r] == nil {
				continue
			}
			if key := r.text("type") + "\x00" + r.recipientName(); m.read[key] == nil {
				m.read[key] = m.made[r]
			}
		}
	}
	if target == "" {
		return nil
	}
	return m.read[typ+"\x00"+target]
}

// tokenKey tells the recipients apart that notifications name by type and target: of those in source, each stands for
// what it is repeated for.
func tokenKey(x *item, typ, target string) string {
	key := typ + "\x00" + target
	if x.resource != nil {
		key += "\x00" + x.resource.ForEach
	}
	return key
}

// tell remembers which recipient was made of a notification in source that has no id: its type and target are marks.
func (m *maker) tell(x *item, n object, made *draft.Object) {
	if x.resource != nil && isNothing(n["id"]) {
		n[toldAs] = slices.Index(m.d.Objects, made)
	}
}

// eachTold says whether a recipient that a notification names differs from instance to instance of the alert.
func (m *maker) eachTold(r *draft.Object) bool {
	x := m.told[r]
	return x != nil && x.resource.ForEach != "" && slices.ContainsFunc(r.Args, func(a draft.Arg) bool {
		return slices.ContainsFunc(a.Value, func(p draft.Part) bool {
			return strings.Contains(m.marks.Restore(p.Text), "each.")
		})
	})
}

// lost notes at an argument what couldn't be said.
func (m *maker) lost(o *draft.Object, x *item, arg, text string, original any) {
	n := draft.Note{Arg: arg, Text: text, Original: shown(original)}
	if arg == "recipients" {
		n.Arg = "notify"
	}
	o.Note(n)
	m.left = append(m.left, Left{Object: x.title(), Place: x.place(), Argument: arg, Text: text, Original: n.Original})
}
