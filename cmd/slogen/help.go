package main

import (
	"fmt"
	"strings"

	"github.com/mitchellh/go-wordwrap"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator/diag"
)

func helpCommand(a *app) *cobra.Command {
	var man string
	h := &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show what a command does and its flags",
		Long: `Shows what a command does and its flags, as "slogen COMMAND -help" does. With -man
it writes manual pages instead, for packages.`,
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
			if len(args) == 0 {
				for _, x := range c.Root().Commands() {
					names = append(names, cobra.CompletionWithDesc(x.Name(), x.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			of := c.Root()
			if man != "" {
				return a.writeManual(of, man)
			}
			if len(args) > 0 {
				var names []string
				for _, x := range c.Root().Commands() {
					names = append(names, x.Name())
					if x.Name() == args[0] {
						of = x
					}
				}
				if of == c.Root() {
					return fail("Unknown command", fmt.Sprintf("slogen has no command %q.%s `slogen help` lists the commands.",
						args[0], diag.DidYouMean(args[0], names)))
				}
			}
			a.out.WriteString(helpText(of, a.helpWidth()))
			return nil
		},
	}
	h.Flags().StringVar(&man, "man", "", "Write the manual pages of slogen and of each command to the folder `DIR`.")
	return h
}

const (
	helpWidth   = 80 // at most
	sharedFlags = "\nFlags of every command:\n"
)

// helpWidth is how many characters the lines of help take on the terminal at most.
func (a *app) helpWidth() int {
	if w := a.width(a.outFile); w > 0 {
		return min(w, helpWidth)
	}
	return helpWidth
}

// helpText is what -help shows for a command in so many columns; schemas/cli.md is made from it.
func helpText(c *cobra.Command, width int) string {
	var b strings.Builder
	b.WriteString("Usage: " + usageLine(c) + "\n\n")
	for i, paragraph := range strings.Split(c.Long, "\n\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		text := table(paragraph)
		if text == "" {
			text = wordwrap.WrapString(strings.ReplaceAll(paragraph, "\n", " "), uint(width-2))
		}
		b.WriteString(indent(text, "  ") + "\n")
	}
	if c.HasExample() {
		b.WriteString("\nExamples:\n" + indent(c.Example, "  ") + "\n")
	}
	if !c.HasParent() {
		b.WriteString("\nCommands:\n")
		for _, x := range c.Commands() {
			b.WriteString(fold(fmt.Sprintf("  %-12s  %s\n", x.Name(), x.Short), width))
		}
	}
	own, all := flagLines(c.NonInheritedFlags(), width), flagLines(c.InheritedFlags(), width)
	if !c.HasParent() {
		own, all = flagLines(c.LocalNonPersistentFlags(), width), flagLines(c.PersistentFlags(), width)
	}
	if own != "" {
		b.WriteString("\nFlags:\n" + own)
	}
	if all != "" {
		b.WriteString(sharedFlags + all)
	}
	return b.String()
}

// table is a paragraph of a help whose lines stay as they are, which are indented there; empty if it is another one.
func table(paragraph string) string {
	rest, ok := strings.CutPrefix(paragraph, "  ")
	if !ok {
		return ""
	}
	return strings.ReplaceAll(rest, "\n  ", "\n")
}

func usageLine(c *cobra.Command) string {
	if !c.HasParent() {
		return "slogen COMMAND [-FLAG...] [ARGUMENT...]"
	}
	name, args, _ := strings.Cut(c.Use, " ")
	line := "slogen " + name + " [-FLAG...]"
	if args != "" {
		line += " " + args
	}
	return line
}

// flagLines lists flags as people should type them.
func flagLines(fs *pflag.FlagSet, width int) string {
	var b strings.Builder
	fs.SortFlags = false
	fs.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, prose := pflag.UnquoteUsage(f)
		name := "-" + f.Name
		if f.NoOptDefVal == "" {
			name += "=" + value
		}
		column := 22
		if width < 60 {
			column = 6 // below the flag
		}
		lines := strings.Split(wordwrap.WrapString(prose, uint(width-column-2)), "\n")
		if len(name) >= column-1 {
			b.WriteString("  " + name + "\n")
			name = ""
		}
		for _, l := range lines {
			fmt.Fprintf(&b, "  %-*s%s\n", column, name, l)
			name = ""
		}
	})
	return b.String()
}

func indent(s, by string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, l := range lines {
		if l != "" {
			lines[i] = by + l
		}
	}
	return strings.Join(lines, "\n")
}
