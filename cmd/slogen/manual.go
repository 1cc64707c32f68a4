package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cpuguy83/go-md2man/v2/md2man"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator/lazy"
)

// writeManual writes a page for the program and one for each command, as manual pages for section 1.
func (a *app) writeManual(root *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fail("Directory can't be created", wordy(err))
	}
	for _, c := range append(root.Commands(), root) {
		file := filepath.Join(dir, manualName(c)+".1")
		if err := os.WriteFile(file, md2man.Render([]byte(manual(c))), 0o666); err != nil {
			return fail("File can't be written", wordy(err))
		}
	}
	fmt.Fprintf(a.out, "Wrote the manual pages to %s. To read one: man %s\n", dir,
		shellQuote(filepath.Join(dir, manualName(root)+".1")))
	return nil
}

func manualName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manual is the page of a command in Markdown; what -help shows, in the parts that manual pages have.
func manual(c *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%% %s 1 \"\" \"slogen\" \"User commands\"\n\n", strings.ToUpper(manualName(c)))
	fmt.Fprintf(&b, "# NAME\n\n%s - %s\n\n", manualName(c), manualText(c.Short))
	fmt.Fprintf(&b, "# SYNOPSIS\n\n%s\n\n", manualText(usageLine(c)))
	b.WriteString("# DESCRIPTION\n\n")
	for paragraph := range strings.SplitSeq(c.Long, "\n\n") {
		if lines := table(paragraph); lines != "" {
			fmt.Fprintf(&b, "```\n%s\n```\n\n", lines)
		} else {
			b.WriteString(manualText(paragraph) + "\n\n")
		}
	}
	var others []string
	if !c.HasParent() {
		b.WriteString("# COMMANDS\n\n")
		for _, x := range c.Commands() {
			fmt.Fprintf(&b, "**%s**\n: %s.\n\n", x.Name(), manualText(x.Short))
			others = append(others, manualName(x))
		}
	} else {
		others = append(others, manualName(c.Root()))
	}
	b.WriteString("# OPTIONS\n\n")
	c.InitDefaultHelpFlag()
	for _, fs := range []*pflag.FlagSet{c.LocalFlags(), c.InheritedFlags()} {
		fs.SortFlags = false
		fs.VisitAll(func(f *pflag.Flag) {
			value, prose := pflag.UnquoteUsage(f)
			name := "**-" + f.Name + "**"
			if f.NoOptDefVal == "" {
				name += "=*" + manualText(value) + "*"
			}
			fmt.Fprintf(&b, "%s\n: %s\n\n", name, manualText(prose))
		})
	}
	if c.HasExample() {
		fmt.Fprintf(&b, "# EXAMPLES\n\n```\n%s\n```\n\n", c.Example)
	}
	b.WriteString("# EXIT STATUS\n\n")
	for _, x := range exitCodes {
		fmt.Fprintf(&b, "**%d**\n: %s\n\n", x.code, manualText(x.means))
	}
	b.WriteString("# SEE ALSO\n\n")
	for i, name := range others {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "**%s**(1)", name)
	}
	b.WriteString("\n")
	return b.String()
}

// markdown matches what would mean something in Markdown.
var markdown = lazy.Regexp("[\\\\*_<>\\[\\]`#]")

// manualText is prose in which nothing means anything to Markdown.
func manualText(s string) string { return markdown().ReplaceAllString(s, `\$0`) }
