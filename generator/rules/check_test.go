package rules

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/sample"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// brokenBy runs all rules and lists the IDs of those that were broken, in order, each once.
func brokenBy(r *honeycomb.Resources) (broken []string, diags hcl.Diagnostics) {
	diags = append(CheckPart(r.Settings, r), CheckAll(r)...)
	for _, d := range diags {
		if id := d.Extra.(*diag.Extra).Code; !slices.Contains(broken, id) {
			broken = append(broken, id)
		}
	}
	return broken, diags
}

func xs(n int) string { return strings.Repeat("x", n) }

// umlauts has n characters and 2n bytes.
func umlauts(n int) string { return strings.Repeat("ü", n) }

func someTags(n int) []honeycomb.Tag {
	var out []honeycomb.Tag
	for i := range n {
		out = append(out, honeycomb.Tag{Key: xs(i + 1), Value: "aa"})
	}
	return out
}

func ratio(r *honeycomb.Resources) *honeycomb.Trigger  { return r.Triggers[1] } // the trigger with a formula
func spike(r *honeycomb.Resources) *honeycomb.Trigger  { return r.Triggers[0] } // the plain one
func drop(r *honeycomb.Resources) *honeycomb.Trigger   { return r.Triggers[2] } // the one with a baseline and a having
func hook(r *honeycomb.Resources) *honeycomb.Recipient { return r.Recipients[5] }

// routed has the plain trigger tell its recipient of some groups.
func routed(r *honeycomb.Resources, column string, values ...string) {
	t := spike(r)
	t.AlertType, t.Query.Breakdowns = honeycomb.OnGroupChange, []string{"country"}
	t.Recipients[0].Groups = []honeycomb.GroupValues{{Column: column, Values: values}}
}

func repeat[T any](n int, f func(i int) T) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = f(i)
	}
	return out
}

// cases break one rule each, narrowly, and keep it narrowly. Outputs, when set, takes the place of the fixture's.
var cases = []struct {
	rule      string
	name      string
	bad, good func(r *honeycomb.Resources)
}{
	{"slo/name", "empty", func(r *honeycomb.Resources) { r.SLOs[0].Name = "" },
		func(r *honeycomb.Resources) { r.SLOs[0].Name = "x" }},
	{"slo/name", "long", func(r *honeycomb.Resources) { r.SLOs[0].Name = xs(121) },
		func(r *honeycomb.Resources) { r.SLOs[0].Name = xs(120) }},
	{"slo/name", "characters", func(r *honeycomb.Resources) { only(r, "json").SLOs[0].Name = umlauts(121) },
		func(r *honeycomb.Resources) { only(r, "json").SLOs[0].Name = umlauts(120) }},
	{"slo/description", "long", func(r *honeycomb.Resources) { r.SLOs[0].Description = xs(1024) },
		func(r *honeycomb.Resources) { r.SLOs[0].Description = xs(1023) }},
	{"slo/target", "100", func(r *honeycomb.Resources) { only(r, "json").SLOs[0].TargetPerMillion = 1000000 },
		func(r *honeycomb.Resources) { r.SLOs[0].TargetPerMillion = 999999 }},
	{"slo/target", "100 with terraform", func(r *honeycomb.Resources) { r.SLOs[0].TargetPerMillion = 1000000 }, nil},
	{"slo/target", "negative", func(r *honeycomb.Resources) { r.SLOs[0].TargetPerMillion = -1 },
		func(r *honeycomb.Resources) { r.SLOs[0].TargetPerMillion = 0 }},
	{"slo/window", "none", func(r *honeycomb.Resources) { r.SLOs[1].TimePeriodDays = 0 },
		func(r *honeycomb.Resources) { r.SLOs[1].TimePeriodDays = 1 }},
	{"slo/window", "negative", func(r *honeycomb.Resources) { r.SLOs[1].TimePeriodDays = -30 },
		func(r *honeycomb.Resources) { r.SLOs[1].TimePeriodDays = 3650 }},
	{"slo/datasets", "none", func(r *honeycomb.Resources) { r.SLOs[1].Datasets = nil }, nil},
	{"slo/datasets", "many", func(r *honeycomb.Resources) {
		r.SLOs[1].Datasets = repeat(11, func(i int) string { return fmt.Sprintf("d%02d", i) })
	},
		func(r *honeycomb.Resources) {
			r.SLOs[1].Datasets = repeat(10, func(i int) string { return fmt.Sprintf("d%02d", i) })
		}},
	{"slo/datasets", "more than the team's", func(r *honeycomb.Resources) {
		r.Settings.MaxDatasets = 20
		r.SLOs[1].Datasets = repeat(21, func(i int) string { return fmt.Sprintf("d%02d", i) })
	}, func(r *honeycomb.Resources) {
		r.Settings.MaxDatasets = 20
		r.SLOs[1].Datasets = repeat(20, func(i int) string { return fmt.Sprintf("d%02d", i) })
	}},
	{"slo/datasets", "twice", func(r *honeycomb.Resources) { r.SLOs[1].Datasets = []string{"cart", "cart"} }, nil},
	{"slo/sli", "none", func(r *honeycomb.Resources) { r.SLOs[0].SLI = nil }, nil},
	{"slo/sli_scope", "another dataset", func(r *honeycomb.Resources) { r.SLOs[0].SLI.Dataset = "cart" },
		func(r *honeycomb.Resources) { r.SLOs[0].SLI.Dataset = "" }},
	{"slo/sli_scope", "several datasets",
		func(r *honeycomb.Resources) { r.SLOs[1].SLI.Dataset, r.SLOs[1].SLI.Existing = "cart", "" },
		nil},
	{"slo/one_per_sli", "two", func(r *honeycomb.Resources) {
		twin := *r.SLOs[1]
		twin.Key, twin.TimePeriodDays = "slo/journey/week", 7
		r.SLOs = append(r.SLOs, &twin)
	}, nil},

	{"calculated_field/alias", "empty", func(r *honeycomb.Resources) { r.CalculatedFields[0].Alias = "" },
		func(r *honeycomb.Resources) { r.CalculatedFields[0].Alias = "x" }},
	{"calculated_field/alias", "long", func(r *honeycomb.Resources) { r.CalculatedFields[0].Alias = xs(256) },
		func(r *honeycomb.Resources) { r.CalculatedFields[0].Alias = xs(255) }},
	{"calculated_field/description", "long",
		func(r *honeycomb.Resources) { r.CalculatedFields[0].Description = xs(256) },
		func(r *honeycomb.Resources) { r.CalculatedFields[0].Description = xs(255) }},
	{"calculated_field/expression", "empty", func(r *honeycomb.Resources) { r.CalculatedFields[0].Expression = "" },
		nil},
	{"calculated_field/expression", "long",
		func(r *honeycomb.Resources) { r.CalculatedFields[0].Expression = "$" + xs(4095) },
		func(r *honeycomb.Resources) { r.CalculatedFields[0].Expression = "$" + xs(4094) }},
	{"calculated_field/alias_taken", "environment and dataset",
		func(r *honeycomb.Resources) { r.CalculatedFields[0].Alias = r.CalculatedFields[1].Alias },
		func(r *honeycomb.Resources) { r.CalculatedFields[0].Alias = r.CalculatedFields[1].Alias + "2" }},
	{"calculated_field/alias_taken", "one dataset", func(r *honeycomb.Resources) {
		twin := *r.CalculatedFields[0]
		twin.Key = "calculated_field/checkout/twin"
		r.CalculatedFields = append(r.CalculatedFields, &twin)
	}, func(r *honeycomb.Resources) {
		twin := *r.CalculatedFields[0]
		twin.Key, twin.Dataset = "calculated_field/checkout/twin", "cart"
		r.CalculatedFields = append(r.CalculatedFields, &twin)
	}},
	{"calculated_field/alias_taken", "two datasets, then the environment", func(r *honeycomb.Resources) {
		twin := *r.CalculatedFields[0]
		twin.Key, twin.Dataset = "calculated_field/zoo/twin", ""
		r.CalculatedFields = append(r.CalculatedFields, &twin)
	}, nil},

	{"burn_alert/slo", "none", func(r *honeycomb.Resources) { r.BurnAlerts[1].SLO = nil }, nil},
	{"burn_alert/type", "unknown", func(r *honeycomb.Resources) { r.BurnAlerts[0].AlertType = "budget" }, nil},
	{"burn_alert/type", "exhaustion with a window",
		func(r *honeycomb.Resources) { r.BurnAlerts[1].BudgetRateWindowMinutes = 60 },
		nil},
	{"burn_alert/type", "exhaustion with a threshold",
		func(r *honeycomb.Resources) { r.BurnAlerts[1].BudgetRateDecreaseThresholdPerMillion = 1 }, nil},
	{"burn_alert/type", "budget rate with minutes",
		func(r *honeycomb.Resources) { r.BurnAlerts[0].ExhaustionMinutes = 60 }, nil},
	{"burn_alert/exhausted_within", "negative", func(r *honeycomb.Resources) { r.BurnAlerts[1].ExhaustionMinutes = -1 },
		func(r *honeycomb.Resources) { r.BurnAlerts[1].ExhaustionMinutes = 0 }},
	{"burn_alert/over", "short", func(r *honeycomb.Resources) { r.BurnAlerts[0].BudgetRateWindowMinutes = 59 },
		func(r *honeycomb.Resources) { r.BurnAlerts[0].BudgetRateWindowMinutes = 60 }},
	{"burn_alert/over_in_slo", "long", func(r *honeycomb.Resources) { r.BurnAlerts[0].BudgetRateWindowMinutes = 43201 },
		func(r *honeycomb.Resources) { r.BurnAlerts[0].BudgetRateWindowMinutes = 43200 }},
	{"burn_alert/budget", "none",
		func(r *honeycomb.Resources) { r.BurnAlerts[0].BudgetRateDecreaseThresholdPerMillion = 0 },
		func(r *honeycomb.Resources) { r.BurnAlerts[0].BudgetRateDecreaseThresholdPerMillion = 1 }},
	{"burn_alert/budget", "more than all",
		func(r *honeycomb.Resources) { r.BurnAlerts[2].BudgetRateDecreaseThresholdPerMillion = 1001000 },
		func(r *honeycomb.Resources) { r.BurnAlerts[2].BudgetRateDecreaseThresholdPerMillion = 1000000 }},
	{"burn_alert/description", "long", func(r *honeycomb.Resources) { r.BurnAlerts[0].Description = xs(1024) },
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Description = xs(1023) }},
	{"burn_alert/recipients", "none", func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients = nil }, nil},

	{"notification/recipient", "none", func(r *honeycomb.Resources) { r.BurnAlerts[1].Recipients[0].Recipient = nil },
		nil},
	{"notification/repeated", "burn alert", func(r *honeycomb.Resources) {
		r.BurnAlerts[1].Recipients = append(r.BurnAlerts[1].Recipients, r.BurnAlerts[1].Recipients[0])
	}, nil},
	{"notification/repeated", "trigger",
		func(r *honeycomb.Resources) {
			spike(r).Recipients = append(spike(r).Recipients, spike(r).Recipients[0])
		}, nil},
	{"notification/pagerduty_severity", "missing",
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[0].PagerDutySeverity = "" },
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[0].PagerDutySeverity = "warning" }},
	{"notification/pagerduty_severity", "unknown",
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[0].PagerDutySeverity = "high" },
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[0].PagerDutySeverity = "error" }},
	{"notification/pagerduty_severity", "Slack",
		func(r *honeycomb.Resources) { r.BurnAlerts[1].Recipients[0].PagerDutySeverity = "info" }, nil},
	{"notification/variables", "upper case",
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[1].Variables[0].Name = "Severity" }, nil},
	{"notification/variables", "long name",
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[1].Variables[0].Name = xs(65) },
		func(r *honeycomb.Resources) {
			r.BurnAlerts[0].Recipients[1].Variables[0].Name = xs(64)
			hook(r).Variables[0].Name = xs(64)
		}},
	{"notification/variables", "long value",
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[1].Variables[0].Value = xs(257) },
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[1].Variables[0].Value = xs(256) }},
	{"notification/variables", "twice", func(r *honeycomb.Resources) {
		n := &r.BurnAlerts[0].Recipients[1]
		n.Variables = append(n.Variables, n.Variables[0])
	}, nil},
	{"notification/variables", "undeclared",
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[1].Variables[0].Name = "colour" },
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[1].Variables[0].Name = "team" }},
	{"notification/variables", "Slack",
		func(r *honeycomb.Resources) {
			r.BurnAlerts[1].Recipients[0].Variables = []honeycomb.Variable{{Name: "team", Value: "x"}}
		}, nil},

	{"trigger/name", "empty", func(r *honeycomb.Resources) { spike(r).Name = "" },
		func(r *honeycomb.Resources) { spike(r).Name = "x" }},
	{"trigger/name", "long", func(r *honeycomb.Resources) { spike(r).Name = xs(121) },
		func(r *honeycomb.Resources) { spike(r).Name = xs(120) }},
	{"trigger/description", "long", func(r *honeycomb.Resources) { spike(r).Description = xs(1024) },
		func(r *honeycomb.Resources) { spike(r).Description = xs(1023) }},
	{"trigger/threshold", "=", func(r *honeycomb.Resources) { spike(r).Threshold.Op = "=" },
		func(r *honeycomb.Resources) { spike(r).Threshold.Op = "<" }},
	{"trigger/threshold", "!=", func(r *honeycomb.Resources) { spike(r).Threshold.Op = "!=" },
		func(r *honeycomb.Resources) { spike(r).Threshold.Op = "<=" }},
	{"trigger/threshold", "no number", func(r *honeycomb.Resources) { spike(r).Threshold.Value = "many" },
		func(r *honeycomb.Resources) { spike(r).Threshold.Value = "-0.5" }},
	{"trigger/threshold", "infinite", func(r *honeycomb.Resources) { spike(r).Threshold.Value = "1e999" },
		func(r *honeycomb.Resources) { spike(r).Threshold.Value = "1e99" }},
	{"trigger/for", "none", func(r *honeycomb.Resources) { spike(r).Threshold.ExceededLimit = 0 },
		func(r *honeycomb.Resources) { spike(r).Threshold.ExceededLimit = 1 }},
	{"trigger/for", "many", func(r *honeycomb.Resources) { spike(r).Threshold.ExceededLimit = 6 },
		func(r *honeycomb.Resources) { spike(r).Threshold.ExceededLimit = 5 }},
	{"trigger/every", "none", func(r *honeycomb.Resources) { spike(r).FrequencySeconds = 0 },
		func(r *honeycomb.Resources) {
			spike(r).FrequencySeconds,
				spike(r).Query.TimeRangeSeconds = 60, 60
		}},
	{"trigger/every", "short", func(r *honeycomb.Resources) { spike(r).FrequencySeconds = 30 }, nil},
	{"trigger/every", "no whole minute", func(r *honeycomb.Resources) { spike(r).FrequencySeconds = 90 }, nil},
	{"trigger/every", "long", func(r *honeycomb.Resources) { spike(r).FrequencySeconds = 86460 },
		func(r *honeycomb.Resources) {
			spike(r).FrequencySeconds,
				spike(r).Query.TimeRangeSeconds = 86400, 86400
		}},
	{"trigger/alert_type", "unknown", func(r *honeycomb.Resources) { spike(r).AlertType = "always" },
		func(r *honeycomb.Resources) { spike(r).AlertType = honeycomb.OnTrue }},
	{"trigger/route", "notifies once", func(r *honeycomb.Resources) {
		routed(r, "country", "de")
		spike(r).AlertType = honeycomb.OnChange
	}, func(r *honeycomb.Resources) { routed(r, "country", "de") }},
	{"trigger/route_column", "other column", func(r *honeycomb.Resources) { routed(r, "Country", "de") }, nil},
	{"trigger/route_column", "no column", func(r *honeycomb.Resources) {
		routed(r, "country", "de")
		spike(r).Query.Breakdowns = nil
	}, nil},
	{"trigger/route_values", "none", func(r *honeycomb.Resources) { routed(r, "country") }, nil},
	{"trigger/route_values", "empty", func(r *honeycomb.Resources) { routed(r, "country", "") }, nil},
	{"trigger/route_values", "twice", func(r *honeycomb.Resources) { routed(r, "country", "de", "de") }, nil},
	{"trigger/incident_per_group", "Slack", func(r *honeycomb.Resources) {
		routed(r, "country", "de")
		spike(r).Recipients[0].PerGroupIncidents = true
	}, nil},
	{"burn_alert/route_groups", "filter", func(r *honeycomb.Resources) {
		r.BurnAlerts[1].Recipients[0].Groups = []honeycomb.GroupValues{{Column: "country", Values: []string{"de"}}}
	}, nil},
	{"trigger/query", "none", func(r *honeycomb.Resources) { spike(r).Query = nil }, nil},
	{"trigger/over", "shorter than every", func(r *honeycomb.Resources) {
		spike(r).FrequencySeconds,
			spike(r).Query.TimeRangeSeconds = 900, 899
	},
		func(r *honeycomb.Resources) { spike(r).FrequencySeconds, spike(r).Query.TimeRangeSeconds = 900, 900 }},
	{"trigger/over", "more than four times every", func(r *honeycomb.Resources) {
		spike(r).FrequencySeconds,
			spike(r).Query.TimeRangeSeconds = 900, 3601
	},
		func(r *honeycomb.Resources) { spike(r).FrequencySeconds, spike(r).Query.TimeRangeSeconds = 900, 3600 }},
	{"trigger/over", "more than a day", func(r *honeycomb.Resources) {
		spike(r).FrequencySeconds,
			spike(r).Query.TimeRangeSeconds = 43200, 86401
	},
		func(r *honeycomb.Resources) {
			spike(r).FrequencySeconds, spike(r).Query.TimeRangeSeconds = 43200, 86400
		}},
	{"trigger/over", "none", func(r *honeycomb.Resources) { spike(r).Query.TimeRangeSeconds = 0 }, nil},
	{"trigger/baseline", "offset", func(r *honeycomb.Resources) { drop(r).Baseline.OffsetMinutes = 20160 },
		func(r *honeycomb.Resources) { drop(r).Baseline.OffsetMinutes = 40320 }},
	{"trigger/baseline", "type", func(r *honeycomb.Resources) { drop(r).Baseline.Type = "pct" },
		func(r *honeycomb.Resources) { drop(r).Baseline.Type = "value" }},
	{"trigger/baseline_threshold", "<= positive", func(r *honeycomb.Resources) { drop(r).Threshold.Value = "10" },
		func(r *honeycomb.Resources) { drop(r).Threshold.Value = "0" }},
	{"trigger/baseline_threshold", ">= negative", func(r *honeycomb.Resources) { drop(r).Threshold.Op = ">=" },
		func(r *honeycomb.Resources) {
			drop(r).Threshold.Op,
				drop(r).Threshold.Value = ">=", "0"
		}},
	{"trigger/baseline_threshold", ">", func(r *honeycomb.Resources) {
		drop(r).Threshold.Op, drop(r).Threshold.Value = ">",
			"10"
	},
		func(r *honeycomb.Resources) { drop(r).Threshold.Op, drop(r).Threshold.Value = ">=", "10" }},
	{"trigger/baseline_threshold", "<", func(r *honeycomb.Resources) { drop(r).Threshold.Op = "<" }, nil},
	{"trigger/baseline_every", "often", func(r *honeycomb.Resources) { drop(r).FrequencySeconds = 840 },
		func(r *honeycomb.Resources) { drop(r).FrequencySeconds = 900 }},
	{"trigger/schedule", "no day", func(r *honeycomb.Resources) { ratio(r).Schedule.DaysOfWeek = nil },
		func(r *honeycomb.Resources) { ratio(r).Schedule.DaysOfWeek = slices.Clone(honeycomb.DaysOfWeek) }},
	{"trigger/schedule", "capital", func(r *honeycomb.Resources) { ratio(r).Schedule.DaysOfWeek = []string{"Monday"} },
		func(r *honeycomb.Resources) { ratio(r).Schedule.DaysOfWeek = []string{"monday"} }},
	{"trigger/schedule", "day twice", func(r *honeycomb.Resources) {
		ratio(r).Schedule.DaysOfWeek = []string{"monday",
			"monday"}
	},
		nil},
	{"trigger/schedule", "25:00", func(r *honeycomb.Resources) { ratio(r).Schedule.StartTime = "25:00" },
		func(r *honeycomb.Resources) { ratio(r).Schedule.StartTime = "23:59" }},
	{"trigger/schedule", "24:00", func(r *honeycomb.Resources) { ratio(r).Schedule.EndTime = "24:00" },
		func(r *honeycomb.Resources) { ratio(r).Schedule.EndTime = "9:00" }},
	{"trigger/schedule", "seconds", func(r *honeycomb.Resources) { ratio(r).Schedule.StartTime = "09:00:00" },
		func(r *honeycomb.Resources) {
			ratio(r).Schedule.StartTime,
				ratio(r).Schedule.EndTime = "09:00", "09:00"
		}},
	{"trigger/schedule", "minute 60", func(r *honeycomb.Resources) { ratio(r).Schedule.StartTime = "9:60" },
		func(r *honeycomb.Resources) { ratio(r).Schedule.StartTime = "0:00" }},
	{"trigger/aggregate", "HEATMAP",
		func(r *honeycomb.Resources) {
			spike(r).Query.Calculations = []honeycomb.Calculation{{Op: "HEATMAP", Column: "a"}}
		},
		func(r *honeycomb.Resources) {
			spike(r).Query.Calculations = []honeycomb.Calculation{{Op: "P999", Column: "a"}}
		}},
	{"trigger/aggregate", "CONCURRENCY",
		func(r *honeycomb.Resources) {
			spike(r).Query.Calculations = []honeycomb.Calculation{{Op: "CONCURRENCY"}}
		},
		func(r *honeycomb.Resources) {
			spike(r).Query.Calculations = []honeycomb.Calculation{{Op: "RATE_AVG", Column: "a"}}
		}},
	{"trigger/single_value", "none", func(r *honeycomb.Resources) { spike(r).Query.Calculations = nil }, nil},
	{"trigger/single_value", "two", func(r *honeycomb.Resources) {
		spike(r).Query.Calculations = []honeycomb.Calculation{{Op: "COUNT"}, {Op: "AVG", Column: "a"}}
	}, func(r *honeycomb.Resources) {
		spike(r).Query.Calculations = []honeycomb.Calculation{{Op: "COUNT"}, {Op: "AVG", Column: "a"}}
		spike(r).Query.Havings = []honeycomb.Having{{CalculateOp: "COUNT", Column: "", Op: ">", Value: "5"}}
	}},
	{"trigger/single_value", "all for the having", func(r *honeycomb.Resources) {
		spike(r).Query.Calculations = []honeycomb.Calculation{{Op: "COUNT"}, {Op: "COUNT"}}
		spike(r).Query.Havings = []honeycomb.Having{{CalculateOp: "COUNT", Column: "", Op: ">", Value: "5"}}
	}, func(r *honeycomb.Resources) {
		spike(r).Query.Havings = []honeycomb.Having{{CalculateOp: "COUNT", Column: "", Op: ">", Value: "5"}}
	}},
	{"trigger/single_value", "two formulas", func(r *honeycomb.Resources) {
		ratio(r).Query.Formulas = append(ratio(r).Query.Formulas, honeycomb.QueryFormula{Name: "other",
			Expression: "$total"})
	}, nil},
	{"trigger/having", "two", func(r *honeycomb.Resources) {
		drop(r).Query.Havings = append(drop(r).Query.Havings, honeycomb.Having{CalculateOp: "COUNT", Column: "",
			Op: "<", Value: "1000"})
	}, nil},
	{"trigger/filters", "both", func(r *honeycomb.Resources) {
		ratio(r).Query.Filters = []honeycomb.Filter{{Column: "a", Op: "=", Value: "b"}}
	}, nil},
	{"trigger/filters", "name without a formula",
		func(r *honeycomb.Resources) { drop(r).Query.Calculations[0].Name = "a" }, nil},
	{"trigger/granularity", "some", func(r *honeycomb.Resources) { spike(r).Query.GranularitySeconds = 60 }, nil},
	{"trigger/size", "many values", func(r *honeycomb.Resources) {
		spike(r).Query.Filters[4].Value = repeat(1000, func(i int) any { return fmt.Sprintf("%0100d", i) })
	}, func(r *honeycomb.Resources) {
		spike(r).Query.Filters[4].Value = repeat(900, func(i int) any { return fmt.Sprintf("%0100d", i) })
	}},

	{"query/size", "breakdowns",
		func(r *honeycomb.Resources) {
			spike(r).Query.Breakdowns = repeat(101, func(i int) string { return xs(i + 1) })
		},
		func(r *honeycomb.Resources) {
			spike(r).Query.Breakdowns = repeat(100, func(i int) string { return xs(i + 1) })
		}},
	{"query/size", "calculations", func(r *honeycomb.Resources) {
		ratio(r).Query.Calculations = append(ratio(r).Query.Calculations,
			repeat(99, func(i int) honeycomb.Calculation {
				return honeycomb.Calculation{Op: "COUNT",
					Name: xs(i + 1)}
			})...)
	}, func(r *honeycomb.Resources) {
		ratio(r).Query.Calculations = append(ratio(r).Query.Calculations,
			repeat(98, func(i int) honeycomb.Calculation {
				return honeycomb.Calculation{Op: "COUNT",
					Name: xs(i + 1)}
			})...)
	}},
	{"query/size", "filters", func(r *honeycomb.Resources) {
		spike(r).Query.Filters = repeat(101, func(i int) honeycomb.Filter {
			return honeycomb.Filter{Column: "a",
				Op: "!=", Value: xs(i)}
		})
	}, func(r *honeycomb.Resources) {
		spike(r).Query.Filters = repeat(100, func(i int) honeycomb.Filter {
			return honeycomb.Filter{Column: "a",
				Op: "!=", Value: xs(i)}
		})
	}},
	{"query/size", "filters of a calculation", func(r *honeycomb.Resources) {
		ratio(r).Query.Calculations[0].Filters = repeat(101,
			func(i int) honeycomb.Filter { return honeycomb.Filter{Column: "a", Op: "!=", Value: xs(i)} })
	}, func(r *honeycomb.Resources) {
		ratio(r).Query.Calculations[0].Filters = repeat(100,
			func(i int) honeycomb.Filter { return honeycomb.Filter{Column: "a", Op: "!=", Value: xs(i)} })
	}},
	{"query/size", "formulas", func(r *honeycomb.Resources) {
		r.Queries[0].Query.Calculations = []honeycomb.Calculation{{Op: "COUNT", Name: "n"}}
		r.Queries[0].Query.Formulas = repeat(101,
			func(i int) honeycomb.QueryFormula { return honeycomb.QueryFormula{Name: xs(i + 1), Expression: "$n"} })
	}, func(r *honeycomb.Resources) {
		r.Queries[0].Query.Calculations = []honeycomb.Calculation{{Op: "COUNT", Name: "n"}}
		r.Queries[0].Query.Formulas = repeat(100,
			func(i int) honeycomb.QueryFormula { return honeycomb.QueryFormula{Name: xs(i + 1), Expression: "$n"} })
	}},
	{"query/size", "havings", func(r *honeycomb.Resources) {
		r.Queries[0].Query.Havings = repeat(101, func(i int) honeycomb.Having {
			return honeycomb.Having{CalculateOp: "COUNT", Column: "", Op: ">", Value: "1"}
		})
	}, func(r *honeycomb.Resources) {
		r.Queries[0].Query.Havings = repeat(100, func(i int) honeycomb.Having {
			return honeycomb.Having{CalculateOp: "COUNT", Column: "", Op: ">", Value: "1"}
		})
	}},
	{"query/size", "calculated fields", func(r *honeycomb.Resources) {
		drop(r).Query.CalculatedFields = append(drop(r).Query.CalculatedFields,
			repeat(100, func(i int) honeycomb.QueryField {
				return honeycomb.QueryField{Name: xs(i + 1),
					Expression: "1"}
			})...)
	}, func(r *honeycomb.Resources) {
		drop(r).Query.CalculatedFields = append(drop(r).Query.CalculatedFields,
			repeat(99, func(i int) honeycomb.QueryField {
				return honeycomb.QueryField{Name: xs(i + 1),
					Expression: "1"}
			})...)
	}},
	{"query/breakdown", "no name", func(r *honeycomb.Resources) { ratio(r).Query.Breakdowns = []string{""} }, nil},
	{"query/breakdown", "twice", func(r *honeycomb.Resources) { ratio(r).Query.Breakdowns = []string{"a", "b", "a"} },
		func(r *honeycomb.Resources) { ratio(r).Query.Breakdowns = []string{"a", "b"} }},
	{"query/calculation", "unknown", func(r *honeycomb.Resources) { spike(r).Query.Calculations[0].Op = "MEDIAN" },
		nil},
	{"query/calculation", "SUM without a column",
		func(r *honeycomb.Resources) { spike(r).Query.Calculations[0].Op = "SUM" },
		func(r *honeycomb.Resources) {
			spike(r).Query.Calculations[0] = honeycomb.Calculation{Op: "SUM", Column: "a"}
		}},
	{"query/calculation", "COUNT with a column",
		func(r *honeycomb.Resources) { spike(r).Query.Calculations[0].Column = "a" },
		nil},
	{"query/calculation", "CONCURRENCY with a column",
		func(r *honeycomb.Resources) {
			r.Queries[0].Query.Calculations[0] = honeycomb.Calculation{Op: "CONCURRENCY", Column: "a"}
		},
		func(r *honeycomb.Resources) { r.Queries[0].Query.Calculations[0].Op = "CONCURRENCY" }},
	{"query/calculation", "having of HEATMAP", func(r *honeycomb.Resources) {
		r.Queries[0].Query.Calculations = []honeycomb.Calculation{{Op: "HEATMAP", Column: "a"}}
		r.Queries[0].Query.Havings = []honeycomb.Having{{CalculateOp: "HEATMAP", Column: "a", Op: ">", Value: "1"}}
	}, func(r *honeycomb.Resources) {
		r.Queries[0].Query.Calculations = []honeycomb.Calculation{{Op: "HEATMAP", Column: "a"}}
	}},
	{"query/calculation_name", "twice", func(r *honeycomb.Resources) {
		ratio(r).Query.Calculations[1].Name, ratio(r).Query.Formulas[0].Expression = "errors", "$errors"
	}, nil},
	{"query/calculation_name", "the formula's",
		func(r *honeycomb.Resources) { ratio(r).Query.Formulas[0].Name = "total" }, nil},
	{"query/calculation_name", "two formulas", func(r *honeycomb.Resources) {
		r.Queries[0].Query.Calculations[0].Name = "n"
		r.Queries[0].Query.Formulas = []honeycomb.QueryFormula{{Name: "f", Expression: "$n"}, {Name: "f",
			Expression: "$n"}}
	}, func(r *honeycomb.Resources) {
		r.Queries[0].Query.Calculations[0].Name = "n"
		r.Queries[0].Query.Formulas = []honeycomb.QueryFormula{{Name: "f", Expression: "$n"}, {Name: "g",
			Expression: "$n"}}
	}},
	{"query/calculation_name", "formula without", func(r *honeycomb.Resources) { ratio(r).Query.Formulas[0].Name = "" },
		nil},
	{"query/calculation_name", "filters without", func(r *honeycomb.Resources) {
		ratio(r).Query.Calculations = append(ratio(r).Query.Calculations,
			honeycomb.Calculation{Op: "COUNT", Filters: []honeycomb.Filter{{Column: "a", Op: "exists", Value: nil}}})
	}, nil},
	{"query/filter", "no column", func(r *honeycomb.Resources) { spike(r).Query.Filters[0].Column = "" }, nil},
	{"query/filter", "unknown comparison", func(r *honeycomb.Resources) { spike(r).Query.Filters[0].Op = "==" },
		func(r *honeycomb.Resources) { spike(r).Query.Filters[0].Op = "!=" }},
	{"query/filter", "no value", func(r *honeycomb.Resources) { spike(r).Query.Filters[0].Value = nil }, nil},
	{"query/filter", "value of exists", func(r *honeycomb.Resources) { spike(r).Query.Filters[5].Value = true },
		func(r *honeycomb.Resources) { spike(r).Query.Filters[5].Op = "exists" }},
	{"query/filter", "number in a text", func(r *honeycomb.Resources) {
		spike(r).Query.Filters[0].Op, spike(r).Query.Filters[0].Value = "contains", int64(5)
	}, func(r *honeycomb.Resources) { spike(r).Query.Filters[0].Op = "contains" }},
	{"query/filter", "no list", func(r *honeycomb.Resources) { spike(r).Query.Filters[4].Value = "de" }, nil},
	{"query/filter", "empty list", func(r *honeycomb.Resources) { spike(r).Query.Filters[4].Value = []any{} },
		func(r *honeycomb.Resources) { spike(r).Query.Filters[4].Value = []any{"de"} }},
	{"query/filter", "list in a list",
		func(r *honeycomb.Resources) { spike(r).Query.Filters[4].Value = []any{[]any{}} }, nil},
	{"query/filter", "list in a comparison",
		func(r *honeycomb.Resources) { spike(r).Query.Filters[0].Value = []any{"a"} }, nil},
	{"query/filter", "infinite", func(r *honeycomb.Resources) { spike(r).Query.Filters[2].Value = math.Inf(1) },
		func(r *honeycomb.Resources) { spike(r).Query.Filters[2].Value = math.MaxFloat64 }},
	{"query/filter", "of a calculation",
		func(r *honeycomb.Resources) { ratio(r).Query.Calculations[0].Filters[0].Op = "like" },
		nil},
	{"query/filter_combination", "XOR", func(r *honeycomb.Resources) { spike(r).Query.FilterCombination = "XOR" },
		func(r *honeycomb.Resources) { spike(r).Query.FilterCombination = "OR" }},
	{"query/filter_combination", "of a calculation",
		func(r *honeycomb.Resources) { ratio(r).Query.Calculations[0].FilterCombination = "and" },
		func(r *honeycomb.Resources) { ratio(r).Query.Calculations[0].FilterCombination = "AND" }},
	{"query/relational", "filter of a calculation",
		func(r *honeycomb.Resources) { ratio(r).Query.Calculations[0].Filters[0].Column = "root.x" },
		func(r *honeycomb.Resources) { ratio(r).Query.Calculations[0].Filters[0].Column = "rooted.x" }},
	{"query/relational", "breakdown beside a formula",
		func(r *honeycomb.Resources) { ratio(r).Query.Breakdowns = []string{"any2.x"} },
		func(r *honeycomb.Resources) { spike(r).Query.Breakdowns = []string{"any2.x"} }},
	{"query/relational", "filter beside a formula", func(r *honeycomb.Resources) {
		q := r.Queries[0].Query
		q.Calculations[0].Name, q.Formulas, q.Filters = "n", []honeycomb.QueryFormula{{Name: "f", Expression: "$n"}},
			[]honeycomb.Filter{{Column: "parent.x", Op: "exists", Value: nil}}
	}, func(r *honeycomb.Resources) {
		r.Queries[0].Query.Filters = []honeycomb.Filter{{Column: "parent.x", Op: "exists", Value: nil}}
	}},
	{"query/formula", "empty", func(r *honeycomb.Resources) { ratio(r).Query.Formulas[0].Expression = "" }, nil},
	{"query/formula", "syntax", func(r *honeycomb.Resources) { ratio(r).Query.Formulas[0].Expression = "DIV($errors," },
		func(r *honeycomb.Resources) { ratio(r).Query.Formulas[0].Expression = "DIV($errors, $total,)" }},
	{"query/formula", "unknown name",
		func(r *honeycomb.Resources) { ratio(r).Query.Formulas[0].Expression = "DIV($errors, $zz)" },
		func(r *honeycomb.Resources) { ratio(r).Query.Formulas[0].Expression = "$errors / $total" }},
	{"query/formula", "HEATMAP", func(r *honeycomb.Resources) {
		q := r.Queries[0].Query
		q.Calculations, q.Formulas = []honeycomb.Calculation{{Op: "HEATMAP", Column: "a", Name: "n"}},
			[]honeycomb.QueryFormula{{Name: "f", Expression: "$n"}}
	}, func(r *honeycomb.Resources) {
		q := r.Queries[0].Query
		q.Calculations, q.Formulas = []honeycomb.Calculation{{Op: "MAX", Column: "a", Name: "n"}},
			[]honeycomb.QueryFormula{{Name: "f", Expression: "$n"}}
	}},
	{"query/having", "no such calculation",
		func(r *honeycomb.Resources) {
			spike(r).Query.Havings = []honeycomb.Having{{CalculateOp: "AVG", Column: "a", Op: ">", Value: "1"}}
		}, nil},
	{"query/having", "another column", func(r *honeycomb.Resources) {
		drop(r).Query.Havings[0], drop(r).Query.Calculations = honeycomb.Having{CalculateOp: "P99", Column: "a",
			Op: ">", Value: "1"},
			drop(r).Query.Calculations[:1]
	}, func(r *honeycomb.Resources) {
		drop(r).Query.Havings[0], drop(r).Query.Calculations = honeycomb.Having{CalculateOp: "P99", Column: "slow",
			Op: ">", Value: "1"},
			drop(r).Query.Calculations[:1]
	}},
	{"query/having", "comparison", func(r *honeycomb.Resources) { drop(r).Query.Havings[0].Op = "contains" },
		func(r *honeycomb.Resources) { drop(r).Query.Havings[0].Op = "!=" }},
	{"query/having", "no number", func(r *honeycomb.Resources) { drop(r).Query.Havings[0].Value = "" },
		func(r *honeycomb.Resources) { drop(r).Query.Havings[0].Value = "0" }},
	{"query/calculated_field", "no name", func(r *honeycomb.Resources) { drop(r).Query.CalculatedFields[0].Name = "" },
		nil},
	{"query/calculated_field", "twice", func(r *honeycomb.Resources) {
		drop(r).Query.CalculatedFields = append(drop(r).Query.CalculatedFields, drop(r).Query.CalculatedFields[0])
	}, nil},
	{"query/calculated_field", "empty",
		func(r *honeycomb.Resources) { drop(r).Query.CalculatedFields[0].Expression = "" }, nil},
	{"query/calculated_field", "long",
		func(r *honeycomb.Resources) { drop(r).Query.CalculatedFields[0].Expression = xs(4096) },
		func(r *honeycomb.Resources) { drop(r).Query.CalculatedFields[0].Expression = xs(4095) }},
	{"query/time_range", "negative", func(r *honeycomb.Resources) { r.Queries[0].Query.TimeRangeSeconds = -1 },
		func(r *honeycomb.Resources) { r.Queries[0].Query.TimeRangeSeconds = 0 }},
	{"query/time_range", "granularity above",
		func(r *honeycomb.Resources) { r.Queries[0].Query.GranularitySeconds = 7201 },
		func(r *honeycomb.Resources) { r.Queries[0].Query.GranularitySeconds = 7200 }},
	{"query/time_range", "granularity below", func(r *honeycomb.Resources) {
		r.Queries[0].Query.TimeRangeSeconds, r.Queries[0].Query.GranularitySeconds = 86400, 86
	}, func(r *honeycomb.Resources) {
		r.Queries[0].Query.TimeRangeSeconds, r.Queries[0].Query.GranularitySeconds = 86400, 87
	}},

	{"recipient/type", "msteams", func(r *honeycomb.Resources) { r.Recipients[0].Type = "msteams" }, nil},
	{"recipient/address", "none", func(r *honeycomb.Resources) { r.Recipients[0].EmailAddress = "" }, nil},
	{"recipient/address", "no address", func(r *honeycomb.Resources) { r.Recipients[0].EmailAddress = "not-an-email" },
		nil},
	{"recipient/address", "with a name",
		func(r *honeycomb.Resources) { r.Recipients[0].EmailAddress = "Bob <bob@example.com>" },
		func(r *honeycomb.Resources) { r.Recipients[0].EmailAddress = "bob+x@example.com" }},
	{"recipient/channel", "none", func(r *honeycomb.Resources) { r.Recipients[4].SlackChannel = "" },
		func(r *honeycomb.Resources) { r.Recipients[4].SlackChannel = "@bob" }},
	{"recipient/channel", "no #", func(r *honeycomb.Resources) { r.Recipients[4].SlackChannel = "payments" },
		func(r *honeycomb.Resources) { r.Recipients[4].SlackChannel = "C024BE9" }},
	{"recipient/channel", "short id", func(r *honeycomb.Resources) { r.Recipients[4].SlackChannel = "C024BE" },
		func(r *honeycomb.Resources) { r.Recipients[4].SlackChannel = "U024BE91L" }},
	{"recipient/channel", "small id", func(r *honeycomb.Resources) { r.Recipients[4].SlackChannel = "C024be9" }, nil},
	{"recipient/integration", "no name", func(r *honeycomb.Resources) { r.Recipients[2].IntegrationName = "" }, nil},
	{"recipient/integration", "no key",
		func(r *honeycomb.Resources) { r.Recipients[2].IntegrationKey = honeycomb.Text{} },
		func(r *honeycomb.Resources) {
			r.Recipients[2].IntegrationKey, r.Recipients[2].Lookup = honeycomb.Text{}, true
		}},
	{"recipient/integration", "long key",
		func(r *honeycomb.Resources) { r.Recipients[2].IntegrationKey = honeycomb.Text{Value: xs(33)} },
		func(r *honeycomb.Resources) { r.Recipients[2].IntegrationKey = honeycomb.Text{Value: xs(32)} }},
	{"recipient/integration", "short key",
		func(r *honeycomb.Resources) { r.Recipients[2].IntegrationKey = honeycomb.Text{Value: xs(31)} },
		nil},
	{"recipient/name", "empty", func(r *honeycomb.Resources) { hook(r).Name = "" }, nil},
	{"recipient/name", "long", func(r *honeycomb.Resources) { hook(r).Name = xs(256) },
		func(r *honeycomb.Resources) { hook(r).Name = xs(255) }},
	{"recipient/name", "long, Teams", func(r *honeycomb.Resources) { r.Recipients[1].Name = xs(256) },
		func(r *honeycomb.Resources) { r.Recipients[1].Name = xs(255) }},
	{"recipient/url", "empty", func(r *honeycomb.Resources) { hook(r).URL = honeycomb.Text{} }, nil},
	{"recipient/url", "long", func(r *honeycomb.Resources) { hook(r).URL.Value = "https://a.example/" + xs(2031) },
		func(r *honeycomb.Resources) { hook(r).URL.Value = "https://a.example/" + xs(2030) }},
	{"recipient/url", "no scheme",
		func(r *honeycomb.Resources) { r.Recipients[1].URL = honeycomb.Text{Value: "x.com"} },
		func(r *honeycomb.Resources) { r.Recipients[1].URL = honeycomb.Text{Value: "http://x.com"} }},
	{"recipient/url", "ftp", func(r *honeycomb.Resources) { hook(r).URL.Value = "ftp://x.com/a" }, nil},
	{"recipient/url", "no host", func(r *honeycomb.Resources) { hook(r).URL.Value = "https:///a" }, nil},
	{"recipient/url", "unparsable", func(r *honeycomb.Resources) { hook(r).URL.Value = "https://a b/%zz" }, nil},
	{"recipient/secret", "long", func(r *honeycomb.Resources) { hook(r).Secret = honeycomb.Text{Value: xs(256)} },
		func(r *honeycomb.Resources) { hook(r).Secret = honeycomb.Text{Value: xs(255)} }},
	{"recipient/header", "six", func(r *honeycomb.Resources) {
		hook(r).Headers = repeat(6, func(i int) honeycomb.Header { return honeycomb.Header{Name: xs(i + 1)} })
	}, func(r *honeycomb.Resources) {
		hook(r).Headers = repeat(5, func(i int) honeycomb.Header { return honeycomb.Header{Name: xs(i + 1)} })
	}},
	{"recipient/header", "no name", func(r *honeycomb.Resources) { hook(r).Headers[0].Name = "" }, nil},
	{"recipient/header", "space", func(r *honeycomb.Resources) { hook(r).Headers[0].Name = "X Bad" },
		func(r *honeycomb.Resources) { hook(r).Headers[0].Name = "X-Good_!" }},
	{"recipient/header", "long name", func(r *honeycomb.Resources) { hook(r).Headers[0].Name = xs(65) },
		func(r *honeycomb.Resources) { hook(r).Headers[0].Name = xs(64) }},
	{"recipient/header", "reserved", func(r *honeycomb.Resources) { hook(r).Headers[0].Name = "content-type" },
		func(r *honeycomb.Resources) { hook(r).Headers[0].Name = "Content-Type2" }},
	{"recipient/header", "token",
		func(r *honeycomb.Resources) { hook(r).Headers[0].Name = "X-HONEYCOMB-WEBHOOK-TOKEN" }, nil},
	{"recipient/header", "agent", func(r *honeycomb.Resources) { hook(r).Headers[0].Name = "User-Agent" }, nil},
	{"recipient/header", "long value", func(r *honeycomb.Resources) { hook(r).Headers[1].Value.Value = xs(751) },
		func(r *honeycomb.Resources) { hook(r).Headers[1].Value.Value = xs(750) }},
	{"recipient/header", "line break", func(r *honeycomb.Resources) { hook(r).Headers[1].Value.Value = "a\nb" },
		func(r *honeycomb.Resources) { hook(r).Headers[1].Value.Value = "a\tb" }},
	{"recipient/header", "twice", func(r *honeycomb.Resources) { hook(r).Headers[1].Name = "authorization" }, nil},
	{"recipient/variable", "eleven", func(r *honeycomb.Resources) {
		hook(r).Variables = append(hook(r).Variables,
			repeat(9, func(i int) honeycomb.TemplateVariable {
				return honeycomb.TemplateVariable{Name: xs(i + 1), Default: ""}
			})...)
	}, func(r *honeycomb.Resources) {
		hook(r).Variables = append(hook(r).Variables,
			repeat(8, func(i int) honeycomb.TemplateVariable {
				return honeycomb.TemplateVariable{Name: xs(i + 1), Default: ""}
			})...)
	}},
	{"recipient/variable", "no template", func(r *honeycomb.Resources) { hook(r).Templates = nil }, nil},
	{"recipient/variable", "name", func(r *honeycomb.Resources) { hook(r).Variables[1].Name = "a_b" },
		func(r *honeycomb.Resources) { hook(r).Variables[1].Name = "a" }},
	{"recipient/variable", "twice", func(r *honeycomb.Resources) { hook(r).Variables[1].Name = "severity" }, nil},
	{"recipient/variable", "default", func(r *honeycomb.Resources) { hook(r).Variables[1].Default = xs(257) },
		func(r *honeycomb.Resources) { hook(r).Variables[1].Default = xs(256) }},
	{"recipient/template", "type", func(r *honeycomb.Resources) { hook(r).Templates[0].Type = "slo" },
		func(r *honeycomb.Resources) { hook(r).Templates[0].Type = "exhaustion_time" }},
	{"recipient/template", "twice", func(r *honeycomb.Resources) { hook(r).Templates[0].Type = "budget_rate" }, nil},
	{"recipient/template_body", "not closed",
		func(r *honeycomb.Resources) { hook(r).Templates[0].Body = `{"a": "{{ .Name }"}` },
		func(r *honeycomb.Resources) { hook(r).Templates[0].Body = `{"a": "{{ .Name }}"}` }},
	{"recipient/template_body", "no JSON",
		func(r *honeycomb.Resources) { hook(r).Templates[0].Body = `{"a": {{ .Name }}}` },
		func(r *honeycomb.Resources) { hook(r).Templates[0].Body = `{"a": {{ .Name | toJson }}}` }},
	{"recipient/webhook_only", "secret",
		func(r *honeycomb.Resources) { r.Recipients[1].Secret = honeycomb.Text{Secret: "X"} }, nil},
	{"recipient/webhook_only", "header",
		func(r *honeycomb.Resources) { r.Recipients[0].Headers = []honeycomb.Header{{Name: "X"}} }, nil},
	{"recipient/declared_twice", "Slack", func(r *honeycomb.Resources) { r.Recipients[3].SlackChannel = "#payments" },
		func(r *honeycomb.Resources) { r.Recipients[3].SlackChannel = "#Payments" }},

	{"board/name", "empty", func(r *honeycomb.Resources) { r.Boards[0].Name = "" }, nil},
	{"board/name", "long", func(r *honeycomb.Resources) { r.Boards[0].Name = xs(256) },
		func(r *honeycomb.Resources) { r.Boards[0].Name = xs(255) }},
	{"board/description", "long", func(r *honeycomb.Resources) { r.Boards[0].Description = xs(1025) },
		func(r *honeycomb.Resources) { only(r, "json").Boards[0].Description = xs(1024) }},
	{"board/panel", "nothing", func(r *honeycomb.Resources) { r.Boards[0].Panels[0].SLO = nil }, nil},
	{"board/panel", "two things", func(r *honeycomb.Resources) { r.Boards[0].Panels[0].Text = "x" }, nil},
	{"board/panel", "long text", func(r *honeycomb.Resources) { r.Boards[0].Panels[2].Text = xs(10001) },
		func(r *honeycomb.Resources) { r.Boards[0].Panels[2].Text = umlauts(10000) }},
	{"board/query_once", "twice",
		func(r *honeycomb.Resources) { r.Boards[0].Panels = append(r.Boards[0].Panels, r.Boards[0].Panels[1]) },
		func(r *honeycomb.Resources) { r.Boards[0].Panels = append(r.Boards[0].Panels, r.Boards[0].Panels[0]) }},
	{"query_annotation/name", "empty", func(r *honeycomb.Resources) { r.QueryAnnotations[0].Name = "" }, nil},
	{"query_annotation/name", "long", func(r *honeycomb.Resources) { r.QueryAnnotations[0].Name = xs(321) },
		func(r *honeycomb.Resources) { r.QueryAnnotations[0].Name = xs(320) }},
	{"query_annotation/description", "long",
		func(r *honeycomb.Resources) { r.QueryAnnotations[0].Description = xs(1024) },
		func(r *honeycomb.Resources) { r.QueryAnnotations[0].Description = xs(1023) }},
	{"query_annotation/query", "none", func(r *honeycomb.Resources) { r.QueryAnnotations[0].Query = nil }, nil},
	{"query_annotation/query", "another dataset", func(r *honeycomb.Resources) { r.QueryAnnotations[0].Dataset = "" },
		func(r *honeycomb.Resources) {
			r.QueryAnnotations[0].Dataset,
				r.Queries[0].Dataset = "", ""
		}},

	{"dataset/slug", "spaces", func(r *honeycomb.Resources) { spike(r).Dataset = "My Dataset" },
		func(r *honeycomb.Resources) { spike(r).Dataset = "my-dataset_1.x-" }},
	{"dataset/slug", "capitals", func(r *honeycomb.Resources) {
		r.Queries[0].Dataset, r.QueryAnnotations[0].Dataset = "Checkout",
			"Checkout"
	}, nil},
	{"dataset/slug", "slash", func(r *honeycomb.Resources) { r.SLOs[1].Datasets[1] = "shop/checkout" }, nil},
	{"dataset/slug", "template", func(r *honeycomb.Resources) { spike(r).Dataset = "${x}" },
		func(r *honeycomb.Resources) { spike(r).Dataset = "x$" }},
	{"dataset/slug", "percent", func(r *honeycomb.Resources) { r.SLOs[1].Datasets[1] = "100%" }, nil},
	{"dataset/slug", "all", func(r *honeycomb.Resources) { spike(r).Dataset = "__all__" },
		func(r *honeycomb.Resources) { spike(r).Dataset = "" }},
	{"tag/count", "eleven", func(r *honeycomb.Resources) { r.SLOs[0].Tags = someTags(11) },
		func(r *honeycomb.Resources) { r.SLOs[0].Tags = someTags(10) }},
	{"tag/count", "trigger", func(r *honeycomb.Resources) { spike(r).Tags = someTags(11) },
		func(r *honeycomb.Resources) { spike(r).Tags = someTags(10) }},
	{"tag/key", "digit", func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Key = "team1" }, nil},
	{"tag/key", "empty", func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Key = "" }, nil},
	{"tag/key", "long", func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Key = xs(33) },
		func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Key = xs(32) }},
	{"tag/key", "twice", func(r *honeycomb.Resources) { r.SLOs[0].Tags[1].Key = "team" }, nil},
	{"tag/key", "board", func(r *honeycomb.Resources) { r.Boards[0].Tags[0].Key = "T" }, nil},
	{"tag/value", "digit first", func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Value = "1blue" },
		func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Value = "b1/-" }},
	{"tag/value", "empty", func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Value = "" },
		func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Value = "aa" }},
	{"tag/value", "capital", func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Value = "aB" },
		func(r *honeycomb.Resources) { only(r, "json").SLOs[0].Tags[0].Value = "a" }},
	{"tag/value", "long", func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Value = xs(129) },
		func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Value = xs(128) }},
	{"object/existing", "another dataset", func(r *honeycomb.Resources) { r.SLOs[0].Existing = "cart/x" }, nil},
	{"object/existing", "no dataset", func(r *honeycomb.Resources) { r.SLOs[0].Existing = "BGfyxhFto" }, nil},
	{"object/existing", "no id", func(r *honeycomb.Resources) { r.SLOs[0].Existing = "checkout/" }, nil},
	{"object/existing", "space", func(r *honeycomb.Resources) { r.SLOs[0].Existing = "checkout/a b" }, nil},
	{"object/existing", "dataset of several", func(r *honeycomb.Resources) { r.SLOs[1].Existing = "cart/x" },
		func(r *honeycomb.Resources) { r.SLOs[1].Existing = "x" }},
	{"object/existing", "recipient", func(r *honeycomb.Resources) { r.Recipients[0].Existing = "a/b" },
		func(r *honeycomb.Resources) { r.Recipients[0].Existing = "b" }},
	{"object/existing", "alias with spaces",
		func(r *honeycomb.Resources) { r.CalculatedFields[0].Existing = "checkout/sli of checkout" },
		func(r *honeycomb.Resources) {
			r.CalculatedFields[0].Alias, r.CalculatedFields[0].Existing = "sli of checkout", "checkout/sli of checkout"
		}},
	{"object/existing", "alias", func(r *honeycomb.Resources) { r.CalculatedFields[0].Existing = "checkout/other" },
		func(r *honeycomb.Resources) { r.CalculatedFields[0].Existing = "checkout/sli.checkout.availability" }},
	{"object/existing_twice", "two SLOs",
		func(r *honeycomb.Resources) { r.SLOs[0].Existing, r.SLOs[1].Existing = "checkout/x", "x" },
		func(r *honeycomb.Resources) { r.SLOs[0].Existing, r.SLOs[1].Existing = "checkout/x", "y" }},
	{"object/existing_twice", "an SLO and a recipient may have one id", func(r *honeycomb.Resources) {
		r.Recipients[0].Existing,
			r.Recipients[1].Existing = "x", "x"
	},
		func(r *honeycomb.Resources) { r.Recipients[0].Existing, r.SLOs[1].Existing = "x", "x" }},

	{"terraform/target", "99.96", func(r *honeycomb.Resources) { r.SLOs[0].TargetPerMillion = 999600 },
		func(r *honeycomb.Resources) { only(r, "json").SLOs[0].TargetPerMillion = 999600 }},
	{"terraform/target", "child module",
		func(r *honeycomb.Resources) { only(r, "json", "terraform_module").SLOs[0].TargetPerMillion = 999600 },
		func(r *honeycomb.Resources) { r.SLOs[0].TargetPerMillion = 999500 }},
	{"terraform/budget", "2.01",
		func(r *honeycomb.Resources) { r.BurnAlerts[0].BudgetRateDecreaseThresholdPerMillion = 20100 },
		func(r *honeycomb.Resources) { r.BurnAlerts[0].BudgetRateDecreaseThresholdPerMillion = 20200 }},
	{"terraform/budget", "written as budget",
		func(r *honeycomb.Resources) { r.BurnAlerts[2].BudgetRateDecreaseThresholdPerMillion = 3 },
		func(r *honeycomb.Resources) { only(r, "json").BurnAlerts[2].BudgetRateDecreaseThresholdPerMillion = 3 }},
	{"terraform/slo_description", "none", func(r *honeycomb.Resources) { r.SLOs[0].Description = "" },
		func(r *honeycomb.Resources) { only(r, "json").SLOs[0].Description = "" }},
	{"terraform/length", "umlauts", func(r *honeycomb.Resources) { r.SLOs[0].Name = umlauts(61) },
		func(r *honeycomb.Resources) { r.SLOs[0].Name = umlauts(60) }},
	{"terraform/length", "board", func(r *honeycomb.Resources) { r.Boards[0].Description = xs(1024) },
		func(r *honeycomb.Resources) { r.Boards[0].Description = xs(1023) }},
	{"terraform/length", "SLO", func(r *honeycomb.Resources) { r.SLOs[0].Description = umlauts(512) }, nil},
	{"terraform/length", "burn alert", func(r *honeycomb.Resources) { r.BurnAlerts[0].Description = umlauts(512) },
		nil},
	{"terraform/length", "trigger", func(r *honeycomb.Resources) { spike(r).Description = umlauts(512) }, nil},
	{"terraform/length", "trigger's name", func(r *honeycomb.Resources) { spike(r).Name = umlauts(61) }, nil},
	{"terraform/length", "alias", func(r *honeycomb.Resources) { r.CalculatedFields[0].Alias = umlauts(128) }, nil},
	{"terraform/length", "SLI", func(r *honeycomb.Resources) { r.CalculatedFields[0].Description = umlauts(128) }, nil},
	{"terraform/length", "annotation", func(r *honeycomb.Resources) { r.QueryAnnotations[0].Name = umlauts(161) }, nil},
	{"terraform/length", "annotation's description",
		func(r *honeycomb.Resources) { r.QueryAnnotations[0].Description = umlauts(512) }, nil},
	{"terraform/length", "board's name", func(r *honeycomb.Resources) { r.Boards[0].Name = umlauts(128) }, nil},
	{"terraform/length", "webhook", func(r *honeycomb.Resources) { hook(r).Name = umlauts(128) },
		func(r *honeycomb.Resources) { r.Recipients[1].Name = umlauts(255) }},
	{"terraform/length", "url",
		func(r *honeycomb.Resources) { hook(r).URL.Value = "https://a.example/" + umlauts(1016) }, nil},
	{"terraform/length", "secret",
		func(r *honeycomb.Resources) { hook(r).Secret = honeycomb.Text{Value: umlauts(128)} }, nil},
	{"terraform/length", "header", func(r *honeycomb.Resources) { hook(r).Headers[1].Value.Value = umlauts(376) }, nil},
	{"terraform/length", "variable", func(r *honeycomb.Resources) { hook(r).Variables[1].Default = umlauts(129) }, nil},
	{"terraform/length", "value",
		func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[1].Variables[0].Value = umlauts(129) },
		nil},
	{"terraform/tag_value", "one letter", func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Value = "a" },
		func(r *honeycomb.Resources) { r.SLOs[0].Tags[0].Value = "aa" }},
	{"terraform/alert_variables", "eleven", func(r *honeycomb.Resources) {
		hook(r).Lookup = true // so that it may declare them
		r.BurnAlerts[0].Recipients[1].Variables = repeat(11,
			func(i int) honeycomb.Variable { return honeycomb.Variable{Name: xs(i + 1), Value: ""} })
	}, func(r *honeycomb.Resources) {
		hook(r).Lookup = true
		r.BurnAlerts[0].Recipients[1].Variables = repeat(10,
			func(i int) honeycomb.Variable { return honeycomb.Variable{Name: xs(i + 1), Value: ""} })
	}},
	{"terraform/existing_alias", "slash", func(r *honeycomb.Resources) {
		r.CalculatedFields[1].Alias,
			r.CalculatedFields[1].Existing = "a/b", "a/b"
	}, func(r *honeycomb.Resources) {
		only(r, "json").CalculatedFields[1].Alias, r.CalculatedFields[1].Existing = "a/b", "a/b"
	}},
}

// declared are the arguments and blocks that may have made an object of a kind: those of its block, of what stands in
// that, and of the service around it. They are config's own, so that no rule can point at what isn't in the language.
func declared(t *testing.T, kind string) map[string]bool {
	t.Helper()
	block := map[string]string{
		honeycomb.KindCalculatedField: "sli", honeycomb.KindSLO: "slo", honeycomb.KindBurnAlert: "burn_alert",
		honeycomb.KindTrigger: "trigger", honeycomb.KindQuery: "trigger", honeycomb.KindQueryAnnotation: "trigger",
		honeycomb.KindRecipient: "recipient", honeycomb.KindBoard: "board",
	}[kind]
	names := map[string]bool{}
	var gather func(d *spec.Description, deep bool)
	gather = func(d *spec.Description, deep bool) {
		for _, a := range d.Args {
			names[a.Name] = true
		}
		for _, b := range d.Blocks {
			if deep {
				names[b.Type] = true
				gather(b, true)
			}
		}
	}
	found := false
	var walk func(d *spec.Description)
	walk = func(d *spec.Description) {
		for _, b := range d.Blocks {
			if b.Type == block {
				found = true
				gather(b, true)
			}
			if b.Type == "service" {
				gather(b, false)
			}
			walk(b)
		}
	}
	walk(config.Root.Describe())
	if !found {
		t.Fatalf("no block makes a %s", kind)
	}
	return names
}

func TestRules(t *testing.T) {
	if broken, diags := brokenBy(sample.Shop()); broken != nil {
		t.Fatalf("the fixture breaks %v: %v", broken, diags)
	}
	tested := map[string]bool{}
	arguments := map[string]map[string]bool{} // by kind
	for _, c := range cases {
		tested[c.rule] = true
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			r := sample.Shop()
			for x := range r.Objects() {
				m := x.Head()
				names := arguments[m.Key.Kind()]
				if names == nil {
					names = declared(t, m.Key.Kind())
					arguments[m.Key.Kind()] = names
				}
				m.Origin.Arg = func(name string) hcl.Range {
					name, _, _ = strings.Cut(name, ".")
					if name != "" && !names[name] {
						t.Errorf("%s has no argument or block %q", m.Key, name)
					}
					return hcl.Range{Filename: name}
				}
			}
			c.bad(r)
			broken, diags := brokenBy(r)
			if diff := cmp.Diff([]string{c.rule}, broken); diff != "" {
				t.Errorf("-want +got:\n%s\n%v", diff, diags)
			}
			for _, d := range diags {
				if d.Severity != hcl.DiagError || d.Subject == nil || d.Summary != rule.Lookup(checks, c.rule).Title ||
					strings.Contains(d.Detail, "%!") || strings.Contains(d.Detail, "  ") {
					t.Errorf("%+v", d)
				}
			}
			if c.good == nil {
				return
			}
			r = sample.Shop()
			c.good(r)
			if broken, diags := brokenBy(r); broken != nil {
				t.Errorf("the twin breaks %v: %v", broken, diags)
			}
		})
	}
	for _, r := range checks {
		if !tested[r.ID] {
			t.Errorf("no test breaks the rule %s", r.ID)
		}
	}
}

func TestRuleRows(t *testing.T) {
	for _, r := range checks {
		if (r.part == nil) == (r.all == nil) {
			t.Errorf("%s needs one check", r.ID)
		}
		if strings.HasPrefix(r.ID, "terraform/") != (r.Outputs == terraformOutputs) || r.Outputs != "" &&
			r.Outputs != terraformOutputs {
			t.Errorf("%s binds under %q", r.ID, r.Outputs)
		}
	}
}

// TestMessages pins what users read for the rules whose messages are computed.
func TestMessages(t *testing.T) {
	for _, c := range []struct {
		spoil func(r *honeycomb.Resources)
		want  string
	}{
		{func(r *honeycomb.Resources) { r.SLOs[0].TargetPerMillion = 999600 },
			"The target is 99.96 percent. The provider multiplies the percentage by 10,000 in floating point and " +
				"cuts the fraction off; it would create the SLO with a target one per million too low, and then the " +
				"apply would fail. The nearest targets that work are 99.9599 and 99.9601. Or take the Terraform " +
				"outputs out of `outputs` in the `slogen` block."},
		{func(r *honeycomb.Resources) { r.SLOs[0].Name = xs(132) },
			"The name has 132 characters, but 1 to 120 are allowed. Honeycomb accepts SLO names of 1 to 120 " +
				"characters. Write a shorter `name`."},
		{func(r *honeycomb.Resources) { spike(r).Query.TimeRangeSeconds = 7200 },
			"The query looks back 2h and runs every 5m. The query must look back at least to the previous run, but " +
				"over at most 4 runs and 24 hours. " +
				"With `every` as it is, `over` can be \"5m\" to \"20m\". With `over` as it is, `every` can be " +
				"\"30m\" to \"2h\"."},
		{func(r *honeycomb.Resources) { spike(r).FrequencySeconds = 86400 },
			"The query looks back 10m and runs every 1d. The query must look back at least to the previous run, but " +
				"over at most 4 runs and 24 hours. " +
				"With `every` as it is, `over` can only be \"1d\". With `over` as it is, `every` can be \"3m\" to " +
				"\"10m\"."},
		{func(r *honeycomb.Resources) {
			r.SLOs[0].Datasets = []string{"Shopping Cart"}
			r.SLOs[0].SLI.Dataset = ""
			r.SLOs[0].Existing = ""
		},
			"The dataset is \"Shopping Cart\". The API knows a dataset by its slug: lower case, without spaces and " +
				"slashes. Write the slug; you find it in the dataset's URL in Honeycomb. Did you mean " +
				"\"shopping-cart\"?"},
		{func(r *honeycomb.Resources) { r.BurnAlerts[0].Recipients[0].PagerDutySeverity = "high" },
			"The severity for pagerduty/payments_oncall is \"high\"; it can be \"critical\", \"error\", \"warning\" " +
				"or \"info\". PagerDuty's severities are critical, error, warning and info; other recipients have " +
				"none. For PagerDuty one must be written, since the API's own default is critical. Write one of the " +
				"four in `pagerduty_severity`."},
	} {
		r := sample.Shop()
		c.spoil(r)
		_, diags := brokenBy(r)
		if len(diags) != 1 {
			t.Errorf("%d problems, want %s", len(diags), c.want)
			continue
		}
		if diff := cmp.Diff(c.want, diags[0].Detail); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

// TestSecretsAreNotShown looks for values that may be secrets in messages about them.
func TestSecretsAreNotShown(t *testing.T) {
	r := sample.Shop()
	r.Recipients[2].IntegrationKey = honeycomb.Text{Value: "hush-hush"}
	hook(r).Secret = honeycomb.Text{Value: strings.Repeat("hush-hush", 30)}
	hook(r).URL = honeycomb.Text{Value: "hush-hush\x7f"}
	hook(r).Headers[1].Value.Value = "hush-hush\n"
	_, diags := brokenBy(r)
	if len(diags) != 4 {
		t.Errorf("%d problems: %v", len(diags), diags)
	}
	for _, d := range diags {
		if strings.Contains(d.Detail, "hush") {
			t.Errorf("a secret is shown: %s", d.Detail)
		}
	}
}

func TestRepeats(t *testing.T) {
	for _, fill := range []int{0, 20} { // few, and so many that a map is used
		list := append([]string{"a", "", "b", "", "a", "a"}, repeat(fill, func(i int) string { return xs(i + 1) })...)
		var got []int
		repeats(len(list), func(i int) string { return list[i] }, func(i int) { got = append(got, i) })
		if diff := cmp.Diff([]int{4, 5}, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

// only keeps the outputs named.
func only(r *honeycomb.Resources, outputs ...string) *honeycomb.Resources {
	r.Settings.Outputs = slices.Clone(outputs)
	return r
}

func BenchmarkCheckPart(b *testing.B) {
	r := sample.Service()
	if diags := CheckPart(r.Settings, r); diags != nil {
		b.Fatal(diags)
	}
	b.ReportAllocs()
	for b.Loop() {
		CheckPart(r.Settings, r)
	}
}

var offered = regexp.MustCompile(
	`The nearest (?:target|value)s? that works? (?:is|are) ([0-9.]+)(?: and ([0-9.]+))?\. `,
)

// TestEveryPercentage asks the rules about every target and every budget: with a Terraform output they refuse exactly
// what the provider would lose, and the values in the message are good ones; without one they refuse nothing. A test of
// package honeycomb holds what the provider would lose to the provider's own arithmetic.
func TestEveryPercentage(t *testing.T) {
	for _, c := range []struct {
		rule            string
		set             func(r *honeycomb.Resources, n int)
		lowest, highest int
		holds           func(n int) bool
	}{
		{"terraform/target", func(r *honeycomb.Resources, n int) { r.SLOs[0].TargetPerMillion = n },
			honeycomb.MinTarget, honeycomb.MaxTarget,
			honeycomb.TerraformHoldsTarget},
		{"terraform/budget", func(r *honeycomb.Resources,
			n int) {
			r.BurnAlerts[0].BudgetRateDecreaseThresholdPerMillion = n
		},
			honeycomb.MinBudgetDecreasePerMillion, honeycomb.MaxBudgetDecreasePerMillion,
			honeycomb.TerraformHoldsBudgetRate},
	} {
		rule, r := rule.Lookup(checks, c.rule), sample.Service()
		r.BurnAlerts = r.BurnAlerts[:1]
		for n := c.lowest; n <= c.highest; n++ {
			c.set(r, n)
			p := pass{Resources: r, settings: r.Settings, rule: rule}
			rule.part(&p)
			held := c.holds(n)
			if held != (len(p.diags) == 0) || len(p.diags) > 1 {
				t.Fatalf("%d per million: the provider holds it: %t, and the rule says %v", n, held, p.diags)
			}
			if held {
				continue
			}
			offers := offered.FindStringSubmatch(p.diags[0].Detail)
			if offers == nil {
				t.Fatalf("%d per million: nothing is offered: %s", n, p.diags[0].Detail)
			}
			for _, percent := range offers[1:] {
				if percent == "" {
					continue
				}
				f, err := strconv.ParseFloat(percent, 64)
				if err != nil {
					t.Fatal(err)
				}
				sent := int(f * 10_000) // as the provider does
				if words.PerMillion(sent) != percent || sent < c.lowest || sent > c.highest {
					t.Fatalf("%d per million: %s is offered, and the provider sends %d", n, percent, sent)
				}
			}
			if n%100 != 0 { // the whole check, of those with two decimals
				continue
			}
			if broken, _ := brokenBy(r); !slices.Equal(broken, []string{c.rule}) {
				t.Errorf("%d per million breaks %q", n, broken)
			}
			plain := *r
			if broken, _ := brokenBy(only(&plain, "json")); broken != nil {
				t.Errorf("%d per million breaks %q without Terraform", n, broken)
			}
		}
	}
}
