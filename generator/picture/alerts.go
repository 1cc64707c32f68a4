package picture

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/words"
)

// kind is what an alert does to people. Kinds differ in colour and filling, and are told in words as well.
type kind struct{ class, verb string }

var (
	pages    = kind{"page", "pages"}
	notifies = kind{"tell", "notifies"}
	silent   = kind{"none", "notifies"}
)

// kindOf takes an alert for one that gets people up where PagerDuty is told so, or its severity is called page.
func kindOf(a *honeycomb.BurnAlert) kind {
	urgent := func(n honeycomb.Notification) bool {
		return n.PagerDutySeverity == "critical" || n.PagerDutySeverity == "error"
	}
	switch {
	case len(a.Recipients) == 0:
		return silent
	case a.Severity == "page" || slices.ContainsFunc(a.Recipients, urgent):
		return pages
	}
	return notifies
}

// order are the indexes of the alerts that fire in a series that is drawn, those first that fire first, and of those
// that don't.
func (p *picture) order() (fire, quiet []int) {
	first := make([]int, len(p.Alerts))
	for i := range p.Alerts {
		first[i] = math.MaxInt
		for _, s := range p.drawn() {
			if f := s.Alerts[i].Firings; len(f) > 0 {
				first[i] = min(first[i], f[0].From)
			}
		}
		if first[i] < math.MaxInt {
			fire = append(fire, i)
		} else {
			quiet = append(quiet, i)
		}
	}
	slices.SortStableFunc(fire, func(a, b int) int { return cmp.Compare(first[a], first[b]) })
	return fire, quiet
}

// alerts are the panels of those that fire; the others are in the notes.
func (p *picture) alerts() {
	fire, _ := p.order()
	for n, i := range fire {
		p.sayAlert(i)
		switch {
		case n >= mostAlerts:
		case len(p.series) > 1:
			p.compared(i)
		default:
			p.alert(p.Alerts[i])
		}
	}
}

// gutter names an alert beside its panel: its name, when it fires and whom it notifies. It returns how high that is.
func (p *picture) gutter(a *simulate.AlertTimeline, y float64) float64 {
	k := kindOf(a.Alert)
	name := plain(a.Alert.Name)
	if n := len(a.Firings); n > 1 && len(p.series) == 1 {
		name = shortened(name, textSize, true, gutterRight-edge-16-measure(" (9999 times)", textSize, true))
		name += fmt.Sprintf(" (%d times)", n)
	}
	p.rect(k.class, edge, y+1, edge+10, y+11)
	bold := label{x: edge + 16, y: y + 11, anchor: "start", size: textSize, class: "ink bold plain", text: name}
	p.fitted(bold, gutterRight-edge-16)
	y += 11
	whom := wrapped(k.verb+" "+plain(phrase.Notifies(a.Alert.Recipients)), smallSize, gutterRight-edge, 2)
	for _, text := range append([]string{threshold(a.Alert)}, whom...) {
		y += lineHeight
		p.fitted(small(edge, y, "start", "muted plain", text), gutterRight-edge)
	}
	return y + 8
}

// wrapped breaks a text into at most so many lines; the last has the rest.
func wrapped(s string, size, room float64, most int) (out []string) {
	line := ""
	fields := strings.Fields(s)
	for i, f := range fields {
		switch next := strings.TrimSpace(line + " " + f); {
		case line == "" || measure(next, size, false) <= room:
			line = next
		case len(out) == most-1:
			return append(out, line+" "+strings.Join(fields[i:], " "))
		default:
			out, line = append(out, line), f
		}
	}
	return append(out, line)
}

// run is a time for which an alert fires, as it is drawn: several where they are no pixel apart.
type run struct {
	from, to    int
	left, right float64
}

func (p *picture) runs(firings []simulate.Firing) (out []run) {
	for _, f := range firings {
		x := run{f.From, f.To, p.scale.x(f.From), p.scale.x(f.To)}
		x.left = min(x.left, plotRight-leastBar)
		x.right = max(x.right, x.left+leastBar)
		if n := len(out); n > 0 && x.left < out[n-1].right+1 {
			out[n-1].to, out[n-1].right = x.to, max(out[n-1].right, x.right)
			continue
		}
		out = append(out, x)
	}
	return out
}

// alert is the panel of one that fires: how near it is to firing, its threshold, and when it is beyond.
func (p *picture) alert(t *simulate.AlertTimeline) {
	const chart, most = 48, 2.2
	a, k := t.Alert, kindOf(t.Alert)
	top := p.y
	end := p.gutter(t, top+2)
	p.y += labelHeight
	x := axis{top: p.y, bottom: p.y + chart}
	p.behind("panel", plotLeft, x.top, plotRight, x.bottom)
	highest, peak := 0, 0.0
	for at := 1; at <= p.Course.Len(); at++ {
		if v := p.Pressure(a, at); v > peak {
			highest, peak = at, v
		}
	}
	x.high = min(max(peak*1.1, 1.3), most)
	needs, unit := "100%", 1.0
	if a.AlertType == honeycomb.BudgetRate {
		needs, unit = phrase.BudgetRate(a), float64(a.BudgetRateDecreaseThresholdPerMillion)/burn.Million
	}
	if measure(needs, smallSize, false) > plotLeft-gutterRight-10 {
		needs = simulate.Share(unit)
	}
	p.mark(x, 1, "rule", needs)
	p.mark(x, 0, "grid", "0%")
	line := p.extremes(x, func(at int) float64 { return p.Pressure(a, at) })
	for _, r := range p.runs(t.Firings) {
		area := []point{{r.left, x.bottom}, {r.left, x.y(p.Pressure(a, r.from))}}
		for _, q := range line {
			if q.x > r.left && q.x < r.right {
				area = append(area, q)
			}
		}
		area = append(area, point{r.right, area[len(area)-1].y}, point{r.right, x.bottom})
		p.path(k.class+"-area", area, true, "")
		p.rect(k.class, r.left, x.bottom-bar, r.right, x.bottom)
	}
	p.path("line", line, false, "")
	p.firings(p.Outcome, t.Firings, x.top-4, x.bottom, k, "")
	if peak > most {
		at := p.scale.x(highest)
		text := "up to " + simulate.Share(peak*unit)
		p.try(small(at, x.top+12, "middle", "ink", text),
			small(at+4, x.top+12, "start", "ink", text),
			small(at-4, x.top+12, "end", "ink", text))
	}
	p.y = max(x.bottom, end) + panelGap
}

// firings writes when an alert fires and resolves in a line above what is drawn of it, as far as there is room.
func (p *picture) firings(o *simulate.Outcome, firings []simulate.Firing, y, bottom float64, k kind, prefix string) {
	const most = 200 // more don't have room
	for i, f := range firings[:min(len(firings), most)] {
		from, to := p.scale.x(f.From), p.scale.x(f.To)
		fires, resolves := prefix+p.fires(o, f, p.clock), p.resolves(o, f, p.clock)
		if i > 0 {
			fires = strings.TrimPrefix(fires, prefix)
		}
		before, texts := len(p.labels), p.texts.Len()
		if !p.around(from, y, "ink bold", fires) {
			continue
		}
		p.line(k.class+"-line", from, y-10, from, bottom, ` stroke-width="2"`)
		end := small(to+5, y, "start", "muted", resolves)
		choices := []label{end}
		if end.x, end.anchor = to-5, "end"; end.box().left > from {
			choices = append(choices, end)
		}
		if p.try(choices...) >= 0 {
			p.line(k.class+"-line", to, y-10, to, bottom, "")
			continue
		}
		// In one text they take less room.
		alone, text := slices.Clone(p.labels), bytes.Clone(p.texts.Bytes())
		p.labels = p.labels[:before]
		p.texts.Truncate(texts)
		if !p.around(from, y, "ink bold", fires+", "+resolves) {
			p.labels = alone
			p.texts.Reset()
			p.texts.Write(text)
		}
	}
}

// compared is the panel of an alert with several targets: when it fires with each, and in one line with which it
// doesn't.
func (p *picture) compared(i int) {
	const high = 28
	a, top := p.Alerts[i], p.y
	end := p.gutter(a, top+2)
	k := kindOf(a.Alert)
	var quiet []string
	for j, s := range p.drawn() {
		firings := s.Alerts[i].Firings
		if len(firings) == 0 {
			quiet = append(quiet, p.seriesName(j))
			continue
		}
		y := p.y + 13
		for _, r := range p.runs(firings) {
			p.rect(k.class, r.left, y+4, r.right, y+4+bar)
		}
		p.firings(s, firings, y, y+4+bar, k, p.seriesName(j)+": ")
		p.y += high
	}
	p.y += 3
	if len(quiet) > 0 {
		p.y += lineHeight
		p.write(small(plotLeft+5, p.y-5, "start", "muted", "doesn't fire at "+words.List(quiet)))
	}
	p.behind("panel", plotLeft, top, plotRight, p.y)
	p.y = max(p.y, end) + panelGap
}
