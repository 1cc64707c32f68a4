package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// KeyHeader is the header that carries the API key. Any value that isn't empty will do.
const KeyHeader = "X-Honeycomb-Team"

// Options say how a server behaves.
type Options struct {
	// Clock returns the time; required.
	Clock func() time.Time
	// Seed determines the ids: the same seed and requests give the same ids.
	Seed string
	// Strict requires datasets to be created before they are named, and so for every column that a formula or query
	// names.
	Strict bool
	// MaxDatasets is how many datasets an SLO may span; 0 for [honeycomb.DefaultMaxDatasets].
	MaxDatasets int
	// RateLimit is how many requests of one kind are answered in a window; the zero value is no limit.
	RateLimit RateLimit
	// LocalOnly refuses requests whose Host header doesn't name this machine: a web page may have pointed its own name
	// at this machine's address (DNS rebinding).
	LocalOnly bool
	// Log is called after each request; may be nil.
	Log func(Entry)
	// Changed is called after each request that changed something, before it is answered; may be nil.
	Changed func()
}

// Entry is one request as it is logged. It holds no header and no body, because those contain keys and secrets.
type Entry struct {
	Method, Path string // Path with the query, escaped
	Status       int
	Error        string // what was wrong; empty for a status below 400
	Took         time.Duration
}

// Server is the stand-in. It is an [http.Handler], for any number of requests at once.
type Server struct {
	options Options

	lock   sync.Mutex
	tables map[string]*table // by collection's name
	made   uint64            // how many ids were made
	limits limiter
}

// New returns a server in which nothing exists.
func New(o Options) *Server {
	if o.MaxDatasets == 0 {
		o.MaxDatasets = honeycomb.DefaultMaxDatasets
	}
	return &Server{options: o, tables: newTables()}
}

func newTables() map[string]*table {
	t := map[string]*table{}
	for _, c := range collections {
		t[c.name] = &table{}
	}
	return t
}

// scope says what comes before the id in a collection's paths.
type scope uint8

const (
	wholeTeam    scope = iota // nothing: /1/boards/{id}
	oneDataset                // a dataset's slug: /1/columns/{dataset}/{id}
	datasetOrAll              // a slug or __all__: /1/slos/{dataset}/{id}
)

// collection is one kind of object and what the API does with it. Functions may be nil unless stated otherwise.
type collection struct {
	name    string // in paths
	noun    string // in messages
	scope   scope
	body    *shape // of the bodies of POST and PUT; required
	created int    // status of a POST that created something; required
	refused int    // status of an invalid body: 422, or 400 if the API documents no 422; required
	// fixed collections have neither PUT nor DELETE; unlisted ones no list.
	fixed, unlisted bool

	// prepare checks a body of the right shape against the other objects, and completes it. It returns nil, or the
	// answer to the request. old is what a PUT replaces, nil for POST. If it adds issues, the body is refused
	// afterwards.
	prepare func(c *call, body doc, old *thing, l *issues) *answer
	// view returns x as it is shown; required.
	view func(s *Server, x *thing) doc
	// visible reports whether x is found under the dataset in a path; nil if that must be x's own dataset.
	visible func(s *Server, x *thing, dataset string) bool
	// list answers a GET of all; if nil, the answer is all that are visible.
	list func(c *call, all []*thing) *answer
	// identify makes the id of something new; nil for a meaningless id.
	identify func(c *call, body doc) string
	// keeps says what prevents x from being deleted, such as `it is in use by SLO "Checkout"`; empty if nothing does.
	keeps func(s *Server, x *thing) string
	// removed is called after x is deleted.
	removed func(s *Server, x *thing)
	// gone is the status of a DELETE; 0 for 204.
	gone int
}

// The names of the collections, as they appear in paths.
const (
	nameDatasets         = "datasets"
	nameColumns          = "columns"
	nameCalculatedFields = "derived_columns"
	nameRecipients       = "recipients"
	nameQueries          = "queries"
	nameQueryAnnotations = "query_annotations"
	nameSLOs             = "slos"
	nameBurnAlerts       = "burn_alerts"
	nameTriggers         = "triggers"
	nameBoards           = "boards"
)

// collections lists all collections, in the order in which they depend on one another.
var collections = []*collection{
	datasets, columns, calculatedFields, recipients, queries, queryAnnotations, slos, burnAlerts, triggers, boards,
}

func lookupCollection(name string) *collection {
	i := slices.IndexFunc(collections, func(c *collection) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return collections[i]
}

// call is one request to a collection.
type call struct {
	*Server
	collection *collection
	now        time.Time
	dataset    string // as in the path
	query      url.Values
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := s.options.Clock()
	var a *answer
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, honeycomb.MaxBodyBytes))
	var large *http.MaxBytesError
	switch {
	case s.options.LocalOnly && !localHost(r.Host):
		a = problem(http.StatusForbidden,
			"the Host header is %q; use localhost, or an address of this machine such as 127.0.0.1", r.Host)
	case errors.Is(err, os.ErrDeadlineExceeded):
		a = problem(http.StatusRequestTimeout, "the request body took too long")
	case err != nil && !errors.As(err, &large):
		a = problem(http.StatusBadRequest, "the request body could not be read")
	case r.Header.Get(KeyHeader) == "":
		a = plain(http.StatusUnauthorized, "unknown API key - check your credentials")
	case large != nil:
		a = problem(http.StatusRequestEntityTooLarge, "Body size is larger than maximum size of %d bytes",
			honeycomb.MaxBodyBytes)
	default:
		a = s.answer(r.Method, r.URL, body, start)
		if s.options.Changed != nil && r.Method != http.MethodGet && a.status < 300 {
			s.options.Changed()
		}
	}
	a.write(w)
	if s.options.Log == nil {
		return
	}
	e := Entry{Method: r.Method, Path: r.URL.EscapedPath(), Status: a.status, Took: s.options.Clock().Sub(start)}
	if q := r.URL.Query().Encode(); q != "" {
		e.Path += "?" + q
	}
	if d, ok := a.body.(doc); ok && a.status >= 400 {
		e.Error, _ = d["error"].(string)
	}
	s.options.Log(e)
}

// answer answers requests one at a time. If the sandbox itself fails on one, the others are still answered.
func (s *Server) answer(method string, u *url.URL, body []byte, now time.Time) (a *answer) {
	s.lock.Lock()
	defer s.lock.Unlock()
	defer func() {
		if p := recover(); p != nil {
			a = plain(http.StatusInternalServerError,
				"This is a bug in slogen: the sandbox fails on this request (%v). Please report it with the request: "+
					"https://github.com/slogen-project/slogen/issues", p)
		}
	}()
	return s.route(method, u, body, now)
}

// localHost reports whether a Host header names this machine and could not name any other.
func localHost(host string) bool {
	name := (&url.URL{Host: host}).Hostname()
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.IsLoopback()
	}
	return strings.EqualFold(strings.TrimSuffix(name, "."), "localhost")
}

// route finds what a request is for.
func (s *Server) route(method string, u *url.URL, body []byte, now time.Time) *answer {
	path, ok := segments(u)
	if !ok || len(path) < 2 || path[0] != "1" {
		return notFound("Endpoint")
	}
	if path[1] == "auth" {
		if len(path) > 2 {
			return notFound("Endpoint")
		}
		return s.limited(method, "auth", now, func() *answer {
			return methods(method, map[string]func() *answer{http.MethodGet: s.auth})
		})
	}
	c := lookupCollection(path[1])
	if c == nil {
		return notFound("Endpoint")
	}
	return s.limited(method, c.name, now, func() *answer {
		k := &call{Server: s, collection: c, now: now, query: u.Query()}
		rest := path[2:]
		if c.scope != wholeTeam {
			if len(rest) == 0 {
				return notFound("Endpoint")
			}
			k.dataset, rest = rest[0], rest[1:]
			if !s.datasetExists(k.dataset, c.scope) {
				return notFound("Dataset")
			}
		}
		return k.dispatch(method, rest, body)
	})
}

// segments returns the parts of a path between slashes.
func segments(u *url.URL) ([]string, bool) {
	parts := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	for i, p := range parts {
		text, err := url.PathUnescape(p)
		if err != nil || text == "" {
			return nil, false
		}
		parts[i] = text
	}
	return parts, true
}

// methods calls the function for a method, or says which methods there are.
func methods(method string, known map[string]func() *answer) *answer {
	if f := known[method]; f != nil {
		return f()
	}
	var allow []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if known[m] != nil {
			allow = append(allow, m)
		}
	}
	a := plain(http.StatusMethodNotAllowed, "method not allowed")
	a.header = http.Header{"Allow": {strings.Join(allow, ", ")}}
	return a
}

// dispatch answers a request to a collection (no rest) or to one object (its id).
func (k *call) dispatch(method string, rest []string, body []byte) *answer {
	c := k.collection
	known := map[string]func() *answer{}
	switch {
	case len(rest) == 0:
		known[http.MethodPost] = func() *answer { return k.create(body) }
		if !c.unlisted {
			known[http.MethodGet] = k.all
		}
	case len(rest) == 1:
		x := k.find(rest[0])
		with := func(f func(*thing) *answer) func() *answer {
			return func() *answer {
				if x == nil {
					return notFound(c.noun)
				}
				return f(x)
			}
		}
		known[http.MethodGet] = with(func(x *thing) *answer { return ok(http.StatusOK, k.show(x)) })
		if !c.fixed {
			known[http.MethodPut] = with(func(x *thing) *answer { return k.replace(x, body) })
			known[http.MethodDelete] = with(k.remove)
		}
	case len(rest) == 2 && c.name == nameRecipients && rest[1] == nameTriggers:
		known[http.MethodGet] = func() *answer { return k.triggersOf(rest[0]) }
	default:
		return notFound("Endpoint")
	}
	return methods(method, known)
}

func (k *call) show(x *thing) doc { return k.collection.view(k.Server, x) }

func (k *call) sees(x *thing) bool {
	if f := k.collection.visible; f != nil {
		return f(k.Server, x, k.dataset)
	}
	return x.Dataset == k.dataset
}

func (k *call) find(id string) *thing {
	x := k.tables[k.collection.name].byID[id]
	if x == nil || !k.sees(x) {
		return nil
	}
	return x
}

func (k *call) all() *answer {
	var seen []*thing
	for _, x := range k.tables[k.collection.name].list {
		if k.sees(x) {
			seen = append(seen, x)
		}
	}
	if k.collection.list != nil {
		return k.collection.list(k, seen)
	}
	out := make([]doc, len(seen))
	for i, x := range seen {
		out[i] = k.show(x)
	}
	return ok(http.StatusOK, out)
}

// read reads the body of a POST or PUT and checks it.
func (k *call) read(raw []byte, old *thing) (doc, *answer) {
	var in any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&in); err != nil {
		return nil, problem(http.StatusBadRequest, "the request body is not JSON")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, problem(http.StatusBadRequest, "the request body has more than one JSON value")
	}
	sent, isObject := in.(doc)
	if !isObject {
		return nil, problem(http.StatusBadRequest, "the request body must be a JSON object")
	}
	var l issues
	body, _ := k.collection.body.clean(sent, "", &l).(doc)
	if a := l.refuse(k.collection.refused); a != nil {
		return nil, a
	}
	if k.collection.prepare != nil {
		if a := k.collection.prepare(k, body, old, &l); a != nil {
			return nil, a
		}
	}
	return body, l.refuse(k.collection.refused)
}

func (k *call) create(raw []byte) *answer {
	body, refusal := k.read(raw, nil)
	if refusal != nil {
		return refusal
	}
	x := k.keep(k.collection, k.dataset, body)
	return ok(k.collection.created, k.show(x))
}

// keep stores something new.
func (k *call) keep(c *collection, dataset string, body doc) *thing {
	x := &thing{Dataset: dataset, Body: body, Created: k.now, Updated: k.now}
	if c.identify != nil {
		x.ID = c.identify(k, body)
	} else {
		x.ID = k.newID()
	}
	k.tables[c.name].put(x)
	return x
}

func (k *call) replace(x *thing, raw []byte) *answer {
	body, refusal := k.read(raw, x)
	if refusal != nil {
		return refusal
	}
	x.Body, x.Updated = body, k.now
	return ok(http.StatusOK, k.show(x))
}

func (k *call) remove(x *thing) *answer {
	c := k.collection
	if c.keeps != nil {
		if by := c.keeps(k.Server, x); by != "" {
			return conflict("%s can't be deleted: %s", c.noun, by)
		}
	}
	k.tables[c.name].remove(x)
	if c.removed != nil {
		c.removed(k.Server, x)
	}
	if c.gone != 0 {
		return &answer{status: c.gone, media: mediaJSON, body: doc{}}
	}
	return noContent()
}

// shown returns x's body with what the server adds to it.
func shown(x *thing) doc {
	out := make(doc, len(x.Body)+4)
	for name, v := range x.Body {
		out[name] = v
	}
	out["id"] = x.ID
	out["created_at"] = stamp(x.Created)
	out["updated_at"] = stamp(x.Updated)
	return out
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// auth says what the key may do: everything.
func (s *Server) auth() *answer {
	access := doc{}
	for _, name := range []string{"events", "markers", "triggers", "boards", "queries", "columns", "createDatasets",
		"slos", "recipients", "privateBoards"} {
		access[name] = true
	}
	return ok(http.StatusOK, doc{
		"id": "sandbox", "type": "configuration", "api_key_access": access,
		"environment": doc{"name": "Sandbox", "slug": "sandbox"},
		"team":        doc{"name": "Sandbox", "slug": "sandbox"},
	})
}
