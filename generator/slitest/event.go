package slitest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/slogen-project/slogen/generator/calc"
)

// Event is one event: Values[i] is the value of the column Names[i].
type Event struct {
	Names   []string
	Values  []calc.Value
	Time    float64 // seconds since 1970, if HasTime
	HasTime bool
	// Ingest is when the event arrived, in seconds since 1970, if HasIngest.
	Ingest    float64
	HasIngest bool
	// Rate is the event's sample rate: how many events it stands for, itself included. It is 0 if none is given, which
	// means 1.
	Rate  int64
	Where string // such as "line 3"
}

// Set gives a column a value; the last value counts.
func (e *Event) Set(name string, v calc.Value) {
	for i, n := range e.Names {
		if n == name {
			e.Values[i] = v
			return
		}
	}
	e.Names = append(e.Names, name)
	e.Values = append(e.Values, v)
}

// Get returns the value of a column, null if the event has none.
func (e *Event) Get(name string) calc.Value {
	for i, n := range e.Names {
		if n == name {
			return e.Values[i]
		}
	}
	return calc.Value{}
}

// row returns the event as a program reads it.
func (e *Event) row(columns []string, m *calc.Matching) *calc.Row {
	r := &calc.Row{Values: make([]calc.Value, len(columns)), Matching: m,
		Time: e.Time, HasTime: e.HasTime, Ingest: e.Ingest, HasIngest: e.HasIngest}
	for i, c := range columns {
		r.Values[i] = e.Get(c)
	}
	return r
}

// Types holds the declared types of columns by name: "string", "integer", "float", "boolean" or "any".
type Types map[string]string

// decoder reads events written in JSON. An event is an object of columns; or what Honeycomb's batch API takes, {"time",
// "samplerate", "data"}; or spans in OTLP's JSON form, {"resourceSpans"}.
type decoder struct {
	types Types
	want  map[string]int // slots of the columns that are wanted; nil for all
	event Event          // the event being read
	// parents lists the columns that are read, by the names of the objects that would hold them: "http" has
	// "http.status".
	parents map[string]string

	json    *jsontext.Decoder
	buf     bytes.Buffer
	scratch []byte
	strings map[string]string // strings seen so far: most columns repeat a few of them
	seen    map[string]int    // where a column is in event, when all are wanted
}

// newDecoder makes a decoder for the columns.
func newDecoder(types Types, columns []string) *decoder {
	d := &decoder{types: types, json: new(jsontext.Decoder), strings: map[string]string{}, parents: parentsOf(columns)}
	d.want = make(map[string]int, len(columns))
	for i, c := range columns {
		d.want[c] = i
	}
	d.event.Names = columns
	d.event.Values = make([]calc.Value, len(columns))
	return d
}

// newFullDecoder makes a decoder for all columns, some of which are read.
func newFullDecoder(types Types, reads []string) *decoder {
	return &decoder{types: types, json: new(jsontext.Decoder), strings: map[string]string{},
		seen: map[string]int{}, parents: parentsOf(reads)}
}

// The members that are more than columns.
const (
	memberData  = "data"
	memberTime  = "time"
	memberRate  = "samplerate"
	memberSet   = "dataset"
	memberSpans = "resourceSpans"
	// memberIngest is when the event arrived. No outside format of events has such a member; it is for tests.
	memberIngest = "ingest_timestamp"
)

// timeColumns hold the time of an event that isn't in the batch API's form.
var timeColumns = [...]string{"timestamp", "Timestamp"}

// maxSeconds limits which numbers in such a column are taken as seconds: a larger one must be milliseconds or a smaller
// unit, and nothing says which. The event then has no time, and a result that needs it says so.
const maxSeconds = 1e11

var (
	errNotObject = errors.New("it isn't a JSON object")
	errTrailing  = errors.New("something follows the JSON object")
)

// decode reads the one object that data holds and calls emit for each event in it. The next event overwrites it.
func (d *decoder) decode(data []byte, emit func(*Event)) error {
	d.reset()
	rest, err := d.object(data)
	if err != nil {
		return err
	}
	switch {
	case rest.spans != nil:
		return d.spans(rest.spans, emit)
	case rest.data != nil && rest.others == 0: // the batch API's form
		outer := d.event
		if rest.time != "" {
			outer.Time, outer.HasTime = moment(rest.time)
		}
		d.reset()
		if _, err := d.object(rest.data); err != nil {
			return err
		}
		if outer.HasTime {
			d.event.Time, d.event.HasTime = outer.Time, true
		}
		if outer.HasIngest {
			d.event.Ingest, d.event.HasIngest = outer.Ingest, true
		}
		d.event.Rate = rest.rate
	case rest.data != nil && d.parents[memberData] != "":
		return nestedError(memberData, d.parents[memberData])
	}
	emit(&d.event)
	return nil
}

// reset forgets the last event.
func (d *decoder) reset() {
	d.event.Time, d.event.HasTime, d.event.Rate = 0, false, 0
	d.event.Ingest, d.event.HasIngest = 0, false
	if d.want != nil {
		clear(d.event.Values)
		return
	}
	d.event.Names, d.event.Values = nil, nil
	clear(d.seen)
}

// special holds what an object has besides columns.
type special struct {
	data, spans []byte
	time        string
	rate        int64
	others      int // members that the batch API doesn't have
}

// object reads an object's members into the event.
func (d *decoder) object(data []byte) (rest special, err error) {
	d.buf = *bytes.NewBuffer(data)
	d.json.Reset(&d.buf)
	switch d.json.PeekKind() {
	case '{':
	case 0:
		_, err := d.json.ReadToken()
		return rest, wrongJSON(data, err)
	default:
		return rest, errNotObject
	}
	if _, err := d.json.ReadToken(); err != nil {
		return rest, wrongJSON(data, err)
	}
	for d.json.PeekKind() != '}' {
		if err := d.member(data, &rest); err != nil {
			return rest, err
		}
	}
	if _, err := d.json.ReadToken(); err != nil {
		return rest, wrongJSON(data, err)
	}
	if _, err := d.json.ReadToken(); err != io.EOF {
		if err == nil {
			err = errTrailing
		}
		return rest, wrongJSON(data, err)
	}
	return rest, nil
}

// member reads one member of the object that data holds: into the event if it is wanted, and into rest if it is more
// than a column. Names are copied only where they are kept, and before the value overwrites them.
func (d *decoder) member(data []byte, rest *special) error {
	key, err := d.name()
	if err != nil {
		return wrongJSON(data, err)
	}
	slot, wanted := -1, d.want == nil
	column := ""
	if wanted {
		column = string(key)
	} else {
		slot, wanted = d.want[string(key)]
	}
	role, batch := roleOf(key)
	if !batch {
		rest.others++
	}
	kind := d.json.PeekKind()
	if kind == '{' && role == isColumn && d.parents != nil {
		if read := d.parents[string(key)]; read != "" {
			return nestedError(string(key), read)
		}
	}
	if !wanted && role == isColumn {
		if err := d.json.SkipValue(); err != nil {
			return wrongJSON(data, err)
		}
		return nil
	}
	signal := ""
	if role == isOtherSignal {
		signal = string(key)
	}
	raw, err := d.json.ReadValue()
	if err != nil {
		return wrongJSON(data, err)
	}
	if signal != "" && kind == '[' {
		return otherSignal(signal)
	}
	d.more(role, kind, raw, data, rest)
	if !wanted {
		return nil
	}
	v, err := d.value(kind, raw, slot, column)
	if err != nil {
		return err
	}
	d.keep(slot, column, v)
	return nil
}

// name reads a member's name, which stands until the next read.
func (d *decoder) name() ([]byte, error) {
	name, err := d.json.ReadValue()
	if err != nil {
		return nil, err
	}
	key := name[1 : len(name)-1]
	if bytes.IndexByte(key, '\\') >= 0 {
		if d.scratch, err = jsontext.AppendUnquote(d.scratch[:0], name); err != nil {
			return nil, err
		}
		key = d.scratch
	}
	return key, nil
}

// keep gives the event a column's value. Of a column that stands twice the last value counts.
func (d *decoder) keep(slot int, column string, v calc.Value) {
	if slot >= 0 {
		d.event.Values[slot] = v
		return
	}
	if at, again := d.seen[column]; again {
		d.event.Values[at] = v
		return
	}
	d.seen[column] = len(d.event.Names)
	d.event.Names = append(d.event.Names, column)
	d.event.Values = append(d.event.Values, v)
}

// A role is what a member may be, if its value is of the right kind.
type role byte

const (
	isColumn role = iota // and nothing else
	isData
	isTime
	isRate
	isIngest
	isSpans
	isOtherSignal
	isTimeColumn
)

// roleOf is that of a member's name; batch says whether the batch API's form has it. The compiler compares the name
// without copying it.
func roleOf(key []byte) (r role, batch bool) {
	switch string(key) {
	case memberData:
		return isData, true
	case memberTime:
		return isTime, true
	case memberRate:
		return isRate, true
	case memberSet:
		return isColumn, true
	case memberIngest:
		return isIngest, true
	case memberSpans:
		return isSpans, true
	case memberLogs, memberMetrics, memberProfiles:
		return isOtherSignal, false
	case timeColumns[0], timeColumns[1]:
		return isTimeColumn, false
	}
	return isColumn, false
}

// more reads what the value of a member is besides a column's, which is nothing where it is of another kind.
func (d *decoder) more(r role, kind jsontext.Kind, raw, data []byte, rest *special) {
	switch {
	case r == isData && kind == '{':
		end := int(d.json.InputOffset())
		rest.data = data[end-len(raw) : end]
	case r == isSpans && kind == '[':
		rest.spans = data
	case r == isRate && kind == '0':
		if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			rest.rate = sampleRate(n)
		}
	case r == isTime && kind == '"':
		rest.time = d.text(raw)
	case r == isTimeColumn && (kind == '"' || kind == '0'):
		d.event.Time, d.event.HasTime = d.moment(kind, raw)
	case r == isIngest && (kind == '"' || kind == '0'):
		d.event.Ingest, d.event.HasIngest = d.moment(kind, raw)
	}
}

// sampleRate returns a sample rate as Honeycomb accepts it: at least 1 and at most 2^31 - 1. Source:
// github.com/honeycombio/husky, otlp/common.go, getSampleRate.
func sampleRate(n int64) int64 { return min(max(n, 1), math.MaxInt32) }

// moment reads the time of an event.
func moment(s string) (float64, bool) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return 0, false
	}
	return calc.Seconds(t), true
}

// moment returns the time that a JSON string or number means.
func (d *decoder) moment(kind jsontext.Kind, raw []byte) (float64, bool) {
	if kind == '"' {
		return moment(d.text(raw))
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || f >= maxSeconds {
		return 0, false
	}
	return f, true
}

// text returns the string that a JSON string means.
func (d *decoder) text(raw []byte) string {
	body := raw[1 : len(raw)-1]
	if bytes.IndexByte(body, '\\') >= 0 {
		b, err := jsontext.AppendUnquote(d.scratch[:0], raw)
		if err != nil {
			return string(body) // the reader has accepted it, so this can't happen
		}
		d.scratch, body = b, b
	}
	if s, ok := d.strings[string(body)]; ok {
		return s
	}
	s := string(body)
	if len(d.strings) < 4096 && len(s) <= 256 {
		d.strings[s] = s
	}
	return s
}

// value returns a JSON value as a column holds it. Lists and objects become their JSON text: unpacking them is a
// setting of the dataset that is off by default.
func (d *decoder) value(kind jsontext.Kind, raw []byte, slot int, column string) (calc.Value, error) {
	switch kind {
	case 'n':
		return calc.Value{}, nil
	case 't', 'f':
		return calc.Value{Kind: calc.Bool, Bool: kind == 't'}, nil
	case '"':
		return calc.Value{Kind: calc.String, Str: d.text(raw)}, nil
	case '0':
		declared := ""
		if len(d.types) > 0 {
			if slot >= 0 {
				column = d.event.Names[slot]
			}
			declared = d.types[column]
		}
		v, ok := number(raw, declared)
		if !ok {
			return v, fmt.Errorf("the number %s is larger than a column can hold", raw)
		}
		return v, nil
	}
	compact := jsontext.Value(bytes.Clone(raw))
	if err := compact.Compact(); err != nil {
		return calc.Value{}, err
	}
	return calc.Value{Kind: calc.String, Str: string(compact)}, nil
}

// number returns a number of the declared type: a float if that is declared, otherwise an integer if it is whole.
func number[T ~string | ~[]byte](text T, declared string) (calc.Value, bool) {
	whole := true
	for i := 0; i < len(text); i++ {
		if c := text[i]; c == '.' || c|0x20 == 'e' {
			whole = false
		}
	}
	if whole && declared != "float" {
		if n, err := strconv.ParseInt(string(text), 10, 64); err == nil {
			return calc.Value{Kind: calc.Int, Int: n}, true
		}
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return calc.Value{}, false
	}
	if const53 := float64(1 << 53); declared != "float" && f >= -const53 && f <= const53 && f == float64(int64(f)) {
		return calc.Value{Kind: calc.Int, Int: int64(f)}, true
	}
	return calc.Value{Kind: calc.Float, Float: f}, true
}

// cell returns a value of a CSV file: of the declared type or, without one, a number, a boolean or a string, whichever
// it looks like. An empty cell has no value.
func cell(s, declared string) calc.Value {
	if s == "" {
		return calc.Value{}
	}
	if declared == "string" {
		return calc.Value{Kind: calc.String, Str: s}
	}
	if s == "true" || s == "false" {
		return calc.Value{Kind: calc.Bool, Bool: s == "true"}
	}
	if jsontext.Value(s).Kind() == '0' && jsontext.Value(s).IsValid() {
		if v, ok := number(s, declared); ok {
			return v
		}
	}
	return calc.Value{Kind: calc.String, Str: s}
}
