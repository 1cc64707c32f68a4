package adopt

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// The kinds of items that aren't objects of a configuration.
const (
	kindColumn  = "column"
	kindDataset = "dataset"
	kindMarker  = "marker"
)

// object is a JSON object. Its numbers are json.Number.
type object = map[string]any

// item is something that exists, as the API has it.
type item struct {
	kind    string // one of package honeycomb's, or of those above
	id      string // its id at Honeycomb, or what else refers to it; empty for what has none
	exists  bool   // id is one at Honeycomb
	dataset string // the slug, [honeycomb.AllDatasets], or empty where it isn't known
	guess   string // the slug that it may have: the name of the folder that its file is in
	name    string // what its name is made from, if that is known; otherwise it is made from the body
	service string // the service it belongs to, if that is known
	isValue bool   // of a calculated field: its label says that it is no SLI
	body    object
	file    string
	line    int
	hidden  map[string]bool // members whose values are secrets
	open    bool            // its texts aren't secrets: slogen wrote them
	lookup  bool            // a recipient that others manage
	existed string          // what `existing` is, if that is known already
	sourced
	*declared
	sets []string // of an SLI that was read from OpenSLO: its datasets
}

// place is where the item was read, for people.
func (x *item) place() string {
	if x.line == 0 {
		return x.file
	}
	return fmt.Sprintf("%s:%d", x.file, x.line)
}

// title is what people call the item.
func (x *item) title() string {
	if x.declared != nil {
		return x.declared.title
	}
	what := kinds[x.kind].noun
	name := cmp.Or(x.text("name"), x.text("alias"), x.text("key_name"), x.recipientName(), x.id)
	if name == "" {
		return what
	}
	return fmt.Sprintf("%s %q", what, name)
}

func (x *item) recipientName() string {
	d := x.object("details")
	for _, name := range []string{"email_address", "slack_channel", "pagerduty_integration_name", "webhook_name"} {
		if s, ok := d[name].(string); ok {
			return s
		}
	}
	return ""
}

// text is a member that is a text; empty for any other.
func (x *item) text(name string) string {
	s, _ := x.body[name].(string)
	return s
}

// object is a member that is an object; nil for any other.
func (x *item) object(name string) object {
	o, _ := x.body[name].(object)
	return o
}

// kindRow is what a kind of items is told by.
type kindRow struct {
	noun string
	// words are those in names of files, folders and members that say that objects of this kind are inside.
	words []string
	// has says whether a body is of this kind whatever the names say.
	has func(o object) bool
	// may says whether a body may be of this kind if the names say so.
	may func(o object) bool
	// order is the order in which kinds are tried.
	order int
}

func has(o object, names ...string) bool {
	for _, n := range names {
		if _, ok := o[n]; !ok {
			return false
		}
	}
	return true
}

func any1(o object, names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return has(o, n) })
}

// kinds are all kinds of items.
var kinds = map[string]*kindRow{
	honeycomb.KindCalculatedField: {noun: "calculated field", order: 1,
		words: []string{"derived_columns", "derived_column", "calculated_fields", "calculated_field"},
		has:   func(o object) bool { return has(o, "alias", "expression") }},
	honeycomb.KindSLO: {noun: "SLO", order: 2, words: []string{"slos", "slo"},
		has: func(o object) bool { return has(o, "sli") && any1(o, "target_per_million", "time_period_days") }},
	honeycomb.KindBurnAlert: {noun: "burn alert", order: 3, words: []string{"burn_alerts", "burn_alert"},
		has: func(o object) bool { return any1(o, "exhaustion_minutes", "budget_rate_window_minutes") },
		may: func(o object) bool { return any1(o, "alert_type", "slo") }},
	honeycomb.KindTrigger: {noun: "trigger", order: 4, words: []string{"triggers", "trigger"},
		has: func(o object) bool { return has(o, "threshold") && any1(o, "query", "query_id", "frequency") },
		may: func(o object) bool { return any1(o, "query", "query_id", "frequency", "threshold") }},
	honeycomb.KindRecipient: {noun: "recipient", order: 5, words: []string{"recipients", "recipient"},
		has: func(o object) bool { return has(o, "type", "details") }},
	honeycomb.KindBoard: {noun: "board", order: 6, words: []string{"boards", "board"},
		has: func(o object) bool { return any1(o, "panels", "layout_generation", "column_layout") },
		may: func(o object) bool { return has(o, "name") }},
	kindColumn: {noun: "column", order: 7, words: []string{"columns", "column"},
		has: func(o object) bool { return has(o, "key_name") }},
	honeycomb.KindQueryAnnotation: {noun: "query annotation", order: 8,
		words: []string{"query_annotations", "query_annotation"},
		has:   func(o object) bool { return has(o, "query_id", "name") && !any1(o, "threshold", "frequency") }},
	kindDataset: {noun: "dataset", order: 9, words: []string{"datasets", "dataset"},
		has: func(o object) bool { return has(o, "slug", "name") }},
	kindMarker: {noun: "marker", order: 10, words: []string{"markers", "marker", "marker_settings"},
		has: func(o object) bool { return has(o, "message", "start_time") || has(o, "type", "color") }},
	honeycomb.KindQuery: {noun: "query", order: 11, words: []string{"queries", "query"},
		has: func(o object) bool {
			return any1(o, "calculations", "breakdowns", "filters", "calculated_fields") && !has(o, "data")
		},
		may: func(o object) bool { return has(o, "time_range") }},
}

// byOrder are the kinds in the order in which they are tried.
var byOrder = func() (out []string) {
	for k := range kinds {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b string) int { return kinds[a].order - kinds[b].order })
	return out
}()

// kindWords are what names say: kinds by word.
var kindWords = func() map[string]string {
	out := map[string]string{}
	for k, row := range kinds {
		for _, w := range row.words {
			out[w] = k
		}
	}
	return out
}()

// kindOf is the kind of a body, near which stand these names of files, folders and members; empty if it can't be told.
func kindOf(o object, near []string) string {
	for _, k := range byOrder {
		if kinds[k].has(o) {
			return k
		}
	}
	for _, n := range slices.Backward(near) {
		if k := kindWords[plainName(n)]; k != "" && kinds[k].may != nil && kinds[k].may(o) {
			return k
		}
	}
	return ""
}

// plainName is a name as the words of kinds are written.
func plainName(s string) string { return strings.ToLower(strings.ReplaceAll(s, "-", "_")) }

// near are the names in a path that may say what is inside: folders, and the parts of a file's name.
func near(file string) (out []string) {
	dir, base := path.Split(strings.TrimSuffix(file, path.Ext(file)))
	for _, part := range strings.Split(dir, "/") {
		if part != "" && part != "." && part != ".." {
			out = append(out, part)
		}
	}
	return append(out, strings.Split(base, ".")...)
}

// datasetNear is the dataset that the names say: in "derived_columns/checkout.json" it is the name after that of the
// kind. In "checkout/derived_columns.json" the name before it may be one, or that of any folder: a guess.
func datasetNear(near []string) (dataset, guess string) {
	for i, n := range slices.Backward(near) {
		if kindWords[plainName(n)] == "" {
			continue
		}
		if i+1 < len(near) {
			return slug(near[i+1]), ""
		}
		if i > 0 {
			return "", slug(near[i-1])
		}
		return "", ""
	}
	for _, n := range slices.Backward(near) { // "checkout-triggers", "triggers_checkout"
		for _, sep := range []string{"-", "_"} {
			for w := range kindWords {
				w = strings.ReplaceAll(w, "_", sep)
				if rest, ok := strings.CutSuffix(n, sep+w); ok && kindWords[plainName(w)] != "" {
					return slug(longest(n, rest, sep, true)), ""
				}
				if rest, ok := strings.CutPrefix(n, w+sep); ok && kindWords[plainName(w)] != "" {
					return slug(longest(n, rest, sep, false)), ""
				}
			}
		}
	}
	return "", ""
}

// longest is what is left of a name without the longest word of a kind: rest is without one of them.
func longest(name, rest, sep string, atEnd bool) string {
	for w := range kindWords {
		w = strings.ReplaceAll(w, "_", sep)
		less, ok := strings.CutPrefix(name, w+sep)
		if atEnd {
			less, ok = strings.CutSuffix(name, sep+w)
		}
		if ok && len(less) < len(rest) {
			rest = less
		}
	}
	return rest
}

// slug is a name if it may be a dataset's slug.
func slug(s string) string {
	switch s {
	case "all", honeycomb.AllDatasets:
		return honeycomb.AllDatasets
	}
	odd := func(r rune) bool { // which no slug has
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' ||
			strings.ContainsRune("-_.~", r))
	}
	if s == "" || kindWords[plainName(s)] != "" || strings.ContainsFunc(s, odd) {
		return ""
	}
	return s
}

// number is a whole number; false for what is none.
func number(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	r, ok := rational(n)
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	i := r.Num().Int64()
	return int(i), int64(int(i)) == i
}
