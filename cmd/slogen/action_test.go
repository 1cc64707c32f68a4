package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// actionFolder holds the scripts of the GitHub action.
const actionFolder = "../../.github/action"

// TestAction says that action.yml and its scripts fit together: each input gets to a script that reads it, no script
// reads anything else, and no step holds a script of its own.
func TestAction(t *testing.T) {
	src, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Inputs  map[string]struct{ Description string }
		Outputs map[string]struct{ Description, Value string }
		Runs    struct {
			Steps []struct {
				Uses, Run, Shell string
				Env              map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(src, &action); err != nil {
		t.Fatal(err)
	}
	handed, used := map[string]bool{}, map[string]bool{}
	for _, s := range action.Runs.Steps {
		if s.Run == "" {
			continue
		}
		call := regexp.MustCompile(`^"\$GITHUB_ACTION_PATH/\.github/action/(\w+\.sh)"( \w+)?$`).
			FindStringSubmatch(s.Run)
		if call == nil {
			t.Errorf("no call of a script: %s", s.Run)
			continue
		}
		script, err := os.ReadFile(filepath.Join(actionFolder, call[1]))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range s.Env {
			handed[name] = true
			if !strings.Contains(string(script), name) && !strings.HasPrefix(name, "GH_") {
				t.Errorf("%s doesn't read %s", call[1], name)
			}
			for _, m := range regexp.MustCompile(`inputs\.([a-z0-9-]+)`).FindAllStringSubmatch(value, -1) {
				used[m[1]] = true
			}
		}
	}
	for name := range action.Inputs {
		if !used[name] {
			t.Errorf("no script gets the input %s", name)
		}
	}
	for name := range used {
		if _, ok := action.Inputs[name]; !ok {
			t.Errorf("there is no input %s", name)
		}
	}
	scripts, _ := filepath.Glob(actionFolder + "/*.sh")
	for _, file := range scripts {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`SLOGEN_INPUT_\w+`).FindAllString(string(src), -1) {
			if !handed[name] && name != "SLOGEN_INPUT_" {
				t.Errorf("%s reads %s, which no step sets", file, name)
			}
		}
		for name := range action.Outputs {
			if strings.HasSuffix(file, "review.sh") && !strings.Contains(string(src), `"`+name+"=") {
				t.Errorf("%s doesn't set the output %s", file, name)
			}
		}
	}
	if len(scripts) < 2 || len(handed) < 10 {
		t.Errorf("%d scripts, %d values", len(scripts), len(handed))
	}
}

// TestPinned says that whatever of others runs in the action and in the workflows is pinned to a commit.
func TestPinned(t *testing.T) {
	files, _ := filepath.Glob("../../.github/workflows/*.yml")
	n := 0
	for _, file := range append(files, "../../action.yml") {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^ *-? *uses: (.*)$`).FindAllStringSubmatch(string(src), -1) {
			n++
			if !regexp.MustCompile(`^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`).MatchString(m[1]) {
				t.Errorf("%s uses %s, which isn't pinned", file, m[1])
			}
		}
	}
	if n < 5 {
		t.Errorf("they use %d", n)
	}
}

// TestReleased says that the files of a release have the names by which the action's script knows them, that there is
// one for each platform that CI builds, and that the image is built with the Go that go.mod asks for.
func TestReleased(t *testing.T) {
	var release struct {
		Builds []struct {
			GOOS, GOARCH, Env []string
		}
		Archives []struct {
			NameTemplate string `json:"name_template"`
			Overrides    []struct {
				GOOS    string
				Formats []string
			} `json:"format_overrides"`
			Formats []string
		}
		Checksum struct {
			NameTemplate string `json:"name_template"`
		}
	}
	read := func(name string) string {
		src, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(src)
	}
	if err := yaml.Unmarshal([]byte(read(".goreleaser.yaml")), &release); err != nil {
		t.Fatal(err)
	}
	script := read(".github/action/install.sh")
	a, b := release.Archives[0], release.Builds[0]
	if a.NameTemplate != "{{ .ProjectName }}_{{ .Version }}_{{ .Os }}_{{ .Arch }}" || a.Formats[0] != "tar.gz" ||
		a.Overrides[0].GOOS != "windows" || a.Overrides[0].Formats[0] != "zip" ||
		!strings.Contains(script, "name=slogen_${version#v}_$name") {
		t.Errorf("archives have other names: %+v", a)
	}
	if !strings.Contains(script, "/$version/"+release.Checksum.NameTemplate+`"`) {
		t.Errorf("the script looks for other checksums than %s", release.Checksum.NameTemplate)
	}
	if len(b.GOOS)*len(b.GOARCH) != 6 || !slices.Contains(b.Env, "CGO_ENABLED=0") {
		t.Errorf("not a static program for six platforms: %+v", b)
	}
	asked := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read("go.mod"))[1]
	if image := read("Dockerfile"); !strings.Contains(image, "FROM golang:"+asked+"-alpine") ||
		!strings.Contains(image, "\nUSER 65532:65532\n") {
		t.Errorf("the image isn't built with Go %s, or runs as root", asked)
	}
}

// comments is what the stand-in for gh keeps of a pull request, in the file $GH_STATE.
type comments struct {
	Next  int
	Nodes []commentNode
	Calls []string // all but those that only read
	SARIF string   // as it was uploaded
}

type commentNode struct {
	DatabaseID      int    `json:"databaseId"`
	ViewerDidAuthor bool   `json:"viewerDidAuthor"`
	Body            string `json:"body"`
}

// standInGH does what GitHub's gh does for the action's script, with the one pull request in $GH_STATE. Two comments
// are a page. With $GH_REFUSES it may do nothing whose path that matches.
func standInGH() {
	if err := runGH(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gh:", err)
		os.Exit(1)
	}
}

func runGH(args []string) error {
	if os.Getenv("GH_TOKEN") == "" || os.Getenv("GH_HOST") != "github.example.com" {
		return fmt.Errorf("not logged in to a host")
	}
	if len(args) == 0 || args[0] != "api" {
		return fmt.Errorf("only `gh api`, not %q", args)
	}
	path, method, filter, fields := "", "", "", map[string]string{}
	for args = args[1:]; len(args) > 0; args = args[1:] {
		value := func() string { args = args[1:]; return args[0] }
		switch args[0] {
		case "--silent", "--paginate":
		case "--method":
			method = value()
		case "--jq":
			filter = value()
		case "-f", "-F":
			kind := args[0]
			name, v, _ := strings.Cut(value(), "=")
			if file, ok := strings.CutPrefix(v, "@"); ok && kind == "-F" {
				b, err := os.ReadFile(file)
				if err != nil {
					return err
				}
				v = string(b)
			}
			fields[name] = v
		default:
			path = args[0]
		}
	}
	if refuses := os.Getenv("GH_REFUSES"); refuses != "" && regexp.MustCompile(refuses).MatchString(path) {
		return fmt.Errorf("HTTP 403: Resource not accessible by integration (%s)", path)
	}
	state := os.Getenv("GH_STATE")
	var c comments
	src, err := os.ReadFile(state)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(src, &c); err != nil {
		return err
	}
	const repo = "repos/example/slos/"
	switch one := strings.TrimPrefix(path, repo+"issues/comments/"); {
	case path == "graphql":
		return c.list(fields, filter)
	case path == repo+"issues/7/comments" && fields["body"] != "":
		c.Next++
		c.Nodes = append(c.Nodes, commentNode{c.Next, true, fields["body"]})
	case path != one && method == "PATCH":
		i := slices.IndexFunc(c.Nodes, func(n commentNode) bool { return fmt.Sprint(n.DatabaseID) == one })
		if i < 0 {
			return fmt.Errorf("HTTP 404 (%s)", path)
		}
		c.Nodes[i].Body = fields["body"]
	case path == repo+"code-scanning/sarifs" && method == "POST" && fields["commit_sha"] != "" && fields["ref"] != "":
		c.SARIF = fields["sarif"]
	default:
		return fmt.Errorf("HTTP 404 (%s %s)", method, path)
	}
	c.Calls = append(c.Calls, strings.TrimSpace(method+" "+path))
	if src, err = json.MarshalIndent(c, "", "  "); err != nil {
		return err
	}
	return os.WriteFile(state, src, 0o666)
}

// list answers the query for the comments, two at a time, as --paginate does; jq applies the filter to each page.
func (c *comments) list(fields map[string]string, filter string) error {
	if fields["owner"] != "example" || fields["name"] != "slos" || fields["number"] != "7" ||
		strings.Count(fields["query"], "{") != strings.Count(fields["query"], "}") ||
		!strings.Contains(fields["query"], "$endCursor") {
		return fmt.Errorf("another query: %q", fields)
	}
	for page := range slices.Chunk(c.Nodes, 2) {
		nodes, err := json.Marshal(page)
		if err != nil {
			return err
		}
		jq := exec.Command("jq", "-r", filter)
		jq.Stdin = strings.NewReader(fmt.Sprintf(
			`{"data":{"repository":{"pullRequest":{"comments":{"nodes":%s}}}}}`, nodes))
		jq.Stdout, jq.Stderr = os.Stdout, os.Stderr
		if err := jq.Run(); err != nil {
			return err
		}
	}
	return nil
}

// TestHooks says that the hooks before a commit look at whatever the commands that they call look at.
func TestHooks(t *testing.T) {
	src, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	hooks := regexp.MustCompile(`(?m)^  entry: slogen (\w+).*\n(?:  .*\n)*?  files: (.*)$`).
		FindAllStringSubmatch(string(src), -1)
	if len(hooks) != 3 {
		t.Errorf("there are %d", len(hooks))
	}
	for _, m := range hooks {
		files := regexp.MustCompile(m[2])
		for _, name := range []string{"a/pay.slo.hcl", "pay.slotest.hcl", "a/prod.slovars.hcl", "slogen.hcl",
			"slos/slogen.hcl"} {
			if !files.MatchString(name) {
				t.Errorf("%s isn't called for %s", m[1], name)
			}
		}
		for _, name := range []string{"main.tf", "other-slogen.hcl", "a.hcl"} {
			if files.MatchString(name) {
				t.Errorf("%s is called for %s", m[1], name)
			}
		}
	}
}
