package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mitchellh/go-wordwrap"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/explain"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/reference"
)

func explainCommand(a *app) *cobra.Command {
	var in inputs
	var asJSON bool
	c := &cobra.Command{
		Use:   "explain [NAME [PATH...]]",
		Short: "Explain an SLO, a block, an argument, a function or a rule",
		Long: `Explains an SLO of the configuration in the given files and directory trees
(default: the current directory): what users are promised, the error budget, when
each alert fires, whom it notifies and where it is declared. A table shows at which
error rates each alert fires, how soon, how much of the budget is gone by then and
how long the alert lasts. Lint findings follow. Name the SLO
checkout/availability or checkout.availability, with or without "slo" in front.

Explains a calculated field, too: its formula, the columns that it reads, and what
uses it. Name it field.checkout.status or, if it is an SLI, sli.checkout.availability.

Also explains a block (slo), an argument (slo.target), a function (reg_match), an
operator (==, operators), an aggregate (p99, aggregates) or a rule (slo/target,
slo/alert_gap), and prints what is built in (builtin.burn_alerts.honeycomb). If a
name means both an SLO and one of these, it means the SLO if you give a path and the
other if you don't; slo/SERVICE/NAME always means an SLO. Without a name, lists
everything that can be explained except SLOs and calculated fields.`,
		Example: `slogen explain checkout/availability services/
slogen explain slo.target
slogen explain builtin.burn_alerts.sre_workbook > policy.slo.hcl`,
		ValidArgsFunction: func(c *cobra.Command, args []string, word string) (names []string, _ cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveDefault
			}
			known := false
			for _, t := range reference.Topics() {
				names = append(names, cobra.CompletionWithDesc(t.Name, t.Title))
				known = known || strings.HasPrefix(t.Name, word)
			}
			// SLOs only where nothing else is meant, because it takes reading the configuration.
			if !known || strings.HasPrefix(word, "slo/") {
				for _, s := range a.slos(c.Context(), nil) {
					for _, name := range []string{s.Key.Path(), s.Key.Name(), string(s.Key)} {
						if !strings.Contains(name, "[") { // which shells take as a pattern; the path means the same
							names = append(names, cobra.CompletionWithDesc(name, s.Name))
						}
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				a.listTopics()
				return nil
			}
			name, paths := args[0], args[1:]
			found, also := reference.Find(name)
			if len(paths) > 0 || len(found) == 0 && strings.ContainsAny(name, "/.") {
				page, field, none, err := a.page(c, &in, name, paths, len(found) > 0)
				if err != nil {
					return err
				}
				if field != nil {
					return a.explainField(field, name, asJSON)
				}
				if page == nil {
					if asJSON {
						return fail("Nothing to print as JSON", none)
					}
					a.explainTopics(found, also)
					a.say("\n%s\n", none)
					return nil
				}
				if asJSON {
					text, err := page.AppendJSON(nil)
					a.form(printable.JSON)
					a.out.Write(text)
					return err
				}
				a.out.WriteString(page.Text(a.width(a.outFile)))
				a.explainOther(name, found)
				return nil
			}
			if len(found) == 0 {
				return fail("Nothing to explain", fmt.Sprintf("No block, argument, function, rule or built-in is named %q.%s "+
					"`slogen explain` lists them. Name an SLO with its service: checkout/availability.", name,
					didYouMean(reference.Suggest(name))))
			}
			if asJSON {
				return fail("Nothing to print as JSON", fmt.Sprintf("-json prints the page of an SLO, but without a path %q "+
					"doesn't mean an SLO. If it should: slogen explain -json %s .", name, name))
			}
			a.explainTopics(found, also)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "Print an SLO's page as JSON; see schemas/explain.schema.json.")
	in.flags(c.Flags())
	return c
}

// explainTopics prints what a name means, and what else it might mean.
func (a *app) explainTopics(found []reference.Topic, also []string) {
	for i, t := range found {
		if i > 0 {
			fmt.Fprintln(a.out, "\n"+strings.Repeat("-", 40)+"\n")
		}
		a.out.WriteString(t.Text(a.width(a.outFile)))
	}
	if len(also) > 0 {
		a.say("\nSee also: %s\n", strings.Join(also, ", "))
	}
}

// explainOther says what else a name means that means an SLO.
func (a *app) explainOther(name string, found []reference.Topic) {
	if len(found) > 0 {
		a.say("\nSee also: `slogen explain %s` without a path explains the %s of that name.\n", name, found[0].Kind)
	}
}

// explainField prints the page of a calculated field.
func (a *app) explainField(p *explain.Field, name string, asJSON bool) error {
	if asJSON {
		return fail("Nothing to print as JSON", fmt.Sprintf("-json prints the page of an SLO, and %q means a "+
			"calculated field. slogen columns -json lists what reads which columns.", name))
	}
	a.out.WriteString(p.Text(a.width(a.outFile)))
	return nil
}

// page makes the page of the SLO or of the calculated field with a name. other means that the name means something
// else, too: if there is no page, none then says why, and that isn't an error.
func (a *app) page(c *cobra.Command, in *inputs, name string, paths []string, other bool) (page *explain.Page,
	field *explain.Field, none string, err error) {
	one, err := a.single(in, paths)
	if err != nil {
		return nil, nil, "", err
	}
	res, diags, err := a.examine(c.Context(), &one.in, one.in.pathsOf(paths))
	if err != nil {
		return nil, nil, "", err
	}
	where := "the current directory"
	if len(paths) > 0 {
		where = strings.Join(paths, ", ")
	}
	unknown := fmt.Sprintf("No block, argument, function, rule or built-in is named %q, ", name)
	hint := didYouMean(reference.Suggest(name)) + " `slogen explain` lists everything except SLOs."
	switch {
	case diags.HasErrors() && len(paths) == 0 && len(diags) == 1 && diags[0].Subject == nil: // there is nothing here
		return nil, nil, "", fail("Nothing to explain", unknown+"and there are no SLOs in "+where+"."+hint)
	case diags.HasErrors() && other:
		return nil, nil, fmt.Sprintf("slogen can't tell whether %s has an SLO of this name, because the "+
			"configuration has errors. `slogen validate` shows them.", where), nil
	case diags.HasErrors() && len(paths) == 0:
		return nil, nil, "", fail("Nothing to explain", unknown+"and slogen can't tell whether an SLO is, because the "+
			"configuration in "+where+" has errors. `slogen validate` shows them."+hint)
	case diags.HasErrors(): // it was given as the place of an SLO
		return nil, nil, "", &stop{code: exitError, diags: diags, sources: res.Sources}
	}
	s, alerts := explain.Find(res.Resources, name)
	if s != nil {
		findings := lint.Run(&honeycomb.Resources{SLOs: []*honeycomb.SLO{s}, BurnAlerts: alerts},
			lint.Options{Rules: lint.SLORules(), Ignores: res.Ignores, Today: one.in.today()})
		return explain.New(s, alerts, findings), nil, "", nil
	}
	if f := explain.FindField(res.Resources, name); f != nil {
		return nil, explain.NewField(res.Resources, f), "", nil
	}
	var names, fields []string
	for _, s := range res.Resources.SLOs {
		names = append(names, explain.Names(s)...)
	}
	for _, f := range res.Resources.CalculatedFields {
		fields = append(fields, f.Key.Address(), strings.ReplaceAll(f.Key.Address(), ".", "/"))
	}
	if other {
		return nil, nil, fmt.Sprintf("There is no SLO %q in %s.%s", name, where, diag.DidYouMean(name, names)), nil
	}
	detail := unknown + "and no SLO or calculated field in " + where + "."
	if s := diag.Suggest(name, append(names, fields...)); s != "" {
		if slices.Contains(fields, s) {
			detail += fmt.Sprintf(" Did you mean %q?", s)
		} else {
			detail += fmt.Sprintf(" Did you mean the SLO %q?", s)
		}
		if t := reference.Suggest(name); t != "" {
			detail += fmt.Sprintf(" Or %q?", t)
		}
		hint = " `slogen explain` lists everything except SLOs."
	}
	return nil, nil, "", fail("Nothing to explain", detail+hint)
}

func didYouMean(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", name)
}

// listTopics prints what can be explained. Arguments are shown with their blocks, and readers know HCL's functions.
func (a *app) listTopics() {
	heading := map[string]string{
		"block":            "Blocks",
		"recipient":        "Types of recipients",
		"key":              "Honeycomb's API key",
		"function":         "Functions over events (in HCL in lower case)",
		"operator":         "Operators",
		"aggregate":        "Aggregates of triggers",
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
			text := wordwrap.WrapString(strings.Join(names, " "), uint(a.helpWidth()-2))
			fmt.Fprintln(a.out, indent(text, "  "))
			continue
		}
		wide := 0
		for _, t := range group {
			wide = max(wide, len(t.Name))
		}
		for _, t := range group {
			a.say("  %-*s  %s\n", wide, t.Name, t.Title)
		}
	}
	a.say("\nName an argument with its block: slogen explain slo.target\nName an SLO with its service: " +
		"slogen explain checkout/availability services/\n")
}
