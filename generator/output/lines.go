package output

import (
	"bufio"
	"bytes"
	"io"
)

// unixLines reads a file with the line ends that slogen writes: a checkout may have changed those and nothing else.
type unixLines struct{ r *bufio.Reader }

func newUnixLines(r io.Reader) *unixLines { return &unixLines{bufio.NewReader(r)} }

func (u *unixLines) Read(p []byte) (int, error) {
	for {
		n, err := u.r.Read(p)
		got := p[:n]
		if bytes.IndexByte(got, '\r') >= 0 {
			got = bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n"))
			if k := len(got); k > 0 && got[k-1] == '\r' {
				if next, _ := u.r.Peek(1); len(next) > 0 && next[0] == '\n' {
					got = got[:k-1]
				}
			}
			copy(p, got)
		}
		if len(got) > 0 || err != nil || len(p) == 0 {
			return len(got), err
		}
	}
}
