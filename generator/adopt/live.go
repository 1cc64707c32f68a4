package adopt

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// ErrMissing is the error of a request for what isn't there.
var ErrMissing = errors.New("not found")

// Get asks the API for a path below its host, such as "/1/recipients". What isn't there is [ErrMissing].
type Get func(ctx context.Context, path string) ([]byte, error)

// live asks an account for what it has.
type live struct {
	get   Get
	files []File
	asked map[string]bool
	sets  map[string]bool // the datasets that are known
	of    string          // the one that is asked about
}

// Live reads all that can be imported from an account: everything, or what is in one dataset, with the recipients. Each
// answer is a file that says where it is from.
func Live(ctx context.Context, get Get, dataset string) ([]File, error) {
	l := &live{get: get, asked: map[string]bool{}, sets: map[string]bool{}}
	if _, err := l.ask(ctx, "/1/recipients", true); err != nil {
		return nil, err
	}
	if dataset != "" {
		return l.files, l.dataset(ctx, dataset)
	}
	found, err := l.ask(ctx, "/1/datasets", false)
	if err != nil {
		return nil, err
	}
	for _, o := range found {
		l.found(o["slug"])
	}
	if err := l.dataset(ctx, honeycomb.AllDatasets); err != nil { // which names others
		return nil, err
	}
	for _, set := range sortedKeys(l.sets) {
		if err := l.dataset(ctx, set); err != nil {
			return nil, err
		}
	}
	return l.files, l.boards(ctx)
}

// found notes a dataset.
func (l *live) found(slug any) {
	if s, ok := slug.(string); ok && s != "" && s != honeycomb.AllDatasets {
		l.sets[s] = true
	}
}

// ask asks for a path and returns the objects in the answer. Each is asked for once; keep says whether it is imported.
// What isn't there has none.
func (l *live) ask(ctx context.Context, path string, keep bool) ([]object, error) {
	if l.asked[path] {
		return nil, nil
	}
	l.asked[path] = true
	data, err := l.get(ctx, path)
	if errors.Is(err, ErrMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := parse(data)
	if o, ok := v.(object); ok {
		v = []any{o}
	}
	if _, ok := v.([]any); !ok {
		return nil, fmt.Errorf("the answer to GET %s isn't what Honeycomb's API answers", path)
	}
	if keep {
		l.files = append(l.files, File{Name: path, Data: data, Dataset: l.of})
	}
	return objects(v), nil
}

// in is a path to what a dataset has.
func in(collection, dataset string, rest ...string) string {
	path := "/1/" + collection + "/" + url.PathEscape(dataset)
	for _, r := range rest {
		path += "/" + url.PathEscape(r)
	}
	return path
}

// dataset asks for what is in a dataset, or in the environment and no single one.
func (l *live) dataset(ctx context.Context, set string) error {
	l.of = set
	defer func() { l.of = "" }()
	for _, collection := range []string{"derived_columns", "columns"} {
		if collection == "columns" && set == honeycomb.AllDatasets {
			continue
		}
		if _, err := l.ask(ctx, in(collection, set), true); err != nil {
			return err
		}
	}
	slos, err := l.ask(ctx, in("slos", set), true)
	if err != nil {
		return err
	}
	for _, slo := range slos {
		for _, s := range texts(slo["dataset_slugs"]) {
			l.found(s)
		}
		id, _ := slo["id"].(string)
		if id == "" || l.asked["slo "+id] {
			continue
		}
		l.asked["slo "+id] = true
		alerts, err := l.ask(ctx, in("burn_alerts", set)+"?slo_id="+url.QueryEscape(id), false)
		if err != nil {
			return err
		}
		for _, a := range alerts { // a list doesn't have their recipients
			if id, ok := a["id"].(string); ok && id != "" {
				if _, err := l.ask(ctx, in("burn_alerts", set, id), true); err != nil {
					return err
				}
			}
		}
	}
	triggers, err := l.ask(ctx, in("triggers", set), true)
	if err != nil {
		return err
	}
	for _, t := range triggers {
		l.found(t["dataset_slug"])
		if id, ok := t["query_id"].(string); ok && id != "" && t["query"] == nil {
			if _, err := l.ask(ctx, in("queries", set, id), true); err != nil {
				return err
			}
		}
	}
	return nil
}

// boards asks for the boards, and for the queries that they show.
func (l *live) boards(ctx context.Context) error {
	boards, err := l.ask(ctx, "/1/boards", true)
	if err != nil {
		return err
	}
	for _, b := range boards {
		for _, p := range objects(b["panels"]) {
			q, _ := p["query_panel"].(object)
			set, _ := q["dataset"].(string)
			if set == "" {
				set = honeycomb.AllDatasets
			}
			for _, of := range []struct{ member, collection string }{
				{"query_id", "queries"}, {"query_annotation_id", "query_annotations"},
			} {
				if id, ok := q[of.member].(string); ok && id != "" {
					if _, err := l.ask(ctx, in(of.collection, set, id), true); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// ErrorText is what an answer with an error says, in one line; empty if it says nothing.
func ErrorText(data []byte) string {
	o, _ := parse(data).(object)
	for _, name := range []string{"detail", "error", "title"} {
		if s, ok := o[name].(string); ok && s != "" {
			return s
		}
	}
	return ""
}
