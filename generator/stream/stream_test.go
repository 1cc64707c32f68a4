package stream

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// A piece that doesn't end is the end, and any number of pieces is not.
func TestLimit(t *testing.T) {
	much := errors.New("too much")
	endless := io.LimitReader(zeros{}, 1<<30)
	l := Limit(endless, 1<<20, much)
	n, err := io.Copy(io.Discard, l)
	if err != much || n > 1<<20+step {
		t.Errorf("%d bytes, %v", n, err)
	}
	lines := strings.Repeat(strings.Repeat("x", 1000)+"\n", 5000)
	l = Limit(strings.NewReader(lines), 1<<20, much)
	s := bufio.NewScanner(l)
	for s.Scan() {
		l.Next()
	}
	if s.Err() != nil {
		t.Error(s.Err())
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// The line of an offset is known however the stream is read, also after earlier ones were forgotten.
func TestLines(t *testing.T) {
	text := strings.Repeat("a\n\n bc\r\n", 5000) + "end \n\t\n"
	l := CountLines(iotest.HalfReader(strings.NewReader(text)))
	if _, err := io.Copy(io.Discard, l); err != nil {
		t.Fatal(err)
	}
	for at := 0; at <= len(text); at += 7 {
		if at > len(text)/2 {
			l.Forget(int64(at))
		}
		if got, want := l.At(int64(at)), int64(1+strings.Count(text[:at], "\n")); got != want {
			t.Fatalf("byte %d is in line %d, want %d", at, got, want)
		}
	}
	if got, want := l.End(), int64(len(strings.TrimRight(text, " \t\r\n"))); got != want {
		t.Errorf("the end is %d, want %d", got, want)
	}
	if len(l.breaks) > 8192 {
		t.Errorf("%d line breaks are kept", len(l.breaks))
	}
}

func TestUnpack(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, "hello"); err != nil {
		t.Fatal(err)
	}
	z.Close()
	for n, want := range map[int]string{b.Len(): "", b.Len() - 3: "cut off"} {
		r, err := Unpack(bytes.NewReader(b.Bytes()[:n]))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) ||
			string(text) != "hello" {
			t.Errorf("%q, %v, want %q", text, err, want)
		}
	}
	bad := bytes.Clone(b.Bytes())
	bad[len(bad)-6]++
	r, err := Unpack(bytes.NewReader(bad))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Error(err)
	}
}
