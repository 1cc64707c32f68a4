package adopt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/openslo"
	"github.com/slogen-project/slogen/generator/state"
	"github.com/slogen-project/slogen/generator/terraform"
	"github.com/slogen-project/slogen/generator/words"
)

// maxBytes is how large a file with JSON from the API may be.
const maxBytes = 64 << 20

// maxObjects and maxValues are how much such a file may hold: objects and lists, and members and items. Each takes many
// times its bytes in memory.
const (
	maxObjects = 1_000_000
	maxValues  = 4_000_000
)

// maxNested is how deep objects may be inside of others.
const maxNested = 100

// File is a file that was read.
type File struct {
	Name string // as it is shown, with forward slashes
	Data []byte
	// Dataset is the dataset of what doesn't say its own, if that is known: a slug, or [honeycomb.AllDatasets]. Without
	// it, the name may say it.
	Dataset string
}

// reading gathers the items of files.
type reading struct {
	marks   *terraform.Marks // what is kept of source
	items   []*item
	strange []string // what isn't known and left out, in sentences
	remarks []string // what else there is to say
	dataset string   // of what says none
	file    string
	of      string // the dataset of the file, if it is known
	openSLO []openSLOFile
	// services are those of OpenSLO.
	services map[string]*found[*openslo.Service]
}

// read reads a file: a state, or JSON from the API. The error says in a sentence what is wrong with it.
func (r *reading) read(f File) error {
	r.file, r.of = f.Name, f.Dataset
	if state.Is(f.Data) {
		s, err := state.Read(f.Data)
		if err != nil {
			return err
		}
		return r.state(s)
	}
	if isOpenSLO(f) {
		return r.readOpenSLO(f)
	}
	data := bytes.TrimPrefix(f.Data, []byte("\ufeff"))
	if len(data) > maxBytes {
		return fmt.Errorf("it has more than the %d MiB that a file from the API may have", maxBytes>>20)
	}
	if n := bytes.Count(data, []byte{'{'}) + bytes.Count(data, []byte{'['}); n > maxObjects ||
		bytes.Count(data, []byte{','}) > maxValues {
		return fmt.Errorf("it has more than the %s objects and lists, or the %s values, that a file from the API may "+
			"have", words.Thousands(maxObjects), words.Thousands(maxValues))
	}
	d := &decoder{Decoder: jsontext.NewDecoder(bytes.NewBuffer(data)), data: data, line: 1}
	empty := true
	for {
		v, err := d.value(0)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return d.wrong(err)
		}
		empty = false
		r.value(v, near(f.Name), object{}, d)
	}
	if empty {
		return errors.New("it is empty")
	}
	return nil
}

// decoder reads JSON as maps, lists, texts and json.Numbers, and knows on which line each object begins.
type decoder struct {
	*jsontext.Decoder
	data []byte
	line int
	at   int // the byte that line was counted up to
}

// lineOf is a member that no JSON has: where an object begins.
const lineOf = "\x00line"

func (d *decoder) lineAt(offset int) int {
	offset = min(max(offset, d.at), len(d.data))
	d.line += bytes.Count(d.data[d.at:offset], []byte{'\n'})
	d.at = offset
	return d.line
}

func (d *decoder) value(depth int) (any, error) {
	if depth > maxNested {
		return nil, fmt.Errorf("objects and lists are more than %d deep", maxNested)
	}
	t, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch t.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return t.Bool(), nil
	case '"':
		return t.String(), nil
	case '0':
		return json.Number(t.String()), nil
	case '[':
		list := []any{}
		for d.PeekKind() != ']' {
			v, err := d.value(depth + 1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := d.ReadToken()
		return list, err
	}
	o := object{lineOf: d.lineAt(int(d.InputOffset()))}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String()
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		o[key] = v
	}
	_, err = d.ReadToken()
	return o, err
}

// wrong says what is wrong with JSON.
func (d *decoder) wrong(err error) error {
	var at *jsontext.SyntacticError
	line := d.lineAt(int(d.InputOffset()))
	if errors.As(err, &at) {
		line = 1 + bytes.Count(d.data[:min(int(at.ByteOffset), len(d.data))], []byte{'\n'})
		err = at.Err
	}
	return fmt.Errorf("line %d: it isn't JSON as the API sends it: %w", line, err)
}

// value finds items in a value, near which stand these names; around is the object that it is in.
func (r *reading) value(v any, near []string, around object, d *decoder) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			r.value(x, near, around, d)
		}
	case object:
		r.object(v, near, d)
	default:
		r.strange = append(r.strange, fmt.Sprintf("%s: a value that is no object was left out.", r.file))
	}
}

func (r *reading) object(o object, near []string, d *decoder) {
	if inner, ok := o["body"].(object); ok && has(o, "key", "kind") { // slogen's own
		r.catalogued(o, inner)
		return
	}
	if inner, ok := o["slogen"].(object); ok && has(o, "generated") {
		r.inputs(inner)
		return
	}
	if inner, ok := o["attributes"].(object); ok && has(o, "type", "id") { // JSON:API
		for _, name := range []string{"id", "type"} {
			if _, ok := inner[name]; !ok {
				inner[name] = o[name]
			}
		}
		inner[lineOf] = o[lineOf]
		o = inner
	}
	if kind := kindOf(o, near); kind != "" {
		r.add(kind, o, near)
		return
	}
	if line, ok := o[lineOf].(int); ok && has(o, "from", "to") && len(o) == 3 && slices.Contains(near, "moved") {
		r.remarks = append(r.remarks, fmt.Sprintf("%s:%d: what slogen moved once needs no declaration.", r.file, line))
		return
	}
	r.wrapper(o, near, d)
}

// wrapper reads the objects in one that is none itself.
func (r *reading) wrapper(o object, near []string, d *decoder) {
	if text, ok := o["error"].(string); ok {
		r.strange = append(r.strange, fmt.Sprintf("%s: it holds an error that the API answered: %s", r.file,
			short(text, 200)))
		return
	}
	if links, ok := o["links"].(object); ok {
		if next, ok := links["next"].(string); ok && next != "" {
			r.strange = append(r.strange, fmt.Sprintf("%s: it is one page of several: save what follows, too, from %s",
				r.file, short(next, 200)))
		}
	}
	inside := false
	for _, name := range sortedNames(o) {
		switch v := o[name].(type) {
		case object:
			inside = true
			r.object(v, append(slices.Clip(near), name), d)
		case []any:
			if len(v) == 0 || slices.ContainsFunc(v, isObject) {
				inside = true
				r.value(v, append(slices.Clip(near), name), o, d)
			}
		}
	}
	if !inside && len(o) > 1 {
		line, _ := o[lineOf].(int)
		r.strange = append(r.strange, fmt.Sprintf("%s:%d: an object with the members %s is none that slogen knows, "+
			"and was left out.", r.file, line, some(sortedNames(o), 5)))
	}
}

func isObject(v any) bool { _, ok := v.(object); return ok }

// sortedNames are the names of an object's members.
func sortedNames(o object) (out []string) {
	for name := range o {
		if name != lineOf {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// some are the first few names of a list, in quotes.
func some(names []string, most int) string {
	var b strings.Builder
	for i, n := range names {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(names)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", short(n, 60))
	}
	return b.String()
}

// short is the start of a long text.
func short(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "…"
}

// add adds an item.
func (r *reading) add(kind string, o object, near []string) {
	x := &item{kind: kind, body: o, file: r.file}
	x.line, _ = o[lineOf].(int)
	clean(o)
	x.id = x.text("id")
	x.exists = x.id != ""
	if x.dataset = r.of; x.dataset == "" {
		x.dataset, x.guess = datasetNear(near)
	}
	for _, name := range datasetMembers {
		if s := x.text(name); s != "" {
			x.dataset = s
		}
	}
	if x.dataset == "" && x.guess == "" {
		x.dataset = r.dataset
	}
	r.items = append(r.items, x)
}

// datasetMembers say which dataset an object is in.
var datasetMembers = []string{"dataset_slug", "dataset"}

// clean removes what the decoder added.
func clean(v any) {
	switch v := v.(type) {
	case object:
		delete(v, lineOf)
		for _, x := range v {
			clean(x)
		}
	case []any:
		for _, x := range v {
			clean(x)
		}
	}
}

// catalogued adds an object as slogen writes it.
func (r *reading) catalogued(line, body object) {
	kind, _ := line["kind"].(string)
	if kinds[kind] == nil {
		r.strange = append(r.strange, fmt.Sprintf("%s: an object of the kind %q is none that slogen knows, and was "+
			"left out.", r.file, short(kind, 60)))
		return
	}
	text := func(name string) string { s, _ := line[name].(string); return s }
	x := &item{kind: kind, body: body, file: r.file, id: text("key"), service: text("service"),
		existed: text("existing")}
	x.line, _ = line[lineOf].(int)
	x.open = true
	x.lookup, _ = line["lookup"].(bool)
	clean(body)
	x.name = nameOf(honeycomb.Key(x.id))
	x.value(fieldName)
	if path := text("path"); path != "" {
		if parts := strings.Split(strings.TrimPrefix(path, "/1/"), "/"); len(parts) > 1 {
			x.dataset = parts[1]
		}
	}
	r.items = append(r.items, x)
}

// nameOf is the name of an object in its service, or of a burn alert in its SLO. That of an instance has its key, too.
func nameOf(key honeycomb.Key) string {
	path := key.Path()
	i := strings.IndexByte(path, '/')
	if key.Kind() == honeycomb.KindBurnAlert {
		i = strings.LastIndexByte(path, '/')
	}
	return names.Replace(path[i+1:])
}

var names = strings.NewReplacer("/", "_", ".", "_")

// fieldName begins the names of calculated fields that are no SLIs.
var fieldName = names.Replace(honeycomb.FieldPrefix)

// rational is a number, exactly; false for one that no object has.
func rational(n json.Number) (*big.Rat, bool) {
	if len(n) > 60 || strings.ContainsAny(string(n), "eE") && len(n) > 25 {
		return nil, false
	}
	if i := strings.IndexAny(string(n), "eE"); i >= 0 && len(n)-i > 4 {
		return nil, false
	}
	return new(big.Rat).SetString(string(n))
}
