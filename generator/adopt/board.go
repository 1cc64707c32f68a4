package adopt

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// board declares a board that shows SLOs of one service. One that exists keeps its panels, whatever they show.
func (m *maker) board(x *item) {
	homes := map[string]*draft.Object{}
	var first *draft.Object
	panels, _ := x.body["panels"].([]any)
	for _, p := range panels {
		p, _ := p.(object)
		inner, _ := p["slo_panel"].(object)
		slo := m.byID[honeycomb.KindSLO+" "+reference(inner["slo_id"])]
		if o := m.made[slo]; o != nil {
			homes[homeKey(o.Home)] = o
			first = cmp.Or(first, o)
		}
	}
	for _, o := range m.d.Objects {
		if o.Type == "board" && (x.service != "" && o.Home.Service == x.service ||
			first != nil && homeKey(o.Home) == homeKey(first.Home)) {
			m.leave(x, Left{Text: "the service has a board already: it stays at Honeycomb as it is",
				Original: shown(x.body)})
			return
		}
	}
	if x.service == "" && len(homes) != 1 {
		m.leave(x, Left{Text: "a board of slogen's shows SLOs and triggers of one service, and this one " +
			"shows something else: it stays at Honeycomb as it is", Original: shown(x.body)})
		return
	}
	home := draft.Home{Service: x.service}
	if first != nil {
		home = first.Home
		home.Title = cmp.Or(m.of[first].text("name"), home.Title)
	} else {
		for _, o := range m.d.Objects { // of triggers alone
			if o.Home.Service == x.service && o.Type == "trigger" {
				home = o.Home
			}
		}
	}
	o := m.object(x, "board", x.text("name"), home)
	if x.exists && x.existed == "" {
		o.Set("existing", draft.Text(x.id))
	}
	setText(&o.Block, "name", x.text("name"))
	setText(&o.Block, "description", x.text("description"))
	setTags(o, x.body)
	m.inOrder(panels)
	if !x.exists {
		m.arrange(o, panels)
	}
}

// arrange says what a board shows, unless it shows something that slogen can't say.
func (m *maker) arrange(board *draft.Object, panels []any) {
	var list []draft.Value
	var texts []*draft.Block
	shows := map[*draft.Object]bool{}
	sorted := true // whether texts come first, then SLOs, then queries
	stage := 0
	for _, p := range objects(panels) {
		text, _ := p["text_panel"].(object)
		slo, _ := p["slo_panel"].(object)
		query, _ := p["query_panel"].(object)
		var o *draft.Object
		at := 0
		switch content, isText := text["content"].(string); {
		case isText && content != "":
			t := &draft.Block{Type: "text", Labels: []string{fmt.Sprintf("text-%d", len(texts)+1)}}
			t.Set("content", draft.Text(content))
			texts = append(texts, t)
			list = append(list, draft.Raw("text."+t.Labels[0]))
		case slo != nil:
			o, at = m.made[m.byID[honeycomb.KindSLO+" "+reference(slo["slo_id"])]], 1
		default:
			o, at = m.asked(board, query, shows), 2
		}
		if at > 0 && (o == nil || shows[o] || !beside(board, o)) {
			return
		}
		if at > 0 {
			shows[o] = true
			list = append(list, draft.Ref(o))
		}
		sorted = sorted && at >= stage
		stage = at
	}
	if len(list) == 0 {
		return
	}
	board.Blocks = append(board.Blocks, texts...)
	if sorted && m.showsAll(board, shows) {
		board.Set("about", draft.Raw("false"))
		return
	}
	board.Set("panels", draft.List(list...))
}

// beside says whether an object will be in the service of a board.
func beside(board, o *draft.Object) bool {
	return board.Home.Service != "" && o.Home.Service == board.Home.Service || homeKey(o.Home) == homeKey(board.Home)
}

// asked is the trigger of the board's service whose query a panel shows; nil for none.
func (m *maker) asked(board *draft.Object, query object, shows map[*draft.Object]bool) *draft.Object {
	id, equal := m.panelQuery(query)
	if id == "" {
		return nil
	}
	for _, o := range m.d.Objects {
		if o.Type == "trigger" && !shows[o] && beside(board, o) && m.asks(m.of[o], id, equal) {
			return o
		}
	}
	return nil
}

// panelQuery is the id of the query that a panel shows, and its text where it is known.
func (m *maker) panelQuery(panel object) (id, equal string) {
	if id = reference(panel["query_id"]); id != "" {
		if q := m.byID[honeycomb.KindQuery+" "+id]; q != nil {
			equal = string(canonical(knownQuery(q.body)))
		}
	}
	return id, equal
}

// showsAll says whether a board shows every SLO and every trigger's query of its service. Equal queries are shown once.
func (m *maker) showsAll(board *draft.Object, shows map[*draft.Object]bool) bool {
	asked := map[string]bool{}
	for o := range shows {
		if o.Type == "trigger" {
			asked[m.askedBy(o)] = true
		}
	}
	for _, o := range m.d.Objects {
		if beside(board, o) && !shows[o] &&
			(o.Type == "slo" || o.Type == "trigger" && !asked[m.askedBy(o)]) {
			return false
		}
	}
	return true
}

// askedBy is the query of a trigger, or else what names it.
func (m *maker) askedBy(o *draft.Object) string {
	x := m.of[o]
	if id := x.text("query_id"); id != "" {
		return id
	}
	return string(canonical(knownQuery(x.object("query"))))
}

// inOrder puts the SLOs and triggers of a board into the order in which it shows them.
func (m *maker) inOrder(panels []any) {
	rank := map[*draft.Object]int{}
	for i, p := range panels {
		p, _ := p.(object)
		slo, _ := p["slo_panel"].(object)
		query, _ := p["query_panel"].(object)
		if x := m.byID[honeycomb.KindSLO+" "+reference(slo["slo_id"])]; x != nil && m.made[x] != nil {
			rank[m.made[x]] = i + 1
		}
		if id, equal := m.panelQuery(query); id != "" {
			for o, x := range m.of {
				if o.Type == "trigger" && rank[o] == 0 && m.asks(x, id, equal) {
					rank[o] = i + 1
				}
			}
		}
	}
	var at []int
	var list []*draft.Object
	homes := map[string]bool{}
	for o := range rank {
		homes[homeKey(o.Home)] = true
	}
	for i, o := range m.d.Objects {
		if (o.Type == "slo" || o.Type == "trigger") && homes[homeKey(o.Home)] {
			at, list = append(at, i), append(list, o)
		}
	}
	last := func(o *draft.Object) int { return cmp.Or(rank[o], len(panels)+1) } // equal queries are shown once
	slices.SortStableFunc(list, func(a, b *draft.Object) int { return last(a) - last(b) })
	for i, o := range list {
		m.d.Objects[at[i]] = o
	}
}

// asks says whether a trigger's query is the one with this id, or equal to it.
func (m *maker) asks(x *item, id, equal string) bool {
	path := honeycomb.Key(x.id).Path()
	return x.text("query_id") == id || path != "" && path == honeycomb.Key(id).Path() ||
		path == "" && equal != "" && x.text("query_id") == "" &&
			string(canonical(knownQuery(x.object("query")))) == equal
}
