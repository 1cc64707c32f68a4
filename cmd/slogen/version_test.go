package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	for _, c := range []struct {
		version, settings string // settings as name=value, separated by spaces
		want              string
	}{
		{"v0.1.0", "vcs.revision=0123456789abcdef vcs.time=2026-01-31T12:00:00Z vcs.modified=false",
			"0.1.0 0123456789ab of 2026-01-31"},
		{"v0.1.0+dirty", "vcs.revision=0123456789abcdef vcs.time=2026-01-31T12:00:00Z vcs.modified=true",
			"0.1.0+dirty 0123456789ab of 2026-01-31 with changes"},
		{"v0.1.1-0.20260131120000-0123456789ab", "vcs.revision=0123456789abcdef", "development 0123456789ab"},
		{"v0.2.0", "", "0.2.0"}, // by `go install`, which knows no commit
		{"(devel)", "", "development"},
		{"", "", "development"},
	} {
		info := &debug.BuildInfo{Main: debug.Module{Version: c.version}}
		for _, s := range strings.Fields(c.settings) {
			name, value, _ := strings.Cut(s, "=")
			info.Settings = append(info.Settings, debug.BuildSetting{Key: name, Value: value})
		}
		got, _, _ := strings.Cut(buildOf(info).String(), " (go")
		if got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.version, c.settings, got, c.want)
		}
	}
}
