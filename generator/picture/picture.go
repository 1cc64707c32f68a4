package picture

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/words"
)

// Sizes of a picture, in pixels.
const (
	pictureWidth = 840
	edge         = 16
	gutterRight  = 200 // of the texts beside panels
	plotLeft     = 250
	plotRight    = pictureWidth - edge
	panelGap     = 18
	lineHeight   = 15
	labelHeight  = 16 // of the line of labels above an alert's chart
	bar          = 8  // the height of one that says when an alert fires
	leastBar     = 2  // so that an alert that fires for a minute of a year is seen
)

// Bounds of a picture; what is beyond is told in a line.
const (
	mostAlerts = 12
	mostSeries = 5
	mostSilent = 8
)

// picture is one that is being drawn, from top to bottom.
type picture struct {
	canvas
	*simulate.Outcome
	series []*simulate.Outcome // the outcome itself, and those with other targets
	scale  scale
	y      float64      // where the next thing goes
	back   bytes.Buffer // what is behind all others
	bands  []band
	said   []string // sentences for who can't see the picture
}

// band is a time of failures as it is drawn.
type band struct{ left, right float64 }

// WriteSVG draws an outcome: failures, traffic where it varies, the error budget, and when each alert fires and why.
// With other targets it compares when alerts fire.
func WriteSVG(w io.Writer, o *simulate.Outcome) error {
	if o.Course.Len() == 0 {
		return errors.New("the course to draw has no minutes")
	}
	p := &picture{Outcome: o, series: append([]*simulate.Outcome{o}, o.WhatIf...)}
	p.left, p.right = plotLeft, plotRight
	p.scale = newScale(o.Course.Len(), p.moments(), plotLeft, plotRight)
	p.bands = p.findBands()
	p.head()
	p.incidents()
	top := p.y
	p.failures()
	p.traffic()
	p.budget()
	p.alerts()
	p.time(top)
	p.notes()
	_, err := w.Write(p.svg())
	return err
}

// svg puts all together.
func (p *picture) svg() []byte {
	var b bytes.Buffer
	height := number(math.Ceil(p.y + edge - 4))
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%s" viewBox="0 0 %[1]d %[2]s" `+
		`role="img" aria-labelledby="title desc">`+"\n", pictureWidth, height)
	fmt.Fprintf(&b, `<title id="title">%s</title>`+"\n", escape(plain(p.Case.Name)))
	fmt.Fprintf(&b, `<desc id="desc">%s</desc>`+"\n", escape(strings.Join(p.said, "\n")))
	fmt.Fprintf(&b, "<style>\n%s\n</style>\n", style())
	b.WriteString(`<defs><pattern id="tell" width="5" height="5" patternUnits="userSpaceOnUse" ` +
		`patternTransform="rotate(45)"><path class="tell-line" stroke-width="4" d="M0 0V5"/></pattern></defs>` + "\n")
	fmt.Fprintf(&b, `<rect class="ground" width="100%%" height="100%%" rx="6"/>`+"\n")
	b.Write(p.back.Bytes())
	b.Write(p.shapes.Bytes())
	b.Write(p.texts.Bytes())
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// moments are when something begins or ends, of any series.
func (p *picture) moments() (out []int) {
	for _, f := range p.failing() {
		out = append(out, f.From, f.To)
	}
	for _, s := range p.series {
		for _, a := range s.Alerts {
			for _, f := range a.Firings {
				out = append(out, f.From, f.To)
			}
		}
		for _, f := range s.Exhausted {
			out = append(out, f.From, f.To)
		}
	}
	return out
}

// failing are the times of failures: those that were thought up, else those that were found.
func (p *picture) failing() (out []simulate.Failures) {
	if len(p.Case.Failures) > 0 {
		return p.Case.Failures
	}
	for _, x := range p.Incidents {
		out = append(out, simulate.Failures{Span: x.Span})
	}
	return out
}

// findBands are the times of failures, those put together that are no pixel apart.
func (p *picture) findBands() (out []band) {
	for _, f := range p.failing() {
		left, right := p.scale.x(f.From), p.scale.x(f.To)
		right = max(right, left+1)
		if n := len(out); n > 0 && left < out[n-1].right+1 {
			out[n-1].right = max(out[n-1].right, right)
			continue
		}
		out = append(out, band{left, right})
	}
	return out
}

// head says what the picture is of, and what comes of it.
func (p *picture) head() {
	slo := plain(p.SLO.Key.Name())
	of := fmt.Sprintf("SLO %s, target %s over %s", slo, words.Percent(p.SLO.TargetPerMillion),
		words.Plural(p.SLO.TimePeriodDays, "day"))
	what := p.summary()
	p.y = edge + titleSize
	p.row(titleSize, "ink bold plain", plain(p.Case.Name))
	p.y += 20
	p.row(textSize, "muted plain", of)
	p.y += 18
	p.row(textSize, "ink plain", what)
	p.y += 10
	p.say("%s.", of)
	p.say("%s", what)
}

// row writes a text that may take the whole width.
func (p *picture) row(size float64, class, text string) {
	p.fitted(label{x: edge, y: p.y, anchor: "start", size: size, class: class, text: text}, pictureWidth-2*edge)
}

// incidents are named above the panels, those first that have most failures.
func (p *picture) incidents() {
	failing := slices.Clone(p.failing())
	if len(failing) == 0 {
		p.y += 6
		p.say("There are no failures.")
		return
	}
	p.y += 14
	slices.SortStableFunc(failing, func(a, b simulate.Failures) int {
		return cmp.Compare(p.Course.Between(b.From, b.To).Bad, p.Course.Between(a.From, a.To).Bad)
	})
	for i, f := range failing {
		long := length(f.To - f.From)
		text := "failures for " + long
		if f.Share != "" {
			text = plain(f.Share) + " fail for " + long
		}
		if i == mostSaid {
			p.say("And %d more times of failures.", len(failing)-i)
			break
		}
		p.say("At %s: %s.", p.moment(f.From), text)
		left, right := p.scale.x(f.From), p.scale.x(f.To)
		at := small((left+right)/2, p.y, "middle", "bad-text", text)
		beside := at
		beside.x, beside.anchor = left, "start"
		before := at
		before.x, before.anchor = right, "end"
		p.try(at, beside, before)
	}
	p.y += 5
}

// drawn are the series that are drawn.
func (p *picture) drawn() []*simulate.Outcome { return p.series[:min(len(p.series), mostSeries)] }

// seriesName is a target, or empty where there is one only.
func (p *picture) seriesName(i int) string {
	switch name := words.Percent(p.series[i].SLO.TargetPerMillion); {
	case len(p.series) == 1:
		return ""
	case i == 0:
		return name + " (now)"
	default:
		return name
	}
}

// around writes a text right or left of a place, where there is room.
func (p *picture) around(x, y float64, class, text string) bool {
	right := small(x+5, y, "start", class, text)
	left := right
	left.x, left.anchor = x-5, "end"
	return p.try(right, left) >= 0
}

// time is the axis of time below all panels, and what goes through all of them.
func (p *picture) time(top float64) {
	bottom := p.y - panelGap
	for _, b := range p.bands {
		p.behind("incident", b.left, top, b.right, bottom)
	}
	p.y = bottom + 16
	p.left, p.right = gutterRight, pictureWidth
	folds := 0
	for _, g := range p.scale {
		if !g.folded {
			continue
		}
		folds++
		p.rect("veil", g.left, top, g.right, bottom)
		for _, x := range []float64{g.left, g.right} {
			var zigzag []point
			for y, side := top, -3.0; y <= bottom+4; y, side = y+8, -side {
				zigzag = append(zigzag, point{x + side, y})
			}
			p.path("break", zigzag, false, "")
		}
		for i, text := range []string{length(g.to - g.from), "not to scale"} {
			p.write(small((g.left+g.right)/2, p.y+float64(i)*13, "middle", "muted plain", text))
		}
	}
	days := false
	for _, k := range p.scale.ticks(p.Case.Start) {
		x := p.scale.x(k.at)
		at := small(x, p.y, "middle", "muted plain", k.text)
		p.back.WriteString(`<path class="grid" d="M` + number(x) + " " + number(top) + "V" + number(bottom+4) + `"/>` + "\n")
		if p.try(at) >= 0 && k.day != "" {
			at.y += 13
			at.text = k.day
			days = p.try(at) >= 0 || days
		}
	}
	name := "since the start, up to " + length(p.Course.Len())
	if !p.Case.Start.IsZero() {
		name = "UTC"
	}
	p.beside(p.y, "Time", name)
	p.y += 13
	if folds == 0 && !days {
		p.y += 2
	}
}

// notes are what isn't drawn, each in a line.
func (p *picture) notes() {
	var lines []string
	fire, quiet := p.order()
	for _, i := range quiet[:min(len(quiet), mostSilent)] {
		a := p.Alerts[i].Alert
		text := plain(a.Name) + " doesn't fire"
		if at, part := p.Nearest(a); part > 0 {
			text += fmt.Sprintf(": it comes to %s of its threshold (%s) at %s", simulate.Share(part), threshold(a), p.moment(at))
		}
		lines = append(lines, text+".")
	}
	if n := len(quiet) - mostSilent; n > 0 {
		lines = append(lines, fmt.Sprintf("%d more alerts don't fire.", n))
	}
	if len(fire) > mostAlerts {
		var names []string
		for _, i := range fire[mostAlerts:] {
			names = append(names, plain(p.Alerts[i].Alert.Name))
		}
		lines = append(lines, fmt.Sprintf("%d more fire and aren't drawn: %s.", len(names), strings.Join(names, ", ")))
	}
	if n := len(p.series) - mostSeries; n > 0 {
		lines = append(lines, fmt.Sprintf("%d more targets aren't drawn.", n))
	}
	if list := p.Unalerted(); len(list) > 0 && len(p.Alerts) > 0 {
		x := list[0]
		text := fmt.Sprintf("No alert fires for the failures from %s to %s, which use %s of the budget",
			p.moment(x.From), p.moment(x.To), simulate.Share(x.Budget))
		if n := len(list) - 1; n > 0 {
			text += fmt.Sprintf(", nor for %d more", n)
		}
		lines = append(lines, text+".")
	}
	p.y += 8
	for _, text := range lines {
		p.y += 16
		p.row(textSize, "ink plain", plain(text))
		p.say("%s", plain(text))
	}
}

// behind draws a rectangle behind all else.
func (p *picture) behind(class string, left, top, right, bottom float64) {
	rect(&p.back, class, left, top, right, bottom)
}
