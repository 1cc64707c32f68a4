package plan

import (
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// rule is a difference that can't be made in place.
type rule struct {
	kind string
	path string // of the attribute; "*" for any
	why  string // the reason, for the reader, as a sentence without a full stop
	from string // where this is known from
}

// rules lists the differences that replace an object. Whatever is not listed is changed in place: by PUT, and by the
// provider's update.
var rules = []rule{
	{honeycomb.KindCalculatedField, "alias", "an alias can't be changed",
		`provider resource derived_column: alias is ForceNew; its client: "can not be updated"`},
	{honeycomb.KindCalculatedField, "dataset", "a calculated field can't move to another dataset",
		"provider resource derived_column: dataset is ForceNew"},
	{honeycomb.KindSLO, "dataset", "an SLO can't move to another dataset",
		"provider resource slo: RequiresReplaceIfDatasetChanges"},
	{honeycomb.KindSLO, "dataset_slugs", "the datasets of an SLO can't be changed",
		"OpenAPI schema SLO: dataset_slugs is readOnly; provider: RequiresReplaceIfDatasetChanges"},
	{honeycomb.KindBurnAlert, "slo.id", "a burn alert can't move to another SLO",
		"provider resource burn_alert: slo_id RequiresReplace; OpenAPI: absent from the update schema"},
	{honeycomb.KindBurnAlert, "dataset", "its SLO is in another dataset", "provider resource burn_alert: dataset"},
	{honeycomb.KindTrigger, "dataset", "a trigger can't move to another dataset",
		"provider resource trigger: dataset RequiresReplace"},
	{honeycomb.KindRecipient, "type", "the type of a recipient can't be changed",
		"OpenAPI PUT /1/recipients: the type can't change"},
	{honeycomb.KindQuery, "*", "a saved query can't be changed",
		"provider resource query: query_json and dataset RequiresReplace"},
	{honeycomb.KindQueryAnnotation, "query_id", "an annotation can't move to another query",
		"OpenAPI schema QueryAnnotation: query_id is immutable"},
	{honeycomb.KindQueryAnnotation, "dataset", "an annotation can't move to another dataset",
		"provider resource query_annotation: dataset RequiresReplace"},
}

// idEffects lists what happens to an object if one that it refers to by id is replaced. Others refer by name, or not at
// all.
var idEffects = []struct {
	kind, replaced string
	effect         Action
}{
	{honeycomb.KindBurnAlert, honeycomb.KindSLO, Replace}, // slo_id
	{honeycomb.KindQueryAnnotation, honeycomb.KindQuery, Replace},
	{honeycomb.KindBurnAlert, honeycomb.KindRecipient, Update},
	{honeycomb.KindTrigger, honeycomb.KindRecipient, Update},
	{honeycomb.KindBoard, honeycomb.KindSLO, Update},
	{honeycomb.KindBoard, honeycomb.KindQuery, Update},
	{honeycomb.KindBoard, honeycomb.KindQueryAnnotation, Update},
}

func idEffect(kind, replaced string) Action {
	for _, e := range idEffects {
		if e.kind == kind && e.replaced == replaced {
			return e.effect
		}
	}
	return NoOp
}

// judge decides what diffs do to an object of a kind, and marks those that replace it.
func judge(kind string, diffs []AttrDiff) (Action, string) {
	if len(diffs) == 0 {
		return NoOp, ""
	}
	var reasons []string
	for i := range diffs {
		for _, r := range rules {
			if (r.kind == kind || r.kind == "*") && (r.path == diffs[i].Path || r.path == "*" ||
				strings.HasPrefix(diffs[i].Path, r.path+"[")) {
				diffs[i].Replaces = true
				if !slices.Contains(reasons, r.why) {
					reasons = append(reasons, r.why)
				}
				break
			}
		}
	}
	if len(reasons) > 0 {
		return Replace, strings.Join(reasons, "; ")
	}
	return Update, ""
}
