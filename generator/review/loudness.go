package review

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// severities lists PagerDuty's severities, loudest last.
var severities = []string{"info", "warning", "error", "critical"}

// Loudness ranks how loudly a notification is heard: 0 for what is read when somebody looks, such as a chat or a mail,
// and more for a pager, by its severity.
func Loudness(n honeycomb.Notification) int {
	if !strings.HasPrefix(n.Recipient.Key.Path(), honeycomb.RecipientPagerDuty+"/") {
		return 0
	}
	return 2 + slices.Index(severities, n.PagerDutySeverity)
}

// Pages reports whether an alert wakes somebody: it is of severity page, or notifies a pager of an error.
func Pages(severity string, to []honeycomb.Notification) bool {
	return severity == "page" || slices.ContainsFunc(to, func(n honeycomb.Notification) bool {
		return n.Recipient != nil && (Loudness(n) == 1 || Loudness(n) >= 4)
	})
}

func sortByLoudness(list []honeycomb.Notification) {
	slices.SortStableFunc(list, func(a, b honeycomb.Notification) int { return cmp.Compare(Loudness(b), Loudness(a)) })
}
