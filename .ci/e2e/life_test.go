package e2e

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// out is slogen's output folder.
const out = "out"

// processTimeout ends a process that hangs: the real provider asks an API that fails up to thirty times.
const processTimeout = 20 * time.Minute

// life is one configuration from its first apply to its end, at one stand-in for Honeycomb.
type life struct {
	way
	dir     string // what slogen reads
	root    string // the root module
	config  string // of the CLI
	secrets []string
	applied []*record // at the last apply, by key
	ids     map[honeycomb.Key]string
	alike   bool // whether what is taken over is as it is declared
	forked  bool // whether dir is the life's own, to be removed at its end

	api    *world
	server *http.Server
	url    string
}

func newLife(w way, dir string) *life {
	l := &life{way: w, dir: dir, config: filepath.Join(dir, ".cli.tfrc"), ids: map[honeycomb.Key]string{}}
	l.root = filepath.Join(dir, out, w.form)
	if w.form == "terraform_module" {
		l.root = filepath.Join(dir, ".root")
	}
	return l
}

// end ends what the life started.
func (l *life) end() {
	if l.server != nil {
		l.server.Close()
	}
	if l.forked {
		os.RemoveAll(l.dir)
	}
}

// run runs a program with an environment of its own and returns what it wrote to the standard output.
func (l *life) run(dir, program string, args []string, env ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), processTimeout)
	defer cancel()
	c := exec.CommandContext(ctx, program, args...)
	c.Dir = dir
	c.WaitDelay = 5 * time.Second
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + l.dir, "TMPDIR=" + os.TempDir()}, env...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err := c.Run()
	if ctx.Err() != nil {
		err = fmt.Errorf("it was ended after %v", processTimeout)
	}
	if err != nil {
		said := stderr.String()
		if said == "" {
			said = stdout.String()
		}
		return stdout.String() + stderr.String(), fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "),
			err, said)
	}
	return stdout.String(), nil
}

// runSlogen runs slogen on the configuration.
func (l *life) runSlogen(command string, args ...string) (string, error) {
	return l.run(l.dir, l.slogen, append(append([]string{command}, args...), "."), "NO_COLOR=1")
}

// cli runs the CLI in the root module.
func (l *life) cli(args ...string) (string, error) { return l.cliIn(l.root, args...) }

// cliIn runs the CLI in a folder.
func (l *life) cliIn(dir string, args ...string) (string, error) {
	schema, err := filepath.Abs(recordedSchema)
	if err != nil {
		return "", err
	}
	env := []string{
		"TF_CLI_CONFIG_FILE=" + l.config, "TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1", "TF_CLI_ARGS=-no-color",
		"HONEYCOMB_API_KEY=anything", "HONEYCOMB_API_ENDPOINT=" + l.url, "SLOGEN_E2E_SCHEMA=" + schema,
	}
	if l.form == "terraform_input" {
		values := map[string]string{}
		for _, name := range l.secrets {
			values[name] = templateEscapes.Replace(secretValue(name))
		}
		text, err := json.Marshal(values)
		if err != nil {
			return "", err
		}
		env = append(env, "TF_VAR_secrets="+string(text))
	} else {
		for _, name := range l.secrets {
			env = append(env, "TF_VAR_"+secretVariable(name)+"="+secretValue(name))
		}
	}
	return l.run(dir, l.way.cli, args, env...)
}

// templateEscapes writes what begins a template in HCL as it is: CLIs read the value of a variable that is no plain
// text as an expression, of which JSON is only nearly a part.
var templateEscapes = strings.NewReplacer("${", "$${", "%{", "%%{")

// settings asks slogen for the form that is tried, beside JSON, in the configuration's slogen block if it has one.
func (l *life) settings() error {
	outputs := fmt.Sprintf("outputs = [%q, %q]", "json", l.form)
	files, err := sources(l.dir)
	if err != nil {
		return err
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		begin := regexp.MustCompile(`(?m)^slogen \{\n`).FindIndex(src)
		if begin == nil {
			continue
		}
		end := begin[1] + bytes.Index(src[begin[1]:], []byte("\n}"))
		block := regexp.MustCompile(`(?m)^ *outputs *=.*\n`).ReplaceAll(src[begin[1]:end+1], nil)
		text := slices.Concat(src[:begin[1]], []byte("  "+outputs+"\n"), block, src[end+1:])
		return os.WriteFile(file, text, 0o666)
	}
	return os.WriteFile(filepath.Join(l.dir, "e2e.slo.hcl"), []byte("slogen {\n  "+outputs+"\n}\n"), 0o666)
}

// apply makes Honeycomb what the configuration says, by way of Terraform, and proves on the way that
//
//   - slogen generates it, and says afterwards that there is nothing left to generate;
//   - the CLI can init, validate and plan it, and finds its files formatted;
//   - the plan does to every object what slogen plan said: create, update, replace, delete, move, import;
//   - after the apply, a second plan is empty;
//   - what was not replaced has the id it had, also under another name;
//   - what was replaced was there all the time, unless the flag -accept-loss is given;
//   - every object at the API is what the catalogue's JSON bodies make there;
//   - against the state, as a file and as the CLI shows it, slogen plans nothing any more; and before the apply, what
//     it plans against the state of the last one is what it plans against the last output.
//
// It returns the counts in words. wanted may be nil.
func (l *life) apply(flags []string, wanted *counts) (string, error) {
	before := l.applied
	changes, err := l.generate(flags)
	if err != nil {
		return "", err
	}
	if err := l.check(len(before) == 0); err != nil {
		return "", err
	}
	plan, err := l.plan("plan.tfplan")
	if err != nil {
		return "", err
	}
	if slices.Contains(flags, firstStep) || slices.Contains(flags, acceptLoss) {
		// slogen plan speaks of where two steps lead; and whoever accepts a loss may have had a hand in Terraform's
		// state.
		changes = changesIn(plan, l.applied)
	} else if err := agree(changes, plan, before, l.applied); err != nil {
		return "", fmt.Errorf("slogen plan and the CLI's plan differ:\n%w", err)
	}
	if _, err := l.cli("apply", "plan.tfplan"); err != nil {
		return "", err
	}
	if said, err := l.cli("plan", "-detailed-exitcode"); err != nil {
		return "", fmt.Errorf("the second plan is not empty:\n%s", said)
	}
	missed, err := l.follow(changes, before)
	if err != nil {
		return "", err
	}
	if err := l.sameAsState(flags); err != nil {
		return "", err
	}
	if len(missed) > 0 && !slices.Contains(flags, acceptLoss) {
		return "", fmt.Errorf("gone before what takes its place was there, though slogen generated it: %v", missed)
	}
	if err := l.api.compare(l.applied, l.ids); err != nil {
		return "", fmt.Errorf("Terraform and the JSON bodies make different objects:\n%w", err)
	}
	n := count(plan)
	if wanted != nil && n != *wanted {
		return "", fmt.Errorf("the plan was %v, not %v: %v", n, *wanted, plan)
	}
	return n.String(), nil
}

// The flags of slogen generate for an edit that it otherwise refuses: to write it all the same, and to write the first
// of two steps that lead there.
const (
	acceptLoss = "-accept-loss"
	firstStep  = "-first-step"
)

// errRefused is that slogen refuses an edit for what applying it would do, not for what it says.
var errRefused = errors.New("slogen refuses what applying this does")

// generate has slogen plan and generate the configuration, and reads its catalogue. It returns what slogen plan said.
func (l *life) generate(flags []string) ([]change, error) {
	if err := l.settings(); err != nil {
		return nil, err
	}
	shared := slices.DeleteFunc(slices.Clone(flags), func(f string) bool { return f == acceptLoss || f == firstStep })
	said, err := l.runSlogen("plan", append([]string{"-json"}, shared...)...)
	if err != nil {
		return nil, err
	}
	if err := l.likeState(shared, said); err != nil {
		return nil, err
	}
	if said, err := l.runSlogen("generate", flags...); err != nil {
		if strings.Contains(said, acceptLoss) {
			err = fmt.Errorf("%w: %w", errRefused, err)
		}
		return nil, err
	}
	if _, err := l.runSlogen("generate", append([]string{"-check"}, shared...)...); err != nil {
		return nil, err
	}
	if l.applied, err = readCatalogue(filepath.Join(l.dir, out)); err != nil {
		return nil, err
	}
	if l.form == "terraform_input" { // it can't keep anything, and slogen plan says so
		for _, r := range l.applied {
			r.Keeps = nil
		}
	}
	return readChanges([]byte(said))
}

// shownState is where the CLI's state of the last apply is kept.
const shownState = ".state.json"

// sameAsState proves that slogen plans nothing against the state of what was applied.
func (l *life) sameAsState(flags []string) error {
	halfway := slices.Contains(flags, firstStep)
	flags = slices.DeleteFunc(slices.Clone(flags), func(f string) bool { return f == acceptLoss || f == firstStep })
	shown, err := l.cli("show", "-json")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(l.dir, shownState), []byte(shown), 0o666); err != nil {
		return err
	}
	file, err := filepath.Rel(l.dir, filepath.Join(l.root, "terraform.tfstate"))
	if err != nil {
		return err
	}
	for _, state := range []string{shownState, file} {
		said, err := l.runSlogen("plan", append([]string{"-against=state:" + state}, flags...)...)
		if err != nil {
			return err
		}
		for _, name := range l.secrets {
			if strings.Contains(said, secretValue(name)) {
				return fmt.Errorf("the plan against %s has the value of the secret %s:\n%s", state, name, said)
			}
		}
		if !strings.HasPrefix(said, "No changes against the state in ") && !halfway {
			return fmt.Errorf("against %s, which was applied just now, slogen plans:\n%s", state, said)
		}
	}
	return nil
}

// likeState proves that what slogen plans against the last output, which it said in JSON, is what it plans against the
// state of the last apply.
func (l *life) likeState(flags []string, said string) error {
	if _, err := os.Stat(filepath.Join(l.dir, shownState)); err != nil {
		return nil
	}
	against, err := l.runSlogen("plan", append([]string{"-json", "-against=state:" + shownState}, flags...)...)
	if err != nil {
		return err
	}
	var list [2]string
	for i, text := range []string{said, against} {
		changes, err := readChanges([]byte(text))
		if err != nil {
			return err
		}
		for _, c := range changes {
			list[i] += fmt.Sprintln(c.Action, c.From, c.Key)
		}
	}
	if list[0] != list[1] {
		return fmt.Errorf("against the last output, slogen plans\n%s\nand against the state of the last apply\n%s",
			list[0], list[1])
	}
	return nil
}

// check has the CLI read what was generated, the first time with init, and plan it.
func (l *life) check(first bool) error {
	if err := l.prepare(first); err != nil {
		return err
	}
	commands := [][]string{
		{"validate"}, {"fmt", "-check", "-recursive", filepath.Join(l.dir, out, l.form)}, {"plan", "-out=plan.tfplan"},
	}
	if first {
		commands = append([][]string{{"init"}}, commands...)
	}
	for _, args := range commands {
		if _, err := l.cli(args...); err != nil {
			return err
		}
	}
	return nil
}

// prepare writes what slogen leaves to its users: the CLI's configuration, the values of secrets and, for the child
// module, a root module. The first time, it starts the API with what exists before.
func (l *life) prepare(first bool) error {
	if err := os.WriteFile(l.config, []byte(l.provider.installation()), 0o666); err != nil {
		return err
	}
	l.secrets = secretsIn(l.applied)
	if first {
		if err := l.serve(); err != nil {
			return err
		}
	}
	if err := l.api.exists(l.applied); err != nil {
		return err
	}
	if l.form != "terraform_module" {
		return nil
	}
	var b strings.Builder
	b.WriteString("provider \"honeycombio\" {\n")
	if l.investigates() { // as a comment in the module says
		b.WriteString("  features {\n    intelligence {\n      enabled = true\n    }\n  }\n")
	}
	b.WriteString("}\n\nmodule \"slogen\" {\n  source = \"../out/terraform_module\"\n")
	for _, name := range l.secrets {
		fmt.Fprintf(&b, "  %s = var.%[1]s\n", secretVariable(name))
	}
	b.WriteString("}\n\nterraform {\n  required_providers {\n    honeycombio = {\n      source = " +
		"\"honeycombio/honeycombio\"\n    }\n  }\n}\n")
	for _, name := range l.secrets {
		fmt.Fprintf(&b, "\nvariable %q {\n  type      = string\n  sensitive = true\n}\n", secretVariable(name))
	}
	if err := os.MkdirAll(l.root, 0o777); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(l.root, "*.tf"))
	for _, name := range old {
		err = errors.Join(err, os.Remove(name))
	}
	imports := filepath.Join(l.dir, out, l.form, "root")
	if _, serr := os.Stat(imports); serr == nil {
		err = errors.Join(err, os.CopyFS(l.root, os.DirFS(imports)))
	}
	return errors.Join(err, os.WriteFile(filepath.Join(l.root, "main.tf"), []byte(b.String()), 0o666))
}

// investigates says whether the provider must know that there is Honeycomb Intelligence.
func (l *life) investigates() bool {
	return slices.ContainsFunc(l.applied, func(r *record) bool {
		body, _ := decode(r.Body).(doc)
		return slices.Contains(r.Keeps, honeycomb.AutoInvestigate) || body[honeycomb.AutoInvestigate] == true
	})
}

// serve starts the API on a port of this machine.
func (l *life) serve() error {
	if l.api == nil {
		l.api = newWorld()
		l.api.alike = l.alike
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	l.url = "http://" + listener.Addr().String()
	l.server = &http.Server{Handler: l.api, ReadHeaderTimeout: time.Minute}
	go l.server.Serve(listener)
	return nil
}

// follow learns the ids of the objects from Terraform's state, and proves that who should have kept theirs did. It
// returns the keys of those that were declared all along and yet were missing for a while.
func (l *life) follow(changes []change, before []*record) (missed []honeycomb.Key, err error) {
	said, err := l.cli("show", "-json")
	if err != nil {
		return nil, err
	}
	ids, err := readIDs([]byte(said), l.applied)
	if err != nil {
		return nil, err
	}
	happens := map[honeycomb.Key]change{}
	for _, c := range changes {
		happens[c.Key] = c
	}
	old := byKey(before)
	var wrong []error
	for _, r := range l.applied {
		c, id := happens[r.Key], ids[r.Key]
		was := cmp.Or(c.From, r.Key)
		_, adopted, _ := cutLast(r.Existing, "/")
		switch {
		case id == "":
			wrong = append(wrong, fmt.Errorf("%s is not in Terraform's state", r.Key))
		case r.Lookup:
		case old[was] == nil || old[was].Lookup:
			if r.Existing != "" && r.Kind != honeycomb.KindCalculatedField &&
				id != adopted { // those are adopted by their alias
				wrong = append(wrong, fmt.Errorf("%s has the id %s, and %s was to be adopted", r.Key, id, r.Existing))
			}
		case c.Action == "replace":
			if id == l.ids[was] {
				wrong = append(wrong, fmt.Errorf("%s was to be replaced and has the id %s it had", r.Key, id))
			}
		case id != l.ids[was]:
			wrong = append(wrong, fmt.Errorf("%s was to keep its id: it had %s and has %s", r.Key, l.ids[was], id))
		}
		another := r.Lookup && id != l.ids[was] // what is looked up by another address was there all the time
		if old[was] != nil && !old[was].Lookup && !another && l.api.missed(l.ids[was], id) {
			missed = append(missed, r.Key)
		}
	}
	l.ids = ids
	return missed, errors.Join(wrong...)
}

// destroy destroys everything, and proves that what is left is what was there before.
func (l *life) destroy() error {
	if _, err := l.cli("destroy", "-auto-approve"); err != nil {
		return err
	}
	said, err := l.cli("show", "-json")
	if err != nil {
		return err
	}
	if ids, err := readIDs([]byte(said), nil); err != nil || len(ids) > 0 {
		return fmt.Errorf("after destroy Terraform's state is not empty: %v %w", ids, err)
	}
	return l.api.left()
}
