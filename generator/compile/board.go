package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// boards makes the service's boards.
func (w *compiling) boards() {
	for _, x := range w.svc.Boards {
		if len(w.svc.SLOs) == 0 && len(w.svc.Triggers) == 0 && len(x.Texts) == 0 {
			w.add(diag.Error("language/block", "Empty board", "A board shows the service's SLOs and its triggers' "+
				"queries, but this service has neither. Declare one, or write a `text` on the board.", x.Decl))
			return
		}
		w.board(x)
	}
}

func (w *compiling) board(x *config.Board) {
	defer w.within("board", &x.Instance, w.ofService)()
	path, title := "", w.title
	if x.Each != "" {
		path, title = "/"+x.Each, w.title+": "+x.Each
	}
	b := &honeycomb.Board{Meta: w.meta(honeycomb.KindBoard, path, x.Decl, w.place(w.eff, x.Arg), x.Existing.V),
		Name: x.DisplayName.V, Description: x.Description.V, Tags: w.eff.tags()}
	b.Trial = w.eff.trial()
	arranged := x.Panels.Set() || x.About.Set() || len(x.Texts) > 0
	honeycomb.Keep(b, map[string]bool{"name": b.Name != "", "tags": len(b.Tags) > 0,
		"description": b.Description != "", "panels": arranged})
	if b.Name == "" {
		b.Name = title
	}
	if b.Description == "" && !x.Existing.Set() {
		b.Description = w.svc.Description.V
	}
	if !x.Existing.Set() || arranged { // otherwise they stay as they are
		b.Panels = w.panels(x)
	}
	w.Boards = append(w.Boards, b)
}

// panels are what a board shows: what it says, or everything.
func (w *compiling) panels(x *config.Board) (out []honeycomb.Panel) {
	if x.Panels.Set() && x.Panels.V != nil {
		return w.arranged(x)
	}
	if !x.About.Set() || x.About.V {
		out = append(out, w.about())
	}
	for _, t := range x.Texts {
		out = append(out, honeycomb.Panel{Text: t.Content.V})
	}
	for _, s := range w.SLOs {
		out = append(out, honeycomb.Panel{SLO: s})
	}
	seen := map[string]bool{}
	for _, t := range w.Triggers {
		// Honeycomb gives equal queries the same id and takes each only once per board.
		if id := sameQuery(t); !seen[id] {
			seen[id] = true
			out = append(out, honeycomb.Panel{Query: w.shownQuery(t)})
		}
	}
	return out
}

// shownNames are what a board can show, by how `panels` refers to it.
type shownNames struct {
	texts                map[string]*config.BoardText
	texted, slos, alerts []string // of its texts, and of the service's SLOs and triggers
}

// arranged are the panels that a board lists.
func (w *compiling) arranged(x *config.Board) (out []honeycomb.Panel) {
	names := shownNames{texts: map[string]*config.BoardText{}}
	for _, t := range x.Texts {
		names.texts[t.Name.V] = t
		names.texted = append(names.texted, "text."+t.Name.V)
	}
	for _, s := range w.svc.SLOs {
		names.slos = append(names.slos, s.Name.V)
	}
	for _, t := range w.svc.Triggers {
		names.alerts = append(names.alerts, t.Name.V)
	}
	list, ok := x.Panels.V.(*hclsyntax.TupleConsExpr)
	if !ok || len(list.Exprs) == 0 {
		w.add(diag.Error("language/type", "Incorrect value type", "`panels` is a list of what the board shows, in its "+
			"order, such as [about, slo.availability]. Without `panels` it shows everything.", x.Panels.Range))
		return nil
	}
	first := map[string]hcl.Range{}
	for _, e := range list.Exprs {
		name, panel, ok := w.panel(x, e, &names)
		if !ok {
			continue
		}
		if at, again := first[name]; again {
			w.add(diag.Error("board/query_once", "Panel twice on a board",
				"A board shows each thing once, and triggers that ask the same are one. Remove one of the two.",
				e.Range(), diag.Note{Text: "first listed here", Range: at}))
			continue
		}
		first[name] = e.Range()
		out = append(out, panel)
	}
	for _, t := range x.Texts {
		if _, ok := first["text."+t.Name.V]; !ok && !config.CheckName("text", t.Name).HasErrors() {
			w.add(diag.Error("language/block", "Text that isn't shown", "`panels` lists what the board shows, and "+
				"text."+t.Name.V+" isn't in it. Add it there, or remove the block.", t.Decl))
		}
	}
	if _, ok := first["about"]; x.About.Set() && x.About.V != ok {
		w.add(diag.Error("language/combination", "Conflicting arguments",
			"`panels` lists what the board shows, so `about` is said there or not at all. Remove the argument.",
			x.About.Range))
	}
	return out
}

// panel is one entry of `panels`, with a name that says what it shows.
func (w *compiling) panel(x *config.Board, e hclsyntax.Expression, names *shownNames) (string, honeycomb.Panel, bool) {
	none := honeycomb.Panel{}
	t, diags := w.traversal(e, w.ctx(x.Ctx))
	if diags.HasErrors() || len(t) < 2 && t.RootName() != "about" {
		w.add(diag.Error("language/reference", "Invalid reference", panelForms, e.Range()))
		return "", none, false
	}
	switch root := t.RootName(); root {
	case "about":
		if len(t) == 1 {
			return root, w.about(), true
		}
	case "text":
		if len(t) != 2 {
			break
		}
		name, _ := spec.Step(t[1])
		if text := names.texts[name]; text != nil {
			return "text." + name, honeycomb.Panel{Text: text.Content.V}, true
		}
		w.add(noPanel("text", "text."+name, names.texted, e.Range()))
		return "", none, false
	case "slo":
		if name, ok := w.ownPanel(sloObjects, t, names.slos, e.Range()); ok {
			i := slices.IndexFunc(w.SLOs, func(s *honeycomb.SLO) bool {
				return s.Key == sloObjects.key(w.svc.Name.V, name)
			})
			if i < 0 { // it has an error of its own, or waits for another service
				return "", none, false
			}
			return "slo." + name, honeycomb.Panel{SLO: w.SLOs[i]}, true
		}
		return "", none, false
	case "trigger":
		if name, ok := w.ownPanel(triggerObjects, t, names.alerts, e.Range()); ok {
			i := slices.IndexFunc(w.Triggers, func(s *honeycomb.Trigger) bool {
				return s.Key == triggerObjects.key(w.svc.Name.V, name)
			})
			if i < 0 {
				return "", none, false
			}
			return "query." + sameQuery(w.Triggers[i]), honeycomb.Panel{Query: w.shownQuery(w.Triggers[i])}, true
		}
		return "", none, false
	}
	w.add(diag.Error("language/reference", "Invalid reference", panelForms, e.Range()))
	return "", none, false
}

const panelForms = "A board shows about, text.<name>, slo.<name> and trigger.<name>, in brackets and without quotes: " +
	"panels = [about, slo.availability]."

// ownPanel is the name of an SLO or a trigger of the service that a reference means.
func (w *compiling) ownPanel(o *objects, t hcl.Traversal, names []string, at hcl.Range) (string, bool) {
	service, name, diags := w.reference(o, t)
	if w.add(diags...); diags.HasErrors() {
		return "", false
	}
	if service != w.svc.Name.V {
		w.add(diag.Error("language/reference", "Invalid reference", fmt.Sprintf("A board shows the %ss of its own "+
			"service, and this is one of %q.", o.what, service), at))
		return "", false
	}
	if slices.Contains(names, name) {
		return name, true
	}
	if refs := instances(names, name); len(refs) > 0 {
		for i, n := range refs {
			refs[i] = o.written(service, service, n)
		}
		w.add(config.NoInstance(o.what, o.written(service, service, name), "", refs, true, at))
		return "", false
	}
	written := make([]string, len(names))
	for i, n := range names {
		written[i] = o.written(service, service, n)
	}
	w.add(noPanel(o.what, o.written(service, service, name), written, at))
	return "", false
}

// noPanel says that nothing is called by a name that `panels` has, and what there is.
func noPanel(what, name string, names []string, at hcl.Range) *hcl.Diagnostic {
	detail := "There is no " + name + " here."
	if near := diag.Suggest(name, names); near != "" {
		detail += " Did you mean " + near + "?"
	} else if len(names) > 0 && len(names) <= 8 {
		detail += " There is " + words.List(names) + "."
	}
	return diag.Error("language/reference", "Reference to undeclared "+what, detail, at)
}

// about is the text about the service.
func (w *compiling) about() honeycomb.Panel {
	return honeycomb.Panel{Text: phrase.About(w.title, w.svc.Description.V, w.people(w.eff, nil), w.SLOs)}
}

// sameQuery is equal for triggers that Honeycomb saves the same query of.
func sameQuery(t *honeycomb.Trigger) string {
	return t.Dataset + "\x00" + string(t.Query.AppendJSON(nil))
}

// shownQuery is a trigger's query for boards, which share it.
func (w *compiling) shownQuery(t *honeycomb.Trigger) *honeycomb.QueryAnnotation {
	if a := w.shown[t.Key]; a != nil {
		return a
	}
	path := strings.TrimPrefix(t.Key.Path(), w.svc.Name.V)
	q := &honeycomb.SavedQuery{Meta: w.meta(honeycomb.KindQuery, path, t.Origin.Range, nil, ""), Dataset: t.Dataset,
		Query: t.Query}
	a := &honeycomb.QueryAnnotation{Meta: w.meta(honeycomb.KindQueryAnnotation, path, t.Origin.Range, t.Origin.Arg, ""),
		Dataset: t.Dataset, Name: t.Name, Description: t.Description, Query: q}
	q.Trial, a.Trial = t.Trial, t.Trial
	w.Queries = append(w.Queries, q)
	w.QueryAnnotations = append(w.QueryAnnotations, a)
	if w.shown == nil {
		w.shown = map[honeycomb.Key]*honeycomb.QueryAnnotation{}
	}
	w.shown[t.Key] = a
	return a
}
