//go:build unix

package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var kills = flag.Int("kills", 20, "how often TestGenerateKilled kills the program")

// generations are two configurations that share services, differ in some, and have some each; both in a folder of their
// own.
func generations(t *testing.T) (dirs [2]string) {
	t.Helper()
	base := t.TempDir()
	for g := range dirs {
		dirs[g] = filepath.Join(base, fmt.Sprint("generation", g))
		if err := os.Mkdir(dirs[g], 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			if i%4 == 3-g { // not in this one
				continue
			}
			text := fmt.Sprintf(`service "s%02d" {
  description = "%s"
  dataset     = "s"
  sli "a" { good = event.a == %d }
  slo "a" {
    description = "Users can a"
    sli         = sli.a
    target      = 99.9
  }
  trigger "a" {
    description = "Many a"
    fires_when  = count() > %d
    over        = "15m"
    every       = "15m"
  }
  board {}
}
`, i, strings.Repeat("x", 10*i), i, 10+g*(i%2))
			if err := os.WriteFile(filepath.Join(dirs[g], fmt.Sprintf("s%02d.slo.hcl", i)), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dirs
}

func generateInto(out, dir string) *exec.Cmd {
	return exec.Command("slogen", "generate", "-allow-partial", "-out="+out, dir)
}

// wholes generates both configurations into new folders and says what is there then, with the shortest time that it
// took.
func wholes(t *testing.T, dirs [2]string) (want [2]map[string]string, took time.Duration) {
	t.Helper()
	took = time.Hour
	for g, dir := range dirs {
		out := filepath.Join(t.TempDir(), "out")
		start := time.Now()
		if b, err := generateInto(out, dir).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		took = min(took, time.Since(start))
		want[g] = contents(t, out)
	}
	if cmp.Equal(want[0], want[1]) {
		t.Fatal("the generations are the same")
	}
	return want, took
}

// which is the generation that out holds whole; anything else fails the test.
func which(t *testing.T, out string, want [2]map[string]string, mine map[string]string) int {
	t.Helper()
	got := contents(t, out)
	for name, text := range mine {
		if got[name] != text {
			t.Fatalf("%s, which is not slogen's, is gone or changed", name)
		}
		delete(got, name)
	}
	for g := range want {
		if cmp.Equal(want[g], got) {
			return g
		}
	}
	t.Fatalf("neither old nor new, but a mixture:\n%s", cmp.Diff(want[0], got))
	return 0
}

// TestGenerateKilled kills the whole program at random moments, from before it reads to after it wrote: the output is
// the old one or the new one, with everything that isn't slogen's, and the next run finds nothing in its way.
func TestGenerateKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	dirs := generations(t)
	want, took := wholes(t, dirs)
	out := filepath.Join(t.TempDir(), "out")
	if b, err := generateInto(out, dirs[0]).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	mine := map[string]string{"terraform/terraform.tfstate": "state", "terraform/.terraform/a": "provider",
		"notes.md": "mine"}
	for name, text := range mine {
		name = filepath.Join(out, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	now, changed, killed := 0, 0, 0
	for range *kills {
		cmd := generateInto(out, dirs[1-now])
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(2 * took))
		if err := cmd.Process.Signal(syscall.SIGKILL); err != nil && err != os.ErrProcessDone {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			killed++
		}
		if g := which(t, out, want, mine); g != now {
			now = g
			changed++
		}
	}
	t.Logf("%d of %d runs were killed; %d times the output was the new one", killed, *kills, changed)
	for g := range 2 {
		if b, err := generateInto(out, dirs[g]).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		if got := which(t, out, want, mine); got != g {
			t.Errorf("generation %d was written, and %d is there", g, got)
		}
	}
	left, err := os.ReadDir(filepath.Dir(out))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the output are %v: %v", left, err)
	}
}

// TestGenerateTwoAtOnce runs the program twice into one folder at the same time, again and again: both succeed, and
// what is there is one's.
func TestGenerateTwoAtOnce(t *testing.T) {
	dirs := generations(t)
	want, _ := wholes(t, dirs)
	out := filepath.Join(t.TempDir(), "out")
	for range 10 {
		var cmds [2]*exec.Cmd
		for g, dir := range dirs {
			cmds[g] = generateInto(out, dir)
			if err := cmds[g].Start(); err != nil {
				t.Fatal(err)
			}
		}
		for _, cmd := range cmds {
			if err := cmd.Wait(); err != nil {
				t.Errorf("%v: %v", cmd, err)
			}
		}
		which(t, out, want, nil)
	}
}

// TestGenerateDiskFull writes into a file system that has no room: there is an error, and the old output.
func TestGenerateDiskFull(t *testing.T) {
	mount, err := exec.LookPath("mount")
	if err != nil || os.Geteuid() != 0 {
		t.Skip("only root can mount a small file system")
	}
	dirs := generations(t)
	want, _ := wholes(t, dirs)
	disk := t.TempDir()
	size := 0
	for _, text := range want[0] {
		size += (len(text) + 4095) / 4096
	}
	if b, err := exec.Command(mount, "-t", "tmpfs", "-o", fmt.Sprintf("size=%dk", 4*(size+size/2)), "tmpfs",
		disk).CombinedOutput(); err != nil {
		t.Skipf("a small file system can't be mounted: %s", b)
	}
	defer func() {
		if err := exec.Command("umount", disk).Run(); err != nil {
			t.Error(err)
		}
	}()
	out := filepath.Join(disk, "out")
	if b, err := generateInto(out, dirs[0]).CombinedOutput(); err != nil { // there is room for one, and not for two
		t.Fatalf("%v\n%s", err, b)
	}
	b, err := generateInto(out, dirs[1]).CombinedOutput()
	if err == nil || !strings.Contains(string(b), "no space left on device") {
		t.Errorf("%v\n%s", err, b)
	}
	which(t, out, [2]map[string]string{want[0], want[0]}, nil)
}
