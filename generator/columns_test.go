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

// maxColumns is how long a line of Go may be, without what its strings say: prose is easier to find and to change in
// one piece.
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
		for i, line := range strings.Split(withoutStrings(src), "\n") {
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

// withoutStrings is the source with nothing in its strings but line breaks.
func withoutStrings(src []byte) string {
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
		if tok == token.STRING {
			at := file.Offset(pos)
			out.Write(src[last:at])
			out.WriteString(`"` + strings.Repeat("\n", strings.Count(text, "\n")) + `"`)
			last = at + len(text)
		}
	}
	out.Write(src[last:])
	return out.String()
}

// TestWithoutStrings holds that the check can fail: a long comment and a long call stay long.
func TestWithoutStrings(t *testing.T) {
	got := withoutStrings([]byte("package p // a\nvar x = f(`a\nb`, \"c\\\"d\", 'e') // \"f\"\n"))
	want := "package p // a\nvar x = f(\"\n\", \"\", 'e') // \"f\"\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
