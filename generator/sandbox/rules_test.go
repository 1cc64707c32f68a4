package sandbox_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/sandbox"
)

// TestRules sends the requests of testdata/*.txtar and compares what is answered. A line of the file "requests" is a
// request,
//
//	[NAME =] METHOD PATH [BODY]
//
// a comment that begins with #, or `use CASE` with the requests of another file before. NAME keeps the id of the
// answer, which $NAME is replaced by later; $x*N is N times the letter x. The file "options" may say "strict".
func TestRules(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		var requests, options string
		for _, f := range in.Files {
			switch f.Name {
			case "requests":
				requests = string(f.Data)
			case "options":
				options = string(f.Data)
			default:
				t.Fatalf("unknown file %s", f.Name)
			}
		}
		s := newServer(func(o *sandbox.Options) { o.Strict = strings.Contains(options, "strict") })
		var out strings.Builder
		run(t, s, requests, map[string]string{}, &out)
		return []txtar.File{{Name: "answers", Data: []byte(out.String())}}
	})
}

func run(t *testing.T, s http.Handler, requests string, names map[string]string, out *strings.Builder) {
	t.Helper()
	for line := range strings.Lines(requests) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			continue
		case strings.HasPrefix(line, "#"):
			if out != nil {
				fmt.Fprintf(out, "\n%s\n", line)
			}
			continue
		}
		if other, ok := strings.CutPrefix(line, "use "); ok {
			src, err := os.ReadFile("testdata/" + other + ".txtar")
			if err != nil {
				t.Fatal(err)
			}
			run(t, s, string(txtar.Parse(src).Files[0].Data), names, nil)
			continue
		}
		name, request, named := strings.Cut(line, " = ")
		if !named || strings.Contains(name, " ") {
			name, request = "", line
		}
		method, rest, _ := strings.Cut(request, " ")
		path, body, _ := strings.Cut(rest, " ")
		var sent any
		if body != "" {
			sent = expand(body, names)
		}
		r := send(t, s, method, expand(path, names), sent)
		if name != "" {
			if r.id() == "" {
				t.Fatalf("%s: %d: %s", line, r.status, r.raw)
			}
			names[name] = r.id()
		}
		if out == nil {
			continue
		}
		show := strings.TrimSpace(r.raw)
		if r.status >= 400 {
			show, _ = r.object()["error"].(string)
			if list, ok := r.object()["type_detail"].([]any); ok {
				show = ""
				for _, x := range list {
					show += fmt.Sprintf("%s (%s)\n    ", x.(doc)["description"], x.(doc)["code"])
				}
				show = strings.TrimSpace(show)
			}
		}
		if len(show) > 1000 {
			show = show[:1000] + "..."
		}
		if len(request) > 160 {
			request = request[:160] + "..."
		}
		fmt.Fprintf(out, "%s\n  %d %s\n", request, r.status, show)
	}
}

// expand replaces $NAME by an id and $x*N by N times x.
func expand(text string, names map[string]string) string {
	for name, id := range names {
		text = strings.ReplaceAll(text, `$`+name+`"`, id+`"`)
		if rest, ok := strings.CutSuffix(text, "$"+name); ok {
			text = rest + id
		}
		text = strings.ReplaceAll(text, `$`+name+`/`, id+`/`)
	}
	for {
		i := strings.Index(text, "$x*")
		if i < 0 {
			return text
		}
		n, digits := 0, 0
		for _, d := range text[i+3:] {
			if d < '0' || d > '9' {
				break
			}
			n, digits = n*10+int(d-'0'), digits+1
		}
		text = text[:i] + strings.Repeat("x", n) + text[i+3+digits:]
	}
}
