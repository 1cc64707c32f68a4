package slitest

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/parallel"
	"github.com/slogen-project/slogen/generator/stream"
)

// Sizes of what is read at once.
const (
	chunkSize = 512 << 10 // lines go to the workers in pieces of about this many bytes
	maxLine   = 4 << 20   // a longer line is a bad line, and a longer event the end
	maxPassed = 64 << 20  // a line that is longer still is the end: it may go on for ever
	sniffed   = 64 << 10  // how much of a file is read to find out its form
)

// maxBadLines is how many bad lines are reported one by one.
const maxBadLines = 10

// Tally is what an expression made of a stream of events.
type Tally struct {
	Counts
	Events   int64
	BadLines int64
	// Bad lists the first bad lines.
	Bad     []BadLine
	Assumed calc.Assumed
	// First holds the first events, as many as were asked for.
	First []*Event
	// Read means that an event had one of the columns that the expression reads. Has lists the columns of the first
	// event.
	Read bool
	Has  []string
	// PerMinute is nil unless asked for.
	PerMinute *PerMinute
}

// BadLine is a line that isn't an event.
type BadLine struct {
	Line int64
	Why  string
}

// Add adds the tally of another stream.
func (t *Tally) Add(o *Tally) {
	t.Good += o.Good
	t.Counts.Bad += o.Counts.Bad
	t.Ineligible += o.Ineligible
	t.NoVerdict += o.NoVerdict
	t.Events += o.Events
	t.BadLines += o.BadLines
	t.Bad = append(t.Bad, o.Bad...)
	t.Assumed |= o.Assumed
	t.First = append(t.First, o.First...)
	t.Read = t.Read || o.Read
	if t.Has == nil {
		t.Has = o.Has
	}
	if o.PerMinute != nil {
		if t.PerMinute == nil {
			t.PerMinute = &PerMinute{}
		}
		t.PerMinute.Add(o.PerMinute)
	}
}

// Unread reports that no event had a column that the program reads; nil if one had, or if there is nothing to report.
func (t *Tally) Unread(p *calc.Program) *Unread {
	if t.Read || t.Events == 0 || len(p.Columns()) == 0 || len(t.Has) == 0 {
		return nil
	}
	return &Unread{Reads: p.Columns(), Has: t.Has}
}

// CountOptions says how to count. The zero value of each member is its default.
type CountOptions struct {
	Workers   int  // goroutines that decode; the number of processors
	Strict    bool // whether to stop at the first bad line
	First     int  // how many of the first events to keep, with all their columns
	PerMinute bool // whether to count by the minute too, for [Tally.History]
	Types     Types
}

// ErrBadLine ends a strict count. The tally says which line it was.
var ErrBadLine = errors.New("a line isn't an event")

// Count judges every event of a stream. The name says what form the stream has: *.gz is unpacked; *.csv and *.tsv are
// CSV with names in the first line; all else is JSON, an object a line, or objects and lists of objects however they
// are laid out. Memory doesn't grow with the stream, apart from the counts by the minute: about 50 bytes for each
// minute and worker.
//
// The tally covers what could be read, and is never nil. The error is about the rest: the reader's, that of a truncated
// compressed file, ctx's, [calc.ErrMatching], or [ErrBadLine].
func Count(ctx context.Context, name string, r io.Reader, p *calc.Program, o CountOptions) (*Tally, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := &counting{ctx: ctx, cancel: cancel, program: p, o: o, matching: calc.Matching{Free: calc.OrdinaryInstructions}}
	t, err := c.count(name, r)
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return t, err
}

func (c *counting) count(name string, r io.Reader) (*Tally, error) {
	if c.o.Workers <= 0 {
		c.o.Workers = runtime.GOMAXPROCS(0)
	}
	if base, ok := strings.CutSuffix(name, ".gz"); ok {
		z, err := stream.Unpack(bufio.NewReaderSize(r, 256<<10))
		if err != nil {
			return &Tally{}, fmt.Errorf("it isn't compressed with gzip: %w", err)
		}
		name, r = base, z
	}
	b := bufio.NewReaderSize(r, sniffed)
	if mark, _ := b.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
		_, _ = b.Discard(len(mark)) // it was peeked at, so it is there
	}
	if isCSV(name) {
		return c.csv(b)
	}
	head, _ := b.Peek(sniffed) // an error will recur when it is read
	if onOneLine(head) {
		return c.lines(b)
	}
	return c.values(b)
}

// onOneLine reports whether a file that begins like this has one object a line. It hasn't if the first line is only the
// beginning of a list or an object, or if a later object that is whole goes over several lines.
func onOneLine(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	line, _, whole := bytes.Cut(head, []byte{'\n'})
	if len(line) == 0 || line[0] == '[' {
		return len(line) == 0
	}
	if line[0] != '{' || !whole {
		return true
	}
	if jsontext.Value(line).IsValid(jsontext.AllowDuplicateNames(true)) {
		return !overLines(head)
	}
	// Perhaps a bad line, perhaps an object over several lines, or the first of several on one.
	d := jsontext.NewDecoder(bytes.NewReader(line), jsontext.AllowDuplicateNames(true))
	_, err := d.ReadValue()
	return !errors.Is(err, io.ErrUnexpectedEOF) && (err != nil || d.PeekKind() != '{')
}

// overLines reports whether JSON values follow each other and one of them goes over several lines. Where a line is no
// part of a value, the lines stand for themselves: one of them is bad, and the others aren't.
func overLines(head []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(head), jsontext.AllowDuplicateNames(true))
	over := false
	for {
		v, err := d.ReadValue()
		switch {
		case err == nil:
			over = over || bytes.IndexByte(v, '\n') >= 0
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF): // the end, maybe only of what was looked at
			return over
		default:
			return false
		}
	}
}

// counting is one run of Count.
type counting struct {
	ctx      context.Context
	cancel   context.CancelCauseFunc
	program  *calc.Program
	o        CountOptions
	matching calc.Matching
}

// counter judges events one after the other.
type counter struct {
	Tally
	program *calc.Program
	dec     *decoder
	row     calc.Row
	judge   func(*Event)
	strict  bool
}

func (c *counting) counter() *counter {
	x := &counter{program: c.program, strict: c.o.Strict, row: calc.Row{Matching: &c.matching}}
	x.dec = newDecoder(c.o.Types, nonNil(c.program.Columns()))
	if c.o.PerMinute {
		x.PerMinute = &PerMinute{}
	}
	x.judge = func(e *Event) {
		x.row.Values, x.row.Time, x.row.HasTime = e.Values, e.Time, e.HasTime
		x.row.Ingest, x.row.HasIngest = e.Ingest, e.HasIngest
		x.Read = x.Read || slices.ContainsFunc(e.Values, func(v calc.Value) bool { return v.Kind != calc.Null })
		v, a := x.program.Judge(&x.row)
		if err := c.matching.Err(); err != nil {
			c.cancel(err)
			return
		}
		x.Counts.add(v)
		x.Events++
		x.Assumed |= a
		if x.PerMinute != nil {
			x.PerMinute.add(e, v == calc.Good || v == calc.Bad, v == calc.Bad)
		}
	}
	return x
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// bad counts a bad line.
func (x *counter) bad(line int64, err error) {
	x.BadLines++
	if len(x.Bad) < maxBadLines {
		x.Bad = append(x.Bad, BadLine{line, err.Error()})
	}
}

// chunk is a piece of a stream: whole lines, the first of which is line number line. first is how many of its events to
// keep.
type chunk struct {
	data []byte
	line int64
	long bool // not lines, but the place of a line that is too long
}

// lines counts a stream with one object a line.
func (c *counting) lines(r io.Reader) (*Tally, error) {
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	work := make(chan chunk, c.o.Workers)
	free := make(chan []byte, 2*c.o.Workers+1)
	counters := make([]*counter, c.o.Workers)
	var workers parallel.Group
	for i := range counters {
		x := c.counter()
		counters[i] = x
		workers.Go(func() {
			ended := false
			defer func() {
				if !ended { // in a panic: nobody may wait for who takes no more
					cancel()
				}
			}()
			for ch := range work {
				if ctx.Err() == nil {
					x.chunk(ch)
				}
				if x.strict && x.BadLines > 0 {
					cancel()
				}
				select {
				case free <- ch.data[:0]:
				default:
				}
			}
			ended = true
		})
	}
	first := &firstEvents{want: max(c.o.First, 1), types: c.o.Types}
	err := split(ctx, r, free, func(ch chunk) {
		first.look(ch.data)
		select {
		case work <- ch:
		case <-ctx.Done():
		}
	})
	close(work)
	workers.Wait()
	t := first.tally(c.o.First)
	for _, x := range counters {
		t.Add(&x.Tally)
	}
	slices.SortFunc(t.Bad, func(a, b BadLine) int { return cmp.Compare(a.Line, b.Line) })
	t.Bad = t.Bad[:min(len(t.Bad), maxBadLines)]
	if c.ctx.Err() != nil {
		return t, c.ctx.Err()
	}
	if c.o.Strict && t.BadLines > 0 {
		return t, ErrBadLine
	}
	return t, err
}

// firstEvents keeps the first events with all their columns.
type firstEvents struct {
	want   int
	types  Types
	events []*Event
}

func (f *firstEvents) look(data []byte) {
	for len(f.events) < f.want && len(data) > 0 {
		var line []byte
		line, data, _ = bytes.Cut(data, []byte{'\n'})
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		_ = newFullDecoder(f.types, nil).decode(line, f.keep) // the counter reports a bad line
	}
}

func (f *firstEvents) keep(e *Event) {
	if len(f.events) < f.want {
		x := *e
		x.Names, x.Values = slices.Clone(e.Names), slices.Clone(e.Values)
		f.events = append(f.events, &x)
	}
}

// tally has the events that were asked for, and the columns of the first.
func (f *firstEvents) tally(asked int) *Tally {
	t := &Tally{First: f.events[:min(asked, len(f.events))]}
	if len(f.events) > 0 {
		t.Has = f.events[0].Names
	}
	return t
}

// split reads a stream and passes it on in pieces of whole lines.
func split(ctx context.Context, r io.Reader, free <-chan []byte, send func(chunk)) error {
	get := func() []byte {
		select {
		case b := <-free:
			return b
		default:
			return make([]byte, 0, chunkSize)
		}
	}
	line := int64(1)
	buf := get()
	passed := 0 // bytes of a line that is too long; 0 outside
	last := -1  // the last line break in buf
	for ctx.Err() == nil {
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, len(buf)) // a line that is longer than a chunk
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		if i := bytes.LastIndexByte(buf[len(buf):len(buf)+n], '\n'); i >= 0 {
			last = len(buf) + i
		}
		buf = buf[:len(buf)+n]
		if passed > 0 {
			first := bytes.IndexByte(buf, '\n')
			if first < 0 {
				passed += len(buf)
				buf, last = buf[:0], -1
			} else {
				buf = append(buf[:0], buf[first+1:]...)
				passed = 0
				line++
				last = bytes.LastIndexByte(buf, '\n')
			}
		}
		switch {
		case err != nil:
			if len(buf) > 0 && err == io.EOF {
				send(chunk{data: buf, line: line})
			} else if last >= 0 { // a truncated line doesn't count
				send(chunk{data: buf[:last+1], line: line})
			}
			if err == io.EOF {
				return nil
			}
			return err
		case last >= 0 && len(buf) >= chunkSize/2:
			next := append(get(), buf[last+1:]...)
			lines := int64(bytes.Count(buf[:last+1], []byte{'\n'}))
			send(chunk{data: buf[:last+1], line: line})
			line += lines
			buf, last = next, -1
		case last < 0 && len(buf) > maxLine:
			send(chunk{data: nil, line: line, long: true})
			buf, passed = make([]byte, 0, chunkSize), len(buf)
		case passed > maxPassed:
			return fmt.Errorf(
				"line %d is longer than %d MiB. There must be one event on a line, or JSON, or CSV in a file "+
					"named *.csv",
				line,
				maxPassed>>20,
			)
		}
	}
	return ctx.Err()
}

var errLongLine = fmt.Errorf("the line is longer than %d MiB", maxLine>>20)

// chunk judges the events of a piece.
func (x *counter) chunk(ch chunk) {
	if ch.long {
		x.bad(ch.line, errLongLine)
		return
	}
	data, line := ch.data, ch.line
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n')
		one := data
		if end >= 0 {
			one, data = data[:end], data[end+1:]
		} else {
			data = nil
		}
		if !blank(one) {
			err := x.dec.decode(one, x.judge)
			if errors.Is(err, errTrailing) && jsonObjects(one) {
				err = eachObject(bytes.NewReader(one), func(object []byte, _ int64) error { return x.dec.decode(object, x.judge) })
			}
			if err != nil {
				x.bad(line, err)
			}
		}
		line++
	}
}

// jsonObjects says whether a line is objects one after the other, as some who collect logs write them.
func jsonObjects(line []byte) bool {
	return eachObject(bytes.NewReader(line), func([]byte, int64) error { return nil }) == nil
}

func blank(line []byte) bool {
	for _, c := range line {
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// values counts a stream of JSON that isn't one object a line: a list, or objects over several lines. A syntax error
// ends it.
func (c *counting) values(r io.Reader) (*Tally, error) {
	x := c.counter()
	first := &firstEvents{want: max(c.o.First, 1), types: c.o.Types}
	one := stream.Limit(r, maxLine, errLongEvent)
	lines := stream.CountLines(one)
	err := eachObject(lines, func(object []byte, end int64) error {
		one.Next()
		if c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		if len(first.events) < first.want {
			_ = newFullDecoder(c.o.Types, nil).decode(object, first.keep)
		}
		if err := x.dec.decode(object, x.judge); err != nil {
			x.bad(located(lines.At(end-int64(len(object))), err))
			if c.o.Strict {
				return ErrBadLine
			}
		}
		lines.Forget(end)
		return nil
	})
	x.Add(first.tally(c.o.First))
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, ErrBadLine), c.ctx.Err() != nil:
		return &x.Tally, err
	case errors.As(err, &syntax):
		x.bad(lines.At(syntax.ByteOffset), jsonError(err))
		err = fmt.Errorf("line %d: %w; the rest could not be read", x.Bad[len(x.Bad)-1].Line, jsonError(err))
	}
	return &x.Tally, err
}

var errLongEvent = fmt.Errorf("an event is longer than %d MiB", maxLine>>20)

// csv counts a stream of CSV.
func (c *counting) csv(r io.Reader) (*Tally, error) {
	x := c.counter()
	kept := &firstEvents{want: c.o.First, types: c.o.Types}
	err := readCSV(r, c.o.Types, nonNil(c.program.Columns()), func(names []string) { x.Has = names },
		func(e *Event, _ int) error {
			kept.keep(e)
			x.judge(e)
			return c.ctx.Err()
		}, func(line int, err error) error {
			x.bad(int64(line), err)
			if c.o.Strict {
				return ErrBadLine
			}
			return nil
		})
	x.Add(kept.tally(c.o.First))
	return &x.Tally, err
}
