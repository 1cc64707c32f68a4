package generator_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
)

// TestReadme keeps the README true. In a block ```console, a line "$ slogen ..." or "$ go run ./cmd/slogen ..." is run
// in a copy of the examples and what follows must be its output (-update rewrites it), or its beginning where a line
// "..." cuts it off. A block that follows the comment <!-- from FILE --> must stand in that file, but for lines "..."
// or "# ..." that leave something out. Links to files must lead somewhere.
func TestReadme(t *testing.T) {
	t.Chdir("..")
	src, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(src)

	for _, m := range regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`).FindAllStringSubmatch(readme, -1) {
		if strings.Contains(m[1], "://") {
			continue
		}
		if _, err := os.Stat(filepath.FromSlash(m[1])); err != nil {
			t.Errorf("a link leads nowhere: %v", err)
		}
	}
	for _, m := range regexp.MustCompile("(?s)<!-- from (\\S+) -->\n```\\w*\n(.*?)```\n").FindAllStringSubmatch(readme,
		-1) {
		file, err := os.ReadFile(filepath.FromSlash(m[1]))
		if err != nil {
			t.Error(err)
			continue
		}
		rest := string(file)
		for _, part := range regexp.MustCompile(`(?m)^ *(# )?\.\.\.\n`).Split(m[2], -1) {
			i := strings.Index(rest, part)
			if i < 0 {
				t.Errorf("not in %s, or not in this order:\n%s", m[1], part)
				break
			}
			rest = rest[i+len(part):]
		}
	}

	// The child module's import blocks name it by the name that the README gives it.
	call := regexp.MustCompile(`module "(\w+)" \{\n +source += "[^"]*terraform_module"`).FindStringSubmatch(readme)
	imports := emitted(t, emit.TerraformModule, "terraform_module/root/checkout.slo.tf")
	if call == nil {
		t.Error("the README doesn't show how the child module is called")
	} else if want := "module." + call[1] + ".honeycombio_slo."; !strings.Contains(imports, want) {
		t.Errorf("the README calls the child module %q, and its imports don't say %s:\n%s", call[1], want, imports)
	}

	if testing.Short() {
		t.Skip("building slogen takes a while")
	}
	slogen := build(t)
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "examples"), os.DirFS("examples")); err != nil {
		t.Fatal(err)
	}
	runs := 0
	updated := regexp.MustCompile("(?s)```console\n(.*?)```\n").ReplaceAllStringFunc(readme, func(block string) string {
		var out strings.Builder
		out.WriteString("```console\n")
		body := strings.TrimSuffix(strings.TrimPrefix(block, "```console\n"), "```\n")
		for _, one := range regexp.MustCompile(`(?m)^\$ `).Split(body, -1)[1:] {
			command, want, _ := strings.Cut(one, "\n")
			fmt.Fprintf(&out, "$ %s\n", command)
			got, code := run(t, slogen, dir, command)
			if code == 1 != strings.Contains(want, "Error: ") || code == 2 != strings.Contains(want, "FAIL  ") {
				t.Errorf("%s ends with exit code %d:\n%s", command, code, got)
			}
			runs++
			out.WriteString(shorten(want, got))
		}
		return out.String() + "```\n"
	})
	if runs == 0 {
		t.Error("the README shows no command with its output")
	}
	if updated == readme {
		return
	}
	if *golden.Update {
		if err := os.WriteFile("README.md", []byte(updated), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("README.md is not what slogen prints; run `go test ./generator -run Readme -update` and read the "+
		"difference:\n%s",
		cmp.Diff(strings.Split(readme, "\n"), strings.Split(updated, "\n")))
}

// emitted is a file that a format makes of an SLO that is taken over.
func emitted(t *testing.T, f *emit.Format, name string) string {
	t.Helper()
	slo := &honeycomb.SLO{Meta: honeycomb.Meta{Key: "slo/checkout/availability", Service: "checkout",
		Existing: "checkout/id"}, Datasets: []string{"checkout"}}
	for _, file := range f.Files(&honeycomb.Resources{SLOs: []*honeycomb.SLO{slo}}) {
		if file.Path == name {
			return string(file.Append(nil))
		}
	}
	t.Fatalf("%s has no file %s", f.Name, name)
	return ""
}

// shorten cuts got where want is cut: want's last line "..." stands for whatever follows the lines before it.
func shorten(want, got string) string {
	cut, ok := strings.CutSuffix(want, "...\n")
	if !ok {
		return got
	}
	lines := strings.SplitAfter(got, "\n")
	if n := strings.Count(cut, "\n"); n < len(lines) {
		lines = lines[:n]
	}
	return strings.Join(lines, "") + "...\n"
}

// build builds slogen.
func build(t *testing.T) string {
	t.Helper()
	sources, err := filepath.Glob("cmd/slogen/*")
	if err != nil || len(sources) == 0 {
		t.Fatalf("no sources of slogen: %v", err)
	}
	for _, s := range sources {
		if _, err := os.Stat(s); err != nil { // looked at so that `go test` doesn't repeat an old result when they change
			t.Fatal(err)
		}
	}
	exe := filepath.Join(t.TempDir(), "slogen")
	if runtime.GOOS == "windows" {
		exe += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", exe, "./cmd/slogen").CombinedOutput(); err != nil {
		t.Fatalf("slogen can't be built: %v\n%s", err, out)
	}
	return exe
}

// run runs a command of the README in dir and returns what a reader sees, and the exit code. Only slogen is run.
func run(t *testing.T, slogen, dir, command string) (string, int) {
	t.Helper()
	line := strings.TrimPrefix(command, "go run ./cmd/")
	args, ok := strings.CutPrefix(line, "slogen ")
	if !ok {
		t.Errorf("not a command of slogen: %s", command)
		return "", -1
	}
	c := exec.Command(slogen, strings.Fields(args)...)
	c.Dir = dir
	c.Env = append(os.Environ(), "NO_COLOR=1", "TZ=UTC")
	out, err := c.CombinedOutput()
	var code *exec.ExitError
	if err != nil && !errors.As(err, &code) {
		t.Errorf("%s: %v", command, err)
	}
	return string(bytes.ReplaceAll(out, []byte(dir+string(filepath.Separator)), nil)), c.ProcessState.ExitCode()
}
