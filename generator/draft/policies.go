package draft

import (
	"fmt"
	"slices"
	"strings"
)

// policies finds equal sets of burn alerts and makes policies of them. It returns the alerts that are in one.
func (d *Draft) policies() map[*Object]bool {
	alerts := map[*Object][]*Object{} // by SLO
	for _, o := range d.Objects {
		if o.Parent != nil {
			alerts[o.Parent] = append(alerts[o.Parent], o)
		}
	}
	equal := map[string][]*Object{} // SLOs by what their alerts are
	var order []string
	for _, slo := range d.Objects {
		if key := alertsKey(alerts[slo]); key != "" && slo.Get("burn_alerts") == nil {
			if equal[key] == nil {
				order = append(order, key)
			}
			equal[key] = append(equal[key], slo)
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return len(equal[b]) - len(equal[a]) })
	in := map[*Object]bool{}
	taken := map[string]bool{}
	for _, b := range d.Shared {
		if b.Type == "burn_alert_policy" {
			taken[b.Labels[0]] = true
		}
	}
	for _, key := range order {
		slos := equal[key]
		if len(slos)*len(alerts[slos[0]]) < 4 || len(slos) < 2 { // it would be no shorter
			continue
		}
		b := &Block{Type: "burn_alert_policy", Labels: []string{unique("standard", taken, "")}}
		for _, a := range alerts[slos[0]] {
			b.Blocks = append(b.Blocks, &a.Block)
		}
		d.Shared = append(d.Shared, b)
		for _, slo := range slos {
			slo.Set("burn_alerts", Raw("burn_alert_policy."+b.Labels[0]))
			for _, a := range alerts[slo] {
				in[a] = true
			}
		}
	}
	return in
}

// alertsKey is the same for alerts that a policy may stand for; empty if none may. One that is taken over, or that
// there is something to say about, stays where it is.
func alertsKey(alerts []*Object) string {
	var b strings.Builder
	for _, a := range alerts {
		if a.Get("existing") != nil || len(a.Notes) > 0 || len(a.Blocks) > 0 {
			return ""
		}
		fmt.Fprintf(&b, "%q\n", a.Labels)
		args := slices.Clone(a.Args)
		slices.SortFunc(args, func(x, y Arg) int { return strings.Compare(x.Name, y.Name) })
		for _, x := range args {
			fmt.Fprintf(&b, "%s = %s\n", x.Name, x.Value.text(nil))
		}
	}
	return b.String()
}
