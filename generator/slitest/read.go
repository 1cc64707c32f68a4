package slitest

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/slogen-project/slogen/generator/calc"
)

// byteOrderMark stands at the start of what some editors and spreadsheets write, and means nothing.
const byteOrderMark = "\ufeff"

// maxUnpacked bounds what a compressed file of a test may become.
const maxUnpacked = 64 << 20

// ReadEvents reads all events of a file: CSV where its name ends in .csv, JSON otherwise, one object, a list, or one after the other. Names that
// end in .gz are unpacked. An error says where.
func ReadEvents(name string, src []byte, types Types) ([]*Event, error) {
	if base, ok := strings.CutSuffix(name, ".gz"); ok {
		z, err := gzip.NewReader(bytes.NewReader(src))
		if err != nil {
			return nil, fmt.Errorf("it is not compressed with gzip: %w", err)
		}
		if src, err = io.ReadAll(io.LimitReader(z, maxUnpacked+1)); err != nil {
			return nil, fmt.Errorf("its compressed data is damaged or cut off: %w", err)
		}
		if len(src) > maxUnpacked {
			return nil, fmt.Errorf("unpacked it has more than the %d MiB that a test's events may have", maxUnpacked>>20)
		}
		name = base
	}
	src = bytes.TrimPrefix(src, []byte(byteOrderMark))
	var out []*Event
	keep := func(e *Event, line int) {
		x := *e
		x.Where = fmt.Sprintf("line %d", line)
		x.Values = append([]calc.Value(nil), e.Values...)
		out = append(out, &x)
	}
	if strings.HasSuffix(name, ".csv") {
		err := readCSV(bytes.NewReader(src), types, nil, func(e *Event, line int) error {
			keep(e, line)
			return nil
		}, func(line int, err error) error { return fmt.Errorf("line %d: %w", line, err) })
		return out, err
	}
	at, line := 0, 1
	err := eachObject(bytes.NewReader(src), func(object []byte, end int64) error {
		start := int(end) - len(object)
		line += bytes.Count(src[at:start], []byte{'\n'})
		at = start
		d := newDecoder(types, nil)
		if err := d.decode(object, func(e *Event) { keep(e, line) }); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		return nil
	})
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		return nil, fmt.Errorf("line %d: %w", 1+bytes.Count(src[:min(int(syntax.ByteOffset), len(bytes.TrimRight(src, " \t\r\n")))], []byte{'\n'}), jsonError(err))
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// eachObject calls f for each object of a stream of JSON: objects one after the other, or lists of objects. end is the offset after it.
func eachObject(r io.Reader, f func(object []byte, end int64) error) error {
	d := jsontext.NewDecoder(r, jsontext.AllowDuplicateNames(true))
	for {
		switch d.PeekKind() {
		case '[', ']':
			if d.StackDepth() > 0 && d.PeekKind() == '[' {
				return errNotObject
			}
			if _, err := d.ReadToken(); err != nil {
				return err
			}
		case '{':
			v, err := d.ReadValue()
			if err != nil {
				return err
			}
			if err := f(v, d.InputOffset()); err != nil {
				return err
			}
		default:
			if _, err := d.ReadToken(); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			return errNotObject
		}
	}
}

// readCSV calls emit for each row of a CSV file whose first line names the columns, and bad for each row that isn't right. Either may end it
// with an error. With want only those columns are kept.
func readCSV(r io.Reader, types Types, want []string, emit func(e *Event, line int) error, bad func(line int, err error) error) error {
	c := csv.NewReader(r)
	c.ReuseRecord = true
	head, err := c.Read()
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return csvError(err)
	}
	names := append([]string(nil), head...)
	seen := map[string]bool{}
	for _, n := range names {
		if seen[n] {
			return fmt.Errorf("line 1: the column %q is named twice", n)
		}
		seen[n] = true
	}
	slots := make([]int, len(names))
	e := &Event{Names: names}
	for i, n := range names {
		slots[i] = i
		if want != nil {
			slots[i] = -1
			for j, w := range want {
				if w == n {
					slots[i] = j
				}
			}
		}
	}
	if want != nil {
		e.Names = want
	}
	e.Values = make([]calc.Value, len(e.Names))
	for {
		rec, err := c.Read()
		if err == io.EOF {
			return nil
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			if err := bad(parse.Line, parse.Err); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		e.Time, e.HasTime = 0, false
		clear(e.Values)
		for i, s := range rec {
			if n := names[i]; (n == timeColumns[0] || n == timeColumns[1]) && s != "" {
				if v := cell(s, "float"); v.Kind == calc.Float {
					e.Time, e.HasTime = v.Float, v.Float < maxSeconds
				} else {
					e.Time, e.HasTime = moment(s)
				}
			}
			if slots[i] >= 0 {
				e.Values[slots[i]] = cell(s, types[names[i]])
			}
		}
		line, _ := c.FieldPos(0)
		if err := emit(e, line); err != nil {
			return err
		}
	}
}

// csvError words an error of the CSV reader.
func csvError(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("line %d: %w", p.Line, p.Err)
	}
	return err
}
