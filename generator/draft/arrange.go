package draft

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Rule says which service an object belongs to whose home doesn't name one.
type Rule struct {
	Tag       string // the value of this tag names it
	Separator string // it is what stands before this in the name that people see
}

// ParseRule reads a rule as it is given: "dataset", "tag:KEY" or "name-prefix:SEP".
func ParseRule(text string) (Rule, error) {
	by, rest, _ := strings.Cut(text, ":")
	switch {
	case text == "dataset":
		return Rule{}, nil
	case by == "tag" && rest != "":
		return Rule{Tag: rest}, nil
	case by == "name-prefix" && rest != "":
		return Rule{Separator: rest}, nil
	}
	return Rule{}, fmt.Errorf("%q is neither dataset nor tag:KEY nor name-prefix:SEPARATOR", text)
}

// named is the name that the rule gives a service; empty for none.
func (r Rule) named(h Home) string {
	switch {
	case h.Service != "":
		return h.Service
	case r.Tag != "":
		return h.Tags[r.Tag]
	case r.Separator != "":
		if before, _, ok := strings.Cut(h.Title, r.Separator); ok {
			return before
		}
	}
	return ""
}

// service is a service that objects belong to.
type service struct {
	label string
	block *Block
	made  string // what its name is made from
	sets  []Value
}

// environment names the service of what belongs to no dataset.
const environment = "environment"

// File is a file of the configuration.
type File struct {
	Name   string // such as "checkout.slo.hcl"
	Notes  []Note // at its start
	Blocks []*Block
}

// SharedFile is the name of the file with what isn't in services.
const SharedFile = "shared.slo.hcl"

// Arrange settles the names of all objects, puts them into services, and says which file holds what: one for each
// service, one for recipients and one for whatever else is shared.
func (d *Draft) Arrange(r Rule) []*File {
	services := d.services(r)
	d.name(r)
	inPolicy := d.policies()
	shared := &File{Name: SharedFile, Notes: d.Notes, Blocks: d.Shared}
	recipients := &File{Name: "recipients.slo.hcl"}
	for _, o := range d.Objects {
		o.Block.object = o
		switch {
		case o.Type == "recipient":
			recipients.Blocks = append(recipients.Blocks, &o.Block)
		case inPolicy[o]:
		case o.Parent != nil:
			o.Parent.Blocks = append(o.Parent.Blocks, &o.Block)
		default:
			o.service.block.Blocks = append(o.service.block.Blocks, &o.Block)
		}
	}
	var out []*File
	for _, f := range []*File{shared, recipients} {
		if len(f.Blocks)+len(f.Notes) > 0 {
			out = append(out, f)
		}
	}
	taken := map[string]bool{"shared": true, "recipients": true}
	for _, s := range services {
		s.block.sort()
		s.block.shareTags()
		out = append(out, &File{Name: unique(s.label, taken, "service") + ".slo.hcl", Blocks: []*Block{s.block}})
	}
	return out
}

// sort puts the blocks in the order of the language, which keeps that of each type.
func (b *Block) sort() {
	rank := map[string]int{}
	for i, d := range described(root, b.Type).Blocks {
		rank[d.Type] = i
	}
	slices.SortStableFunc(b.Blocks, func(x, y *Block) int { return cmp.Compare(rank[x.Type], rank[y.Type]) })
}

// shareTags moves the tags that all blocks of a service have to the service. Those of a board can stand only there.
func (b *Block) shareTags() {
	var common []Entry
	var list []*Block
	var board *Block
	for _, x := range b.Blocks {
		switch x.Type {
		case "slo", "trigger":
			list = append(list, x)
		case "board":
			board = x
		default:
			continue
		}
		if common == nil && len(list) <= 1 {
			common = slices.Clone(x.Tags)
		}
		common = slices.DeleteFunc(common, func(e Entry) bool { return !slices.ContainsFunc(x.Tags, e.equal) })
	}
	switch {
	case board != nil:
		common = board.Tags
	case len(list) < 2:
		common = nil
	}
	if len(common) > 0 {
		b.Set("tags", Map(common...))
	}
	for _, x := range list {
		own := slices.DeleteFunc(slices.Clone(x.Tags), func(e Entry) bool {
			return slices.ContainsFunc(common, e.equal)
		})
		for _, e := range common { // that this one doesn't have
			if !slices.ContainsFunc(x.Tags, func(o Entry) bool { return o.Key == e.Key }) {
				own = append(own, Entry{e.Key, Null()})
			}
		}
		if len(own) > 0 {
			x.Set("tags", Map(own...))
		}
	}
}

func (e Entry) equal(f Entry) bool { return e.Key == f.Key && e.Value.text(nil) == f.Value.text(nil) }

// services makes the services of all objects that need one, in the order of their names. Objects of one name are in
// one service, if there is a name; but each of its SLIs is in the datasets of its service, so there may be several.
func (d *Draft) services(r Rule) (out []*service) {
	index := map[string]*service{}
	first := map[string]*service{} // by name
	place := func(o *Object) {
		name, sets := r.named(o.Home), datasets(o.Home)
		key := name + "\x00" + strings.Join(sets, "\x00")
		s := index[key]
		if s == nil && name != "" && o.Type != "sli" {
			s = first[name]
		}
		if s == nil {
			s = &service{block: &Block{Type: "service"}, made: name, sets: o.Home.Datasets}
			s.block.service = s
			s.block.dataset(o.Home.Datasets)
			index[key] = s
			out = append(out, s)
			if first[name] == nil {
				first[name] = s
			}
		}
		own := o.Type == "slo" || o.Type == "trigger" || o.Type == "calculated_field" // it may have its own dataset
		if o.service = s; own && len(sets) > 0 && o.Get("dataset") == nil &&
			!slices.Equal(sets, datasets(Home{Datasets: s.sets})) {
			o.dataset(o.Home.Datasets)
		}
	}
	for _, slis := range []bool{true, false} {
		for _, o := range d.Objects {
			if o.Type != "recipient" && o.Parent == nil && slis == (o.Type == "sli") {
				place(o)
			}
		}
	}
	called(out, first)
	slices.SortStableFunc(out, func(a, b *service) int { return strings.Compare(a.made, b.made) })
	taken := map[string]bool{}
	for _, s := range out {
		s.label = unique(Name(s.made, "service"), taken, "")
		s.block.Labels = []string{s.label}
	}
	return out
}

// called settles what the names of services are made from. Of those with one name, the first has it alone.
func called(list []*service, first map[string]*service) {
	several := map[string]int{}
	for _, s := range list {
		several[s.made]++
	}
	for _, s := range list {
		sets := datasets(Home{Datasets: s.sets})
		if s.made == "" || several[s.made] > 1 && s != first[s.made] {
			s.made = strings.TrimSpace(s.made + " " + cmp.Or(strings.Join(sets, " "), environment))
		}
	}
}

// dataset says which datasets a service has.
func (b *Block) dataset(sets []Value) {
	switch len(sets) {
	case 0:
	case 1:
		b.Set("dataset", sets[0])
	default:
		b.Set("datasets", List(sets...))
	}
}

// datasets are the texts of a home's datasets.
func datasets(h Home) (out []string) {
	for _, v := range h.Datasets {
		out = append(out, v.text(nil))
	}
	return out
}

// name gives each object its label. Where what stands before a separator names the service, the rest names the object.
func (d *Draft) name(r Rule) {
	type scope struct {
		in  any // the service, or the SLO
		typ string
	}
	type wish struct {
		scope
		name string
	}
	wishes := map[wish]int{}
	of := func(o *Object) scope {
		switch {
		case o.Parent != nil:
			return scope{o.Parent, o.Type}
		case o.Type == "recipient":
			return scope{nil, o.Type + "." + o.Labels[0]}
		}
		return scope{o.service, o.Type}
	}
	called := func(o *Object) string {
		if r.Separator != "" && o.Home.Service == "" {
			if _, rest, ok := strings.Cut(o.Name, r.Separator); ok && strings.TrimSpace(rest) != "" {
				return Name(rest, o.Type)
			}
		}
		return Name(o.Name, o.Type)
	}
	for _, o := range d.Objects {
		wishes[wish{of(o), called(o)}]++
	}
	taken := map[scope]map[string]bool{}
	for _, o := range d.Objects {
		if o.Type == "board" { // has no label
			continue
		}
		s := of(o)
		if taken[s] == nil {
			taken[s] = map[string]bool{}
		}
		name := called(o)
		if wishes[wish{s, name}] > 1 && o.ID != "" {
			name = Name(shorten(name, maxName/2)+"_"+strings.ToLower(o.ID), o.Type)
		}
		o.Labels = append(o.Labels[:len(o.Labels):len(o.Labels)], unique(name, taken[s], ""))
	}
}

// Rename gives services whose names are taken other ones, where they may have them.
func (d *Draft) Rename(taken map[string]bool, may func(service *Block) bool) {
	done := map[*service]bool{}
	labels := maps.Clone(taken)
	for _, o := range d.Objects {
		if o.service != nil {
			labels[o.service.label] = true
		}
	}
	for _, o := range d.Objects {
		s := o.service
		if s == nil || done[s] || !taken[s.label] || !may(s.block) {
			continue
		}
		done[s] = true
		s.label = unique(s.label, labels, "")
		s.block.Labels = []string{s.label}
	}
}

// unique is the name with a number, if others have it, or with a word before that.
func unique(name string, taken map[string]bool, word string) string {
	out := name
	if taken[out] && word != "" {
		out = name + "_" + word
	}
	for n := 2; taken[out]; n++ {
		out = fmt.Sprintf("%s_%d", shorten(name, maxName-8), n)
	}
	taken[out] = true
	return out
}

func shorten(s string, to int) string { return strings.TrimRight(s[:min(len(s), to)], "_") }

// maxName is how long a name may be.
const maxName = 63

// Name makes a name of the language of any text, such as "checkout_errors" of "Checkout: errors"; otherwise, where no
// letter is left, the other.
func Name(text, otherwise string) string {
	if isName(text) {
		return text
	}
	var b strings.Builder
	var last rune
	for _, r := range norm.NFKD.String(text[:min(len(text), 1000)]) {
		switch {
		case unicode.Is(unicode.Mn, r): // an accent
			continue
		case 'A' <= r && r <= 'Z':
			if 'a' <= last && last <= 'z' || '0' <= last && last <= '9' {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		if last = r; b.Len() > maxName {
			break
		}
	}
	out := strings.Trim(b.String(), "_")
	if out == "" {
		return otherwise
	}
	if out[0] >= '0' && out[0] <= '9' {
		out = otherwise + "_" + out
	}
	return shorten(out, maxName)
}

// isName says whether a text is a name: words of small letters and digits, joined by "-" or "_", after a letter.
func isName(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', i > 0 && '0' <= c && c <= '9':
		case (c == '-' || c == '_') && i > 0 && i < len(s)-1 && s[i-1] != '-' && s[i-1] != '_':
		default:
			return false
		}
	}
	return s != "" && len(s) <= maxName
}

// address is how o is referred to in a service; nil for outside of any.
func (o *Object) address(in *service) string {
	root := o.Type
	if root == "calculated_field" {
		root = "field"
	}
	switch {
	case o.Parent != nil:
		return root + "." + strings.Join(o.Path(), ".")
	case o.Type == "recipient", o.service == in || o.service == nil:
		return root + "." + strings.Join(o.Labels, ".")
	}
	return root + "." + o.service.label + "." + strings.Join(o.Labels, ".")
}
