package main

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slogen-project/slogen/generator/emit"
)

var (
	merges    = flag.Int("merges", 12, "how many pairs of branches TestMerge merges")
	mergeSeed = flag.Uint64("merge-seed", 1, "the seed of TestMerge")
)

// TestMerge merges pairs of branches of examples/shop, each complete: sources edited, output generated, committed.
// Branches that change different services have no conflict in the output, and what git makes of it needs no more than a
// plain generate. Where both change one service, the conflict in the sources is resolved, and a plain generate puts the
// output right whatever git left there.
func TestMerge(t *testing.T) {
	if testing.Short() {
		*merges = min(*merges, 4)
	}
	r := newMergeRepo(t)
	rnd := rand.New(rand.NewPCG(*mergeSeed, 0))
	services := slices.Sorted(maps.Keys(r.services))
	conflicts, textual := 0, 0
	for i := range *merges {
		a, b := rnd.IntN(len(services)), rnd.IntN(len(services)-1)
		same := i%2 == 1
		if same {
			b = a
		} else if b >= a {
			b++
		}
		r.git("checkout", "-q", "-f", "-B", "one", "base")
		first := r.branch(rnd, services[a], fmt.Sprintf("pair%d-a", i), "one")
		r.git("checkout", "-q", "-f", "-B", "two", "base")
		second := r.branch(rnd, services[b], fmt.Sprintf("pair%d-b", i), "two")
		what := fmt.Sprintf("pair %d: %s, %s", i, first, second)

		_, merged := r.try("merge", "-q", "--no-edit", "one")
		left := strings.Fields(r.git("diff", "--name-only", "--diff-filter=U"))
		inOutput := slices.DeleteFunc(slices.Clone(left), func(p string) bool { return !strings.HasPrefix(p, "out/") })
		switch {
		case !same && len(inOutput) > 0:
			t.Fatalf("%s: conflicts in %q", what, inOutput)
		case !same && !merged:
			t.Fatalf("%s: conflicts in %q", what, left)
		case len(inOutput) > 0:
			conflicts++
		case same:
			textual++
		}
		t.Logf("%s: %q", what, left)
		if same {
			r.resolve(left)
			r.meddle(rnd, inOutput)
			if len(inOutput) > 0 {
				code, said := r.slogen("generate", "-check")
				if code != exitFound || !strings.Contains(said, "out is not current") {
					t.Fatalf("%s: -check says %s", what, said)
				}
			}
		}
		if code, said := r.slogen("generate", "-accept-loss"); code != exitOK {
			t.Fatalf("%s: generate says %s", what, said)
		}
		fresh := filepath.Join(t.TempDir(), "fresh")
		if code, said := r.slogen("generate", "-out="+fresh); code != exitOK {
			t.Fatalf("%s: generate says %s", what, said)
		}
		// that says where the sources are, seen from the folder
		if err := os.RemoveAll(filepath.Join(fresh, emit.InputsFolder)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(contents(t, fresh), unix(contents(t, "out"))); diff != "" {
			t.Fatalf("%s: the output isn't as generated from nothing (-fresh +merged):\n%s", what, diff)
		}
		if code, said := r.slogen("generate", "-check"); code != exitOK {
			t.Fatalf("%s: -check says %s", what, said)
		}
	}
	t.Logf("of %d pairs, %d changed one service and had conflicts in the output, %d changed one and had none", *merges,
		conflicts, textual)
}

// unix gives texts Unix line ends: a checkout may have changed those.
func unix(texts map[string]string) map[string]string {
	for p, text := range texts {
		texts[p] = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return texts
}

// mergeRepo is a repository with a copy of examples/shop, in the working directory.
type mergeRepo struct {
	t        *testing.T
	services map[string]string // the file of each
}

func newMergeRepo(t *testing.T) *mergeRepo {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	r := &mergeRepo{t: t, services: map[string]string{}}
	example, err := filepath.Abs("../../examples/shop")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.CopyFS(".", os.DirFS(example)); err != nil {
		t.Fatal(err)
	}
	head := regexp.MustCompile(`(?m)^service "([^"]+)" \{`)
	for name, text := range contents(t, ".") {
		if m := head.FindStringSubmatch(text); m != nil && strings.HasSuffix(name, ".slo.hcl") {
			r.services[m[1]] = name
		}
	}
	// Two more services in one file, as many keep them: what stands below a change moves.
	r.services["first"], r.services["second"] = "pair.slo.hcl", "pair.slo.hcl"
	r.write("pair.slo.hcl", service("first")+"\n# What follows is of another team.\n#\n#\n\n"+service("second"))
	r.git("init", "-q", "-b", "base")
	if code, said := r.slogen("generate"); code != exitOK {
		t.Fatal(said)
	}
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "base")
	return r
}

func service(name string) string {
	return fmt.Sprintf(`service %q {
  description = "Only for the test"
  owner       = "nobody"
  dataset     = "checkout"
  runbook     = "https://runbooks.shop.example/test"

  sli "availability" {
    good = event.duration_ms < 500
  }

  slo "availability" {
    description = "Customers don't notice"
    sli         = sli.availability
    target      = 99.9
    window      = "30d"
  }
}
`, name)
}

// branch edits a service, or adds one beside it, generates and commits; it says what it did.
func (r *mergeRepo) branch(rnd *rand.Rand, service, name, message string) string {
	r.t.Helper()
	what := r.edit(rnd, service, name)
	if code, said := r.slogen("generate", "-accept-loss"); code != exitOK {
		r.t.Fatalf("%s: generate says %s", what, said)
	}
	r.git("add", "-A")
	r.git("commit", "-q", "-m", message)
	return what
}

func (r *mergeRepo) edit(rnd *rand.Rand, name, label string) string {
	file := r.services[name]
	src, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	text := string(src)
	begin := strings.Index(text, `service "`+name+`" {`)
	end := begin + strings.Index(text[begin:], "\n}\n") + 1
	body := text[begin:end]
	what := ""
	switch rnd.IntN(5) {
	case 0:
		what = "a trigger in " + name
		body += fmt.Sprintf("\n  trigger %q {\n    description = \"Nothing happens\"\n    fires_when  = count() < %d\n"+
			"    over        = \"1h\"\n    every       = \"15m\"\n  }\n", strings.ReplaceAll(label, "-", "_"), 1+rnd.IntN(100))
	case 1:
		what = "another target in " + name
		body = regexp.MustCompile(`(target +=) [0-9.]+`).ReplaceAllString(body, fmt.Sprintf("$1 99.%d", rnd.IntN(9)))
	case 2:
		what = "an SLO's description in " + name
		begin := strings.Index(body, "\n  slo \"")
		begin += strings.Index(body[begin:], "description = \"") + len("description = \"")
		body = body[:begin] + label + ": " + body[begin:]
	case 3:
		what = "comments in " + name
		body = strings.Replace(body, "\n", strings.Repeat("\n  # "+label, 1+rnd.IntN(3))+"\n", 1)
	case 4:
		what = "a new service beside " + name
		r.write(filepath.Join(filepath.Dir(file), label+".slo.hcl"), service(label))
		return what
	}
	r.write(file, text[:begin]+body+text[end:])
	return what
}

// resolve takes our side of each source in conflict.
func (r *mergeRepo) resolve(left []string) {
	r.t.Helper()
	for _, p := range left {
		if !strings.HasPrefix(p, "out/") {
			r.git("checkout", "-q", "--ours", p)
		}
	}
}

// meddle does to files of the output in conflict what people and git do: one side is taken, line ends change, the rest
// keeps its conflict.
func (r *mergeRepo) meddle(rnd *rand.Rand, files []string) {
	r.t.Helper()
	for _, p := range files {
		switch rnd.IntN(5) {
		case 0:
			r.try("checkout", "-q", "--ours", p)
		case 1:
			r.try("checkout", "-q", "--theirs", p)
		case 2:
			if src, err := os.ReadFile(p); err == nil {
				r.write(p, strings.ReplaceAll(string(src), "\n", "\r\n"))
			}
		}
	}
}

func (r *mergeRepo) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		r.t.Fatal(err)
	}
}

func (r *mergeRepo) git(args ...string) string {
	r.t.Helper()
	out, ok := r.try(args...)
	if !ok {
		r.t.Fatalf("git %q: %s", args, out)
	}
	return out
}

func (r *mergeRepo) try(args ...string) (string, bool) {
	c := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com",
		"-c", "core.autocrlf=false", "-c", "gc.auto=0", "-c", "merge.conflictStyle=merge"}, args...)...)
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	out, err := c.CombinedOutput()
	return string(out), err == nil
}

func (r *mergeRepo) slogen(args ...string) (int, string) {
	a := newApp()
	a.in = strings.NewReader("")
	var said strings.Builder
	a.writeTo(&said, &said)
	code := a.run(args)
	return code, said.String()
}
