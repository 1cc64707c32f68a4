package source

import (
	"bytes"
	"unicode/utf8"
)

// plainLines is a text with the line ends of Unix, however it was checked out: the same source gives the same output
// everywhere. What isn't text stays as it is.
func plainLines(src []byte) []byte {
	if !bytes.Contains(src, []byte("\r\n")) || !utf8.Valid(src) {
		return src
	}
	return bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
}
