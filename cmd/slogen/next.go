package main

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/output"
)

// comesNext says what to do with the Terraform that was written: with a first output, and when the variables changed
// that secrets become. It is empty otherwise: whoever applies it has done so before.
func comesNext(out string, done *output.Result, r *honeycomb.Resources) string {
	first := len(done.Replaced)+len(done.Removed)+len(done.Kept) == 0
	secrets := slices.ContainsFunc(slices.Concat(done.Written, done.Replaced), func(p string) bool {
		return path.Base(p) == emit.VariablesFile
	})
	i := slices.IndexFunc(r.Settings.Outputs, func(name string) bool {
		return strings.HasPrefix(name, emit.Terraform.Name)
	})
	if i < 0 || !first && !secrets {
		return ""
	}
	form := r.Settings.Outputs[i]
	names, variables := emit.Secrets(r)
	folder := filepath.Join(out, form)
	var b strings.Builder
	fmt.Fprintf(&b, "\nNext: commit %s. Then, ", filepath.ToSlash(out))
	switch form {
	case emit.TerraformModule.Name:
		fmt.Fprintf(&b, "call the module %s from one of yours", filepath.ToSlash(folder))
		if len(variables) > 0 {
			fmt.Fprintf(&b, ", with %s", strings.Join(variables, ", "))
		}
		b.WriteString(". In the environment of its apply:\n")
	case emit.TerraformInput.Name:
		fmt.Fprintf(&b, "to apply it, in %s:\n", filepath.ToSlash(folder))
		if len(names) > 0 {
			members := make([]string, len(names))
			for i, n := range names {
				members[i] = fmt.Sprintf("%q: \"...\"", n)
			}
			fmt.Fprintf(&b, "  export TF_VAR_secrets='{%s}'\n", strings.Join(members, ", "))
		}
	default:
		fmt.Fprintf(&b, "to apply it, in %s:\n", filepath.ToSlash(folder))
		for _, v := range variables {
			fmt.Fprintf(&b, "  export TF_VAR_%s=...\n", v)
		}
	}
	b.WriteString("  export HONEYCOMB_API_KEY=...\n")
	if form != emit.TerraformModule.Name {
		b.WriteString("  terraform init && terraform apply\n" +
			"A file of your own there, such as backend.tf, says where the state is kept; slogen leaves it alone.\n")
	}
	if needs := r.Needed(); len(needs) > 0 {
		fmt.Fprintf(&b, "The key needs the permissions %s: slogen explain permissions\n", strings.Join(needs, ", "))
	}
	return b.String()
}
