package slitest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/go-json-experiment/json/jsontext"
)

// What events look like that aren't in the shape they are read as, and how to say so. Such events would have strange
// columns and none of those that an SLI reads. Everything would be ineligible, and a test that expects that would pass.

// parentsOf returns the names of the objects that would hold columns: "http" and "http.response" for
// "http.response.status_code".
func parentsOf(columns []string) map[string]string {
	var out map[string]string
	for _, c := range columns {
		for i := 0; i < len(c); i++ {
			if c[i] != '.' || i == 0 {
				continue
			}
			if out == nil {
				out = map[string]string{}
			}
			if out[c[:i]] == "" {
				out[c[:i]] = c
			}
		}
	}
	return out
}

func nestedError(name, read string) error {
	return fmt.Errorf("%q holds an object, but %s is read. Honeycomb keeps an object as JSON text, unless the dataset "+
		"unpacks it. Write the columns in it with dots: %q", name, read, read)
}

// Members of OTLP's other signals.
const (
	memberLogs     = "resourceLogs"
	memberMetrics  = "resourceMetrics"
	memberProfiles = "resourceProfiles"
)

func otherSignal(member string) error {
	return fmt.Errorf("it holds %s in OTLP's form (%s), but only spans can be read in that form (%s). Write the events "+
		"as JSON "+
		"objects of columns", strings.ToLower(strings.TrimPrefix(member, "resource")), member, memberSpans)
}

// twiceError is a key that appears twice in an object. Lines count from the object's, which is 0.
type twiceError struct {
	name          string
	first, second int
}

func (e *twiceError) Error() string { return fmt.Sprintf("the key %q appears twice", e.name) }

// located says which line of a file a problem is on, given the object's line, and words it accordingly.
func located(line int64, err error) (int64, error) {
	var twice *twiceError
	if !errors.As(err, &twice) || twice.second == 0 {
		return line, err
	}
	return line + int64(twice.second), fmt.Errorf("the key %q has already appeared on line %d", twice.name,
		line+int64(twice.first))
}

// wrongJSON rewords an error of the JSON reader about an object, leaving out what is about Go.
func wrongJSON(data []byte, err error) error {
	if errors.Is(err, jsontext.ErrDuplicateName) {
		if twice := findTwice(data); twice != nil {
			return twice
		}
	}
	return jsonError(err)
}

// findTwice finds the first key that appears twice in an object or in an object inside it.
func findTwice(data []byte) *twiceError {
	d := jsontext.NewDecoder(bytes.NewReader(data), jsontext.AllowDuplicateNames(true))
	type object map[string]int // the offset after each key
	var open []object
	for {
		t, err := d.ReadToken()
		if err != nil {
			return nil
		}
		switch t.Kind() {
		case '{':
			open = append(open, object{})
		case '[':
			open = append(open, nil)
		case '}', ']':
			open = open[:len(open)-1]
		case '"':
			if _, n := d.StackIndex(d.StackDepth()); len(open) == 0 || open[len(open)-1] == nil || n%2 == 0 {
				continue // a value
			}
			end, keys := int(d.InputOffset()), open[len(open)-1]
			if first, again := keys[t.String()]; again {
				line := func(offset int) int { return bytes.Count(data[:offset], []byte{'\n'}) }
				return &twiceError{t.String(), line(first), line(end)}
			}
			keys[t.String()] = end
		}
	}
}

// jsonError rewords an error of the JSON reader.
func jsonError(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return errors.New("the JSON ends too early")
	case errors.As(err, &syntax) && syntax.Err == io.ErrUnexpectedEOF:
		return errors.New("the JSON ends too early")
	case errors.As(err, &syntax):
		return fmt.Errorf("%s at byte %d", strings.TrimPrefix(syntax.Err.Error(), "jsontext: "), syntax.ByteOffset+1)
	}
	return err
}

// isCSV reports whether a file's name is that of a table.
func isCSV(name string) bool {
	return strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".tsv")
}

// separator returns what separates the columns of a table with this first line: a comma, or, if there is none,
// something else that spreadsheets write.
func separator(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	quoted, n := false, map[byte]int{}
	for _, c := range line {
		if c == '"' {
			quoted = !quoted
		} else if !quoted {
			n[c]++
		}
	}
	switch {
	case n[','] > 0:
		return ','
	case n['\t'] > 0:
		return '\t'
	case n[';'] > 0:
		return ';'
	}
	return ','
}

// checkHeader refuses column names that can't be intended.
func checkHeader(names []string) error {
	seen := map[string]bool{}
	for _, n := range names {
		switch {
		case seen[n]:
			return fmt.Errorf("line 1: the column %q appears twice", n)
		case strings.TrimSpace(n) != n:
			return fmt.Errorf("line 1: the column %q begins or ends with a space; write the separators without spaces", n)
		}
		seen[n] = true
	}
	return nil
}

// decimalComma says how to write a number with a decimal comma; nil if it has none.
func decimalComma(s string) error {
	whole, fraction, ok := strings.Cut(s, ",")
	if !ok || fraction == "" || strings.Trim(strings.TrimPrefix(whole, "-"), "0123456789") != "" ||
		strings.Trim(fraction, "0123456789") != "" {
		return nil
	}
	return fmt.Errorf("%s has a decimal comma, and would be text; write %s.%s", s, whole, fraction)
}

// csvError rewords an error of the CSV reader.
func csvError(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("line %d: %w", p.Line, p.Err)
	}
	return err
}

// maxColumns is the most columns that a message names.
const maxColumns = 8

// columnList names columns: "a, b and 3 more".
func columnList(names []string) string {
	if n := len(names) - maxColumns; n > 1 {
		return strings.Join(names[:maxColumns], ", ") + " and " + strconv.Itoa(n) + " more"
	}
	return strings.Join(names, ", ")
}

// Unread means that events have none of the columns that an expression reads.
type Unread struct {
	Reads, Has []string
}

// String returns sentences about it: what is read, what there is, and what was perhaps meant.
func (u *Unread) String() string {
	s := "It reads " + columnList(u.Reads) + "."
	if len(u.Has) > 0 {
		s += " There are " + columnList(u.Has) + "."
	}
	for _, n := range u.Has {
		if meant := near(n, u.Reads); meant != "" {
			return s + fmt.Sprintf(" For %q, did you mean %q?", n, meant)
		}
	}
	return s
}

// near returns the name that another one probably misspells, "" if there is none. Column names are long and have much
// in common, so at most two letters may differ.
func near(name string, candidates []string) string {
	const most, shortest = 2, 5
	best, least := "", most+1
	for _, c := range candidates {
		if d := levenshtein.Distance(name, c, nil); d > 0 && d < least && min(len(name), len(c)) >= shortest {
			best, least = c, d
		}
	}
	return best
}

// unread reports that none of the events has a column that is read; nil if one has, or if nothing is read or given.
func unread(events []*Event, reads []string) *Unread {
	u := &Unread{Reads: reads}
	for _, e := range events {
		for _, n := range e.Names {
			if slices.Contains(reads, n) {
				return nil
			}
			if !slices.Contains(u.Has, n) && len(u.Has) < 1000 {
				u.Has = append(u.Has, n)
			}
		}
	}
	if len(reads) == 0 || len(u.Has) == 0 {
		return nil
	}
	return u
}
