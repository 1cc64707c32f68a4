package spec

import "time"

// parseDate reads "2006-01-02" as the start of that day in UTC.
func parseDate(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil
}
