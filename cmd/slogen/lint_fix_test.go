package main

import (
	"os"
	"strings"
	"testing"
)

// TestFixedEnds fixes a text that was checked out with various line ends: those of lines that stay are kept.
func TestFixedEnds(t *testing.T) {
	const plain, text = "a\nb\nc\nd\n", "a\nx\ny\nd\n"
	for _, c := range []struct{ raw, want string }{
		{"a\nb\nc\nd\n", "a\nx\ny\nd\n"},
		{"a\r\nb\r\nc\r\nd\r\n", "a\r\nx\r\ny\r\nd\r\n"},
		{"a\r\nb\nc\nd\n", "a\r\nx\ny\nd\n"},
		{"a\nb\r\nc\r\nd\r\n", "a\nx\r\ny\r\nd\r\n"},
	} {
		f := fixedFile{raw: []byte(c.raw), plain: []byte(plain), text: []byte(text)}
		if got := string(f.withEnds()); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.raw, got, c.want)
		}
	}
}

// TestFixedMeanwhile changes one of two files after they were read: neither is written.
func TestFixedMeanwhile(t *testing.T) {
	t.Chdir(t.TempDir())
	x := &fixing{files: map[string]*fixedFile{}}
	for _, name := range []string{"a", "b"} {
		if err := os.WriteFile(name, []byte("old\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		x.files[name] = &fixedFile{path: realPath(name), raw: []byte("old\n"), plain: []byte("old\n"),
			text: []byte("new\n")}
	}
	if err := os.WriteFile("b", []byte("somebody's\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := x.write(); err == nil || !strings.Contains(err.Error(), "changed meanwhile") {
		t.Errorf("the error is %v", err)
	}
	for name, want := range map[string]string{"a": "old\n", "b": "somebody's\n"} {
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	if entries, err := os.ReadDir("."); err != nil || len(entries) != 2 {
		t.Errorf("there are %v", entries)
	}
	if err := os.WriteFile("b", []byte("old\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := x.write(); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile("b"); err != nil || string(got) != "new\n" {
		t.Errorf("b holds %q", got)
	}
}
