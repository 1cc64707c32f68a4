package compile

import (
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/diag"
)

// meantDay says which days of the week a wrong name may mean: "mon", "weekdays", "mondey".
func meantDay(name string) string {
	lower := strings.ToLower(name)
	switch strings.TrimSuffix(lower, "s") {
	case "weekday", "workday", "workingday", "business":
		return ` Write "monday", "tuesday", "wednesday", "thursday", "friday".`
	case "weekend":
		return ` Write "saturday", "sunday".`
	case "daily", "all", "everyday", "*":
		return " Leave the argument `days` out for every day."
	}
	if len(lower) >= 2 {
		for _, d := range weekdays {
			if strings.HasPrefix(d, lower) {
				return " Write " + strconv.Quote(d) + "."
			}
		}
	}
	return diag.DidYouMean(name, weekdays)
}

// zones are time zones that people often mean, with the abbreviations they go by. The database itself can't be listed.
var zones = map[string][]string{
	"Europe/London": {"bst"}, "Europe/Berlin": {"cest"}, "Europe/Helsinki": {"eest"}, "America/New_York": {"edt"},
	"America/Chicago": {"cdt"}, "America/Denver": {"mdt"}, "America/Los_Angeles": {"pst", "pdt"}, "Asia/Tokyo": {"jst"},
	"Asia/Kolkata": {"ist"}, "Australia/Sydney": {"aest", "aedt"}, "America/Sao_Paulo": {"brt"}, "UTC": {"z", "utc+0"},
	"Asia/Singapore": {"sgt"}, "Europe/Paris": nil, "Europe/Madrid": nil, "Europe/Rome": nil, "Europe/Amsterdam": nil,
	"Europe/Zurich": nil, "Europe/Vienna": nil, "Europe/Stockholm": nil, "Europe/Warsaw": nil, "Europe/Dublin": nil,
	"Europe/Lisbon": nil, "Europe/Istanbul": nil, "Asia/Shanghai": nil, "Asia/Hong_Kong": nil, "Asia/Dubai": nil,
	"America/Toronto": nil, "America/Mexico_City": nil,
}

// meantZone says which time zone a wrong name may mean.
func meantZone(name string) string {
	names := make([]string, 0, len(zones))
	for zone, also := range zones {
		for _, abbreviation := range also {
			if strings.EqualFold(abbreviation, name) {
				return " Write " + strconv.Quote(zone) + ", for example."
			}
		}
		names = append(names, zone)
	}
	if len(name) < 4 { // an abbreviation is near anything short
		return ""
	}
	between := func(r rune) bool { return strings.ContainsRune("/_- ", r) }
	words := strings.FieldsFunc(strings.ToLower(name), between)
	for i, w := range words {
		if w != "of" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	for n := 1; n < len(words); n++ { // the names of places are written with capitals and underscores
		spelt := strings.Join(words[:n], "/") + "/" + strings.Join(words[n:], "_")
		if _, err := offsets(spelt); err == nil {
			return " Write " + strconv.Quote(spelt) + "."
		}
	}
	return diag.DidYouMean(name, names)
}
