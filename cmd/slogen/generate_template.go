package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/render"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/syntax"
)

// checkTemplate refuses flags that don't go with -template.
func (f *generateFlags) checkTemplate() error {
	switch {
	case len(f.templates) > 1:
		return fail("Conflicting flags", fmt.Sprintf("-template is given %d times. Each template writes a folder of "+
			"its own: run slogen generate once for each.", len(f.templates)))
	case f.templates != nil && f.templates[0] == "":
		return fail("Invalid value of a flag", "-template takes the path of a file of jsonnet.")
	case f.templates != nil && (f.firstStep || f.acceptLoss):
		return fail("Conflicting flags", "-first-step and -accept-loss are about what Terraform applies, and "+
			"-template writes other files. Leave them out.")
	}
	return nil
}

// outputOptions say how the files in the output folder are known.
func (f *generateFlags) outputOptions() output.Options {
	return output.Options{Listed: f.templates != nil, Made: render.Possible}
}

// checkFolder settles where a template writes, and refuses a folder that something else is written to.
func (f *generateFlags) checkFolder(given string) error {
	if f.templates != nil && given == "" {
		base := filepath.Base(filepath.FromSlash(f.templates[0]))
		f.out += "-" + strings.TrimSuffix(base, filepath.Ext(base))
	}
	other, listed, err := output.TemplateOf(f.out)
	switch {
	case err != nil:
		return fail("Output folder can't be read", wordy(err))
	case listed && f.templates == nil:
		return fail("Output folder of a template", fmt.Sprintf("%s holds what a template made: %s. Name another folder "+
			"for the outputs with -out, write it with -template, or remove it if it isn't needed any more.",
			filepath.ToSlash(f.out), templateName(other)))
	case !listed && f.templates != nil:
		rep, err := currency(f.out, nil)
		if err != nil {
			return err
		}
		if len(rep.Stale) > 0 {
			return fail("Output folder of the outputs", fmt.Sprintf("%s holds the outputs of slogen generate, such as "+
				"%s. A template needs a folder of its own: -out=DIR", filepath.ToSlash(f.out), rep.Stale[0]))
		}
	case listed && other != "" && other != f.fromFolder():
		if at := filepath.Join(f.out, filepath.FromSlash(other)); exists(at) {
			return fail("Output folder of another template", fmt.Sprintf("%s holds what the template %s made, which "+
				"would be removed. Each template needs a folder of its own: -out=DIR", filepath.ToSlash(f.out),
				printable.Line(typed(absolute(at)))))
		}
	}
	return nil
}

func templateName(name string) string {
	if name == "" {
		return "its list doesn't say which"
	}
	return printable.Line(name)
}

// fromFolder is the template relative to the output folder.
func (f *generateFlags) fromFolder() string { return fromHome(homeOf(f.out), f.templates[0]) }

// rendered are the files that the template makes, and how the folder differs from them.
func (a *app) rendered(c *cobra.Command, f *generateFlags, args []string, res *generator.Result) (
	[]emit.File, *output.Report, error,
) {
	made, err := a.remember(c, &f.inputs, args, f.out, res)
	if err != nil {
		return nil, nil, err
	}
	o, err := f.options(f.pathsOf(args))
	if err != nil {
		return nil, nil, err
	}
	dir := repositoryOf(f.templates[0])
	from, err := syntax.Below(dir, syntax.Options{Options: source.Options{MaxBytes: o.MaxFileBytes},
		ExtStr: o.ExtStr, ExtCode: o.ExtCode, Jsonnet: o.JsonnetTime})
	if err != nil {
		return nil, nil, fail("Template can't be read", wordy(err))
	}
	defer from.Close()
	environment := ""
	if f.named != nil && f.named.environment != nil {
		environment = f.named.environment.Name.V
	}
	files, diags := render.Files(from, from.Name(f.templates[0]), environment, res.Resources)
	if diags.HasErrors() {
		return nil, nil, &stop{code: exitError, diags: diags, sources: kept(diags, from.Source)}
	}
	if len(files) == 0 {
		a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Template makes no file", fmt.Sprintf("%s returns an "+
			"object without names, so that %s holds nothing but its list.", f.templates[0], filepath.ToSlash(f.out)),
			hcl.Range{})}, nil)
	}
	files = output.Listed(made.with(files), f.fromFolder())
	rep, err := currencyOf(f.out, files, f.outputOptions())
	if err != nil {
		return nil, nil, err
	}
	if err := a.otherValues(c, args, f.out, made, files, rep, res.Resources); err != nil {
		return nil, nil, err
	}
	return files, rep, nil
}

// kept are the texts that diagnostics speak of, which are read now: their files are closed before they are shown.
func kept(diags hcl.Diagnostics, from diag.Sources) diag.Sources {
	texts := map[string][]byte{}
	for _, d := range diags {
		if d.Subject != nil {
			texts[d.Subject.Filename] = from(d.Subject.Filename)
		}
		for _, n := range diag.Of(d).Notes {
			texts[n.Range.Filename] = from(n.Range.Filename)
		}
	}
	return func(name string) []byte { return texts[name] }
}

// repositoryOf is the directory in which a template may read: the repository, the project, or its own directory. It is
// as a user in the working directory types it.
func repositoryOf(name string) string {
	own := filepath.Dir(filepath.Clean(name))
	project := ""
	for dir := absolute(own); ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return filepath.FromSlash(typed(dir))
		}
		if _, err := os.Stat(filepath.Join(dir, projectFile)); err == nil && project == "" {
			project = filepath.FromSlash(typed(dir))
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	if project != "" {
		return project
	}
	return own
}
