package config

import (
	"fmt"
	"maps"
	"path"
	"sort"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// File is a parsed file.
type File struct {
	Name string // as it is shown, with forward slashes
	Dir  string
	Src  []byte
	Body hcl.Body
	JSON bool // HCL's JSON form, or jsonnet that evaluates to it
	// Text is what stands at the place of an expression, or of a part of one; nil where that can't be told. In JSON it is
	// what the string stands for that holds the expression.
	Text func(hcl.Range) []byte

	once   sync.Once
	shared *calc.Source
}

// Source is the file as the source of what its expressions are lowered to. All of them share it: it counts the file's
// lines.
func (f *File) Source() *calc.Source {
	f.once.Do(func() { f.shared = calc.FileSource(f.Name, f.Src) })
	return f.shared
}

// Input is a value given for a variable.
type Input struct {
	Name  string
	Text  string    // as given on the command line or in the environment; used when Value is nil
	Value cty.Value // as evaluated from a file
	From  string    // in words: "-var", "the environment"
	Env   string    // the whole name of a variable of the environment, where it isn't one that slogen reads but nearly
	Range hcl.Range // in a file of values
}

// FromEnvironment is the From of a value that came from the environment, where values for other configurations may
// stand too.
const FromEnvironment = "the environment"

// Environment is what Declare needs from outside.
type Environment struct {
	Inputs []Input // later ones win
	// Incomplete says that some values that were given could not be read, which was reported.
	Incomplete bool
	// Strangers says that values for variables that aren't declared are no mistake.
	Strangers bool
	// Budget is what all expressions together may take; nil for no limit.
	Budget *bound.Budget
	// Functions are HCL's functions, but for those that FunctionsIn gives, whose meaning depends on the directory that
	// an expression stands in.
	Functions   map[string]function.Function
	FunctionsIn func(dir string) map[string]function.Function
	// Untyped is the mark of a value that came as text for a variable whose type nobody declared: it can't stand beside a
	// per-event value.
	Untyped func(variable string) any
	// Reserved says what a name of a function stands for already, such as "a per-event function"; empty for a free name.
	Reserved func(name string) string
	// JSONExpr and ReadFile serve JSON's expressions and columns_file.
	JSONExpr func(e hcl.Expression, src []byte) (hclsyntax.Expression, hcl.Diagnostics)
	// ParseText parses an expression of the command line or the environment.
	ParseText func(text string) (hclsyntax.Expression, hcl.Diagnostics)
	ReadFile  func(dir, name string) ([]byte, error)
	// Builtins are the names of the built-in declarations by group ("burn_alerts", "sli", "triggers"); Builtin parses
	// the file of one.
	Builtins map[string][]string
	Builtin  func(group, name string) (*File, hcl.Diagnostics)
}

// Shared is everything that services refer to.
type Shared struct {
	Settings  *Settings
	Moved     []*Moved
	Rules     []*Rules
	Datasets  map[string]*Dataset
	env       *Environment
	variables map[string]*Variable
	values    map[string]cty.Value
	given     map[string]string            // where the values of variables came from, as [Input.From]
	locals    map[string]map[string]*local // by directory and name
	functions map[string]map[string]*Function
	defaults  map[string][]*Defaults // by directory
	org       *Defaults

	recipients map[string]*Recipient         // "slack.payments" or, of an instance, "slack.payments/eu"
	repeated   map[string]*repeatedRecipient // by "slack.payments"
	policies   map[string]*BurnAlertPolicy
	templates  map[string]*SLITemplate
	triggers   map[string]*TriggerTemplate
	builtins   map[any]*builtinEntry // by pointer
	builtinBy  map[string]any        // "sli.http_server_availability"

	plain    *hcl.EvalContext // functions that mean the same everywhere, and nothing else
	root     *hcl.EvalContext
	mu       sync.Mutex
	scopes   map[string]*Scope
	callable map[string]map[string]function.Function // by directory, and so are the names of visible locals
	visible  map[string][]string
	dirs     sync.Map // the directories of files, by the files' names
	services map[*File][]*spec.RawBlock
}

type builtinEntry struct {
	once        sync.Once
	group, name string
	diags       hcl.Diagnostics
}

// repeatedRecipient is a block of a recipient with for_each.
type repeatedRecipient struct {
	decl    hcl.Range
	raw     *spec.RawBlock
	list    []repeat
	unknown bool // some of the instances are not known, because of an error
}

// keys are the references to the instances.
func (r *repeatedRecipient) names(key string) []string {
	out := make([]string, len(r.list))
	for i, x := range r.list {
		out[i] = fmt.Sprintf("recipient.%s[%q]", key, x.key.V)
	}
	return out
}

type local struct {
	expr  hcl.Expression
	rng   hcl.Range
	value cty.Value
	size  bound.Size
	state int8 // 0 not evaluated, 1 in progress, 2 done, 3 failed
}

// raws are the blocks of one file before they are decoded.
type raws struct {
	file *File
	by   map[string][]*spec.RawBlock
}

// Root is the top level of a file.
var Root = &spec.Block[raws]{
	Type: "",
	Doc:  "The top level of a file.",
	Blocks: []spec.Child[raws]{
		keep(serviceBlock), keep(recipientBlock), keep(policyBlock), keep(templateBlock),
		keep(triggerTemplateBlock), keep(defaultsBlock),
		keep(datasetBlock),
		keep(functionBlock), keep(variableBlock), keep(localsBlock), keep(movedBlock), keep(rulesBlock),
		keep(settingsBlock),
	},
}

func keep[C any](b *spec.Block[C]) spec.Child[raws] {
	return spec.Captured(b, func(r *raws, raw *spec.RawBlock) { r.by[b.Type] = append(r.by[b.Type], raw) })
}

// localsSet is what a block of locals decodes into.
type localsSet struct{ names map[string]*local }

var localsBlock = &spec.Block[localsSet]{
	Type: "locals",
	Doc: "Names for values, written `local.name`. Visible in their directory and below; a directory below may give " +
		"a name another value.",
	FreeDoc: "Any name, and its value.",
	Free: func(d *spec.Decoder, dst *localsSet, name string, r hcl.Range, e hcl.Expression) {
		dst.names[name] = &local{expr: e, rng: r}
	},
	Example: "locals {\n  team = \"payments\"\n}\n",
}

// Declare reads the shared declarations of the files. Services are kept for [Shared.Services].
func Declare(files []*File, env *Environment) (*Shared, hcl.Diagnostics) {
	s := &Shared{
		env:        env,
		plain:      &hcl.EvalContext{Functions: env.Functions},
		Datasets:   map[string]*Dataset{},
		variables:  map[string]*Variable{},
		given:      map[string]string{},
		values:     map[string]cty.Value{},
		locals:     map[string]map[string]*local{},
		functions:  map[string]map[string]*Function{},
		defaults:   map[string][]*Defaults{},
		recipients: map[string]*Recipient{}, repeated: map[string]*repeatedRecipient{},
		policies: map[string]*BurnAlertPolicy{}, templates: map[string]*SLITemplate{},
		triggers: map[string]*TriggerTemplate{},
		builtins: map[any]*builtinEntry{}, builtinBy: map[string]any{}, scopes: map[string]*Scope{},
		callable: map[string]map[string]function.Function{}, visible: map[string][]string{},
		services: map[*File][]*spec.RawBlock{}}
	if env.Budget != nil {
		env.Budget.Word = s.word
	}
	var diags hcl.Diagnostics
	var all []*raws
	for _, f := range files {
		r, more := s.split(f)
		diags = append(diags, more...)
		s.services[f] = r.by["service"]
		all = append(all, r)
	}
	diags = append(diags, s.declareSettings(all)...)
	diags = append(diags, s.declareVariables(all)...)
	diags = append(diags, s.declareNames(all)...)
	s.buildRoot()
	diags = append(diags, s.declareLocals(all)...)
	diags = append(diags, s.repeatRecipients(all)...)
	diags = append(diags, s.evalLocals()...)
	diags = append(diags, s.decodeShared(all)...)
	return s, diags
}

// split sorts a file's blocks by type.
func (s *Shared) split(f *File) (*raws, hcl.Diagnostics) {
	r := &raws{file: f, by: map[string][]*spec.RawBlock{}}
	s.dirs.Store(f.Name, f.Dir)
	d := s.decoder(f, nil)
	Root.DecodeBody(d, f.Body, r)
	if f.JSON {
		for _, raw := range r.by["defaults"] {
			organizationInJSON(raw)
		}
	}
	return r, d.Diags
}

// organizationInJSON finds {"defaults": {"organization": {...}}}, where the label is a key.
func organizationInJSON(raw *spec.RawBlock) {
	content, _, diags := raw.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "organization"}}})
	if diags.HasErrors() || len(content.Blocks) != 1 {
		return
	}
	b := content.Blocks[0]
	raw.Labels, raw.LabelRanges, raw.Body = []string{"organization"}, []hcl.Range{b.DefRange}, b.Body
}

func (s *Shared) decoder(f *File, ctx *hcl.EvalContext) *spec.Decoder {
	test := strings.Contains(f.Name, ".slotest.")
	return &spec.Decoder{Ctx: ctx, Src: f.Src, Budget: s.env.Budget, JSONExpr: s.env.JSONExpr,
		Advise: func(block string, name spec.Stray) spec.Advice { return advise(block, name, test) }}
}

// decodeAll decodes every captured block of a type.
func decodeAll[T any](s *Shared, all []*raws, b *spec.Block[T], ctx func(f *File) *hcl.EvalContext,
	take func(f *File, v *T) hcl.Diagnostics) (diags hcl.Diagnostics) {
	for _, r := range all {
		for _, raw := range r.by[b.Type] {
			var c *hcl.EvalContext
			if ctx != nil {
				c = ctx(r.file)
			}
			d := s.decoder(r.file, c)
			v := new(T)
			b.DecodeBlock(d, raw, v)
			d.Diags = append(d.Diags, take(r.file, v)...)
			diags = append(diags, d.Diags...)
		}
	}
	return diags
}

func twice(what string, again, first hcl.Range) *hcl.Diagnostic {
	return diag.Error("language/duplicate", "Duplicate "+what,
		words.Capital(words.Article(what))+" of this name is already declared. Rename or remove one of the two.", again,
		diag.Note{Text: "first declared here", Range: first})
}

func (s *Shared) declareSettings(all []*raws) hcl.Diagnostics {
	return decodeAll(s, all, settingsBlock, nil, func(_ *File, v *Settings) hcl.Diagnostics {
		if s.Settings != nil {
			return hcl.Diagnostics{diag.Error("language/duplicate", "Duplicate slogen block",
				"A configuration has at most one `slogen` block, and all the files given form one configuration.",
				v.Decl,
				diag.Note{Text: "first declared here", Range: s.Settings.Decl})}
		}
		s.Settings = v
		return nil
	})
}

func (s *Shared) declareVariables(all []*raws) hcl.Diagnostics {
	types := map[string]cty.Type{}
	diags := decodeAll(s, all, variableBlock,
		func(f *File) *hcl.EvalContext {
			ctx := s.plain.NewChild()
			ctx.Functions = s.functionsFor(f.Dir)
			return ctx
		},
		func(f *File, v *Variable) (diags hcl.Diagnostics) {
			if first := s.variables[v.Name.V]; first != nil {
				return hcl.Diagnostics{twice("variable", v.Decl, first.Decl)}
			}
			diags = append(diags, checkIdentifier("variable", v.Name)...)
			s.variables[v.Name.V] = v
			types[v.Name.V] = cty.DynamicPseudoType
			if v.Type.V != nil {
				t, more := typeConstraint(v.Type.V)
				diags = append(diags, more...)
				if !more.HasErrors() {
					types[v.Name.V] = t
				}
			}
			if v.Default.Set() {
				if t := types[v.Name.V]; v.Default.V != cty.NilVal {
					c, err := s.env.Budget.Convert(v.Default.V, t)
					if err != nil {
						diags = append(diags, diag.Error("language/variable", "Invalid default value for variable",
							"The default doesn't have the variable's type: "+strings.TrimSuffix(err.Error(), ".")+".",
							v.Default.Range))
					} else {
						s.values[v.Name.V] = c
					}
				}
			}
			return diags
		})
	last, more := s.matchInputs()
	diags = append(diags, more...)
	for _, name := range sortedKeys(s.variables) {
		v := s.variables[name]
		if i, ok := last[name]; ok {
			value, more := s.inputValue(s.env.Inputs[i], v, types[name])
			diags = append(diags, more...)
			if more.HasErrors() {
				value = cty.DynamicVal
			}
			s.values[name], s.given[name] = value, s.env.Inputs[i].From
			continue
		}
		if _, ok := s.values[name]; !ok {
			if !v.Default.Set() && !s.env.Incomplete { // a default with an error has been reported
				how := fmt.Sprintf("use -var %s=..., a -var-file, or the environment variable SLOGEN_VAR_%[1]s.", name)
				if s.env.Strangers { // the configuration that this one is compared with may not declare it
					how = fmt.Sprintf(
						"set SLOGEN_VAR_%s in the environment, which also serves if the variable is no longer "+
							"declared now.",
						shellName(name),
					)
				}
				diags = append(diags, diag.Error("language/variable", "No value for required variable",
					fmt.Sprintf("The variable %q has no default, and no value was given: %s", name, how), v.Decl))
			}
			s.values[name] = cty.DynamicVal
		}
	}
	return diags
}

// typeWords are the types that stand for themselves.
var typeWords = []string{"string", "number", "bool", "any", "list", "set", "map", "object", "tuple"}

// typeConstraint reads a type.
func typeConstraint(e hclsyntax.Expression) (cty.Type, hcl.Diagnostics) {
	t, diags := typeexpr.TypeConstraint(e)
	for _, d := range diags {
		if d.Summary == "Invalid type specification" {
			word := hcl.ExprAsKeyword(e)
			if call, ok := e.(*hclsyntax.FunctionCallExpr); ok {
				word = call.Name
			}
			d.Detail = strings.TrimSuffix(d.Detail, ".") + ". The types are string, number, bool, list(<type>), set(<type>), " +
				"map(<type>), object({ <name> = <type> }), tuple([<type>]) and any."
			if word != "" {
				d.Detail += diag.DidYouMean(word, typeWords)
			}
		}
	}
	return t, diags
}

// inputValue converts what was given for a variable, as Terraform does: text is taken as it is where a string, number
// or boolean is wanted, and as an HCL expression otherwise. Without a declared type the default's kind of value is
// wanted; without either the text stays text, marked as being of no type.
func (s *Shared) inputValue(in Input, v *Variable, t cty.Type) (cty.Value, hcl.Diagnostics) {
	at := in.Range
	if at.Filename == "" {
		at = v.Decl
	}
	fail := func(why string) (cty.Value, hcl.Diagnostics) {
		return cty.NilVal, hcl.Diagnostics{diag.Error("language/variable", "Invalid value for variable",
			fmt.Sprintf("The value for %q given by %s %s.", in.Name, in.From, why), at)}
	}
	want, untyped := t, false
	like := cty.NilVal // a value of the kind that is wanted
	if t == cty.DynamicPseudoType {
		def, ok := s.values[in.Name]
		switch {
		case !ok || def.IsNull():
			untyped = in.Value == cty.NilVal
		case def.Type().IsPrimitiveType():
			want = def.Type()
		default:
			like = def
		}
	}
	value := in.Value
	if value == cty.NilVal {
		if untyped || want.IsPrimitiveType() {
			value = cty.StringVal(in.Text)
		} else {
			e, diags := s.env.ParseText(in.Text)
			if !diags.HasErrors() {
				value, diags = s.env.Budget.Value(e, nil)
			}
			if diags.HasErrors() {
				return fail("is not an expression of HCL: " + strings.TrimSuffix(diags[0].Detail, "."))
			}
		}
	}
	if like != cty.NilVal {
		if list, m := isList(like), isMap(like); list && !isList(value) || m && !isMap(value) {
			kind := "list"
			if m {
				kind = "map"
			}
			return fail("is not a " + kind + ", as the variable's default is. Declare `type` to allow values of other types")
		}
	}
	c, err := s.env.Budget.Convert(value, want)
	if err != nil {
		return fail("doesn't have the variable's type: " + err.Error())
	}
	if in.Value == cty.NilVal && strings.Contains(in.Text, ".") {
		c = calc.WithPoint(c)
	}
	if untyped {
		c = c.Mark(s.env.Untyped(in.Name))
	}
	return c, nil
}

func isList(v cty.Value) bool {
	return v.Type().IsTupleType() || v.Type().IsListType() || v.Type().IsSetType()
}

func isMap(v cty.Value) bool { return v.Type().IsObjectType() || v.Type().IsMapType() }

// declareNames makes the recipients, policies and templates known before any of them is decoded, so that they can stand
// in expressions.
func (s *Shared) declareNames(all []*raws) (diags hcl.Diagnostics) {
	for _, r := range all {
		for _, raw := range r.by["recipient"] {
			if len(raw.Labels) != 2 {
				continue
			}
			key := raw.Labels[0] + "." + raw.Labels[1]
			if first := s.recipients[key]; first != nil {
				diags = append(diags, twice("recipient", raw.Header, first.Decl))
				continue
			}
			if first := s.repeated[key]; first != nil {
				diags = append(diags, twice("recipient", raw.Header, first.decl))
				continue
			}
			if forEachOf(raw.Body) != nil { // how many there are is known when local values are
				s.repeated[key] = &repeatedRecipient{decl: raw.Header, raw: raw, unknown: true}
				continue
			}
			s.recipients[key] = &Recipient{Decl: raw.Header}
		}
		diags = append(diags, declare(r, policyBlock, "burn alert policy", s.policies,
			func(v *BurnAlertPolicy) hcl.Range { return v.Decl })...)
		diags = append(diags, declare(r, templateBlock, "SLI template", s.templates,
			func(v *SLITemplate) hcl.Range { return v.Decl })...)
		diags = append(diags, declare(r, triggerTemplateBlock, "trigger template", s.triggers,
			func(v *TriggerTemplate) hcl.Range { return v.Decl })...)
	}
	for group, list := range s.env.Builtins {
		for _, name := range list {
			var p any
			switch group {
			case "burn_alerts":
				p = &BurnAlertPolicy{Builtin: true}
			case "triggers":
				p = &TriggerTemplate{Builtin: true}
			default:
				p = &SLITemplate{Builtin: true}
			}
			s.builtinBy[group+"."+name] = p
			s.builtins[p] = &builtinEntry{group: group, name: name}
		}
	}
	return diags
}

// declare makes the names of the blocks of a type with one label known, empty until they are decoded.
func declare[T any](r *raws, b *spec.Block[T], what string, known map[string]*T,
	decl func(*T) hcl.Range) (diags hcl.Diagnostics) {
	for _, raw := range r.by[b.Type] {
		if len(raw.Labels) != 1 {
			continue
		}
		if first := known[raw.Labels[0]]; first != nil {
			diags = append(diags, twice(what, raw.Header, decl(first)))
			continue
		}
		v := new(T)
		b.Decl(v, raw.Header, raw.Whole)
		known[raw.Labels[0]] = v
	}
	return diags
}

// buildRoot makes the context that every expression is evaluated in.
func (s *Shared) buildRoot() {
	byType := map[string]map[string]cty.Value{}
	for _, t := range RecipientTypes {
		byType[t] = map[string]cty.Value{}
	}
	add := func(key string, v cty.Value) {
		t, name, _ := strings.Cut(key, ".")
		if byType[t] == nil {
			byType[t] = map[string]cty.Value{}
		}
		byType[t][name] = v
	}
	for key, r := range s.recipients {
		if !strings.Contains(key, "/") {
			add(key, cty.CapsuleVal(recipientType, r))
		}
	}
	for key, r := range s.repeated {
		instances := make(map[string]cty.Value, len(r.list))
		for _, x := range r.list {
			instances[x.key.V] = cty.CapsuleVal(recipientType, s.recipients[key+"/"+x.key.V])
		}
		if add(key, cty.ObjectVal(instances)); r.unknown {
			add(key, cty.DynamicVal)
		}
	}
	recipients := map[string]cty.Value{}
	for t, m := range byType {
		recipients[t] = cty.ObjectVal(m)
	}
	policies, templates, triggers := map[string]cty.Value{}, map[string]cty.Value{}, map[string]cty.Value{}
	for n, p := range s.policies {
		policies[n] = cty.CapsuleVal(policyType, p)
	}
	for n, t := range s.templates {
		templates[n] = cty.CapsuleVal(templateType, t)
	}
	for n, t := range s.triggers {
		triggers[n] = cty.CapsuleVal(triggerTemplateType, t)
	}
	groups := map[string]map[string]cty.Value{}
	for key, p := range s.builtinBy {
		g, n, _ := strings.Cut(key, ".")
		if groups[g] == nil {
			groups[g] = map[string]cty.Value{}
		}
		switch p := p.(type) {
		case *BurnAlertPolicy:
			groups[g][n] = cty.CapsuleVal(policyType, p)
		case *SLITemplate:
			groups[g][n] = cty.CapsuleVal(templateType, p)
		case *TriggerTemplate:
			groups[g][n] = cty.CapsuleVal(triggerTemplateType, p)
		}
	}
	builtins := map[string]cty.Value{}
	for g, m := range groups {
		builtins[g] = cty.ObjectVal(m)
	}
	s.root = &hcl.EvalContext{Functions: withSecrets(s.env.Functions), Variables: map[string]cty.Value{
		"var": cty.ObjectVal(s.values), "recipient": cty.ObjectVal(recipients), "burn_alert_policy": cty.ObjectVal(policies),
		"sli_template": cty.ObjectVal(templates), "trigger_template": cty.ObjectVal(triggers),
		"builtin": cty.ObjectVal(builtins),
	}}
}

// RecipientTypes are the types of recipients, as they are written.
var RecipientTypes = []string{"email", "slack", "pagerduty", "webhook", "msteams_workflow"}

func (s *Shared) declareLocals(all []*raws) (diags hcl.Diagnostics) {
	for _, r := range all {
		for _, raw := range r.by["locals"] {
			d := s.decoder(r.file, nil)
			set := &localsSet{names: map[string]*local{}}
			localsBlock.DecodeBlock(d, raw, set)
			diags = append(diags, d.Diags...)
			dir := r.file.Dir
			if s.locals[dir] == nil {
				s.locals[dir] = map[string]*local{}
			}
			for _, name := range sortedKeys(set.names) {
				l := set.names[name]
				if first := s.locals[dir][name]; first != nil {
					diags = append(diags, twice("local value", l.rng, first.rng))
					continue
				}
				s.locals[dir][name] = l
			}
		}
	}
	return diags
}

// evalLocals evaluates the local values that aren't evaluated yet.
func (s *Shared) evalLocals() (diags hcl.Diagnostics) {
	for _, dir := range sortedKeys(s.locals) {
		for _, name := range sortedKeys(s.locals[dir]) {
			_, more := s.evalLocal(dir, name, nil)
			diags = append(diags, more...)
		}
	}
	return diags
}

// repeatRecipients finds out which instances the recipients with for_each have. Their for_each may depend on local
// values, and other local values on them.
func (s *Shared) repeatRecipients(all []*raws) (diags hcl.Diagnostics) {
	if len(s.repeated) == 0 {
		return nil
	}
	for _, r := range all {
		for _, raw := range r.by[recipientBlock.Type] {
			if len(raw.Labels) != 2 {
				continue
			}
			key := raw.Labels[0] + "." + raw.Labels[1]
			rep := s.repeated[key]
			if rep == nil || rep.raw != raw {
				continue
			}
			e := forEachOf(raw.Body)
			l := &local{expr: e, rng: e.Range()}
			v, more := s.evaluate(l, r.file.Dir, "for_each of recipient."+key, nil)
			diags = append(diags, more...)
			if l.state != 2 {
				continue
			}
			d := s.decoder(r.file, nil)
			if v, _ = v.Unmark(); !v.IsWhollyKnown() {
				d.Add(diag.Follow(diag.Error("language/null", "Value not known", "Which recipients there are can't "+
					"be determined when the configuration is loaded. The for_each of a recipient can't depend on "+
					"other recipients with a for_each.", e.Range()), diag.AnyError))
			} else {
				list, ok := repeats(d, recipientBlock.Type, e, v)
				rep.list, rep.unknown = list, !ok
			}
			diags = append(diags, d.Diags...)
		}
	}
	for _, key := range sortedKeys(s.repeated) {
		rep := s.repeated[key]
		if !rep.unknown && len(rep.list) == 1 && rep.list[0].key.V == "" { // the block itself
			s.recipients[key] = &Recipient{Decl: rep.decl}
			continue
		}
		for _, x := range rep.list {
			s.recipients[key+"/"+x.key.V] = &Recipient{Decl: rep.decl}
		}
	}
	for _, locals := range s.locals {
		for _, l := range locals {
			if l.state == 2 && !l.value.IsWhollyKnown() { // it depends on what is known now
				l.state = 0
			}
		}
	}
	s.buildRoot()
	return diags
}

// findLocal finds a local value from a directory upwards.
func (s *Shared) findLocal(dir, name string) (string, *local) {
	for d := dir; ; {
		if l := s.locals[d][name]; l != nil {
			return d, l
		}
		up, ok := parent(d)
		if !ok {
			return "", nil
		}
		d = up
	}
}

// maxChain bounds how deep local values may refer to each other.
const maxChain = 500

// stepsPerLocal is what a reference to all locals takes for each of them.
const stepsPerLocal = 25

// maxUsed is how many of the largest values an expression may refer to.
const maxUsed = 8

func (s *Shared) evalLocal(dir, name string, chain []string) (cty.Value, hcl.Diagnostics) {
	return s.evaluate(s.locals[dir][name], dir, name, chain)
}

// evaluate evaluates a local value, or another value that may depend on local values.
func (s *Shared) evaluate(l *local, dir, name string, chain []string) (cty.Value, hcl.Diagnostics) {
	switch l.state {
	case 2:
		return l.value, nil
	case 3:
		return cty.DynamicVal, nil
	case 1:
		l.state = 3
		return cty.DynamicVal, hcl.Diagnostics{diag.Error("language/cycle", "Local values refer to each other",
			"The value of this local depends on itself: "+strings.Join(append(chain, name), " -> ")+". Give one of "+
				"them a value of its own.", l.rng)}
	}
	if len(chain) > maxChain {
		l.state = 3
		return cty.DynamicVal, hcl.Diagnostics{diag.Error("language/limit", "Local values refer to each other too "+
			"deeply",
			fmt.Sprintf("More than %d local values refer to each other in a chain.", maxChain), l.rng)}
	}
	l.state = 1
	deps, used, diags := s.needed(l, dir, name, chain)
	if l.state == 3 {
		return cty.DynamicVal, diags
	}
	if used.Text > maxUsed*bound.MaxText || used.Elements > maxUsed*bound.MaxElements {
		l.state = 3
		return cty.DynamicVal, append(diags, diag.Error("language/limit", "Value too large", "The local values that "+
			"this one refers to are too large together, counting each as often as it is used here. Refer to them less "+
			"often.", l.expr.Range()))
	}
	ctx := s.root.NewChild()
	ctx.Variables = map[string]cty.Value{"local": cty.ObjectVal(deps)}
	ctx.Functions = s.functionsFor(dir)
	v, more := s.env.Budget.Value(l.expr, ctx)
	if _, literal := l.expr.(*hclsyntax.LiteralValueExpr); !literal && !more.HasErrors() {
		if l.size = bound.Of(v); l.size.Over() {
			more = append(more, diag.Error("language/limit", "Value too large",
				l.size.Detail()+". Does a local value repeat another one many times?", l.expr.Range()))
		}
	}
	diags = append(diags, more...)
	if more.HasErrors() {
		l.state = 3
		return cty.DynamicVal, diags
	}
	l.state, l.value = 2, v
	return v, diags
}

// needed are the local values that a value refers to, and their size, each counted as often as it is referred to. The
// value has failed if they can't be known.
func (s *Shared) needed(l *local, dir, name string, chain []string) (deps map[string]cty.Value, used bound.Size,
	diags hcl.Diagnostics) {
	diags = duplicateKeys(l.expr)
	deps = map[string]cty.Value{}
	for _, t := range l.expr.Variables() {
		if t.RootName() != "local" {
			continue
		}
		var want []string
		if len(t) > 1 {
			if a, ok := t[1].(hcl.TraverseAttr); ok {
				want = []string{a.Name}
			}
		}
		if want == nil { // the whole object
			want = s.visibleLocals(dir)
			if s.env.Budget.SpendAt(len(want)*stepsPerLocal, l.rng) != nil {
				l.state = 3
				return deps, used, append(diags, s.env.Budget.Problem())
			}
		}
		for _, n := range want {
			d, found := s.findLocal(dir, n)
			if found == nil { // so that the message can say which there are or, of many, which is meant
				for _, other := range telling(n, s.visibleLocals(dir)) {
					if _, ok := deps[other]; !ok {
						deps[other] = cty.DynamicVal
					}
				}
			}
			if found != nil && !(found == l && len(t) == 1) {
				v, more := s.evalLocal(d, n, append(chain, name))
				diags = append(diags, more...)
				deps[n] = v
				used = used.Plus(found.size, 1)
			}
		}
	}
	return deps, used, diags
}

// telling are the names that a message about an unknown one needs: all, where it lists them, and otherwise the one that
// is meant, if any, among as many others as are too many to be listed.
func telling(name string, names []string) []string {
	const listed = 8
	if len(names) <= listed {
		return names
	}
	var out []string
	if near := diag.Suggest(name, names); near != "" {
		out = []string{near}
	}
	for _, n := range names[:min(len(names), 1000)] {
		if len(out) > listed {
			break
		}
		if diag.Suggest(name, []string{n}) == "" {
			out = append(out, n)
		}
	}
	return out
}

// visibleLocals are the names of the locals of a directory and those above, sorted.
func (s *Shared) visibleLocals(dir string) []string {
	if names, ok := s.visible[dir]; ok {
		return names
	}
	seen := map[string]bool{}
	for d, ok := dir, true; ok; d, ok = parent(d) {
		for n := range s.locals[d] {
			seen[n] = true
		}
	}
	names := sortedKeys(seen)
	s.visible[dir] = names
	return names
}

// parent is the directory above, as far as paths tell.
func parent(dir string) (string, bool) {
	if dir == "." || dir == "/" || dir == ".." || strings.HasSuffix(dir, "/..") {
		return "", false
	}
	return path.Dir(dir), true
}

// functionsFor are the functions in expressions of a directory, beside those that mean the same everywhere.
func (s *Shared) functionsFor(dir string) map[string]function.Function {
	out, ok := s.callable[dir]
	if !ok {
		out = s.env.FunctionsIn(dir)
		s.callable[dir] = out
	}
	return out
}

// withSecrets are functions with `secret`, which the values of variables can't have.
func withSecrets(functions map[string]function.Function) map[string]function.Function {
	out := make(map[string]function.Function, len(functions)+1)
	maps.Copy(out, functions)
	out["secret"] = secretFunction
	if f, ok := out["jsonencode"]; ok { // which would write the secret as an object
		out["jsonencode"] = withoutSecrets(f)
	}
	return out
}

// Functions is a context with nothing but the functions that mean the same everywhere, `secret` among them.
func (s *Shared) Functions() *hcl.EvalContext { return &hcl.EvalContext{Functions: s.root.Functions} }

// Budget is what all expressions together may take.
func (s *Shared) Budget() *bound.Budget { return s.env.Budget }

// Scope is what is visible in a directory. It may be called concurrently once Declare has returned.
func (s *Shared) Scope(dir string) *Scope {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scope(dir)
}

func (s *Shared) scope(dir string) *Scope {
	if sc := s.scopes[dir]; sc != nil {
		return sc
	}
	sc := &Scope{Dir: dir, shared: s, Functions: map[string]*Function{}}
	locals := map[string]cty.Value{}
	for _, n := range s.visibleLocals(dir) {
		if _, l := s.findLocal(dir, n); l.state == 2 {
			locals[n] = l.value
		} else {
			locals[n] = cty.DynamicVal
		}
	}
	sc.Ctx = s.root.NewChild()
	sc.Ctx.Variables = map[string]cty.Value{"local": cty.ObjectVal(locals)}
	sc.Ctx.Functions = s.functionsFor(dir)
	for d, ok := dir, true; ok; d, ok = parent(d) {
		for n, f := range s.functions[d] {
			if sc.Functions[n] == nil {
				sc.Functions[n] = f
			}
		}
		sc.Defaults = append(sc.Defaults, s.defaults[d]...)
	}
	if s.org != nil {
		sc.Defaults = append(sc.Defaults, s.org)
	}
	s.scopes[dir] = sc
	return sc
}

// decodeShared decodes what needs evaluation contexts.
func (s *Shared) decodeShared(all []*raws) (diags hcl.Diagnostics) {
	ctx := func(f *File) *hcl.EvalContext { return s.scope(f.Dir).Ctx }
	diags = append(diags, decodeAll(s, all, functionBlock, ctx, s.takeFunction)...)
	clear(s.scopes) // functions are known now
	diags = append(diags, decodeAll(s, all, datasetBlock, ctx, s.takeDataset)...)
	diags = append(diags, s.decodeRecipients(all)...)
	diags = append(diags, decodeAll(s, all, policyBlock, ctx, s.takePolicy)...)
	diags = append(diags, decodeAll(s, all, templateBlock, ctx, s.takeTemplate)...)
	diags = append(diags, decodeAll(s, all, triggerTemplateBlock, ctx, s.takeTriggerTemplate)...)
	diags = append(diags, decodeAll(s, all, defaultsBlock, ctx, s.takeDefaults)...)
	diags = append(diags, decodeAll(s, all, movedBlock, ctx, func(_ *File, v *Moved) hcl.Diagnostics {
		s.Moved = append(s.Moved, v)
		return nil
	})...)
	clear(s.scopes) // defaults are known now
	diags = append(diags, decodeAll(s, all, rulesBlock, ctx, s.takeRules)...)
	return diags
}

func (s *Shared) reserved(name string) string {
	if s.env.Reserved == nil {
		return ""
	}
	return s.env.Reserved(name)
}

func (s *Shared) takeFunction(f *File, v *Function) (diags hcl.Diagnostics) {
	diags = append(diags, checkIdentifier("function", v.Name)...)
	if is := s.reserved(v.Name.V); is != "" {
		return append(diags, diag.Error("language/name", "Function name taken",
			fmt.Sprintf("%s() is already %s, so a call would be ambiguous. Choose another name.", v.Name.V, is),
			v.Name.Range))
	}
	if first := s.functions[f.Dir][v.Name.V]; first != nil {
		return append(diags, twice("function", v.Decl, first.Decl))
	}
	v.File = f
	if v.Result.V == nil { // reported when it was decoded; calls of it say nothing more
		v.Result.V = &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: v.Decl}
	}
	if v.Params.V != nil {
		list, ok := v.Params.V.(*hclsyntax.TupleConsExpr)
		if !ok {
			return append(diags, diag.Error("language/name", "Invalid parameters",
				"The parameters of a function are names in brackets, such as [e].", v.Params.Range))
		}
		for _, x := range list.Exprs {
			n := hcl.ExprAsKeyword(x)
			if n == "" || n == "event" || n == "var" || n == "local" || n == "sli" {
				return append(diags, diag.Error("language/name", "Invalid parameters",
					"A parameter is a name without quotes, other than event, sli, var and local.", x.Range()))
			}
			for _, before := range v.ParamNames {
				if before == n {
					return append(diags, diag.Error("language/name", "Invalid parameters", "Two parameters have the "+
						"same name.", x.Range()))
				}
			}
			v.ParamNames = append(v.ParamNames, n)
		}
	}
	if s.functions[f.Dir] == nil {
		s.functions[f.Dir] = map[string]*Function{}
	}
	s.functions[f.Dir][v.Name.V] = v
	return diags
}

func (s *Shared) takeDataset(f *File, v *Dataset) (diags hcl.Diagnostics) {
	if first := s.Datasets[v.Name.V]; first != nil {
		return hcl.Diagnostics{twice("dataset", v.Decl, first.Decl)}
	}
	s.Datasets[v.Name.V] = v
	cols := v.Columns.V
	if v.ColumnsFile.Set() && v.ColumnsFile.V != "" {
		src, err := s.env.ReadFile(f.Dir, v.ColumnsFile.V)
		if err == nil {
			var more []Column
			if more, err = ReadColumns(src, v.ColumnsFile.Range); err == nil {
				cols = append(append([]Column(nil), more...), cols...)
			}
		}
		if err != nil { // Known stays nil: which columns there are isn't known, and that each is unknown would be noise
			return append(diags, diag.Error("source/path", "Can't read the columns file",
				fmt.Sprintf("%q can't be read: %s.", v.ColumnsFile.V, err), v.ColumnsFile.Range))
		}
	}
	if v.Columns.Set() || v.ColumnsFile.Set() || len(v.Each) > 0 {
		v.Known = make(map[string]Column, len(cols))
		for _, c := range cols {
			if c.Description == "" {
				c.Description = v.Known[c.Name].Description
			}
			v.Known[c.Name] = c // what is written in HCL comes last and wins
		}
		diags = append(diags, v.takeColumns()...)
	}
	return diags
}

// decodeRecipients decodes every recipient, those with for_each once for each instance.
func (s *Shared) decodeRecipients(all []*raws) (diags hcl.Diagnostics) {
	for _, r := range all {
		for _, raw := range r.by[recipientBlock.Type] {
			list := []*repeat{nil}
			if len(raw.Labels) == 2 && forEachOf(raw.Body) != nil {
				list = nil
				if rep := s.repeated[raw.Labels[0]+"."+raw.Labels[1]]; rep.raw == raw {
					for i := range rep.list {
						list = append(list, &rep.list[i])
					}
				}
			}
			for _, x := range list {
				d := s.decoder(r.file, s.scope(r.file.Dir).Ctx)
				decodeInstance(d, recipientBlock, raw, x, func(v *Recipient) {
					v.Failed = d.Diags.HasErrors()
					for _, p := range s.takeRecipient(v) {
						if called := v.Called(recipientBlock.Type + "." + v.Type.V); called != "" {
							diag.InInstance(p, called)
						}
						d.Add(p)
					}
				})
				diags = append(diags, d.Diags...)
			}
		}
	}
	return diags
}

func (s *Shared) takeRecipient(v *Recipient) (diags hcl.Diagnostics) {
	target := s.recipients[v.Type.V+"."+v.Name.V]
	if target == nil || target.decoded {
		return nil // a duplicate, reported when names were declared
	}
	*target = *v
	target.decoded = true
	diags = append(diags, CheckName("recipient", v.Label)...)
	diags = append(diags, checkRecipient(target)...)
	target.Failed = target.Failed || diags.HasErrors()
	return diags
}

func (s *Shared) takePolicy(_ *File, v *BurnAlertPolicy) (diags hcl.Diagnostics) {
	target := s.policies[v.Name.V]
	if target == nil || target.Name.Set() {
		return nil
	}
	*target = *v
	return append(CheckName("burn alert policy", v.Name), adoptPolicy(target)...)
}

func adoptPolicy(p *BurnAlertPolicy) (diags hcl.Diagnostics) {
	seen := map[string]*BurnAlert{}
	for _, a := range p.BurnAlerts {
		a.Policy = p
		diags = append(diags, a.checkShared()...)
		switch first := seen[a.Label.V]; {
		case first == nil:
			diags = append(diags, CheckName("burn alert", a.Label)...)
			seen[a.Label.V] = a
		case first.Decl != a.Decl:
			diags = append(diags, twice("burn alert", a.Decl, first.Decl))
		}
	}
	return diags
}

func (s *Shared) takeTemplate(f *File, v *SLITemplate) (diags hcl.Diagnostics) {
	target := s.templates[v.Name.V]
	if target == nil || target.Name.Set() {
		return nil
	}
	*target = *v
	return append(CheckName("SLI template", v.Name), s.adoptTemplate(target, f)...)
}

func (s *Shared) adoptTemplate(t *SLITemplate, f *File) hcl.Diagnostics {
	t.File, t.Scope = f, &Scope{Dir: f.Dir, shared: s}
	return s.parameters(t.Parameters)
}

// parameters finds out the types of a template's parameters.
func (s *Shared) parameters(list []*Parameter) (diags hcl.Diagnostics) {
	seen := map[string]*Parameter{}
	for _, p := range list {
		if first := seen[p.Name.V]; first != nil {
			diags = append(diags, twice("parameter", p.Decl, first.Decl))
		}
		seen[p.Name.V] = p
		p.Constraint = cty.DynamicPseudoType
		if p.Type.V != nil {
			ty, more := typeConstraint(p.Type.V)
			diags = append(diags, more...)
			if !more.HasErrors() {
				p.Constraint = ty
			}
		}
		if p.Default.Set() && p.Default.V != cty.NilVal {
			c, err := s.env.Budget.Convert(p.Default.V, p.Constraint)
			if err != nil {
				diags = append(diags, diag.Error("language/parameter", "Invalid default value for parameter",
					"The default doesn't have the parameter's type: "+err.Error()+".", p.Default.Range))
			} else {
				p.Default.V = c
			}
		}
	}
	return diags
}

func (s *Shared) takeDefaults(f *File, v *Defaults) (diags hcl.Diagnostics) {
	v.File = f
	v.Scope = &Scope{Dir: f.Dir, shared: s, Ctx: s.scope(f.Dir).Ctx}
	switch {
	case v.Level.V == "organization":
		if s.org != nil {
			return hcl.Diagnostics{diag.Error("language/defaults", "Duplicate defaults", "A configuration has at most "+
				"one block `defaults \"organization\"`.", v.Decl, diag.Note{Text: "first declared here",
				Range: s.org.Decl})}
		}
		s.org = v
	case v.Level.Set() && v.Level.V != "":
		return hcl.Diagnostics{diag.Error("language/defaults", "Invalid level of defaults", fmt.Sprintf("A `defaults` "+
			"block without a label applies to its directory and below; one with the label \"organization\" applies "+
			"everywhere.%s",
			diag.DidYouMean(v.Level.V, []string{"organization"})), v.Level.Range)}
	default:
		for _, first := range s.defaults[f.Dir] {
			return hcl.Diagnostics{diag.Error("language/defaults", "Duplicate defaults", "A directory has at most one "+
				"`defaults` block: merge the two.", v.Decl, diag.Note{Text: "first declared here", Range: first.Decl})}
		}
		s.defaults[f.Dir] = append(s.defaults[f.Dir], v)
	}
	return nil
}

// builtin gives a built-in declaration, parsed when it is first referred to.
func builtin[T any](s *Shared, path []string, at hcl.Range) (*T, hcl.Diagnostics) {
	p, ok := s.builtinBy[path[0]+"."+path[1]].(*T)
	if !ok {
		var known []string
		for key := range s.builtinBy {
			if name, ok := strings.CutPrefix(key, path[0]+"."); ok {
				known = append(known, name)
			}
		}
		sort.Strings(known)
		what := fmt.Sprintf(" There are %s.", strings.Join(known, ", ")) // too many to list if one is meant
		if name := diag.Suggest(path[1], known); name != "" {
			what = fmt.Sprintf(" Did you mean \"builtin.%s.%s\"?", path[0], name)
		}
		return nil, hcl.Diagnostics{diag.Error("language/reference", "Reference to undeclared built-in",
			fmt.Sprintf("There is no builtin.%s.%s.%s", path[0], path[1], what), at)}
	}
	return p, s.loadBuiltin(p)
}

// loadBuiltin fills a built-in declaration in when it is first used.
func (s *Shared) loadBuiltin(p any) hcl.Diagnostics {
	b := s.builtins[p]
	if b == nil {
		return nil
	}
	b.once.Do(func() {
		f, diags := s.env.Builtin(b.group, b.name)
		b.diags = diags
		if diags.HasErrors() {
			return
		}
		r, more := s.split(f)
		b.diags = append(b.diags, more...)
		ctx := s.plain
		fixed := func(*File) *hcl.EvalContext { return ctx }
		switch p := p.(type) {
		case *BurnAlertPolicy:
			b.diags = append(b.diags, decodeAll(s, []*raws{r}, policyBlock, fixed,
				func(_ *File, v *BurnAlertPolicy) hcl.Diagnostics {
					*p = *v
					p.Builtin = true
					return adoptPolicy(p)
				})...)
		case *SLITemplate:
			b.diags = append(b.diags, decodeAll(s, []*raws{r}, templateBlock, fixed,
				func(f *File, v *SLITemplate) hcl.Diagnostics {
					*p = *v
					p.Builtin = true
					return s.adoptTemplate(p, f)
				})...)
		case *TriggerTemplate:
			b.diags = append(b.diags, decodeAll(s, []*raws{r}, triggerTemplateBlock, fixed,
				func(f *File, v *TriggerTemplate) hcl.Diagnostics {
					*p = *v
					p.Builtin = true
					return s.adoptTriggerTemplate(p, f)
				})...)
		}
	})
	return b.diags
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
