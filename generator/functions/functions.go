package functions

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/big"
	"net/url"
	"path"
	"strings"
	"sync"
	"unicode/utf8"

	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	"golang.org/x/text/unicode/norm"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/syntax"
)

// Bounds on what a function may make of small arguments.
const (
	maxTextResult = 4 << 20 // bytes of a string
	maxListResult = 100_000 // elements of a list
	maxFieldWidth = 10_000  // of a verb of format
)

// pureFunctions are the functions that depend on nothing but their arguments, by the names that Terraform gives them.
// Made when they are first asked for: a configuration without a call doesn't pay for them.
var pureFunctions = sync.OnceValue(func() map[string]function.Function {
	return map[string]function.Function{
		// Numbers
		"abs":      stdlib.AbsoluteFunc,
		"ceil":     stdlib.CeilFunc,
		"floor":    stdlib.FloorFunc,
		"log":      realFunc(stdlib.LogFunc, func(x, base float64) float64 { return math.Log(x) / math.Log(base) }),
		"max":      stdlib.MaxFunc,
		"min":      stdlib.MinFunc,
		"parseint": limited(stdlib.ParseIntFunc, fewDigits),
		"pow":      realFunc(stdlib.PowFunc, math.Pow),
		"signum":   signumFunc,
		"sum":      sumFunc,

		// Strings
		"chomp":       stdlib.ChompFunc,
		"endswith":    textTest("Whether a string ends with another.", "suffix", strings.HasSuffix),
		"format":      limited(stdlib.FormatFunc, shortFormat),
		"formatlist":  limited(stdlib.FormatListFunc, shortFormat),
		"indent":      limited(stdlib.IndentFunc, narrowIndent),
		"join":        limited(stdlib.JoinFunc, shortJoin),
		"lower":       stdlib.LowerFunc,
		"regex":       limited(stdlib.RegexFunc, shortPattern),
		"regexall":    limited(stdlib.RegexAllFunc, shortPattern),
		"replace":     replaceFunc,
		"split":       stdlib.SplitFunc,
		"startswith":  textTest("Whether a string starts with another.", "prefix", strings.HasPrefix),
		"strcontains": textTest("Whether a string contains another.", "substr", strings.Contains),
		"strrev":      stdlib.ReverseFunc,
		"substr":      stdlib.SubstrFunc,
		"title":       stdlib.TitleFunc,
		"trim":        stdlib.TrimFunc,
		"trimprefix":  stdlib.TrimPrefixFunc,
		"trimspace":   stdlib.TrimSpaceFunc,
		"trimsuffix":  stdlib.TrimSuffixFunc,
		"upper":       stdlib.UpperFunc,

		// Collections
		"alltrue":         boolTest("Whether every element is true; true if there are none.", true),
		"anytrue":         boolTest("Whether any element is true; false if there are none.", false),
		"chunklist":       stdlib.ChunklistFunc,
		"coalesce":        stdlib.CoalesceFunc,
		"coalescelist":    stdlib.CoalesceListFunc,
		"compact":         stdlib.CompactFunc,
		"concat":          limited(stdlib.ConcatFunc, smallValues),
		"contains":        stdlib.ContainsFunc,
		"distinct":        distinctFunc,
		"element":         stdlib.ElementFunc,
		"flatten":         limited(stdlib.FlattenFunc, smallValues),
		"index":           indexFunc,
		"keys":            stdlib.KeysFunc,
		"length":          lengthFunc,
		"lookup":          stdlib.LookupFunc,
		"merge":           limited(mergeFunc, smallValues),
		"one":             oneFunc,
		"range":           stdlib.RangeFunc,
		"reverse":         stdlib.ReverseListFunc,
		"setintersection": stdlib.SetIntersectionFunc,
		"setproduct":      limited(stdlib.SetProductFunc, smallProduct),
		"setsubtract":     stdlib.SetSubtractFunc,
		"setunion":        limited(stdlib.SetUnionFunc, smallValues),
		"slice":           stdlib.SliceFunc,
		"sort":            stdlib.SortFunc,
		"values":          stdlib.ValuesFunc,
		"zipmap":          limited(stdlib.ZipmapFunc, keysGiven),

		// Types
		"tobool":   stdlib.MakeToFunc(cty.Bool),
		"tolist":   stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"tomap":    stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
		"tonumber": limited(stdlib.MakeToFunc(cty.Number), shortNumber),
		"toset":    stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
		"tostring": stdlib.MakeToFunc(cty.String),

		// Dates, which are given, never asked of a clock
		"formatdate": stdlib.FormatDateFunc,
		"timeadd":    stdlib.TimeAddFunc,

		// Encodings
		"base64decode": textFunc("Decodes Base64-encoded UTF-8 text.", "str", base64Decode),
		"base64encode": textFunc("Encodes a string's UTF-8 bytes as Base64.", "str", func(s string) (string, error) {
			return base64.StdEncoding.EncodeToString([]byte(s)), nil
		}),
		"csvdecode":  stdlib.CSVDecodeFunc,
		"jsondecode": limited(stdlib.JSONDecodeFunc, shallowJSON, shortNumerals, textCheck(syntax.LosslessJSON)),
		"jsonencode": limited(stdlib.JSONEncodeFunc, smallValues),
		"urlencode": textFunc("Escapes a string for the query of a URL.", "str", func(s string) (string, error) {
			return url.QueryEscape(s), nil
		}),
		"yamldecode": limited(ctyyaml.YAMLDecodeFunc, plainYAML, textCheck(syntax.LosslessYAML)),
		"yamlencode": limited(ctyyaml.YAMLEncodeFunc, smallValues),

		// Digests
		"md5":    digest("MD5", func(b []byte) []byte { d := md5.Sum(b); return d[:] }),
		"sha1":   digest("SHA-1", func(b []byte) []byte { d := sha1.Sum(b); return d[:] }),
		"sha256": digest("SHA-256", func(b []byte) []byte { d := sha256.Sum256(b); return d[:] }),
		"sha512": digest("SHA-512", func(b []byte) []byte { d := sha512.Sum512(b); return d[:] }),
	}
})

// Table gives the functions of a configuration, and bounds what all its expressions take together. The zero Table has
// functions that can't be called. Methods may be called concurrently.
type Table struct {
	files  *syntax.Files
	budget *bound.Budget

	mu         sync.Mutex
	everywhere map[string]function.Function
	jsonnet    map[string]*evaluation // by the name of the file
}

// evaluation is what the function jsonnet made of a file.
type evaluation struct {
	once sync.Once
	val  cty.Value
	err  error
}

// New makes the table of a configuration's files.
func New(files *syntax.Files) *Table {
	t := &Table{files: files}
	t.NewBudget()
	return t
}

// Budget is what all the expressions of the files may take to be evaluated.
func (t *Table) Budget() *bound.Budget { return t.budget }

// NewBudget forgets what was taken: everything is evaluated anew.
func (t *Table) NewBudget() { t.budget = &bound.Budget{Bytes: t.files.Size} }

// Functions are HCL's functions for expressions that stand in a file of the directory dir: those of [Table.Everywhere]
// and [Table.In].
func (t *Table) Functions(dir string) map[string]function.Function {
	m := maps.Clone(t.Everywhere())
	maps.Copy(m, t.In(dir))
	return m
}

// Everywhere are HCL's functions that mean the same in each directory. The map is shared and must not be changed.
func (t *Table) Everywhere() map[string]function.Function {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.everywhere == nil {
		t.everywhere = maps.Clone(pureFunctions())
		t.everywhere["try"], t.everywhere["can"] = t.tries()
		t.meter(t.everywhere)
	}
	return t.everywhere
}

// In are the functions `file` and `jsonnet` for expressions in a file of the directory dir: their paths are relative to
// it and never lead outside of the roots. There may be thousands of directories, so this is apart from
// [Table.Everywhere].
func (t *Table) In(dir string) map[string]function.Function {
	m := map[string]function.Function{"file": t.fileFunc(dir), "jsonnet": t.jsonnetFunc(dir)}
	t.meter(m)
	return m
}

func (t *Table) meter(m map[string]function.Function) {
	for name, fn := range m {
		m[name] = t.metered(name, fn)
	}
}

func (t *Table) fileFunc(dir string) function.Function {
	return textFunc("The text of a file, which must be UTF-8. The path is relative to the file that contains the call.",
		"path", func(name string) (string, error) {
			src, err := t.files.ReadFrom(dir, name)
			if err != nil {
				return "", fmt.Errorf("%q can't be read: %s", path.Join(dir, name), source.Reason(err))
			}
			if !utf8.Valid(src) {
				return "", fmt.Errorf("%q is not UTF-8 text", path.Join(dir, name))
			}
			text := strings.TrimPrefix(string(src), "\ufeff") // the byte order mark of some editors is no part of the text
			if at := norm.NFC.QuickSpanString(text); at < len(text) {
				if err := syntax.Unchanged(text, syntax.LineAt(text, at)); err != nil {
					return "", fmt.Errorf("%q can't be kept as it is: %w", path.Join(dir, name), err)
				}
			}
			return text, nil
		})
}

func (t *Table) jsonnetFunc(dir string) function.Function {
	eval := func(arg cty.Value) (cty.Value, error) {
		full, err := source.Resolve(dir, arg.AsString())
		if err != nil {
			return cty.NilVal, fmt.Errorf("%q can't be read: %s", arg.AsString(), source.Reason(err))
		}
		t.mu.Lock()
		if t.jsonnet == nil {
			t.jsonnet = map[string]*evaluation{}
		}
		e := t.jsonnet[full]
		if e == nil {
			e = &evaluation{}
			t.jsonnet[full] = e
		}
		t.mu.Unlock()
		e.once.Do(func() { e.val, e.err = t.files.Value(full) })
		return e.val, e.err
	}
	return function.New(&function.Spec{
		Description: "The value that a jsonnet file evaluates to. The path is relative to the file that contains the call.",
		Params:      []function.Parameter{{Name: "path", Type: cty.String}},
		Type: func(args []cty.Value) (cty.Type, error) {
			if !args[0].IsKnown() {
				return cty.DynamicPseudoType, nil
			}
			v, err := eval(args[0])
			if err != nil {
				return cty.NilType, function.NewArgError(0, err)
			}
			return v.Type(), nil
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return eval(args[0]) },
	})
}

// textCheck is a check of a function's first argument, a text.
func textCheck(check func(string) error) func([]cty.Value) error {
	return func(args []cty.Value) error {
		if err := check(args[0].AsString()); err != nil {
			return function.NewArgError(0, err)
		}
		return nil
	}
}

// limited adds checks of the arguments to a function, each made when those before it found nothing. They see known
// arguments without marks.
func limited(fn function.Function, checks ...func(args []cty.Value) error) function.Function {
	checked := func(args []cty.Value) error {
		plain := make([]cty.Value, len(args))
		for i, a := range args {
			plain[i], _ = a.UnmarkDeep()
			if !plain[i].IsWhollyKnown() || plain[i].IsNull() {
				return nil // the function itself deals with these
			}
		}
		for _, check := range checks {
			if err := check(plain); err != nil {
				return err
			}
		}
		return nil
	}
	return function.New(&function.Spec{
		Description: fn.Description(),
		Params:      fn.Params(),
		VarParam:    fn.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := checked(args); err != nil {
				return cty.NilType, err
			}
			return fn.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return fn.Call(args) },
	})
}

// shortNumerals refuses JSON whose numbers take quadratic time to read.
func shortNumerals(args []cty.Value) error {
	if at, long := syntax.LongNumeral(args[0].AsString()); long {
		return function.NewArgErrorf(0, "on line %d: a number may have at most %d digits and an exponent of at most %d",
			syntax.LineAt(args[0].AsString(), at), bound.MaxDigits, bound.MaxExponent)
	}
	return nil
}

func shortNumber(args []cty.Value) error {
	if args[0].Type() == cty.String {
		if err := bound.Numeral(args[0].AsString()); err != nil {
			return function.NewArgError(0, err)
		}
	}
	return nil
}

// fewDigits is shortNumber for whole numbers of any base, in which "e" is a digit.
func fewDigits(args []cty.Value) error {
	if args[0].Type() == cty.String && len(args[0].AsString()) > bound.MaxDigits {
		return function.NewArgErrorf(0, "a number may have at most %d digits", bound.MaxDigits)
	}
	return nil
}

// maxRegexp is how long a regular expression may be, which takes long to be read.
const maxRegexp = 10_000

func shortPattern(args []cty.Value) error {
	if args[0].Type() == cty.String && len(args[0].AsString()) > maxRegexp {
		return function.NewArgErrorf(0, "a regular expression may have at most %d bytes", maxRegexp)
	}
	return nil
}

// narrowFormat refuses verbs with a width that would fill the memory.
func narrowFormat(args []cty.Value) error {
	if args[0].Type() != cty.String {
		return nil
	}
	s := args[0].AsString()
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		for i++; i < len(s) && strings.IndexByte("+-# 0.[]123456789", s[i]) >= 0; {
			n := 0
			for i < len(s) && s[i] >= '0' && s[i] <= '9' {
				if n = n*10 + int(s[i]-'0'); n > maxFieldWidth {
					return function.NewArgErrorf(0, "a verb may be at most %d characters wide", maxFieldWidth)
				}
				i++
			}
			if i < len(s) && strings.IndexByte("+-# .[]", s[i]) >= 0 {
				i++
			}
		}
	}
	return nil
}

func narrowIndent(args []cty.Value) error {
	n, _ := args[0].AsBigFloat().Int64()
	if n < 0 {
		return function.NewArgErrorf(0, "the number of spaces can't be negative")
	}
	if n > 1000 {
		return function.NewArgErrorf(0, "lines can be indented by at most 1000 spaces")
	}
	return shortText(len(args[1].AsString()) + int(n)*strings.Count(args[1].AsString(), "\n"))
}

func shortText(n int) error {
	if n > maxTextResult {
		return fmt.Errorf("the result would be longer than %s", bound.Bytes(maxTextResult))
	}
	return nil
}

// smallValues bounds what the arguments hold together, which is what the result holds.
func smallValues(args []cty.Value) error {
	var s bound.Size
	for _, a := range args {
		if s = s.Plus(bound.Of(a), 1); s.Over() {
			return errors.New("the arguments hold too much text or too many elements")
		}
	}
	return nil
}

func shortJoin(args []cty.Value) error {
	if err := smallValues(args); err != nil {
		return err
	}
	n := 0
	for _, a := range args[1:] {
		n += a.LengthInt()
	}
	return shortText(n * len(args[0].AsString()))
}

// shortFormat bounds what the verbs and the arguments can make: each verb may name any of the arguments, and a list is
// gone through with all of the rest.
func shortFormat(args []cty.Value) error {
	if err := narrowFormat(args); err != nil || args[0].Type() != cty.String {
		return err
	}
	for _, a := range args[1:] { // a verb may make a number of any
		if _, err := toNumber(a); tooLargeNumber(err) {
			return err
		}
	}
	rows, longest := 1, 0
	for _, a := range args[1:] {
		if ty := a.Type(); ty.IsListType() || ty.IsTupleType() || ty.IsSetType() {
			rows = max(rows, a.LengthInt())
			for it := a.ElementIterator(); it.Next(); {
				_, x := it.Element()
				longest = max(longest, bound.Of(x).Text)
			}
		} else {
			longest = max(longest, bound.Of(a).Text)
		}
	}
	format := args[0].AsString()
	return shortText(rows * (len(format) + longest*strings.Count(format, "%")))
}

func smallProduct(args []cty.Value) error {
	n := 1
	for _, a := range args {
		if !a.CanIterateElements() {
			return nil
		}
		if n *= a.LengthInt(); n > maxListResult {
			return fmt.Errorf("the result would have more than %d elements", maxListResult)
		}
	}
	return nil
}

// shallowJSON refuses nesting that the decoder would recurse for.
func shallowJSON(args []cty.Value) error {
	if syntax.NestsTooDeep(args[0].AsString()) {
		return function.NewArgErrorf(0, "the JSON nests more than %d deep", syntax.MaxNesting)
	}
	return nil
}

// plainYAML refuses what a few lines of YAML can blow up: aliases of aliases, and nesting that the decoder takes
// quadratic time and deep recursion for.
func plainYAML(args []cty.Value) error {
	s := args[0].AsString()
	if strings.Contains(s, "*") && strings.Contains(s, "&") && aliasWeight(s) > maxListResult {
		return function.NewArgErrorf(0, "the aliases in the YAML expand to more than %d values", maxListResult)
	}
	depth, entries := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		case '-', '?':
			if i+1 < len(s) && (s[i+1] == ' ' || s[i+1] == '\t') {
				entries++
			}
		case '\n':
			entries = 0
		}
		if depth > syntax.MaxNesting || entries > syntax.MaxNesting {
			return function.NewArgErrorf(0, "the YAML nests more than %d deep", syntax.MaxNesting)
		}
	}
	return nil
}

// aliasWeight estimates, never too low, how many values a text of YAML holds once its aliases are put in: what stands
// after an anchor is taken to hold everything up to the next one.
func aliasWeight(s string) int {
	name := func(s string) string {
		n := strings.IndexAny(s, " \t\r\n,[]{}")
		if n < 0 {
			n = len(s)
		}
		return s[:n]
	}
	weights := map[string]int{}
	total := 0
	var open []string // anchors so far: each may still be going on
	for i := 0; i < len(s); i++ {
		add := 0
		switch c := s[i]; c {
		case '\n', ',', ':':
			add = 1
		case '&':
			if n := name(s[i+1:]); n != "" {
				open = append(open, n)
				weights[n] = 0
			}
		case '*':
			if n := name(s[i+1:]); n != "" {
				add = weights[n] + 1
			}
		}
		if add == 0 {
			continue
		}
		if total += add; total > maxListResult && len(open) > 0 && add > 1 {
			return total
		}
		if n := len(open); n > 0 {
			weights[open[n-1]] += add
		}
	}
	return 0
}

func textFunc(doc, param string, f func(string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Description: doc,
		Params:      []function.Parameter{{Name: param, Type: cty.String}},
		Type:        function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			s, err := f(args[0].AsString())
			if err != nil {
				return cty.NilVal, function.NewArgError(0, err)
			}
			return cty.StringVal(s), nil
		},
	})
}

func textTest(doc, second string, f func(s, t string) bool) function.Function {
	return function.New(&function.Spec{
		Description: doc,
		Params:      []function.Parameter{{Name: "str", Type: cty.String}, {Name: second, Type: cty.String}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(f(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

func boolTest(doc string, all bool) function.Function {
	return function.New(&function.Spec{
		Description: doc,
		Params:      []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			for it := args[0].ElementIterator(); it.Next(); {
				_, v := it.Element()
				if !v.IsKnown() {
					return cty.UnknownVal(cty.Bool), nil
				}
				if (!v.IsNull() && v.True()) != all {
					return cty.BoolVal(!all), nil
				}
			}
			return cty.BoolVal(all), nil
		},
	})
}

func digest(name string, f func([]byte) []byte) function.Function {
	return textFunc("The "+name+" digest of a string's UTF-8 bytes, in hexadecimal.", "str",
		func(s string) (string, error) {
			return hex.EncodeToString(f([]byte(s))), nil
		})
}

func base64Decode(s string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return "", errors.New("it is not Base64")
	}
	if !utf8.Valid(b) {
		return "", errors.New("its content is not UTF-8 text")
	}
	if why := syntax.Normal(string(b)); why != "" {
		return "", errors.New("its content can't be kept as it is: " + strings.TrimSuffix(why, "."))
	}
	return string(b), nil
}

// replaceFunc is Terraform's: a substring between slashes is a regular expression.
var replaceFunc = function.New(&function.Spec{
	Description: "Replaces every occurrence of a substring, or of a regular expression written between slashes.",
	Params: []function.Parameter{{Name: "str", Type: cty.String}, {Name: "substr", Type: cty.String},
		{Name: "replace", Type: cty.String}},
	Type: function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		s, sub, by := args[0].AsString(), args[1].AsString(), args[2].AsString()
		if n := strings.Count(s, sub); n > 0 && len(by) > 0 && n > maxTextResult/len(by) || len(s)*len(by) > maxTextResult &&
			len(sub) > 1 && sub[0] == '/' {
			return cty.NilVal, fmt.Errorf("the result would have more than %s", bound.Bytes(maxTextResult))
		}
		if len(sub) > maxRegexp && sub[0] == '/' {
			return cty.NilVal, function.NewArgErrorf(1, "a regular expression may have at most %d bytes", maxRegexp)
		}
		if len(sub) > 1 && sub[0] == '/' && sub[len(sub)-1] == '/' {
			return stdlib.RegexReplace(args[0], cty.StringVal(sub[1:len(sub)-1]), args[2])
		}
		return cty.StringVal(strings.ReplaceAll(s, sub, by)), nil
	},
})

var lengthFunc = function.New(&function.Spec{
	Description: "The number of elements of a collection, or of characters of a string.",
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowDynamicType: true,
		AllowUnknown: true}},
	Type: function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		v := args[0]
		switch ty := v.Type(); {
		case ty == cty.DynamicPseudoType:
			return cty.UnknownVal(cty.Number), nil
		case ty.IsTupleType():
			return cty.NumberIntVal(int64(ty.Length())), nil
		case ty.IsObjectType():
			return cty.NumberIntVal(int64(len(ty.AttributeTypes()))), nil
		case ty == cty.String:
			return stdlib.Strlen(v)
		case ty.IsCollectionType():
			return v.Length(), nil
		}
		return cty.NilVal, function.NewArgErrorf(0, "it must be a list, a set, a map, an object or a string")
	},
})

// mergeFunc looks at the types first, where that of cty panics if null stands before what is no map.
var mergeFunc = function.New(&function.Spec{
	Description: stdlib.MergeFunc.Description(),
	VarParam:    stdlib.MergeFunc.VarParam(),
	Type: func(args []cty.Value) (cty.Type, error) {
		for i, a := range args {
			if ty := a.Type(); ty != cty.DynamicPseudoType && !ty.IsMapType() && !ty.IsObjectType() {
				return cty.NilType, function.NewArgErrorf(i, "arguments must be maps or objects, got %q", ty.FriendlyName())
			}
		}
		return stdlib.MergeFunc.ReturnTypeForValues(args)
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return stdlib.MergeFunc.Call(args) },
})

var oneFunc = function.New(&function.Spec{
	Description: "The only element of a collection, or null if it is empty; an error if it has more than one.",
	Params:      []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type: func(args []cty.Value) (cty.Type, error) {
		switch ty := args[0].Type(); {
		case ty.IsListType() || ty.IsSetType():
			return ty.ElementType(), nil
		case ty.IsTupleType() && ty.Length() == 1:
			return ty.TupleElementType(0), nil
		case ty.IsTupleType() && ty.Length() == 0:
			return cty.DynamicPseudoType, nil
		case ty.IsTupleType():
			return cty.NilType, function.NewArgErrorf(0, "it has %d elements, but at most one is allowed", ty.Length())
		}
		return cty.NilType, function.NewArgErrorf(0, "it must be a list or a set")
	},
	Impl: func(args []cty.Value, ret cty.Type) (cty.Value, error) {
		switch args[0].LengthInt() {
		case 0:
			return cty.NullVal(ret), nil
		case 1:
			it := args[0].ElementIterator()
			it.Next()
			_, v := it.Element()
			return v, nil
		}
		return cty.NilVal, function.NewArgErrorf(0, "it has %d elements, but at most one is allowed", args[0].LengthInt())
	},
})

var sumFunc = function.New(&function.Spec{
	Description: "The sum of a list of numbers, which must not be empty.",
	Params:      []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type:        function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if !args[0].CanIterateElements() || args[0].LengthInt() == 0 {
			return cty.NilVal, function.NewArgErrorf(0, "it must be a list with at least one number")
		}
		sum := cty.NumberVal(new(big.Float))
		for it := args[0].ElementIterator(); it.Next(); {
			_, v := it.Element()
			n, err := toNumber(v)
			if tooLargeNumber(err) {
				return cty.NilVal, function.NewArgError(0, err)
			}
			if err != nil || n.IsNull() {
				return cty.NilVal, function.NewArgErrorf(0, "its elements must be numbers")
			}
			if sum, err = stdlib.Add(sum, n); err != nil {
				return cty.NilVal, err
			}
		}
		return sum, nil
	},
})

// realFunc is a function of two numbers that may have no result: that of cty panics then, or gives infinity.
func realFunc(fn function.Function, f func(x, y float64) float64) function.Function {
	return limited(fn, func(args []cty.Value) error {
		x, _ := args[0].AsBigFloat().Float64()
		y, _ := args[1].AsBigFloat().Float64()
		if r := f(x, y); math.IsNaN(r) || math.IsInf(r, 0) {
			return errors.New("there is no such number, or it is too large")
		}
		return nil
	})
}

// keysGiven refuses null among keys.
func keysGiven(args []cty.Value) error {
	for it := args[0].ElementIterator(); it.Next(); {
		if _, k := it.Element(); k.IsNull() {
			return function.NewArgErrorf(0, "a key can't be null")
		}
	}
	return nil
}

// signumFunc takes fractions, which cty's own refuses.
var signumFunc = function.New(&function.Spec{
	Description: "The sign of a number: -1, 0 or 1.",
	Params:      []function.Parameter{{Name: "num", Type: cty.Number}},
	Type:        function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		return cty.NumberIntVal(int64(args[0].AsBigFloat().Sign())), nil
	},
})
