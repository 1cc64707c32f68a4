package config

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

var (
	secretTypeOf  = reflect.TypeOf(Secret{})
	recipientType = cty.Capsule("recipient", reflect.TypeOf(Recipient{}))
	policyType    = cty.Capsule("burn_alert_policy", reflect.TypeOf(BurnAlertPolicy{}))
	templateType  = cty.Capsule("sli_template", reflect.TypeOf(SLITemplate{}))

	triggerTemplateType = cty.Capsule("trigger_template", reflect.TypeOf(TriggerTemplate{}))
)

// Scope is what is visible in one directory.
type Scope struct {
	Dir       string // relative, with forward slashes; "." for the working directory
	Ctx       *hcl.EvalContext
	Functions map[string]*Function // of this directory and those above
	Defaults  []*Defaults          // nearest first, the organization's last
	shared    *Shared
}

// Recipients resolves an expression that names recipients. A plain list of references is resolved without evaluation.
func (s *Shared) Recipients(e hclsyntax.Expression, ctx *hcl.EvalContext) ([]spec.At[*Recipient], hcl.Diagnostics) {
	return resolve(s, e, ctx, recipientRefs, nil)
}

// Policy resolves an expression that names one burn alert policy; nil for the literal null.
func (s *Shared) Policy(e hclsyntax.Expression, ctx *hcl.EvalContext) (*BurnAlertPolicy, hcl.Diagnostics) {
	return one(s, e, ctx, policyRefs)
}

// Template resolves an expression that names one SLI template.
func (s *Shared) Template(e hclsyntax.Expression, ctx *hcl.EvalContext) (*SLITemplate, hcl.Diagnostics) {
	return one(s, e, ctx, templateRefs)
}

// TriggerTemplate resolves an expression that names one trigger template.
func (s *Shared) TriggerTemplate(e hclsyntax.Expression, ctx *hcl.EvalContext) (*TriggerTemplate, hcl.Diagnostics) {
	return one(s, e, ctx, triggerTemplateRefs)
}

// refs is a kind of declaration that others refer to.
type refs[T any] struct {
	root   string // "recipient"
	what   string // "recipient"
	form   string // how a reference is written
	steps  int    // names after the root
	typ    cty.Type
	lookup func(s *Shared, path []string) (*T, hcl.Range)
	// instances are those of a declaration with for_each: references to them, and whether they are known. Nil for kinds
	// without for_each.
	instances func(s *Shared, path []string) (refs []string, known, repeated bool)
	names     func(s *Shared, path []string) []string // valid names at the last step
	builtin   string                                  // second name below builtin, such as "burn_alerts"
}

var recipientRefs = &refs[Recipient]{root: "recipient", what: "recipient", form: "recipient.<type>.<name>", steps: 2,
	typ: recipientType,
	lookup: func(s *Shared, p []string) (*Recipient, hcl.Range) {
		key := p[0] + "." + strings.Join(p[1:], "/")
		if r := s.recipients[key]; r != nil {
			return r, r.Decl
		}
		return nil, hcl.Range{}
	},
	instances: func(s *Shared, p []string) ([]string, bool, bool) {
		key := p[0] + "." + p[1]
		r := s.repeated[key]
		if r == nil || s.recipients[key] != nil { // which is the block itself
			return nil, true, false
		}
		return r.names(key), !r.unknown, true
	},
	names: func(s *Shared, p []string) []string {
		var out []string
		for k := range s.recipients {
			out = append(out, recipientReference(k))
		}
		return out
	},
}

// recipientReference is how the recipient of a key is referred to.
func recipientReference(key string) string {
	name, instance, ok := strings.Cut(key, "/")
	if !ok {
		return "recipient." + key
	}
	return fmt.Sprintf("recipient.%s[%q]", name, instance)
}

var policyRefs = &refs[BurnAlertPolicy]{root: "burn_alert_policy", what: "burn alert policy",
	form: "burn_alert_policy.<name>", steps: 1, typ: policyType, builtin: "burn_alerts",
	lookup: func(s *Shared, p []string) (*BurnAlertPolicy, hcl.Range) {
		if r := s.policies[p[0]]; r != nil {
			return r, r.Decl
		}
		return nil, hcl.Range{}
	},
	names: func(s *Shared, p []string) []string { return prefixed("burn_alert_policy.", s.policies) },
}

var templateRefs = &refs[SLITemplate]{root: "sli_template", what: "SLI template", form: "sli_template.<name>", steps: 1,
	typ: templateType, builtin: "sli",
	lookup: func(s *Shared, p []string) (*SLITemplate, hcl.Range) {
		if r := s.templates[p[0]]; r != nil {
			return r, r.Decl
		}
		return nil, hcl.Range{}
	},
	names: func(s *Shared, p []string) []string { return prefixed("sli_template.", s.templates) },
}

var triggerTemplateRefs = &refs[TriggerTemplate]{root: triggerTemplateBlock.Type, what: "trigger template",
	form: "trigger_template.<name>", steps: 1, typ: triggerTemplateType, builtin: "triggers",
	lookup: func(s *Shared, p []string) (*TriggerTemplate, hcl.Range) {
		if r := s.triggers[p[0]]; r != nil {
			return r, r.Decl
		}
		return nil, hcl.Range{}
	},
	names: func(s *Shared, p []string) []string { return prefixed("trigger_template.", s.triggers) },
}

func prefixed[T any](prefix string, m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, prefix+k)
	}
	return out
}

func one[T any](s *Shared, e hclsyntax.Expression, ctx *hcl.EvalContext, k *refs[T]) (*T, hcl.Diagnostics) {
	if l, ok := e.(*hclsyntax.LiteralValueExpr); ok && l.Val.IsNull() {
		return nil, nil
	}
	got, diags := resolve(s, e, ctx, k, nil)
	if diags.HasErrors() {
		return nil, diags
	}
	if len(got) != 1 {
		return nil, append(diags, diag.Error("language/reference", "Invalid reference",
			fmt.Sprintf("Exactly one %s is needed here, but this gives %d.", k.what, len(got)), e.Range()))
	}
	return got[0].V, diags
}

// resolve gives what e refers to, flattening lists.
func resolve[T any](s *Shared, e hclsyntax.Expression, ctx *hcl.EvalContext, k *refs[T],
	out []spec.At[*T]) ([]spec.At[*T], hcl.Diagnostics) {
	switch x := e.(type) {
	case *hclsyntax.TupleConsExpr:
		var diags hcl.Diagnostics
		for _, item := range x.Exprs {
			var more hcl.Diagnostics
			out, more = resolve(s, item, ctx, k, out)
			diags = append(diags, more...)
		}
		return out, diags
	case *hclsyntax.ScopeTraversalExpr:
		path, ok := names(x.Traversal, k.root, k.steps)
		if !ok && k.instances != nil {
			path, ok = names(x.Traversal, k.root, k.steps+1)
		}
		if ok {
			if v, _ := k.lookup(s, path); v != nil {
				return append(out, spec.At[*T]{V: v, Range: x.Range()}), nil
			}
			return out, missing(s, k, path, x.Range())
		}
		if path, ok := names(x.Traversal, "builtin", 2); ok && k.builtin != "" {
			if path[0] != k.builtin {
				return out, hcl.Diagnostics{diag.Error("language/reference", "Reference to the wrong kind",
					fmt.Sprintf("%s is needed here: builtin.%s.<name>.%s",
						words.Capital(words.Article(k.what)), k.builtin, meant(x.Traversal, known(s, k))), x.Range())}
			}
			v, diags := builtin[T](s, path, x.Range())
			if diags.HasErrors() {
				return out, diags
			}
			return append(out, spec.At[*T]{V: v, Range: x.Range()}), nil
		}
		if root := x.Traversal.RootName(); root == k.root {
			return out, hcl.Diagnostics{diag.Error("language/reference", "Incomplete reference",
				fmt.Sprintf("%s is written %s.%s", words.Capital(words.Article(k.what)),
					k.form, meant(x.Traversal, known(s, k))), x.Range())}
		}
	}
	if text, ok := Bare(e, ctx); ok {
		return out, hcl.Diagnostics{s.stray(text, k.what, k.form, known(s, k), e.Range())}
	}
	v, diags := s.env.Budget.Value(e, ctx)
	if diags.HasErrors() {
		return out, diags
	}
	v, _ = v.UnmarkDeep()
	if !v.IsWhollyKnown() {
		return out, append(diags, diag.Follow(diag.Error("language/null", "Value not known",
			"What this refers to can't be determined when the configuration is loaded.", e.Range()), diag.AnyError))
	}
	return capsules(s, v, e.Range(), k, out, diags)
}

// missing says that there is no declaration of a name.
func missing[T any](s *Shared, k *refs[T], path []string, at hcl.Range) hcl.Diagnostics {
	if k.instances == nil {
		return hcl.Diagnostics{undeclared(s, k, path, at)}
	}
	refs, known, repeated := k.instances(s, path)
	v, _ := k.lookup(s, path[:k.steps])
	switch key := ""; {
	case !known: // which was reported
		return hcl.Diagnostics{diag.Follow(diag.Error("language/null", "Value not known",
			"What this refers to can't be determined, because its for_each has an error.", at), diag.AnyError)}
	case repeated || v != nil:
		if len(path) > k.steps {
			key = path[k.steps]
		}
		return hcl.Diagnostics{diag.Follow(NoInstance(k.what, k.root+"."+strings.Join(path[:k.steps], "."), key, refs,
			repeated,
			at), diag.LostShared)}
	}
	return hcl.Diagnostics{undeclared(s, k, path[:k.steps], at)}
}

// NoInstance says that a block, such as sli.availability, has no instance of a key, or that one must be named where key
// is empty. The references to those that there are, are refs; a block that isn't repeated has none.
func NoInstance(what, block, key string, refs []string, repeated bool, at hcl.Range) *hcl.Diagnostic {
	undeclared := "Reference to undeclared " + what
	switch {
	case !repeated:
		return diag.Error("language/reference", undeclared, fmt.Sprintf("%s has no for_each, so it has no instances: "+
			"write %[1]s alone.", block), at)
	case len(refs) == 0:
		return diag.Error("language/reference", undeclared, block+" has a for_each, which makes no instances here.", at)
	}
	const most = 8
	there := refs
	if len(refs) > most {
		there = append(slices.Clone(refs[:most]), fmt.Sprintf("%d more", len(refs)-most))
	}
	has := fmt.Sprintf("%s has a for_each, and its instances are %s.", block, words.List(there))
	if len(refs) == 1 {
		has = fmt.Sprintf("%s has a for_each, and its only instance is %s.", block, refs[0])
	}
	if key == "" {
		has += " Name the one that is meant"
		if !strings.Contains(at.Filename, ".slotest.") { // where no block has a for_each
			has += "; in a block with the same for_each that is " + block + "[each.key]"
		}
		return diag.Error("language/reference", "Reference without an instance", has+".", at)
	}
	meant := ""
	if near := diag.Suggest(fmt.Sprintf("%s[%q]", block, key), refs); near != "" {
		meant = " Did you mean " + near + "?"
	}
	return diag.Error("language/reference", undeclared, fmt.Sprintf("There is no %s[%q]: %s%s", block, key, has, meant),
		at)
}

// Bare is the text of a string, or a name that means nothing by itself, where a reference is needed.
func Bare(e hclsyntax.Expression, ctx *hcl.EvalContext) (string, bool) {
	if v, ok := spec.Literal(e); ok && !v.IsNull() && v.Type() == cty.String {
		return v.AsString(), true
	}
	if _, literal := e.(*hclsyntax.LiteralValueExpr); literal { // true, false, null
		return "", false
	}
	name := hcl.ExprAsKeyword(e)
	for c := ctx; c != nil && name != ""; c = c.Parent() {
		if _, ok := c.Variables[name]; ok {
			return "", false
		}
	}
	return name, name != ""
}

// meant says which of the references in known has the last name of t, or one like it.
func meant(t hcl.Traversal, known []string) string {
	last, ok := t[len(t)-1].(hcl.TraverseAttr)
	if !ok {
		return ""
	}
	names := make([]string, len(known))
	for i, ref := range known {
		names[i] = ref[strings.LastIndexByte(ref, '.')+1:]
	}
	near := diag.Suggest(last.Name, names)
	switch i := slices.Index(names, near); {
	case i < 0:
		return ""
	case near == last.Name:
		return " Write " + known[i] + "."
	default:
		return " Did you mean " + known[i] + "?"
	}
}

// known are the references of a kind that lead somewhere.
func known[T any](s *Shared, k *refs[T]) []string {
	out := k.names(s, nil)
	if k.builtin != "" {
		for _, name := range s.env.Builtins[k.builtin] {
			out = append(out, "builtin."+k.builtin+"."+name)
		}
	}
	sort.Strings(out)
	return out
}

// stray says how a declaration is referred to that was given by its name, its address or in quotes.
func (s *Shared) stray(text, what, form string, known []string, at hcl.Range) *hcl.Diagnostic {
	how := "written without quotes as"
	if !strings.HasSuffix(at.Filename, ".hcl") {
		how = "written"
	}
	detail := fmt.Sprintf("%s is needed here, %s %s.", words.Capital(words.Article(what)), how, form)
	last := func(ref string) string { return ref[strings.LastIndexByte(ref, '.')+1:] }
	names := make([]string, len(known))
	for i, ref := range known {
		names[i] = last(ref)
	}
	find := func(name string) string {
		if i := slices.Index(names, name); i >= 0 {
			return known[i]
		}
		return ""
	}
	ref := ""
	switch {
	case slices.Contains(known, text):
		ref = text
	case find(text) != "":
		ref = find(text)
	case what == "recipient":
		ref = s.recipientWith(text)
	}
	if ref != "" {
		detail += " Write " + ref + "."
	} else if what == "recipient" && strings.ContainsAny(text, "@#") {
		detail += " " + declareRecipient(text)
	} else if near := diag.Suggest(text, names); near != "" {
		detail += " Did you mean " + find(near) + "?"
	} else if len(known) > 0 && len(known) <= 8 {
		detail += " There is " + words.Or(known) + "."
	}
	return diag.Error("language/type", "Incorrect value type", detail, at)
}

// recipientWith finds a recipient by its address, channel or name; empty for none.
func (s *Shared) recipientWith(text string) string {
	for _, key := range sortedKeys(s.recipients) {
		r := s.recipients[key]
		if text != "" && slices.Contains([]string{r.Address.V, r.Channel.V, r.IntegrationName.V, r.DisplayName.V}, text) {
			return recipientReference(key)
		}
	}
	return ""
}

// declareRecipient is how the recipient of an address or channel that none has is declared. The text is the user's.
func declareRecipient(text string) string {
	typ, arg, name := "slack", "channel", text
	if i := strings.IndexByte(text, '@'); i > 0 {
		typ, arg, name = "email", "address", text[:i]
	}
	if name = suggestName(name); name == "" {
		name = "team"
	}
	return fmt.Sprintf("Declare it outside of all other blocks, recipient %q %q { %s = %q }, and write recipient.%s.%s "+
		"here.", typ, name, arg, text, typ, name)
}

func capsules[T any](s *Shared, v cty.Value, at hcl.Range, k *refs[T], out []spec.At[*T],
	diags hcl.Diagnostics) ([]spec.At[*T], hcl.Diagnostics) {
	switch {
	case v.IsNull():
		return out, append(diags, diag.Error("language/null", "Value is null", fmt.Sprintf("%s is needed here, but "+
			"this is null.",
			words.Capital(words.Article(k.what))), at))
	case v.Type().Equals(k.typ):
		p := v.EncapsulatedValue().(*T)
		return append(out, spec.At[*T]{V: p, Range: at}), append(diags, s.loadBuiltin(p)...)
	case v.Type().IsTupleType() || v.Type().IsListType() || v.Type().IsSetType():
		for it := v.ElementIterator(); it.Next(); {
			_, x := it.Element()
			out, diags = capsules(s, x, at, k, out, diags)
		}
		return out, diags
	case instancesOf(v, k.typ):
		return out, append(diags, diag.Error("language/reference", "Reference without an instance",
			fmt.Sprintf("This is a %s with a for_each, and its instances are %s: name one of them in brackets.", k.what,
				words.List(words.Quoted(sortedKeys(v.AsValueMap())))), at))
	default:
		return out, append(diags, diag.Error("language/type", "Incorrect value type", fmt.Sprintf("%s is needed here, "+
			"written %s; this is %s.",
			words.Capital(words.Article(k.what)), k.form, spec.TypeName(v)), at))
	}
}

// instancesOf reports whether a value has the instances of a declaration with for_each.
func instancesOf(v cty.Value, typ cty.Type) bool {
	if !v.Type().IsObjectType() || v.LengthInt() == 0 {
		return false
	}
	for _, t := range v.Type().AttributeTypes() {
		if !t.Equals(typ) {
			return false
		}
	}
	return true
}

func undeclared[T any](s *Shared, k *refs[T], path []string, at hcl.Range) *hcl.Diagnostic {
	full := k.root + "." + strings.Join(path, ".")
	known := k.names(s, path)
	d := diag.Error("language/reference", "Reference to undeclared "+k.what, fmt.Sprintf("There is no %s %q in this "+
		"configuration.%s", k.what,
		full, diag.DidYouMean(full, known)), at)
	if len(known) == 0 {
		d.Detail = fmt.Sprintf("There is no %s %q in this configuration: none is declared. Was the directory that declares "+
			"them given on the command line?", k.what, full)
	}
	// The same last name elsewhere is likely meant; of several the first in the alphabet.
	meant := ""
	for _, n := range known {
		if strings.HasSuffix(n, "]") {
			continue
		}
		if n != full && n[strings.LastIndexByte(n, '.'):] == full[strings.LastIndexByte(full, '.'):] &&
			(meant == "" || n < meant) {
			meant = n
		}
	}
	if meant != "" {
		p := strings.Split(meant, ".")
		if _, r := k.lookup(s, p[1:]); r.Filename != "" {
			diag.AddNote(d, diag.Note{Text: meant + " is declared here", Range: r})
		}
	}
	return diag.Follow(d, diag.LostShared)
}

// names gives the n names after the root of a plain traversal.
func names(t hcl.Traversal, root string, n int) ([]string, bool) {
	if len(t) != n+1 || t.RootName() != root {
		return nil, false
	}
	out := make([]string, n)
	for i, step := range t[1:] {
		switch x := step.(type) {
		case hcl.TraverseAttr:
			out[i] = x.Name
		case hcl.TraverseIndex:
			if x.Key.Type() != cty.String {
				return nil, false
			}
			out[i] = x.Key.AsString()
		default:
			return nil, false
		}
	}
	return out, true
}

// RecipientValues is [Shared.Recipients] for a value that was evaluated already.
func (s *Shared) RecipientValues(v cty.Value, at hcl.Range) ([]spec.At[*Recipient], hcl.Diagnostics) {
	return capsules(s, v, at, recipientRefs, nil, nil)
}

// PagerDutySeverities are the severities that PagerDuty knows.
var PagerDutySeverities = []string{"critical", "error", "warning", "info"}

// CheckReferences checks what c refers to, whether or not an alert comes to need it: its routes and its trial
// recipient.
func (s *Shared) CheckReferences(c *Common, ctx *hcl.EvalContext) (diags hcl.Diagnostics) {
	diags = append(append(diags, OpenVariables(c.Variables.V)...), c.Staged.check()...)
	for _, r := range c.Routes.V {
		x, ok := r.Expr.(hclsyntax.Expression)
		switch {
		case ok && x != nil:
			if v, lit := spec.Literal(x); lit && v.IsNull() {
				continue
			}
			_, more := s.Recipients(x, ctx)
			diags = append(diags, more...)
		case r.Expr == nil && !r.Value.IsNull():
			_, more := s.RecipientValues(r.Value, r.Range)
			diags = append(diags, more...)
		}
	}
	if c.TrialRecipient.V != nil {
		_, more := s.Recipients(c.TrialRecipient.V, ctx)
		diags = append(diags, more...)
	}
	return diags
}

// OpenVariables says which values of webhooks' variables are credentials.
func OpenVariables(list []spec.Item) (diags hcl.Diagnostics) {
	for _, it := range list {
		if what := credentialInText(it.Value.V); what != "" {
			diags = append(diags, openVariable(what, it.Value.Range))
		}
	}
	return diags
}

// CheckVariables says which values that alerts inherit are for a variable that no webhook has and that is nearly one
// that a webhook has. Others may be for webhooks that aren't there yet.
func (s *Shared) CheckVariables(c *Common) (diags hcl.Diagnostics) {
	var names []string
	for _, key := range sortedKeys(s.recipients) {
		r := s.recipients[key]
		if r.Failed || !r.decoded || r.Type.V == "webhook" && r.Lookup.V { // its variables aren't known
			return nil
		}
		for _, v := range r.Variables {
			names = append(names, v.Name.V)
		}
	}
	for _, it := range c.Variables.V {
		if near := diag.DidYouMean(it.Key, names); near != "" && !it.Null && !slices.Contains(names, it.Key) {
			diags = append(diags, diag.Error("notification/variables", "Variable that no webhook declares",
				fmt.Sprintf("No webhook of this configuration declares a variable %q, so its value "+
					"would never be used.%s", it.Key, near), it.KeyRange))
		}
	}
	return diags
}

// CheckShared is [Shared.CheckReferences] for everything that is declared outside of services.
func (s *Shared) CheckShared() (diags hcl.Diagnostics) {
	check := func(d *Defaults) {
		diags = append(append(diags, s.CheckReferences(&d.Common, d.Scope.Ctx)...), s.CheckVariables(&d.Common)...)
		if d.BurnAlerts.V != nil {
			_, more := s.Policy(d.BurnAlerts.V, d.Scope.Ctx)
			diags = append(diags, more...)
		}
	}
	for _, dir := range sortedKeys(s.defaults) {
		for _, d := range s.defaults[dir] {
			check(d)
		}
	}
	if s.org != nil {
		check(s.org)
	}
	for _, name := range sortedKeys(s.policies) {
		for _, a := range s.policies[name].BurnAlerts {
			diags = append(diags, OpenVariables(a.Variables.V)...)
			if a.Notify.V != nil {
				_, more := s.Recipients(a.Notify.V, a.Scope)
				diags = append(diags, more...)
			}
		}
	}
	return diags
}
