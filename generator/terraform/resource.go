package terraform

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/lazy"
)

// declare lists the variables and locals of the root module.
func (s *Source) declare(m *module) {
	for _, name := range slices.Sorted(maps.Keys(m.variables)) {
		v := m.variables[name]
		d := &Declared{Name: name, Description: v.description, Place: s.place(v.at), order: v.at, typ: v.constraint(),
			Given: v.value}
		for _, part := range []struct {
			n  *node
			to *string
		}{{v.typ, &d.Type}, {v.fallback, &d.Value}} {
			if part.n != nil {
				*part.to = part.n.whole()
			}
		}
		if v.typ != nil && v.typ.inJSON() { // a text that holds a type
			d.Type = s.text(v.typ.e)
		}
		s.Shared = append(s.Shared, d)
	}
	for _, name := range slices.Sorted(maps.Keys(m.locals)) {
		n := m.locals[name]
		text, why := n.kept(0)
		if why != "" {
			continue // and whatever needs it says so
		}
		s.Shared = append(s.Shared, &Declared{Local: true, Name: name, Value: text, Place: s.place(n.e.Range()),
			order: n.e.Range()})
	}
	sort.SliceStable(s.Shared, func(i, j int) bool {
		a, b := s.Shared[i].order, s.Shared[j].order
		if a.Filename != b.Filename {
			return a.Filename < b.Filename
		}
		return a.Start.Byte < b.Start.Byte
	})
}

// constraint is the type that a variable is declared to have; any where none is written.
func (v *variable) constraint() cty.Type {
	if v.typ == nil || v.typ.inJSON() {
		return cty.DynamicPseudoType
	}
	ty, _, diags := typeexpr.TypeConstraintWithDefaults(v.typ.e)
	if diags.HasErrors() {
		return cty.DynamicPseudoType
	}
	return ty.WithoutOptionalAttributesDeep()
}

// whole is the text of an expression as it is written; of one in JSON, that of its value.
func (n *node) whole() string {
	if !n.inJSON() {
		return n.m.s.text(n.e)
	}
	text, _ := n.kept(0)
	return text
}

// inJSON says whether an expression stands in JSON, whose texts are files of their own.
func (n *node) inJSON() bool {
	name := n.e.Range().Filename
	return strings.Contains(name, "#") || strings.HasSuffix(name, ".json")
}

// resources reads those of a module and of the modules that it calls.
func (s *Source) resources(m *module) {
	for _, b := range m.order {
		if b.count == nil {
			continue
		}
		if v, ok := plain(b.count.sample()); ok && onlyLocals(b.count) {
			if n, err := strconv.Atoi(fmt.Sprint(v)); err == nil && n > 1 {
				b.several = true
			}
		}
	}
	type made struct {
		b *block
		r *Resource
	}
	var list []made
	for _, b := range m.order {
		for _, x := range b.instances() {
			if r := s.resource(x); r != nil {
				list = append(list, made{x, r})
				s.Resources = append(s.Resources, r)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.calls)) {
		s.resources(m.calls[name])
	}
	for _, x := range list { // now that it is known which are looked up
		s.repeat(&reading{s: s, to: x.r, place: x.b.place}, x.b, x.r)
		if set, ok := x.r.Values["dataset"].(string); ok {
			x.r.Dataset = s.named(set, x.r)
		}
	}
}

// instances are a block for each instance that a known count makes; otherwise the block.
func (b *block) instances() []*block {
	if !b.several {
		return []*block{b}
	}
	v, _ := plain(b.count.sample())
	n, _ := strconv.Atoi(fmt.Sprint(v))
	if n > maxExpansion {
		b.m.s.note(Note{Place: b.place, Original: b.m.s.text(b.count.e),
			Text: fmt.Sprintf("of the instances of %s the first %d are read", b.address(), maxExpansion)})
	}
	var out []*block
	for i := range min(n, maxExpansion) {
		x := *b
		x.index, x.count = i, nil
		x.body = x.body.within(&x)
		out = append(out, &x)
	}
	return out
}

// within is a body whose expressions stand in another instance.
func (d *body) within(b *block) *body {
	out := &body{attrs: map[string]*node{}, places: d.places}
	for name, n := range d.attrs {
		out.attrs[name] = &node{e: n.e, m: n.m, b: b}
	}
	for _, i := range d.blocks {
		x := *i
		x.body = i.body.within(b)
		out.blocks = append(out.blocks, &x)
	}
	return out
}

// dataSources are those that stand for something here; others give values that only Honeycomb knows.
var dataSources = map[string]bool{provider + "recipient": true}

// resource reads a resource; nil for one that is only part of others.
func (s *Source) resource(b *block) *Resource {
	if b.data && !dataSources[b.typ] {
		return nil
	}
	r := &Resource{Type: b.typ, Name: b.name, Address: b.address(), Data: b.data, Service: b.m.outermost(),
		Place: b.place}
	if b.index >= 0 {
		r.Name += fmt.Sprintf("_%d", b.index)
	}
	read := &reading{s: s, to: r, place: b.place}
	r.Values = read.body(b.typ, "", b.body)
	read.arg = ""
	if b.data {
		read.lookUp(r)
	}
	return r
}

// outermost is the name of the call in the root module by which a module came in; empty for the root module.
func (m *module) outermost() string {
	name := ""
	for ; m != nil && m.parent != nil; m = m.parent {
		name = m.name
	}
	return name
}

// repeat says how often a resource is there.
func (s *Source) repeat(read *reading, b *block, r *Resource) {
	of := b.forEach
	for m := b.m; of == nil && m != nil; m = m.parent {
		of = m.forEach
	}
	if of != nil {
		text, why := of.kept(0)
		if why != "" {
			if v, ok := plain(of.sample()); ok {
				text, why = literal(v), ""
			}
		}
		if why != "" {
			read.note(false, s.text(of.e), "for_each can't be said: %s", why)
		}
		r.ForEach, r.Each, r.Keys = text, firstKey(of.sample()), keysOf(of.sample())
		if why == "" && b.odd() {
			r.ForEach, r.Each, r.odd = b.named(text), slugName(r.Each), true
		}
	}
	switch {
	case b.count == nil:
	case b.lookup != "":
		r.Lookup = negated(b.lookup, !strings.Contains(b.lookup, " "))
		if len(b.other) > 0 {
			read.note(false, "", "%s: recipients are found by their details, not by an id", strings.Join(b.other, ", "))
		}
	default:
		s.counted(read, b, r)
	}
}

// firstKey is the key of the first instance; empty if it isn't known.
func firstKey(v cty.Value) string {
	for _, key := range keysOf(v) {
		return key
	}
	return ""
}

// keysOf are the keys of the first instances, as many as a module may have; none if they aren't known.
func keysOf(v cty.Value) (out []string) {
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return nil
	}
	for it := v.ElementIterator(); it.Next() && len(out) < maxExpansion; {
		key, val := it.Element()
		if v.Type().IsSetType() {
			key = val
		}
		p, ok := plain(key)
		if !ok {
			return out
		}
		out = append(out, fmt.Sprint(p))
	}
	return out
}

// instanceNames are what the keys of instances can be in slogen.
var instanceNames = lazy.Regexp(`^[a-z][a-z0-9]*([-_][a-z0-9]+)*$`)

// odd says whether a resource is repeated for a set of texts some of which can't be names of instances.
func (b *block) odd() bool {
	if b.forEach == nil {
		return false
	}
	v := b.forEach.sample()
	if !v.IsWhollyKnown() || v.IsNull() || !v.Type().IsSetType() {
		return false
	}
	p, _ := plain(v)
	list, _ := p.([]any)
	return slices.ContainsFunc(list, func(x any) bool { return !instanceNames().MatchString(fmt.Sprint(x)) })
}

// named is a map of such a set, whose keys are names.
func (b *block) named(set string) string {
	if len(b.forEach.e.Variables()) > 0 {
		return "{ for x in " + set + ` : trim(replace(lower(x), "/[^a-z0-9]+/", "_"), "_") => x }`
	}
	p, _ := plain(b.forEach.sample())
	list, _ := p.([]any)
	var entries []string
	for _, x := range list {
		text := fmt.Sprint(x)
		entries = append(entries, slugName(text)+" = "+literal(text))
	}
	return "{ " + strings.Join(entries, ", ") + " }"
}

// instanceName is the name of an instance by its key.
func (b *block) instanceName(key string) string {
	if b.odd() {
		return slugName(key)
	}
	return key
}

// InstanceName is the key in slogen of an instance by its key in Terraform.
func (r *Resource) InstanceName(key string) string {
	if r.odd {
		return slugName(key)
	}
	return key
}

var notName = lazy.Regexp(`[^a-z0-9]+`)

func slugName(text string) string {
	return strings.Trim(notName().ReplaceAllString(strings.ToLower(text), "_"), "_")
}

// counted says of a count of none or one that the resource may not be there.
func (s *Source) counted(read *reading, b *block, r *Resource) {
	if v, ok := plain(b.count.sample()); ok && len(b.count.e.Variables()) == 0 && fmt.Sprint(v) == "1" {
		return
	}
	text, why := b.count.kept(0)
	if of, rest, ok := strings.Cut(text, "?"); ok && why == "" && strings.Join(strings.Fields(rest), "") == "1:0" {
		r.ForEach = strings.TrimSpace(of) + " ? [1] : []"
		return
	}
	if why == "" && !strings.Contains(text, "?") {
		r.ForEach = "[for i in range(" + text + ") : tostring(i)]"
	}
	read.note(false, s.text(b.count.e), "how often it is there can't be said: slogen has no count")
	r.ForEach = ""
}

// named is a name for a dataset that is repeated, or made of several parts; empty for a plain one.
func (s *Source) named(set string, r *Resource) string {
	if !s.marks.Marked(set) {
		return ""
	}
	if name := s.hint(set); name != "" {
		return name
	}
	if r.ForEach != "" && strings.Contains(s.marks.Restore(set), "each.") {
		words := strings.FieldsFunc(r.ForEach, func(c rune) bool { return !nameRune(c) })
		return words[len(words)-1]
	}
	known, ok := s.marks.Known(set)
	name, _ := known.(string)
	if !ok || name == "" || s.given(s.marks.Restore(set), 0) {
		return r.fileName()
	}
	return name
}

// used matches variables and locals in HCL.
var used = lazy.Regexp(`\b(var|local)\.([A-Za-z_][A-Za-z0-9_-]*)`)

// given says whether an expression depends on a variable whose value stands beside the source: another environment has
// another one.
func (s *Source) given(text string, depth int) bool {
	for _, m := range used().FindAllStringSubmatch(text, -1) {
		for _, d := range s.Shared {
			if d.Address() != m[0] {
				continue
			}
			if d.Given != cty.NilVal || d.Local && depth < maxNested && s.given(d.Value, depth+1) {
				return true
			}
		}
	}
	return false
}

// usualNames are the names of files and folders that say nothing of what is in them.
var usualNames = strings.Fields("alerting alerts board boards burn_alert burn_alerts calculated_field " +
	"calculated_fields column columns data dataset datasets derived_column derived_columns honeycomb infra " +
	"infrastructure main modules monitoring observability queries query recipient recipients resources slo slos src " +
	"terraform tf trigger triggers variables")

// fileName is what the file that holds a resource is called, or its folder.
func (r *Resource) fileName() string {
	file, _, _ := strings.Cut(r.Place, ":")
	base, _, _ := strings.Cut(path.Base(file), ".")
	for _, name := range []string{base, path.Base(path.Dir(file))} {
		word := strings.ToLower(strings.ReplaceAll(name, "-", "_"))
		if !slices.Contains(usualNames, word) && strings.Trim(name, "./") != "" {
			return name
		}
	}
	return "service"
}

func nameRune(c rune) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// hint is a name for a dataset that is an expression: what its variable is called, without words that say nothing.
func (s *Source) hint(set string) string {
	m := textMark().FindStringSubmatch(set)
	if m == nil || m[0] != set {
		return ""
	}
	k := s.marks.at(m[1])
	if k == nil {
		return ""
	}
	root, name, ok := strings.Cut(k.text, ".")
	if !ok || root != "var" && root != "local" || strings.ContainsAny(name, "[]. ()") {
		return ""
	}
	out := name
	for _, word := range []string{"_name", "_slug", "_dataset", "_metrics"} {
		out = strings.TrimSuffix(out, word)
	}
	out = strings.TrimPrefix(out, "dataset_")
	if out != "dataset" && out != "" {
		return out
	}
	if v, ok := plain(k.value); ok && !s.given(k.text, 0) {
		return fmt.Sprint(v)
	}
	return "" // and the file says more
}

// body is the attributes and blocks of a resource as a state has them.
func (r *reading) body(typ, in string, b *body) map[string]any {
	out := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(b.attrs)) {
		r.arg, r.place = name, b.places[name]
		n := b.attrs[name]
		if secrets[name] && strings.HasSuffix(typ, "_recipient") {
			if secret := n.secret(name); secret != "" {
				out[name] = map[string]any{"$secret": secret}
				continue
			}
		}
		v := r.value(n, values[name])
		if v == nil {
			continue
		}
		out[name] = r.typed(in, name, v)
	}
	for _, i := range b.blocks {
		r.arg, r.place = i.typ, i.place
		if i.typ == "dynamic" {
			r.dynamic(typ, i, out)
			continue
		}
		list, _ := out[i.typ].([]any)
		out[i.typ] = append(list, r.body(typ, i.typ, i.body))
	}
	return out
}

// secrets are the attributes of recipients that are secrets, or may be.
var secrets = map[string]bool{"url": true, "secret": true, "integration_key": true, "value": true}

// values are the attributes whose value is needed, whatever it comes from.
var values = func() map[string]bool {
	out := map[string]bool{}
	for name := range strings.FieldsSeq("alert_type alias breakdowns calculate_op column datasets days_of_week " +
		"end_time expression filter_combination id op pagerduty_severity query_annotation_id query_id query_json " +
		"sli slo_id start_time type") {
		out[name] = true
	}
	return out
}()

// secret is the name of the secret that a variable becomes, empty for what is none.
func (n *node) secret(attr string) string {
	steps, ok := stepsOf(n)
	if t, is := unwrapped(n); is {
		steps, ok = stepsOf(t)
	}
	if !ok || len(steps) != 2 || steps[0].name != "var" {
		return ""
	}
	name, m := steps[1].name, n.m
	if m.parent != nil && m.args[name] != nil {
		return m.args[name].secret(attr)
	}
	v := m.variables[name]
	if v != nil && !v.sensitive && (v.fallback != nil || attr == "value") {
		return ""
	}
	return strings.ToUpper(name)
}

// typed is a value in the type that the provider has for the attribute.
func (r *reading) typed(in, name string, v any) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	switch {
	case numeric[name] || name == "value" && (in == "threshold" || in == "having"):
		if m := textMark().FindStringSubmatch(text); m != nil && m[0] == text {
			i, _ := strconv.Atoi(m[1])
			return markNumber(i)
		}
		if _, err := strconv.ParseFloat(text, 64); err == nil {
			return json.Number(text)
		}
	case booleans[name]:
		if b, err := strconv.ParseBool(text); err == nil {
			return b
		}
	case lists[name]:
		if m := textMark().FindStringSubmatch(text); m != nil && m[0] == text {
			if k := r.s.marks.at(m[1]); k != nil {
				if v, ok := plain(k.value); ok {
					r.note(true, k.text, "the list stands as it is now")
					return v
				}
			}
		}
	case name == "expression", name == "query_json":
		return r.s.numbered(text)
	}
	return v
}

// numeric, booleans and lists are the attributes of these types.
var (
	numeric = map[string]bool{"frequency": true, "time_period": true, "target_percentage": true,
		"exhaustion_minutes": true, "budget_rate_window_minutes": true, "budget_rate_decrease_percent": true,
		"exceeded_limit": true, "offset_minutes": true, "time_range": true, "granularity": true, "limit": true,
		"height": true, "width": true, "x_coordinate": true, "y_coordinate": true, "chart_index": true,
		"compare_time_offset": true, "compare_time_offset_seconds": true}
	booleans = map[string]bool{"disabled": true, "hidden": true, "auto_investigate": true,
		"pagerduty_per_group_incidents": true}
	lists = map[string]bool{"breakdowns": true, "datasets": true, "days_of_week": true}
)

// numbers makes numbers of what has to be one in a query.
func numbers(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			numbers(x)
		}
	case map[string]any:
		for name, x := range v {
			text, ok := x.(string)
			if !ok {
				numbers(x)
				continue
			}
			m := textMark().FindStringSubmatch(text)
			isMark := m != nil && m[0] == text
			_, isHaving := v["calculate_op"]
			if !numeric[name] && (!isHaving || name != "value") {
				continue
			}
			if _, err := strconv.ParseFloat(text, 64); err == nil {
				v[name] = json.Number(text)
			} else if isMark {
				i, _ := strconv.Atoi(m[1])
				v[name] = markNumber(i)
			}
		}
	}
}

// numbered is a formula or JSON in which marks that stand for no text and no column are numbers.
func (s *Source) numbered(text string) string {
	var b strings.Builder
	from, quote := 0, byte(0)
	marks := textMark().FindAllStringSubmatchIndex(text, -1)
	for i := 0; i < len(text) && len(marks) > 0; i++ {
		if i == marks[0][0] {
			m := marks[0]
			marks = marks[1:]
			whole := m[0] == 0 && m[1] == len(text)
			column := m[0] > 0 && strings.ContainsRune("$._", rune(text[m[0]-1]))
			if quote == 0 && !whole && !column {
				n, _ := strconv.Atoi(text[m[2]:m[3]])
				b.WriteString(text[from:m[0]])
				b.WriteString(string(markNumber(n)))
				from = m[1]
			}
			i = m[1] - 1
			continue
		}
		switch c := text[i]; {
		case quote == 0 && (c == '"' || c == '`'):
			quote = c
		case quote == '"' && c == '\\':
			i++
		case c == quote:
			quote = 0
		}
	}
	return b.String() + text[from:]
}

// dynamic expands a dynamic block whose elements are known.
func (r *reading) dynamic(typ string, i *inner, out map[string]any) {
	of := i.body.attrs["for_each"]
	list, ok := r.elements(of, 0)
	if !ok || of == nil {
		original := ""
		if of != nil {
			original = r.s.text(of.e)
		}
		r.note(false, original, "how often the block %s is there can't be told", i.label)
		return
	}
	name := i.label
	if n := i.body.attrs["iterator"]; n != nil {
		if steps, ok := stepsOf(n); ok {
			name = steps[0].name
		}
	}
	was := r.bound
	for _, e := range list {
		r.bound = maps.Clone(was)
		if r.bound == nil {
			r.bound = map[string]element{}
		}
		r.bound[name] = e
		for _, content := range i.body.blocks {
			if content.typ != "content" {
				continue
			}
			have, _ := out[i.label].([]any)
			out[i.label] = append(have, r.body(typ, i.label, content.body))
		}
	}
	r.bound = was
}

// elements are what a list, a set or a map is made of; false if that can't be told.
func (r *reading) elements(n *node, depth int) ([]element, bool) {
	if n == nil || depth > maxDepth {
		return nil, false
	}
	if inner, ok := r.source(n); ok {
		return r.elements(inner, depth+1)
	}
	if list, ok := written(n); ok {
		return list, true
	}
	v := n.sample()
	p, ok := plain(v)
	if !ok || len(n.e.Variables()) > 0 && !onlyLocals(n) {
		return nil, false
	}
	switch p := p.(type) {
	case []any:
		out := make([]element, 0, len(p))
		for i, x := range p {
			key := any(json.Number(strconv.Itoa(i)))
			if v.Type().IsSetType() {
				key = x
			}
			out = append(out, element{key: key, known: x})
		}
		return out, true
	case map[string]any:
		var out []element
		for _, k := range slices.Sorted(maps.Keys(p)) {
			out = append(out, element{key: k, known: p[k]})
		}
		return out, true
	}
	return nil, false
}

// recipientDetails are the attributes by which the data source of a recipient finds it.
var recipientDetails = map[string]bool{"address": true, "channel": true, "integration_name": true, "name": true,
	"url": true}

// lookUp makes of the data source of a recipient the recipient that it finds.
func (r *reading) lookUp(x *Resource) {
	typ, _ := x.Values["type"].(string)
	details := map[string]any{}
	for name, v := range x.Values {
		if recipientDetails[name] {
			details[name] = v
		}
	}
	filters, _ := x.Values["detail_filter"].([]any)
	for _, f := range filters {
		f, _ := f.(map[string]any)
		name, _ := f["name"].(string)
		if f["value"] == nil || !recipientDetails[name] {
			r.note(false, fmt.Sprint(f["value_regex"]),
				"slogen finds recipients by the whole of a detail, not by a pattern")
			continue
		}
		details[name] = f["value"]
	}
	x.Type, x.Values, x.Lookup = provider+typ+"_recipient", details, "true"
}
