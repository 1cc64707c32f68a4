package honeycomb

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Decode reads the entry. What the object refers to has its key alone, and what the catalogue says of it; see
// [Catalogue.Object]. The error is a *[CatalogueError].
func (e *Entry) Decode() (Object, error) {
	l, err := e.read()
	if err != nil {
		return nil, &CatalogueError{e.File, e.Line,
			fmt.Sprintf("the object %q can't be read: %s. Generate the catalogue again.", e.Key, plainJSONError(err))}
	}
	l.complete()
	if l.Head().Key != e.Key || !sameJSON(AppendObject(nil, l.Object), e.current()) {
		return nil, &CatalogueError{
			e.File,
			e.Line,
			fmt.Sprintf("the object %q isn't as slogen wrote it: what follows from "+
				"the rest of it is something else, or is missing. Generate the catalogue again.", e.Key),
		}
	}
	return l.Object, nil
}

// current is the line with what was called "adopt" under the name that it has now, so that an output of before is
// compared and not refused. No text in JSON can look like that member, since the quotes in it are escaped, and no body
// has one of that name.
func (e *Entry) current() []byte {
	return bytes.Replace(e.Raw, []byte(`,"adopt":`), []byte(`,"existing":`), 1)
}

// ReadQuery reads a query specification. One with a member that [Query.AppendJSON] doesn't write is an error.
func ReadQuery(data []byte) (*Query, error) {
	q := &Query{}
	r := &reader{Decoder: jsontext.NewDecoder(bytes.NewBuffer(data))}
	query.read(r, q)
	if r.err == nil && len(bytes.TrimSpace(r.UnreadBuffer())) > 0 {
		r.err = errors.New("something follows its end")
	}
	return q, r.err
}

func (e *Entry) read() (*line, error) {
	i := slices.IndexFunc(kinds, func(k *kind) bool { return k.name == e.Key.Kind() })
	if i < 0 {
		return nil, fmt.Errorf("there is no kind %q", e.Key.Kind())
	}
	l := &line{Object: kinds[i].make()}
	r := &reader{Decoder: jsontext.NewDecoder(bytes.NewBuffer(e.current()))}
	envelope.read(r, l)
	if r.err == nil && len(bytes.TrimSpace(r.UnreadBuffer())) > 0 {
		r.err = errors.New("something follows its end")
	}
	return l, r.err
}

// complete puts into the object what the line holds outside of its members: the dataset of the path, and the calculated
// fields that its text names.
func (l *line) complete() {
	var dataset string
	if parts := strings.SplitN(l.path, "/", 4); len(parts) == 4 { // "", "1", "slos", "checkout"
		dataset, _ = url.PathUnescape(parts[3]) // a wrong one is found in what is written again
	}
	if dataset == AllDatasets {
		dataset = ""
	}
	switch x := l.Object.(type) {
	case *CalculatedField:
		x.Dataset = dataset
	case *SLO:
		x.over(dataset)
		for _, k := range l.requires {
			made(&x.SLI).Key = k
		}
	case *BurnAlert:
		x.Name = path.Base(x.Key.Path())
		x.SLO.over(dataset)
	case *Trigger:
		x.Dataset = dataset
		x.Query.use(l.requires)
	case *SavedQuery:
		x.Dataset = dataset
		x.Query.use(l.requires)
	case *QueryAnnotation:
		x.Dataset = dataset
	}
}

// over sets the dataset of an SLO that has only one.
func (s *SLO) over(dataset string) {
	if s != nil && dataset != "" && s.Datasets == nil {
		s.Datasets = []string{dataset}
	}
}

// use sets the calculated fields among the keys as those that q names.
func (q *Query) use(keys []Key) {
	for _, k := range keys {
		if q != nil && k.Kind() == KindCalculatedField {
			q.Uses = append(q.Uses, &CalculatedField{Meta: Meta{Key: k}})
		}
	}
}

// sameJSON says whether two values are the same as JSON, in which the order of members says nothing.
func sameJSON(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, y := jsontext.Value(bytes.Clone(a)), jsontext.Value(bytes.Clone(b))
	return x.Canonicalize() == nil && y.Canonicalize() == nil && bytes.Equal(x, y)
}

// Object is the object with this key, with what it refers to as far as the catalogue has it; nil if the catalogue
// doesn't have the object itself. Each is decoded once. The error is a *[CatalogueError].
func (c *Catalogue) Object(key Key) (Object, error) {
	if x, ok := c.objects[key]; ok {
		return x, nil
	}
	i, ok := sort.Find(
		len(c.Entries),
		func(i int) int { return strings.Compare(string(key), string(c.Entries[i].Key)) },
	)
	if !ok {
		return nil, nil
	}
	x, err := c.Entries[i].Decode()
	if err != nil {
		return nil, err
	}
	if c.objects == nil {
		c.objects = map[Key]Object{}
	}
	c.objects[key] = x
	return x, c.link(x)
}

// link replaces what x refers to by key with what the catalogue has under that key.
func (c *Catalogue) link(x Object) error {
	l := linker{catalogue: c}
	switch x := x.(type) {
	case *SLO:
		link(&l, &x.SLI, func(f *CalculatedField) bool { return f.Alias == x.SLI.Alias })
	case *BurnAlert:
		link(&l, &x.SLO, func(s *SLO) bool { return s.scope() == x.SLO.scope() })
		l.recipients(x.Recipients)
	case *Trigger:
		l.uses(x.Query)
		l.recipients(x.Recipients)
	case *SavedQuery:
		l.uses(x.Query)
	case *QueryAnnotation:
		link(&l, &x.Query, nil)
	case *Board:
		for i := range x.Panels {
			p := &x.Panels[i]
			link(&l, &p.SLO, nil)
			link(&l, &p.Query, func(a *QueryAnnotation) bool { return a.query() == p.Query.query() })
		}
	}
	return l.err
}

// query is the key of the query that a names; empty for none.
func (a *QueryAnnotation) query() Key {
	if a.Query == nil {
		return ""
	}
	return a.Query.Key
}

type linker struct {
	catalogue *Catalogue
	err       error
}

// link finds what p has the key of. It is left alone where the catalogue says something else of it elsewhere, as one
// that git put together may: then the line counts.
func link[X any, P interface {
	*X
	Object
}](l *linker, p *P, same func(P) bool) {
	if *p == nil || l.err != nil || (*p).Head().Key.Kind() != P(new(X)).kind().name {
		return
	}
	x, err := l.catalogue.Object((*p).Head().Key)
	if l.err = err; err != nil || x == nil {
		return
	}
	if x := x.(P); same == nil || same(x) {
		*p = x
	}
}

func (l *linker) recipients(list []Notification) {
	for i := range list {
		link(l, &list[i].Recipient, nil)
	}
}

func (l *linker) uses(q *Query) {
	if q == nil {
		return
	}
	for i := range q.Uses {
		link(l, &q.Uses[i], nil)
	}
}
