package honeycomb

import (
	"fmt"
	"strings"
)

// Tells are the recipients in words: `#payments and PagerDuty "On-call" (critical)`, or "nobody".
func (a *BurnAlert) Tells() string {
	var names []string
	for _, n := range a.Recipients {
		name := n.Recipient.known()
		if n.PagerDutySeverity != "" {
			name += " (" + n.PagerDutySeverity + ")"
		}
		names = append(names, name)
	}
	switch last := len(names) - 1; last {
	case -1:
		return "nobody"
	case 0:
		return names[0]
	default:
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
}

// known is what people know a recipient by.
func (r *Recipient) known() string {
	switch r.Type {
	case RecipientEmail:
		return r.EmailAddress
	case RecipientSlack:
		return r.SlackChannel
	case RecipientPagerDuty:
		return fmt.Sprintf("PagerDuty %q", r.IntegrationName)
	case RecipientWebhook:
		return fmt.Sprintf("webhook %q", r.Name)
	case RecipientMSTeamsWorkflow:
		return fmt.Sprintf("Teams %q", r.Name)
	}
	return string(r.Key)
}
