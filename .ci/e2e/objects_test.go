package e2e

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/sandbox"
)

type doc = map[string]any

// sources are the files with declarations in HCL below dir.
func sources(dir string) (files []string, err error) {
	err = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && name != dir && (e.Name() == out || strings.HasPrefix(e.Name(), ".")):
			return fs.SkipDir
		case !e.IsDir() && strings.HasSuffix(name, ".slo.hcl"):
			files = append(files, name)
		}
		return nil
	})
	return files, err
}

// record is an object of a catalogue, as a client of Honeycomb's API that knows nothing of slogen reads it.
type record struct {
	Key      honeycomb.Key
	Kind     string
	Lookup   bool
	Existing string
	Keeps    []string
	Method   string
	Path     string
	Requires []honeycomb.Key
	Body     json.RawMessage
}

// readCatalogue reads the objects of the catalogue in an output folder, sorted by key.
func readCatalogue(dir string) ([]*record, error) {
	files, err := filepath.Glob(filepath.Join(dir, "json", "*.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("%s has no catalogue: %w", dir, err)
	}
	var all []*record
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var c struct{ Objects []*record }
		if err := json.Unmarshal(src, &c); err != nil {
			return nil, err
		}
		all = append(all, c.Objects...)
	}
	slices.SortFunc(all, func(a, b *record) int { return strings.Compare(string(a.Key), string(b.Key)) })
	return all, nil
}

// decode reads JSON as it is: numbers stay as they are written.
func decode(src []byte) any {
	var v any
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		panic(fmt.Sprintf("%v: %s", err, src)) // what slogen and the stand-in for the API write is JSON
	}
	return v
}

// secretsIn are the names of the secrets in the bodies of objects.
func secretsIn(records []*record) []string {
	names := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case doc:
			if name, ok := v["$secret"].(string); ok {
				names[name] = true
			}
			for _, x := range v {
				walk(x)
			}
		}
	}
	for _, r := range records {
		walk(decode(r.Body))
	}
	return sortedKeys(names)
}

// secretValue is the value of a secret in these tests. It does for a key of PagerDuty, which has 32 characters, and for
// a URL. It has what a template or a shell would change.
func secretValue(name string) string {
	sum := sha256.Sum256([]byte(name))
	return "https://s.example/?${%{" + hex.EncodeToString(sum[:])[:9]
}

// world is a stand-in for Honeycomb's API and what existed there before. It notes in which order objects come and go.
type world struct {
	server  *sandbox.Server
	foreign map[string]string // what others keep there, by id, as the state holds it

	// alike says that what is adopted is what is declared already, but for what it keeps; asMade is how the API showed
	// it then, by its path.
	alike  bool
	asMade map[string]any
	// madeBefore are the bodies of what the test itself made before, by id. Of anything else, what is kept is
	// keptByHand.
	madeBefore map[string]doc

	pace pace // what requests wait for, so that others come first where the CLI leaves the order open; nil for nothing

	lock       sync.Mutex
	requests   int            // that made or deleted something
	born, died map[string]int // the request with which an object came and went, by id
}

// pace says how long a request to an object waits, by its method and where the object's id is among all there are, from
// 0 to 1.
type pace func(method string, rank float64) time.Duration

// wait is how long a request waits that shall come after others.
const wait = 200 * time.Millisecond

// paces bring about the orders in which requests that don't depend on one another can come.
var paces = map[string]pace{
	"deletes last": func(method string, _ float64) time.Duration { return onlyFor(method, http.MethodDelete, 1) },
	"creates last": func(method string, _ float64) time.Duration { return onlyFor(method, http.MethodPost, 1) },
	"changes in order of ids": func(method string, rank float64) time.Duration {
		return onlyFor(method, http.MethodPut, 1+rank)
	},
	"changes against the order of ids": func(method string, rank float64) time.Duration {
		return onlyFor(method, http.MethodPut, 2-rank)
	},
}

func onlyFor(method, slow string, waits float64) time.Duration {
	if method != slow {
		return 0
	}
	return time.Duration(waits * float64(wait))
}

// rank is where an id is among all there are, from 0 to 1.
func (w *world) rank(id string) float64 {
	var ids []string
	for _, x := range w.state()["objects"].([]any) {
		ids = append(ids, x.(doc)["id"].(string))
	}
	slices.Sort(ids)
	i, _ := slices.BinarySearch(ids, id)
	return float64(i) / float64(len(ids))
}

// ServeHTTP answers a request, and notes what it made or deleted.
func (w *world) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	path := strings.Split(r.URL.Path, "/")
	id := path[len(path)-1]
	if w.pace != nil && r.Method != http.MethodGet {
		time.Sleep(w.pace(r.Method, w.rank(id)))
	}
	if r.Method != http.MethodPost && r.Method != http.MethodDelete {
		w.server.ServeHTTP(out, r)
		return
	}
	w.lock.Lock() // so that the order noted is the order in which they were answered
	defer w.lock.Unlock()
	var alerts []string // which go with their SLO
	if r.Method == http.MethodDelete && path[2] == "slos" {
		for _, x := range w.state()["objects"].([]any) {
			if slo, _ := x.(doc)["body"].(doc)["slo"].(doc); slo["id"] == id {
				alerts = append(alerts, x.(doc)["id"].(string))
			}
		}
	}
	a := httptest.NewRecorder()
	w.server.ServeHTTP(a, r)
	if a.Code < 300 {
		w.requests++
		if r.Method == http.MethodPost {
			made, _ := decode(a.Body.Bytes()).(doc)["id"].(string)
			w.born[made] = w.requests
		} else {
			for _, gone := range append(alerts, id) {
				w.died[gone] = w.requests
			}
		}
	}
	maps.Copy(out.Header(), a.Header())
	out.WriteHeader(a.Code)
	_, _ = out.Write(a.Body.Bytes())
}

// missed says whether an object was gone before the one that takes its place was there.
func (w *world) missed(old, successor string) bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.died[old] > 0 && (w.born[successor] == 0 || w.died[old] < w.born[successor])
}

// foreigner is the id of a recipient that others keep.
const foreigner = "Bystander11"

// bystanders exist before, and nothing may happen to them.
const bystanders = `{"format_version":"1.0","ids":0,"objects":[
{"collection":"derived_columns","dataset":"elsewhere","id":"Bystander10","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","body":{"alias":"sli.elsewhere","expression":"EXISTS($a)"}},
{"collection":"recipients","id":"Bystander11","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","body":{"type":"email","details":{"email_address":"bystander@elsewhere.example"}}},
{"collection":"slos","dataset":"elsewhere","id":"Bystander12","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","body":{"name":"Elsewhere","sli":{"alias":"sli.elsewhere"},"time_period_days":30,"target_per_million":999000,"dataset_slugs":["elsewhere"]}},
{"collection":"burn_alerts","dataset":"elsewhere","id":"Bystander13","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","body":{"alert_type":"exhaustion_time","exhaustion_minutes":60,"slo":{"id":"Bystander12"},"recipients":[{"id":"Bystander11"}]}},
{"collection":"boards","id":"Bystander14","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","body":{"type":"flexible","name":"Elsewhere","panels":[{"type":"slo","slo_panel":{"slo_id":"Bystander12"}}]}}
]}`

func newWorld() *world {
	w := &world{
		server:  sandbox.New(sandbox.Options{Clock: time.Now, MaxDatasets: 64}),
		foreign: map[string]string{},
		asMade:  map[string]any{},
		born:    map[string]int{},
		died:    map[string]int{},
	}
	if err := w.server.Restore([]byte(bystanders)); err != nil {
		panic(err)
	}
	for _, x := range w.state()["objects"].([]any) {
		w.foreign[x.(doc)["id"].(string)] = text(x)
	}
	return w
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it was decoded from JSON
	}
	return string(b)
}

func (w *world) state() doc {
	src, err := w.server.State()
	if err != nil {
		panic(err) // it is made of what was decoded from JSON
	}
	return decode(src).(doc)
}

// send sends one request.
func (w *world) send(method, path string, body any) (any, error) {
	var b []byte
	if body != nil {
		b = []byte(text(body))
	}
	r := httptest.NewRequest(method, path, bytes.NewReader(b))
	r.Header.Set(sandbox.KeyHeader, "anything")
	a := httptest.NewRecorder()
	w.server.ServeHTTP(a, r)
	if a.Code >= 300 {
		return nil, fmt.Errorf("%s %s: %d %s", method, path, a.Code, a.Body)
	}
	if a.Body.Len() == 0 {
		return nil, nil
	}
	return decode(a.Body.Bytes()), nil
}

// exists makes what a catalogue adopts and looks up, where it isn't there yet, as if somebody had made it by hand: with
// another description, other recipients, and without panels.
func (w *world) exists(records []*record) error {
	state := w.state()
	objects := state["objects"].([]any)
	there := func(is func(collection, id string, body doc) bool) bool {
		return slices.ContainsFunc(objects, func(x any) bool {
			o := x.(doc)
			return is(o["collection"].(string), o["id"].(string), o["body"].(doc))
		})
	}
	adopted := map[honeycomb.Key]string{}
	for _, r := range records {
		if r.Existing != "" {
			_, adopted[r.Key], _ = cutLast(r.Existing, "/")
		}
	}
	var foreign, made []string
	for _, r := range records {
		if r.Existing == "" && !r.Lookup {
			continue
		}
		parts := strings.Split(r.Path, "/")
		collection, dataset := parts[2], ""
		if len(parts) > 3 {
			dataset = parts[3]
		}
		sum := sha256.Sum256([]byte(r.Key))
		madeUp := "Z" + hex.EncodeToString(sum[:5])
		body := resolve("", decode(r.Body), func(key honeycomb.Key) string { return adopted[key] }).(doc)
		if there(func(_, x string, _ doc) bool { return x == madeUp }) { // another has been looked up under this key
			sum = sha256.Sum256([]byte(text(body)))
			madeUp = "Z" + hex.EncodeToString(sum[:5])
		}
		id := adopted[r.Key]
		switch {
		case r.Lookup:
			if there(func(c, _ string, b doc) bool { return c == collection && difference("", body, b) == "" }) {
				continue
			}
			id = madeUp
			details := body["details"].(doc)
			if body["type"] == honeycomb.RecipientPagerDuty && details["pagerduty_integration_key"] == nil {
				details["pagerduty_integration_key"] = strings.Repeat("0", honeycomb.PagerDutyKeyLength)
			}
			for name, value := range map[string]string{"webhook_name": "made by hand",
				"webhook_url": "https://hooks.example.com/made-by-hand"} {
				if kind := body["type"]; (kind == honeycomb.RecipientWebhook || kind == honeycomb.RecipientMSTeamsWorkflow) &&
					(details[name] == nil || details[name] == "") {
					details[name] = value
				}
			}
			foreign = append(foreign, id)
		case r.Kind == honeycomb.KindCalculatedField:
			if slices.ContainsFunc(objects, func(x any) bool {
				o := x.(doc)
				return o["collection"] == collection && o["dataset"] == dataset &&
					o["body"].(doc)["alias"] == body["alias"]
			}) {
				continue
			}
			id = madeUp
			if !w.alike {
				body["description"] = "made by hand"
			}
		default:
			delete(w.foreign, id)
			if there(func(_, x string, _ doc) bool { return x == id }) {
				continue
			}
			if w.alike {
				likeDeclared(r.Kind, dataset, body)
			} else {
				handMade(r.Kind, dataset, body)
			}
		}
		for _, path := range r.Keeps {
			kept := keptByHand[path]
			if was, ok := w.madeBefore[id]; ok {
				kept = at(was, path)
			}
			setAt(body, path, kept)
		}
		if w.alike && !r.Lookup {
			made = append(made, "/1/"+strings.Join(append(parts[2:], id), "/"))
		}
		objects = append(objects, doc{
			"collection": collection, "dataset": dataset, "id": id, "body": body,
			"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
		})
	}
	state["objects"] = objects
	if err := w.server.Restore([]byte(text(state))); err != nil {
		return fmt.Errorf("what exists before: %w", err)
	}
	for _, x := range w.state()["objects"].([]any) {
		if id := x.(doc)["id"].(string); slices.Contains(foreign, id) {
			w.foreign[id] = text(x)
		}
	}
	for _, path := range made {
		x, err := w.shown(path)
		if err != nil {
			return err
		}
		w.asMade[path] = comparable("", x, nil)
	}
	return nil
}

// keptByHand is what somebody made by hand of what isn't declared, by where it is in a body: nothing that slogen would
// choose.
var keptByHand = map[string]any{
	"name": "Made by hand", "description": "Made by hand", "tags": []any{doc{"key": "hand", "value": "made"}},
	"auto_investigate": true, "threshold.exceeded_limit": 3, "alert_type": "on_true", "disabled": true,
	"evaluation_schedule_type": "window",
	"evaluation_schedule": doc{"window": doc{"days_of_week": []any{"monday"}, "start_time": "09:00",
		"end_time": "10:00"}},
	"recipients": []any{doc{"id": foreigner}}, "layout_generation": "manual",
	"panels": []any{doc{"type": "text", "text_panel": doc{"content": "Made by hand"},
		"position": doc{"x_coordinate": 2, "y_coordinate": 1, "height": 3, "width": 4}}},
	"preset_filters":                              []any{doc{"column": "name", "alias": "hand"}},
	"details.webhook_secret":                      "made-by-hand",
	"details.webhook_headers":                     []any{doc{"header": "X-Hand", "value": "made"}},
	"details.webhook_payloads.template_variables": []any{doc{"name": "hand", "default_value": "made"}},
	"details.webhook_payloads.payload_templates":  doc{"trigger": doc{"body": "{}"}},
}

// setAt sets what is at a path in a body; nil leaves it out.
func setAt(body doc, path string, v any) {
	for {
		name, rest, below := strings.Cut(path, ".")
		if !below {
			if body[name] = v; v == nil {
				delete(body, name)
			}
			return
		}
		inner, ok := body[name].(doc)
		if !ok {
			inner = doc{}
			body[name] = inner
		}
		body, path = inner, rest
	}
}

// at is what is at a path in a body; nil for nothing.
func at(body doc, path string) any {
	name, rest, below := strings.Cut(path, ".")
	if inner, ok := body[name].(doc); below && ok {
		return at(inner, rest)
	}
	return body[name]
}

// likeDeclared makes body what the API has of an object that is as it is declared.
func likeDeclared(kind, dataset string, body doc) {
	if kind == honeycomb.KindSLO && dataset != honeycomb.AllDatasets {
		body["dataset_slugs"] = []any{dataset}
	}
	if baseline, ok := body["baseline_details"].(doc); ok && len(baseline) == 0 {
		delete(body, "baseline_details")
	}
	if kind == honeycomb.KindBoard && body["preset_filters"] == nil {
		body["preset_filters"] = []any{}
	}
}

// untouched proves that what was taken over is as it was made by hand.
func (w *world) untouched() error {
	if len(w.asMade) == 0 {
		return errors.New("nothing was taken over that was as it is declared")
	}
	var wrong []error
	for _, path := range sortedKeys(w.asMade) {
		x, err := w.shown(path)
		if err != nil {
			return err
		}
		was, is := w.asMade[path], comparable("", x, nil)
		if d := cmp.Or(difference("", was, is), difference("", is, was)); d != "" {
			wrong = append(wrong, fmt.Errorf("what was taken over was changed: %s%s", path, d))
		}
	}
	return errors.Join(wrong...)
}

// handMade makes body what somebody made by hand, before it was declared.
func handMade(kind, dataset string, body doc) {
	switch kind {
	case honeycomb.KindRecipient:
		details := body["details"].(doc)
		for name, value := range map[string]string{
			"email_address": "made-by-hand@example.com", "slack_channel": "#made-by-hand",
			"pagerduty_integration_name": "made by hand", "webhook_name": "made by hand",
		} {
			if details[name] != nil {
				details[name] = value
			}
		}
		return
	case honeycomb.KindSLO:
		if dataset != honeycomb.AllDatasets {
			body["dataset_slugs"] = []any{dataset}
		}
	case honeycomb.KindBurnAlert, honeycomb.KindTrigger:
		body["recipients"] = []any{doc{"id": foreigner}}
	case honeycomb.KindBoard:
		body["panels"], body["preset_filters"] = []any{}, []any{}
	}
	body["description"] = "made by hand"
}

// cutLast cuts text round the last separator; what has none is all behind it.
func cutLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return "", text, false
}

// resolve puts ids where the catalogue refers to other objects, and values where it names secrets.
func resolve(name string, v any, id func(honeycomb.Key) string) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = resolve(name, x, id)
		}
		return list
	case doc:
		if key, ok := v["$ref"].(string); ok {
			return id(honeycomb.Key(key))
		}
		if secret, ok := v["$secret"].(string); ok {
			return secretValue(secret)
		}
		d := doc{}
		for n, x := range v {
			d[n] = resolve(n, x, id)
		}
		return d
	}
	return v
}

// compare proves that the objects with these ids are what the bodies of the catalogue make: it sends the bodies to a
// stand-in of its own, as a client of the catalogue would, and reads both. And that nothing else is there.
func (w *world) compare(records []*record, ids map[honeycomb.Key]string) error {
	twin := newWorld()
	twin.alike, twin.madeBefore = w.alike, w.madeBefore
	twinIDs, err := twin.create(records)
	if err != nil {
		return fmt.Errorf("the JSON bodies: %w", err)
	}
	var wrong []error
	for _, r := range records {
		got, err := w.object(r, ids)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s, by Terraform: %w", r.Key, err))
			continue
		}
		want, err := twin.object(r, twinIDs)
		if err != nil {
			return fmt.Errorf("%s, by its JSON body: %w", r.Key, err)
		}
		if d := difference("", want, got); d != "" {
			wrong = append(wrong, fmt.Errorf("%s: %s", r.Key, d))
		} else if d := difference("", got, want); d != "" {
			wrong = append(wrong, fmt.Errorf("%s: only by Terraform: %s", r.Key, d))
		}
	}
	known := map[string]bool{}
	for _, id := range ids {
		known[id] = true
	}
	return errors.Join(append(wrong, w.others(known))...)
}

// create makes the objects of a catalogue from their bodies, each after those it requires.
func (w *world) create(records []*record) (map[honeycomb.Key]string, error) {
	if err := w.exists(records); err != nil {
		return nil, err
	}
	byKey := map[honeycomb.Key]*record{}
	for _, r := range records {
		byKey[r.Key] = r
	}
	ids := map[honeycomb.Key]string{}
	var make func(r *record) error
	make = func(r *record) error {
		if ids[r.Key] != "" {
			return nil
		}
		for _, key := range r.Requires {
			if byKey[key] == nil {
				return fmt.Errorf("%s requires %s, which isn't there", r.Key, key)
			}
			if err := make(byKey[key]); err != nil {
				return err
			}
		}
		body := resolve("", decode(r.Body), func(key honeycomb.Key) string { return ids[key] })
		var answer any
		var err error
		switch {
		case r.Lookup:
			if answer, err = w.send(http.MethodGet, r.Path, nil); err != nil {
				return err
			}
			i := slices.IndexFunc(answer.([]any), func(x any) bool { return difference("", body, x) == "" })
			if i < 0 {
				return fmt.Errorf("%s is not found", r.Key)
			}
			ids[r.Key] = answer.([]any)[i].(doc)["id"].(string)
			return nil
		case r.Existing != "" && r.Kind == honeycomb.KindCalculatedField:
			_, alias, found := strings.Cut(r.Existing, "/")
			if !found { // of the whole environment
				alias = r.Existing
			}
			if answer, err = w.send(http.MethodGet, r.Path+"?alias="+alias, nil); err != nil {
				return err
			}
			answer, err = w.change(r, answer.(doc)["id"].(string), body.(doc))
		case r.Existing != "":
			_, ids[r.Key], _ = cutLast(r.Existing, "/")
			answer, err = w.change(r, ids[r.Key], body.(doc))
		default:
			answer, err = w.send(r.Method, r.Path, body)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.Key, err)
		}
		ids[r.Key] = answer.(doc)["id"].(string)
		return nil
	}
	for _, r := range records {
		if err := make(r); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// change changes an object to what a body says, but for what it keeps.
func (w *world) change(r *record, id string, body doc) (any, error) {
	there, err := w.send(http.MethodGet, r.Path+"/"+id, nil)
	if err != nil {
		return nil, err
	}
	for _, path := range r.Keeps {
		setAt(body, path, at(there.(doc), path))
	}
	return w.send(http.MethodPut, r.Path+"/"+id, body)
}

// object reads an object and makes it comparable with another that was made elsewhere: ids are keys again, and what the
// API keeps in no order is sorted.
func (w *world) object(r *record, ids map[honeycomb.Key]string) (any, error) {
	if ids[r.Key] == "" {
		return nil, errors.New("it has no id")
	}
	d, err := w.shown(r.Path + "/" + ids[r.Key])
	if err != nil {
		return nil, err
	}
	keys := map[string]honeycomb.Key{}
	for key, id := range ids {
		keys[id] = key
	}
	return comparable("", d, keys), nil
}

// shown is an object as the API shows it, without what is not its own.
func (w *world) shown(path string) (doc, error) {
	x, err := w.send(http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	d := x.(doc)
	for _, name := range []string{"created_at", "updated_at", "links", "query_id"} {
		delete(d, name)
	}
	if query, ok := d["query"].(doc); ok { // a trigger's has an id of its own
		delete(query, "id")
	}
	return d, nil
}

// unordered are the lists whose order says nothing: the provider keeps them as sets or maps.
var unordered = []string{"dataset_slugs", "recipients", "tags", "template_variables", "variables", "webhook_headers"}

func comparable(name string, v any, keys map[string]honeycomb.Key) any {
	switch v := v.(type) {
	case string:
		if key, ok := keys[v]; ok {
			return string(key)
		}
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = comparable("", x, keys)
		}
		if slices.Contains(unordered, name) {
			slices.SortFunc(list, func(a, b any) int { return strings.Compare(text(a), text(b)) })
		}
		return list
	case doc:
		d := doc{}
		for n, x := range v {
			d[n] = comparable(n, x, keys)
		}
		if text(d["position"]) == automatic {
			delete(d, "position")
		}
		return d
	}
	return v
}

// automatic is the position that the provider sends for a panel without one: with layout_generation "auto" it says the
// same, for 0 is the API's word for automatic (OpenAPI BoardPanelPosition).
const automatic = `{"height":0,"width":0,"x_coordinate":0,"y_coordinate":0}`

// difference says where got lacks what want has; empty when it has all of it.
func difference(path string, want, got any) string {
	switch w := want.(type) {
	case doc:
		g, ok := got.(doc)
		if !ok {
			return fmt.Sprintf("%s is %s instead of %s", path, text(got), text(want))
		}
		for _, name := range sortedKeys(w) {
			if d := difference(path+"."+name, w[name], g[name]); d != "" {
				return d
			}
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return fmt.Sprintf("%s is %s instead of %s", path, text(got), text(want))
		}
		for i := range w {
			if d := difference(fmt.Sprintf("%s[%d]", path, i), w[i], g[i]); d != "" {
				return d
			}
		}
	default:
		if want != got {
			return fmt.Sprintf("%s is %s instead of %s", path, text(got), text(want))
		}
	}
	return ""
}

// others proves that besides objects with known ids there is what was there before, as it was.
func (w *world) others(known map[string]bool) error {
	var wrong []error
	left := map[string]bool{}
	for _, x := range w.state()["objects"].([]any) {
		o := x.(doc)
		id := o["id"].(string)
		left[id] = true
		switch before, theirs := w.foreign[id]; {
		case theirs && text(x) != before:
			wrong = append(wrong, fmt.Errorf("what others keep was changed: %s\nit was %s", text(x), before))
		case theirs, known[id], o["collection"] == "queries": // the API can't delete queries
		default:
			wrong = append(wrong, fmt.Errorf("an object is there that nobody declared: %s", text(x)))
		}
	}
	for _, id := range sortedKeys(w.foreign) {
		if !left[id] {
			wrong = append(wrong, fmt.Errorf("what others keep is gone: %s", w.foreign[id]))
		}
	}
	return errors.Join(wrong...)
}

// left proves that after the end nothing is left but what others keep: what was taken over is gone too.
func (w *world) left() error { return w.others(nil) }
