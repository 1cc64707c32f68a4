package picture

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/apparentlymart/go-textseg/v15/textseg"
	"golang.org/x/text/width"

	"github.com/slogen-project/slogen/generator/printable"
)

// fonts are of one width for Latin letters (Arial was drawn to Helvetica's, Liberation Sans to Arial's), which
// [measure] knows.
const fonts = `Helvetica,Arial,"Liberation Sans","Noto Sans",sans-serif`

// Sizes of texts, in pixels.
const (
	titleSize = 17
	textSize  = 12
	smallSize = 11
)

// role is what something is drawn for, and how: its class, and a colour for each scheme.
type role struct {
	class       string
	light, dark string
	css         string // with %s for the colour, as often as need be
}

// roles are all there are. Those that mean something differ in more than their colour: see kind in picture.go.
var roles = []role{
	{"ground", "#ffffff", "#0d1117", "fill:%s"},
	{"veil", "#ffffff", "#0d1117", "fill:%s;fill-opacity:.4"},
	{"panel", "#f6f8fa", "#161b22", "fill:%s"},
	{"grid", "#d8dee4", "#30363d", "stroke:%s;fill:none"},
	{"incident", "#ffe2b8", "#4a3510", "fill:%s"},
	{"ink", "#1f2328", "#e6edf3", "fill:%s"},
	{"muted", "#59636e", "#9da7b3", "fill:%s"},
	{"line", "#1f2328", "#e6edf3", "stroke:%s;fill:none;stroke-width:1.5;stroke-linejoin:round"},
	{"thin", "#59636e", "#9da7b3", "stroke:%s;fill:none"},
	{"area", "#59636e", "#9da7b3", "fill:%s;fill-opacity:.22"},
	{"rule", "#59636e", "#9da7b3", "stroke:%s;fill:none;stroke-dasharray:5 3"},
	{"break", "#59636e", "#9da7b3", "stroke:%s;fill:none"},
	{"bad", "#9a4a00", "#f0a04b", "stroke:%s;fill:none;stroke-width:1.5;stroke-linejoin:round"},
	{"bad-text", "#9a4a00", "#f0a04b", "fill:%s"},
	{"worst", "#9a4a00", "#f0a04b", "fill:%s;fill-opacity:.35;stroke:%s;stroke-opacity:.6"},
	{"page", "#b8124a", "#ff7aa2", "fill:%s"},
	{"page-area", "#b8124a", "#ff7aa2", "fill:%s;fill-opacity:.2"},
	{"page-line", "#b8124a", "#ff7aa2", "stroke:%s;fill:none"},
	{"tell", "#0a5ab4", "#62acff", "fill:url(#tell);stroke:%s"},
	{"tell-area", "#0a5ab4", "#62acff", "fill:%s;fill-opacity:.2"},
	{"tell-line", "#0a5ab4", "#62acff", "stroke:%s;fill:none"},
	{"none", "#59636e", "#9da7b3", "fill:none;stroke:%s"},
	{"none-area", "#59636e", "#9da7b3", "fill:%s;fill-opacity:.2"},
	{"none-line", "#59636e", "#9da7b3", "stroke:%s;fill:none"},
}

// style is the style sheet of a picture.
func style() string {
	var light, dark strings.Builder
	for _, r := range roles {
		light.WriteString("." + r.class + "{" + strings.ReplaceAll(r.css, "%s", r.light) + "}\n")
		dark.WriteString("." + r.class + "{" + strings.ReplaceAll(r.css, "%s", r.dark) + "}\n")
	}
	// Texts stand on what is drawn below them: an outline of the background's colour keeps them apart.
	return "text{font-family:" + fonts + ";stroke-width:3;stroke-linejoin:round;paint-order:stroke;stroke:" +
		roles[0].light + "}\n.plain{stroke:none}\n.bold{font-weight:bold}\n" + light.String() +
		"@media(prefers-color-scheme:dark){\ntext{stroke:" + roles[0].dark + "}\n.plain{stroke:none}\n" + dark.String() + "}"
}

// box is the room that something takes.
type box struct{ left, top, right, bottom float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// label is a text at a place.
type label struct {
	x, y   float64 // of its anchor, on the base line
	anchor string  // start, middle or end
	size   float64
	class  string
	text   string
	full   string // in a title, where the text is shortened
}

func (l label) box() box {
	wide := measure(l.text, l.size, strings.Contains(l.class, "bold"))
	left := l.x
	switch l.anchor {
	case "middle":
		left -= wide / 2
	case "end":
		left -= wide
	}
	return box{left, l.y - 0.8*l.size, left + wide, l.y + 0.24*l.size}
}

// canvas is a picture that comes into being: texts stand above shapes.
type canvas struct {
	shapes, texts bytes.Buffer
	labels        []label
	left, right   float64 // of the texts that are tried
}

// write puts a text where it is to stand, whatever else does.
func (c *canvas) write(l label) {
	c.labels = append(c.labels, l)
	fmt.Fprintf(&c.texts, `<text x="%s" y="%s"`, number(l.x), number(l.y))
	if l.anchor != "start" {
		fmt.Fprintf(&c.texts, ` text-anchor="%s"`, l.anchor)
	}
	fmt.Fprintf(&c.texts, ` font-size="%s" class="%s">`, number(l.size), l.class)
	if l.full != "" && l.full != l.text {
		c.texts.WriteString("<title>" + escape(l.full) + "</title>")
	}
	c.texts.WriteString(escape(l.text) + "</text>\n")
}

// try writes the first of some texts that has room, and says which; -1 when none has.
func (c *canvas) try(choices ...label) int {
	for i, l := range choices {
		if c.room(l) {
			c.write(l)
			return i
		}
	}
	return -1
}

// room says whether a text stands clear of all others and of the edges.
func (c *canvas) room(l label) bool {
	const apart = 5
	b := l.box()
	if b.left < c.left || b.right > c.right {
		return false
	}
	b.left, b.right = b.left-apart, b.right+apart
	for _, other := range c.labels {
		if b.meets(other.box()) {
			return false
		}
	}
	return true
}

// fitted writes a text that ends in an ellipsis where it would be wider than there is room.
func (c *canvas) fitted(l label, room float64) {
	if strings.TrimSpace(l.text) == "" {
		return
	}
	l.full = l.text
	l.text = shortened(l.text, l.size, strings.Contains(l.class, "bold"), room)
	c.write(l)
}

func (c *canvas) rect(class string, left, top, right, bottom float64) {
	rect(&c.shapes, class, left, top, right, bottom)
}

func rect(b *bytes.Buffer, class string, left, top, right, bottom float64) {
	fmt.Fprintf(b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`+"\n",
		class, number(left), number(top), number(right-left), number(bottom-top))
}

type point struct{ x, y float64 }

// path draws a line through points; a closed one is an area.
func (c *canvas) path(class string, points []point, closed bool, more string) {
	fmt.Fprintf(&c.shapes, `<path class="%s" d="`, class)
	for i, p := range points {
		switch {
		case i == 0:
			c.shapes.WriteString("M" + number(p.x) + " " + number(p.y))
		case number(points[i-1].y) == number(p.y):
			c.shapes.WriteString("H" + number(p.x))
		case number(points[i-1].x) == number(p.x):
			c.shapes.WriteString("V" + number(p.y))
		default:
			c.shapes.WriteString("L" + number(p.x) + " " + number(p.y))
		}
	}
	if closed {
		c.shapes.WriteString("Z")
	}
	c.shapes.WriteString(`"` + more + "/>\n")
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64, more string) {
	c.path(class, []point{{x1, y1}, {x2, y2}}, false, more)
}

// number writes a coordinate: a tenth of a pixel is less than anybody sees.
func number(f float64) string {
	s := strings.TrimSuffix(strconv.FormatFloat(math.Round(f*10)/10, 'f', 1, 64), ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

// plain is a text of elsewhere as it can stand in a picture: in one line and not endless, with what XML can't hold
// replaced, and marks of direction, too. Accents that would pile up into the lines above are dropped.
func plain(s string) string {
	const longest, most = 2000, 3
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "") + "…"
	}
	marks := 0
	return strings.Map(func(r rune) rune {
		if marks++; !unicode.Is(unicode.Mn, r) {
			marks = 0
		}
		switch {
		case marks > most:
			return -1
		case r == 0xfffe || r == 0xffff:
			return unicode.ReplacementChar
		}
		return r
	}, printable.Line(strings.ToValidUTF8(s, "\ufffd")))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

func escape(s string) string { return escaper.Replace(s) }

// shortened is a text that takes no more than some room, with an ellipsis where it was longer.
func shortened(s string, size float64, bold bool, room float64) string {
	if measure(s, size, bold) <= room {
		return s
	}
	const ellipsis = "…"
	room -= measure(ellipsis, size, bold)
	rest, out := []byte(s), 0
	for len(rest) > 0 {
		n, _, err := textseg.ScanGraphemeClusters(rest, true)
		if room -= measure(string(rest[:n]), size, bold); err != nil || n == 0 || room < 0 {
			break
		}
		out, rest = out+n, rest[n:]
	}
	return strings.TrimRight(s[:out], " ") + ellipsis
}

// helvetica holds the widths of the characters from ' ' to '~', in thousandths of the size.
var helvetica = [...]uint16{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

// measure is the width of a text, a little too wide rather than too narrow: another font may be there, and letters
// that are not in the table.
func measure(s string, size float64, bold bool) float64 {
	thousandths := 0.0
	for _, r := range s {
		switch {
		case r >= ' ' && r <= '~':
			thousandths += float64(helvetica[r-' '])
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		case r >= 0x1f000:
			thousandths += 1400
		case width.LookupRune(r).Kind() == width.EastAsianWide || width.LookupRune(r).Kind() == width.EastAsianFullwidth:
			thousandths += 1050
		case unicode.Is(unicode.So, r), unicode.Is(unicode.Lu, r), r == '…':
			thousandths += 1000
		default:
			thousandths += 800
		}
	}
	if bold {
		thousandths *= 1.08
	}
	return thousandths / 1000 * size * 1.03
}

// small is a text of the small size.
func small(x, y float64, anchor, class, text string) label {
	return label{x: x, y: y, anchor: anchor, size: smallSize, class: class, text: text}
}
