package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// writeManual writes a page for the program and one for each command, as manual pages for section 1.
func (a *app) writeManual(root *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fail("Directory can't be created", wordy(err))
	}
	for _, c := range append(root.Commands(), root) {
		file := filepath.Join(dir, manualName(c)+".1")
		if err := os.WriteFile(file, []byte(manual(c)), 0o666); err != nil {
			return fail("File can't be written", wordy(err))
		}
	}
	a.say("Wrote the manual pages to %s. To read one: man %s\n", dir,
		shellQuote(filepath.Join(dir, manualName(root)+".1")))
	return nil
}

func manualName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manual is the page of a command in roff, with the macros of man(7); what -help shows, in the parts that manual pages
// have.
func manual(c *cobra.Command) string {
	var b strings.Builder
	section := func(name string) { fmt.Fprintf(&b, ".SH %s\n", name) }
	item := func(name, text string) { fmt.Fprintf(&b, ".TP\n%s\n%s\n", name, roff(text)) }
	verbatim := func(text string) { fmt.Fprintf(&b, ".PP\n.RS\n.EX\n%s\n.EE\n.RE\n", roff(text)) }

	fmt.Fprintf(&b, ".nh\n.TH %s 1 \"\" \"slogen\" \"User commands\"\n", roff(strings.ToUpper(manualName(c))))
	section("NAME")
	fmt.Fprintf(&b, "%s \\- %s\n", roff(manualName(c)), roff(c.Short))
	section("SYNOPSIS")
	fmt.Fprintf(&b, "%s\n", roff(usageLine(c)))
	section("DESCRIPTION")
	for paragraph := range strings.SplitSeq(c.Long, "\n\n") {
		if lines := table(paragraph); lines != "" {
			verbatim(lines)
		} else {
			fmt.Fprintf(&b, ".PP\n%s\n", roff(paragraph))
		}
	}
	var others []string
	if !c.HasParent() {
		section("COMMANDS")
		for _, x := range c.Commands() {
			item(bold(x.Name()), x.Short+".")
			others = append(others, manualName(x))
		}
	} else {
		others = append(others, manualName(c.Root()))
	}
	section("OPTIONS")
	c.InitDefaultHelpFlag()
	for _, fs := range []*pflag.FlagSet{c.LocalFlags(), c.InheritedFlags()} {
		fs.SortFlags = false
		fs.VisitAll(func(f *pflag.Flag) {
			value, prose := pflag.UnquoteUsage(f)
			name := bold("-" + f.Name)
			if f.NoOptDefVal == "" {
				name += "=" + italic(value)
			}
			item(name, prose)
		})
	}
	if c.HasExample() {
		section("EXAMPLES")
		verbatim(c.Example)
	}
	section("EXIT STATUS")
	for _, x := range exitCodes {
		item(bold(fmt.Sprint(x.code)), x.means)
	}
	section("SEE ALSO")
	for i, name := range others {
		others[i] = bold(name) + "(1)"
	}
	b.WriteString(strings.Join(others, ",\n") + "\n")
	return b.String()
}

func bold(s string) string { return `\fB` + roff(s) + `\fP` }

func italic(s string) string { return `\fI` + roff(s) + `\fP` }

// glyphs are the characters that roff would read as its own, or print as others that look like them.
var glyphs = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`,
	"\n.", "\n\\&.")

// roff is text in which nothing means anything to roff.
func roff(s string) string {
	if strings.HasPrefix(s, ".") {
		return `\&` + glyphs.Replace(s)
	}
	return glyphs.Replace(s)
}
