package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"

	"github.com/slogen-project/slogen/generator/internal/openapi"
	"github.com/slogen-project/slogen/generator/sandbox"
)

type doc = map[string]any

// now is the time in tests.
var now = time.Date(2026, 11, 22, 11, 14, 33, 0, time.UTC)

func newServer(change ...func(*sandbox.Options)) *sandbox.Server {
	o := sandbox.Options{Clock: func() time.Time { return now }, Seed: "test"}
	for _, f := range change {
		f(&o)
	}
	return sandbox.New(o)
}

// reply is what a request was answered with.
type reply struct {
	status int
	header http.Header
	raw    string
	body   any
}

func (r reply) id() string { s, _ := r.object()["id"].(string); return s }

func (r reply) object() doc { d, _ := r.body.(doc); return d }

// send sends a request with a key. body is nil, a text, or what is marshalled.
func send(t testing.TB, s http.Handler, method, path string, body any) reply {
	t.Helper()
	var b []byte
	switch x := body.(type) {
	case nil:
	case string:
		b = []byte(x)
	default:
		var err error
		if b, err = json.Marshal(x); err != nil {
			t.Fatal(err)
		}
	}
	r, err := http.NewRequest(method, "http://sandbox"+path, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(sandbox.KeyHeader, "anything")
	return do(t, s, r)
}

func do(t testing.TB, s http.Handler, r *http.Request) reply {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	out := reply{status: w.Code, header: w.Header(), raw: w.Body.String()}
	if w.Code >= 500 {
		t.Errorf("%s %s: %s", r.Method, r.URL, out.raw)
	}
	if out.raw == "" {
		if w.Code != http.StatusNoContent {
			t.Errorf("%s %s: %d without a body", r.Method, r.URL, w.Code)
		}
		return out
	}
	d := json.NewDecoder(w.Body)
	d.UseNumber()
	if err := d.Decode(&out.body); err != nil {
		t.Fatalf("%s %s: %d is no JSON: %v\n%s", r.Method, r.URL, w.Code, err, out.raw)
	}
	checkContract(t, r.Method, r.URL, out)
	return out
}

// want sends and fails unless the status is this one.
func want(t testing.TB, s http.Handler, status int, method, path string, body any) reply {
	t.Helper()
	r := send(t, s, method, path, body)
	if r.status != status {
		t.Fatalf("%s %s: %d, want %d: %s", method, path, r.status, status, r.raw)
	}
	return r
}

// shared opens a file of the folder beside the repository, or skips.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	b, err := readShared(name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the shared file %s is not beside the repository", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readShared(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join("..", "..", "..", "shared", filepath.FromSlash(name)))
}

// contract is the schemas of Honeycomb's own API description; nil where it is not there.
type contract struct {
	paths    map[string]any
	document any
	mu       sync.Mutex
	compiled map[string]*jsonschema.Schema
	compiler *jsonschema.Compiler
}

const contractURL = "https://sandbox.test/api.json"

var loadContract = sync.OnceValues(func() (*contract, error) {
	src, err := readShared("data/honeycomb-openapi-2026-08-13.yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	j, err := yaml.YAMLToJSON(src)
	if err != nil {
		return nil, err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(j))
	if err != nil {
		return nil, err
	}
	openapi.AddNewer(document.(doc))
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(contractURL, document); err != nil {
		return nil, err
	}
	return &contract{paths: document.(doc)["paths"].(doc), document: document, compiled: map[string]*jsonschema.Schema{},
		compiler: c}, nil
})

// anywhere are answers that any request may get, whether or not the description names them for it: of a server that
// limits, refuses and can't parse.
var anywhere = []int{
	http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed,
	http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusTooManyRequests,
}

// checkContract holds an answer to the API description: its status is documented, and its body is as described.
func checkContract(t testing.TB, method string, u *url.URL, r reply) {
	t.Helper()
	c, err := loadContract()
	if err != nil {
		t.Fatal(err)
	}
	if c == nil {
		return
	}
	media, _, _ := strings.Cut(r.header.Get("Content-Type"), ";")
	pointer := ""
	if template := c.template(u); template != "" {
		pointer = c.find(method, template, r.status, media)
	}
	if pointer == "" {
		if !slices.Contains(anywhere, r.status) {
			t.Errorf("%s %s: %d (%s) is documented nowhere: %s", method, u, r.status, media, r.raw)
			return
		}
		pointer = "/components/schemas/Error"
		if media == "application/problem+json" {
			pointer = "/components/schemas/DetailedError"
		}
	}
	if pointer == anything {
		return
	}
	s, err := c.schema(pointer)
	if err != nil {
		t.Fatal(err)
	}
	body, err := jsonschema.UnmarshalJSON(strings.NewReader(r.raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(body); err != nil {
		t.Errorf("%s %s: %d is not as %s says: %v\n%s", method, u, r.status, pointer, err, r.raw)
	}
}

func (c *contract) schema(pointer string) (*jsonschema.Schema, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.compiled[pointer]; s != nil {
		return s, nil
	}
	s, err := c.compiler.Compile(contractURL + "#" + pointer)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", pointer, err)
	}
	c.compiled[pointer] = s
	return s, nil
}

// template is the path of the description that a URL is one of, "" for none.
func (c *contract) template(u *url.URL) string {
	parts := strings.Split(u.EscapedPath(), "/")
	for path := range c.paths {
		names := strings.Split(path, "/")
		if len(names) == len(parts) {
			fits := true
			for i, n := range names {
				fits = fits && (n == parts[i] || strings.HasPrefix(n, "{") && parts[i] != "")
			}
			if fits {
				return path
			}
		}
	}
	return ""
}

// anything is the schema that the description's own answers have which it gives none.
const anything = "anything"

// find is a JSON pointer to the schema of an answer, "" where the description doesn't know it.
func (c *contract) find(method, template string, status int, media string) string {
	op, _ := c.paths[template].(doc)[strings.ToLower(method)].(doc)
	responses, _ := op["responses"].(doc)
	for _, key := range []string{fmt.Sprint(status), "default"} {
		response, ok := responses[key].(doc)
		if !ok {
			continue
		}
		pointer := "/paths/" + escape(template) + "/" + strings.ToLower(method) + "/responses/" + key
		if ref, ok := response["$ref"].(string); ok {
			pointer = strings.TrimPrefix(ref, "#")
			response = c.document.(doc)["components"].(doc)["responses"].(doc)[pointer[strings.LastIndex(pointer, "/")+1:]].(doc)
		}
		content, _ := response["content"].(doc)
		if described, ok := content[media].(doc); ok {
			if described["schema"] == nil {
				return anything
			}
			return pointer + "/content/" + escape(media) + "/schema"
		}
	}
	return ""
}

func escape(s string) string {
	return url.PathEscape(strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1"))
}
