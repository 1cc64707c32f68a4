package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

var errColumnsShape = errors.New("it is neither a list of columns, as Honeycomb's API gives it, " +
	"nor an object of names and types such as {\"duration_ms\": \"float\"}")

// ReadColumns reads a columns file: what Honeycomb's columns API lists, or an object of names and types. A byte order
// mark at its start means nothing. An error says on which line.
func ReadColumns(src []byte, at hcl.Range) ([]Column, error) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	r := columnsReader{src: src, at: at, lines: map[string]int{}}
	r.dec = jsontext.NewDecoder(bytes.NewReader(src), jsontext.AllowDuplicateNames(true))
	err := r.read()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("line %d: it isn't JSON, or it ends too early", r.line(len(src)))
	}
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		err = fmt.Errorf("line %d: it isn't JSON: %w", r.line(int(syntax.ByteOffset)), syntax.Err)
	}
	if err != nil {
		return nil, err
	}
	return r.out, nil
}

// columnsReader reads one columns file token by token, because whoever decodes an object into a map loses the key that
// stands twice and the line it stands on.
type columnsReader struct {
	src   []byte
	at    hcl.Range
	dec   *jsontext.Decoder
	lines map[string]int // where a column was read first
	out   []Column
}

// line is the number of the line that holds the byte before the offset end.
func (r *columnsReader) line(end int) int {
	end = min(end, len(bytes.TrimRight(r.src, " \t\r\n")))
	return 1 + bytes.Count(r.src[:end], []byte{'\n'})
}

func (r *columnsReader) here() int { return r.line(int(r.dec.InputOffset())) }

func (r *columnsReader) read() error {
	kind := r.dec.PeekKind()
	if kind != '{' && kind != '[' {
		if _, err := r.dec.ReadToken(); err != nil {
			return err
		}
		return errColumnsShape
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	next := r.member
	if kind == '[' {
		next = r.element
	}
	for r.dec.PeekKind() != '}' && r.dec.PeekKind() != ']' {
		if err := next(); err != nil {
			return err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	if _, err := r.dec.ReadToken(); err != io.EOF {
		if err == nil {
			err = errColumnsShape
		}
		return err
	}
	return nil
}

// member reads one name and type of an object.
func (r *columnsReader) member() error {
	key, err := r.dec.ReadToken()
	if err != nil {
		return err
	}
	name, line := key.String(), r.here()
	value, err := r.dec.ReadToken()
	if err != nil {
		return err
	}
	if value.Kind() != '"' {
		return errColumnsShape
	}
	t := value.String()
	if !knownType(t) {
		hint := ""
		if near := cmp.Or(otherTypes[strings.ToLower(t)], diag.Suggest(t, columnTypes)); near != "" {
			hint = fmt.Sprintf(" (did you mean %q?)", near)
		}
		return fmt.Errorf("line %d: column %q has the unknown type %q%s; a column is a string, integer, float, boolean "+
			"or any",
			line, name, t, hint)
	}
	return r.add(name, t, "", line)
}

// element reads one column of a list.
func (r *columnsReader) element() error {
	if r.dec.PeekKind() != '{' {
		if _, err := r.dec.ReadToken(); err != nil {
			return err
		}
		return errColumnsShape
	}
	value, err := r.dec.ReadValue()
	if err != nil {
		return err
	}
	line := r.line(int(r.dec.InputOffset()) - len(value) + 1)
	var c struct {
		Name        string `json:"key_name"`
		Type        string `json:"type"`
		Description string `json:"description"`
	}
	if err := json.Unmarshal(value, &c); err != nil {
		return errColumnsShape
	}
	if c.Name == "" {
		return fmt.Errorf("line %d: an entry of the list has no key_name", line)
	}
	if !knownType(c.Type) {
		c.Type = "any"
	}
	return r.add(c.Name, c.Type, strings.TrimSpace(c.Description), line)
}

func (r *columnsReader) add(name, typ, description string, line int) error {
	if first, twice := r.lines[name]; twice {
		return fmt.Errorf("the column %q is on line %d and on line %d; keep one of them", name, first, line)
	}
	r.lines[name] = line
	r.out = append(r.out, Column{Name: name, Type: typ, Range: r.at, Description: description})
	return nil
}

// takeColumns adds what the blocks say of columns.
func (v *Dataset) takeColumns() (diags hcl.Diagnostics) {
	blocks := map[string]*ColumnBlock{}
	for _, x := range v.Each {
		if first := blocks[x.Name.V]; first != nil {
			diags = append(diags, twice("column", x.Decl, first.Decl))
			continue
		}
		blocks[x.Name.V] = x
		c := v.Known[x.Name.V]
		c.Name, c.Range = x.Name.V, x.Decl
		c.Type = cmp.Or(x.Type.V, c.Type, "any")
		c.Description, c.Owner = cmp.Or(x.Description.V, c.Description), x.Owner.V
		c.Successor = x.DeprecatedBy.V
		v.Known[c.Name] = c
	}
	told := map[string]bool{} // the columns of cycles
	for _, x := range v.Each {
		by := x.DeprecatedBy
		if by.V == "" || blocks[x.Name.V] != x {
			continue
		}
		if _, ok := v.Known[by.V]; !ok {
			diags = append(diags, diag.Error("expression/column", "Unknown column", fmt.Sprintf("The dataset %q "+
				"declares no column %q, so nothing could read it instead of %q. Declare it, too.%s", v.Name.V, by.V,
				x.Name.V, diag.DidYouMean(by.V, slices.Sorted(maps.Keys(v.Known)))), by.Range))
			continue
		}
		var way []string
		for at := by.V; at != "" && !told[at] && len(way) <= len(blocks); at = v.Known[at].Successor {
			way = append(way, at)
			if at == x.Name.V {
				for _, c := range way {
					told[c] = true
				}
				diags = append(diags, diag.Error("language/cycle", "Column that replaces itself", fmt.Sprintf("From "+
					"successor to successor, %q leads back to itself. The column that stays has no `deprecated_by`.",
					x.Name.V), by.Range))
				break
			}
		}
	}
	return diags
}
