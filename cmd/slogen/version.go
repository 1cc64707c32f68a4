package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/module"

	"github.com/slogen-project/slogen/generator/printable"
)

// build describes what was built. Its JSON form is what `slogen version -json` prints.
type build struct {
	Version  string `json:"version"`            // such as "0.1.0", or "development" if it isn't a release
	Revision string `json:"revision,omitempty"` // of the source
	Date     string `json:"date,omitempty"`     // of that revision, as 2026-01-31T12:00:00Z
	Modified bool   `json:"modified,omitempty"` // whether the source had further changes
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

const development = "development"

// buildVersion reads what the Go tool chain wrote into the program.
func buildVersion() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return buildOf(info)
}

func buildOf(info *debug.BuildInfo) build {
	b := build{Version: development, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	// To required_version, a version made up from a commit would be older than every release.
	if v, ok := strings.CutPrefix(info.Main.Version, "v"); ok &&
		!module.IsPseudoVersion("v"+strings.TrimSuffix(v, "+dirty")) {
		b.Version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// release returns the version for required_version; empty if it isn't a release and may be anything.
func (b build) release() string {
	if b.Version == development {
		return ""
	}
	return b.Version
}

func (b build) String() string {
	s := b.Version
	if b.Revision != "" {
		s += " " + b.Revision[:min(12, len(b.Revision))]
		if day, _, ok := strings.Cut(b.Date, "T"); ok {
			s += " of " + day
		}
		if b.Modified {
			s += " with changes"
		}
	}
	return fmt.Sprintf("%s (%s, %s)", s, b.Go, b.Platform)
}

func versionCommand(a *app) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:               "version",
		Short:             "Print the version",
		Long:              "Prints the version, the commit it was built from with its date, and the tool chain.",
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			b := buildVersion()
			if !asJSON {
				fmt.Fprintf(a.out, "slogen %s\n", b)
				return nil
			}
			a.form(printable.JSON)
			e := json.NewEncoder(a.out)
			e.SetIndent("", "  ")
			return e.Encode(b)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "Print it as JSON.")
	return c
}

// noArgs refuses arguments.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fail("Unexpected argument", fmt.Sprintf("`%s` takes no arguments, but %q was given. `%s -help` says what it "+
			"takes.", c.CommandPath(), args[0], c.CommandPath()))
	}
	return nil
}
