package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostileText is what somebody might write into a name or a description to speak to a terminal or a pipeline.
const hostileText = "x\x1b[2J\x1b[8m\u202ey\u2066z\u200b\u0085\r::error::planted\n::error::planted\n" +
	"##[error]planted\n##vso[planted]\u2028\x07"

// TestHostileText writes text that steers terminals and pipelines wherever text can be written, and runs every command
// that reads a configuration on it, in every format. Nothing of it may reach the output or the error stream as more
// than text.
func TestHostileText(t *testing.T) {
	t.Chdir(t.TempDir())
	quoted := func(s string) string { // as HCL writes it
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	h := quoted(hostileText)
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	service := func(label, text string) string {
		return `
recipient "webhook" "bot" {
  name = ` + quoted("bot "+strings.ReplaceAll(hostileText, "\x00", "")) + `
  url  = "https://bot.example.com/x"
}
service ` + label + ` {
  name        = ` + text + `
  description = ` + text + `
  owner       = ` + text + `
  runbook     = ` + text + `
  dataset     = "checkout"
  sli "availability" {
    description = ` + text + `
    good        = event.status < 500 || event.name == ` + text + `
  }
  slo "availability" {
    name        = ` + text + `
    description = ` + text + `
    sli         = sli.availability
    target      = 99.9
    window      = "30d"
    burn_alert "fast" {
      description = ` + text + `
      burn_rate   = 14.4
      over        = "1h"
      notify      = [recipient.webhook.bot]
    }
  }
}
`
	}
	write("valid/a.slo.hcl", service(`"checkout"`, h))
	write("valid/a.slotest.hcl", `
test "hostile" {
  sli    = sli.checkout.availability
  event  = { name = `+h+` }
  expect = "bad"
}
scenario "hostile" {
  slo     = slo.checkout.availability
  traffic = "100/min"
  failures {
    to    = "5m"
    ratio = 0.5
  }
}
`)
	write("labels/a.slo.hcl", service(h, h))
	write("broken/"+strings.NewReplacer("/", "", "\x00", "").Replace(hostileText)+".slo.hcl",
		"service \"a\" {\n  owner = \"\x1b[2J\u202e\u200b ##[error]\" + \n}\n")
	write("names/"+strings.NewReplacer("/", "").Replace(hostileText)+".slo.hcl", "locals {\n a=1\n}\n")

	for _, args := range [][]string{
		{"validate", "valid"}, {"validate", "-json", "valid"}, {"validate", "labels"}, {"validate", "-json", "labels"},
		{"validate", "broken"}, {"validate", "-json", "broken"}, {"validate", "-diagnostics=json", "broken"},
		{"validate", hostileText},
		{"validate", "-var=" + hostileText, "valid"}, {"validate", "-var=x=" + hostileText, "valid"}, {hostileText},
		{"plan", "valid"}, {"plan", "-verbose", "valid"}, {"plan", "-json", "valid"}, {"plan", "-out", hostileText, "valid"},
		{"generate", "valid"}, {"generate", "-check", "valid"}, {"plan", "valid"},
		{"generate", "-check", "-out", "none" + hostileText, "valid"},
		{"lint", "valid"}, {"lint", "-json", "valid"}, {"test", "valid"}, {"test", "-json", "valid"},
		{"test", "-mutate", "valid"},
		{"test", "-run", hostileText, "valid"}, {"simulate", "valid"}, {"simulate", "-json", "valid"},
		{"simulate", "-explain", "valid"}, {"suggest", "-history", hostileText},
		{"suggest", "-history", "-", "-slo", hostileText, "valid"},
		{"explain", "checkout/availability", "valid"}, {"explain", "-json", "checkout/availability", "valid"},
		{"explain", hostileText},
		{"report", "valid"}, {"report", "-json", "valid"}, {"report", "-format=markdown", "valid"},
		{"report", "-format=html", "valid"}, {"report", "-owner", hostileText, "valid"},
		{"eval", "CONCAT($a, " + quoted("x") + ")", `{"a": ` + h + `}`}, {"eval", "-json", "$a", `{"a": ` + h + `}`},
		{"eval", hostileText},
		{"fmt", "-check", "-diff", "names"}, {"fmt", "-check", "names"}, {"fmt", "broken"}, {"fmt", "names"},
		{"help", hostileText},
		{"completion", hostileText}, {"version", hostileText}, {"init", "valid"}, {"sandbox", "-listen", hostileText},
	} {
		a := newApp()
		a.in = strings.NewReader("")
		var out, err bytes.Buffer
		a.writeTo(&out, &err)
		code := a.run(args)
		for stream, s := range map[string]string{"output": out.String(), "error stream": err.String()} {
			if p := steering(s); p != "" {
				t.Errorf("slogen %q: exit code %d, and the %s holds %s:\n%q", args, code, stream, p, s)
			}
			if stream == "output" && strings.Contains(strings.Join(args, " "), "-json") && code == exitOK {
				dec := json.NewDecoder(strings.NewReader(s))
				for {
					var v any
					if err := dec.Decode(&v); err == io.EOF {
						break
					} else if err != nil {
						t.Errorf("slogen %q: the output is no JSON any more: %v", args, err)
						break
					}
				}
			}
		}
	}
}

var workflowCommand = regexp.MustCompile(`(?m)^\s*::|^\s*##(\[|vso\[)`)

// steering names the first thing in s that a terminal or a pipeline would obey.
func steering(s string) string {
	if !utf8.ValidString(s) {
		return "bytes that are no text"
	}
	for _, r := range s {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029') {
			return string(append([]rune("the character "), []rune(unicodeName(r))...))
		}
	}
	if m := workflowCommand.FindString(s); m != "" {
		return "the command " + m
	}
	return ""
}

func unicodeName(r rune) string {
	b, _ := json.Marshal(string(r))
	return string(b)
}
