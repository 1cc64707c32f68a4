package sandbox

import (
	"fmt"
	"net/http"
	"time"
)

// RateLimit is a number of requests in a fixed window of whole seconds. Honeycomb counts separately for each team,
// resource and action; here, that is each collection and method.
type RateLimit struct {
	Requests int
	Window   time.Duration
}

// limiter counts requests by kind. The zero limiter has counted none.
type limiter struct {
	start  time.Time // of the window
	counts map[string]int
}

// limited answers with f, unless there have been too many requests of the kind in this window.
func (s *Server) limited(method, resource string, now time.Time, f func() *answer) *answer {
	limit := s.options.RateLimit
	if limit.Requests <= 0 || limit.Window < time.Second {
		return f()
	}
	l := &s.limits
	if start := now.Truncate(limit.Window); !start.Equal(l.start) || l.counts == nil {
		l.start, l.counts = start, map[string]int{}
	}
	kind := action(method) + " " + resource
	l.counts[kind]++
	end := l.start.Add(limit.Window)
	wait := int((end.Sub(now) + time.Second - 1) / time.Second)
	var a *answer
	if l.counts[kind] > limit.Requests {
		a = problem(http.StatusTooManyRequests, "Please try again after %s.", stamp(end))
	} else {
		a = f()
	}
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header.Set("RateLimit", fmt.Sprintf("limit=%d, remaining=%d, reset=%d", limit.Requests,
		max(0, limit.Requests-l.counts[kind]), wait))
	a.header.Set("RateLimit-Policy", fmt.Sprintf("%d;w=%d", limit.Requests, int(limit.Window/time.Second)))
	if a.status == http.StatusTooManyRequests {
		a.header.Set("Retry-After", end.UTC().Format(http.TimeFormat))
	}
	return a
}

// action names what a method does; all that aren't the API's count as one, so that there are few.
func action(method string) string {
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete:
		return method
	}
	return "other"
}
