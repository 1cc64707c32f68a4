package phrase

import (
	"fmt"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Quiet says until when an alert is quiet, and why: "quiet until 2027-01-31 (the disk is replaced)".
func Quiet(q *honeycomb.Quiet) string { return fmt.Sprintf("quiet until %s (%s)", q.Until, q.Reason) }

// Trial says that an alert is on trial, and until when if that is said.
func Trial(m *honeycomb.Meta) string {
	if m.TrialUntil.Day == "" {
		return "trial"
	}
	return "trial until " + m.TrialUntil.Day
}
