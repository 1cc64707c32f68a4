package sandbox

import (
	"net/http"
	"slices"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// The limits of boards that slogen's own boards don't need (OpenAPI Board, PresetFilter,
// BoardQueryVisualizationSettings).
const (
	maxPresetFilters  = 5
	maxPresetAlias    = 50
	maxThresholds     = 5
	maxThresholdLabel = 35
)

var position = opt("position", object(
	opt("x_coordinate", integer(0, unbounded)).or(whole(0)),
	opt("y_coordinate", integer(0, unbounded)).or(whole(0)),
	opt("height", integer(0, unbounded)).or(whole(0)),
	opt("width", integer(0, unbounded)).or(whole(0)),
))

var panels = map[string]*shape{
	"slo": object(req("type", enum("slo")), position, req("slo_panel", object(req("slo_id", text(1, unbounded))))),
	"text": object(req("type", enum("text")), position,
		req("text_panel", object(req("content", text(0, honeycomb.MaxBoardText))))),
	"query": object(req("type", enum("query")), position, req("query_panel", object(
		req("query_id", text(1, unbounded)),
		req("query_annotation_id", text(1, unbounded)),
		opt("query_style", enum("graph", "table", "combo")).or("graph"),
		opt("dataset", none("is read-only")),
		opt("visualization_settings", object(
			opt("hide_compare", boolean()), opt("hide_hovers", boolean()), opt("hide_markers", boolean()),
			opt("utc_xaxis", boolean()), opt("overlaid_charts", boolean()),
			opt("charts", list(0, unbounded, object(
				opt("chart_index", integer(0, unbounded)).or(whole(0)),
				opt("chart_type", enum("default", "line", "stacked", "stat", "tsbar", "cbar", "cpie")).or("default"),
				opt("hide_other", boolean()), opt("log_scale", boolean()), opt("omit_missing_values", boolean()),
				opt("thresholds", list(0, maxThresholds, object(
					req("value", number()),
					opt("label", text(0, maxThresholdLabel)),
					req("color", enum("red", "yellow", "blue", "green", "purple")),
					req("operation", enum("gt", "lt")),
					req("line_style", enum("filled-solid", "filled-dotted", "solid", "dotted")),
				))),
			))),
		)),
	))),
}

var boards = &collection{
	name: nameBoards, noun: "Board", scope: wholeTeam, created: http.StatusCreated,
	refused: http.StatusUnprocessableEntity,
	body: object(
		req("type", enum("flexible")),
		req("name", text(1, honeycomb.MaxBoardName)),
		opt("description", text(0, honeycomb.MaxBoardDescription)).or(""),
		opt("layout_generation", enum("auto", "manual")).or("manual"),
		opt("panels", list(0, unbounded, variant("type", panels))).or([]any{}),
		opt("tags", tags).or([]any{}),
		opt("preset_filters", list(0, maxPresetFilters, object(req("column", text(1, unbounded)),
			req("alias", text(1, maxPresetAlias))))),
	),
	prepare: func(k *call, body doc, old *thing, l *issues) *answer {
		if !has(body, "preset_filters") { // if omitted, they stay
			body["preset_filters"] = []any{}
			if old != nil {
				body["preset_filters"] = old.Body["preset_filters"]
			}
		}
		seen := map[string]bool{}
		for i, p := range items(body, "panels") {
			path := "panels[" + string(whole(i)) + "]"
			switch str(p, "type") {
			case "slo":
				if k.tables[nameSLOs].byID[str(p, "slo_panel", "slo_id")] == nil {
					l.add(invalid, path+".slo_panel.slo_id", "SLO not found")
				}
			case "query":
				id := str(p, "query_panel", "query_id")
				note := k.tables[nameQueryAnnotations].byID[str(p, "query_panel", "query_annotation_id")]
				switch {
				case k.tables[nameQueries].byID[id] == nil:
					l.add(invalid, path+".query_panel.query_id", "query not found")
				case note == nil || str(note.Body, "query_id") != id:
					l.add(invalid, path+".query_panel.query_annotation_id", "must be an annotation of the query")
				case seen[id]:
					l.add(invalid, path+".query_panel.query_id", "A query with the same QueryID can only be added to a board once.")
				}
				seen[id] = true
			}
		}
		return nil
	},
	visible: func(*Server, *thing, string) bool { return true },
	view: func(s *Server, x *thing) doc {
		out := shown(x)
		delete(out, "created_at")
		delete(out, "updated_at")
		out["links"] = doc{"board_url": "https://ui.honeycomb.io/sandbox/environments/sandbox/board/" + x.ID}
		shownPanels := []any{}
		for _, p := range items(x.Body, "panels") {
			if q := s.tables[nameQueries].byID[str(p, "query_panel", "query_id")]; q != nil &&
				q.Dataset != honeycomb.AllDatasets {
				p = with(p, "query_panel", with(p["query_panel"].(doc), "dataset", q.Dataset))
			}
			shownPanels = append(shownPanels, p)
		}
		out["panels"] = shownPanels
		return out
	},
}

// with returns d with one member set; d itself isn't changed.
func with(d doc, name string, v any) doc {
	out := make(doc, len(d)+1)
	for n, x := range d {
		out[n] = x
	}
	out[name] = v
	return out
}

// takeOffBoards removes the panels whose member panel.name is id.
func (s *Server) takeOffBoards(panel, name, id string) {
	for _, b := range s.tables[nameBoards].list {
		list, _ := b.Body["panels"].([]any)
		left := slices.DeleteFunc(slices.Clone(list), func(p any) bool {
			d, _ := p.(doc)
			return str(d, panel, name) == id
		})
		if len(left) != len(list) {
			b.Body = with(b.Body, "panels", left)
		}
	}
}
