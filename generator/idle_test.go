package generator

import (
	"testing"

	"github.com/slogen-project/slogen/generator/config"
)

// TestMentions holds what counts as a reference. What may be one does; a block's own header doesn't.
func TestMentions(t *testing.T) {
	slack := config.Reusable{What: "recipient", Name: "recipient.slack.a"}
	policy := config.Reusable{What: "burn alert policy", Name: "burn_alert_policy.a"}
	template := config.Reusable{What: "trigger template", Name: "trigger_template.a"}
	function := config.Reusable{What: "function", Name: "slow"}
	for _, c := range []struct {
		text string
		of   config.Reusable
		want bool
	}{
		{"recipient \"slack\" \"a\" {}", slack, false},
		{"page = [recipient.slack.a]", slack, true},
		{"page = recipient .slack.a", slack, false}, // as nobody writes it
		{"page = [recipient.slack.a-b]", slack, false},
		{"page = [recipient.slack.ab, recipient.email.a]", slack, false},
		{"page = [recipient.slack.a[each.key]]", slack, true},
		{"page = [recipient.slack[each.key]]", slack, true},
		{"page = [recipient[\"slack\"].a]", slack, true},
		{"page = values(recipient.slack)", slack, true},
		{"page = flatten(values(recipient))", slack, true},
		{"page = [for t in recipient : t.a]", slack, true},
		{"# The team tells each recipient.\n# A recipient, then.", slack, false},
		{"trial_recipient.slack.a", slack, false},
		{"{\"recipient\": {\"slack\": {\"a\": {}}}}", slack, false},
		{"{\"page\": [\"recipient.slack.a\"]}", slack, true},
		{"recipient", slack, false},
		{"recipient.", slack, false},
		{"recipient.slack.", slack, true},
		{"burn_alerts = burn_alert_policy.a", policy, true},
		{"burn_alerts = burn_alert_policy[var.p]", policy, true},
		{"burn_alert_policy \"a\" {}", policy, false},
		{"template = trigger_template.a", template, true},
		{"template = sli_template.a", template, false},
		{"good = slow(event)", function, true},
		{"good = slow (event)", function, true},
		{"good = too_slow(event)", function, false},
		{"function \"slow\" { result = fast(e) }", function, false},
		{"(slow)", function, false},
	} {
		m := mentions{names: map[string]bool{}, functions: map[string]bool{"slow": false}}
		m.read([]byte(c.text))
		if got := m.of(c.of); got != c.want {
			t.Errorf("%s mentions %s: %v", c.text, c.of.Name, got)
		}
	}
}
