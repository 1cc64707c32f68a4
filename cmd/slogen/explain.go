package main

import (
	"fmt"
	"strings"

	"github.com/mitchellh/go-wordwrap"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/reference"
)

func explainCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [NAME]",
		Short: "Explain a block, an argument, a function or a rule",
		Long: `Explains a block (slo), an argument (slo.target), a function (reg_match), a rule
(slo/target), or prints what slogen brings along
(builtin.burn_alerts.honeycomb). Without a name it lists them.`,
		Example: `slogen explain slo
slogen explain slo.target
slogen explain builtin.burn_alerts.sre_workbook > policy.slo.hcl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fail("Unexpected argument", fmt.Sprintf("`slogen explain` takes one name, and %q was given besides.", args[1]))
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
			if len(args) == 0 {
				for _, t := range reference.Topics() {
					names = append(names, cobra.CompletionWithDesc(t.Name, t.Title))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				a.listTopics()
				return nil
			}
			found, also := reference.Find(args[0])
			if len(found) == 0 {
				hint := ""
				if s := reference.Suggest(args[0]); s != "" {
					hint = fmt.Sprintf(" Did you mean %q?", s)
				}
				return fail("Nothing to explain", fmt.Sprintf("No block, argument, function, rule or built-in is named %q.%s `slogen explain` lists them.", args[0], hint))
			}
			for i, t := range found {
				if i > 0 {
					fmt.Fprintln(a.out, "\n"+strings.Repeat("-", 40)+"\n")
				}
				a.out.WriteString(t.Text())
			}
			if len(also) > 0 {
				fmt.Fprintf(a.out, "\nSee also: %s\n", strings.Join(also, ", "))
			}
			return nil
		},
	}
}

// listTopics prints what there is to explain. Arguments are told with their blocks; functions of HCL are known.
func (a *app) listTopics() {
	heading := map[string]string{
		"block":            "Blocks",
		"function":         "Functions over events (in HCL in lower case)",
		"HCL function":     "Functions of HCL",
		"assumption":       "Assumptions of test and eval, where Honeycomb documents nothing",
		"alert assumption": "Assumptions about burn alerts, where Honeycomb documents nothing",
		"rule":             "Rules",
		"lint rule":        "Rules of lint",
		"built-in":         "Built-in policies and templates",
	}
	topics := reference.Topics()
	for i := 0; i < len(topics); {
		kind := topics[i].Kind
		j := i
		for j < len(topics) && topics[j].Kind == kind {
			j++
		}
		group := topics[i:j]
		i = j
		if heading[kind] == "" {
			continue
		}
		if kind != "block" {
			fmt.Fprintln(a.out)
		}
		fmt.Fprintf(a.out, "%s:\n", heading[kind])
		if strings.Contains(kind, "function") {
			var names []string
			for _, t := range group {
				names = append(names, t.Name)
			}
			text := wordwrap.WrapString(strings.Join(names, " "), helpWidth-2)
			fmt.Fprintln(a.out, indent(text, "  "))
			continue
		}
		wide := 0
		for _, t := range group {
			wide = max(wide, len(t.Name))
		}
		for _, t := range group {
			fmt.Fprintf(a.out, "  %-*s  %s\n", wide, t.Name, t.Title)
		}
	}
	fmt.Fprintln(a.out, "\nAn argument is named with its block: slogen explain slo.target")
}
