package rules

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
)

var boardRules = []*check{
	{
		Rule: rule.Rule{
			ID:     "board/name",
			Title:  "Board name too long",
			Why:    "Honeycomb accepts board names of 1 to 255 characters.",
			Fix:    "Write a shorter `name`.",
			Source: "OpenAPI Board.name; provider flexible_board_resource.go",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}
board {
  name = format("%0256d", 0) # 256 characters
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}
board {
  name = format("%0255d", 0) # 255 characters
}`,
		},
		part: func(p *pass) {
			for _, b := range p.Boards {
				p.length(&b.Meta, "name", "name", b.Name, 1, honeycomb.MaxBoardName)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "board/description",
			Title:  "Board description too long",
			Why:    "Honeycomb accepts at most 1,024 characters.",
			Fix:    "Shorten it, or move the text to a text panel.",
			Source: "OpenAPI Board.description",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}
board {
  description = format("%01025d", 0) # 1,025 characters
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}
board {
  description = format("%01023d", 0) # 1,023 characters, which the Terraform provider takes too
}`,
		},
		part: func(p *pass) {
			for _, b := range p.Boards {
				p.length(&b.Meta, "description", "description", b.Description, 0, honeycomb.MaxBoardDescription)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "board/panel",
			Title: "Wrong panel",
			Why: "A panel of a board shows an SLO, a query with its annotation, or a text of at most 10,000 " +
				"characters.",
			Fix:    "Give the panel exactly one of these.",
			Source: "OpenAPI BoardPanel, QueryPanel, SLOPanel, TextPanel; provider flexible_board_resource.go",
		},
		part: func(p *pass) {
			for _, b := range p.Boards {
				for i := range b.Panels {
					panel := &b.Panels[i]
					n := 0
					if panel.SLO != nil {
						n++
					}
					if panel.Query != nil {
						n++
					}
					if panel.Text != "" {
						n++
					}
					if n != 1 {
						p.report(&b.Meta, "", fmt.Sprintf("Panel %d shows %d things.", i+1, n))
					}
					p.length(&b.Meta, "", fmt.Sprintf("text of panel %d", i+1), panel.Text, 0, honeycomb.MaxBoardText)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "board/query_once",
			Title: "Query twice on a board",
			Why:   "Honeycomb shows a query only once on a board.",
			Fix:   "Remove one of the two panels.",
			Source: "the server's answer \"A query with the same QueryID can only be added to a board once\", quoted " +
				"in github.com/irvingpop/honeycomb-api-python",
		},
		part: func(p *pass) {
			for _, b := range p.Boards {
				key := func(i int) string {
					if q := b.Panels[i].Query; q != nil && q.Query != nil {
						return string(q.Query.Key)
					}
					return ""
				}
				repeats(len(b.Panels), key, func(i int) {
					p.report(&b.Meta, "", fmt.Sprintf("The query %s is on two panels.",
						b.Panels[i].Query.Query.Key.Path()))
				})
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "query_annotation/name",
			Title:  "Name of a query too long",
			Why:    "Honeycomb accepts names of queries of 1 to 320 characters.",
			Fix:    "Write a shorter `name`.",
			Source: "OpenAPI QueryAnnotation.name; provider query_annotation_resource.go",
		},
		part: func(p *pass) {
			for _, a := range p.QueryAnnotations {
				p.length(&a.Meta, "name", "name", a.Name, 1, honeycomb.MaxAnnotationName)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "query_annotation/description",
			Title:  "Description of a query too long",
			Why:    "Honeycomb accepts at most 1,023 characters.",
			Fix:    "Shorten it.",
			Source: "OpenAPI QueryAnnotation.description; provider query_annotation_resource.go",
		},
		part: func(p *pass) {
			for _, a := range p.QueryAnnotations {
				if utf8.RuneCountInString(a.Description) > honeycomb.MaxAnnotationDescription &&
					!slices.ContainsFunc(p.Triggers, func(t *honeycomb.Trigger) bool {
						// whose description it is: trigger/description speaks
						return t.Key.Path() == a.Key.Path() &&
							utf8.RuneCountInString(t.Description) > honeycomb.MaxTriggerDescription
					}) {
					p.length(&a.Meta, "description", "description", a.Description, 0,
						honeycomb.MaxAnnotationDescription)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "query_annotation/query",
			Title:  "Annotation without its query",
			Why:    "An annotation names one saved query of its own dataset.",
			Fix:    "Give the annotation the query of its panel.",
			Source: "OpenAPI QueryAnnotation.query_id, QueryPanel.query_panel",
		},
		part: func(p *pass) {
			for _, a := range p.QueryAnnotations {
				switch {
				case a.Query == nil:
					p.report(&a.Meta, "", "The annotation has no query.")
				case a.Query.Dataset != a.Dataset:
					p.report(
						&a.Meta,
						"dataset",
						fmt.Sprintf("The annotation is in %s, but its query is in %s.", honeycomb.Dataset(a),
							honeycomb.Dataset(a.Query)),
					)
				}
			}
		},
	},
}
