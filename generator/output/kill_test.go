//go:build unix

package output

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/slogen-project/slogen/generator/emit"
)

// TestMain lets the test binary be a writer of its own, for tests that kill it, limit it or run two at once.
func TestMain(m *testing.M) {
	if out := os.Getenv("SLOGEN_TEST_OUT"); out != "" {
		var o Options
		for _, word := range strings.Fields(os.Getenv("SLOGEN_TEST_MODE")) {
			switch word {
			case "inplace":
				o.InPlace = true
			case "listed":
				o.Listed = true
			case "limit":
				signal.Ignore(unix.SIGXFSZ)
				if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 4096, Max: 4096}); err != nil {
					fmt.Println(err)
					os.Exit(3)
				}
			}
		}
		fmt.Println("ready")
		for {
			for _, g := range []int{1, 2} {
				if _, err := Write(out, emitted(g, o), o); err != nil {
					fmt.Println(err)
					os.Exit(1)
				}
			}
			if os.Getenv("SLOGEN_TEST_LOOP") == "" {
				os.Exit(0)
			}
		}
	}
	os.Exit(m.Run())
}

// generation is one of two outputs that share a file, differ in one, and have one each.
func generation(g int) tree {
	t := tree{"json/slogen.json": fmt.Sprintf("generation %d\n", g), "terraform/same.tf": "same\n"}
	for i := range 20 {
		t[fmt.Sprintf("terraform/f%02d.tf", i)] = strings.Repeat(fmt.Sprintf("generation %d\n", g), 20*i)
		t[fmt.Sprintf("terraform_module/only%d-f%02d.tf", g, i)] = "x"
	}
	return t
}

// emitted are the files of a generation, with their list if they have one.
func emitted(g int, o Options) []emit.File {
	if o.Listed {
		return Listed(generation(g).files(), "../t.jsonnet")
	}
	return generation(g).files()
}

var bystanders = tree{"terraform/terraform.tfstate": "state", "terraform/.terraform/a/b": "provider",
	"link": "-> terraform"}

func writerCommand(t *testing.T, out, mode string, loop bool) *exec.Cmd {
	exe, err := os.Executable()
	must(t, err)
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "SLOGEN_TEST_OUT="+out, "SLOGEN_TEST_MODE="+mode)
	if loop {
		cmd.Env = append(cmd.Env, "SLOGEN_TEST_LOOP=1")
	}
	return cmd
}

var kills = flag.Int("kills", 60, "how often TestKill kills a writer, in each way of writing")

// TestKill kills a writer at random moments: the folder must hold one generation whole, with everything that isn't
// slogen's.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts some hundred processes")
	}
	for _, mode := range []string{"", "inplace", "listed", "listed inplace"} {
		t.Run("mode="+mode, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			o := Options{Listed: strings.HasPrefix(mode, "listed")}
			_, err := Write(out, emitted(2, o), o)
			must(t, err)
			bystanders.put(t, out)
			seen := map[int]int{}
			for range *kills {
				cmd := writerCommand(t, out, mode, true)
				pipe, err := cmd.StdoutPipe()
				must(t, err)
				must(t, cmd.Start())
				pipe.Read(make([]byte, 16)) // it is under way
				time.Sleep(time.Duration(rand.IntN(60_000)) * time.Microsecond)
				must(t, cmd.Process.Signal(syscall.SIGKILL))
				cmd.Wait()
				if !strings.HasSuffix(mode, "inplace") {
					seen[whichGeneration(t, out)]++
					continue
				}
				// Without an exchange each file is whole, and the next run finishes what was decided.
				for p, c := range read(t, out) {
					if strings.HasPrefix(p, journalName) || p == listName || bystanders[p] == c {
						continue
					}
					if c != generation(1)[p] && c != generation(2)[p] {
						t.Fatalf("%s is neither old nor new", p)
					}
				}
				root, err := os.OpenRoot(filepath.Dir(out))
				must(t, err)
				w := &writer{place: &place{root, filepath.Dir(out), "out"}, dir: out, options: o, result: &Result{}}
				must(t, w.recover())
				root.Close()
				seen[whichGeneration(t, out)]++
			}
			t.Logf("generations seen: %v", seen)
			r, err := Write(out, emitted(1, o), o)
			must(t, err)
			if g := whichGeneration(t, out); g != 1 {
				t.Errorf("wrote generation 1, found %d (%+v)", g, r)
			}
			clean(t, out)
		})
	}
}

// whichGeneration is the generation that out holds whole, with all bystanders; anything else fails the test.
func whichGeneration(t *testing.T, out string) int {
	t.Helper()
	got := read(t, out)
	delete(got, listName)
	var diff string
	for _, g := range []int{1, 2} {
		want := generation(g)
		maps.Copy(want, bystanders)
		if diff = cmp.Diff(want, got); diff == "" {
			return g
		}
	}
	t.Fatalf("neither old nor new:\n%s", diff)
	return 0
}

// TestTwoAtOnce lets writers of both kinds and readers run against each other.
func TestTwoAtOnce(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	_, err := Write(out, generation(1).files(), Options{})
	must(t, err)
	bystanders.put(t, out)
	var cmds []*exec.Cmd
	for _, mode := range []string{"", "", "inplace", ""} {
		cmd := writerCommand(t, out, mode, true)
		must(t, cmd.Start())
		cmds = append(cmds, cmd)
	}
	deadline := time.Now().Add(time.Second)
	for time.Now().Before(deadline) {
		waited := false
		if _, err := Write(out, generation(2).files(), Options{Waiting: func() { waited = true }}); err != nil {
			t.Errorf("Write: %v (waited %t)", err, waited)
			break
		}
	}
	for _, cmd := range cmds {
		must(t, cmd.Process.Kill())
		cmd.Wait()
	}
	_, err = Write(out, generation(2).files(), Options{})
	must(t, err)
	if g := whichGeneration(t, out); g != 2 {
		t.Errorf("wrote generation 2, found %d", g)
	}
	clean(t, out)
}

// TestDiskFull limits the size of files, which fails writes in the middle as a full disk does.
func TestDiskFull(t *testing.T) {
	for _, mode := range []string{"limit", "limit inplace"} {
		for _, exists := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/exists %t", mode, exists), func(t *testing.T) {
				out := filepath.Join(t.TempDir(), "out")
				want := tree{}
				if exists {
					_, err := Write(out, generation(2).files(), Options{})
					must(t, err)
					bystanders.put(t, out)
					want = read(t, filepath.Dir(out))
				}
				b, err := writerCommand(t, out, mode, false).CombinedOutput()
				if err == nil || !strings.Contains(string(b), "can't be written: file too large; the output is as it was before") {
					t.Errorf("got %v, output %q", err, b)
				}
				if got := read(t, filepath.Dir(out)); exists {
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("something changed (-before +after):\n%s", diff)
					}
				} else if diff := cmp.Diff(tree{"./": ""}, got); diff != "" {
					t.Errorf("something is left:\n%s", diff)
				}
			})
		}
	}
}

// TestReadOnly checks that a folder that may not be written stays as it is, with an error that names it.
func TestReadOnly(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("permissions do not bind the superuser")
	}
	out := filepath.Join(t.TempDir(), "out")
	_, err := Write(out, first.files(), Options{})
	must(t, err)
	must(t, os.Chmod(out, 0o555))
	must(t, os.Chmod(filepath.Dir(out), 0o555))
	defer os.Chmod(out, 0o755)
	defer os.Chmod(filepath.Dir(out), 0o755)
	if _, err := Write(out, second.files(), Options{}); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(first, read(t, out)); diff != "" {
		t.Error(diff)
	}

	// With a parent that may be written an exchange would do it, and leave a former folder that stops every later run.
	must(t, os.Chmod(filepath.Dir(out), 0o755))
	if _, err := Write(out, second.files(), Options{}); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(first, read(t, out)); diff != "" {
		t.Error(diff)
	}
	clean(t, out)

	// A read-only folder inside is exchanged with the others, and cleared away.
	must(t, os.Chmod(out, 0o755))
	must(t, os.Chmod(filepath.Join(out, "terraform"), 0o555))
	if _, err := Write(out, second.files(), Options{}); err != nil {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(second, read(t, out)); diff != "" {
		t.Error(diff)
	}
	clean(t, out)
	must(t, os.Chmod(filepath.Join(out, "terraform"), 0o755)) // for the clean-up
}
