// Package e2e tries what slogen writes with real Terraform CLIs: the scripts in testdata/script are the lives of
// configurations, each lived once with every CLI and in every form of slogen's Terraform.
//
// Environment variables say with what:
//
//   - SLOGEN_E2E_CLI: the CLIs, separated as PATH is. Without any there is nothing to try, and the tests say so and
//     skip.
//   - SLOGEN_E2E_PROVIDER: the honeycombio provider, as a file named terraform-provider-honeycombio_vX.Y.Z, or the word
//     "registry" for what the CLI downloads itself. Without it, a provider stands in that serves the recorded schema
//     ../../../shared/data/honeycombio-provider-schema-0.51.0.json and what triggers got since, and sends what the real
//     one sends. Either talks to slogen's stand-in for Honeycomb's API, and after every apply the objects there are
//     compared with those that the catalogue's JSON bodies make.
//   - SLOGEN_E2E_EDITS, SLOGEN_E2E_SEED: how many edits of the examples are drawn (10 when it doesn't say), and the
//     seed.
//   - SLOGEN_E2E_CONFIGS: a folder of configurations to try beside the scripts. Each is a folder with what slogen
//     reads; or one whose folders 1, 2, ... are the same configuration at later times.
package e2e

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/slogen-project/slogen/e2e/standin"
)

const (
	root           = "../.."
	recordedSchema = root + "/../shared/data/honeycombio-provider-schema-" + recordedVersion + ".json"
	// recordedVersion is the version of the provider whose schema was recorded.
	recordedVersion = "0.51.0"
	// standinVersion is the version that the stand-in is taken for: the first that has all that slogen writes.
	standinVersion = "0.54.0"
)

// TestMain is the stand-in provider when a CLI starts it.
func TestMain(m *testing.M) {
	if strings.HasPrefix(filepath.Base(os.Args[0]), providerPrefix) {
		if err := standin.Serve(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// forms are slogen's Terraform outputs.
var forms = []string{"terraform", "terraform_module", "terraform_input"}

// kit is what all tests share: the programs.
type kit struct {
	slogen   string
	clis     []string
	provider provider
}

// newKit builds slogen and finds the rest. It skips the test where there is no CLI or no provider.
func newKit(t *testing.T) *kit {
	k := &kit{}
	for _, cli := range filepath.SplitList(os.Getenv("SLOGEN_E2E_CLI")) {
		cli, err := filepath.Abs(cli)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(cli); err != nil {
			t.Fatalf("SLOGEN_E2E_CLI: %v", err)
		}
		k.clis = append(k.clis, cli)
	}
	if len(k.clis) == 0 {
		t.Skip("SLOGEN_E2E_CLI names no CLI; .ci/run builds some")
	}
	dir := t.TempDir()
	var err error
	if k.provider, err = findProvider(dir); errors.Is(err, errNoSchema) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	k.slogen = filepath.Join(dir, "slogen")
	build := exec.Command("go", "build", "-C", root, "-o", k.slogen, "./cmd/slogen")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	return k
}

// eachWay runs f for every CLI and form.
func (k *kit) eachWay(t *testing.T, f func(t *testing.T, way way)) {
	for _, cli := range k.clis {
		t.Run(filepath.Base(cli), func(t *testing.T) {
			for _, form := range forms {
				t.Run(form, func(t *testing.T) { f(t, way{k, cli, form}) })
			}
		})
	}
}

// way is how a script is run: with which CLI, and on which of slogen's outputs.
type way struct {
	*kit
	cli  string
	form string
}

// TestScripts lives the lives in testdata/script.
//
//	example NAME         copies an example into the working directory
//	replace FILE OLD NEW puts NEW, in which \n is a line break, where OLD stands, once, in a file
//	apply [+N] [~N] [-N] [moved=N] [imported=N] [FLAG...]
//	                     generates and applies the configuration, and proves what [life.apply] says; with numbers,
//	                     that so many objects are created, changed, destroyed (a replaced one is both), moved and
//	                     imported
//	refused [FLAG...]    proves that slogen refuses the configuration, and that applying it all the same loses
//	                     something; what slogen said is in the file "said"
//	way TEXT...          takes the way out whose words hold one of the texts, of each problem that slogen plan finds
//	alike                has what is taken over be what is declared already; what isn't declared is as slogen wouldn't
//	                     choose it
//	untouched            proves that what was taken over is as it was made
//	destroy              destroys everything and proves that nothing is left
//	tf ARGS...           runs the CLI in the root module
//	module ARGS...       runs the CLI in the folder of the form that is tried
//
// A line that begins with [real] is for the real provider alone, one with the name of a form for that form, and one
// with [mocks] for CLIs whose tests can do without a provider's answers.
func TestScripts(t *testing.T) {
	k := newKit(t)
	k.eachWay(t, func(t *testing.T, w way) { w.run(t, "testdata/script") })
}

// TestWrong proves that the CLI and the provider find what is wrong in a module: were they blind, all else would prove
// nothing.
func TestWrong(t *testing.T) {
	k := newKit(t)
	for _, cli := range k.clis {
		t.Run(filepath.Base(cli), func(t *testing.T) { way{k, cli, "terraform"}.run(t, "testdata/wrong") })
	}
}

// TestConfigs lives the lives of the configurations that SLOGEN_E2E_CONFIGS names.
func TestConfigs(t *testing.T) {
	dir := os.Getenv("SLOGEN_E2E_CONFIGS")
	if dir == "" {
		t.Skip("SLOGEN_E2E_CONFIGS names no folder of configurations")
	}
	k := newKit(t)
	scripts := t.TempDir()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		folder, err := filepath.Abs(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		var script strings.Builder
		times := 0
		for {
			at := filepath.Join(folder, strconv.Itoa(times+1))
			if _, err := os.Stat(at); err != nil {
				break
			}
			times++
			fmt.Fprintf(&script, "configuration '%s'\napply\n", at)
		}
		if times == 0 {
			fmt.Fprintf(&script, "configuration '%s'\napply\n", folder)
		}
		script.WriteString("destroy\n")
		if err := os.WriteFile(filepath.Join(scripts, e.Name()+".txtar"), []byte(script.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n == 0 {
		t.Fatalf("%s holds no folder", dir)
	}
	k.eachWay(t, func(t *testing.T, w way) { w.run(t, scripts) })
}

type lifeKey struct{}

func (w way) run(t *testing.T, dir string) {
	alive := func(ts *testscript.TestScript) *life { return ts.Value(lifeKey{}).(*life) }
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			l := newLife(w, env.WorkDir)
			env.Values[lifeKey{}] = l
			env.Defer(l.end)
			return nil
		},
		Condition: func(name string) (bool, error) {
			switch {
			case name == "real":
				return w.provider.real, nil
			case slices.Contains(forms, name):
				return name == w.form, nil
			case name == "mocks": // the oldest Terraform that the output is for has none in its tests
				return strings.HasPrefix(filepath.Base(w.cli), "tofu"), nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"example": func(ts *testscript.TestScript, neg bool, args []string) {
				usage(ts, neg || len(args) != 1, "example NAME")
				ts.Check(alive(ts).read(filepath.Join(root, "examples", args[0])))
			},
			"configuration": func(ts *testscript.TestScript, neg bool, args []string) {
				usage(ts, neg || len(args) != 1, "configuration FOLDER")
				ts.Check(alive(ts).forget())
				ts.Check(alive(ts).read(args[0]))
			},
			"replace": func(ts *testscript.TestScript, neg bool, args []string) {
				usage(ts, neg || len(args) != 3, "replace FILE OLD NEW")
				file := ts.MkAbs(args[0])
				text := ts.ReadFile(file)
				if n := strings.Count(text, args[1]); n != 1 {
					ts.Fatalf("%s has %q %d times instead of once", args[0], args[1], n)
				}
				ts.Check(os.WriteFile(file, []byte(strings.Replace(text, args[1], strings.ReplaceAll(args[2], `\n`, "\n"), 1)),
					0o666))
			},
			"apply": func(ts *testscript.TestScript, neg bool, args []string) {
				usage(ts, neg, "apply [+N] [~N] [-N] [moved=N] [imported=N] [FLAG...]")
				wanted, flags, err := parseCounts(args)
				ts.Check(err)
				said, err := alive(ts).apply(flags, wanted)
				ts.Check(err)
				ts.Logf("%s", said)
			},
			"refused": func(ts *testscript.TestScript, neg bool, args []string) {
				usage(ts, neg, "refused [FLAG...]")
				r, err := alive(ts).refused(args)
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs("said"), []byte(r.said), 0o666))
				ts.Logf("%s", r.outcome)
			},
			"way": func(ts *testscript.TestScript, neg bool, args []string) {
				usage(ts, neg || len(args) == 0, "way TEXT...")
				ts.Check(alive(ts).takeWays(args))
			},
			"alike": func(ts *testscript.TestScript, neg bool, args []string) {
				usage(ts, neg || len(args) != 0, "alike")
				alive(ts).alike = true
			},
			"untouched": func(ts *testscript.TestScript, neg bool, args []string) {
				usage(ts, neg || len(args) != 0, "untouched")
				ts.Check(alive(ts).api.untouched())
			},
			"destroy": func(ts *testscript.TestScript, neg bool, args []string) {
				usage(ts, neg || len(args) != 0, "destroy")
				ts.Check(alive(ts).destroy())
			},
			"module": func(ts *testscript.TestScript, neg bool, args []string) {
				l := alive(ts)
				out, err := l.cliIn(filepath.Join(l.dir, out, l.form), args...)
				ts.Check(os.WriteFile(ts.MkAbs("said"), []byte(unwrapped(out)), 0o666))
				if (err != nil) != neg {
					ts.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
				}
			},
			"tf": func(ts *testscript.TestScript, neg bool, args []string) {
				l := alive(ts)
				out, err := l.cli(args...)
				ts.Check(os.WriteFile(ts.MkAbs("said"), []byte(unwrapped(out)), 0o666))
				if (err != nil) != neg {
					ts.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
				}
			},
		},
	})
}

func usage(ts *testscript.TestScript, wrong bool, text string) {
	if wrong {
		ts.Fatalf("usage: %s", text)
	}
}

// unwrapped is what a CLI said, without the frame and the line breaks that it puts round messages.
func unwrapped(out string) string {
	out = strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(out)
	return strings.Join(strings.Fields(out), " ") + "\n"
}

// counts are how many objects each thing happens to.
type counts struct{ create, change, destroy, move, adopt int }

func (c counts) String() string {
	return fmt.Sprintf("+%d ~%d -%d moved=%d imported=%d", c.create, c.change, c.destroy, c.move, c.adopt)
}

var countArgument = regexp.MustCompile(`^(\+|~|-|moved=|imported=)(\d+)$`)

// parseCounts takes the numbers among the arguments of apply; nil when there are none.
func parseCounts(args []string) (*counts, []string, error) {
	var c *counts
	for i, a := range args {
		m := countArgument.FindStringSubmatch(a)
		if m == nil {
			return c, args[i:], nil
		}
		if c == nil {
			c = &counts{}
		}
		n, err := strconv.Atoi(m[2])
		if err != nil {
			return nil, nil, err
		}
		switch m[1] {
		case "+":
			c.create = n
		case "~":
			c.change = n
		case "-":
			c.destroy = n
		case "moved=":
			c.move = n
		case "imported=":
			c.adopt = n
		}
	}
	return c, nil, nil
}

// forget removes the sources from the working directory: what slogen and the CLI wrote stays.
func (l *life) forget() error {
	entries, err := os.ReadDir(l.dir)
	for _, e := range entries {
		if e.Name() != out && !strings.HasPrefix(e.Name(), ".") {
			err = errors.Join(err, os.RemoveAll(filepath.Join(l.dir, e.Name())))
		}
	}
	return err
}

// read copies the sources of a folder into the working directory.
func (l *life) read(folder string) error {
	return fs.WalkDir(os.DirFS(folder), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == out, e.IsDir() && len(name) > 1 && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case e.IsDir():
			return os.MkdirAll(filepath.Join(l.dir, name), 0o777)
		}
		src, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(l.dir, name), src, 0o666)
	})
}

// provider is where the CLIs find the honeycombio provider.
type provider struct {
	real    bool
	version string // empty for what the registry has
	mirror  string // a folder as provider_installation reads it; empty for the registry
}

const providerPrefix = "terraform-provider-honeycombio_v"

var (
	registries  = []string{"registry.opentofu.org", "registry.terraform.io"} // OpenTofu's and Terraform's
	errNoSchema = errors.New("there is neither the real provider (SLOGEN_E2E_PROVIDER) nor the schema to stand in for " +
		"it (" + recordedSchema + ")")
)

// findProvider makes a mirror below dir of the real provider or of the stand-in.
func findProvider(dir string) (provider, error) {
	file := os.Getenv("SLOGEN_E2E_PROVIDER")
	p := provider{real: file != "", version: standinVersion, mirror: filepath.Join(dir, "mirror")}
	switch {
	case file == "registry":
		return provider{real: true}, nil
	case file == "":
		if _, err := os.Stat(recordedSchema); err != nil {
			return p, errNoSchema
		}
		self, err := os.Executable()
		if err != nil {
			return p, err
		}
		file = self
	default:
		version, found := strings.CutPrefix(filepath.Base(file), providerPrefix)
		if !found || !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(version) {
			return p, fmt.Errorf("SLOGEN_E2E_PROVIDER is %q: give the file the name that the registry's has, %sX.Y.Z, which "+
				"says what version it is", file, providerPrefix)
		}
		p.version = version
		var err error
		if file, err = filepath.Abs(file); err != nil {
			return p, err
		}
		if _, err := os.Stat(file); err != nil {
			return p, fmt.Errorf("SLOGEN_E2E_PROVIDER: %w", err)
		}
	}
	for _, registry := range registries {
		at := filepath.Join(p.mirror, registry, "honeycombio", "honeycombio", p.version, runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(at, 0o777); err != nil {
			return p, err
		}
		if err := os.Symlink(file, filepath.Join(at, providerPrefix+p.version)); err != nil {
			return p, err
		}
	}
	return p, nil
}

// installation is the CLI's configuration.
func (p provider) installation() string {
	if p.mirror == "" {
		return "disable_checkpoint = true\n"
	}
	sources := make([]string, len(registries))
	for i, r := range registries {
		sources[i] = strconv.Quote(r + "/honeycombio/honeycombio")
	}
	return fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path    = %q\n   "+
		" include = [%s]\n  }\n}\n",
		p.mirror, strings.Join(sources, ", "))
}

// sortedKeys are the keys of a map in order.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
