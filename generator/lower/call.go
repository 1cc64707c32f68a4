package lower

import (
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
)

// perEventFunctions maps the names functions have in HCL to their rows: the calculated-field language's, in lower case,
// without those that work across the events of a time series.
var perEventFunctions = sync.OnceValue(func() map[string]*calc.Function {
	m := make(map[string]*calc.Function, len(calc.Functions))
	for _, fn := range calc.Functions {
		if !fn.Metrics {
			m[strings.ToLower(fn.Name)] = fn
		}
	}
	return m
})

// alwaysPerEvent names the functions that depend on the event without being given any of it.
func alwaysPerEvent(name string) bool { return name == "event_timestamp" || name == "ingest_timestamp" }

func (s *Scope) function(name string) *Function {
	if s.Functions == nil {
		return nil
	}
	return s.Functions(name)
}

func hasHCL(ctx *hcl.EvalContext, name string) bool {
	for ; ctx != nil; ctx = ctx.Parent() {
		if _, ok := ctx.Functions[name]; ok {
			return true
		}
	}
	return false
}

// funcCall lowers a call. A user's function is inlined; an aggregate is noted; otherwise the arguments decide whether
// the name is that of a per-event function or of one of HCL's.
func (l *lowerer) funcCall(f *frame, e *hclsyntax.FunctionCallExpr) value {
	if fn := f.scope.function(e.Name); fn != nil {
		return l.userCall(f, e, fn)
	}
	agg := aggregateNamed(e.Name)
	mayAggregate := agg != nil && l.mode == modeAgg
	if mayAggregate && agg.certain(len(e.Args)) {
		return l.aggregate(f, e, agg, nil)
	}
	row := perEventFunctions()[e.Name]
	inHCL := hasHCL(f.scope.Ctx, e.Name)
	if row == nil && !inHCL && agg == nil {
		return l.unknownCall(f, e)
	}
	if m, ok := l.overEvents(f, e); ok {
		return l.fail(f, e.NameRange, m)
	}
	var buf [6]value
	args, ok := l.arguments(f, e, buf[:0])
	if !ok {
		return value{}
	}
	perEvent := args.culprit != nil || alwaysPerEvent(e.Name)
	if mayAggregate && !args.group && (perEvent || !inHCL) { // max, min, sum of columns
		return l.aggregate(f, e, agg, args.vs)
	}
	switch {
	case !perEvent && inHCL:
		return value{kind: static, at: e, in: f, e: e, f: f}
	case row == nil && agg != nil:
		return l.fail(f, e.NameRange, aggregateElsewhere(e.Name, l.mode))
	case !perEvent:
		return l.fail(f, e.NameRange, needsEvent(e.Name))
	case row == nil:
		return l.fail(f, e.NameRange, notPerEvent(e.Name, written(f, args.culprit), l.perEventNames()))
	}
	return l.perEventCall(f, e, row.Name, args.vs)
}

// arguments are those of a call, with what decides which function its name means.
type arguments struct {
	vs      []value
	culprit hclsyntax.Expression // the first argument that differs from event to event, nil where none does
	group   bool                 // whether one is an aggregate
}

// arguments lowers those of a call, into room where they fit. All of them are lowered, so that all mistakes are told.
func (l *lowerer) arguments(f *frame, e *hclsyntax.FunctionCallExpr, room []value) (args arguments, ok bool) {
	args.vs, ok = room, true
	for i, a := range e.Args {
		v := l.lower(f, a)
		args.vs = append(args.vs, v)
		switch v.kind {
		case static:
			continue
		case bad:
			ok = false
			continue
		case group:
			args.group = true
		}
		if args.culprit == nil {
			args.culprit = a
		}
		if i == len(e.Args)-1 && e.ExpandFinal {
			l.fail(f, a.Range(), spreadPerEvent(written(f, a)))
			ok = false
		}
	}
	return args, ok
}

// perEventCall lowers a call of the calculated fields' function name, which is e's or the one that stands for it. Lists
// that are known are spread to arguments: calculated fields have no lists.
func (l *lowerer) perEventCall(f *frame, e *hclsyntax.FunctionCallExpr, name string, vs []value) value {
	if e.Name == "contains" && len(vs) == 2 && vs[0].kind == static && !e.ExpandFinal {
		switch list, ok := l.isList(vs[0]); {
		case !ok:
			return value{}
		case list:
			vs = l.spread([]value{vs[1]}, vs[0])
			return l.apply(f, e, "IN", calc.Origin{}, vs)
		}
	}
	if e.ExpandFinal {
		vs = l.spread(vs[:len(vs)-1:len(vs)-1], vs[len(vs)-1])
	} else if e.Name == "in" && len(vs) == 2 && vs[1].kind == static && !vs[1].null {
		switch list, ok := l.isList(vs[1]); {
		case !ok:
			return value{}
		case list:
			return l.fail(f, e.Args[1].Range(), spreadForgotten(written(f, e.Args[0]), written(f, e.Args[1])))
		}
	}
	if vs == nil {
		return value{}
	}
	if l.mode.trigger() && e.Name == "exists" && len(vs) == 1 && vs[0].kind == sliRef {
		vs[0] = l.alias(vs[0])
	}
	return l.apply(f, e, name, f.origin(e.NameRange), vs)
}

// isList says whether a value that is the same for all events is a list, a tuple or a set, if it is known.
func (l *lowerer) isList(v value) (list, ok bool) {
	got, ok := l.known(v)
	if !ok {
		return false, false
	}
	t := got.Type()
	return t.IsListType() || t.IsTupleType() || t.IsSetType(), true
}

// unknownCall is the call of what is no function.
func (l *lowerer) unknownCall(f *frame, e *hclsyntax.FunctionCallExpr) value {
	m := unknownFunction(e.Name, l.functionNames(f))
	arg := func(i int) string { return written(f, e.Args[i]) }
	if other, ok := otherFunction(e, arg); ok {
		m = other
	} else if s := ownFunction(e.Name, f.scope.ownFunctions(), m.general); s != "" {
		m = msg("expression/function", m.summary, "There is no function named %q. Did you mean %q?", e.Name, s)
	}
	if l.mode == modeAgg && (m.general || elsewhere(e)) {
		m = unknownAggregate(e, arg)
	}
	return l.fail(f, e.NameRange, m.from(diag.LostShared))
}

// ownFunction is the function of the configuration that is meant; any that is somewhat like it, where there is nothing
// better to say.
func ownFunction(name string, own []string, somewhat bool) string {
	if somewhat {
		return diag.Suggest(name, own)
	}
	return diag.SuggestSlip(name, own)
}

// overEvents is what to say of a function of lists, such as anytrue(), whose list is written out and differs from event
// to event.
func (l *lowerer) overEvents(f *frame, e *hclsyntax.FunctionCallExpr) (message, bool) {
	if len(e.Args) != 1 {
		return message{}, false
	}
	list, ok := unparen(e.Args[0]).(*hclsyntax.TupleConsExpr)
	if !ok || len(list.Exprs) == 0 || l.scan(f, list, nil, 0) == nil {
		return message{}, false
	}
	var terms []string
	for _, x := range list.Exprs {
		terms = append(terms, written(f, x))
	}
	return listOfConditions(e.Name, terms)
}

// spread adds the elements of a static list to vs; nil when that fails.
func (l *lowerer) spread(vs []value, list value) []value {
	elems, ok := l.list(list)
	if !ok {
		return nil
	}
	var exprs []hclsyntax.Expression
	if list.e != nil {
		if t, ok := unparen(list.e).(*hclsyntax.TupleConsExpr); ok {
			exprs = t.Exprs
		}
	}
	for i, el := range elems {
		v := value{kind: static, at: list.at, in: list.in, e: list.at, f: list.in, v: el}
		if len(exprs) == len(elems) { // a list that is written out: the element's own place
			v.at, v.in, v.e, v.f = exprs[i], list.f, exprs[i], list.f
		}
		vs = append(vs, v)
	}
	return vs
}

// apply makes a call of a per-event function of any operands.
func (l *lowerer) apply(f *frame, e *hclsyntax.FunctionCallExpr, fn string, name calc.Origin, vs []value) value {
	if vs == nil && len(e.Args) > 0 {
		return value{}
	}
	if !l.operands(vs) {
		return value{}
	}
	switch fn {
	case "LT", "LTE", "GT", "GTE", "EQUALS", "IN":
		l.floats(f, vs)
	case "REG_MATCH", "REG_VALUE", "REG_COUNT":
		if len(vs) == 2 {
			lit, ok := vs[1].x.(*calc.Literal)
			if ok && lit.Value.Kind == calc.String && strings.HasSuffix(lit.Value.Str, "\n") {
				return l.fail(vs[1].in, vs[1].at.Range(), regexNewline(strings.HasPrefix(written(vs[1].in, vs[1].at), "<<")))
			}
		}
	}
	return l.call(f, e, fn, name, vs...)
}

// userCall inlines a user's function.
func (l *lowerer) userCall(f *frame, e *hclsyntax.FunctionCallExpr, fn *Function) value {
	vs := make([]value, 0, len(e.Args))
	failed, allStatic := false, true
	for i, a := range e.Args {
		v := l.lower(f, a)
		if e.ExpandFinal && i == len(e.Args)-1 && v.kind != bad {
			if v.kind != static {
				v = l.fail(f, a.Range(), spreadPerEvent(written(f, a)))
			} else {
				if vs = l.spread(vs, v); vs == nil {
					return value{}
				}
				continue
			}
		}
		failed = failed || v.kind == bad
		allStatic = allStatic && v.kind == static
		vs = append(vs, v)
	}
	if failed {
		return value{}
	}
	if allStatic {
		f.uses(fn)
	}
	v := l.inline(f, fn, e.Range(), vs)
	if v.kind == static && !v.null {
		v.at, v.in = e, f
	}
	return v
}

// inline lowers the body of fn for the arguments vs of a call in f.
func (l *lowerer) inline(f *frame, fn *Function, call hcl.Range, vs []value) value {
	if l.stop {
		return value{}
	}
	if len(vs) != len(fn.Params) {
		return l.fail(f, call, argumentCount(fn, len(vs)), declaredHere("The function is declared here", fn.Decl))
	}
	for c := f; c != nil; c = c.caller {
		if c.fn != nil && c.fn.Name == fn.Name && c.fn.Decl == fn.Decl {
			l.stop = true
			return l.fail(f, call, recursion(fn.Name), declaredHere("The function is declared here", fn.Decl))
		}
	}
	if l.depth >= calc.MaxDepth {
		l.stop = true
		return l.fail(f, call, tooDeep())
	}
	inner := &frame{scope: fn.Scope, fn: fn, caller: f, params: vs, via: &calc.Via{Text: "in the call of " + fn.Name,
		Range: call,
		Next:  f.via}}
	return l.lower(inner, fn.Result)
}

func (l *lowerer) perEventNames() []string {
	names := make([]string, 0, len(calc.Functions))
	for _, fn := range calc.Functions {
		if !fn.Metrics {
			names = append(names, strings.ToLower(fn.Name))
		}
	}
	return names
}

// functionNames lists every function that may be called in f, for suggestions.
func (l *lowerer) functionNames(f *frame) []string {
	names := l.perEventNames()
	if l.mode == modeAgg {
		for _, a := range Aggregates {
			if a.Refused == "" {
				names = append(names, a.Name)
			}
		}
	}
	names = append(names, f.scope.ownFunctions()...)
	for ctx := f.scope.Ctx; ctx != nil; ctx = ctx.Parent() {
		for name := range ctx.Functions { // their order doesn't matter: suggestions don't depend on it
			names = append(names, name)
		}
	}
	return names
}
