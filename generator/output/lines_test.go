package output

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestUnixLines reads line ends in pieces of any size.
func TestUnixLines(t *testing.T) {
	const text, want = "a\r\n\r\nb\rc\r\r\nd\r", "a\n\nb\rc\r\nd\r"
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(text),
		"bytes":  iotest.OneByteReader(strings.NewReader(text)),
		"halves": iotest.HalfReader(strings.NewReader(text)), "late end": iotest.DataErrReader(strings.NewReader(text))} {
		got, err := io.ReadAll(newUnixLines(r))
		if string(got) != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	got, err := io.ReadAll(iotest.OneByteReader(newUnixLines(strings.NewReader(text))))
	if string(got) != want || err != nil {
		t.Errorf("byte by byte: %q, %v", got, err)
	}
}
