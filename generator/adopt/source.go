package adopt

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/terraform"
	"github.com/slogen-project/slogen/generator/words"
)

// unsaid says why slogen has nothing for some resources of the provider.
var unsaid = map[string]string{
	"honeycombio_column":            "columns are there once events arrive",
	"honeycombio_dataset":           "datasets are there once events arrive",
	"honeycombio_msteams_recipient": "Honeycomb makes none any more; recipients of type msteams_workflow follow it",
}

// kept is what a maker knows of what was read as source.
type kept struct {
	marks  *terraform.Marks      // what stands for expressions
	given  []config.Input        // values for the variables that have none, to compile with
	flags  []string              // that variables without a default need
	blocks map[*draft.Block]bool // those that are objects of their own
	// repeated are the services that are there as often as each object in them.
	repeated map[*draft.Block]string
	// unknownTold says of recipients that alerts name why their values aren't known.
	unknownTold map[*draft.Object]string
}

// sourced is what an item has that was read as source.
type sourced struct {
	resource  *terraform.Resource
	unknown   string             // why its values aren't known
	instances []*instanceOfState // what its instances take over
	one       string             // the instance of the SLO that a burn alert is of, where it names one
}

// source takes the resources of a configuration of Terraform. What they hold is like a state, with marks for what is
// kept as it is written.
func (r *reading) source(s *terraform.Source) {
	for _, n := range s.Notes {
		text := n.Place + ": " + n.Text
		if n.Original != "" {
			text += ": " + n.Original
		}
		r.tell(n.Remark, text)
	}
	if s.Others > 0 {
		r.tell(true, fmt.Sprintf("Resources and data sources of other providers were left out: %d.", s.Others))
	}
	for _, x := range s.Resources {
		row, ok := resourceKinds[x.Type]
		if !ok || row.kind == kindColumn { // some columns are managed; a dataset of slogen's declares all
			text := fmt.Sprintf("%s: slogen has nothing like %s", x.Place, x.Address)
			if why := unsaid[x.Type]; why != "" {
				text += ": " + why
			}
			r.tell(false, text)
			continue
		}
		a := &attributes{values: maps.Clone(x.Values), body: object{}}
		it := &item{kind: row.kind, body: a.body, id: x.Address, file: x.Place, name: x.Name}
		it.resource, it.lookup = x, x.Lookup == "true"
		it.dataset, _ = a.take("dataset").(string)
		row.make(a)
		if it.dataset == "" && row.kind != honeycomb.KindRecipient && row.kind != honeycomb.KindBoard {
			it.dataset = honeycomb.AllDatasets
		}
		for name, v := range a.values {
			if !isNothing(v) && name != "tags" {
				a.body[name] = v
			}
		}
		it.service = cmp.Or(x.Service, x.Dataset)
		it.labelled()
		if alias, ok := a.body["alias"].(string); ok && !r.marks.Marked(alias) && it.name == x.Name {
			it.name = strings.TrimPrefix(alias, "sli.")
		}
		it.keys()
		if id := s.Imports[x.Address]; id != "" && kindsOfState[it.kind] {
			it.existed = id
		}
		r.items = append(r.items, it)
	}
}

// queries puts the queries of resources of their own into the triggers that have them.
func (r *reading) queries() {
	byID := map[string]*item{}
	for _, x := range r.items {
		if x.resource != nil && x.kind == honeycomb.KindQuery {
			byID[x.id] = x
		}
	}
	for _, x := range r.items {
		if q := byID[x.text("query_id")]; q != nil && x.kind == honeycomb.KindTrigger {
			body := maps.Clone(q.body)
			if body["orders"] != nil {
				delete(body, "orders")
				x.resource.Notes = append(x.resource.Notes, terraform.Note{Place: x.file, Arg: "query_id", Remark: true,
					Text: "orders is dropped: triggers have none"})
			}
			x.body["query"] = body
			if x.dataset == honeycomb.AllDatasets {
				x.dataset = q.dataset
			}
		}
	}
}

func (r *reading) tell(remark bool, text string) {
	if remark {
		r.remarks = append(r.remarks, text)
	} else {
		r.strange = append(r.strange, text)
	}
}

// keys takes the keys of instances off the ids by which an item refers to others.
func (x *item) keys() {
	cut := func(id string) (address, instance string) {
		if i := strings.IndexByte(id, '['); i > 0 && strings.HasSuffix(id, "]") && !counted().MatchString(id) {
			return id[:i], id[i:]
		}
		return id, ""
	}
	if slo := x.object("slo"); slo != nil {
		slo["id"], x.one = cut(x.reference(slo))
		if strings.HasPrefix(x.one, "[each.") {
			x.one = ""
		}
	}
	if id, ok := x.body["query_id"].(string); ok {
		x.body["query_id"], _ = cut(id)
	}
	list, _ := x.body["recipients"].([]any)
	list = slices.DeleteFunc(list, func(n any) bool { return isNothing(n) }) // which was noted where it was read
	if list != nil || x.kind == honeycomb.KindBurnAlert {
		x.body["recipients"] = append([]any{}, list...)
	}
	for _, n := range list {
		n, _ := n.(object)
		if id, instance := cut(x.reference(n)); instance != "" {
			n["id"], n[instanceOf] = id, instance
		}
	}
}

// oneKey is the key of the instance that it belongs to, in HCL.
func (x *item) oneKey() string { return strings.Trim(x.one, "[]") }

func (x *item) reference(o object) string {
	id, _ := o["id"].(string)
	return id
}

// instanceOf is a member that the API hasn't: which instance of a recipient a notification is to.
const instanceOf = "\x00instance"

// toldAs is another one: which recipient was made of a notification that has only a type and a target.
const toldAs = "\x00told"

// counted matches the address of an instance that count makes, which is an item of its own.
var counted = lazy.Regexp(`\[\d+\]$`)

// restore puts what was kept of the source into the draft, once all objects have their names.
func (m *maker) restore() {
	for _, x := range m.items {
		if x.resource != nil {
			m.evaluate(x)
		}
	}
	m.read = nil // their types and targets were marks
	for i := range m.left {
		l := &m.left[i]
		if known, ok := m.marks.Known(l.Object); ok {
			l.Object, _ = known.(string)
		}
		l.Object, l.Text, l.Original = m.marks.Restore(l.Object), m.marks.Restore(l.Text), m.marks.Restore(l.Original)
	}
	for i := range m.d.Notes {
		n := &m.d.Notes[i]
		n.Text, n.Original = m.marks.Restore(n.Text), m.marks.Restore(n.Original)
	}
	for _, x := range m.items { // what was said of those that nothing came of
		if x.resource == nil || m.made[x] != nil {
			continue
		}
		for _, n := range x.resource.Notes {
			m.left = append(m.left, Left{Object: x.title(), Place: x.place(), Argument: n.Arg, Text: n.Text,
				Original: n.Original, Remark: n.Remark})
		}
	}
	m.blocks = map[*draft.Block]bool{}
	for _, o := range m.d.Objects {
		m.blocks[&o.Block] = true
	}
	for _, o := range m.d.Objects {
		x := m.of[o]
		m.restoreTold(o)
		if x == nil || x.resource == nil {
			continue
		}
		m.remarks(o, x)
		m.repeat(o, x)
		for _, name := range []string{"tags", "disabled"} {
			if text, ok := x.resource.Values[name].(string); ok {
				o.Set(name, draft.Text(text))
			}
		}
		m.restoreBlock(o, &o.Block, x)
	}
	seen := map[*draft.Block]bool{}
	for _, o := range m.d.Objects {
		if x := m.of[o]; x != nil && x.resource != nil && o.Service() != nil && !seen[o.Service()] {
			seen[o.Service()] = true
			m.restoreArgs(nil, o.Service(), x)
		}
	}
}

// evaluate puts what expressions are in place of the marks in a body, which is compared.
func (m *maker) evaluate(x *item) {
	body, ok := m.marks.Known(x.body)
	if set, isText := body.(object); ok && isText {
		x.body = set
	}
	if tags, isText := x.resource.Values["tags"].(string); isText {
		known, whole := m.marks.Known(tags)
		a := &attributes{values: object{"tags": known}, body: x.body}
		a.tags()
		ok = ok && whole
	}
	if known, whole := m.marks.Known(x.dataset); whole {
		x.dataset, _ = known.(string)
	} else {
		ok = false
	}
	if !ok {
		x.unknown = m.unknown([]any{x.body, x.dataset, x.resource.Values["tags"]})
		x.body = maps.Clone(x.body)
		for name, v := range x.body { // for the words about it
			if text, ok := v.(string); ok {
				x.body[name] = m.marks.Restore(text)
			}
		}
	}
}

// restoreTold is restore of a recipient that a notification named.
func (m *maker) restoreTold(o *draft.Object) {
	x := m.told[o]
	if x == nil {
		return
	}
	if m.eachTold(o) {
		o.Set("for_each", draft.Raw(x.resource.ForEach))
	}
	if len(m.marks.Unknown(o.Args)) > 0 {
		if m.unknownTold == nil {
			m.unknownTold = map[*draft.Object]string{}
		}
		m.unknownTold[o] = m.unknown(o.Args)
	}
	m.restoreBlock(o, &o.Block, x)
}

// unknown says on what values depend that aren't known.
func (m *maker) unknown(values any) string {
	needed := map[string]bool{}
	for _, text := range m.marks.Unknown(values) {
		for _, found := range usedNames().FindAllString(text, -1) {
			needed[found] = true
		}
	}
	if len(needed) == 0 {
		return "it depends on values that the source doesn't hold"
	}
	names := sortedKeys(needed)
	have, them := "have", "them"
	if len(names) == 1 {
		have, them = "has", "it"
	}
	return fmt.Sprintf("it depends on %s, which %s no value here: give %s with -var or -var-file",
		words.List(names), have, them)
}

// remarks are what was said when the resource was read.
func (m *maker) remarks(o *draft.Object, x *item) {
	for _, n := range x.resource.Notes {
		arg := cmp.Or(argsOfResources[n.Arg], n.Arg)
		o.Note(draft.Note{Arg: arg, Text: n.Text, Original: n.Original, Remark: n.Remark})
		m.left = append(m.left, Left{Object: x.title(), Place: x.place(), Argument: n.Arg, Text: n.Text,
			Original: n.Original, Remark: n.Remark})
	}
}

// argsOfResources are the arguments that stand for attributes and blocks of resources.
var argsOfResources = map[string]string{"expression": "good", "query_json": "fires_when", "query_id": "fires_when",
	"recipient": "notify", "threshold": "fires_when", "frequency": "every", "time_period": "window",
	"target_percentage": "target", "id": "notify"}

// repeat says how often an object is there, or when a recipient is looked up.
func (m *maker) repeat(o *draft.Object, x *item) {
	if x.resource.Lookup != "" && !x.lookup {
		o.Set("lookup", draft.Raw(x.resource.Lookup))
	}
	x.takeOver(o)
	m.identify(x)
	each := x.resource.ForEach
	if p := o.Parent; x.one != "" && m.repeats(p) { // of the instances of its SLO it belongs to one
		o.Set("for_each", draft.Raw("each.key == "+x.oneKey()+" "+optional))
		return
	}
	if p := o.Parent; p != nil && m.of[p] != nil && m.of[p].resource != nil && m.of[p].resource.ForEach == each {
		return // it is there as often as what it is in
	}
	if each != "" && m.repeated[o.Service()] != each {
		o.Set("for_each", draft.Raw(each))
	}
}

// repeats says whether the SLO of a burn alert is repeated; nil for no SLO.
func (m *maker) repeats(slo *draft.Object) bool {
	x := m.of[slo]
	return x != nil && x.resource != nil && x.resource.ForEach != ""
}

// repeatServices finds the services whose dataset differs from instance to instance. A service whose objects are all
// repeated for the same is repeated as a whole.
func (m *maker) repeatServices() {
	m.repeated = map[*draft.Block]string{}
	all := map[*draft.Block]map[string]bool{}
	for _, o := range m.d.Objects {
		b, x := o.Service(), m.of[o]
		if b == nil || o.Parent != nil {
			continue
		}
		if all[b] == nil {
			all[b] = map[string]bool{}
		}
		each := ""
		if x != nil && x.resource != nil {
			each = x.resource.ForEach
		}
		all[b][each] = true
	}
	for b, each := range all {
		set := b.Get("dataset")
		if len(each) != 1 || each[""] || len(set) != 1 || !strings.Contains(m.marks.Restore(set[0].Text), "each.") {
			continue
		}
		for text := range each {
			b.Set("for_each", draft.Raw(text))
			m.repeated[b] = text
		}
	}
	names := map[string]bool{} // of the instances, which are services, too
	for _, o := range m.d.Objects {
		if b := o.Service(); b != nil && m.repeated[b] != "" && m.of[o] != nil {
			for _, key := range m.of[o].resource.Keys {
				names[m.of[o].resource.InstanceName(key)] = true
			}
		}
	}
	m.d.Rename(names, func(b *draft.Block) bool { return m.repeated[b] == "" })
}

// identify puts the recipients that were made of types and targets into the body that is compared.
func (m *maker) identify(x *item) {
	list, _ := x.body["recipients"].([]any)
	for _, n := range list {
		n, _ := n.(object)
		if instance, ok := n[instanceOf].(string); ok {
			delete(n, instanceOf)
			m.addressed(x, n, instance)
		}
		if i, ok := n[toldAs].(int); ok {
			delete(n, toldAs)
			made := m.d.Objects[i]
			path := made.Path()
			if m.eachTold(made) {
				path = append(path, x.resource.Each)
			}
			n["id"] = honeycomb.KindRecipient + "/" + strings.Join(path, "/")
			delete(n, "type")
			delete(n, "target")
		}
	}
}

// addressed gives a notification the address of the instance of the recipient that it is to.
func (m *maker) addressed(x *item, n object, instance string) {
	of := m.byID[honeycomb.KindRecipient+" "+x.reference(n)]
	if of == nil || m.made[of] == nil {
		return
	}
	key := strings.Trim(instance, `[]"`)
	if strings.HasPrefix(key, "each.") {
		key = x.resource.Each
	}
	n["id"] = honeycomb.KindRecipient + "/" + strings.Join(append(m.made[of].Path(), key), "/")
}

// restoreBlock puts expressions back into a block and those in it.
func (m *maker) restoreBlock(o *draft.Object, b *draft.Block, x *item) {
	m.restoreArgs(o, b, x)
	for i := range b.Labels {
		b.Labels[i] = m.marks.Restore(b.Labels[i])
	}
	for i := range b.Notes {
		b.Notes[i].Text, b.Notes[i].Original = m.marks.Restore(b.Notes[i].Text), m.marks.Restore(b.Notes[i].Original)
	}
	for _, inner := range b.Blocks {
		if m.blocks[inner] {
			continue
		}
		m.restoreBlock(o, inner, x)
	}
}

func (m *maker) restoreArgs(o *draft.Object, b *draft.Block, x *item) {
	var value func(v draft.Value) draft.Value
	value = func(v draft.Value) draft.Value {
		out := make(draft.Value, 0, len(v))
		for i, p := range v {
			switch {
			case p.Items != nil:
				items := make([]draft.Value, len(p.Items))
				for k := range p.Items {
					items[k] = value(p.Items[k])
				}
				p.Items = items
			case p.Object == nil:
				p.Text = m.marks.Restore(p.Text)
			}
			out = append(out, p)
			if p.Object != nil && o != nil && (i == len(v)-1 || !strings.HasPrefix(v[i+1].Text, "[")) {
				if key := m.instance(o, p.Object, x); key != "" {
					out = append(out, draft.Part{Text: key})
				}
			}
		}
		return out
	}
	for i := range b.Args {
		b.Args[i].Value = value(b.Args[i].Value)
	}
	if b.Get("tags") == nil {
		for i := range b.Tags {
			b.Tags[i].Value = value(b.Tags[i].Value)
		}
	}
}

// optional ends the for_each of what is there once or not at all.
const optional = "? [1] : []"

// instance is the key by which an object refers to another one that is repeated.
func (m *maker) instance(from, to *draft.Object, x *item) string {
	y := m.of[to]
	if m.eachTold(to) {
		return "[each.key]"
	}
	if from.Service() == to.Service() && m.repeated[to.Service()] != "" {
		return ""
	}
	if y == nil || y.resource == nil || y.resource.ForEach == "" || strings.HasSuffix(y.resource.ForEach, optional) {
		return ""
	}
	if x.resource != nil && x.resource.ForEach == y.resource.ForEach {
		return "[each.key]"
	}
	return ""
}

// usedNames matches the variables and locals in HCL.
var usedNames = lazy.Regexp(`\b(var|local)\.([A-Za-z_][A-Za-z0-9_-]*)`)

// share declares the variables and locals that what was written needs, in the file of what is shared.
func (m *maker) share(sources []*terraform.Source, files []*draft.File) []*draft.File {
	blocks := m.shared(sources, files)
	switch {
	case len(blocks) == 0:
		return files
	case len(files) > 0 && files[0].Name == draft.SharedFile:
		files[0].Blocks = append(blocks, files[0].Blocks...)
		return files
	}
	return append([]*draft.File{{Name: draft.SharedFile, Blocks: blocks}}, files...)
}

// shared declares the variables and locals that what was written needs, in the order in which the source has them.
func (m *maker) shared(sources []*terraform.Source, files []*draft.File) []*draft.Block {
	var b strings.Builder
	for _, f := range files {
		b.Write(f.Write())
	}
	needed := map[string]bool{}
	var need func(text string)
	byName := map[string]*terraform.Declared{}
	for _, s := range sources {
		for _, d := range s.Shared {
			if byName[d.Address()] == nil {
				byName[d.Address()] = d
			} else {
				m.left = append(m.left, Left{Place: d.Place,
					Text: d.Address() + " is declared in another root module too; one of the two is kept"})
			}
		}
	}
	need = func(text string) {
		for _, found := range usedNames().FindAllStringSubmatch(text, -1) {
			name := found[1] + "." + found[2]
			if needed[name] {
				continue
			}
			needed[name] = true
			if d := byName[name]; d != nil {
				need(d.Value)
			}
		}
	}
	for line := range strings.Lines(b.String()) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			need(line)
		}
	}
	var out []*draft.Block
	locals := &draft.Block{Type: "locals"}
	for _, s := range sources {
		for _, d := range s.Shared {
			switch {
			case byName[d.Address()] != d:
			case !needed[d.Address()]:
				m.left = append(m.left, Left{Place: d.Place, Remark: true,
					Text: d.Address() + " is left out: nothing that was written needs it"})
			case d.Local:
				locals.Set(d.Name, draft.Raw(d.Value))
			default:
				out = append(out, variable(d))
				m.give(d)
			}
		}
	}
	if len(locals.Args) > 0 {
		out = append(out, locals)
	}
	for _, name := range sortedKeys(needed) {
		if v, ok := strings.CutPrefix(name, "var."); ok && byName[name] == nil {
			block := &draft.Block{Type: "variable", Labels: []string{v}}
			block.Note(draft.Note{Text: "the source declares no such variable"})
			m.left = append(m.left, Left{Text: name + " isn't declared in the source, and has no value"})
			m.give(&terraform.Declared{Name: v})
			out = append(out, block)
		}
	}
	m.needFlags()
	return out
}

// give sets the value that a variable has while what was written is compared.
func (m *maker) give(d *terraform.Declared) {
	switch {
	case d.Given != cty.NilVal:
		m.given = append(m.given, config.Input{Name: d.Name, Value: d.Given})
	case d.Value == "":
		m.given = append(m.given, config.Input{Name: d.Name, Value: d.Example()})
	}
	if d.Value == "" {
		m.flags = append(m.flags, "-var "+d.Name+"=...")
	}
}

// needFlags says which flags variables without a default need.
func (m *maker) needFlags() {
	if len(m.flags) > 0 {
		m.left = append(m.left, Left{Remark: true, Text: "Variables without a default need a value whenever slogen " +
			"reads what was written: " + strings.Join(m.flags, " ") + ", or -var-file=FILE; a *.tfvars will do that " +
			"sets nothing else."})
	}
}

func variable(d *terraform.Declared) *draft.Block {
	b := &draft.Block{Type: "variable", Labels: []string{d.Name}}
	if d.Type != "" {
		b.Set("type", draft.Raw(d.Type))
	}
	if d.Value != "" {
		b.Set("default", draft.Raw(d.Value))
	}
	if d.Description != "" {
		b.Set("description", draft.Raw(d.Description))
	}
	return b
}

// skipped is why what became of an item can't be compared with it; empty if it can.
func (x *item) skipped() string {
	switch {
	case x.resource == nil:
		return ""
	case x.unknown != "":
		return x.unknown
	case strings.HasSuffix(x.resource.ForEach, optional):
		return "it isn't always there"
	case x.resource.ForEach != "" && x.resource.Each == "":
		return "what it is repeated for isn't known"
	case x.resource.Lookup != "":
		return "it is looked up"
	}
	return ""
}

// instanceKey is the key of the first instance of an object that is repeated, or is in one that is.
func (p *prover) instanceKey(o *draft.Object) string {
	first := func(o *draft.Object) string {
		if x := p.m.of[o]; x != nil && x.resource != nil && o.Get("for_each") != nil {
			return x.resource.Each
		}
		return ""
	}
	of := func(o *draft.Object) []string { // a service that is repeated is called like the instance
		path := o.Path()
		if x := p.m.of[o]; x != nil && x.resource != nil && p.m.repeated[o.Service()] != "" {
			path[0] = x.resource.Each
		}
		return path
	}
	var path []string
	if o.Parent != nil {
		path = of(o.Parent)
		parent, own := first(o.Parent), first(o)
		if x := p.m.of[o]; x != nil && x.resource != nil && x.one != "" {
			parent, own = strings.Trim(x.oneKey(), `"`), ""
		}
		if parent != "" {
			path = append(path, parent)
		}
		label := o.Labels[len(o.Labels)-1]
		if own != "" {
			label += "." + own
		}
		path = append(path, label)
	} else {
		path = of(o)
		if key := first(o); key != "" {
			path = append(path, key)
		}
	}
	if o.Type == "calculated_field" { // behind the name of its service; the key of an instance follows
		path[1] = honeycomb.FieldPrefix + path[1]
	}
	return kindsOfBlocks[o.Type] + "/" + strings.Join(path, "/")
}
