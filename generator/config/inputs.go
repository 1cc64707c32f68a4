package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/diag"
)

// undeclaredValue says that a value was given for a variable that nobody declares.
func undeclaredValue(detail string, at hcl.Range) *hcl.Diagnostic {
	return diag.Follow(diag.Error("language/variable", "Value for undeclared variable", detail, at), diag.LostShared)
}

// matchInputs finds the input that counts for each variable: the last one. What names no variable is an error, except
// in the environment, where values for other configurations may stand too: there only what is nearly the name of a
// variable is.
func (s *Shared) matchInputs() (last map[string]int, diags hcl.Diagnostics) {
	last = map[string]int{}
	known := sortedKeys(s.variables)
	var strangers []string
	spelt := map[string]string{} // how the environment writes a variable's name
	for i := range s.env.Inputs {
		in := &s.env.Inputs[i]
		name := in.Name
		if in.From == FromEnvironment {
			name = s.environmentName(in.Name, known)
		}
		if s.env.Strangers && (in.Env != "" || s.variables[name] == nil) {
			continue
		}
		if in.Env != "" {
			near := name
			if s.variables[near] == nil {
				near = nearly(in.Name, known)
			}
			if near == "" {
				strangers = append(strangers, in.Env)
				continue
			}
			diags = append(
				diags,
				undeclaredValue(fmt.Sprintf("The environment variable %s isn't read: the names of those "+
					"that are begin with SLOGEN_VAR_, in capitals. Did you mean SLOGEN_VAR_%s?", in.Env, shellName(near)),
					hcl.Range{}),
			)
			continue
		}
		if s.variables[name] != nil {
			if in.From == FromEnvironment {
				if first, ok := spelt[name]; ok && s.env.Inputs[last[name]].Text != in.Text {
					diags = append(diags, diag.Error("language/variable", "Two values for one variable",
						fmt.Sprintf("The environment variables SLOGEN_VAR_%s and SLOGEN_VAR_%s both stand for the "+
							"variable %q, with different values. Remove one of them.", first, in.Name,
							name), hcl.Range{}))
				}
				spelt[name] = in.Name
			}
			in.Name = name
			last[name] = i
			continue
		}
		if in.From != FromEnvironment {
			detail := fmt.Sprintf("%[2]s sets a value for %[1]q, but no variable of that name is declared.%[3]s", in.Name,
				in.From, diag.DidYouMean(in.Name, known))
			if len(known) == 0 {
				detail += fmt.Sprintf(" None is declared at all: write variable %q {} in a file of the configuration.", in.Name)
			}
			diags = append(diags, undeclaredValue(detail, in.Range))
			continue
		}
		if near := nearly(in.Name, known); near != "" {
			diags = append(diags, undeclaredValue(fmt.Sprintf("The environment variable "+
				"SLOGEN_VAR_%s doesn't name a variable of this configuration. Did you mean SLOGEN_VAR_%s? If it is for another "+
				"configuration, give it a less similar name, or don't set it here.",
				in.Name, shellName(near)), hcl.Range{}))
			continue
		}
		strangers = append(strangers, "SLOGEN_VAR_"+in.Name)
	}
	slices.Sort(strangers)
	if len(strangers) > 0 && !s.env.Incomplete {
		what := "doesn't name a variable of this configuration. That is fine if it is meant for another one."
		if len(strangers) > 1 {
			what = "don't name variables of this configuration. That is fine if they are meant for another one."
		}
		diags = append(diags, diag.Follow(diag.Warning("language/variable", "Value for undeclared variable",
			strings.Join(strangers, ", ")+" "+what, hcl.Range{}), diag.LostShared))
	}
	return last, diags
}

// environmentName is the variable that a name in the environment stands for: the one of that name, and otherwise the
// only one that differs from it in capitals alone (some systems write all names of the environment in capitals), or in
// "_" for "-", which shells don't take.
func (s *Shared) environmentName(name string, known []string) string {
	if s.variables[name] != nil {
		return name
	}
	found := name
	for _, k := range known {
		if strings.EqualFold(k, name) || strings.EqualFold(shellName(k), name) {
			if found != name {
				return name
			}
			found = k
		}
	}
	return found
}

// shellName is a variable's name as shells can write it.
func shellName(name string) string { return strings.ReplaceAll(name, "-", "_") }

// VariableValue is a declared variable with the value that counts.
type VariableValue struct {
	Name  string
	Value cty.Value
	From  string // as [Input.From]; empty for the default
}

// VariableValues lists the variables, sorted by name.
func (s *Shared) VariableValues() (list []VariableValue) {
	for _, name := range sortedKeys(s.variables) {
		list = append(list, VariableValue{name, s.values[name], s.given[name]})
	}
	return list
}

// nearly is the variable whose name is a slip of the pen away from name; empty when there is none. It is stricter than
// [diag.Suggest]: a name of another configuration may be like one of this.
func nearly(name string, known []string) string {
	fold := strings.ToLower(name)
	limit := min(2, utf8.RuneCountInString(fold)/3)
	i := slices.IndexFunc(known, func(k string) bool {
		return levenshtein.Distance(fold, strings.ToLower(k),
			nil) <= limit
	})
	if i < 0 || limit == 0 {
		return ""
	}
	return known[i]
}
