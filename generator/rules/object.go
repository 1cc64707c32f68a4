package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
)

// objectRules are about what objects of several kinds have.
var objectRules = []*check{
	{
		Rule: rule.Rule{
			ID:     "dataset/slug",
			Title:  "Dataset name instead of its slug",
			Why:    "The API knows a dataset by its slug: lower case, without spaces and slashes.",
			Fix:    "Write the slug; you find it in the dataset's URL in Honeycomb.",
			Source: "OpenAPI parameter datasetSlug; provider docs/index.md, \"A note on Datasets\", issue 693",
			Bad: `service "cart" {
  dataset = "Shopping Cart"

  sli "availability" {
    good = event.http.response.status_code < 500
  }
}`,
			Good: `service "cart" {
  dataset = "shopping-cart"

  sli "availability" {
    good = event.http.response.status_code < 500
  }
}`,
		},
		part: func(p *pass) {
			seen := ""
			check := func(m *honeycomb.Meta, arg, slug string) {
				if slug == "" || slug == seen {
					return
				}
				seen = slug
				if slug == honeycomb.AllDatasets {
					p.reportFix(m, arg, fmt.Sprintf("The dataset is %q.", slug), "For a trigger on the whole "+
						"environment write "+
						"`dataset = all`; for an SLO over several datasets name them in `datasets`.")
				} else if i := strings.IndexAny(slug, notInPath); i >= 0 {
					p.report(m, arg, fmt.Sprintf("The dataset is %q, but no slug contains %q.", slug, slug[i:i+1]))
				} else if better := slugOf(slug); better != slug {
					fix := p.rule.Fix
					if strings.Trim(better, "-_") != "" { // of a blank one nothing is left
						fix += didYouMean(better)
					}
					p.reportFix(m, arg, fmt.Sprintf("The dataset is %q.", slug), fix)
				}
			}
			for _, f := range p.CalculatedFields {
				check(&f.Meta, "dataset", f.Dataset)
			}
			for _, s := range p.SLOs {
				for _, d := range s.Datasets {
					check(&s.Meta, "datasets", d)
				}
			}
			for _, t := range p.Triggers {
				check(&t.Meta, "dataset", t.Dataset)
			}
			for _, q := range p.Queries {
				check(&q.Meta, "dataset", q.Dataset)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "tag/count",
			Title:  "Too many tags",
			Why:    "Honeycomb accepts at most 10 tags on an object, including inherited ones.",
			Fix:    "Remove some; `name = null` in a nearer `tags` removes an inherited one.",
			Source: "OpenAPI SLOCreate.tags, BaseTrigger.tags, Board.tags; provider client/tags.go",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  tags        = { a = "aa", b = "aa", c = "aa", d = "aa", e = "aa", f = "aa", g = "aa", h = "aa", i = "aa", j = "aa", k = "aa" }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  tags        = { a = "aa", b = "aa", c = "aa", d = "aa", e = "aa", f = "aa", g = "aa", h = "aa", i = "aa", j = "aa" }
}`,
		},
		part: func(p *pass) {
			p.tagged(func(m *honeycomb.Meta, tags []honeycomb.Tag) {
				if len(tags) > honeycomb.MaxTags {
					p.report(m, "tags", fmt.Sprintf("There are %d tags.", len(tags)))
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "tag/key",
			Title: "Wrong tag key",
			Why: "Honeycomb accepts keys of 1 to 32 lower-case letters, each once: no digits, hyphens or " +
				"underscores.",
			Fix:    "Write the key with letters only, such as `costcenter`.",
			Source: "OpenAPI Tag.key; provider client/tags.go",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  tags        = { cost_center = "payments" }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  tags        = { costcenter = "payments" }
}`,
		},
		part: func(p *pass) {
			p.tagged(func(m *honeycomb.Meta, tags []honeycomb.Tag) {
				for _, t := range tags {
					if !tagKey(t.Key) {
						p.report(m, "tags."+t.Key, fmt.Sprintf("The key is %q.", t.Key))
					}
				}
				repeats(len(tags), func(i int) string { return tags[i].Key }, func(i int) {
					p.reportFix(m, "tags."+tags[i].Key, fmt.Sprintf("The key %q appears twice.", tags[i].Key),
						"Write it once.")
				})
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "tag/value",
			Title: "Wrong tag value",
			Why: "Honeycomb accepts values of 1 to 128 lower-case letters, digits, slashes and hyphens that begin " +
				"with a letter.",
			Fix:    "Write the value like `team-payments` or `v1/checkout`.",
			Source: "OpenAPI Tag.value; provider client/tags.go",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  tags        = { team = "Payments" }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  tags        = { team = "payments/eu-1" }
}`,
		},
		part: func(p *pass) {
			p.tagged(func(m *honeycomb.Meta, tags []honeycomb.Tag) {
				for _, t := range tags {
					if !tagValue(t.Value) {
						p.report(m, "tags."+t.Key, fmt.Sprintf("The value of %q is %q.", t.Key, t.Value))
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "object/existing",
			Title: "Wrong id of an existing object",
			Why: "An existing object is identified by its id (a calculated field by its alias), after the dataset " +
				"and a slash if it belongs to one dataset. With another dataset or alias, it would be replaced " +
				"instead of taken over.",
			Fix: "Write `existing` as \"dataset/id\", or as \"id\" alone for an object that belongs to no single " +
				"dataset.",
			Source: "provider docs, import sections of the resources",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  existing    = "cart/BGfyxhFto" # the dataset is checkout
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  existing    = "checkout/BGfyxhFto"
}`,
		},
		part: func(p *pass) {
			for x := range p.Objects() {
				if m := x.Head(); m.Existing != "" {
					p.existing(x, m)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "object/existing_twice",
			Title: "Existing object taken over twice",
			Why: "Terraform would import one object to two addresses, and each apply would overwrite one declaration " +
				"with the other.",
			Fix: "Write another object's id, or leave `existing` out of one of the two, so that it is created. Under " +
				"`for_each`, take the id from the instance: `existing = each.value.id`.",
			Source: "Terraform language: import blocks; provider docs, import sections of the resources",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  existing    = "checkout/BGfyxhFto"
}
sli "latency" {
  good = event.duration_ms < 500
}
slo "latency" {
  description = "Buyers can pay quickly"
  sli         = sli.latency
  target      = 99
  window      = "30d"
  existing    = "checkout/BGfyxhFto"
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  existing    = "checkout/BGfyxhFto"
}
sli "latency" {
  good = event.duration_ms < 500
}
slo "latency" {
  description = "Buyers can pay quickly"
  sli         = sli.latency
  target      = 99
  window      = "30d"
  existing    = "checkout/CHgzyiGup"
}`,
		},
		all: func(p *pass) {
			type id struct{ kind, id string }
			var existing []*honeycomb.Meta
			for x := range p.Objects() {
				if m := x.Head(); m.Existing != "" {
					if _, wrong := wrongID(x, m); !wrong { // that is said already
						existing = append(existing, m)
					}
				}
			}
			slices.SortStableFunc(existing, func(a,
				b *honeycomb.Meta) int { // the second is the one that stands further down
				x, y := a.Origin.At("existing"), b.Origin.At("existing")
				return cmp.Or(strings.Compare(x.Filename, y.Filename), cmp.Compare(x.Start.Byte, y.Start.Byte))
			})
			first := make(map[id]*honeycomb.Meta, len(existing))
			for _, m := range existing {
				at := id{m.Key.Kind(), m.Existing}
				// those are known by dataset and alias; an id is unique without its dataset
				if at.kind != honeycomb.KindCalculatedField {
					at.id = at.id[strings.LastIndexByte(at.id, '/')+1:]
				}
				other := first[at]
				if other == nil {
					first[at] = m
					continue
				}
				found := fmt.Sprintf("%s already takes over %q, and here %s does so too.", other.Key, m.Existing, m.Key)
				p.diags = append(p.diags, diag.RuleError(p.rule.ID, p.rule.Title, found+" "+p.rule.Why+" "+p.rule.Fix,
					m.Origin.At("existing"), diag.Note{Text: "The first takes it over here.",
						Range: other.Origin.At("existing")}))
			}
		},
	},
}

func (p *pass) existing(x honeycomb.Object, m *honeycomb.Meta) {
	fix, wrong := wrongID(x, m)
	found := fmt.Sprintf("The id is %q.", m.Existing)
	switch {
	case wrong && fix == "":
		p.report(m, "existing", found)
	case wrong:
		p.reportFix(m, "existing", found, fix)
	}
}

// wrongID says whether the id of an existing object can't be its id, and what to write where that is known.
func wrongID(x honeycomb.Object, m *honeycomb.Meta) (fix string, wrong bool) {
	f, field := x.(*honeycomb.CalculatedField)
	if !field && strings.IndexFunc(m.Existing, unicode.IsSpace) >= 0 { // an alias may have spaces
		return "", true
	}
	id := m.Existing
	if scope := honeycomb.Dataset(x); scope != "" && scope != honeycomb.AllDatasets {
		dataset, rest, ok := strings.Cut(id, "/")
		if !ok || dataset != scope || rest == "" {
			return fmt.Sprintf("The object is in the dataset %q: write %q.", scope, scope+"/"+rest1(rest, id)), true
		}
		id = rest
	}
	switch {
	case field && id != f.Alias:
		return fmt.Sprintf("Its `alias` here is %q: write the existing alias there too.", f.Alias), true
	case !field && strings.Contains(id, "/"):
		return "The object belongs to no single dataset: write its id alone.", true
	}
	return "", false
}

// rest1 is the id of an object that exists already: what stands behind the slash, or everything where there is none.
func rest1(rest, all string) string {
	if rest != "" {
		return rest
	}
	return strings.TrimSuffix(all, "/")
}

// didYouMean is a suggestion as it ends a message.
func didYouMean(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", s)
}

// notInPath are the characters of ASCII that the path of an address never holds as they are (RFC 3986, section 3.3),
// but for the space.
const notInPath = "\"#%<>?[\\]^`{|}"

// slugOf is what Honeycomb is likely to have made of a dataset's name: lower case, and a hyphen for each space and
// slash.
func slugOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '/' {
			return '-'
		}
		return unicode.ToLower(r)
	}, s)
}

// tagKey says whether s is ^[a-z]{1,32}$.
func tagKey(s string) bool {
	if s == "" || len(s) > honeycomb.MaxTagKey {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}

// tagValue says whether s is ^[a-z][a-z0-9/-]{0,127}$.
func tagValue(s string) bool {
	if s == "" || len(s) > honeycomb.MaxTagValue || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if c := s[i]; !('a' <= c && c <= 'z' || digit(c) || c == '/' || c == '-') {
			return false
		}
	}
	return true
}
