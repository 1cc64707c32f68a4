package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"time"

	"github.com/slogen-project/slogen/generator/lazy"
)

const (
	// maxPieces and maxRendered limit the result for the sample. Honeycomb's own limits are not known.
	maxPieces   = 5_000
	maxRendered = 1 << 20
)

// render tries the template with two samples, an alert that fires and one that resolves, and reports why a result isn't
// JSON.
func render(w *walker, body, typ string) *Problem {
	for _, s := range []sampleAlert{{"TRIGGERED", "a sample alert"}, {"OK", "a sample alert that resolves"}} {
		if p := renderSample(w, body, typ, s); p != nil {
			return p
		}
	}
	return nil
}

// sampleAlert holds what differs between the samples: .Alert.Status, and what messages call them.
type sampleAlert struct{ status, name string }

func renderSample(w *walker, body, typ string, alert sampleAlert) *Problem {
	m := &marks{body: body}
	t := template.New(mainTree).Funcs(sampleFunctions())
	for name, tree := range w.trees {
		tree = tree.Copy()
		m.called(tree.Root)
		if _, err := t.AddParseTree(name, tree); err != nil {
			return nil
		}
	}
	out := &limited{}
	if err := t.ExecuteTemplate(out, mainTree, w.sample(typ, alert.status)); err != nil {
		switch {
		case errors.Is(err, errTooLong) && w.circle != nil:
			from := strings.LastIndex(body[:min(int(w.circle.Pos), len(body))], "{{")
			from = max(from, 0)
			to := len(body)
			if n := strings.Index(body[from:], "}}"); n >= 0 {
				to = from + n + 2
			}
			return &Problem{Start: from, End: to,
				Text: fmt.Sprintf("Here the template %q calls itself, and for %s it never ends.", w.circle.Name, alert.name),
				Fix:  "Call it under a condition that ends, or go through a list with {{ range ... }}."}
		case errors.Is(err, errTooLong):
			return &Problem{End: len(body), Doubt: true, Text: "The template repeats too much to try it with a sample alert.",
				Fix: sendTest}
		case w.names: // already reported
			return nil
		}
		return failed(body, alert.name, err.Error())
	}
	text := m.strip(out.String())
	err := json.Unmarshal([]byte(text), new(json.RawMessage))
	if err == nil || w.names && strings.Contains(text, "<no value>") {
		return nil
	}
	at := len(text)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = min(max(int(syntax.Offset)-1, 0), len(text))
	}
	if strings.HasPrefix(err.Error(), "unexpected end") {
		at = len(text)
	}
	from, to := m.place(at)
	why := strings.TrimSuffix(err.Error(), ".")
	if strings.TrimSpace(text) == "" {
		why = "it is empty"
	}
	fix := "Look at the commas, quotes and brackets around it."
	switch before := strings.TrimSpace(text[:at]); {
	case strings.HasPrefix(body[from:], "{{"):
		fix = "Put texts in double quotes, or pass them to toJson without quotes, which lists and objects need too."
	case strings.HasSuffix(before, ",") && strings.Contains(body[:from], "range"):
		fix = "The last element can't be followed by a comma: {{ range $i, $x := ... }}{{ if $i }},{{ end }}...{{ end }}."
	}
	return &Problem{Start: from, End: to, Text: fmt.Sprintf("For %s the body isn't JSON: %s%s.", alert.name, why,
		after(text[:at])), Fix: fix}
}

// after shows what was read before a place.
func after(read string) string {
	if strings.TrimSpace(read) == "" {
		return ""
	}
	return ", after " + quote(tail(read))
}

// tail is the end of what was read.
func tail(s string) string {
	const most = 30
	if r := []rune(s); len(r) > most {
		return "..." + string(r[len(r)-most:])
	}
	return s
}

// executing is what text/template writes before an error message: the line, and the byte within the line.
var executing = lazy.Regexp(`^template: [^:]*:(\d+):(\d+): executing [^<]*at <(.*?)>: `)

func failed(body, alert, err string) *Problem {
	p := &Problem{End: len(body), Fix: seeTemplates}
	if m := executing().FindStringSubmatch(err); m != nil {
		line, _ := strconv.Atoi(m[1])
		col, _ := strconv.Atoi(m[2])
		from := 0
		for ; line > 1; line-- {
			from += strings.IndexByte(body[from:], '\n') + 1
		}
		p.Start = min(from+col, len(body))
		p.End = p.Start + 1
		if n := strings.IndexAny(body[p.Start:], " \t\n}|)"); n > 0 {
			p.End = p.Start + n
		}
		err = err[len(m[0]):]
	}
	p.Text = "Rendering fails for " + alert + ": " + strings.TrimSuffix(err, ".") + "."
	return p
}

// sampleLength is the most elements that a list of the sample has.
const sampleLength = 4

var errTooLong = errors.New("the result is too long")

// limited accepts a result of limited size and number of pieces. Every round of a loop and every call writes a piece.
type limited struct {
	bytes.Buffer
	pieces int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.pieces++; l.pieces > maxPieces || l.Len()+len(p) > maxRendered {
		return 0, errTooLong
	}
	return l.Buffer.Write(p)
}

// marks finds out which part of the body a byte of the result comes from: each text between actions is rendered with
// its place in front.
type marks struct {
	body  string
	texts []*parse.TextNode
	runs  []mark
}

type mark struct{ at, from, size int }

// fence stands around the number of a text. Neither JSON nor a sample contains such a byte.
const fence = "\x00"

// called marks the texts in what may run more than once, and where that begins.
func (m *marks) called(l *parse.ListNode) {
	m.list(l)
	l.Nodes = append([]parse.Node{m.text(&parse.TextNode{NodeType: parse.NodeText, Pos: l.Pos})}, l.Nodes...)
}

// text is the text with its mark before it.
func (m *marks) text(n *parse.TextNode) *parse.TextNode {
	plain := *n
	m.texts = append(m.texts, &plain)
	n.Text = append([]byte(fence+strconv.Itoa(len(m.texts)-1)+fence), n.Text...)
	return n
}

func (m *marks) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			m.text(n)
		case *parse.IfNode:
			m.list(n.List)
			m.list(n.ElseList)
		case *parse.WithNode:
			m.list(n.List)
			m.list(n.ElseList)
		case *parse.RangeNode:
			m.called(n.List)
			m.list(n.ElseList)
		}
	}
}

// strip removes the marks.
func (m *marks) strip(s string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, fence)
		b.WriteString(before)
		number, after, closed := strings.Cut(rest, fence)
		i, err := strconv.Atoi(number)
		if !ok || !closed || err != nil || i < 0 || i >= len(m.texts) {
			b.WriteString(rest)
			return b.String()
		}
		m.runs = append(m.runs, mark{b.Len(), int(m.texts[i].Pos), len(m.texts[i].Text)})
		s = after
	}
}

// place returns where in the body the byte of the result comes from: its own place in a text, and otherwise the
// action's.
func (m *marks) place(at int) (from, to int) {
	i, found := slices.BinarySearchFunc(m.runs, at, func(r mark, at int) int { return r.at - at })
	if !found {
		i--
	}
	if i >= 0 {
		r := m.runs[i]
		if at < r.at+r.size {
			return r.from + at - r.at, r.from + at - r.at + 1
		}
		from = r.from + r.size
	}
	if n := strings.Index(m.body[from:], "}}"); n >= 0 && strings.HasPrefix(m.body[from:], "{{") {
		return from, from + n + 2
	}
	return max(0, min(from, len(m.body)-1)), len(m.body)
}

// The sample: a trigger with groups, one of which is over the threshold.
type (
	samplePair struct {
		Key   string `json:"key"`
		Value any    `json:"value"`
	}
	sampleGroup struct {
		Group  []samplePair `json:"group"`
		Result float64      `json:"result"`
	}
)

func (w *walker) sample(typ, status string) map[string]any {
	when := time.Date(2026, time.March, 2, 13, 4, 5, 0, time.UTC)
	group := func(route string, result float64) sampleGroup {
		return sampleGroup{[]samplePair{{"http.route", route}, {"http.response.status_code", 500}}, result}
	}
	all := []sampleGroup{group("/pay", 12.5), group("/cart", 30)}
	vars := map[string]any{}
	for name, value := range w.vars {
		if vars[name] = value; value == "" {
			vars[name] = 0 // each alert sets its own
		}
	}
	data := map[string]any{
		"Name": "Checkout", "ID": "2LBq9LckbcA", "Description": "Buyers can pay", "URL": "https://ui.honeycomb.io/t/e/alert",
		"Environment": "production", "Datasets": []string{"checkout"}, "Vars": vars,
		"Alert": map[string]any{"InstanceID": "a1b2c3", "Description": "Buyers can pay", "Summary": "Triggered: Checkout",
			"Status":    status,
			"Timestamp": when, "IsTest": false},
		"Recipient": map[string]any{"Secret": "s3cret"},
	}
	if typ == typeTrigger {
		data["Operator"], data["Threshold"] = "greater than", 10.0
		data["Result"] = map[string]any{"URL": "https://ui.honeycomb.io/t/e/result", "Groups": all, "GroupsTriggered": all}
	}
	for path := range w.absent { // an unknown value is a number, which works with and without quotes
		at := data
		names := strings.Split(strings.TrimPrefix(path, "."), ".")
		for _, name := range names[:len(names)-1] {
			next, ok := at[name].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[name] = next
			}
			at = next
		}
		if at[names[len(names)-1]] == nil {
			at[names[len(names)-1]] = 0
		}
	}
	return data
}

// sampleFunctions are Honeycomb's functions; a pipeline passes its value as the last argument.
func sampleFunctions() template.FuncMap {
	return template.FuncMap{
		"date": func(layout string, t any) (string, error) {
			switch t := t.(type) {
			case time.Time:
				return t.Format(layout), nil
			case int:
				return "0", nil // of an unknown variable
			}
			return "", fmt.Errorf("date takes a layout and a time, not %T", t)
		},
		"now":   func() time.Time { return time.Date(2026, time.March, 2, 13, 4, 5, 0, time.UTC) },
		"join":  func(sep string, list any) string { return strings.Join(stringsOf(list), sep) },
		"list":  func(v ...any) []any { return v[:min(len(v), sampleLength)] },
		"lower": func(s any) string { return strings.ToLower(fmt.Sprint(s)) },
		"upper": func(s any) string { return strings.ToUpper(fmt.Sprint(s)) },
		"trim":  func(s any) string { return strings.TrimSpace(fmt.Sprint(s)) },
		"quote": func(s any) string { return strconv.Quote(fmt.Sprint(s)) },
		"sort":  func(list any) []string { s := stringsOf(list); slices.Sort(s); return s },
		"split": func(sep, s string) []string { return strings.SplitN(s, sep, sampleLength) },
		"printf": func(format string, args ...any) string {
			if wide().MatchString(format) {
				return ""
			}
			return fmt.Sprintf(format, args...)
		},
		"toJson": func(v any) string {
			b, err := json.Marshal(v)
			if err != nil {
				return ""
			}
			return string(b)
		},
	}
}

// wide finds a width or precision that would make the result large.
var wide = lazy.Regexp(`%[^a-zA-Z%]*(\d{4}|\*)`)

func stringsOf(list any) (out []string) {
	switch l := list.(type) {
	case []string:
		return slices.Clone(l)
	case []any:
		for _, v := range l {
			out = append(out, fmt.Sprint(v))
		}
	default:
		out = []string{fmt.Sprint(list)}
	}
	return out
}
