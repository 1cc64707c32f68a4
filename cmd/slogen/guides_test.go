package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"
)

// notRun are the blocks of commands that no test runs, by their first line: why. They are ```text, not ```sh.
var notRun = map[string]string{
	`get() { curl -sf -H "X-Honeycomb-Team: $HONEYCOMB_API_KEY" "https://api.honeycomb.io/1/$1"; }`: "it needs an account",

	"terraform show -json | slogen import -out=slos -": "it needs Terraform; scripts import states",

	"$ conftest test --policy policy slos/out/json/*.json": "it needs conftest; .ci/conftest runs the policies",

	"slogen sandbox":            "it serves until it is stopped; scripts of its own try it",
	"go test ./...":             "it runs this test, and so does .ci/run",
	"cd services/out/terraform": "it needs Terraform and a provider; .ci/e2e runs it with both",
	"tofu show -json | slogen plan -against=state:- ../../..": "it needs OpenTofu; .ci/e2e plans against states",
}

// TestGuides runs the README and the guides in schemas/guides. Each is a script, run in a folder of its own that holds
// the examples:
//
//   - In a block ```console, "$ COMMAND" is run, and what follows must be what it prints. A last line "..." stands for
//     whatever follows. A command that ends with another exit code than 0 shows that: by an error, a test that fails,
//     or "$ echo $?" after it.
//   - A block ```sh is run, and must succeed.
//   - A block ```hcl or the like after a line that ends with `FILE`: is written to the file.
//   - A block ```diff after such a line changes the file.
//
// With -update what is printed is written into the document.
func TestGuides(t *testing.T) {
	if testing.Short() {
		t.Skip("the guides have many commands")
	}
	if runtime.GOOS == "windows" {
		t.Skip("the guides are for a shell of Unix")
	}
	for _, program := range []string{"sh", "git"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatal("the guides need a shell and git: ", err)
		}
	}
	guides := append(guideFiles(t), "../../README.md")
	met := map[string]bool{}
	ran := 0
	for _, name := range guides {
		t.Run(filepath.Base(name), func(t *testing.T) {
			ran++
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := string(b)
			got := runGuide(t, want, met)
			switch {
			case commit.ReplaceAllString(got, "at COMMIT") == commit.ReplaceAllString(want, "at COMMIT"):
			case *update:
				if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			default:
				t.Errorf("%s isn't what is printed (-update writes it):\n%s", name,
					cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
			}
		})
	}
	for first := range notRun {
		if ran == len(guides) && !met[first] {
			t.Errorf("no guide has the block %q", first)
		}
	}
}

// commit matches the name of a commit, which whatever slogen writes into the committed files changes. A guide keeps its
// own while the rest of it is true.
var commit = regexp.MustCompile(`\bat [0-9a-f]{7}\b`)

func guideFiles(t *testing.T) []string {
	t.Helper()
	guides, err := filepath.Glob("../../schemas/guides/*.md")
	if err != nil || len(guides) == 0 {
		t.Fatalf("%d guides: %v", len(guides), err)
	}
	return guides
}

// TestGuidesPipelines holds the YAML of the guides to the inputs of the action and the variables of GitLab's template.
func TestGuidesPipelines(t *testing.T) {
	read := func(name string, into any) {
		b, err := os.ReadFile("../../" + name)
		if err == nil {
			err = yaml.Unmarshal(b, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var action struct{ Inputs map[string]any }
	read("action.yml", &action)
	var template struct{ Variables map[string]any }
	read(".gitlab/slogen.yml", &template)
	n := 0
	known := func(have map[string]any, named any) {
		for name := range named.(map[string]any) {
			n++
			if have[name] == nil {
				t.Errorf("the action or the template takes no %q", name)
			}
		}
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			if uses, _ := v["uses"].(string); strings.HasPrefix(uses, "slogen-project/slogen@") {
				known(action.Inputs, v["with"])
			}
			if v["variables"] != nil {
				known(template.Variables, v["variables"])
			}
			for _, x := range v {
				walk(x)
			}
		}
	}
	for _, name := range guideFiles(t) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range block.FindAllSubmatch(b, -1) {
			if string(m[1]) != "yaml" {
				continue
			}
			var v any
			if err := yaml.Unmarshal(m[2], &v); err != nil {
				t.Errorf("%s: %v\n%s", name, err, m[2])
			}
			walk(v)
		}
	}
	if n < 4 {
		t.Errorf("only %d inputs were found", n)
	}
}

var (
	block   = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```\n")
	ofFile  = regexp.MustCompile("`([\\w./-]+)`:\n\n$")
	prompt  = regexp.MustCompile(`(?m)^\$ `)
	failing = regexp.MustCompile(`(?m)^(Error: |FAIL  )`)
)

// runGuide runs the blocks of a document and returns it with what they print. The first lines of those that aren't run
// are noted in met.
func runGuide(t *testing.T, document string, met map[string]bool) string {
	t.Helper()
	sh := startShell(t)
	var out strings.Builder
	last := 0
	for _, at := range block.FindAllStringSubmatchIndex(document, -1) {
		before, kind, body := document[last:at[0]], document[at[2]:at[3]], document[at[4]:at[5]]
		out.WriteString(before)
		last = at[1]
		file := ofFile.FindStringSubmatch(before)
		switch {
		case kind == "console":
			body = sh.session(body)
		case kind == "sh":
			for command := range strings.Lines(body) {
				if said, code := sh.run(command); code != "0" {
					t.Errorf("%sends with exit code %s:\n%s", command, code, said)
				}
			}
		case kind == "diff" && file != nil:
			sh.patch(file[1], body)
		case file != nil:
			sh.write(file[1], body)
		case kind == "text":
			first, _, _ := strings.Cut(body, "\n")
			if notRun[first] == "" {
				t.Errorf("it isn't run, and no reason is given for it: %q", first)
			}
			met[first] = true
		}
		fmt.Fprintf(&out, "```%s\n%s```\n", kind, body)
	}
	return out.String() + document[last:]
}

// shell is one that a guide's commands are given to, one by one.
type shell struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
	top string // the folder in which it began
	dir string // and the one that it is in
}

func startShell(t *testing.T) *shell {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(top, "examples"), os.DirFS("../../examples")); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("sh")
	c.Dir = top
	c.WaitDelay = time.Second
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir(), "TZ=UTC",
		"LC_ALL=C.UTF-8",
		// git's own default, which many readers have
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=init.defaultBranch",
		"GIT_CONFIG_VALUE_0=master"}
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		c.Env = append(c.Env, "GIT_"+who+"_NAME=Kim", "GIT_"+who+"_EMAIL=kim@example.com",
			"GIT_"+who+"_DATE=2026-11-02T09:00:00Z")
	}
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, w := io.Pipe()
	c.Stdout, c.Stderr = w, w
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	stop := time.AfterFunc(3*time.Minute, func() { _ = c.Process.Kill() })
	ended := make(chan struct{})
	go func() {
		_ = c.Wait()
		_ = w.Close()
		close(ended)
	}()
	t.Cleanup(func() {
		stop.Stop()
		_ = in.Close()
		_ = out.Close()
		<-ended
	})
	sh := &shell{t: t, in: in, out: bufio.NewReader(out), top: top, dir: top}
	// What a reader runs in a clone of the repository.
	sh.run(`go() { [ "$1 $2" = "run ./cmd/slogen" ] && shift 2 && slogen "$@"; }`)
	return sh
}

// run runs a command and returns what it prints and its exit code.
func (sh *shell) run(command string) (said, code string) {
	sh.t.Helper()
	const then = "code=$?; printf '\\036%%s\\036%%s\\036' $code \"$PWD\"; (exit $code)\n"
	_, err := fmt.Fprintf(sh.in, "{\n%s\n} </dev/null\n"+then, command)
	for _, into := range []*string{&said, &code, &sh.dir} {
		if err == nil {
			*into, err = sh.out.ReadString('\036')
			*into = strings.TrimSuffix(*into, "\036")
		}
	}
	if err != nil {
		sh.t.Fatalf("%s: the shell ended: %v\n%s", command, err, said)
	}
	if said != "" && !strings.HasSuffix(said, "\n") {
		said += "\n"
	}
	return strings.ReplaceAll(said, sh.top+"/", ""), code
}

// session runs the commands of a block ```console and returns the block with what they print.
func (sh *shell) session(body string) string {
	sh.t.Helper()
	var out strings.Builder
	commands := prompt.Split(body, -1)
	if commands[0] != "" {
		sh.t.Errorf("a block begins without a command:\n%s", body)
	}
	for i, one := range commands[1:] {
		command, want, _ := strings.Cut(one, "\n")
		got, code := sh.run(command)
		shown := failing.MatchString(want) || i+2 < len(commands) && commands[i+2] == "echo $?\n"+code+"\n"
		if code != "0" && !shown && !*update {
			sh.t.Errorf("%s: nothing shows the exit code %s:\n%s", command, code, got)
		}
		fmt.Fprintf(&out, "$ %s\n%s", command, cutAs(want, got))
	}
	return out.String()
}

// cutAs cuts got where want is cut: want's last line "..." stands for whatever follows the lines before it.
func cutAs(want, got string) string {
	cut, ok := strings.CutSuffix(want, "...\n")
	if !ok {
		return got
	}
	lines := strings.SplitAfter(got, "\n")
	lines = lines[:min(len(lines), strings.Count(cut, "\n"))]
	return strings.Join(lines, "") + "...\n"
}

func (sh *shell) write(name, text string) {
	sh.t.Helper()
	name = filepath.Join(sh.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		sh.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		sh.t.Fatal(err)
	}
}

// patch changes a file as the lines of a difference say, which must be found in it once.
func (sh *shell) patch(name, lines string) {
	sh.t.Helper()
	var before, after strings.Builder
	for line := range strings.Lines(lines) {
		if line[0] != '+' {
			before.WriteString(line[1:])
		}
		if line[0] != '-' {
			after.WriteString(line[1:])
		}
	}
	b, err := os.ReadFile(filepath.Join(sh.dir, filepath.FromSlash(name)))
	if err != nil {
		sh.t.Fatal(err)
	}
	if n := strings.Count(string(b), before.String()); n != 1 {
		sh.t.Fatalf("%s has this %d times:\n%s", name, n, before.String())
	}
	sh.write(name, strings.Replace(string(b), before.String(), after.String(), 1))
}
