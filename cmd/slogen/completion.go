package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/formats"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/source"
)

// bashCompletion needs nothing but bash, 3.2 or later: cobra's script needs the package bash-completion.
//
//go:embed completion.bash
var bashCompletion []byte

func completionCommand(a *app) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes slogen's command line in a shell",
		Long: `Prints a script that completes commands, flags and names on slogen's command
line, for bash, zsh, fish or powershell. The shell reads it when it starts.`,
		Example: `bash:        source <(slogen completion bash)   # in ~/.bashrc
zsh:         source <(slogen completion zsh)    # in ~/.zshrc, after compinit
fish:        slogen completion fish > ~/.config/fish/completions/slogen.fish
powershell:  slogen completion powershell | Out-String | Invoke-Expression`,
		ValidArgs: shells,
		Args: func(_ *cobra.Command, args []string) error {
			list := strings.Join(shells, ", ")
			switch {
			case len(args) == 0:
				return fail("Missing argument", "Which shell is it for? One of "+list+".")
			case len(args) > 1:
				return fail("Unexpected argument", fmt.Sprintf("`slogen completion` takes only one shell, but %q was given, too.",
					args[1]))
			case !slices.Contains(shells, args[0]):
				return fail("Unknown shell", fmt.Sprintf("There is no completion for %q, only for %s.%s", args[0], list,
					diag.DidYouMean(args[0], shells)))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			a.form(printable.Raw)
			switch args[0] {
			case "bash":
				_, err := a.out.Write(bashCompletion)
				return err
			case "zsh":
				return root.GenZshCompletion(a.out)
			case "fish":
				return root.GenFishCompletion(a.out, true)
			default:
				return root.GenPowerShellCompletionWithDesc(a.out)
			}
		},
	}
}

// complete is what the shells' scripts ask for: cobra's answer, with one dash in front of flags where the word began
// with one.
func (a *app) complete(root *cobra.Command, word string) error {
	var answer bytes.Buffer
	root.SetOut(&answer)
	err := root.Execute()
	a.form(printable.Raw)
	for line := range strings.Lines(answer.String()) {
		if strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "--") && strings.HasPrefix(line, "--") {
			line = line[1:]
		}
		a.out.WriteString(line)
	}
	return err
}

// completing returns the word that a shell asks to complete; ok is false if these arguments are no shell's.
func completing(args []string) (word string, ok bool) {
	if len(args) < 2 || args[0] != cobra.ShellCompRequestCmd && args[0] != cobra.ShellCompNoDescRequestCmd {
		return "", false
	}
	return args[len(args)-1], true
}

// completeFlags has the values of flags completed that can be known.
func (a *app) completeFlags(root *cobra.Command) {
	type answer = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)
	fixed := func(words ...string) answer {
		return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return words, cobra.ShellCompDirectiveNoFileComp
		}
	}
	var kinds []string
	for _, k := range kindsOfServices {
		kinds = append(kinds, cobra.CompletionWithDesc(k.name, k.means))
	}
	of := map[string]answer{
		"diagnostics": fixed(formats.Names()...),
		"format": func(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return c.Flag("format").Annotations[formatNames], cobra.ShellCompDirectiveNoFileComp
		},
		"fail-on": func(_ *cobra.Command, _ []string, word string) (names []string, _ cobra.ShellCompDirective) {
			given := word[:strings.LastIndexByte(word, ',')+1]
			for _, name := range review.Names() {
				if !slices.Contains(strings.Split(given, ","), name) {
					names = append(names, given+name)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		},
		"color": fixed("auto", "always", "never"),
		"from":  fixed(kinds...),
		"var": func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return variableNames(
				defaultPaths(args),
			), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		},
		"run": func(c *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
			res, err := a.anyOf(c.Context(), &inputs{tests: true}, args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			for _, s := range res.Scenarios {
				names = append(names, regexp.QuoteMeta(s.Name.V))
			}
			if c.Name() == "test" {
				for _, t := range res.Tests {
					names = append(names, regexp.QuoteMeta(t.Name.V))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		environmentFlag: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return environmentNames(args), cobra.ShellCompDirectiveNoFileComp
		},
		"slo": func(c *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
			for _, s := range a.slos(c.Context(), args) {
				name := s.Key.Name()
				if strings.Contains(name, "[") { // which a shell would take as a pattern
					name = s.Key.Path()
				}
				names = append(names, cobra.CompletionWithDesc(name, s.Name))
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
	for _, c := range append(root.Commands(), root) {
		for name, answer := range of {
			if c.Flags().Lookup(name) != nil || c.PersistentFlags().Lookup(name) != nil {
				_ = c.RegisterFlagCompletionFunc(name, answer)
			}
		}
	}
}

// anyOf examines the configuration of the first environment: most names are the same in all.
func (a *app) anyOf(ctx context.Context, in *inputs, args []string) (*generator.Result, error) {
	runs, err := a.runs(in, args)
	if err != nil {
		return nil, err
	}
	r := runs[0]
	r.res, r.diags, err = a.examine(ctx, &r.in, r.in.pathsOf(args))
	return r.res, err
}

// environmentNames are those of the environments that the slogen.hcl above declares.
func environmentNames(args []string) []string {
	dir, _, err := projectAround(args)
	if err != nil || dir == "" {
		return nil
	}
	p, diags := project.Read(dir, source.Options{})
	defer p.Close()
	if p == nil || diags.HasErrors() {
		return nil
	}
	return p.Names()
}

// slos are those of a configuration, if it is valid.
func (a *app) slos(ctx context.Context, args []string) []*honeycomb.SLO {
	res, err := a.anyOf(ctx, &inputs{}, args)
	if err != nil || res.Resources == nil {
		return nil
	}
	return res.Resources.SLOs
}

// declaresVariable finds the beginnings of blocks that declare variables.
var declaresVariable = lazy.Regexp(`(?m)^[ \t]*variable[ \t]+"([^"\n]+)"`)

// variableNames are those of the variables that files in HCL declare, as the beginnings of values of -var.
func variableNames(paths []string) (names []string) {
	files, _ := source.Open(source.Options{Paths: paths, MayMiss: true})
	defer files.Close()
	for _, name := range files.Configs {
		text, err := files.Read(name)
		if err != nil || !strings.HasSuffix(name, ".hcl") {
			continue
		}
		for _, m := range declaresVariable().FindAllSubmatch(text, -1) {
			names = append(names, string(m[1])+"=")
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
