package slitest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
)

// Spans in OTLP's JSON form, as the OpenTelemetry Collector's file exporter writes them. Source: opentelemetry-proto,
// docs/specification.md#json-protobuf-encoding; names are in lower camel case, ids in hexadecimal, and 64-bit integers
// are strings.
type (
	otlpRequest struct {
		ResourceSpans []struct {
			Resource   struct{ Attributes []otlpAttribute }
			SchemaURL  string `json:"schemaUrl"`
			ScopeSpans []struct {
				Scope struct {
					Name, Version string
					Attributes    []otlpAttribute
				}
				SchemaURL string `json:"schemaUrl"`
				Spans     []otlpSpan
			}
		}
	}
	otlpSpan struct {
		TraceID    string `json:"traceId"`
		SpanID     string `json:"spanId"`
		ParentID   string `json:"parentSpanId"`
		TraceState string
		Name       string
		Kind       otlpEnum
		Start      otlpInt `json:"startTimeUnixNano"`
		End        otlpInt `json:"endTimeUnixNano"`
		Attributes []otlpAttribute
		Events     []otlpSpanEvent
		Links      []struct {
			TraceID    string `json:"traceId"`
			SpanID     string `json:"spanId"`
			Attributes []otlpAttribute
		}
		Status struct {
			Code    otlpEnum
			Message string
		}
	}
	otlpSpanEvent struct {
		Time       otlpInt `json:"timeUnixNano"`
		Name       string
		Attributes []otlpAttribute
	}
	otlpAttribute struct {
		Key   string
		Value *otlpValue
	}
	otlpValue struct {
		String *string                           `json:"stringValue"`
		Bool   *bool                             `json:"boolValue"`
		Int    *otlpInt                          `json:"intValue"`
		Double *json.Number                      `json:"doubleValue"`
		Bytes  *string                           `json:"bytesValue"`
		Array  *struct{ Values []otlpValue }     `json:"arrayValue"`
		List   *struct{ Values []otlpAttribute } `json:"kvlistValue"`
	}
	otlpInt  int64
	otlpEnum int
)

// UnmarshalJSON reads an integer that may be a string.
func (n *otlpInt) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if s == "null" || s == "" {
		return nil
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return fmt.Errorf("%s isn't an integer", b)
	}
	*n = otlpInt(v)
	return nil
}

// The names that enumerations may have instead of numbers.
var otlpNames = map[string]otlpEnum{
	"SPAN_KIND_INTERNAL": 1, "SPAN_KIND_SERVER": 2, "SPAN_KIND_CLIENT": 3, "SPAN_KIND_PRODUCER": 4,
	"SPAN_KIND_CONSUMER": 5,
	"STATUS_CODE_OK":     1, "STATUS_CODE_ERROR": 2,
}

var spanKinds = [...]string{"unspecified", "internal", "server", "client", "producer", "consumer"}

const statusError = 2

// UnmarshalJSON reads an enumeration as number or name.
func (n *otlpEnum) UnmarshalJSON(b []byte) error {
	var v int
	if err := json.Unmarshal(b, &v); err == nil {
		*n = otlpEnum(v)
		return nil
	}
	*n = otlpNames[strings.Trim(string(b), `"`)]
	return nil
}

// instrumentation starts the names of scopes that are instrumentation libraries. Source: github.com/honeycombio/husky,
// otlp/common.go.
var instrumentation = []string{
	"io.opentelemetry", "opentelemetry.instrumentation", "OpenTelemetry::Instrumentation", "OpenTelemetry.Instrumentation",
	"@opentelemetry/instrumentation", "go.opentelemetry.io/contrib/instrumentation", "io.opentelemetry.contrib.php",
	"github.com/open-telemetry/opentelemetry-collector", "@honeycombio/",
}

// maxFlattened is down to which depth maps in attributes become columns of their own.
const maxFlattened = 5

// spans calls emit for the events that Honeycomb makes from spans: one for each span event, each link, and the span
// itself. Source: github.com/honeycombio/husky, otlp/traces.go, TranslateTraceRequest.
func (d *decoder) spans(data []byte, emit func(*Event)) error {
	var req otlpRequest
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := dec.Decode(&req); err != nil {
		var typ *json.UnmarshalTypeError
		if errors.As(err, &typ) {
			return fmt.Errorf("the spans aren't in OTLP's form: %s holds a JSON %s", typ.Field, typ.Value)
		}
		return fmt.Errorf("the spans aren't in OTLP's form: %w", err)
	}
	send := func(e *Event, at otlpInt) {
		e.Time, e.HasTime = float64(at)/1e9, true
		if d.want == nil {
			emit(e)
			return
		}
		for i, n := range d.event.Names {
			d.event.Values[i] = e.Get(n)
		}
		d.event.Time, d.event.HasTime, d.event.Rate = e.Time, true, e.Rate
		emit(&d.event)
	}
	for i := range req.ResourceSpans {
		rs := &req.ResourceSpans[i]
		for j := range rs.ScopeSpans {
			ss := &rs.ScopeSpans[j]
			common := func(e *Event) {
				e.attributes(rs.Resource.Attributes)
				e.text("resource.schema_url", rs.SchemaURL)
				e.text("library.name", ss.Scope.Name)
				for _, p := range instrumentation {
					if strings.HasPrefix(ss.Scope.Name, p) {
						e.Set("telemetry.instrumentation_library", boolean(true))
					}
				}
				e.text("library.version", ss.Scope.Version)
				e.attributes(ss.Scope.Attributes)
				e.text("scope.schema_url", ss.SchemaURL)
			}
			for k := range ss.Spans {
				d.span(&ss.Spans[k], common, send)
			}
		}
	}
	return nil
}

// span sends the events that Honeycomb makes of a span: one for each event and link of it, and its own. common gives
// them what the resource and the scope say.
func (d *decoder) span(s *otlpSpan, common func(*Event), send func(*Event, otlpInt)) {
	e := spanColumns(s)
	common(e)
	e.attributes(s.Attributes)
	e.takeRate()
	for i := range s.Events {
		se := &s.Events[i]
		a := annotation(s, "span_event", e.Rate)
		a.Set("name", str(se.Name))
		since := milliseconds(s.Start, se.Time)
		if since < 0 {
			since = 0
			a.Set("meta.invalid_time_since_span_start", boolean(true))
		}
		a.Set("meta.time_since_span_start_ms", calc.Value{Kind: calc.Float, Float: since})
		common(a)
		a.attributes(se.Attributes)
		a.failed(s)
		e.exception(se)
		send(a, se.Time)
	}
	for i := range s.Links {
		a := annotation(s, "link", e.Rate)
		a.text("trace.link.trace_id", s.Links[i].TraceID)
		a.text("trace.link.span_id", s.Links[i].SpanID)
		common(a)
		a.attributes(s.Links[i].Attributes)
		a.failed(s)
		send(a, s.Start)
	}
	for i, n := range e.Names { // floats without a fraction stay what OTLP says they are, unless a column says otherwise
		if d.types[n] == "float" && e.Values[i].Kind == calc.Int {
			e.Values[i] = calc.Value{Kind: calc.Float, Float: float64(e.Values[i].Int)}
		}
	}
	send(e, s.Start)
}

// spanColumns are the columns of a span's own fields.
func spanColumns(s *otlpSpan) *Event {
	kind := spanKinds[0]
	if int(s.Kind) > 0 && int(s.Kind) < len(spanKinds) {
		kind = spanKinds[s.Kind]
	}
	e := &Event{}
	e.text("trace.trace_id", s.TraceID)
	e.text("trace.span_id", s.SpanID)
	e.Set("type", str(kind))
	e.Set("span.kind", str(kind))
	e.Set("name", str(s.Name))
	e.Set("status_code", integer(int64(s.Status.Code)))
	e.Set("span.num_links", integer(int64(len(s.Links))))
	e.Set("span.num_events", integer(int64(len(s.Events))))
	e.Set("meta.signal_type", str("trace"))
	duration := milliseconds(s.Start, s.End)
	if duration < 0 {
		duration = 0
		e.Set("meta.invalid_duration", boolean(true))
	}
	e.Set("duration_ms", calc.Value{Kind: calc.Float, Float: duration})
	e.text("trace.parent_id", s.ParentID)
	e.failed(s)
	e.text("status_message", s.Status.Message)
	e.text("trace.trace_state", s.TraceState)
	return e
}

// annotation begins the event of an event or link of a span.
func annotation(s *otlpSpan, kind string, rate int64) *Event {
	a := &Event{Rate: rate}
	a.text("trace.trace_id", s.TraceID)
	a.text("trace.parent_id", s.SpanID)
	a.Set("parent_name", str(s.Name))
	a.Set("meta.annotation_type", str(kind))
	a.Set("meta.signal_type", str("trace"))
	return a
}

// failed says on an event that the span of it failed, if it did.
func (e *Event) failed(s *otlpSpan) {
	if s.Status.Code == statusError {
		e.Set("error", boolean(true))
	}
}

// exception copies what a span event says of an exception to the span, unless the span says it itself.
func (e *Event) exception(se *otlpSpanEvent) {
	if se.Name != "exception" {
		return
	}
	for _, x := range se.Attributes {
		switch x.Key {
		case "exception.message", "exception.type", "exception.stacktrace", "exception.escaped":
			if e.Get(x.Key).Kind == calc.Null && x.Value != nil {
				e.attribute(x.Key, x.Value, 0)
			}
		}
	}
}

func milliseconds(from, to otlpInt) float64 { return float64(to-from) / 1e6 }

func str(s string) calc.Value    { return calc.Value{Kind: calc.String, Str: s} }
func boolean(b bool) calc.Value  { return calc.Value{Kind: calc.Bool, Bool: b} }
func integer(n int64) calc.Value { return calc.Value{Kind: calc.Int, Int: n} }

// text sets a column to a string unless it is empty.
func (e *Event) text(name, s string) {
	if s != "" {
		e.Set(name, str(s))
	}
}

func (e *Event) attributes(list []otlpAttribute) {
	for _, a := range list {
		if a.Key != "" && a.Value != nil {
			e.attribute(a.Key, a.Value, 0)
		}
	}
}

// takeRate takes the sample rate from its attribute, which doesn't become a column. Source:
// github.com/honeycombio/husky, otlp/common.go, getSampleRate.
func (e *Event) takeRate() {
	for _, name := range []string{"sampleRate", "SampleRate"} {
		i := slices.Index(e.Names, name)
		if i < 0 {
			continue
		}
		e.Rate = 1
		switch v := e.Values[i]; v.Kind {
		case calc.Int:
			e.Rate = sampleRate(v.Int)
		case calc.String:
			if n, err := strconv.ParseInt(v.Str, 10, 64); err == nil {
				e.Rate = sampleRate(n)
			}
		}
		e.Names, e.Values = slices.Delete(e.Names, i, i+1), slices.Delete(e.Values, i, i+1)
		return
	}
}

// attribute sets a column to the value of an attribute. Maps become columns of their own; lists and bytes become JSON
// text.
func (e *Event) attribute(name string, v *otlpValue, depth int) {
	switch {
	case v.String != nil:
		e.Set(name, str(*v.String))
	case v.Bool != nil:
		e.Set(name, boolean(*v.Bool))
	case v.Int != nil:
		e.Set(name, integer(int64(*v.Int)))
	case v.Double != nil:
		if f, err := strconv.ParseFloat(string(*v.Double), 64); err == nil {
			e.Set(name, calc.Value{Kind: calc.Float, Float: f})
		}
	case v.List != nil && depth < maxFlattened:
		for _, x := range v.List.Values {
			if x.Value != nil {
				e.attribute(name+"."+x.Key, x.Value, depth+1)
			}
		}
	case v.Bytes != nil, v.Array != nil, v.List != nil:
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if enc.Encode(v.plain()) == nil { // it came out of JSON
			e.Set(name, str(b.String())) // with the newline that Honeycomb's ingest leaves there
		}
	}
}

// plain returns a value as encoding/json writes it.
func (v *otlpValue) plain() any {
	switch {
	case v.String != nil:
		return *v.String
	case v.Bool != nil:
		return *v.Bool
	case v.Int != nil:
		return int64(*v.Int)
	case v.Double != nil:
		return *v.Double
	case v.Bytes != nil:
		return *v.Bytes
	case v.Array != nil:
		out := make([]any, len(v.Array.Values))
		for i := range v.Array.Values {
			out[i] = v.Array.Values[i].plain()
		}
		return out
	case v.List != nil:
		out := make(map[string]any, len(v.List.Values))
		for _, x := range v.List.Values {
			if x.Value != nil {
				out[x.Key] = x.Value.plain()
			}
		}
		return out
	}
	return nil
}
