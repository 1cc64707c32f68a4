package picture

import (
	"math"
	"slices"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/words"
)

// panel begins a panel of some height, with a name and what it shows beside it.
func (p *picture) panel(height float64, name string, what ...string) axis {
	a := axis{top: p.y, bottom: p.y + height}
	p.behind("panel", plotLeft, a.top, plotRight, a.bottom)
	p.beside(a.top+11, name, what...)
	p.y += height + panelGap
	return a
}

// beside writes texts to the left of a panel.
func (p *picture) beside(y float64, name string, what ...string) {
	p.fitted(label{x: edge, y: y, anchor: "start", size: textSize, class: "ink bold plain", text: name}, gutterRight-edge)
	for _, text := range what {
		y += lineHeight
		p.fitted(small(edge, y, "start", "muted plain", text), gutterRight-edge)
	}
}

// mark draws a line at a value, with the value beside it where there is room.
func (p *picture) mark(a axis, v float64, class, text string) {
	y := a.y(v)
	p.line(class, plotLeft, y, plotRight, y, "")
	at := small(plotLeft-6, y+4, "end", "muted plain", text)
	for _, l := range p.labels {
		if l.box().meets(at.box()) {
			return
		}
	}
	p.write(at)
}

// steps draws the mean of each column as a line of steps, and the largest minute of each as an area.
func (p *picture) steps(a axis, line, area string, mean, largest func(from, to int) float64) {
	var points, top []point
	p.scale.columns(func(from, to int) {
		left, right := p.scale.x(from), p.scale.x(to)
		m, l := a.y(mean(from, to)), a.y(largest(from, to))
		points = append(points, point{left, m}, point{right, m})
		top = append(top, point{left, l}, point{right, l})
	})
	top = append(top, point{plotRight, a.bottom}, point{plotLeft, a.bottom})
	p.path(area, level(top), true, "")
	p.path(line, level(points), false, "")
}

// level drops the points within a part of a line that is level.
func level(in []point) (out []point) {
	same := func(a, b point) bool { return number(a.y) == number(b.y) }
	for i, x := range in {
		if i == 0 || i == len(in)-1 || !same(in[i-1], x) || !same(x, in[i+1]) {
			out = append(out, x)
		}
	}
	return out
}

// most is the largest of what f says of each minute.
func most(from, to int, f func(from, to int) float64) (m float64) {
	for at := from; at < to; at++ {
		m = max(m, f(at, at+1))
	}
	return m
}

// failures is the panel of the share of failed events.
func (p *picture) failures() {
	rate := func(from, to int) float64 {
		c := p.Course.Between(from, to)
		if c.Total == 0 {
			return 0
		}
		return 100 * float64(c.Bad) / float64(c.Total)
	}
	worst := func(from, to int) float64 { return most(from, to, rate) }
	what := []string{"share of the events"}
	if p.scale.together() {
		what = append(what, "line: mean, area: worst minute")
	}
	a := p.panel(90, "Failures", what...)
	allowed := float64(p.SLO.Objective().AllowedPerMillion()) / burn.PerPercent
	a.high = min(roundUp(max(worst(0, p.Course.Len()), 2*allowed)), 100)
	p.mark(a, 0, "grid", "0%")
	p.mark(a, a.high, "grid", short(a.high)+"%")
	p.mark(a, a.high/2, "grid", short(a.high/2)+"%")
	p.steps(a, "bad", "worst", rate, worst)
	p.named(a, allowed, "the target allows "+words.Percent(p.SLO.Objective().AllowedPerMillion()))
}

// named draws a threshold with its name, clear of failures and of what is not to scale if there is room.
func (p *picture) named(a axis, v float64, name string) {
	y := a.y(v)
	p.line("rule", plotLeft, y, plotRight, y, "")
	above := y - 4
	if above-a.top < textSize {
		above = y + 13
	}
	avoid := slices.Clone(p.bands)
	for _, g := range p.scale {
		if g.folded {
			avoid = append(avoid, band{g.left, g.right})
		}
	}
	var clear, any []label
	wide := measure(name, smallSize, false)
	for x := float64(plotRight - 6); x-wide >= plotLeft; x -= 20 {
		l := small(x, above, "end", "muted", name)
		any = append(any, l)
		if b := l.box(); !slices.ContainsFunc(avoid, func(x band) bool { return x.left < b.right+4 && b.left-4 < x.right }) {
			clear = append(clear, l)
		}
	}
	p.try(append(clear, any...)...)
}

// traffic is the panel of the events, where their number varies.
func (p *picture) traffic() {
	mean := func(from, to int) float64 {
		return p.Course.Events(p.Course.Between(from, to).Total) / float64(to-from)
	}
	low, high := math.Inf(1), 0.0
	for at := range p.Course.Len() {
		v := mean(at, at+1)
		low, high = min(low, v), max(high, v)
	}
	if high <= low*1.02 || high == 0 {
		p.say("%s events come per minute.", short(high))
		return
	}
	what := []string{"events per minute"}
	if p.scale.together() {
		what = append(what, "line: mean, area: busiest minute")
	}
	a := p.panel(56, "Traffic", what...)
	a.high = roundUp(high)
	p.mark(a, 0, "grid", "0")
	p.mark(a, a.high, "grid", short(a.high))
	p.steps(a, "thin", "area", mean, func(from, to int) float64 { return most(from, to, mean) })
	p.say("From %s to %s events come per minute.", short(low), short(high))
}

// dashes tell lines of several targets apart.
var dashes = []string{"", "7 3", "2 3", "9 3 2 3", "4 2"}

func dashed(series int) string {
	if d := dashes[series%len(dashes)]; d != "" {
		return ` stroke-dasharray="` + d + `"`
	}
	return ""
}

// budget is the panel of the error budget that is left.
func (p *picture) budget() {
	low := 0.0
	for _, s := range p.drawn() {
		low = min(low, s.BudgetLeft(s.Lowest))
	}
	a := p.panel(110, "Error budget left", "of "+words.Plural(p.SLO.TimePeriodDays, "day"))
	a.high = 100
	if low < 0 {
		a.low = -roundUp(-100 * low)
	}
	if a.low < 0 {
		p.mark(a, 0, "rule", "0%")
		p.mark(a, a.low, "grid", short(a.low)+"%")
		p.mark(a, 100, "grid", "100%")
		p.rect("page-area", plotLeft, a.y(0), plotRight, a.bottom)
	} else {
		p.mark(a, 0, "grid", "0%")
		p.mark(a, 100, "grid", "100%")
		p.mark(a, 50, "grid", "50%")
	}
	y := a.top + 11 + 2*lineHeight
	for i, s := range p.drawn() {
		p.path("line", p.extremes(a, func(at int) float64 { return 100 * s.BudgetLeft(at) }), false, dashed(i))
		if name := p.seriesName(i); name != "" {
			y += lineHeight
			p.line("line", edge, y-4, edge+34, y-4, dashed(i))
			p.fitted(small(edge+40, y, "start", "muted plain", name), gutterRight-edge-40)
		}
	}
	if len(p.series) > 1 || p.Lowest == 0 {
		return
	}
	if n := p.Exhausted; len(n) > 0 && n[0].From > 1 {
		x := p.scale.x(n[0].From)
		p.line("page-line", x, a.y(0)-9, x, a.y(0)+9, ` stroke-width="2"`)
		p.around(x, a.y(0)-5, "ink bold", "used up at "+p.moment(n[0].From))
	}
	x, value := p.scale.x(p.Lowest), 100*p.BudgetLeft(p.Lowest)
	if below := a.y(value) + 14; below < a.bottom {
		p.around(x, below, "ink", "least: "+simulate.Share(value/100))
	} else {
		p.around(x, a.y(value)-6, "ink", "least: "+simulate.Share(value/100))
	}
}

// extremes is a line through what f says: of each column the first value, the lowest and the highest in their order,
// and the last.
func (p *picture) extremes(a axis, f func(at int) float64) (out []point) {
	last := -1
	p.scale.columns(func(from, to int) {
		low, high := from, from
		values := make([]float64, to-from+1)
		for at := from; at <= to; at++ {
			v := f(at)
			values[at-from] = v
			if v < values[low-from] {
				low = at
			}
			if v > values[high-from] {
				high = at
			}
		}
		for _, at := range []int{from, min(low, high), max(low, high), to} {
			if at > last {
				out = append(out, point{p.scale.x(at), a.y(values[at-from])})
				last = at
			}
		}
	})
	return level(out)
}
