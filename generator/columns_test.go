package generator

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// maxColumns is how long a line of Go may be, without what its raw strings hold: they are data, which can't be broken.
const maxColumns = 120

// TestColumns holds every Go file of the repository to it.
func TestColumns(t *testing.T) {
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		files++
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(withoutRawStrings(src), "\n") {
			if n := utf8.RuneCountInString(line); n > maxColumns {
				t.Errorf("%s:%d has %d columns, more than %d", path, i+1, n, maxColumns)
			}
		}
		return nil
	})
	if err != nil || files < 300 {
		t.Errorf("%d files were read: %v", files, err)
	}
}

// withoutRawStrings is the source with nothing in its raw strings but line breaks.
func withoutRawStrings(src []byte) string {
	var out strings.Builder
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(file, src, nil, scanner.ScanComments)
	last := 0
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			break
		}
		if tok == token.STRING && text[0] == '`' {
			at := file.Offset(pos)
			out.Write(src[last:at])
			out.WriteString("``" + strings.Repeat("\n", strings.Count(text, "\n")))
			last = at + len(text)
		}
	}
	out.Write(src[last:])
	return out.String()
}

// TestWithoutRawStrings holds that the check can fail: comments, calls and other strings stay as they are.
func TestWithoutRawStrings(t *testing.T) {
	got := withoutRawStrings([]byte("package p // a\nvar x = f(`a\nb`, \"c\\\"d\", 'e') // \"f\"\n"))
	want := "package p // a\nvar x = f(``\n, \"c\\\"d\", 'e') // \"f\"\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
