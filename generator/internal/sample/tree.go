// Package sample draws configurations of slogen's language: whole ones without fault, in which everything that the
// language has occurs, with values at the bounds of what is allowed. It is for tests only, which hold what becomes of
// them to what Honeycomb says, and break them in one place to see what is said.
//
// It knows the language and none of the program, so that it can't share a mistake with it.
package sample

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"pgregory.net/rapid"
)

// A Block is a block of HCL, which a test may change before it is written.
type Block struct {
	Type   string
	Labels []string
	Args   []Arg
	Blocks []*Block

	line int // of the header, once written
}

// An Arg is an argument; its value is an expression as it is written.
type Arg struct {
	Name, Value string

	line int // once written
}

// Set gives an argument a value, and adds the argument where it is missing. No value removes it.
func (b *Block) Set(name, value string) {
	for i := range b.Args {
		if b.Args[i].Name == name {
			if b.Args[i].Value = value; value == "" {
				b.Args = append(b.Args[:i:i], b.Args[i+1:]...)
			}
			return
		}
	}
	if value != "" {
		b.Args = append(b.Args, Arg{Name: name, Value: value})
	}
}

// Get is the value of an argument; empty where it is missing.
func (b *Block) Get(name string) string {
	for _, a := range b.Args {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// Add puts a block into b and returns it.
func (b *Block) Add(in *Block) *Block {
	b.Blocks = append(b.Blocks, in)
	return in
}

// Line is where an argument was written last, or the block's header for one that is missing or "".
func (b *Block) Line(arg string) int {
	for _, a := range b.Args {
		if a.Name == arg {
			return a.line
		}
	}
	return b.line
}

// A File is a file of a configuration.
type File struct {
	Name   string // relative, with forward slashes
	Blocks []*Block
	json   bool
}

// Bytes writes the file, and notes the lines of its blocks and arguments.
func (f *File) Bytes() []byte {
	if f.json {
		return inJSON(f.Blocks)
	}
	w := writer{line: 1}
	for _, b := range f.Blocks {
		w.block(b, "")
	}
	return []byte(w.String())
}

type writer struct {
	strings.Builder
	line int
}

func (w *writer) put(s string) {
	w.WriteString(s)
	w.line += strings.Count(s, "\n")
}

func (w *writer) block(b *Block, indent string) {
	b.line = w.line
	w.put(indent + b.Type)
	for _, l := range b.Labels {
		w.put(" " + quote(l))
	}
	w.put(" {\n")
	for i := range b.Args {
		b.Args[i].line = w.line
		w.put(fmt.Sprintf("%s  %s = %s\n", indent, b.Args[i].Name, b.Args[i].Value))
	}
	for _, in := range b.Blocks {
		w.block(in, indent+"  ")
	}
	w.put(indent + "}\n")
}

// Config is a configuration: its files, and the blocks that a test may want to change.
type Config struct {
	Files    []*File
	Outputs  []string
	Services []*Block
}

// Find are all blocks of a type, in services and outside of them, in the order in which they are written.
func (c *Config) Find(typ string) (found []*Block) {
	var walk func(list []*Block)
	walk = func(list []*Block) {
		for _, b := range list {
			if b.Type == typ {
				found = append(found, b)
			}
			walk(b.Blocks)
		}
	}
	for _, f := range c.Files {
		walk(f.Blocks)
	}
	return found
}

// fileOf is the file that holds the block; nil where none does.
func (c *Config) fileOf(b *Block) *File {
	var holds func(list []*Block) bool
	holds = func(list []*Block) bool {
		for _, x := range list {
			if x == b || holds(x.Blocks) {
				return true
			}
		}
		return false
	}
	for _, f := range c.Files {
		if holds(f.Blocks) {
			return f
		}
	}
	return nil
}

// Write puts the files into a folder, which it makes.
func (c *Config) Write(dir string) error {
	for _, f := range c.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Bytes(), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// quote writes a text as HCL does, so that nothing in it is a template.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case (r == '$' || r == '%') && strings.HasPrefix(s[i+1:], "{"):
			b.WriteRune(r)
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// chance is true in one of n cases.
func chance(t *rapid.T, n int, label string) bool {
	return rapid.IntRange(0, n-1).Draw(t, label) == n-1
}

func pick[T any](t *rapid.T, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(t, label)
}

// some draws a number of different elements, in their order.
func some[T any](t *rapid.T, label string, least, most int, from ...T) []T {
	indexes := rapid.SliceOfNDistinct(rapid.IntRange(0, len(from)-1), least, min(most, len(from)), rapid.ID).Draw(t, label)
	var out []T
	for i := range from {
		for _, j := range indexes {
			if i == j {
				out = append(out, from[i])
			}
		}
	}
	return out
}
