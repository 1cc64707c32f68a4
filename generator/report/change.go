package report

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/slogen-project/slogen/generator/inventory"
	"github.com/slogen-project/slogen/generator/words"
)

// Read reads a report that was written as JSON. Of the results of several environments it is that of one.
func Read(text []byte, environment string) (*Report, error) {
	var several struct {
		Environments []struct {
			Name   string
			Report *Report
		}
	}
	r := &Report{}
	if err := json.Unmarshal(text, &several); err != nil {
		return nil, fmt.Errorf("it isn't a report in JSON: %w", err)
	}
	if several.Environments != nil {
		var names []string
		for _, e := range several.Environments {
			if names = append(names, e.Name); e.Name == environment {
				r = e.Report
			}
		}
		if !slices.Contains(names, environment) {
			return nil, fmt.Errorf("it is about %s, and not about %s", words.List(words.Quoted(names)),
				cmpOr(environment, "a configuration without environments"))
		}
	} else if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("it isn't a report in JSON: %w", err)
	}
	major, _, _ := strings.Cut(formatVersion, ".")
	switch {
	case r == nil || r.FormatVersion == "":
		return nil, fmt.Errorf("it has no format_version, so `slogen report -format=json` didn't write it")
	case !strings.HasPrefix(r.FormatVersion, major+"."):
		return nil, fmt.Errorf("its format is %.20q, and this slogen reads %s.x", r.FormatVersion, major)
	}
	if _, err := time.Parse(time.DateOnly, r.Day); err != nil {
		return nil, fmt.Errorf("its day is %.20q, which isn't a date", r.Day)
	}
	return r, nil
}

func cmpOr(name, other string) string {
	if name == "" {
		return other
	}
	return fmt.Sprintf("%q", name)
}

// compare says what is otherwise than in an earlier report.
func compare(old, now *Report) *Change {
	c := &Change{Since: old.Day, Only: old.Only, Figures: []Figure{}, Words: []string{}}
	before, after := reflect.ValueOf(old.Totals), reflect.ValueOf(now.Totals)
	for i := range after.NumField() {
		if a, b := int(before.Field(i).Int()), int(after.Field(i).Int()); a != b {
			c.Figures = append(c.Figures, Figure{after.Type().Field(i).Tag.Get("json"), a, b})
		}
	}
	say := func(format string, args ...any) { c.Words = append(c.Words, fmt.Sprintf(format, args...)) }
	each(old.Services, now.Services, func(s *Service) string { return s.Name }, func(key string, was, is *Service) {
		switch {
		case was == nil:
			say("Service %s is new.", key)
		case is == nil:
			say("Service %s is gone.", key)
		case was.SLOs == 0 && is.SLOs > 0:
			say("Service %s has its first SLO.", key)
		case was.SLOs > 0 && is.SLOs == 0:
			say("Service %s has no SLO any more.", key)
		}
	})
	each(old.Promises, now.Promises, func(p *Promise) string { return p.Key }, func(key string, was, is *Promise) {
		name := address(key)
		switch {
		case was == nil:
			say("%s is new: %s over %s.", name, percent(is.TargetPercent), words.Plural(is.WindowDays, "day"))
		case is == nil:
			say("%s is gone: it was %s over %s.", name, percent(was.TargetPercent), words.Plural(was.WindowDays, "day"))
		case was.TargetPercent != is.TargetPercent || was.WindowDays != is.WindowDays:
			say("%s was %s over %s, and is %s over %s.", name, percent(was.TargetPercent),
				words.Plural(was.WindowDays, "day"), percent(is.TargetPercent), words.Plural(is.WindowDays, "day"))
		case was.Trial && !is.Trial:
			say("%s went live.", name)
		}
	})
	each(old.Alerts, now.Alerts, func(a *Alert) string { return a.Key }, func(key string, was, is *Alert) {
		switch {
		case was == nil || is == nil:
		case len(was.Missing) > 0 && len(is.Missing) == 0:
			say("%s has its whole context now.", address(key))
		case len(was.Missing) == 0 && len(is.Missing) > 0:
			say("%s has no %s any more.", address(key), words.Or(is.Missing))
		}
	})
	compareWaivers(old, now, say)
	return c
}

func compareWaivers(old, now *Report, say func(string, ...any)) {
	waiver := func(w *inventory.Waiver) string { return w.Rule + "\x00" + w.Place.File + "\x00" + w.Reason }
	each(old.Waivers, now.Waivers, waiver, func(_ string, was, is *inventory.Waiver) {
		switch {
		case was == nil:
			say("New waiver of %s at %s:%d: %s.", is.Rule, is.Place.File, is.Place.Line, is.Reason)
		case is == nil:
			say("The waiver of %s in %s is gone (%s).", was.Rule, was.Place.File, was.Reason)
		case was.Until != is.Until:
			say("The waiver of %s in %s ended %s, and now ends %s.", is.Rule, is.Place.File, ends(was.Until),
				ends(is.Until))
		}
	})
}

func ends(day string) string {
	if day == "" {
		return "never"
	}
	return "on " + day
}

// each goes through what two lists have, by key, in the order of the newer one; what is gone comes last.
func each[T any](old, now []T, key func(*T) string, do func(key string, was, is *T)) {
	before := make(map[string]*T, len(old))
	for i := range old {
		before[key(&old[i])] = &old[i]
	}
	seen := make(map[string]bool, len(now))
	for i := range now {
		k := key(&now[i])
		if !seen[k] {
			do(k, before[k], &now[i])
		}
		seen[k] = true
	}
	for i := range old {
		if k := key(&old[i]); !seen[k] {
			seen[k] = true
			do(k, &old[i], nil)
		}
	}
}
