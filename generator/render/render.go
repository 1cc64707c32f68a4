package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/syntax"
)

// code is the rule about templates.
const code = "output/template"

// Member is something that a template's value has.
type Member struct{ Name, Type, Doc string }

// Members are those of the value that a template is a function of.
func Members() []Member {
	list := []Member{{"environment", "string", "the environment of slogen.hcl; empty without one"}}
	for _, kind := range config.RuleKinds {
		list = append(list, Member{kind + "s", "list of " + kind + "s", "in the order of their keys"})
	}
	return list
}

// Files are what the template in a file makes of a configuration, sorted by path.
func Files(f *syntax.Files, name, environment string, r *honeycomb.Resources) ([]emit.File, hcl.Diagnostics) {
	t := &syntax.Template{Members: map[string]func() any{"environment": func() any { return environment }},
		Library: library(), Native: native()}
	for range r.Objects() {
		t.Size++
	}
	for _, kind := range config.RuleKinds {
		t.Members[kind+"s"] = func() any { return lint.Objects(r, kind) }
	}
	out, diags := f.Apply(name, t)
	if diags.HasErrors() {
		return nil, diags
	}
	files, problems := filesOf(out)
	src := f.Source(name)
	for i, p := range problems {
		if i == mostProblems {
			p = problem{text: fmt.Sprintf("And %d more like these.", len(problems)-i)}
		}
		diags = append(diags, diag.Error(code, "Template's result can't be written", p.text,
			placeOf(p.file, name, src)))
		if i == mostProblems {
			break
		}
	}
	return files, diags
}

const (
	mostProblems = 10 // that are told one by one
	mostFiles    = 50_000
)

// problem is what is wrong with the result of a template, or with one of its files.
type problem struct{ text, file string }

// placeOf is where a template has the name of a file: in one text, or else the last of its parts that stands in a text
// of its own. The beginning stands for a name that is made of other things.
func placeOf(file, template string, src []byte) hcl.Range {
	for _, name := range append([]string{file}, backwards(strings.Split(file, "/"))...) {
		for _, quote := range []string{"'", `"`} {
			i := bytes.Index(src, []byte(quote+name))
			if name == "" || i < 0 {
				continue
			}
			start := at(src, i)
			end := at(src, i+len(quote+name))
			return hcl.Range{Filename: template, Start: start, End: end}
		}
	}
	return hcl.Range{Filename: template, Start: hcl.InitialPos, End: hcl.InitialPos}
}

func backwards(list []string) []string {
	slices.Reverse(list)
	return list
}

// at is the place of a byte.
func at(src []byte, i int) hcl.Pos {
	line := bytes.LastIndexByte(src[:i], '\n') + 1
	return hcl.Pos{Line: bytes.Count(src[:i], []byte("\n")) + 1, Column: utf8.RuneCount(src[line:i]) + 1, Byte: i}
}

// filesOf reads what a template returns.
func filesOf(out []byte) (files []emit.File, problems []problem) {
	var contents map[string]json.RawMessage
	if bytes.HasPrefix(out, []byte("{")) {
		if err := json.Unmarshal(out, &contents); err != nil {
			return nil, []problem{{text: "It isn't JSON: " + err.Error() + "."}}
		}
	} else {
		return nil, []problem{{text: "A template returns an object with the contents of files by their names, such " +
			"as { \"checkout.yaml\": { ... }, \"docs/slos.md\": \"# SLOs\" }; this one returns something else."}}
	}
	if len(contents) > mostFiles {
		return nil, []problem{{text: fmt.Sprintf("It has %d files, and a template may make %d. Put more into each, or "+
			"split it into several templates.", len(contents), mostFiles)}}
	}
	n := &names{seen: map[string]string{}, files: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		if why := n.add(name); why != "" {
			problems = append(problems, problem{
				fmt.Sprintf("%q can't be the name of a file: %s.", shortened(name), why), name})
			continue
		}
		text, why := content(name, contents[name])
		if why != "" {
			problems = append(problems, problem{
				fmt.Sprintf("The content of %q can't be written: %s.", name, why), name})
			continue
		}
		files = append(files, emit.File{Path: name, Append: func(b []byte) []byte { return append(b, text...) }})
	}
	return files, problems
}

// content is the text of a file: a string as it is, with the line ends of Unix, and anything else in the form that the
// name says.
func content(name string, value json.RawMessage) (text []byte, why string) {
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err.Error()
	}
	if s, ok := v.(string); ok {
		return []byte(strings.ReplaceAll(s, "\r\n", "\n")), ""
	}
	if v == nil {
		return nil, "it is null. To leave a file out, leave out its name: [if CONDITION then NAME]: CONTENT"
	}
	var b bytes.Buffer
	switch strings.ToLower(path.Ext(name)) {
	case ".json":
		if err := encode(&b, v, "  "); err != nil {
			return nil, err.Error()
		}
	case ".yaml", ".yml":
		s, err := yamlOf(value)
		if err != nil {
			return nil, err.Error()
		}
		b.WriteString(s)
	default:
		return nil, "it isn't text, and only the names *.json, *.yaml and *.yml say how to write it. Make text of it, " +
			"as the functions of " + syntax.LibraryName + " do"
	}
	return b.Bytes(), ""
}

func yamlOf(value json.RawMessage) (string, error) {
	var v any
	if err := json.Unmarshal(value, &v); err != nil {
		return "", err
	}
	text, err := yamlText(v)
	return fmt.Sprint(text), err
}

// escape is a value as JSON in an address.
func escape(v any) (any, error) {
	var b bytes.Buffer
	if err := encode(&b, v, ""); err != nil {
		return nil, err
	}
	return url.QueryEscape(strings.TrimSuffix(b.String(), "\n")), nil
}
