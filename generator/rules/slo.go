package rules

import (
	"fmt"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

var sloRules = []*check{
	{
		Rule: rule.Rule{
			ID:     "slo/name",
			Title:  "SLO name too long",
			Why:    "Honeycomb accepts SLO names of 1 to 120 characters.",
			Fix:    "Write a shorter `name`.",
			Source: "OpenAPI SLOCreate.name; provider slo_resource.go",
			Bad: `slo "availability" {
  name        = format("%0121d", 0) # 121 characters
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
			Good: `slo "availability" {
  name        = format("%0120d", 0) # 120 characters
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
		},
		part: func(p *pass) {
			for _, s := range p.SLOs {
				p.length(&s.Meta, "name", "name", s.Name, 1, honeycomb.MaxSLOName)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "slo/description",
			Title:  "SLO description too long",
			Why:    "Honeycomb accepts at most 1,023 characters.",
			Fix:    "Shorten it, and put the rest in the runbook.",
			Source: "OpenAPI SLOCreate.description; provider slo_resource.go",
			Bad: `service "search" {
  dataset = "search"

  sli "fast" {
    good = event.duration_ms < 300
  }

  slo "fast" {
    description = format("%01024d", 0) # 1,024 characters
    sli         = sli.fast
    target      = 99.9
    window      = "30d"
  }
}`,
			Good: `service "search" {
  dataset = "search"

  sli "fast" {
    good = event.duration_ms < 300
  }

  slo "fast" {
    description = format("%01023d", 0) # 1,023 characters
    sli         = sli.fast
    target      = 99.9
    window      = "30d"
  }
}`,
		},
		part: func(p *pass) {
			for _, s := range p.SLOs {
				p.length(&s.Meta, "description", "description", s.Description, 0, honeycomb.MaxSLODescription)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "slo/target",
			Title: "SLO target out of range",
			Why: "Honeycomb accepts targets of 0 to 99.9999 percent: with 100 there would be no error budget to " +
				"burn.",
			Fix:    "Write a target below 100.",
			Source: "OpenAPI SLOCreate.target_per_million; provider slo_resource.go",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 100
  window      = "30d"
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9999
  window      = "30d"
}`,
		},
		part: func(p *pass) {
			for _, s := range p.SLOs {
				if s.TargetPerMillion < honeycomb.MinTarget || s.TargetPerMillion > honeycomb.MaxTarget {
					p.report(
						&s.Meta,
						"target",
						fmt.Sprintf("The target is %s percent.", words.PerMillion(s.TargetPerMillion)),
					)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "slo/window",
			Title:  "SLO window too short",
			Why:    "Honeycomb counts an SLO over whole days, at least one.",
			Fix:    `Write a window such as "30d".`,
			Source: "OpenAPI SLOCreate.time_period_days; provider slo_resource.go",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "0d"
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "1d"
}`,
		},
		part: func(p *pass) {
			for _, s := range p.SLOs {
				if s.TimePeriodDays < honeycomb.MinTimePeriodDays {
					p.report(&s.Meta, "window", fmt.Sprintf("The window is %d days.", s.TimePeriodDays))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "slo/datasets",
			Title: "SLO without a dataset, or with too many",
			Why: "An SLO is evaluated over 1 to 10 different datasets, unless Honeycomb raised the limit for your " +
				"team.",
			Fix: "Name the datasets in `dataset` or `datasets`. If your team's limit is higher, set `max_datasets` " +
				"in the `slogen` block.",
			Source: "OpenAPI SLOCreate.dataset_slugs; provider slo_resource.go; the limit by team: provider pull " +
				"request 870",
			Bad: `service "journey" {
  datasets = ["d01", "d02", "d03", "d04", "d05", "d06", "d07", "d08", "d09", "d10", "d11"]

  sli "availability" {
    good = event.http.response.status_code < 500
  }

  slo "availability" {
    description = "Buyers can pay"
    sli         = sli.availability
    target      = 99.9
    window      = "30d"
  }
}`,
			Good: `service "journey" {
  datasets = ["d01", "d02", "d03", "d04", "d05", "d06", "d07", "d08", "d09", "d10"]

  sli "availability" {
    good = event.http.response.status_code < 500
  }

  slo "availability" {
    description = "Buyers can pay"
    sli         = sli.availability
    target      = 99.9
    window      = "30d"
  }
}`,
		},
		part: func(p *pass) {
			limit := p.settings.MaxDatasets
			if limit == 0 {
				limit = honeycomb.DefaultMaxDatasets
			}
			for _, s := range p.SLOs {
				switch n := len(s.Datasets); {
				case n == 0:
					p.report(&s.Meta, "dataset", "The SLO has no dataset.")
				case n > limit:
					p.report(&s.Meta, "datasets", fmt.Sprintf("The SLO has %d datasets, but the limit is %d.", n,
						limit))
				}
				for i := 1; i < len(s.Datasets); i++ {
					if s.Datasets[i] == s.Datasets[i-1] {
						p.reportFix(&s.Meta, "datasets", fmt.Sprintf("The dataset %q appears twice.", s.Datasets[i]),
							"Write it once.")
					}
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "slo/sli",
			Title:  "SLO without an SLI",
			Why:    "An SLO counts the events that its SLI calls good and bad.",
			Fix:    "Name the SLI in `sli`.",
			Source: "OpenAPI SLOCreate.sli",
		},
		part: func(p *pass) {
			for _, s := range p.SLOs {
				if s.SLI == nil {
					p.report(&s.Meta, "sli", "The SLO has no SLI.")
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "slo/sli_scope",
			Title: "SLI out of the SLO's reach",
			Why: "An SLO needs a calculated field that exists in its dataset: one of the same dataset or an " +
				"environment-wide one, and over several datasets only an environment-wide one.",
			Fix: "Declare the SLI in a service with the same `dataset` or, for several datasets, with the same " +
				"`datasets`.",
			Source: "docs: get-started/best-practices/slos; provider docs/resources/slo.md, issue 268",
			Bad: `service "checkout" {
  datasets = ["cart", "checkout"]

  slo "availability" {
    description = "Buyers can pay"
    sli         = sli.cart.availability
    target      = 99.9
    window      = "30d"
  }
}

service "cart" {
  dataset = "cart"

  sli "availability" {
    good = event.http.response.status_code < 500
  }
}`,
			Good: `service "checkout" {
  dataset = "cart"

  slo "availability" {
    description = "Buyers can pay"
    sli         = sli.cart.availability
    target      = 99.9
    window      = "30d"
  }
}

service "cart" {
  dataset = "cart"

  sli "availability" {
    good = event.http.response.status_code < 500
  }
}`,
		},
		part: func(p *pass) {
			for _, s := range p.SLOs {
				if s.SLI == nil || s.SLI.Dataset == "" || len(s.Datasets) == 0 {
					continue
				}
				note := diag.Note{Text: "The SLI is declared here.", Range: s.SLI.Origin.Range}
				if len(s.Datasets) > 1 {
					p.report(&s.Meta, "sli", fmt.Sprintf("The SLO spans %d datasets, but its SLI exists only in the "+
						"dataset %q.",
						len(s.Datasets), s.SLI.Dataset), note)
				} else if s.Datasets[0] != s.SLI.Dataset {
					p.report(&s.Meta, "sli", fmt.Sprintf("The SLO is in the dataset %q, but its SLI is in %q.",
						s.Datasets[0],
						s.SLI.Dataset), note)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "slo/one_per_sli",
			Title:  "Two SLOs on one SLI",
			Why:    "Honeycomb allows one SLO per SLI.",
			Fix:    "Declare a second `sli` whose `good` is this one (`good = sli.availability`), and use it here.",
			Source: "docs: get-started/best-practices/slos",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}
slo "availability_week" {
  description = "Buyers can pay, week by week"
  sli         = sli.availability
  target      = 99.5
  window      = "7d"
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}
sli "availability_week" {
  good = sli.availability
}
slo "availability_week" {
  description = "Buyers can pay, week by week"
  sli         = sli.availability_week
  target      = 99.5
  window      = "7d"
}`,
		},
		all: func(p *pass) {
			first := make(map[honeycomb.Key]*honeycomb.SLO, len(p.SLOs))
			for _, s := range p.SLOs {
				if s.SLI == nil {
					continue
				}
				other := first[s.SLI.Key]
				switch {
				case other == nil:
					first[s.SLI.Key] = s
				case other.Key != s.Key: // two of one name are an error already
					p.report(&s.Meta, "sli", fmt.Sprintf("The SLI %s is already used by the SLO %s.", s.SLI.Key.Path(),
						other.Key.Path()),
						diag.Note{Text: "The other SLO is declared here.", Range: other.Origin.Range})
				}
			}
		},
	},
}

var calculatedFieldRules = []*check{
	{
		Rule: rule.Rule{
			ID:     "calculated_field/alias",
			Title:  "Alias empty or too long",
			Why:    "Honeycomb accepts aliases of calculated fields of 1 to 255 characters.",
			Fix:    "Write an `alias` of that length.",
			Source: "OpenAPI CalculatedField.alias, SLOCreate.sli.alias; provider resource_derived_column.go",
			Bad: `sli "latency" {
  alias = format("%0256d", 0) # 256 characters
  good  = event.duration_ms < 500
}`,
			Good: `sli "latency" {
  alias = format("%0255d", 0) # 255 characters
  good  = event.duration_ms < 500
}`,
		},
		part: func(p *pass) {
			for _, f := range p.CalculatedFields {
				p.length(&f.Meta, "alias", "alias", f.Alias, 1, honeycomb.MaxAlias)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "calculated_field/description",
			Title:  "Description of a calculated field too long",
			Why:    "Honeycomb accepts descriptions of calculated fields of at most 255 characters.",
			Fix:    "Shorten it; the SLO's description may have 1,023.",
			Source: "OpenAPI CalculatedField.description; provider resource_derived_column.go",
			Bad: `sli "latency" {
  description = format("%0256d", 0) # 256 characters
  good        = event.duration_ms < 500
}`,
			Good: `sli "latency" {
  description = format("%0255d", 0) # 255 characters
  good        = event.duration_ms < 500
}`,
		},
		part: func(p *pass) {
			for _, f := range p.CalculatedFields {
				p.length(&f.Meta, "description", "description", f.Description, 0, honeycomb.MaxFieldDescription)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "calculated_field/expression",
			Title: "Expression empty or too long",
			Why:   "Honeycomb accepts expressions of 1 to 4,095 bytes, counted after inlining.",
			Fix: "Do less in one SLI: compute parts of it where the events are created, or match one regular " +
				"expression instead of making many comparisons.",
			Source: "OpenAPI CalculatedField.expression; provider resource_derived_column.go",
		},
		part: func(p *pass) {
			for _, f := range p.CalculatedFields {
				arg := "good"
				if f.Key.IsField() {
					arg = "value"
				}
				p.expression(&f.Meta, arg, "expression", f.Expression)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "calculated_field/alias_taken",
			Title: "Alias used twice",
			Why: "An alias must be unique in its dataset and in the environment: Honeycomb refuses the second, or " +
				"worse, overwrites the first.",
			Fix:    "Give one of the two another `alias`.",
			Source: "docs: notify/alert/slos/create/sli; provider issue 124 (the server's answer 409)",
			Bad: `sli "latency" {
  alias = "sli.checkout.availability" # the default alias of sli.availability
  good  = event.duration_ms < 500
}`,
			Good: `sli "latency" {
  alias = "sli.checkout.fast"
  good  = event.duration_ms < 500
}`,
		},
		all: func(p *pass) {
			type place struct{ dataset, alias string }
			taken := make(map[place]*honeycomb.CalculatedField, 2*len(p.CalculatedFields))
			anywhere := make(map[string]*honeycomb.CalculatedField,
				len(p.CalculatedFields)) // the first with the alias in any dataset
			for _, f := range p.CalculatedFields {
				other := taken[place{f.Dataset, f.Alias}]
				if other == nil && f.Dataset != "" {
					other = taken[place{"", f.Alias}]
				}
				if other == nil && f.Dataset == "" {
					other = anywhere[f.Alias]
				}
				if other != nil {
					whose := other.Key.Path()
					if other.Key.IsField() {
						whose = other.Key.Address()
					}
					p.report(&f.Meta, "alias", fmt.Sprintf("The alias %q already belongs to %s.", f.Alias, whose),
						diag.Note{Text: "The other calculated field is declared here.", Range: other.Origin.Range})
				}
				if taken[place{f.Dataset, f.Alias}] == nil {
					taken[place{f.Dataset, f.Alias}] = f
				}
				if anywhere[f.Alias] == nil {
					anywhere[f.Alias] = f
				}
			}
		},
	},
}

// expression reports an expression that is empty or too long.
func (p *pass) expression(m *honeycomb.Meta, arg, what, s string) {
	switch {
	case s == "":
		p.report(m, arg, "The "+what+" is empty.")
	case len(s) > honeycomb.MaxExpressionBytes:
		p.report(m, arg, fmt.Sprintf("The %s has %s bytes.", what, words.Thousands(len(s))))
	}
}
