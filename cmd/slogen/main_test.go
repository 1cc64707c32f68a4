package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/slogen-project/slogen/generator/parallel"
)

var update = flag.Bool("update", false, "rewrite the expected outputs and schemas/cli.md")

func TestMain(m *testing.M) {
	programs := map[string]func(){"slogen": main, "gh": standInGH, "bare-parse": bareParseMain}
	programs["broken-slogen"] = func() {
		// Where a function and an operator panic. slogen asks for them when it evaluates something first.
		hole := function.New(&function.Spec{
			VarParam: &function.Parameter{Type: cty.DynamicPseudoType},
			Type:     function.StaticReturnType(cty.DynamicPseudoType),
			Impl:     func([]cty.Value, cty.Type) (cty.Value, error) { panic("a hole") },
		})
		stdlib.UpperFunc = hole
		hclsyntax.OpEqual.Impl = function.New(&function.Spec{
			Params: hclsyntax.OpEqual.Impl.Params(),
			Type:   function.StaticReturnType(cty.Bool),
			Impl:   func([]cty.Value, cty.Type) (cty.Value, error) { panic("a hole") },
		})
		main()
	}
	testscript.Main(m, programs)
}

// schemaFolder is where the generated documents are kept.
const schemaFolder = "../../schemas"

// TestScripts runs the program as its users do: testdata/script/<command>_<topic>.txtar.
func TestScripts(t *testing.T) { runScripts(t, "testdata/script") }

// TestPulls opens pull requests, each a script, and looks at what a pipeline says of them.
func TestPulls(t *testing.T) { runScripts(t, "testdata/pull") }

func runScripts(t *testing.T, dir string) {
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Condition: func(name string) (bool, error) {
			if name != "race" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			info, _ := debug.ReadBuildInfo()
			return slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}), nil
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("TERM", "xterm")
			// The folder that holds slogen and nothing else, for a PATH without other programs.
			env.Setenv("PROGRAMS", filepath.SplitList(os.Getenv("PATH"))[0])
			top, err := filepath.Abs("../..")
			env.Setenv("SOURCE", top) // of slogen
			return err
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"schema": schemaCommand,
			"code":   codeCommand,
			"mode":   modeCommand,
			"port":   portCommand,
			"http":   httpCommand,
			"sparse": sparseCommand,
			"gitlab": gitlabCommand,

			"gitlab-api": gitlabAPICommand,
		},
	})
}

// schemaCommand is `schema NAME FILE`: FILE (or stdout, stderr) is JSON as schemas/NAME describes it.
func schemaCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: schema NAME FILE")
	}
	s, err := jsonschema.NewCompiler().Compile(filepath.Join(schemaFolder, args[0]))
	ts.Check(err)
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[1])))
	ts.Check(err)
	if err := s.Validate(v); (err != nil) != neg {
		ts.Fatalf("%s: %v", args[1], err)
	}
}

// sparseCommand is `sparse BYTES FILE`: FILE has that many zeros, which take no room on the disk.
func sparseCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sparse BYTES FILE")
	}
	size, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	name := ts.MkAbs(args[1])
	ts.Check(os.WriteFile(name, nil, 0o666))
	ts.Check(os.Truncate(name, size))
}

// codeCommand is `code N COMMAND...`: COMMAND ends with the exit code N.
func codeCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: code N COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// modeCommand is `mode OCTAL FILE`: FILE has these permissions.
func modeCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: mode OCTAL FILE")
	}
	fi, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := "0" + strings.TrimLeft(strings.TrimPrefix(permissions(fi), "0"), "0"); got != args[0] {
		ts.Fatalf("%s has the permissions %s, want %s", args[1], got, args[0])
	}
}

// portCommand is `port NAME`: the variable NAME is an address of this machine that nobody listens on.
func portCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: port NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Check(l.Close())
	ts.Setenv(args[0], l.Addr().String())
}

// httpCommand is `http STATUS METHOD URL [BODY]`: the request, with an API key, is answered with the status. The answer
// goes to the file answer. It waits for the server to listen.
func httpCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 || len(args) > 4 {
		ts.Fatalf("usage: http STATUS METHOD URL [BODY]")
	}
	body := ""
	if len(args) == 4 {
		body = args[3]
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		r, err := http.NewRequest(args[1], args[2], strings.NewReader(body))
		ts.Check(err)
		r.Header.Set("X-Honeycomb-Team", "hcxik_not_to_be_logged")
		r.Close = true // the server may be another one by the next request
		answer, err := http.DefaultClient.Do(r)
		if errors.Is(err, syscall.ECONNREFUSED) && time.Now().Before(deadline) {
			continue
		}
		ts.Check(err)
		got, err := io.ReadAll(answer.Body)
		ts.Check(errors.Join(err, answer.Body.Close()))
		if strconv.Itoa(answer.StatusCode) != args[0] {
			ts.Fatalf("%s %s: %d, want %s: %s", args[1], args[2], answer.StatusCode, args[0], got)
		}
		ts.Check(os.WriteFile(ts.MkAbs("answer"), got, 0o666))
		return
	}
}

func permissions(fi os.FileInfo) string {
	const digits = "01234567"
	m := fi.Mode().Perm()
	return string([]byte{digits[m>>6&7], digits[m>>3&7], digits[m&7]})
}

func testApp() (*app, *bytes.Buffer) {
	a := newApp()
	var b bytes.Buffer
	a.writeTo(os.Stdout, &b)
	return a, &b
}

// TestReference compares schemas/cli.md with the commands; -update writes it.
func TestReference(t *testing.T) {
	cobra.EnableCommandSorting = false
	got := cliReference()
	file := filepath.Join(schemaFolder, "cli.md")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s is not current (-file +commands; -update writes it):\n%s", file, d)
	}
}

// cliReference is cli.md: what -help shows of every command.
func cliReference() string {
	a, _ := testApp()
	root := a.root()
	var b strings.Builder
	b.WriteString("# The command line\n\n<!-- Made from the commands by `go test ./cmd/slogen -update`. Don't edit. " +
		"-->\n\n")
	b.WriteString("Flags are written `-flag=value`, `-flag value`, or with two dashes. Results go to standard output, " +
		"problems to the error stream.\n\n")
	b.WriteString("| exit code | means |\n|---|---|\n")
	for _, x := range exitCodes {
		fmt.Fprintf(&b, "| %d | %s |\n", x.code, x.means)
	}
	b.WriteString("\n## Environment\n\n| variable | |\n|---|---|\n")
	b.WriteString("| `SLOGEN_VAR_name` | the value of the variable `name`, also in capitals, unless `-var` or a file " +
		"sets it; not for secrets, because values appear in generated files and messages |\n")
	b.WriteString(
		"| " + marks() + " | in CI: `plan` compares with the base of the change, found from the variables of " +
			"that service |\n",
	)
	b.WriteString("| `NO_COLOR` | if set: no colours |\n| `FORCE_COLOR`, `CLICOLOR_FORCE` | if set, and not 0: " +
		"colours also where there is no terminal |\n| `TERM=dumb` | no colours, no wrapping |\n")
	b.WriteString("| `LC_ALL`, `LC_CTYPE`, `LANG` | if the first that is set names no UTF-8 locale: signs such as → " +
		"are in ASCII |\n")
	b.WriteString("| `GOGC`, `GOMEMLIMIT` | replace slogen's own settings of the Go runtime |\n")
	section := func(name, text string) { b.WriteString("\n## " + name + "\n\n```text\n" + text + "```\n") }
	section("slogen", helpText(root, helpWidth))
	for _, c := range root.Commands() {
		text, _, _ := strings.Cut(helpText(c, helpWidth), sharedFlags)
		section("slogen "+c.Name(), text)
	}
	return b.String()
}

// marks lists the variables by which a pipeline is known.
func marks() string {
	var names []string
	for _, p := range pipelines {
		names = append(names, "`"+p.mark+"`")
	}
	return strings.Join(names, ", ")
}

// TestPicture compares the picture that the README shows with what the command beside it draws; -update draws it anew.
func TestPicture(t *testing.T) {
	const drawn = "examples/shop/search.svg"
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`(?m)^slogen (simulate .* -svg ` + drawn + ` .*)$`).FindSubmatch(readme)
	if command == nil || !bytes.Contains(readme, []byte("]("+drawn+")")) {
		t.Fatalf("README.md doesn't show %s and the command that draws it", drawn)
	}
	file := drawn
	if !*update {
		file = filepath.Join(t.TempDir(), "search.svg")
	}
	a, stderr := testApp()
	a.out.Reset(io.Discard)
	if code := a.run(strings.Fields(strings.Replace(string(command[1]), drawn, file, 1))); code != exitOK {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	want, err := os.ReadFile(drawn)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); d != "" {
		t.Errorf("%s is not current (-update draws it anew):\n%s", drawn, d)
	}
}

// TestFlagsHaveProse finds flags that say nothing, or say it unlike the others.
func TestFlagsHaveProse(t *testing.T) {
	a, _ := testApp()
	root := a.root()
	for _, c := range append(root.Commands(), root) {
		if c.Short == "" || strings.HasSuffix(c.Short, ".") || c.Long == "" || !strings.HasSuffix(c.Long, ".") {
			t.Errorf("%s: Short is a phrase, Long are sentences", c.Name())
		}
		for line := range strings.Lines(helpText(c, helpWidth)) {
			if len([]rune(strings.TrimRight(line, "\n"))) > helpWidth {
				t.Errorf("%s: a line of its help is too long: %s", c.Name(), line)
			}
		}
		c.InitDefaultHelpFlag()
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !regexp.MustCompile(`^[A-Z].*\.$`).MatchString(f.Usage) {
				t.Errorf("%s -%s: its prose is no sentence: %q", c.Name(), f.Name, f.Usage)
			}
		})
	}
}

// TestCommandNames holds the names in the list of commands to the commands' own.
func TestCommandNames(t *testing.T) {
	a, _ := testApp()
	for _, named := range commands {
		if c := named.make(a); c.Name() != named.name || len(c.Aliases) > 0 {
			t.Errorf("%s is called %s, and also %q", named.name, c.Name(), c.Aliases)
		}
		if alone := needed([]string{named.name}); len(alone) != 1 && named.name != "help" &&
			named.name != "completion" {
			t.Errorf("%s needs %d commands", named.name, len(alone))
		}
	}
}

func TestDoubleDashes(t *testing.T) {
	a, _ := testApp()
	root := a.root()
	for _, c := range []struct{ in, want string }{
		{"plan -json x", "plan --json x"},
		{"plan --json x", "plan --json x"},
		{"plan -out dir x", "plan --out dir x"},
		{"plan -out=dir -var=a=-b", "plan --out=dir --var=a=-b"},
		{"plan -var -x=1 -json", "plan --var -x=1 --json"},
		{"plan --var -x=1 -json", "plan --var -x=1 --json"},
		{"-no-color plan", "--no-color plan"},
		{"-help", "--help"},
		{"plan -h", "plan -h"},
		{"fmt -", "fmt -"},
		{"fmt -check -- -odd", "fmt --check -- -odd"},
		{"plan -out", "plan --out"},
		{"plan -nonsense", "plan --nonsense"},
	} {
		if got := strings.Join(doubleDashes(root, strings.Fields(c.in)), " "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.in, got, c.want)
		}
	}
}

func TestOutputFolder(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, d := range []string{"a/b", "c"} {
		if err := os.MkdirAll(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{"a/x.slo.hcl", "a/y.slo.hcl", "z.slo.hcl"} {
		if err := os.WriteFile(f, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ paths, want string }{
		{".", "out"},
		{"a", "a/out"},
		{"a/", "a/out"},
		{"./a/b", "a/b/out"},
		{"a/x.slo.hcl", "a/out"},
		{"a/x.slo.hcl a/y.slo.hcl", "a/out"},
		{"a a/x.slo.hcl", "a/out"},
		{"a c", "out"},
		{"c a", "out"},
		{"z.slo.hcl", "out"},
		{"..", "../out"},
		{"not/there", "not/there/out"},
	} {
		if got := filepath.ToSlash(usualFolder(strings.Fields(c.paths))); got != c.want {
			t.Errorf("%s: got %s, want %s", c.paths, got, c.want)
		}
	}
}

// TestPanic says of every command that a panic in it, in a goroutine of its own too, ends as a message that asks to
// report it, in either form. What a panic in a function or an operator of a configuration ends as is in
// panic_functions.txtar.
func TestPanic(t *testing.T) {
	before := commands
	defer func() { commands = before }()
	hole := func() { panic("a hole\x1b[2J") }
	for where, fall := range map[string]func(){
		"in the command":  hole,
		"in a goroutine":  func() { parallel.Do(3, 0, func(iter.Seq[int]) { hole() }) },
		"in one of a few": func() { var g parallel.Group; g.Go(hole); g.Wait() },
	} {
		commands = nil
		for _, named := range before {
			commands = append(commands, namedCommand{named.name, func(a *app) *cobra.Command {
				c := named.make(a)
				c.Args, c.Run = nil, nil
				c.RunE = func(*cobra.Command, []string) error {
					a.out.WriteString("so far")
					fall()
					return nil
				}
				return c
			}})
		}
		for _, named := range before {
			name := named.name
			for _, form := range []string{"text", "json"} {
				a := newApp()
				var out, err bytes.Buffer
				a.writeTo(&out, &err)
				if code := a.run([]string{name, "-diagnostics=" + form}); code != exitError {
					t.Errorf("%s, %s: exit code %d, want %d", name, where, code, exitError)
				}
				said := err.String()
				for _, want := range []string{"This is a bug in slogen", "slogen " + name + " failed: a hole", "Version " +
					buildVersion().Version, "/issues", ".TestPanic."} {
					if !strings.Contains(said, want) {
						t.Errorf("%s, %s: the message doesn't say %q:\n%s", name, where, want, said)
					}
				}
				if at := regexp.MustCompile(`\.go:|0x[0-9a-f]|goroutine|/src/`).FindString(said); at != "" {
					t.Errorf("%s, %s: the message shows %q:\n%s", name, where, at, said)
				}
				if form == "json" && !json.Valid(err.Bytes()) {
					t.Errorf("%s, %s: no JSON:\n%s", name, where, said)
				}
				if out.String() != "so far" {
					t.Errorf("%s, %s: what was printed before is %q", name, where, out.String())
				}
				if p := steering(said); p != "" {
					t.Errorf("%s, %s: the message holds %s:\n%s", name, where, p, said)
				}
			}
		}
	}
}

func TestShellQuote(t *testing.T) {
	for in, want := range map[string]string{"": "''", "a/b-c=1": "a/b-c=1", "a b": "'a b'", "it's": `'it'\''s'`,
		"$x": "'$x'"} {
		if got := shellQuote(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

// TestInterrupted says that what is being written is written to its end when somebody interrupts it.
func TestInterrupted(t *testing.T) {
	a, stderr := testApp()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan struct{})
	a.err = writerFunc(func(b []byte) (int, error) {
		defer close(told)
		return stderr.Write(b)
	})
	done := false
	err = a.uninterrupted(func() error {
		if err := self.Signal(os.Interrupt); err != nil {
			t.Skip("signals can't be sent here:", err)
		}
		<-told
		done = true
		return nil
	})
	var s *stop
	if !errors.As(err, &s) || s.code != exitStopped || !done {
		t.Errorf("got %v, done %v; want exit code %d after the end", err, done, exitStopped)
	}
	if !strings.Contains(stderr.String(), "Interrupted: finishing") {
		t.Errorf("nothing was said: %q", stderr)
	}
	a.err = stderr
	if err := a.uninterrupted(func() error { return errors.New("mine") }); err == nil || err.Error() != "mine" {
		t.Errorf("got %v, want the error of what was run", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
