package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/words"
)

// Picture is what is to be drawn: the share of bad events, the traffic, the error budget that is left, and when each alert fires.
type Picture struct {
	Title string
	// Start is the first minute of a history, in UTC: the axis then shows dates. Zero for a scenario, whose time begins at 0.
	Start time.Time
	// Series are timelines over the same course, such as those of several targets; at least one.
	Series []Series
	// Label names an alert; nil for its name and its threshold.
	Label func(*honeycomb.BurnAlert) string
}

// Series is one timeline of a picture. Its name is shown where there are several.
type Series struct {
	Name     string
	Timeline *simulate.Timeline
}

// Sizes of a picture, in points.
const (
	pictureWidth = 800
	titleHeight  = 30
	errorsHeight = 110
	volumeHeight = 80
	budgetHeight = 170
	rowHeight    = 18 // of an alert
	axisHeight   = 44 // of the time's
	pictureEdge  = 10
	panelGap     = 9
	labelGap     = 10  // left of alerts' bars, for fonts that are wider than those that are measured
	barHeight    = 0.6 // of a row
	leastBar     = 2   // so that an alert that fires for a minute of a year is seen
	mostColumns  = 480 // of minutes that are put together
	longestLabel = 44  // of an alert, in characters
)

// Colours that are told apart with every kind of colour vision, and seen on white and on black: those of Okabe and Ito (Color Universal Design,
// 2008), two of them darker. Series differ in dashes as well.
var (
	ink     = color.NRGBA{0x79, 0x79, 0x79, 0xff}
	grid    = color.NRGBA{0x79, 0x79, 0x79, 0x40}
	failing = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}
	peaks   = color.NRGBA{0xd5, 0x5e, 0x00, 0x80}
	volume  = color.NRGBA{0x79, 0x79, 0x79, 0x59}

	seriesColours = []color.NRGBA{{0x00, 0x72, 0xb2, 0xff}, {0xb8, 0x60, 0x93, 0xff}, {0x00, 0x8f, 0x68, 0xff}, {0xd5, 0x5e, 0x00, 0xff}}
	seriesDashes  = [][]vg.Length{nil, {6, 2}, {2, 2}, {8, 2, 2, 2}}
)

func colourOf(series int) color.NRGBA { return seriesColours[series%len(seriesColours)] }
func dashesOf(series int) []vg.Length { return seriesDashes[series%len(seriesDashes)] }

// WriteSVG draws a picture. The same picture gives the same bytes. Texts are texts, in whatever sans-serif font the viewer has, and the background is
// transparent.
//
// The minutes of a long course are put together in columns of some minutes, hours or days. What is short doesn't get lost in that: a line goes through the lowest
// and the highest value of each column, the error rate shows the worst minute of each, and no bar is thinner than can be seen.
func WriteSVG(w io.Writer, p *Picture) error {
	if len(p.Series) == 0 {
		return errors.New("there is no timeline to draw")
	}
	minutes := p.Series[0].Timeline.Course.Len()
	for _, s := range p.Series {
		if s.Timeline.Course.Len() != minutes {
			return fmt.Errorf("the timelines to draw have %d and %d minutes; they must have the same course", minutes, s.Timeline.Course.Len())
		}
	}
	if minutes == 0 {
		return errors.New("the course to draw has no minutes")
	}
	rows := p.rows()
	panels := []panel{
		{p.errors(), titleHeight + errorsHeight},
		{p.volume(), volumeHeight},
		{p.budget(), budgetHeight},
		{p.alerts(rows), vg.Length(rowHeight*len(rows) + axisHeight)},
	}
	var height vg.Length
	for i, x := range panels {
		height += x.height + panelGap
		p.time(x.plot, minutes, i == len(panels)-1)
	}
	c := vgsvg.New(pictureWidth, height+2*pictureEdge)
	drawPanels(draw.Crop(draw.New(c), pictureEdge, -pictureEdge, pictureEdge, -pictureEdge), panels)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return err
	}
	// The library names one font alone. Arial and Helvetica have letters of the same width.
	_, err := w.Write(bytes.ReplaceAll(b.Bytes(), []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")))
	return err
}

type panel struct {
	plot   *plot.Plot
	height vg.Length
}

// drawPanels draws panels one below the other, with their data between the same edges.
func drawPanels(c draw.Canvas, panels []panel) {
	parts := make([]draw.Canvas, len(panels))
	top := c.Max.Y
	var left, right vg.Length
	for i, x := range panels {
		parts[i] = c
		parts[i].Max.Y, parts[i].Min.Y = top, top-x.height
		top -= x.height + panelGap
		data := x.plot.DataCanvas(parts[i])
		left, right = max(left, data.Min.X-c.Min.X), max(right, c.Max.X-data.Max.X)
	}
	for i, x := range panels {
		data := x.plot.DataCanvas(parts[i])
		x.plot.Draw(draw.Crop(parts[i], left-(data.Min.X-c.Min.X), -(right - (c.Max.X - data.Max.X)), 0, 0))
	}
}

// sans is the font of all texts.
func sans(size vg.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}

// newPlot is an empty panel.
func newPlot(label string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.TextStyle.Font, p.Title.TextStyle.Color = sans(14), ink
	p.Title.TextStyle.Font.Weight = xfont.WeightBold
	p.Title.Padding = 8
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle.Color, a.Tick.LineStyle.Color = ink, ink
		a.Label.TextStyle.Color, a.Tick.Label.Color = ink, ink
		a.Label.TextStyle.Font, a.Tick.Label.Font = sans(10), sans(10)
		a.Label.Padding = 4
		a.Padding = 0
	}
	p.Y.Label.Text = label
	p.Y.Tick.Marker = plot.TickerFunc(numberTicks)
	p.Y.Padding = 3
	p.Legend.TextStyle.Color, p.Legend.TextStyle.Font = ink, sans(10)
	g := plotter.NewGrid()
	g.Vertical.Color, g.Horizontal.Color = grid, grid
	p.Add(g)
	return p
}

// numberTicks are ticks at round numbers, two to six of them.
func numberTicks(low, high float64) (out []plot.Tick) {
	step := math.Pow(10, math.Floor(math.Log10((high-low)/2)))
	for _, times := range []float64{1, 2, 5} {
		if (high-low)/(step*times) < 5 {
			step *= times
			break
		}
	}
	for i := math.Ceil(low / step); i*step <= high; i++ {
		v, unit := i*step+0, "" // + 0, for there is a -0
		switch m := math.Abs(v); {
		case m >= 1e9:
			v, unit = v/1e9, "G"
		case m >= 1e6:
			v, unit = v/1e6, "M"
		case m >= 1e4:
			v, unit = v/1e3, "k"
		}
		out = append(out, plot.Tick{Value: i * step, Label: strconv.FormatFloat(v, 'g', 6, 64) + unit})
	}
	return out
}

// columnMinutes is how many minutes are put together.
func columnMinutes(minutes int) int {
	for _, s := range timeSteps {
		if minutes <= s*mostColumns {
			return s
		}
	}
	return minutes/mostColumns + 1
}

// eachColumn calls f for the columns of a course: the minutes from <= m < to.
func eachColumn(minutes int, f func(from, to int)) {
	wide := columnMinutes(minutes)
	for from := 0; from < minutes; from += wide {
		f(from, min(from+wide, minutes))
	}
}

// byColumn gives, for each column, the mean and the largest of what of says of its minutes, as lines of steps.
func byColumn(minutes int, mean, largest func(from, to int) float64) (line, edge plotter.XYs) {
	eachColumn(minutes, func(from, to int) {
		line = append(line, plotter.XY{X: float64(from), Y: mean(from, to)})
		edge = append(edge, plotter.XY{X: float64(from), Y: largest(from, to)})
	})
	end := func(l plotter.XYs) plotter.XYs {
		return level(append(l, plotter.XY{X: float64(minutes), Y: l[len(l)-1].Y}))
	}
	return end(line), end(edge)
}

// level drops the points within a part of a line that is level.
func level(l plotter.XYs) plotter.XYs {
	out := l[:0:0]
	for i, p := range l {
		if i > 0 && i < len(l)-1 && l[i-1].Y == p.Y && l[i+1].Y == p.Y {
			continue
		}
		out = append(out, p)
	}
	return out
}

// steps adds lines of steps: that of the means, and the area under that of the largest.
func steps(p *plot.Plot, mean, largest plotter.XYs, line, area color.Color) {
	p.Add(&plotter.Line{XYs: largest, StepStyle: plotter.PostStep, FillColor: area},
		&plotter.Line{XYs: mean, StepStyle: plotter.PostStep, LineStyle: draw.LineStyle{Color: line, Width: 1}})
}

// errors is the panel of the share of bad events, in percent.
func (p *Picture) errors() *plot.Plot {
	out := newPlot("bad events, %")
	out.Title.Text = plain(p.Title)
	course := p.Series[0].Timeline.Course
	rate := func(from, to int) float64 {
		c := course.Between(from, to)
		if c.Total == 0 {
			return 0
		}
		return 100 * float64(c.Bad) / float64(c.Total)
	}
	worst := func(from, to int) (m float64) {
		for at := from; at < to; at++ {
			m = max(m, rate(at, at+1))
		}
		return m
	}
	line, edge := byColumn(course.Len(), rate, worst)
	steps(out, line, edge, failing, peaks)
	return fromZero(out)
}

// fromZero gives a panel of values that are not negative its axis.
func fromZero(p *plot.Plot) *plot.Plot {
	p.Y.Min, p.Y.Max = 0, p.Y.Max*1.05
	if p.Y.Max <= 0 {
		p.Y.Max = 1
	}
	return p
}

// volume is the panel of the eligible events, in events per minute.
func (p *Picture) volume() *plot.Plot {
	out := newPlot("events/min")
	course := p.Series[0].Timeline.Course
	mean := func(from, to int) float64 {
		return course.Events(course.Between(from, to).Total) / float64(to-from)
	}
	most := func(from, to int) (m float64) {
		for at := from; at < to; at++ {
			m = max(m, mean(at, at+1))
		}
		return m
	}
	line, edge := byColumn(course.Len(), mean, most)
	steps(out, line, edge, ink, volume)
	return fromZero(out)
}

// budget is the panel of the error budget that is left, in percent.
func (p *Picture) budget() *plot.Plot {
	out := newPlot("error budget left, %")
	out.Y.Min, out.Y.Max = 0, 100
	for i, s := range p.Series {
		l := &plotter.Line{XYs: extremes(s.Timeline), LineStyle: draw.LineStyle{Color: colourOf(i), Width: 1.5, Dashes: dashesOf(i)}}
		out.Add(l)
		if len(p.Series) > 1 {
			out.Legend.Add(shortened(s.Name), l)
		}
	}
	// Budgets begin on the left and high up. The legend stays clear of the line of none as well.
	out.Legend.Left, out.Legend.Padding, out.Legend.XOffs, out.Legend.YOffs = true, 2, 6, 6
	if below := -out.Y.Min / (out.Y.Max - out.Y.Min); below < 0.5 {
		out.Legend.YOffs += vg.Length(below) * budgetHeight
	}
	if out.Y.Min < 0 {
		out.Add(&plotter.Line{XYs: plotter.XYs{{X: 0}, {X: float64(p.Series[0].Timeline.Course.Len())}}, LineStyle: draw.LineStyle{Color: ink, Width: 1}})
	}
	return out
}

// extremes is the budget left, in percent: of each column the first value, the lowest and the highest in their order, and the last.
func extremes(t *simulate.Timeline) (out plotter.XYs) {
	minutes := t.Course.Len()
	eachColumn(minutes, func(from, to int) {
		low, high := from, from
		values := make([]float64, to-from+1)
		for at := from; at <= to; at++ {
			v := 100 * t.BudgetLeft(at)
			values[at-from] = v
			if v < values[low-from] {
				low = at
			}
			if v > values[high-from] {
				high = at
			}
		}
		for _, at := range []int{from, min(low, high), max(low, high), to} {
			if n := len(out); n == 0 || out[n-1].X < float64(at) {
				out = append(out, plotter.XY{X: float64(at), Y: values[at-from]})
			}
		}
	})
	return level(out)
}

// alertRow is a row of the panel of alerts.
type alertRow struct {
	label   string
	firings []simulate.Firing
	colour  color.NRGBA
	nothing string // what is said when there are none
}

// rows are the alerts of each series, and below them when there was no budget.
func (p *Picture) rows() (out []alertRow) {
	label := p.Label
	if label == nil {
		label = alertLabel
	}
	for i, s := range p.Series {
		prefix := ""
		if len(p.Series) > 1 {
			prefix = s.Name + " · "
		}
		for _, a := range s.Timeline.Alerts {
			out = append(out, alertRow{shortened(prefix + label(a.Alert)), a.Firings, colourOf(i), "doesn't fire"})
		}
		out = append(out, alertRow{shortened(prefix + "no budget left"), s.Timeline.Exhausted, ink, "never"})
	}
	return out
}

// alertLabel names an alert by its name and its threshold.
func alertLabel(a *honeycomb.BurnAlert) string {
	text := "exhausted"
	switch {
	case a.AlertType == honeycomb.BudgetRate:
		text = words.BudgetRate(a) + " in " + span(a.BudgetRateWindowMinutes)
	case a.ExhaustionMinutes > 0:
		text = "exhausted within " + span(a.ExhaustionMinutes)
	}
	if a.Name == "" {
		return text
	}
	return a.Name + ": " + text
}

// span is a number of minutes in the largest units that fit.
func span(minutes int) string {
	switch {
	case minutes%simulate.MinutesPerDay == 0:
		return fmt.Sprintf("%d d", minutes/simulate.MinutesPerDay)
	case minutes%60 == 0:
		return fmt.Sprintf("%d h", minutes/60)
	}
	return fmt.Sprintf("%d min", minutes)
}

// plain is a text without the characters that XML can't hold, or that would begin a line.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= 0xfffe && r <= 0xffff {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// shortened is a plain text that is not too long.
func shortened(s string) string {
	s = plain(s)
	if r := []rune(s); len(r) > longestLabel {
		return string(r[:longestLabel-1]) + "…"
	}
	return s
}

// alerts is the panel of when each alert fires.
func (p *Picture) alerts(rows []alertRow) *plot.Plot {
	out := newPlot("")
	ticks := make(plot.ConstantTicks, len(rows))
	for i, r := range rows {
		ticks[i] = plot.Tick{Value: float64(-i), Label: r.label}
	}
	out.Y.Tick.Marker, out.Y.Tick.Length, out.Y.Tick.LineStyle.Width = ticks, labelGap, 0
	out.Y.Min, out.Y.Max, out.Y.Padding = 0.5-float64(len(rows)), 0.5, 0
	out.Add(bars(rows))
	return out
}

// bars draws when alerts fire: row i at the height -i.
type bars []alertRow

// Plot draws the bars.
func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, r := range b {
		low, high := y(float64(-i)-barHeight/2), y(float64(-i)+barHeight/2)
		end := c.Min.X // of what is drawn already
		for _, f := range r.firings {
			from, to := x(float64(f.From)), x(float64(f.To))
			from = max(min(from, c.Max.X-leastBar), c.Min.X)
			to = max(to, from+leastBar)
			if from = max(from, end); from >= to {
				continue // it is within the one before
			}
			end = to
			c.FillPolygon(r.colour, []vg.Point{{X: from, Y: low}, {X: to, Y: low}, {X: to, Y: high}, {X: from, Y: high}})
		}
		if len(r.firings) == 0 {
			style := p.Y.Tick.Label
			style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
			c.FillText(style, vg.Point{X: c.Min.X + 6, Y: y(float64(-i)) + style.FontExtents().Descent}, r.nothing)
		}
	}
}

// timeSteps are the distances that ticks of the time may have, in minutes.
var timeSteps = []int{1, 2, 5, 10, 15, 30, 60, 2 * 60, 3 * 60, 6 * 60, 12 * 60, simulate.MinutesPerDay, 2 * simulate.MinutesPerDay, 7 * simulate.MinutesPerDay, 14 * simulate.MinutesPerDay, 28 * simulate.MinutesPerDay, 56 * simulate.MinutesPerDay, 112 * simulate.MinutesPerDay}

const mostTicks = 10

// time gives a panel the axis of time; only the last panel has labels.
func (p *Picture) time(x *plot.Plot, minutes int, last bool) {
	x.X.Min, x.X.Max = 0, float64(minutes)
	step := timeSteps[len(timeSteps)-1]
	for _, s := range timeSteps {
		if minutes/s < mostTicks {
			step = s
			break
		}
	}
	unit, in := "minutes", 1
	switch {
	case step >= simulate.MinutesPerDay:
		unit, in = "days", simulate.MinutesPerDay
	case step >= 30:
		unit, in = "hours", 60
	}
	var ticks plot.ConstantTicks
	add := func(at int, label string) {
		if !last {
			label = " " // an empty one would be a minor tick
		}
		ticks = append(ticks, plot.Tick{Value: float64(at), Label: label})
	}
	switch months := step / (28 * simulate.MinutesPerDay); {
	case p.Start.IsZero():
		for at := 0; at <= minutes; at += step {
			add(at, strconv.FormatFloat(float64(at)/float64(in), 'g', 6, 64))
		}
	case months > 0:
		t := time.Date(p.Start.Year(), p.Start.Month(), 1, 0, 0, 0, 0, time.UTC)
		for ; ; t = t.AddDate(0, months, 0) {
			at := int(t.Sub(p.Start) / time.Minute)
			if at > minutes {
				break
			}
			if at >= 0 {
				add(at, t.Format("2006-01"))
			}
		}
	default:
		day := ""
		first := int(p.Start.Unix() / 60)
		if step%(7*simulate.MinutesPerDay) == 0 {
			first -= 4 * simulate.MinutesPerDay // weeks begin on Mondays, and 1970 did on a Thursday
		}
		for at := (step - first%step) % step; at <= minutes; at += step {
			t := p.Start.Add(time.Duration(at) * time.Minute)
			today := t.Format(time.DateOnly)
			switch {
			case step >= simulate.MinutesPerDay:
				add(at, today)
			case today != day:
				add(at, t.Format("15:04")+"\n"+today)
			default:
				add(at, t.Format("15:04"))
			}
			day = today
		}
	}
	x.X.Tick.Marker = ticks
	if !last {
		x.X.Tick.Label.Font.Size = 1
		x.X.Tick.Length = 0
		return
	}
	x.X.Label.Text = unit + " since the start"
	if !p.Start.IsZero() {
		x.X.Label.Text = "time (UTC)"
	}
	if wide := columnMinutes(minutes); wide > 1 {
		x.X.Label.Text += "; line: mean of each " + span(wide) + ", area: its highest minute"
	}
}
