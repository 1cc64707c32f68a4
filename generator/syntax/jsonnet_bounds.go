package syntax

import (
	"fmt"
	"reflect"

	"github.com/google/go-jsonnet/ast"
)

// What one value of jsonnet may hold. What an interpreter does in one step can't be stopped: so the functions that make
// much of little look at their arguments first, and whatever an expression gives is looked at before the next one is
// evaluated.
const (
	maxJsonnetElements = 500_000 // of an array
	maxJsonnetText     = 4 << 20 // characters of a string
)

// checkedStd is what stands in for std wherever a text names it: the same, where some functions look at what they are
// given.
var checkedStd = fmt.Sprintf(`std {
	local elements = %d,
	local text = %d,
	local large(what) = error what + " at most " + elements + " elements in an array and " + text + " characters in a string",
	local limit = "slogen lets jsonnet hold",
	local size(x) = if std.isArray(x) || std.isString(x) then std.length(x) else 0,
	local all(arr) = std.foldl(function(n, x) n + size(x), arr, 0),
	local fits(n, x) = n <= (if std.isString(x) then text else elements),

	parseJson(str):: std.parseJson(std.native("slogen.json")(str)),
	parseYaml(str):: std.parseYaml(std.native("slogen.yaml")(str)),
	range(from, to):: if to - from < elements then std.range(from, to) else large(limit),
	makeArray(sz, func):: if sz <= elements then std.makeArray(sz, func) else large(limit),
	repeat(what, count):: if count <= elements && fits(size(what) * count, what) then std.repeat(what, count) else large(limit),
	join(sep, arr):: if fits(size(sep) * std.length(arr) + all(arr), sep) then std.join(sep, arr) else large(limit),
	strReplace(str, from, to)::
		if std.length(str) * std.length(to) <= text || (std.length(std.split(str, from)) - 1) * std.length(to) + std.length(str) <= text
		then std.strReplace(str, from, to) else large(limit),
	flatMap(func, arr)::
		if !std.isArray(arr) then std.flatMap(func, arr) else
		local parts = std.map(func, arr);
		if all(parts) <= elements then std.flatMap(function(x) x, parts) else large(limit),
	flattenArrays(arrs):: if all(arrs) <= elements then std.flattenArrays(arrs) else large(limit),
	removeAt(arr, at)::
		if std.isArray(arr) && std.isNumber(at) && (at < 0 || at >= std.length(arr))
		then error "an array of " + std.length(arr) + " has no element " + at else std.removeAt(arr, at),
	encodeUTF8(str):: if std.length(str) <= elements then std.encodeUTF8(str) else large(limit),
	stringChars(str):: if std.length(str) <= elements then std.stringChars(str) else large(limit),
}`, maxJsonnetElements, maxJsonnetText)

// opaque is the interpreter's type for values, as far as a hook may know: an interface that has methods.
type opaque interface{ never() }

// weigh gives the elements or characters of what an expression gives, and whether they are too many.
func weigh(v opaque) (n int, over bool) {
	if v == nil {
		return 0, false
	}
	x := reflect.ValueOf(any(v))
	if x.Kind() != reflect.Pointer || x.IsNil() {
		return 0, false
	}
	x = x.Elem()
	switch x.Type().Name() {
	case "valueArray":
		n = x.FieldByName("elements").Len()
		return n, n > maxJsonnetElements
	case "valueStringTree":
		n = int(x.FieldByName("len").Int())
		return n, n > maxJsonnetText
	case "valueFlatString":
		n = x.FieldByName("value").Len()
		return n, n > maxJsonnetText
	}
	return 0, false
}

// tooMuch is a value that became too large.
type tooMuch struct{ at ast.LocationRange }

func (tooMuch) Error() string { return grownMessage }

var grownMessage = fmt.Sprintf("A value grows beyond what slogen lets jsonnet hold: at most %d elements in an array "+
	"and %d characters in a string.",
	maxJsonnetElements, maxJsonnetText)

// replaceStd puts checkedStd wherever a text names std, below a node.
func (b *brake) replaceStd(node ast.Node) {
	seen := map[ast.Node]bool{}
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Interface:
			if v.IsNil() {
				return
			}
			n, ok := v.Interface().(ast.Node)
			if !ok {
				return
			}
			if std, ok := n.(*ast.Var); ok && std.Id == "std" && v.CanSet() && n != b.checked {
				v.Set(reflect.ValueOf(b.checked))
				return
			}
			if n == b.checked || seen[n] {
				return
			}
			seen[n] = true
			walk(v.Elem())
		case reflect.Pointer:
			if !v.IsNil() {
				if n, ok := v.Interface().(ast.Node); ok {
					if n == b.checked {
						return
					}
					seen[n] = true
				}
				walk(v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() && f.Type != nodeBase {
					walk(v.Field(i))
				}
			}
		case reflect.Slice:
			if v.Type().Elem().Kind() != reflect.Uint8 {
				for i := range v.Len() {
					walk(v.Index(i))
				}
			}
		}
	}
	walk(reflect.ValueOf(&node).Elem())
}

var nodeBase = reflect.TypeFor[ast.NodeBase]()

// imported replaces std in a file that is about to be imported, once.
func (b *brake) imported(n *ast.Import) {
	if n.Loc() == nil || n.File == nil {
		return
	}
	root, at, err := b.vm.ImportAST(n.Loc().FileName, n.File.Value)
	if err == nil && !b.replaced[at] {
		b.replaced[at] = true
		b.replaceStd(root)
	}
}
