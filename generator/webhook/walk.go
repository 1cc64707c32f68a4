package webhook

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"

	"github.com/slogen-project/slogen/generator/diag"
)

// sendTest is the advice where nothing is known.
const sendTest = "Send a test from Honeycomb and see whether it arrives."

// walker looks at the names in a template, in every branch.
type walker struct {
	body     string
	vars     map[string]string
	root     *kind
	partly   bool // not all variables are known
	trees    map[string]*parse.Tree
	walked   map[string]bool
	active   []string            // the templates that the walk is in
	circle   *parse.TemplateNode // a call of a template that is in it already
	scope    []variable
	problems []Problem
	absent   map[string]bool // paths from the root that aren't known variables, for the sample
	names    bool            // some name is wrong
}

type variable struct {
	name string
	kind *kind
}

func (w *walker) tree(t *parse.Tree, dot *kind) {
	outer := w.scope
	w.scope = []variable{{"$", dot}}
	w.active = append(w.active, t.Name)
	w.list(t.Root, dot)
	w.active = w.active[:len(w.active)-1]
	w.scope = outer
}

func (w *walker) list(l *parse.ListNode, dot *kind) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			w.pipe(n.Pipe, dot)
		case *parse.IfNode:
			w.branch(&n.BranchNode, dot, func(*kind) *kind { return dot })
		case *parse.WithNode:
			w.branch(&n.BranchNode, dot, func(t *kind) *kind { return t })
		case *parse.RangeNode:
			w.rangeOver(n, dot)
		case *parse.TemplateNode:
			w.call(n, dot)
		}
	}
}

// branch walks an action with an else; dotOf is what "." is inside, by the type of the condition.
func (w *walker) branch(n *parse.BranchNode, dot *kind, dotOf func(*kind) *kind) {
	mark := len(w.scope)
	t := w.pipe(n.Pipe, dot)
	w.list(n.List, dotOf(t))
	w.scope = w.scope[:mark]
	w.list(n.ElseList, dot)
	w.scope = w.scope[:mark]
}

func (w *walker) rangeOver(n *parse.RangeNode, dot *kind) {
	mark := len(w.scope)
	t := w.pipe(n.Pipe, dot)
	var elem *kind
	if t != nil {
		elem = t.elem
	}
	for i, d := range n.Pipe.Decl { // if there are two, the first is the index
		of := elem
		if i == 0 && len(n.Pipe.Decl) == 2 {
			of = number
		}
		w.scope = append(w.scope, variable{d.Ident[0], of})
	}
	w.list(n.List, elem)
	w.scope = w.scope[:mark]
	w.list(n.ElseList, dot)
}

func (w *walker) call(n *parse.TemplateNode, dot *kind) {
	var t *kind
	if n.Pipe != nil {
		t = w.pipe(n.Pipe, dot)
	}
	tree := w.trees[n.Name]
	if tree == nil {
		w.names = true
		w.report(int(n.Pos), len(strconv.Quote(n.Name)), fmt.Sprintf("There is no template %q in this body.", n.Name),
			fmt.Sprintf("Define it: {{ define %q }}...{{ end }}.%s",
				n.Name, diag.DidYouMean(n.Name, slices.Collect(maps.Keys(w.trees)))), false)
		return
	}
	if w.circle == nil && slices.Contains(w.active, n.Name) {
		w.circle = n
	}
	if !w.walked[n.Name] {
		w.walked[n.Name] = true
		w.tree(tree, t)
	}
}

// pipe returns the type of a pipeline.
func (w *walker) pipe(p *parse.PipeNode, dot *kind) (t *kind) {
	if p == nil {
		return nil
	}
	for _, c := range p.Cmds {
		t = w.command(c, dot)
	}
	if len(p.Decl) == 1 || p.IsAssign {
		for _, d := range p.Decl {
			w.scope = append(w.scope, variable{d.Ident[0], t})
		}
	}
	return t
}

func (w *walker) command(c *parse.CommandNode, dot *kind) (t *kind) {
	for i, arg := range c.Args {
		if of := w.value(arg, dot); i == 0 {
			t = of
		}
	}
	return t
}

func (w *walker) value(n parse.Node, dot *kind) *kind {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.StringNode:
		return text
	case *parse.BoolNode:
		return flag
	case *parse.NumberNode:
		return number
	case *parse.PipeNode:
		mark := len(w.scope)
		defer func() { w.scope = w.scope[:mark] }()
		return w.pipe(n, dot)
	case *parse.ChainNode:
		return w.fields(w.value(n.Node, dot), n.Field, n, "("+n.Node.String()+")")
	case *parse.FieldNode:
		return w.fields(dot, n.Ident, n, "")
	case *parse.VariableNode:
		for i := len(w.scope) - 1; i >= 0; i-- {
			if w.scope[i].name == n.Ident[0] {
				return w.fields(w.scope[i].kind, n.Ident[1:], n, n.Ident[0])
			}
		}
	case *parse.IdentifierNode:
		t, ok := functions[n.Ident]
		if !ok {
			w.names = true
			known := slices.Sorted(maps.Keys(functions))
			guess := diag.DidYouMean(n.Ident, known)
			for _, name := range slices.Sorted(maps.Keys(w.root.fields)) {
				if strings.EqualFold(name, n.Ident) {
					guess = fmt.Sprintf(" The variable is written with a dot: .%s.", name)
				}
			}
			if n.Ident > lastKnown {
				w.report(int(n.Pos), len(n.Ident), fmt.Sprintf("Honeycomb isn't known to have a function %s.%s", n.Ident, guess),
					sendTest, true)
			} else {
				w.report(int(n.Pos), len(n.Ident), fmt.Sprintf("There is no function %s.%s", n.Ident, guess),
					"The functions are "+strings.Join(known, ", ")+".", false)
			}
		}
		return t
	}
	return nil
}

// fields follows names from a value of type t. before is how that value is written, empty for ".".
func (w *walker) fields(t *kind, names []string, n parse.Node, before string) *kind {
	path := before
	for i, name := range names {
		path += "." + name
		switch {
		case t == nil:
			return nil
		case t == vars:
			if _, ok := w.vars[name]; !ok {
				w.undeclared(n, path, name)
			}
			t = text
			continue
		}
		next, ok := t.fields[name]
		if !ok {
			if !t.open {
				w.unknown(t, n, path, name, names[i:])
			}
			return nil
		}
		t = next
	}
	return t
}

func (w *walker) undeclared(n parse.Node, path, name string) {
	w.names = true
	from, size := w.at(n, path)
	declared := slices.Sorted(maps.Keys(w.vars))
	w.report(from, size, fmt.Sprintf("The recipient declares no variable %q.%s", name, diag.DidYouMean(name, declared)),
		fmt.Sprintf("Declare it beside the template: variable %q {}.", name), false)
	w.absent[".Vars."+name] = true
}

// unknown reports a name that a value of type t lacks.
func (w *walker) unknown(t *kind, n parse.Node, path, name string, rest []string) {
	w.names = true
	if t == w.root {
		w.absent[strings.Join(append([]string{""}, rest...), ".")] = true
		path = strings.TrimSuffix(path, name) + strings.Join(rest, ".")
	}
	from, size := w.at(n, path)
	if t.elem != nil || t.fields == nil {
		fix := "Leave out the last name."
		if t.elem != nil {
			fix = fmt.Sprintf("Loop over it: {{ range %s }}...{{ end }}.", strings.TrimSuffix(path, "."+name))
		}
		w.report(from, size, fmt.Sprintf("%s doesn't exist: what comes before .%s is %s.", path, name, t.name), fix,
			t == pairs)
		return
	}
	known := slices.Sorted(maps.Keys(t.fields))
	if t == w.root && len(w.vars) == 0 {
		known = slices.DeleteFunc(known, func(s string) bool { return s == "Vars" })
	}
	guess := diag.DidYouMean(name, known)
	if w.partly && (t == w.root || t == alert) || path == doubtful {
		w.report(from, size, fmt.Sprintf("Honeycomb isn't known to have a variable %s here.%s", path, guess),
			sendTest, true)
		return
	}
	what := "There is no variable " + path + "."
	if t != w.root {
		what = fmt.Sprintf("There is no %s: %s has no .%s.", path, t.name, name)
	}
	w.report(from, size, what+guess, "It has ."+strings.Join(known, ", .")+".", false)
}

// at returns where a path of names begins: for a node with several names, the parser gives a position in the middle.
func (w *walker) at(n parse.Node, path string) (from, size int) {
	pos := int(n.Position())
	for from := min(pos, len(w.body)); from >= 0 && from >= pos-len(path); from-- {
		if strings.HasPrefix(w.body[from:], path) {
			return from, len(path)
		}
	}
	last := path[strings.LastIndexByte(path, '.'):]
	if i := strings.Index(w.body[min(pos, len(w.body)):], last); i >= 0 {
		return pos + i, len(last)
	}
	return pos, 1
}

func (w *walker) report(from, size int, text, fix string, doubt bool) {
	w.problems = append(w.problems, Problem{Start: from, End: min(from+size, len(w.body)), Text: text, Fix: fix,
		Doubt: doubt})
}
