package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/formats"
	"github.com/slogen-project/slogen/generator/parallel"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/words"
)

// The exit codes. Programs tell by them what was looked for and found from what somebody must mend first.
const (
	exitOK      = 0
	exitError   = 1
	exitFound   = 2
	exitStopped = 130
)

// exitCodes says what they mean. The help and the reference are made from it.
var exitCodes = []struct {
	code  int
	means string
}{
	{exitOK, "it worked, and there is nothing to tell"},
	{exitError, "the configuration is invalid, or something else went wrong; a message says what"},
	{exitFound, "it worked, and found what was asked about: changes (`plan -detailed-exitcode`), a class of change " +
		"(`plan -fail-on`), findings (`lint`), a test that fails (`test`), output that isn't current (`generate " +
		"-check`), a file that isn't formatted " +
		"(`fmt -check`), something that couldn't be said (`import`)"},
	{exitStopped, "it was interrupted"},
}

// app is one run: its streams and the flags that every command has.
type app struct {
	in      io.Reader
	out     *bufio.Writer
	err     io.Writer
	screens [2]*printable.Writer // what out and err write through
	columns int                  // in place of the terminal's; 0 outside of tests
	// what out writes to: asked for its width and whether it is a terminal
	outFile *os.File
	errFile *os.File

	command     string // that runs, with the program's name
	noColor     bool
	colors      string // when to use colours: "auto", "always" or "never"
	diagnostics string
	environment string // that it is about, where several are looked at
	all         bool   // whether all problems are shown as text
	fixes       bool   // whether fixes are shown
	// whether diagnostics show not the file but what it evaluates to; nil before anything is loaded
	evaluated func(filename string) bool
}

func newApp() *app {
	a := &app{command: "slogen", in: os.Stdin, outFile: os.Stdout, errFile: os.Stderr}
	a.writeTo(os.Stdout, os.Stderr)
	for _, w := range a.screens {
		w.ASCII = !showsUnicode(os.Getenv)
	}
	return a
}

// showsUnicode reports whether text may hold more than ASCII, as POSIX's variables of the locale say. Where none is
// set, as in many pipelines and on Windows, it may.
func showsUnicode(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToUpper(getenv(name)); v != "" {
			return strings.Contains(v, "UTF-8") || strings.Contains(v, "UTF8")
		}
	}
	return true
}

// writeTo sends what is printed to out and err, through a writer that keeps it from steering a terminal.
func (a *app) writeTo(out, err io.Writer) {
	a.screens = [2]*printable.Writer{printable.NewWriter(out), printable.NewWriter(err)}
	a.out = bufio.NewWriterSize(a.screens[0], 32<<10)
	a.err = a.screens[1]
}

// form sets the format of the output from now on; the default is prose.
func (a *app) form(f printable.Form) {
	a.out.Flush()
	a.screens[0].Form = f
}

// stop is how a command ends if it doesn't end well: with problems to report, or with just an exit code if everything
// has been reported.
type stop struct {
	code    int
	diags   hcl.Diagnostics
	sources diag.Sources
	report  *diag.Report // instead of diags
}

func (s *stop) Error() string {
	if len(s.diags) == 0 {
		return fmt.Sprintf("exit code %d", s.code)
	}
	return s.diags.Error()
}

// problems are those to report; nil for none.
func (s *stop) problems(a *app) *diag.Report {
	if s.report == nil && len(s.diags) > 0 {
		s.report = a.problems(s.diags, s.sources)
	}
	return s.report
}

// exit ends a command with an exit code.
func exit(code int) error { return &stop{code: code} }

// fail ends a command with a problem that isn't in a file.
func fail(summary, detail string) error {
	return &stop{code: exitError, diags: hcl.Diagnostics{diag.Command(hcl.DiagError, summary, detail, hcl.Range{})}}
}

// root builds the tree of all commands.
func (a *app) root() *cobra.Command { return a.rootOf(commands) }

// rootOf builds the tree of some commands.
func (a *app) rootOf(commands []namedCommand) *cobra.Command {
	var version bool // not cobra's: with its text/template, the linker keeps every exported method, 2.4 MB of them
	root := &cobra.Command{
		Use:   "slogen",
		Short: "SLOs for Honeycomb, declared in HCL",
		Long: `slogen reads the SLOs, burn alerts and triggers that teams declare in *.slo.hcl
files, checks them against every documented rule of Honeycomb and of its Terraform
provider, says in plain words what a change means, and writes the objects as JSON
(the bodies of API requests) and as Terraform. Only slogen import -live talks to
an account, and only reads.`,
		Example: `slogen init
slogen plan examples/http-service
slogen generate examples/http-service`,
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case version:
				_, err := fmt.Fprintf(a.out, "slogen %s\n", buildVersion().Version)
				return err
			case len(args) > 0:
				return unknownCommand(c, args[0])
			}
			return c.Help()
		},
	}
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		a.command = c.CommandPath()
		err := a.checkFormat()
		a.screens[0].Colors, a.screens[1].Colors = a.color(a.outFile), a.color(a.errFile)
		return err
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { a.out.WriteString(helpText(c, a.helpWidth())) })
	root.SetFlagErrorFunc(flagError)
	f := root.PersistentFlags()
	f.SortFlags = false
	f.StringVar(&a.colors, "color", "auto", "Write in colour `WHEN`: auto, always or never. auto means on a terminal, "+
		"unless NO_COLOR is set, and anywhere if FORCE_COLOR or CLICOLOR_FORCE is.")
	f.BoolVar(&a.noColor, "no-color", false, "Write without colours, as -color=never does.")
	f.StringVar(&a.diagnostics, "diagnostics", diag.Text.Name, "Write problems to the error stream as `FORMAT`: "+
		strings.Join(formats.Names(), ", ")+".")
	f.BoolVar(&a.all, "all", false, fmt.Sprintf("Show every problem as text. By default %d are shown, errors first, and "+
		"the rest are counted.", diag.MaxShown))
	for _, named := range commands {
		c := named.make(a)
		c.Flags().SortFlags = false
		root.AddCommand(c)
		if c.Name() == "help" {
			root.SetHelpCommand(c)
		}
	}
	// Texts for the flags that cobra would add by itself.
	for _, c := range append(root.Commands(), root) {
		c.Flags().BoolP("help", "h", false, "Show this text.")
	}
	root.Flags().BoolVar(&version, "version", false, "Print the version.")
	return root
}

// run runs the program with the arguments and returns its exit code.
func (a *app) run(args []string) (code int) {
	defer func() {
		if p := recover(); p != nil {
			stack := debug.Stack()
			a.flushAnyway()
			a.bug(p, stack)
			code = exitError
		}
	}()
	root := a.rootOf(needed(args))
	root.SetArgs(doubleDashes(root, args))
	if word, ok := completing(args); ok {
		a.completeFlags(root)
		code = a.finish(a.complete(root, word))
	} else {
		code = a.finish(root.Execute())
	}
	if err := errors.Join(a.out.Flush(), a.screens[0].Close()); err != nil && !errors.Is(err, syscall.EPIPE) {
		fmt.Fprintf(a.err, "Error: The output can't be written: %v\n", err)
		code = exitError
	}
	return code
}

// needed are the commands that a run with these arguments may look at: the one that they name, or all.
func needed(args []string) []namedCommand {
	i := slices.IndexFunc(commands, func(c namedCommand) bool { return len(args) > 0 && c.name == args[0] })
	if i < 0 || slices.Contains([]string{"help", "completion"}, args[0]) {
		return commands
	}
	return commands[i : i+1]
}

// flushAnyway prints what there is, even if it was printing that failed.
func (a *app) flushAnyway() {
	defer func() { _ = recover() }()
	a.out.Flush()
}

// finish reports how a command ended.
func (a *app) finish(err error) int {
	if err == nil {
		return exitOK
	}
	var s *stop
	if !errors.As(err, &s) {
		s = &stop{code: exitError, diags: hcl.Diagnostics{diag.Command(hcl.DiagError, "Command failed", err.Error(),
			hcl.Range{})}}
	}
	if p := s.problems(a); p != nil {
		a.out.Flush() // what was printed before comes first
		a.reportProblems(p)
	}
	return s.code
}

// report writes problems to the error stream.
func (a *app) report(diags hcl.Diagnostics, sources diag.Sources) {
	if len(diags) > 0 {
		a.inEnvironment(&stop{diags: diags})
		a.reportProblems(a.problems(diags, sources))
	}
}

func (a *app) diagOptions(f *os.File) diag.Options {
	return diag.Options{Terminal: terminal(f), Width: a.width(f), Color: a.color(f), All: a.all, Evaluated: a.evaluated,
		ASCII: a.screens[1].ASCII, Fixes: a.fixes}
}

// checkFormat refuses an unknown value of -diagnostics or -color.
func (a *app) checkFormat() error {
	if bad := a.diagnostics; formats.Lookup(bad) == nil {
		a.diagnostics = diag.Text.Name
		return fail(
			"Invalid value of a flag",
			fmt.Sprintf("-diagnostics takes %s, not %q.%s", words.Or(formats.Names()),
				bad, diag.DidYouMean(bad, formats.Names())),
		)
	}
	when := []string{"auto", "always", "never"}
	if bad := a.colors; !slices.Contains(when, bad) {
		a.colors = "auto"
		return fail("Invalid value of a flag", fmt.Sprintf("-color takes %s, not %q.%s", words.Or(when), bad,
			diag.DidYouMean(bad, when)))
	}
	return nil
}

// terminal reports whether f is a terminal that understands control sequences.
func terminal(f *os.File) bool {
	return f != nil && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// color reports whether what goes to f is in colour. NO_COLOR is https://no-color.org, CLICOLOR_FORCE
// http://bixense.com/clicolors, and FORCE_COLOR https://force-color.org: pipelines set these where their logs show
// colours.
func (a *app) color(f *os.File) bool {
	forced := func(name string) bool { v := os.Getenv(name); return v != "" && v != "0" && v != "false" }
	switch {
	case f == nil || a.noColor || a.colors == "never":
		return false
	case a.colors == "always":
		return true
	case os.Getenv("NO_COLOR") != "":
		return false
	}
	return forced("FORCE_COLOR") || forced("CLICOLOR_FORCE") || terminal(f)
}

// width returns the number of columns of the terminal f, or 0 if f isn't a terminal: then nothing is wrapped.
func (a *app) width(f *os.File) int {
	if a.columns > 0 && f != nil {
		return a.columns
	}
	if !terminal(f) {
		return 0
	}
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil || w < 20 {
		return 0
	}
	return w
}

// bug is the last resort: what a panic ends as.
func (a *app) bug(p any, stack []byte) {
	if far, ok := p.(*parallel.Panic); ok { // in another goroutine
		p, stack = far.Value, far.Stack
	}
	d := diag.Command(hcl.DiagError, "This is a bug in slogen",
		fmt.Sprintf("%s failed: %v\n\nNo file is left half written. Please report it with this text and, if you can, "+
			"the configuration that led to it: https://github.com/slogen-project/slogen/issues\n\nVersion %s, in\n%s", a.command,
			p, buildVersion(), calls(stack)), hcl.Range{})
	defer func() {
		if recover() != nil { // it is the report that fails
			fmt.Fprintf(a.err, "Error: %s\n\n%s\n", d.Summary, d.Detail)
		}
	}()
	a.report(hcl.Diagnostics{d}, nil)
}

// calls returns the functions that led to a panic, the last first, without addresses and without paths of the machine
// that built this.
func calls(stack []byte) string {
	var names []string
	for line := range strings.Lines(string(stack)) {
		name := strings.TrimSpace(line)
		i := strings.LastIndexByte(name, '(')
		switch {
		case line[0] == '\t' || i <= 0 || strings.HasPrefix(name, "goroutine ") || strings.HasPrefix(name, "created by "):
		case name[:i] == "panic":
			names = nil // so far there were only those that deal with it
		default:
			names = append(names, "- "+name[:i])
		}
	}
	return strings.Join(names, "\n")
}

// doubleDashes turns flags in Go's and Terraform's form (-out=DIR, -json) into the double-dashed ones that the flag
// library reads. Values of flags, "-" alone and whatever follows "--" stay as they are.
func doubleDashes(root *cobra.Command, args []string) []string {
	values := map[string]bool{} // flags that take their value from the next argument
	visit := func(f *pflag.Flag) { values[f.Name] = f.NoOptDefVal == "" }
	root.PersistentFlags().VisitAll(visit)
	for _, c := range root.Commands() {
		c.Flags().VisitAll(visit)
	}
	out := make([]string, len(args))
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			copy(out[i:], args[i:])
			break
		}
		out[i] = arg
		name, ok := strings.CutPrefix(arg, "-")
		if !ok || name == "" {
			continue
		}
		if single := name[0] != '-'; single && len(name) > 1 {
			out[i] = "-" + arg
		} else if !single {
			name = name[1:]
		}
		if values[name] && i+1 < len(args) {
			i++
			out[i] = args[i]
		}
	}
	return out
}

func unknownCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	detail := fmt.Sprintf("slogen has no command %q.%s `slogen help` lists the commands.", name,
		diag.DidYouMean(name, names))
	if _, err := os.Stat(name); err == nil {
		detail = fmt.Sprintf("slogen has no command %q. To plan what is in that path: slogen plan %s", name, shellQuote(name))
	}
	if way := otherCommand(name); way != "" {
		detail = fmt.Sprintf("slogen has no command %q. %s", name, way)
	}
	return fail("Unknown command", detail)
}

// flagError rewords an error of the flag library.
func flagError(c *cobra.Command, err error) error {
	see := fmt.Sprintf(" `%s -help` lists the flags.", c.CommandPath())
	var missing *pflag.NotExistError
	if errors.As(err, &missing) {
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		c.InheritedFlags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		name := missing.GetSpecifiedName()
		suggestion := ""
		if s := diag.Suggest(name, names); s != "" {
			suggestion = fmt.Sprintf(" Did you mean -%s?", s)
		}
		if slices.Contains(otherFlags, name) {
			suggestion = fmt.Sprintf(" Terraform has: give it to `terraform %s` in the folder that `slogen generate` wrote.",
				c.Name())
			if c.Name() != "init" && c.Name() != "plan" {
				suggestion = " It is one of Terraform's, which is run in the folder that `slogen generate` wrote."
			}
		}
		return fail("Unknown flag", fmt.Sprintf("%s has no flag -%s.%s%s", c.CommandPath(), name, suggestion, see))
	}
	var value *pflag.ValueRequiredError
	if errors.As(err, &value) {
		return fail("Flag without a value", fmt.Sprintf("-%s needs a value.%s", value.GetSpecifiedName(), see))
	}
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		f := invalid.GetFlag()
		takes := map[string]string{"bool": "true or false", "int": "a whole number", "int64": "a whole number",
			"duration": "a duration such as 10s or 1m30s"}[f.Value.Type()]
		return fail("Invalid value of a flag", fmt.Sprintf("-%s takes %s, but %q isn't one.%s", f.Name, takes,
			invalid.GetValue(), see))
	}
	return fail("Invalid flag", strings.TrimSuffix(err.Error(), ".")+"."+see)
}

// shellQuote quotes an argument for a shell.
func shellQuote(s string) string {
	plain := s != ""
	for _, r := range s {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-", r) {
			plain = false
		}
	}
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
