package emit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// leaked stands where the value of a secret would be. No output may hold it.
const leaked = "V4LUE-0F-A-SECRET"

// tricky are pieces of text that mean something to HCL, JSON or a terminal.
var tricky = []string{
	"${", "%{", "$${", "$$${", "%%{", "$", "%", "{", "}", "~", `"`, `\`, `\n`, "\n", "\r\n", "\t", "\x00", "\x1b[31m",
	"\x7f",
	"\u202e", "\u0300", "e\u0301", "\n\u0300", "\u2028", "\ufeff", "\U000e0001", "é", "日本", "👩‍👩‍👧", "<&>", "# no comment",
	"/* nor this */", "EOT", "a", " ", "${var.x}", "%{ if true }",
}

var (
	anyText = rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(tricky), rapid.StringN(0, 6, -1)), 0, 6).Draw(t,
			"pieces"),
			"")
	})
	someText = anyText.Filter(func(s string) bool { return s != "" })
	// Names that sort next to one another in awkward ways, and names that mean something to Terraform.
	anyName = rapid.SampledFrom([]string{"a", "a-b", "a_b", "a-b-c", "ab", "b", "outputs", "x_override", "override",
		"for", "null", "this", "count"})
	anyNumber = rapid.OneOf(
		rapid.Map(rapid.Int64(), func(n int64) honeycomb.Number { return honeycomb.Number(fmt.Sprint(n)) }),
		rapid.SampledFrom([]honeycomb.Number{"0", "-0.5", "0.05", "1e3", "1.5E-7", "99.99"}),
	)
	anyScalar = rapid.OneOf(
		rapid.Map(anyText, func(s string) any { return s }),
		rapid.Map(rapid.Int64(), func(n int64) any { return n }),
		rapid.Map(rapid.Float64(), func(f float64) any { return f }),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
	)
	anyFilter = rapid.Custom(func(t *rapid.T) honeycomb.Filter {
		f := honeycomb.Filter{Column: someText.Draw(t, "column"),
			Op: rapid.SampledFrom([]string{"=", "!=", "in", "exists"}).Draw(t, "op")}
		switch f.Op {
		case "exists":
		case "in":
			f.Value = rapid.SliceOfN(anyScalar, 1, 3).Draw(t, "values")
		default:
			f.Value = anyScalar.Draw(t, "value")
		}
		return f
	})
	anyFilters     = rapid.SliceOfN(anyFilter, 0, 3)
	anyCombination = rapid.SampledFrom([]string{"", "AND", "OR"})
)

func optionalText(t *rapid.T, label string) string {
	return rapid.OneOf(rapid.Just(""), someText).Draw(t, label)
}

func anyMeta(t *rapid.T, key, service string) honeycomb.Meta {
	m := honeycomb.Meta{Key: honeycomb.Key(key), Service: service}
	if file := rapid.SampledFrom([]string{"", "a.slo.hcl", "x/y.slo.hcl", "../odd\nname.slo.json"}).Draw(t,
		"file"); file != "" {
		m.Origin.Range = hcl.Range{Filename: file, Start: hcl.InitialPos, End: hcl.InitialPos}
	}
	if rapid.IntRange(0, 5).Draw(t, "existing") == 0 {
		m.Existing = someText.Draw(t, "id")
	}
	return m
}

func anyTags(t *rapid.T) []honeycomb.Tag {
	var tags []honeycomb.Tag
	for _, k := range sortedNames(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"for", "null", "true", "false", "in",
		"team", "tier"}), 0, 3,
		rapid.ID).Draw(t, "tags")) {
		tags = append(tags, honeycomb.Tag{Key: k, Value: someText.Draw(t, "value")})
	}
	return tags
}

func anyQuery(t *rapid.T, fields []*honeycomb.CalculatedField) *honeycomb.Query {
	q := &honeycomb.Query{
		Breakdowns:         rapid.SliceOfN(someText, 0, 2).Draw(t, "breakdowns"),
		Filters:            anyFilters.Draw(t, "filters"),
		FilterCombination:  anyCombination.Draw(t, "combination"),
		TimeRangeSeconds:   rapid.IntRange(0, 86400).Draw(t, "range"),
		GranularitySeconds: rapid.IntRange(0, 60).Draw(t, "granularity"),
	}
	for range rapid.IntRange(0, 2).Draw(t, "calculations") {
		q.Calculations = append(q.Calculations, honeycomb.Calculation{
			Op: "SUM", Column: optionalText(t, "column"), Name: optionalText(t, "name"),
			Filters: anyFilters.Draw(t, "filters"), FilterCombination: anyCombination.Draw(t, "combination"),
		})
	}
	if rapid.Bool().Draw(t, "formula") {
		q.Formulas = []honeycomb.QueryFormula{{Name: someText.Draw(t, "name"), Expression: someText.Draw(t, "expression")}}
		q.Havings = []honeycomb.Having{{CalculateOp: "COUNT", Column: optionalText(t, "column"), Op: ">",
			Value: anyNumber.Draw(t, "value")}}
		q.CalculatedFields = []honeycomb.QueryField{{Name: someText.Draw(t, "name"),
			Expression: someText.Draw(t, "expression")}}
	}
	if len(fields) > 0 && rapid.Bool().Draw(t, "uses") {
		q.Uses = []*honeycomb.CalculatedField{rapid.SampledFrom(fields).Draw(t, "field")}
	}
	return q
}

func anyRecipientText(t *rapid.T, label string) honeycomb.Text {
	if rapid.Bool().Draw(t, label+" is secret") {
		return honeycomb.Text{Value: leaked,
			Secret: rapid.SampledFrom([]string{"KEY", "OTHER_KEY", "VERSION", "COUNT", "K9"}).Draw(t, label)}
	}
	return honeycomb.Text{Value: someText.Draw(t, label)}
}

func anyRecipient(t *rapid.T, key string) *honeycomb.Recipient {
	m := anyMeta(t, key, "")
	kind, _, _ := strings.Cut(m.Key.Path(), "/")
	r := &honeycomb.Recipient{Meta: m, Type: kind, Lookup: rapid.IntRange(0, 3).Draw(t, "lookup") == 0}
	switch kind {
	case honeycomb.RecipientEmail:
		r.EmailAddress = someText.Draw(t, "address")
	case honeycomb.RecipientSlack:
		r.SlackChannel = someText.Draw(t, "channel")
	case honeycomb.RecipientPagerDuty:
		r.IntegrationName, r.IntegrationKey = someText.Draw(t, "name"), anyRecipientText(t, "key")
	case honeycomb.RecipientMSTeamsWorkflow:
		r.Name, r.URL = someText.Draw(t, "name"), anyRecipientText(t, "url")
	case honeycomb.RecipientWebhook:
		r.Name, r.URL = optionalText(t, "name"), anyRecipientText(t, "url")
		if rapid.Bool().Draw(t, "rich") {
			r.Secret = anyRecipientText(t, "secret")
			r.Headers = []honeycomb.Header{{Name: "X-A", Value: anyRecipientText(t, "header")},
				{Name: "X-B", Value: anyRecipientText(t, "header")}}
			r.Variables = []honeycomb.TemplateVariable{{Name: "a", Default: optionalText(t, "default")}}
			r.Templates = []honeycomb.PayloadTemplate{{Type: "trigger", Body: someText.Draw(t, "body")}}
		}
	}
	return r
}

func anyNotifications(t *rapid.T, rs []*honeycomb.Recipient) []honeycomb.Notification {
	if len(rs) == 0 {
		return nil
	}
	var ns []honeycomb.Notification
	for _, r := range rapid.SliceOfNDistinct(rapid.SampledFrom(rs), 0, 3, rapid.ID).Draw(t, "recipients") {
		n := honeycomb.Notification{Recipient: r}
		switch r.Type {
		case honeycomb.RecipientPagerDuty:
			n.PagerDutySeverity = "warning"
		case honeycomb.RecipientWebhook:
			for _, v := range sortedNames(rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 2,
				rapid.ID).Draw(t,
				"variables")) {
				n.Variables = append(n.Variables, honeycomb.Variable{Name: v, Value: anyText.Draw(t, "value")})
			}
		}
		ns = append(ns, n)
	}
	return ns
}

// anyResources makes resources of every kind with every member set now and then. They need not keep Honeycomb's rules:
// the output must be well-formed whatever it says.
func anyResources(t *rapid.T) *honeycomb.Resources {
	r := &honeycomb.Resources{Settings: honeycomb.Settings{ProviderVersion: rapid.SampledFrom([]string{"", ">= 0.50.0",
		"~> 0.51"}).Draw(t,
		"provider")}}
	kinds := []string{honeycomb.RecipientEmail, honeycomb.RecipientSlack, honeycomb.RecipientPagerDuty,
		honeycomb.RecipientWebhook, honeycomb.RecipientMSTeamsWorkflow}
	for _, kind := range rapid.SliceOfNDistinct(rapid.SampledFrom(kinds), 0, 5, rapid.ID).Draw(t, "kinds") {
		for _, name := range rapid.SliceOfNDistinct(anyName, 1, 2, rapid.ID).Draw(t, "names") {
			r.Recipients = append(r.Recipients, anyRecipient(t, "recipient/"+kind+"/"+name))
		}
	}
	sortByKey(r.Recipients)
	for _, service := range rapid.SliceOfNDistinct(anyName, 0, 3, rapid.ID).Draw(t, "services") {
		for _, name := range rapid.SliceOfNDistinct(anyName, 0, 2, rapid.ID).Draw(t, "slis") {
			f := &honeycomb.CalculatedField{
				Meta:  anyMeta(t, "calculated_field/"+service+"/"+name, service),
				Alias: someText.Draw(t, "alias"), Description: optionalText(t, "description"), Dataset: optionalText(t, "dataset"),
				Expression: someText.Draw(t, "expression"),
			}
			r.CalculatedFields = append(r.CalculatedFields, f)
			if rapid.IntRange(0, 3).Draw(t, "alone") == 0 {
				continue
			}
			s := &honeycomb.SLO{
				Meta: anyMeta(t, "slo/"+service+"/"+name, service),
				Name: someText.Draw(t, "name"), Description: optionalText(t, "description"),
				Datasets: sortedNames(rapid.SliceOfNDistinct(someText, 1, 3, rapid.ID).Draw(t, "datasets")),
				SLI:      f, TargetPerMillion: rapid.IntRange(0, 999_999).Draw(t, "target"),
				TimePeriodDays: rapid.IntRange(1, 90).Draw(t,
					"days"),
				Tags: anyTags(t),
			}
			r.SLOs = append(r.SLOs, s)
			for _, alert := range rapid.SliceOfNDistinct(anyName, 0, 2, rapid.ID).Draw(t, "alerts") {
				a := &honeycomb.BurnAlert{Meta: anyMeta(t, "burn_alert/"+service+"/"+name+"/"+alert, service), SLO: s,
					Description: optionalText(t, "description"), Recipients: anyNotifications(t, r.Recipients)}
				if rapid.Bool().Draw(t, "rate") {
					a.AlertType, a.BudgetRateWindowMinutes, a.BudgetRateDecreaseThresholdPerMillion = honeycomb.BudgetRate, 60,
						rapid.IntRange(1, 1_000_000).Draw(t, "decrease")
				} else {
					a.AlertType, a.ExhaustionMinutes = honeycomb.ExhaustionTime, rapid.IntRange(0, 1440).Draw(t, "exhaustion")
				}
				r.BurnAlerts = append(r.BurnAlerts, a)
			}
		}
		for _, name := range rapid.SliceOfNDistinct(anyName, 0, 2, rapid.ID).Draw(t, "triggers") {
			x := &honeycomb.Trigger{
				Meta: anyMeta(t, "trigger/"+service+"/"+name, service),
				Name: someText.Draw(t, "name"), Description: optionalText(t, "description"), Dataset: optionalText(t, "dataset"),
				Disabled: rapid.Bool().Draw(t, "disabled"),
				Query:    anyQuery(t, r.CalculatedFields), AlertType: "on_true", FrequencySeconds: 60 * rapid.IntRange(1,
					1440).Draw(t,
					"frequency"),
				Threshold: honeycomb.Threshold{Op: rapid.SampledFrom([]string{">", ">=", "<", "<="}).Draw(t, "op"),
					Value: anyNumber.Draw(t, "threshold"), ExceededLimit: rapid.IntRange(0, 5).Draw(t, "limit")},
				Recipients: anyNotifications(t, r.Recipients), Tags: anyTags(t),
			}
			if rapid.Bool().Draw(t, "schedule") {
				x.Schedule = &honeycomb.Schedule{DaysOfWeek: []string{"monday", "sunday"}, StartTime: "09:00", EndTime: "17:30",
					Asked: optionalText(t, "asked")}
				x.Baseline = &honeycomb.Baseline{OffsetMinutes: 1440, Type: "percentage"}
			}
			r.Triggers = append(r.Triggers, x)
		}
		if !rapid.Bool().Draw(t, "board") {
			continue
		}
		b := &honeycomb.Board{Meta: anyMeta(t, "board/"+service, service), Name: someText.Draw(t, "name"),
			Description: optionalText(t, "description"), Tags: anyTags(t)}
		for _, x := range r.Triggers {
			if x.Service != service {
				continue
			}
			_, name, _ := strings.Cut(x.Key.Path(), "/")
			q := &honeycomb.SavedQuery{Meta: anyMeta(t, "query/"+service+"/"+name, service), Dataset: x.Dataset, Query: x.Query}
			a := &honeycomb.QueryAnnotation{Meta: anyMeta(t, "query_annotation/"+service+"/"+name, service), Dataset: x.Dataset,
				Name:        x.Name,
				Description: x.Description, Query: q}
			r.Queries, r.QueryAnnotations = append(r.Queries, q), append(r.QueryAnnotations, a)
			b.Panels = append(b.Panels, honeycomb.Panel{Query: a})
		}
		for _, s := range r.SLOs {
			b.Panels = append(b.Panels, honeycomb.Panel{SLO: s}, honeycomb.Panel{Text: someText.Draw(t, "text")})
		}
		r.Boards = append(r.Boards, b)
	}
	sortByKey(r.CalculatedFields)
	sortByKey(r.SLOs)
	sortByKey(r.BurnAlerts)
	sortByKey(r.Triggers)
	sortByKey(r.Queries)
	sortByKey(r.QueryAnnotations)
	sortByKey(r.Boards)
	for _, s := range r.SLOs {
		if rapid.IntRange(0, 3).Draw(t, "moved") == 0 {
			r.Moved = append(r.Moved, honeycomb.Moved{From: "slo/gone/" + honeycomb.Key(s.Key.Label()), To: s.Key})
		}
	}
	for _, x := range r.Recipients {
		r.Moved = append(r.Moved, honeycomb.Moved{From: x.Key + "-old", To: x.Key},
			honeycomb.Moved{From: "recipient/email/other", To: x.Key})
	}
	return r
}

func sortByKey[T honeycomb.Object](objects []T) {
	slices.SortFunc(objects, func(a, b T) int { return cmp.Compare(a.Head().Key, b.Head().Key) })
}

func sortedNames(names []string) []string {
	slices.Sort(names)
	return names
}
