package sandbox

import (
	"net/http"
	"slices"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

var tags = list(0, honeycomb.MaxTags, object(
	req("key", pattern(honeycomb.MaxTagKey, isTagKey, "must be 1 to 32 lowercase letters")),
	req("value", pattern(honeycomb.MaxTagValue, isTagValue,
		"must begin with a lowercase letter and contain only lowercase letters, digits, / and -")),
))

func isTagKey(s string) bool {
	return s != "" && all(s, func(c byte) bool { return 'a' <= c && c <= 'z' })
}

func isTagValue(s string) bool {
	return s != "" && 'a' <= s[0] && s[0] <= 'z' &&
		all(s, func(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '/' || c == '-' })
}

func all(s string, f func(byte) bool) bool {
	for i := range len(s) {
		if !f(s[i]) {
			return false
		}
	}
	return true
}

var slos = &collection{
	name: nameSLOs, noun: "SLO", scope: datasetOrAll, created: http.StatusCreated, refused: http.StatusUnprocessableEntity,
	body: object(
		req("name", text(1, honeycomb.MaxSLOName)),
		opt("description", text(0, honeycomb.MaxSLODescription)).or(""),
		req("sli", object(req("alias", text(1, honeycomb.MaxAlias)))),
		req("time_period_days", integer(honeycomb.MinTimePeriodDays, unbounded)),
		req("target_per_million", integer(honeycomb.MinTarget, honeycomb.MaxTarget)),
		opt("tags", tags).or([]any{}),
		opt("dataset_slugs", list(1, unbounded, text(1, maxDatasetName))),
	),
	prepare: func(k *call, body doc, old *thing, l *issues) *answer {
		switch {
		case old != nil:
			body["dataset_slugs"] = old.Body["dataset_slugs"] // read-only here
		case k.dataset != honeycomb.AllDatasets:
			body["dataset_slugs"] = []any{k.dataset}
		default:
			k.checkDatasets(body, l)
		}
		field := k.sliFor(texts(body, "dataset_slugs"), str(body, "sli", "alias"))
		switch {
		case len(*l) > 0:
		case field == nil:
			l.add(invalid, "sli.alias", "calculated field not found; an SLO over several datasets needs an environment-wide one")
		case wrongSLI(str(field.Body, "expression")) != "":
			l.add(invalid, "sli.alias", "%s", wrongSLI(str(field.Body, "expression")))
		default:
			if x := k.sloOf(field); x != nil && x != old {
				l.add(alreadyExists, "sli.alias", "the calculated field is already the SLI of another SLO")
			}
		}
		return nil
	},
	visible: func(_ *Server, x *thing, dataset string) bool {
		return dataset == honeycomb.AllDatasets || slices.Contains(texts(x.Body, "dataset_slugs"), dataset)
	},
	view: func(_ *Server, x *thing) doc {
		out := shown(x)
		out["reset_at"] = nil
		return out
	},
	removed: func(s *Server, x *thing) {
		for _, a := range append([]*thing(nil), s.tables[nameBurnAlerts].list...) {
			if str(a.Body, "slo", "id") == x.ID {
				s.tables[nameBurnAlerts].remove(a)
			}
		}
		s.takeOffBoards("slo_panel", "slo_id", x.ID)
	},
}

// checkDatasets checks the datasets of an SLO over several datasets.
func (k *call) checkDatasets(body doc, l *issues) {
	list := texts(body, "dataset_slugs")
	switch {
	case len(list) == 0:
		l.add(missing, "dataset_slugs", "is required for an SLO over several datasets")
	case len(list) > k.options.MaxDatasets:
		l.add(invalid, "dataset_slugs", "must have at most %d items", k.options.MaxDatasets)
	}
	for i, d := range list {
		switch {
		case !k.datasetExists(d, oneDataset):
			l.add(invalid, "dataset_slugs", "dataset %q not found", d)
		case slices.Contains(list[:i], d):
			l.add(invalid, "dataset_slugs", "dataset %q is listed twice", d)
		}
	}
}

// sliFor finds the calculated field with this alias that can be the SLI of an SLO over these datasets.
func (s *Server) sliFor(slugs []string, alias string) *thing {
	if len(slugs) == 1 {
		return s.field(slugs[0], alias)
	}
	return s.field(honeycomb.AllDatasets, alias)
}

// sliOf returns the calculated field of an SLO.
func (s *Server) sliOf(slo *thing) *thing {
	return s.sliFor(texts(slo.Body, "dataset_slugs"), str(slo.Body, "sli", "alias"))
}

var burnAlertTypes = map[string]*shape{
	"":                       burnAlert(exhaustion...),
	honeycomb.ExhaustionTime: burnAlert(exhaustion...),
	honeycomb.BudgetRate: burnAlert(
		req("budget_rate_window_minutes", integer(honeycomb.MinBudgetRateWindowMinutes, unbounded)),
		req("budget_rate_decrease_threshold_per_million", integer(honeycomb.MinBudgetDecreasePerMillion,
			honeycomb.MaxBudgetDecreasePerMillion)),
		opt("exhaustion_minutes", none("must not be set for this alert_type")),
	),
}

var exhaustion = []member{
	req("exhaustion_minutes", integer(honeycomb.MinExhaustionMinutes, unbounded)),
	opt("budget_rate_window_minutes", none("must not be set for this alert_type")),
	opt("budget_rate_decrease_threshold_per_million", none("must not be set for this alert_type")),
}

func burnAlert(own ...member) *shape {
	return object(append([]member{
		opt("alert_type", enum(honeycomb.ExhaustionTime, honeycomb.BudgetRate)).or(honeycomb.ExhaustionTime),
		opt("description", text(0, honeycomb.MaxBurnAlertDescription)).or(""),
		opt("auto_investigate", boolean()),
		opt("slo", object(req("id", text(1, unbounded)))),
		req("recipients", list(1, unbounded, notification)),
	}, own...)...)
}

var burnAlerts = &collection{
	name: nameBurnAlerts, noun: "Burn alert", scope: datasetOrAll, created: http.StatusCreated,
	refused: http.StatusUnprocessableEntity,
	body:    variant("alert_type", burnAlertTypes),
	prepare: func(k *call, body doc, old *thing, l *issues) *answer {
		if old != nil {
			if id := str(body, "slo", "id"); id != "" && id != str(old.Body, "slo", "id") {
				l.add(invalid, "slo.id", "can't be changed")
			}
			body["slo"] = old.Body["slo"]
		}
		if !has(body, "slo") {
			l.add(missing, "slo", "is required")
			return nil
		}
		slo := k.tables[nameSLOs].byID[str(body, "slo", "id")]
		if slo == nil || !slos.visible(k.Server, slo, k.dataset) {
			return notFound("SLO")
		}
		if most := num(slo.Body, "time_period_days") * burn.MinutesPerDay; num(
			body,
			"budget_rate_window_minutes",
		) > most {
			l.add(invalid, "budget_rate_window_minutes", "must be at most the SLO's time period, %d minutes", most)
		}
		k.checkNotifications(body, false, l)
		return nil
	},
	visible: func(s *Server, x *thing, dataset string) bool {
		slo := s.tables[nameSLOs].byID[str(x.Body, "slo", "id")]
		return dataset == honeycomb.AllDatasets || slo != nil && slos.visible(s, slo, dataset)
	},
	view: func(s *Server, x *thing) doc {
		out := shown(x)
		out["triggered"] = false
		out["recipients"] = s.notified(x, false)
		return out
	},
	list: func(k *call, seen []*thing) *answer {
		id := k.query.Get("slo_id")
		if id == "" {
			var l issues
			l.add(missing, "slo_id", "is required: burn alerts are listed for one SLO")
			return l.refuse(http.StatusUnprocessableEntity)
		}
		if slo := k.tables[nameSLOs].byID[id]; slo == nil || !slos.visible(k.Server, slo, k.dataset) {
			return notFound("SLO")
		}
		out := []doc{}
		for _, x := range seen {
			if str(x.Body, "slo", "id") == id {
				d := k.show(x)
				delete(d, "recipients") // only a single alert has them; the list doesn't
				out = append(out, d)
			}
		}
		return ok(http.StatusOK, out)
	},
}
