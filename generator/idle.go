package generator

import (
	"bytes"

	"github.com/slogen-project/slogen/generator/config"
)

// Idle are the blocks that do something only where others refer to them, and that nothing refers to: recipients,
// policies, templates and functions. What is named in a comment, or perhaps through an index, isn't among them.
func (r *Result) Idle() (idle []config.Reusable) {
	if len(r.reusable) == 0 {
		return nil
	}
	m := mentions{names: map[string]bool{}, functions: map[string]bool{}}
	for _, x := range r.reusable {
		if x.What == "function" {
			m.functions[x.Name] = false
		}
	}
	for _, name := range r.Names {
		m.read(r.Sources(name))
	}
	for _, x := range r.reusable {
		if !m.of(x) {
			idle = append(idle, x)
		}
	}
	return idle
}

// mentions are the names that texts mention. To parse all files again would take as long as all else that lint does.
type mentions struct {
	names     map[string]bool // such as "recipient.slack.a", or "recipient.slack" for all of these
	functions map[string]bool // whether the function is called
}

// roots are the first words of references, and how many follow.
var roots = []struct {
	word  []byte
	steps int
}{{[]byte("recipient"), 2}, {[]byte("burn_alert_policy"), 1}, {[]byte("sli_template"), 1},
	{[]byte("trigger_template"), 1}}

func (m *mentions) of(x config.Reusable) bool {
	if x.What == "function" {
		return m.functions[x.Name]
	}
	for name := x.Name; name != ""; {
		if m.names[name] {
			return true
		}
		name = name[:max(0, bytes.LastIndexByte([]byte(name), '.'))]
	}
	return false
}

func (m *mentions) read(text []byte) {
	for _, root := range roots {
		for at := 0; ; {
			i := bytes.Index(text[at:], root.word)
			if i < 0 {
				break
			}
			start := at + i
			at = start + len(root.word)
			if start == 0 || !inWord(text[start-1]) {
				m.reference(text[:start], text[start:], len(root.word), root.steps)
			}
		}
	}
	for at := 0; len(m.functions) > 0; {
		i := bytes.IndexByte(text[at:], '(')
		if i < 0 {
			break
		}
		end := len(bytes.TrimRight(text[:at+i], " \t"))
		start := end
		for start > 0 && inWord(text[start-1]) {
			start--
		}
		if _, ok := m.functions[string(text[start:end])]; ok {
			m.functions[string(text[start:end])] = true
		}
		at += i + 1
	}
}

// reference notes what begins with a root of some length: the names that follow, each with its dot, or all of them
// where an index or nothing follows.
func (m *mentions) reference(before, text []byte, end, steps int) {
	for n := 0; n < steps; n++ {
		next := end
		for next < len(text) && (text[next] == ' ' || text[next] == '\t') {
			next++
		}
		switch {
		case next < len(text) && text[next] == '[':
			m.names[string(text[:end])] = true
			return
		case next > end || end+1 >= len(text) || text[end] != '.' || !inWord(text[end+1]):
			before = bytes.TrimRight(before, " \t")
			if n > 0 || bytes.HasSuffix(before, []byte("(")) || bytes.HasSuffix(before, []byte(" in")) {
				m.names[string(text[:end])] = true
			}
			return
		}
		for end++; end < len(text) && inWord(text[end]); end++ {
		}
	}
	m.names[string(text[:end])] = true
}

// inWord reports whether a byte can be part of a name.
func inWord(c byte) bool {
	return c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
