// Package stream reads files of rows and events one after the other, so that memory doesn't grow with the file. Such
// files come from a service's traffic or from strangers, and any of them may go on for ever in the middle of a row.
//
// It promises that a stream ends with an error where one piece of it doesn't end, and that the line of any offset that
// was just read is known. What a piece is and how to say so is its callers' job.
package stream

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
)

// step is how much is read at once, so that little is read beyond the end of a piece.
const step = 64 << 10

// Limited ends a stream in which a piece, such as an event or a row, doesn't end.
type Limited struct {
	r    io.Reader
	most int
	err  error
	n    int
}

// Limit makes a reader that fails with err in a piece of more than most bytes. What is read ahead of a piece doesn't
// count.
func Limit(r io.Reader, most int, err error) *Limited { return &Limited{r: r, most: most, err: err} }

// Next says that a piece has ended.
func (l *Limited) Next() { l.n = 0 }

func (l *Limited) Read(b []byte) (int, error) {
	if l.n > l.most {
		return 0, l.err
	}
	n, err := l.r.Read(b[:min(len(b), step)])
	l.n += n
	return n, err
}

// Lines counts the lines that pass, to find the line of an offset.
type Lines struct {
	r      io.Reader
	offset int64
	end    int64   // after the last byte that isn't a blank
	line   int64   // lines before the kept offsets
	breaks []int64 // offsets of line breaks that haven't been forgotten
}

// CountLines makes a reader that counts lines.
func CountLines(r io.Reader) *Lines { return &Lines{r: r} }

func (l *Lines) Read(b []byte) (int, error) {
	n, err := l.r.Read(b)
	for i, c := range b[:n] {
		switch c {
		case '\n':
			l.breaks = append(l.breaks, l.offset+int64(i))
		case ' ', '\t', '\r':
		default:
			l.end = l.offset + int64(i) + 1
		}
	}
	l.offset += int64(n)
	return n, err
}

// At is the line of an offset, from 1 on. What comes before the offset of [Lines.Forget] has that one's line.
func (l *Lines) At(offset int64) int64 {
	i, _ := slices.BinarySearch(l.breaks, offset)
	return l.line + int64(i) + 1
}

// End is the offset after what was read so far, without blanks and line breaks at its end.
func (l *Lines) End() int64 { return l.end }

// Forget says that nobody asks for the lines of earlier offsets any more.
func (l *Lines) Forget(offset int64) {
	i, _ := slices.BinarySearch(l.breaks, offset)
	if i < 4096 {
		return
	}
	l.line += int64(i)
	l.breaks = append(l.breaks[:0], l.breaks[i:]...)
}

// Unpack reads what is compressed with gzip. The errors of damaged data are worded for people; the one that is returned
// at once, about the beginning, is gzip's own.
func Unpack(r io.Reader) (io.Reader, error) {
	z, err := gzip.NewReader(r)
	return unpacking{z}, err
}

type unpacking struct{ z *gzip.Reader }

func (u unpacking) Read(b []byte) (int, error) {
	n, err := u.z.Read(b)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("its compressed data is cut off")
	case errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader):
		err = fmt.Errorf("its compressed data is damaged: %w", err)
	}
	return n, err
}
