package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// The limits of datasets and columns (OpenAPI DatasetCreationPayload, CreateColumn).
const (
	maxDatasetName        = 255
	maxDatasetDescription = 1024
	maxExpandDepth        = 10
	maxColumnName         = 255
	maxColumnDescription  = 255
)

var datasets = &collection{
	name: nameDatasets, noun: "Dataset", scope: wholeTeam, created: http.StatusCreated,
	refused: http.StatusUnprocessableEntity,
	gone:    http.StatusAccepted,
	body: object(
		opt("name", text(1, maxDatasetName)), // PUT has no such limit
		opt("description", text(0, maxDatasetDescription)).or(""),
		opt("expand_json_depth", integer(0, maxExpandDepth)).or(whole(0)),
		opt("settings", object(opt("delete_protected", boolean()))),
	),
	prepare: func(k *call, body doc, old *thing, l *issues) *answer {
		if old != nil {
			body["name"] = old.Body["name"]
			if at(body, "settings", "delete_protected") == nil {
				body["settings"] = old.Body["settings"]
			}
			return nil
		}
		if !has(body, "name") {
			l.add(missing, "name", "is required")
			return nil
		}
		name := str(body, "name")
		if strings.IndexFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 ||
			slug(name) == honeycomb.AllDatasets {
			return plain(http.StatusConflict, "we could not create a dataset with that name")
		}
		if x := k.tables[nameDatasets].byID[slug(name)]; x != nil {
			return ok(http.StatusOK, k.show(x)) // the existing one, unchanged
		}
		body["settings"] = doc{"delete_protected": true}
		return nil
	},
	identify: func(_ *call, body doc) string { return slug(str(body, "name")) },
	view: func(s *Server, x *thing) doc {
		out := shown(x)
		delete(out, "id")
		delete(out, "updated_at")
		out["slug"] = x.ID
		out["last_written_at"] = nil
		n := 0
		for _, c := range s.tables[nameColumns].list {
			if c.Dataset == x.ID {
				n++
			}
		}
		out["regular_columns_count"] = n
		return out
	},
	visible: func(*Server, *thing, string) bool { return true },
	keeps: func(_ *Server, x *thing) string {
		if at(x.Body, "settings", "delete_protected") == true {
			return "its deletion protection is on"
		}
		return ""
	},
	removed: func(s *Server, x *thing) {
		for _, c := range append([]*thing(nil), s.tables[nameColumns].list...) {
			if c.Dataset == x.ID {
				s.tables[nameColumns].remove(c)
			}
		}
	},
}

// slug returns what the API makes of a dataset's name: in its example "MyDataset!" is "mydataset-".
func slug(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, name)
}

// datasetExists reports whether the slug in a path is a dataset's.
func (s *Server) datasetExists(name string, where scope) bool {
	switch {
	case name == honeycomb.AllDatasets:
		return where == datasetOrAll
	case s.tables[nameDatasets].byID[name] != nil:
		return true
	}
	return !s.options.Strict && name == slug(name)
}

var columns = &collection{
	name: nameColumns, noun: "Column", scope: oneDataset, created: http.StatusCreated,
	refused: http.StatusUnprocessableEntity,
	body: object(
		opt("key_name", text(1, maxColumnName)), // read-only in PUT
		opt("type", enum("string", "float", "integer", "boolean", "histogram")).or("string"),
		opt("description", text(0, maxColumnDescription)).or(""),
		opt("hidden", boolean()).or(false),
	),
	prepare: func(k *call, body doc, old *thing, l *issues) *answer {
		if old != nil {
			body["key_name"] = old.Body["key_name"]
			return nil
		}
		if !has(body, "key_name") {
			return plain(http.StatusBadRequest, "Key name cannot be blank")
		}
		if k.column(k.dataset, str(body, "key_name")) != nil {
			return conflict("A column of that name already exists.")
		}
		return nil
	},
	view: func(_ *Server, x *thing) doc {
		out := shown(x)
		out["last_written"] = stamp(x.Updated)
		return out
	},
	list: func(k *call, all []*thing) *answer { return k.oneOrAll("key_name", all) },
}

// oneOrAll answers with a list or, given the parameter of this name, with the one object whose member of the same name
// has that value.
func (k *call) oneOrAll(name string, all []*thing) *answer {
	out := make([]doc, 0, len(all))
	for _, x := range all {
		if k.query.Has(name) && str(x.Body, name) == k.query.Get(name) {
			return ok(http.StatusOK, k.show(x))
		}
		out = append(out, k.show(x))
	}
	if k.query.Has(name) {
		return notFound(k.collection.noun)
	}
	return ok(http.StatusOK, out)
}

func (s *Server) column(dataset, name string) *thing {
	for _, x := range s.tables[nameColumns].list {
		if x.Dataset == dataset && str(x.Body, "key_name") == name {
			return x
		}
	}
	return nil
}

// AddColumn creates a column, as events would, and its dataset if it doesn't exist. Type is one of the API's: string,
// float, integer, boolean or histogram.
func (s *Server) AddColumn(dataset, name, typ string, now time.Time) error {
	if slug(dataset) != dataset || dataset == "" || dataset == honeycomb.AllDatasets {
		return fmt.Errorf("%q isn't a dataset slug", dataset)
	}
	var l issues
	body, _ := columns.body.clean(doc{"key_name": name, "type": typ}, "", &l).(doc)
	if len(l) > 0 {
		return fmt.Errorf("column %q of %q: %s", name, dataset, l[0].Description)
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.tables[nameDatasets].byID[dataset] == nil {
		s.tables[nameDatasets].put(&thing{ID: dataset, Created: now, Updated: now, Body: doc{
			"name": dataset, "description": "", "expand_json_depth": whole(0), "settings": doc{"delete_protected": true},
		}})
	}
	if x := s.column(dataset, name); x != nil {
		x.Body, x.Updated = body, now
		return nil
	}
	s.tables[nameColumns].put(&thing{ID: s.newID(), Dataset: dataset, Body: body, Created: now, Updated: now})
	return nil
}

// knownColumn reports whether a formula or query on a dataset may name a column: if the dataset's columns are known, it
// must be one of them or a calculated field. For the whole environment, columns are known only with Strict.
func (s *Server) knownColumn(dataset, name string) bool {
	known := s.options.Strict
	all := dataset == honeycomb.AllDatasets
	for _, x := range s.tables[nameColumns].list {
		if x.Dataset == dataset || all {
			if str(x.Body, "key_name") == name {
				return true
			}
			known = known || !all
		}
	}
	return !known || s.field(dataset, name) != nil
}
