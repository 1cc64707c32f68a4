package simulate

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/stream"
)

// History is what happened, minute by minute.
type History struct {
	Start   time.Time // the first minute, in UTC
	Minutes []Counts
	// Before is of each minute before: the mean of the history, of which nothing is bad.
	Before Counts
	Notes  []string // sentences on what a reader should know, such as how many minutes are missing
}

// Bounds of a history.
const (
	// MaxMinutes is the longest time between the first and the last minute: two years.
	MaxMinutes = 2 * 366 * burn.MinutesPerDay
	maxRow     = 1 << 20 // bytes of a row in the file
	sniffed    = 4 << 10 // how much of a file is looked at to find out its form
	maxEvents  = math.MaxInt64 / 4 / Micro
)

// ReadHistory reads counts by the minute or by the hour. What the first bytes are tells the form:
//
//   - CSV with names in the first line, or JSON, objects one after the other or lists of them, with the time (time or
//     timestamp: RFC 3339 or seconds since 1970) and two of the counts total (or eligible), bad (or errors) and good;
//   - answers of Honeycomb's API, one or several: /1/slos/{dataset}/{id}/counts, and the same with /history;
//   - each also compressed with gzip.
//
// Rows needn't be in order. Those of an hour are spread evenly over its minutes. A time without a row is one without
// events, and what Honeycomb marks as partial is left out; a note says both. An error says where it is and what to do.
func ReadHistory(r io.Reader) (*History, error) {
	b := bufio.NewReader(r)
	if head, _ := b.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := stream.Unpack(b)
		if err != nil {
			return nil, fmt.Errorf("its compressed data is damaged: %w", err)
		}
		b = bufio.NewReader(z)
	}
	const byteOrderMark = "\ufeff"
	if head, _ := b.Peek(len(byteOrderMark)); string(head) == byteOrderMark {
		_, _ = b.Discard(len(head)) // it was peeked at, so it is there
	}
	head, _ := b.Peek(sniffed) // an error will recur when it is read
	h := &reading{epochs: []string{""}, src: stream.Limit(b, maxRow, errLongRow)}
	form := h.csv
	if head = bytes.TrimLeft(head, " \t\r\n"); len(head) > 0 && (head[0] == '{' || head[0] == '[') {
		form = h.json
	}
	if err := form(); err != nil {
		return nil, err
	}
	return h.history()
}

var errLongRow = fmt.Errorf("a row is longer than %d MiB. It must hold counts by the minute or by the hour; if it "+
	"holds events, they have to go through an SLI first (-events)", maxRow>>20)

// reading is one run of ReadHistory.
type reading struct {
	src    *stream.Limited
	rows   []row
	slo    string // the SLO whose counts an answer of the API holds
	sloAt  place
	epochs []string // by row.epoch
}

// row is the counts from a moment on.
type row struct {
	at         int64 // in seconds since 1970
	width      int64 // in seconds; 0 when the row doesn't say
	total, bad int64 // in events
	place      place
	epoch      int32 // of the SLI's definition; 0 when the row doesn't say
	partial    bool
}

// place says where something is in a file. In JSON an element of a list is also told by its number.
type place struct {
	line    int
	element int    // from 1 on; 0 for none
	list    string // the member that holds the list
}

func (p place) String() string {
	switch {
	case p.element == 0:
		return fmt.Sprintf("line %d", p.line)
	case p.list == "":
		return fmt.Sprintf("line %d, element %d", p.line, p.element)
	}
	return fmt.Sprintf("line %d, element %d of %q", p.line, p.element, p.list)
}

func (p place) errorf(format string, args ...any) error {
	return fmt.Errorf("%s: "+format, append([]any{p}, args...)...)
}

// field is what a column or member means.
type field int

const (
	fieldTime field = iota
	fieldTotal
	fieldBad
	fieldGood
	fieldPartial
	fieldCount
)

// fields are the names of columns and members, in small letters. Those of Honeycomb's API are total_count, error_count,
// window_start, start_time and is_partial.
var fields = map[string]field{
	"time": fieldTime, "timestamp": fieldTime, "window_start": fieldTime, "start_time": fieldTime,
	"total": fieldTotal, "eligible": fieldTotal, "total_count": fieldTotal,
	"bad": fieldBad, "errors": fieldBad, "error_count": fieldBad,
	"good":       fieldGood,
	"is_partial": fieldPartial,
}

const neededFields = "time (or timestamp), and two of total (or eligible), bad (or errors) and good"

// values are the texts of a row's fields; empty where there is none.
type values [fieldCount]struct{ name, text string }

// fieldOf is what a column or member means, if anything.
func fieldOf(name string) (field, bool) {
	f, ok := fields[name]
	if !ok {
		f, ok = fields[strings.ToLower(strings.TrimSpace(name))]
	}
	return f, ok
}

// set gives a field its text. It fails where it has one, by this name or another of the same field.
func (v *values) set(f field, name, text string) error {
	switch v[f].name {
	case "":
	case name:
		return fmt.Errorf("%q appears twice; leave one out", name)
	default:
		return fmt.Errorf("%q and %q mean the same; leave one out", v[f].name, name)
	}
	v[f].name, v[f].text = name, strings.TrimSpace(text)
	return nil
}

// row reads the texts.
func (v *values) row(p place) (row, error) {
	r := row{place: p}
	if v[fieldTime].text == "" {
		return r, p.errorf("the row has no time; it must have %s", neededFields)
	}
	var err error
	if r.at, err = moment(v[fieldTime].text); err != nil {
		return r, p.errorf("%w", err)
	}
	if r.total, r.bad, err = v.counts(p); err != nil {
		return r, err
	}
	switch s := strings.ToLower(v[fieldPartial].text); s {
	case "", "false":
	case "true":
		r.partial = true
	default:
		return r, p.errorf("%s is %q, but must be true or false", v[fieldPartial].name, v[fieldPartial].text)
	}
	return r, nil
}

// counts reads the numbers of events. One of the three may be missing, as the others tell it.
func (v *values) counts(p place) (total, bad int64, err error) {
	count := func(f field) (n int64) {
		if v[f].text == "" || err != nil {
			return -1
		}
		if n, err = wholeNumber(v[f].text); err != nil {
			err = p.errorf("%s is %q, %w", v[f].name, v[f].text, err)
		}
		return n
	}
	total, bad = count(fieldTotal), count(fieldBad)
	good := count(fieldGood)
	if err != nil {
		return 0, 0, err
	}
	switch {
	case total >= 0 && bad >= 0 && good >= 0 && good+bad != total:
		return 0, 0, p.errorf("%d good and %d bad events don't add up to the total of %d; correct one of the three or "+
			"leave it out", good, bad, total)
	case total < 0 && bad >= 0 && good >= 0:
		total = good + bad
	case bad < 0 && total >= 0 && good >= 0:
		if bad = total - good; bad < 0 {
			return 0, 0, p.errorf("there are %d good events, which is more than the total of %d", good, total)
		}
	case total < 0 || bad < 0:
		return 0, 0, p.errorf("the row has too few counts; it must have two of total, bad and good, and 0 where " +
			"nothing happened")
	}
	if bad > total {
		return 0, 0, p.errorf("there are %d bad events, which is more than the total of %d", bad, total)
	}
	if total > maxEvents {
		return 0, 0, p.errorf("%d events are more than can be counted", total)
	}
	return total, bad, nil
}

// moment reads a time, in seconds since 1970.
func moment(s string) (int64, error) {
	var at int64
	whole := true
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		at, whole = t.Unix(), t.Nanosecond() == 0
	} else if at, err = strconv.ParseInt(strings.TrimSuffix(s, ".0"), 10, 64); err != nil {
		return 0, fmt.Errorf("the time is %q; it must be like 2026-03-02T08:00:00Z (RFC 3339, with a time zone), or in "+
			"seconds since 1970", s)
	}
	if at < 0 || at > maxTime {
		return 0, fmt.Errorf("the time %s is before 1970 or after 5138; numbers are seconds since 1970, not milliseconds", s)
	}
	if !whole || at%60 != 0 {
		return 0, fmt.Errorf("the time %s is not a whole minute; give counts by the minute or by the hour, with the time "+
			"at which each begins", s)
	}
	return at, nil
}

const maxTime = 100_000_000_000 // in seconds since 1970; beyond it they would be milliseconds

// wholeNumber reads a count. Spreadsheets and data frames write 12 as 12.0 or 1.2e1 too.
func wholeNumber(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return 0, errors.New("but must be a whole number of events")
		}
		n = int64(f)
	}
	if n < 0 {
		return 0, errors.New("but can't be negative")
	}
	if n > maxEvents {
		return 0, errors.New("which is more than can be counted")
	}
	return n, nil
}

// add keeps a row.
func (h *reading) add(r row) error {
	h.src.Next()
	if len(h.rows) >= MaxMinutes {
		return r.place.errorf("there are more than %d rows, the number of minutes in two years; give fewer", MaxMinutes)
	}
	h.rows = append(h.rows, r)
	return nil
}

// csv reads CSV.
func (h *reading) csv() error {
	c := csv.NewReader(h.src)
	c.ReuseRecord = true
	head, err := c.Read()
	if err == io.EOF {
		return errors.New("it is empty; it must hold counts by the minute or by the hour")
	}
	if err != nil {
		return csvError(err, 0, 0)
	}
	names := slices.Clone(head)
	var seen values
	known := make([]field, len(names))
	for i, n := range names {
		f, ok := fieldOf(n)
		if !ok {
			known[i] = -1
			continue
		}
		known[i] = f
		if err := seen.set(f, n, "x"); err != nil {
			return fmt.Errorf("line 1: %w", err)
		}
	}
	has := func(f field) int { return len(seen[f].text) }
	if has(fieldTime) == 0 || has(fieldTotal)+has(fieldBad)+has(fieldGood) < 2 {
		return fmt.Errorf("line 1: the columns are %s; there must be %s", quoted(names), neededFields)
	}
	for line := 1; ; {
		rec, err := c.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return csvError(err, len(names), line)
		}
		var v values
		for i, s := range rec {
			if f := known[i]; f >= 0 {
				v[f].name, v[f].text = names[i], strings.TrimSpace(s)
			}
		}
		line, _ = c.FieldPos(0)
		r, err := v.row(place{line: line})
		if err == nil {
			err = h.add(r)
		}
		if err != nil {
			return err
		}
	}
}

func quoted(names []string) string {
	const most = 20
	out := make([]string, min(len(names), most))
	for i := range out {
		out[i] = strconv.Quote(names[i])
	}
	if len(names) > most {
		out = append(out, "...")
	}
	return strings.Join(out, ", ")
}

// csvError words an error of the CSV reader; columns is how many there are, and last the line of the last row.
func csvError(err error, columns, last int) error {
	var p *csv.ParseError
	switch {
	case errors.Is(err, errLongRow):
		return fmt.Errorf("line %d: %w", last+1, err)
	case errors.Is(err, csv.ErrFieldCount) && errors.As(err, &p):
		return fmt.Errorf("line %d: the row must have %d values, one for each column of the first line", p.Line, columns)
	case errors.As(err, &p):
		return fmt.Errorf("line %d: %w", p.Line, p.Err)
	}
	return err
}

// jsonReader reads JSON and knows the line.
type jsonReader struct {
	*jsontext.Decoder
	lines   *stream.Lines
	reading *reading
}

// json reads objects one after the other, or lists of them.
func (h *reading) json() error {
	lines := stream.CountLines(h.src)
	d := &jsonReader{jsontext.NewDecoder(lines, jsontext.AllowDuplicateNames(true)), lines, h}
	for {
		switch d.PeekKind() {
		case '{':
			if err := d.object(place{line: d.here()}); err != nil {
				return err
			}
		case '[':
			if err := d.list("", nil); err != nil {
				return err
			}
		default:
			line := d.here()
			if _, err := d.ReadToken(); err == io.EOF {
				return nil
			} else if err != nil {
				return d.wrong(err)
			}
			return fmt.Errorf("line %d: this must hold objects with %s, or responses of Honeycomb's API", line, neededFields)
		}
	}
}

// here is the line of the value that comes next, which was peeked at.
func (d *jsonReader) here() int {
	at := d.InputOffset()
	d.lines.Forget(at)
	ahead := d.UnreadBuffer()
	return d.lineOf(at + int64(len(ahead)-len(bytes.TrimLeft(ahead, " \t\r\n,:"))))
}

func (d *jsonReader) lineOf(offset int64) int { return int(d.lines.At(offset)) }

// wrong words an error of the JSON reader.
func (d *jsonReader) wrong(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, errLongRow):
		return fmt.Errorf("line %d: %w", d.lineOf(d.InputOffset()), errLongRow)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("line %d: the JSON ends too early", d.lineOf(d.lines.End()))
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: %s", d.lineOf(min(syntax.ByteOffset, d.lines.End())),
			strings.TrimPrefix(syntax.Err.Error(), "jsontext: "))
	}
	return err
}

// list reads a list of rows. With made it is that of an answer, whose rows are given to it.
func (d *jsonReader) list(name string, made func(row) error) error {
	if _, err := d.ReadToken(); err != nil {
		return d.wrong(err)
	}
	for n := 1; ; n++ {
		switch d.PeekKind() {
		case ']':
			_, err := d.ReadToken()
			return err
		case '{':
			p := place{d.here(), n, name}
			if made == nil {
				if err := d.object(p); err != nil {
					return err
				}
				continue
			}
			v, _, err := d.members(p, nil)
			if err != nil {
				return err
			}
			r, err := v.row(p)
			if err == nil {
				err = made(r)
			}
			if err != nil {
				return err
			}
		default:
			p := place{d.here(), n, name}
			if _, err := d.ReadToken(); err != nil {
				return d.wrong(err)
			}
			return p.errorf("it must be an object with %s", neededFields)
		}
	}
}

// The members of an answer that hold rows, and how long each of these is, in seconds.
// Source: Honeycomb's OpenAPI document, SLOCountsResponse and SLOHourlyCountsResponse.
var answerLists = map[string]int64{"windows": 60, "buckets": 3600}

// answer is what else an answer says.
type answer struct {
	list       string
	width      int64
	resolution string
	slo, epoch string
}

// object reads an object: a row, or an answer of the API.
func (d *jsonReader) object(p place) error {
	h, first := d.reading, len(d.reading.rows)
	v, a, err := d.members(p, h.add)
	if err != nil {
		return err
	}
	if a.list == "" {
		r, err := v.row(p)
		if err != nil {
			return err
		}
		return h.add(r)
	}
	if a.resolution != "" && a.resolution != strconv.FormatInt(a.width, 10) {
		return p.errorf("resolution_seconds is %s, but for %q it must be %d", a.resolution, a.list, a.width)
	}
	switch {
	case a.slo == "":
	case h.slo == "":
		h.slo, h.sloAt = a.slo, p
	case h.slo != a.slo:
		return p.errorf("these counts are for the SLO %q, but those of %s are for %q; give the counts of a single SLO", a.slo,
			h.sloAt, h.slo)
	}
	epoch := slices.Index(h.epochs, a.epoch)
	if epoch < 0 {
		epoch = len(h.epochs)
		h.epochs = append(h.epochs, a.epoch)
	}
	for i := first; i < len(h.rows); i++ {
		h.rows[i].width, h.rows[i].epoch = a.width, int32(epoch)
	}
	return nil
}

// set keeps what a member says of all rows of an answer.
func (a *answer) set(name, text string) {
	switch name {
	case "resolution_seconds":
		a.resolution = text
	case "slo_id":
		a.slo = text
	case "epoch":
		a.epoch = text
	}
}

// scalar reads a value: the text of a string, and what stands there for any other.
func (d *jsonReader) scalar() (string, error) {
	raw, err := d.ReadValue()
	if err != nil || raw.Kind() != '"' {
		return string(raw), err
	}
	text, err := jsontext.AppendUnquote(nil, raw)
	return string(text), err
}

// members reads the members of an object. With made it may be an answer, whose rows are given to it.
func (d *jsonReader) members(p place, made func(row) error) (v values, a answer, err error) {
	if _, err := d.ReadToken(); err != nil {
		return v, a, d.wrong(err)
	}
	for d.PeekKind() != '}' {
		t, err := d.ReadToken()
		if err != nil {
			return v, a, d.wrong(err)
		}
		name, kind := t.String(), d.PeekKind()
		if width := answerLists[name]; made != nil && width > 0 && kind == '[' {
			if a.list != "" {
				return v, a, p.errorf("%q and %q are counts over different lengths of time; give only one", a.list, name)
			}
			a.list, a.width = name, width
			if err := d.list(name, made); err != nil {
				return v, a, err
			}
			continue
		}
		text, err := d.scalar()
		if err != nil {
			return v, a, d.wrong(err)
		}
		if kind == 'n' {
			continue
		}
		if made != nil {
			a.set(name, text)
		}
		f, ok := fieldOf(name)
		switch {
		case !ok:
			continue
		case kind == '[' || kind == '{':
			return v, a, p.errorf("%s must be a number or a string", name)
		}
		if err := v.set(f, name, text); err != nil {
			return v, a, p.errorf("%w", err)
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return v, a, d.wrong(err)
	}
	return v, a, nil
}

// history puts the rows in order.
func (h *reading) history() (*History, error) {
	if len(h.rows) == 0 {
		return nil, errors.New("it has no rows; it must hold counts by the minute or by the hour")
	}
	slices.SortStableFunc(h.rows, func(a, b row) int { return cmp.Compare(a.at, b.at) })
	for i, r := range h.rows[1:] {
		if r.at == h.rows[i].at {
			return nil, r.place.errorf("the counts for %s are already given (%s); leave one of them out", clock(r.at),
				h.rows[i].place)
		}
	}
	width, err := h.width()
	if err != nil {
		return nil, err
	}
	unit := "minute"
	out := &History{}
	if width == 3600 {
		unit = "hour"
		out.Notes = append(out.Notes, "The counts are hourly and were spread evenly over the minutes of each hour. The "+
			"times at which alerts fire are exact only to the hour, and a short incident looks longer and milder than it was.")
	}
	all := len(h.rows)
	h.rows = slices.DeleteFunc(h.rows, func(r row) bool { return r.partial })
	if len(h.rows) == 0 {
		return nil, errors.New("all its counts are marked as partial; ask Honeycomb for them again once their time is over")
	}
	if partial := all - len(h.rows); partial > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d of %d counts were left out because they are marked as partial: "+
			"provisional, or from an hour that wasn't over.", partial, all))
	}
	first, last := h.rows[0], h.rows[len(h.rows)-1]
	slots := (last.at-first.at)/width + 1
	if minutes := slots * width / 60; minutes > MaxMinutes {
		return nil, fmt.Errorf("it goes from %s (%s) to %s (%s), but may cover at most %d days; is one of these times wrong?",
			clock(first.at), first.place, clock(last.at), last.place, MaxMinutes/burn.MinutesPerDay)
	}
	if missing := slots - int64(len(h.rows)); missing > 0 {
		at := first.at
		for _, r := range h.rows {
			if r.at != at {
				break
			}
			at += width
		}
		out.Notes = append(out.Notes, fmt.Sprintf("%d of %d %ss have no counts, the first at %s. They are treated as times "+
			"without events.", missing, slots, unit, clock(at)))
	}
	for i, r := range h.rows[1:] {
		if before := h.rows[i]; r.epoch != before.epoch && r.epoch > 0 && before.epoch > 0 {
			out.Notes = append(out.Notes, fmt.Sprintf("The SLI changed at %s, where the epoch goes from %q to %q, so what "+
				"counts as bad differs before and after.", clock(r.at), h.epochs[before.epoch], h.epochs[r.epoch]))
		}
	}
	out.Start = time.Unix(first.at, 0).UTC()
	out.Minutes = make([]Counts, slots*width/60)
	for _, r := range h.rows {
		spread(out.Minutes[(r.at-first.at)/60:][:width/60], Counts{r.total * Micro, r.bad * Micro})
	}
	return out.finish()
}

// width is how long each row is, in seconds: as the rows say, or as their times show.
func (h *reading) width() (int64, error) {
	first := h.rows[0]
	for _, r := range h.rows {
		if r.width != first.width {
			return 0, r.place.errorf("the counts here and at %s cover different lengths of time; give all by the minute or "+
				"all by the hour", first.place)
		}
	}
	least := first.width
	for i, r := range h.rows[1:] {
		if d := r.at - h.rows[i].at; first.width == 0 && (least == 0 || d < least) {
			least = d
		}
	}
	switch least {
	case 0:
		return 0, first.place.errorf("a single row doesn't show whether it covers a minute or an hour; give at least two " +
			"consecutive ones, with 0 where nothing happened")
	case 60, 3600:
	default:
		return 0, fmt.Errorf("from %[2]s on, rows are at least %[1]v apart, so they are counts neither by the minute nor "+
			"by the hour; give one or the other, with 0 where nothing happened", time.Duration(least)*time.Second, first.place)
	}
	for i, r := range h.rows[1:] {
		before := h.rows[i]
		switch d := r.at - before.at; {
		case least == 3600 && d%3600 != 0:
			return 0, r.place.errorf("the counts are by the hour, but this time, %s, is not a whole number of hours after "+
				"that of %s, %s", clock(r.at), before.place, clock(before.at))
		case least == 60 && first.width == 0 && d == 3600 && r.at%3600 == 0:
			return 0, r.place.errorf("the counts are by the minute, but this one, for %s, comes a whole hour after that of "+
				"%s; give all by the minute or all by the hour, with 0 where nothing happened", clock(r.at), before.place)
		}
	}
	return least, nil
}

// spread gives the counts to the minutes as evenly as can be: the sums are exact. Good and bad are spread each, so that
// no minute has more bad events than events.
func spread(minutes []Counts, c Counts) {
	n := int64(len(minutes))
	share := func(sum, i int64) int64 { // of whole parts, and the rest by and by
		return sum/n + sum%n*(i+1)/n - sum%n*i/n
	}
	for i := range minutes {
		bad := share(c.Bad, int64(i))
		minutes[i] = Counts{share(c.Total-c.Bad, int64(i)) + bad, bad}
	}
}

// HistoryOf makes a history of the counts of minutes, by their number since 1970. Minutes between them that are not
// there had no events; a note says how many.
func HistoryOf(minutes map[int64]Counts) (*History, error) {
	if len(minutes) == 0 {
		return nil, errors.New("there are no events with a time")
	}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for m := range minutes {
		first, last = min(first, m), max(last, m)
	}
	if last-first >= MaxMinutes {
		return nil, fmt.Errorf("the events are from %s to %s, but may cover at most %d days; is one of these times wrong?",
			clock(first*60), clock(last*60), MaxMinutes/burn.MinutesPerDay)
	}
	h := &History{Start: time.Unix(first*60, 0).UTC(), Minutes: make([]Counts, last-first+1)}
	for m, c := range minutes {
		h.Minutes[m-first] = c
	}
	if missing := len(h.Minutes) - len(minutes); missing > 0 {
		at := first
		for there := true; there; _, there = minutes[at] {
			at++
		}
		h.Notes = append(h.Notes, fmt.Sprintf("%d of %d minutes have no events, the first at %s.", missing, len(h.Minutes),
			clock(at*60)))
	}
	return h.finish()
}

// finish computes what was before, and gives the history or an error.
func (h *History) finish() (*History, error) {
	var sum int64
	for i, c := range h.Minutes {
		if c.Total > maxEvents*Micro-sum {
			return nil, fmt.Errorf("up to %s there are more than %d events, the most that can be counted",
				clock(h.Start.Unix()+int64(i)*60), int64(maxEvents))
		}
		sum += c.Total
	}
	if sum == 0 {
		return nil, errors.New("all its counts are 0; without eligible events there is no error budget")
	}
	h.Before = Counts{Total: sum / int64(len(h.Minutes))}
	return h, nil
}

// clock is a moment as notes and errors show it.
func clock(unix int64) string { return time.Unix(unix, 0).UTC().Format("2006-01-02T15:04Z") }
