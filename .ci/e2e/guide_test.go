package e2e

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/adopt"
)

// TestGuide runs the commands of the guide to applying that need a CLI, as a reader would: they apply an example, plan
// again, which must find no changes, and destroy it.
func TestGuide(t *testing.T) {
	k := newKit(t)
	guide, err := os.ReadFile(filepath.Join(root, "schemas/guides/merge-to-apply.md"))
	if err != nil {
		t.Fatal(err)
	}
	const api = "http://127.0.0.1:8080"
	block := regexp.MustCompile("(?s)```text\n(cd services/out/terraform\n.*?)```\n").FindSubmatch(guide)
	if block == nil || !strings.Contains(string(block[1]), api) {
		t.Fatal("the guide doesn't show how its output is applied to " + api)
	}
	for _, cli := range k.clis {
		t.Run(filepath.Base(cli), func(t *testing.T) {
			world := newWorld()
			server := httptest.NewServer(world)
			defer server.Close()
			l := newLife(way{k, cli, "terraform"}, t.TempDir())
			output := os.DirFS(filepath.Join(root, "examples/http-service/out"))
			if err := os.CopyFS(filepath.Join(l.dir, "services/out"), output); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(l.config, []byte(l.provider.installation()), 0o666); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(cli, filepath.Join(l.dir, "terraform")); err != nil {
				t.Fatal(err)
			}
			schema, err := filepath.Abs(recordedSchema)
			if err != nil {
				t.Fatal(err)
			}
			script := "set -e\nPATH=" + l.dir + ":$PATH\n" + strings.ReplaceAll(string(block[1]), api, server.URL)
			said, err := l.run(l.dir, "sh", []string{"-c", script}, "TF_CLI_CONFIG_FILE="+l.config, "TF_INPUT=0",
				"CHECKPOINT_DISABLE=1", "TF_CLI_ARGS=-no-color", "SLOGEN_E2E_SCHEMA="+schema)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(said, "No changes") ||
				!strings.Contains(said, "Destroy complete! Resources: 11 destroyed") {
				t.Errorf("it doesn't go as the guide says:\n%s", said)
			}
			if err := world.left(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestGuideAdopts lives the life of what the guide to adopting imports: each object is taken over, none is created.
func TestGuideAdopts(t *testing.T) {
	k := newKit(t)
	guide, err := os.ReadFile(filepath.Join(root, "schemas/guides/adopt.md"))
	if err != nil {
		t.Fatal(err)
	}
	sources, scripts := t.TempDir(), t.TempDir()
	blocks := regexp.MustCompile("(?s)`(saved/[\\w./-]+)`:\n\n```json\n(.*?)```\n").FindAllSubmatch(guide, -1)
	if len(blocks) < 6 {
		t.Fatalf("the guide shows %d files", len(blocks))
	}
	var saved []adopt.File
	for _, b := range blocks {
		saved = append(saved, adopt.File{Name: string(b[1]), Data: b[2]})
	}
	made, err := adopt.Import(t.Context(), saved, adopt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range made.Files {
		if err := os.WriteFile(filepath.Join(sources, f.Name), f.Text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	script := "configuration '" + sources + "'\napply +0 ~4 imported=5\napply +0\ndestroy\n"
	if err := os.WriteFile(filepath.Join(scripts, "adopt.txtar"), []byte(script), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, cli := range k.clis {
		t.Run(filepath.Base(cli), func(t *testing.T) { way{k, cli, "terraform"}.run(t, scripts) })
	}
}
