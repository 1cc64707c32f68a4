package honeycomb

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/mark"
)

// formatVersion is the version of the catalogue that this package writes and reads. Its second number grows when
// members are added, its first when the meaning of one changes.
const formatVersion = "1.0"

// The frame of the catalogue as written: one object a line, so that an unchanged object is recognised by its bytes.
const (
	catalogueHead  = `,"format_version":"` + formatVersion + `","objects":[`
	catalogueMoved = `],"moved":[`
	catalogueTail  = `]}`
	objectHead     = `{"key":"`
)

// Objects yields everything r declares, sorted by key.
func (r *Resources) Objects() iter.Seq[Object] {
	return func(yield func(Object) bool) {
		_ = each(r.Boards, yield) &&
			each(r.BurnAlerts, yield) &&
			each(r.CalculatedFields, yield) &&
			each(r.Queries, yield) &&
			each(r.QueryAnnotations, yield) &&
			each(r.Recipients, yield) &&
			each(r.SLOs, yield) &&
			each(r.Triggers, yield)
	}
}

func each[T Object](list []T, yield func(Object) bool) bool {
	for _, x := range list {
		if !yield(x) {
			return false
		}
	}
	return true
}

// AppendCatalogue appends the catalogue of r: a JSON object that holds every object that is to exist, one a line and
// sorted by key. The same configuration has the same bytes on every run and every machine.
func AppendCatalogue(b []byte, r *Resources) []byte {
	start := len(b)
	b = append(append(b, mark.JSON()...), catalogueHead...)
	sep := "\n"
	for x := range r.Objects() {
		b = AppendObject(append(b, sep...), x)
		sep = ",\n"
	}
	b = append(append(b, '\n'), catalogueMoved...)
	for i, m := range r.Moved {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, "\n{"...)
		b = appendStringMember(b, "from", string(m.From))
		b = appendStringMember(b, "to", string(m.To))
		b = append(b, '}')
	}
	if len(r.Moved) > 0 {
		b = append(b, '\n')
	}
	b = append(append(b, catalogueTail...), '\n')
	mark.Seal(b[start:])
	return b
}

// AppendObject appends x as the catalogue holds it: one line, without the comma and the line's end. Two equal lines are
// two equal objects.
func AppendObject(b []byte, x Object) []byte { return envelope.append(b, &line{Object: x}) }

func appendRequires(b []byte, x Object) []byte {
	var a [16]Key
	keys := a[:0]
	requires(x, func(k Key) { keys = append(keys, k) })
	slices.Sort(keys)
	b = append(b, '[')
	for i, k := range keys {
		if i > 0 {
			if k == keys[i-1] {
				continue
			}
			b = append(b, ',')
		}
		b = appendString(b, string(k))
	}
	return append(b, ']')
}

// Catalogue is a catalogue that was read: what was emitted the last time.
type Catalogue struct {
	File    string // its name, for messages
	Entries []Entry
	Moved   []Moved // without ranges
	// Root is the directory, as it was given on the command line, that the files of the objects are in; empty if nobody
	// says.
	Root    string
	objects map[Key]Object
}

// CatalogueOf is the catalogue of objects that are at hand, such as those that Terraform's state has. They may refer to
// objects that aren't among them.
func CatalogueOf(r *Resources) *Catalogue {
	c := &Catalogue{objects: map[Key]Object{}}
	for x := range r.Objects() {
		key := x.Head().Key
		c.Entries = append(c.Entries, Entry{Key: key, Raw: AppendObject(nil, x)})
		c.objects[key] = x
	}
	return c
}

// Declare notes where the objects were declared. The catalogue is that of r.
func (c *Catalogue) Declare(r *Resources) {
	i := 0
	for x := range r.Objects() {
		for i < len(c.Entries) && c.Entries[i].Key < x.Head().Key {
			i++
		}
		if i < len(c.Entries) && c.Entries[i].Key == x.Head().Key {
			c.Entries[i].Declared = x.Head().Origin.Record()
		}
	}
}

// Origin is where an entry, which is decoded as x, was declared, as far as that is known.
func (c *Catalogue) Origin(e *Entry, x Object) RecordOrigin {
	o := x.Head().Origin.Record()
	switch {
	case e.Declared.File != "":
		return e.Declared
	case c.Root != "" && o.File != "":
		o.Typed = path.Join(c.Root, o.File)
	}
	return o
}

// Entry is one object of a catalogue that was read. It is decoded only when asked.
type Entry struct {
	Key  Key
	Line int    // where it begins in the file, from 1
	Raw  []byte // the object as AppendObject wrote it; it shares the memory of the file
	File string // the name of the file, for messages
	// Declared is where the object was declared, if [Catalogue.Declare] has noted it.
	Declared RecordOrigin
}

// RecordOrigin is where an object was declared. A catalogue doesn't say the line, which changes whenever something
// above it does; then it is 0.
type RecordOrigin struct {
	File string `json:"file"`
	Line int    `json:"line,omitzero"`
	// Typed is the file's name as it was given on the command line, for people; empty for an object that was read.
	Typed string `json:"-"`
}

// Record is the origin as the catalogue has it.
func (o Origin) Record() RecordOrigin {
	return RecordOrigin{File: o.Name(), Line: o.Range.Start.Line, Typed: o.Range.Filename}
}

// String is the place as people find it, such as "checkout.slo.hcl:12".
func (o RecordOrigin) String() string {
	if o.Line == 0 {
		return cmp.Or(o.Typed, o.File)
	}
	return cmp.Or(o.Typed, o.File) + ":" + strconv.Itoa(o.Line)
}

// CatalogueError is a catalogue that can't be read: its file, the line (0 when there is none), and what is wrong with
// the way out.
type CatalogueError struct {
	File   string
	Line   int
	Detail string
}

func (e *CatalogueError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Detail
	}
	return e.File + ":" + strconv.Itoa(e.Line) + ": " + e.Detail
}

// ReadCatalogue reads the catalogue in data, which it keeps: don't change it. Objects stay undecoded, so that comparing
// with an unchanged catalogue costs little more than reading it. A catalogue that was reformatted or put in another
// order by hand or by a formatter is read all the same. The error is a *[CatalogueError]; an empty catalogue is an
// error too, for it is not what [AppendCatalogue] writes.
func ReadCatalogue(file string, data []byte) (*Catalogue, error) {
	c := &Catalogue{File: file}
	if c.readLines(data) {
		return c, nil
	}
	*c = Catalogue{File: file}
	if err := c.readAny(data); err != nil {
		return nil, err
	}
	return c, nil
}

// readLines reads a catalogue that has the shape AppendCatalogue gives it, in which each object has its line, and says
// whether it had. What stands within a line is looked at when the entry is decoded.
func (c *Catalogue) readLines(data []byte) bool {
	head, rest, ok := bytes.Cut(data, []byte{'\n'})
	if !ok || !bytes.HasPrefix(head, []byte(mark.Head)) || !bytes.HasSuffix(head, []byte(catalogueHead)) ||
		!json.Valid(append(bytes.Clone(head), "]}"...)) {
		return false
	}
	c.Entries = make([]Entry, 0, bytes.Count(rest, []byte{'\n'}))
	line, last, more := 2, Key(""), true
	for {
		text, after, ok := bytes.Cut(rest, []byte{'\n'})
		if !ok {
			return false
		}
		if bytes.HasPrefix(text, []byte{']'}) {
			break // to the list of moved keys
		}
		if !more || !bytes.HasPrefix(text, []byte(objectHead)) {
			return false
		}
		text, more = bytes.CutSuffix(text, []byte{','})
		if text[len(text)-1] != '}' {
			return false
		}
		end := bytes.IndexByte(text[len(objectHead):], '"')
		if end < 0 {
			return false
		}
		key := Key(text[len(objectHead) : len(objectHead)+end])
		if key <= last || strings.IndexByte(string(key), '\\') >= 0 {
			return false
		}
		c.Entries = append(c.Entries, Entry{Key: key, Line: line, Raw: text, File: c.File})
		last, rest = key, after
		line++
	}
	if more && len(c.Entries) > 0 {
		return false // a comma with nothing behind it
	}
	// The rest is small: read it as the JSON it is.
	var tail struct {
		Objects []struct{} `json:"objects"`
		Moved   []struct {
			From Key `json:"from"`
			To   Key `json:"to"`
		} `json:"moved"`
	}
	if decodeWhole(append([]byte(`{"objects":[`), rest...), &tail) != nil {
		return false
	}
	for _, m := range tail.Moved {
		c.Moved = append(c.Moved, Moved{From: m.From, To: m.To})
	}
	return true
}

// readAny reads a catalogue of any shape.
func (c *Catalogue) readAny(data []byte) error {
	d := &placed{data: data, Decoder: json.NewDecoder(bytes.NewReader(data)), file: c.File}
	if len(bytes.TrimSpace(data)) == 0 {
		return d.fail(0, "the file is empty. Generate it again, or delete it to plan from nothing.")
	}
	if err := d.delim('{', "the catalogue"); err != nil {
		return err
	}
	version, objects := "", false
	for d.More() {
		at := d.InputOffset()
		t, err := d.Token()
		if err != nil {
			return d.syntax(err)
		}
		switch t {
		case "format_version":
			at := d.next()
			if err := d.Decode(&version); err != nil {
				return d.value(err, at, "format_version")
			}
			if err := d.version(version, at); err != nil {
				return err
			}
		case "generated":
			var words string
			at := d.next()
			if err := d.Decode(&words); err != nil {
				return d.value(err, at, "generated")
			}
		case "objects":
			if version == "" {
				return d.fail(d.next(), `"format_version" must come before "objects". Is this a catalogue of slogen?`)
			}
			if objects {
				return d.fail(at, `"objects" appears twice.`)
			}
			objects = true
			if err := c.readObjects(d); err != nil {
				return err
			}
		case "moved":
			var moved []struct {
				From Key `json:"from"`
				To   Key `json:"to"`
			}
			at := d.next()
			if err := d.Decode(&moved); err != nil {
				return d.value(err, at, "moved")
			}
			for _, m := range moved {
				c.Moved = append(c.Moved, Moved{From: m.From, To: m.To})
			}
		default:
			return d.fail(d.next(), fmt.Sprintf("a catalogue has no member %q. Is this a catalogue of slogen?", t))
		}
	}
	if err := d.delim('}', "the catalogue"); err != nil {
		return err
	}
	if at := d.next(); at < int64(len(data)) {
		return d.fail(at, "something follows the end of the catalogue. Generate it again.")
	}
	if version == "" || !objects {
		return d.fail(0, `a catalogue has "format_version" and "objects"; this is something else.`)
	}
	return c.sort()
}

// sort puts the entries in order. It fails where two have the same key.
func (c *Catalogue) sort() error {
	slices.SortStableFunc(c.Entries, func(a, b Entry) int { return strings.Compare(string(a.Key), string(b.Key)) })
	for i := 1; i < len(c.Entries); i++ {
		if a, b := &c.Entries[i-1], &c.Entries[i]; a.Key == b.Key {
			return &CatalogueError{c.File, b.Line,
				fmt.Sprintf("the object %q appears here and on line %d. Generate the catalogue again.", b.Key, a.Line)}
		}
	}
	return nil
}

func (c *Catalogue) readObjects(d *placed) error {
	if err := d.delim('[', `"objects"`); err != nil {
		return err
	}
	for d.More() {
		at := d.next()
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return d.value(err, at, "an object")
		}
		var head struct {
			Key Key `json:"key"`
		}
		if err := json.Unmarshal(raw, &head); err != nil || head.Key == "" {
			return d.fail(at, `an object of the catalogue has a "key"; this one has none. Generate the catalogue again.`)
		}
		var line bytes.Buffer
		if err := json.Compact(&line, raw); err != nil {
			return d.value(err, at, "an object")
		}
		c.Entries = append(c.Entries, Entry{Key: head.Key, Line: d.line(at), Raw: line.Bytes(), File: c.File})
	}
	return d.delim(']', `"objects"`)
}

// JoinCatalogues makes one catalogue of those that several files hold, without changing them. The error is a
// *[CatalogueError]: an object may be in one file only.
func JoinCatalogues(parts []*Catalogue) (*Catalogue, error) {
	all := &Catalogue{}
	for _, p := range parts {
		all.Entries = append(all.Entries, p.Entries...)
		all.Moved = append(all.Moved, p.Moved...)
	}
	slices.SortStableFunc(all.Entries, func(a, b Entry) int { return strings.Compare(string(a.Key), string(b.Key)) })
	for i := 1; i < len(all.Entries); i++ {
		if a, b := &all.Entries[i-1], &all.Entries[i]; a.Key == b.Key {
			return nil, &CatalogueError{
				b.File,
				b.Line,
				fmt.Sprintf("the object %q appears here and in %s. Generate the "+
					"catalogue again.", b.Key, a.File),
			}
		}
	}
	return all, nil
}

// decodeWhole decodes data, all of it, into v.
func decodeWhole(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows its end")
	}
	return nil
}

// plainJSONError is err without the name of the package that found it.
func plainJSONError(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		return "it ends too early"
	}
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "json: "), "jsontext: ")
}

// placed is a JSON decoder that knows where it is.
type placed struct {
	*json.Decoder
	data []byte
	file string
}

// next is the offset of the next token.
func (d *placed) next() int64 {
	at := d.InputOffset()
	for at < int64(len(d.data)) && strings.IndexByte(" \t\r\n,:", d.data[at]) >= 0 {
		at++
	}
	return at
}

// line is the line of the byte at offset at, from 1.
func (d *placed) line(at int64) int {
	return 1 + bytes.Count(d.data[:min(at, int64(len(d.data)))], []byte{'\n'})
}

func (d *placed) fail(at int64, detail string) error {
	return &CatalogueError{d.file, d.line(at), detail}
}

func (d *placed) delim(want json.Delim, where string) error {
	at := d.next()
	t, err := d.Token()
	if err != nil {
		return d.syntax(err)
	}
	if t != want {
		return d.fail(at, fmt.Sprintf("%s needs a %q here. Is this a catalogue of slogen?", where, want.String()))
	}
	return nil
}

// value is an error of decoding a value that begins at offset at.
func (d *placed) value(err error, at int64, what string) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return d.fail(at, fmt.Sprintf("%s is of the wrong type (%s). Is this a catalogue of slogen?", what, wrong.Value))
	}
	return d.syntax(err)
}

func (d *placed) syntax(err error) error {
	at := int64(len(d.data))
	var s *json.SyntaxError
	// its offsets are of the whole, unlike the decoder's
	if whole := json.Unmarshal(d.data, new(json.RawMessage)); errors.As(whole, &s) {
		err, at = whole, max(s.Offset-1, 0)
	}
	detail := "this is not JSON: " + plainJSONError(err) + ". Generate the catalogue again."
	if strings.Contains(err.Error(), "unexpected end") {
		at = int64(len(bytes.TrimRight(d.data, " \t\r\n")))
		detail = "the catalogue ends too early: it was cut off. Generate it again."
	}
	line := d.data[bytes.LastIndexByte(d.data[:at], '\n')+1:]
	for _, marker := range []string{"<<<<<<<", "=======", ">>>>>>>", "|||||||"} {
		if bytes.HasPrefix(line, []byte(marker)) {
			detail = "there is an unresolved merge conflict here. Generate the catalogue again."
		}
	}
	return d.fail(at, detail)
}

// version checks the format version v, which stands at offset at.
func (d *placed) version(v string, at int64) error {
	if v == formatVersion {
		return nil
	}
	major, _, _ := strings.Cut(v, ".")
	if n, err := strconv.Atoi(major); err != nil || n < 1 {
		return d.fail(at, fmt.Sprintf("%q isn't a format version; this slogen reads %s. Is this a slogen catalogue?", v,
			formatVersion))
	}
	return d.fail(at, fmt.Sprintf("the catalogue has format version %s, but this slogen reads %s. Use the slogen that "+
		"wrote it or a newer one.", v, formatVersion))
}
