package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// doc is a JSON object. Its numbers are json.Number, so that they go out as they came in.
type doc = map[string]any

// answer is the answer to a request.
type answer struct {
	status int
	header http.Header // more headers; may be nil
	media  string      // of body
	body   any         // nil for none
}

// The media types of answers.
const (
	mediaJSON    = "application/json"
	mediaProblem = "application/problem+json"
)

func ok(status int, body any) *answer { return &answer{status: status, media: mediaJSON, body: body} }

func noContent() *answer { return &answer{status: http.StatusNoContent} }

// plain is the older shape of an error: {"error": "..."}.
func plain(status int, format string, args ...any) *answer {
	return &answer{status: status, media: mediaJSON, body: doc{"error": fmt.Sprintf(format, args...)}}
}

// The kinds of problems, with the titles they have in the API's own examples.
var problems = map[int]struct{ slug, title string }{
	http.StatusBadRequest:     {"unparseable", "The request body could not be parsed."},
	http.StatusForbidden:      {"forbidden", "The request is not allowed."},
	http.StatusRequestTimeout: {"timeout", "The request took too long."},
	http.StatusNotFound:       {"not-found", "The requested resource cannot be found."},
	http.StatusConflict: {"conflict",
		"Request could not be completed due to a conflict with the current state of the target resource."},
	http.StatusRequestEntityTooLarge: {"payload-too-large", "Request body is too large."},
	http.StatusUnprocessableEntity:   {"validation-failed", "The provided input is invalid."},
	http.StatusTooManyRequests:       {"rate-limited", "You have exceeded your rate limit."},
}

// problem is the newer shape of an error (RFC 7807 with the older member "error" kept).
func problem(status int, format string, args ...any) *answer {
	p := problems[status]
	text := fmt.Sprintf(format, args...)
	media := mediaProblem
	if status == http.StatusRequestEntityTooLarge {
		media = mediaJSON // so it is documented
	}
	return &answer{status: status, media: media, body: doc{
		"status": status, "type": "https://api.honeycomb.io/problems/" + p.slug, "title": p.title, "error": text,
		"detail": text,
	}}
}

func notFound(noun string) *answer { return problem(http.StatusNotFound, "%s not found", noun) }

func conflict(format string, args ...any) *answer {
	return problem(http.StatusConflict, format, args...)
}

// issue is one thing that is wrong with a body.
type issue struct {
	Field       string `json:"field"`
	Code        string `json:"code"`
	Description string `json:"description"`
}

// The codes of issues.
const (
	invalid       = "invalid"
	missing       = "missing"
	incorrectType = "incorrect_type"
	alreadyExists = "already_exists"
)

// issues lists what is wrong with a body, in the order in which it is found.
type issues []issue

func (l *issues) add(code, field, format string, args ...any) {
	*l = append(*l, issue{field, code, field + ": " + fmt.Sprintf(format, args...)})
}

// refuse returns the answer to a body with these issues: a validation error with status 422 or, if the API documents
// none for the collection, the first issue with status 400.
func (l issues) refuse(status int) *answer {
	switch {
	case len(l) == 0:
		return nil
	case status == http.StatusBadRequest:
		return plain(status, "%s", l[0].Description)
	}
	p := problems[http.StatusUnprocessableEntity]
	text := p.title
	if len(l) > 0 {
		text = l[0].Description
	}
	return &answer{status: http.StatusUnprocessableEntity, media: mediaProblem, body: doc{
		"status": http.StatusUnprocessableEntity, "type": "https://api.honeycomb.io/problems/" + p.slug, "title": p.title,
		"error": text, "detail": text, "type_detail": []issue(l),
	}}
}

// encode returns v as JSON, with sorted members and nothing escaped that needn't be.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (a *answer) write(w http.ResponseWriter) {
	h := w.Header()
	for k, v := range a.header {
		h[k] = v
	}
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	b, err := encode(a.body)
	if err != nil { // no body here holds anything that JSON can't express
		a.status, b = http.StatusInternalServerError, []byte(`{"error":"something went wrong!"}`)
	}
	h.Set("Content-Type", a.media)
	w.WriteHeader(a.status)
	_, _ = w.Write(b) // a client that has gone needs no answer
}
