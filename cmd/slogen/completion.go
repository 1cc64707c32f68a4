package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/printable"
)

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
				return root.GenBashCompletionV2(a.out, true)
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
