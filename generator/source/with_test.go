package source

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestWith(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"there": "on the disk", "hidden": "on the disk", "below/given": "below"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"given", "hidden"} {
		s := With(Disk{}, name, "given")
		here, err := s.Root(".")
		if err != nil {
			t.Fatal(err)
		}
		below, err := s.Root("below")
		if err != nil {
			t.Fatal(err)
		}
		abs, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		real, err := s.Real(name)
		if got := filepath.Base(real); err != nil || got != name || !filepath.IsAbs(real) {
			t.Errorf("%s is really %s, %v", name, real, err)
		}
		for _, c := range []struct {
			open       func(string) (fs.File, error)
			name, want string
		}{
			{s.Open, name, "given"},
			{s.Open, "./" + name, "given"},
			{s.Open, abs, "given"},
			{s.Open, "there", "on the disk"},
			{s.Open, "below/given", "below"},
			{here.Open, name, "given"},
			{here.Open, "there", "on the disk"},
			{here.Open, "below/given", "below"},
			{below.Open, "given", "below"},
		} {
			f, err := c.open(c.name)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			if got, err := io.ReadAll(f); err != nil || string(got) != c.want {
				t.Errorf("%s holds %q, %v", c.name, got, err)
			}
			f.Close()
		}
		if err := here.Close(); err != nil {
			t.Error(err)
		}
		if err := below.Close(); err != nil {
			t.Error(err)
		}
	}
}
