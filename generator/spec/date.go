package spec

import "time"

// ParseDate reads "2006-01-02" as the start of that day in UTC.
func ParseDate(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil
}
