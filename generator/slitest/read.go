package slitest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/stream"
)

// byteOrderMark is what some editors and spreadsheets write at the start of a file; it means nothing.
const byteOrderMark = "\ufeff"

// What a test's file of events may hold. All of it is kept.
const (
	maxUnpacked = 16 << 20 // bytes, of a compressed one
	maxEvents   = 100_000
)

var errManyEvents = fmt.Errorf("it has more than %d events, the most that a test may have. `slogen eval` counts any "+
	"number", maxEvents)

// ReadEvents reads all events of a file: CSV where its name ends in .csv or .tsv, JSON otherwise, one object, a list,
// or one after the other. Files named *.gz are unpacked. reads lists the columns that are going to be read. Errors say
// where.
func ReadEvents(name string, src []byte, types Types, reads []string) ([]*Event, error) {
	if base, ok := strings.CutSuffix(name, ".gz"); ok {
		z, err := gzip.NewReader(bytes.NewReader(src))
		if err != nil {
			return nil, fmt.Errorf("it isn't compressed with gzip: %w", err)
		}
		if src, err = io.ReadAll(io.LimitReader(z, maxUnpacked+1)); err != nil {
			return nil, fmt.Errorf("its compressed data is damaged or cut off: %w", err)
		}
		if len(src) > maxUnpacked {
			return nil, fmt.Errorf("unpacked, it is larger than the %d MiB that a test's events may have", maxUnpacked>>20)
		}
		name = base
	}
	src = bytes.TrimPrefix(src, []byte(byteOrderMark))
	var out []*Event
	many := false
	keep := func(e *Event, line int) {
		if len(out) >= maxEvents {
			many = true
			return
		}
		x := *e
		x.Where = fmt.Sprintf("line %d", line)
		x.Values = append([]calc.Value(nil), e.Values...)
		out = append(out, &x)
	}
	if isCSV(name) {
		err := readCSV(bytes.NewReader(src), types, nil, func([]string) {}, func(e *Event, line int) error {
			if keep(e, line); many {
				return errManyEvents
			}
			return nil
		}, func(line int, err error) error { return fmt.Errorf("line %d: %w", line, err) })
		return out, err
	}
	done, line := 0, 1
	err := eachObject(bytes.NewReader(src), func(object []byte, end int64) error {
		start := int(end) - len(object)
		line += bytes.Count(src[done:start], []byte{'\n'})
		done = start
		if many {
			return errManyEvents
		}
		d := newFullDecoder(types, reads)
		if err := d.decode(object, func(e *Event) { keep(e, line) }); err != nil {
			on, err := located(int64(line), err)
			return fmt.Errorf("line %d: %w", on, err)
		}
		return nil
	})
	if many {
		return nil, errManyEvents
	}
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		return nil, fmt.Errorf("line %d: %w",
			1+bytes.Count(src[:min(int(syntax.ByteOffset), len(bytes.TrimRight(src, " \t\r\n")))],
				[]byte{'\n'}), jsonError(err))
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// eachObject calls f for each object in a stream of JSON: objects one after the other, or lists of objects. end is the
// offset after the object.
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

// readCSV calls emit for each row of a CSV file whose first line names the columns, and bad for each row that is wrong.
// Either may end it with an error. If want is set, only those columns are kept. header receives the names.
func readCSV(r io.Reader, types Types, want []string, header func(names []string),
	emit func(e *Event, line int) error, bad func(line int, err error) error) error {
	one := stream.Limit(r, maxLine, errLongEvent)
	b := bufio.NewReaderSize(one, sniffed)
	first, _ := b.Peek(sniffed) // an error will recur when it is read
	c := csv.NewReader(b)
	c.ReuseRecord = true
	c.Comma = separator(first)
	head, err := c.Read()
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return csvError(err)
	}
	names := append([]string(nil), head...)
	if err := checkHeader(names); err != nil {
		return err
	}
	header(names)
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
		one.Next()
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
		line, _ := c.FieldPos(0)
		if err := e.cells(rec, names, slots, types, c.Comma); err != nil {
			if err := bad(line, err); err != nil {
				return err
			}
			continue
		}
		if err := emit(e, line); err != nil {
			return err
		}
	}
}

// cells fills the event from a row of a table.
func (e *Event) cells(row, names []string, slots []int, types Types, separator rune) error {
	e.Time, e.HasTime, e.Ingest, e.HasIngest = 0, false, 0, false
	clear(e.Values)
	for i, s := range row {
		switch n := names[i]; {
		case s == "":
		case n == timeColumns[0] || n == timeColumns[1]:
			e.Time, e.HasTime = cellMoment(s)
		case n == memberIngest:
			e.Ingest, e.HasIngest = cellMoment(s)
		}
		if separator != ',' && types[names[i]] != "string" {
			if err := decimalComma(s); err != nil {
				return err
			}
		}
		if slots[i] >= 0 {
			e.Values[slots[i]] = cell(s, types[names[i]])
		}
	}
	return nil
}

// cellMoment reads the time from a cell of a table.
func cellMoment(s string) (float64, bool) {
	if v := cell(s, "float"); v.Kind == calc.Float {
		return v.Float, v.Float < maxSeconds
	}
	return moment(s)
}
