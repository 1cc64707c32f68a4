package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"sigs.k8s.io/yaml"
)

// commentScript writes the comments on merge requests.
const commentScript = "../../.gitlab/comment.sh"

// TestImage says that the image has what the template for GitLab runs, and starts slogen.
func TestImage(t *testing.T) {
	src, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	image := string(src)
	copies := regexp.MustCompile(`(?m)^COPY (\S.*) (\S+)$`).FindAllStringSubmatch(image, -1)
	placed := map[string]string{}
	for _, m := range copies {
		for _, name := range strings.Fields(m[1]) {
			if !strings.HasPrefix(name, "/") && !strings.HasPrefix(name, "--from=") {
				if _, err := os.Stat(filepath.Join("../..", name)); err != nil {
					t.Errorf("the image copies what isn't there: %v", err)
				}
			}
			placed[m[2]] = name
		}
	}
	if placed["/usr/local/bin/slogen"] != "/slogen" || placed["/usr/local/bin/slogen-comment"] != ".gitlab/comment.sh" {
		t.Errorf("programs are elsewhere: %v", placed)
	}
	if !strings.Contains(image, "-o /slogen ./cmd/slogen") || !strings.HasSuffix(image, "\nENTRYPOINT [\"slogen\"]\n") {
		t.Error("the image doesn't start slogen")
	}
	script, err := os.ReadFile(commentScript)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(commentScript); err != nil || info.Mode()&0o111 == 0 {
		t.Errorf("%s can't be run: %v", commentScript, err)
	}
	for _, tool := range []string{"curl", "jq"} {
		if !regexp.MustCompile(`apk add .*\b`+tool+`\b`).MatchString(image) || !strings.Contains(string(script), tool) {
			t.Errorf("the script needs %s, and the image hasn't got it", tool)
		}
	}
	ignored, err := os.ReadFile("../../.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"gitlab", "cmd", "generator", "schemas", "go."} {
		if strings.Contains(string(ignored), name) {
			t.Errorf("the image is built without %s", name)
		}
	}
}

// gitlabCommand is `gitlab JOB`: runs the script of a job in .gitlab/slogen.yml as GitLab does, line by line in a shell
// that stops at the first that fails.
func gitlabCommand(ts *testscript.TestScript, neg bool, args []string) {
	src, err := os.ReadFile("../../.gitlab/slogen.yml")
	ts.Check(err)
	var jobs map[string]json.RawMessage
	ts.Check(yaml.Unmarshal(src, &jobs))
	var job struct{ Script []string }
	ts.Check(json.Unmarshal(jobs[args[0]], &job))
	if len(job.Script) == 0 {
		ts.Fatalf("no job %s", args[0])
	}
	// As the image has it.
	bin := ts.MkAbs(filepath.Join(ts.Getenv("WORK"), "image"))
	if _, err := os.Stat(bin); err != nil {
		script, err := filepath.Abs(commentScript)
		ts.Check(err)
		ts.Check(os.Mkdir(bin, 0o777))
		ts.Check(os.Symlink(script, filepath.Join(bin, "slogen-comment")))
		ts.Setenv("PATH", bin+string(filepath.ListSeparator)+ts.Getenv("PATH"))
	}
	err = ts.Exec("bash", "-eo", "pipefail", "-c", strings.Join(job.Script, "\n"))
	if (err != nil) != neg {
		ts.Fatalf("%s: %v", args[0], err)
	}
}

// gitlabAPI is a stand-in for GitLab's API with one merge request, number 7 of project 42, in a file.
type gitlabAPI struct {
	file string
	mu   sync.Mutex
}

// mergeRequest is what the stand-in keeps.
type mergeRequest struct {
	Token string `json:"token"` // the only one that it knows, of the user 5
	// Role is of that user: a "guest" may not write. With "proxy" something in between answers instead of GitLab, and
	// with "odd" instead of the list of notes.
	Role  string   `json:"role"`
	Notes []note   `json:"notes"`
	Calls []string `json:"calls"` // all but those that only read
}

type note struct {
	ID     int    `json:"id"`
	Body   string `json:"body"`
	System bool   `json:"system"`
	Author struct {
		ID int `json:"id"`
	} `json:"author"`
}

// gitlabAPICommand is `gitlab-api FILE`: starts the stand-in, and names it in CI_API_V4_URL.
func gitlabAPICommand(ts *testscript.TestScript, _ bool, args []string) {
	server := httptest.NewServer(&gitlabAPI{file: ts.MkAbs(args[0])})
	ts.Defer(server.Close)
	ts.Setenv("CI_API_V4_URL", server.URL+"/api/v4")
}

// ServeHTTP answers a request. A hundred notes are a page.
func (g *gitlabAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var mr mergeRequest
	src, err := os.ReadFile(g.file)
	if err == nil {
		err = json.Unmarshal(src, &mr)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	status, answer := mr.answer(r)
	if src, err = json.MarshalIndent(mr, "", "  "); err == nil {
		err = os.WriteFile(g.file, src, 0o666)
	}
	if err != nil {
		status, answer = http.StatusInternalServerError, err.Error()
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

func (mr *mergeRequest) answer(r *http.Request) (status int, answer any) {
	const notes = "/api/v4/projects/42/merge_requests/7/notes"
	one, isNote := strings.CutPrefix(r.URL.Path, notes+"/")
	switch {
	case r.Header.Get("PRIVATE-TOKEN") != mr.Token:
		return http.StatusUnauthorized, map[string]string{"message": "401 Unauthorized"}
	case mr.Role == "proxy", mr.Role == "odd" && r.URL.Path == notes:
		return http.StatusOK, "<html>Sign in</html>"
	case r.URL.Path == "/api/v4/user":
		return http.StatusOK, map[string]any{"id": 5, "username": "project_42_bot"}
	case r.Method == http.MethodGet && r.URL.Path == notes:
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		from := min(100*(page-1), len(mr.Notes))
		return http.StatusOK, mr.Notes[from:min(from+100, len(mr.Notes))]
	case mr.Role == "guest":
		return http.StatusForbidden, map[string]string{"message": "403 Forbidden"}
	}
	if r.Method != http.MethodPut && r.Method != http.MethodPost || r.FormValue("body") == "" {
		return http.StatusBadRequest, map[string]string{"message": "400 Bad request"}
	}
	mr.Calls = append(mr.Calls, r.Method+" "+r.URL.Path)
	if r.Method == http.MethodPost && r.URL.Path == notes {
		n := note{ID: 1000 + len(mr.Notes), Body: r.FormValue("body")}
		n.Author.ID = 5
		mr.Notes = append(mr.Notes, n)
		return http.StatusCreated, n
	}
	i := slices.IndexFunc(mr.Notes, func(n note) bool { return isNote && fmt.Sprint(n.ID) == one })
	if i < 0 || mr.Notes[i].Author.ID != 5 {
		return http.StatusNotFound, map[string]string{"message": "404 Not found"}
	}
	mr.Notes[i].Body = r.FormValue("body")
	return http.StatusOK, mr.Notes[i]
}
