package honeycomb

import (
	"cmp"
	"slices"
)

// Object is any of the objects that [Resources] holds: *[CalculatedField], *[SLO], *[BurnAlert], *[Trigger],
// *[Recipient], *[SavedQuery], *[QueryAnnotation] or *[Board], nothing else.
type Object interface {
	// Head is what every object has.
	Head() *Meta
	// kind is what all objects of its kind have in common.
	kind() *kind
	// scope is the dataset in the path: a slug, [AllDatasets], or empty where paths have none.
	scope() string
}

// Head returns m itself: through embedding, every object has it.
func (m *Meta) Head() *Meta { return m }

// requires calls f with the key of each object that must exist before x, in no particular order. It is no method of
// [Object], so that f needn't be on the heap.
func requires(x Object, f func(Key)) {
	switch x := x.(type) {
	case *SLO:
		if x.SLI != nil {
			f(x.SLI.Key)
		}
	case *BurnAlert:
		if x.SLO != nil {
			f(x.SLO.Key)
		}
		requireRecipients(x.Recipients, f)
	case *Trigger:
		x.Query.requires(f)
		requireRecipients(x.Recipients, f)
	case *SavedQuery:
		x.Query.requires(f)
	case *QueryAnnotation:
		if x.Query != nil {
			f(x.Query.Key)
		}
	case *Board:
		for _, p := range x.Panels {
			if p.SLO != nil {
				f(p.SLO.Key)
			}
			if p.Query != nil {
				f(p.Query.Key)
				if p.Query.Query != nil {
					f(p.Query.Query.Key)
				}
			}
		}
	}
}

func (q *Query) requires(f func(Key)) {
	if q == nil {
		return
	}
	for _, c := range q.Uses {
		f(c.Key)
	}
}

func requireRecipients(list []Notification, f func(Key)) {
	for i := range list {
		if list[i].Recipient != nil {
			f(list[i].Recipient.Key)
		}
	}
}

// Requires lists the objects that must exist before x, by id or by name, sorted.
func Requires(x Object) []Key {
	var keys []Key
	requires(x, func(k Key) { keys = append(keys, k) })
	slices.Sort(keys)
	return slices.Compact(keys)
}

// AppendBody appends the body of the API request that creates x, or with PUT replaces it: compact JSON in a fixed order
// of keys. It states everything slogen manages, so that what was taken out of a configuration is taken out of the
// object too ("On PUT an omitted `disabled` keeps its value", says the provider's client). Where the API wants an id
// that is known only once another object exists it has {"$ref": key}, and where it wants a secret, {"$secret": name}.
//
// The body of a recipient that is looked up is never sent: it holds what to find the recipient by.
func AppendBody(b []byte, x Object) []byte { return x.kind().appendBody(b, x) }

// appendPath appends the path of the request that creates x, such as "/1/slos/checkout"; for a recipient that is looked
// up, the path to look in.
func appendPath(b []byte, x Object) []byte {
	b = append(b, "/1/"...)
	b = append(b, x.kind().collection...)
	if s := x.scope(); s != "" {
		b = append(b, '/')
		b = appendPathSegment(b, s)
	}
	return b
}

// Method is the HTTP method of the request that creates an object: POST, or GET for a recipient that is looked up.
func Method(x Object) string {
	if LookedUp(x) {
		return "GET"
	}
	return "POST"
}

// LookedUp reports whether x is a recipient that is looked up, not created.
func LookedUp(x Object) bool {
	r, ok := x.(*Recipient)
	return ok && r.Lookup
}

// appendPathSegment escapes everything but RFC 3986's unreserved characters.
func appendPathSegment(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.', c == '~':
			b = append(b, c)
		default:
			b = append(b, '%', "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15])
		}
	}
	return b
}

// Dataset is the dataset under which the API keeps x: a slug, [AllDatasets], or empty where it keeps such objects under
// none.
func Dataset(x Object) string { return x.scope() }

func (f *CalculatedField) scope() string { return cmp.Or(f.Dataset, AllDatasets) }
func (t *Trigger) scope() string         { return cmp.Or(t.Dataset, AllDatasets) }
func (q *SavedQuery) scope() string      { return cmp.Or(q.Dataset, AllDatasets) }
func (a *QueryAnnotation) scope() string { return cmp.Or(a.Dataset, AllDatasets) }
func (r *Recipient) scope() string       { return "" }
func (d *Board) scope() string           { return "" }

func (s *SLO) scope() string {
	if len(s.Datasets) == 1 {
		return s.Datasets[0]
	}
	return AllDatasets
}

func (a *BurnAlert) scope() string {
	if a.SLO == nil {
		return AllDatasets
	}
	return a.SLO.scope()
}

// AppendJSON appends the query specification as the API takes it. What is empty is left out.
func (q *Query) AppendJSON(b []byte) []byte { return query.append(b, q) }

// AppendValue appends the value with which f compares, as JSON; nothing if it compares with none.
func (f *Filter) AppendValue(b []byte) []byte {
	if f.Value == nil {
		return b
	}
	return appendValue(b, f.Value)
}
