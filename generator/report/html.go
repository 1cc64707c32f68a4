package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/words"
)

// The page has no template: html/template reads its text at each start and, by reflection, keeps 2.4 MB of methods in
// the program. Instead, markup is written by [markup.open] and [markup.close] alone, whose names are constants, and all
// text goes through [markup.text], which escapes it, or as the value of an attribute, in quotes, through the same
// function. A text from a configuration is never an attribute's value, so there is no address that it could be. Should
// something slip through all the same, the page's policy runs no script and applies no style but the two below, by
// their digests, loads nothing and goes nowhere.

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

// htmlRows is how many rows of a table stand open, and htmlItems how many items of a decision.
const (
	htmlRows  = 25
	htmlItems = 3
)

// Part is the report of an environment; its name is empty where there is only one.
type Part struct {
	Environment string
	Report      *Report
}

// HTML is a page about the parts that needs nothing else.
func HTML(parts []Part) []byte {
	m := &markup{}
	m.raw("<!DOCTYPE html>\n")
	m.open("html", "lang", "en")
	m.open("head")
	m.open("meta", "charset", "utf-8")
	m.open("meta", "http-equiv", "Content-Security-Policy", "content", "default-src 'none'; style-src "+digest(pageCSS)+
		"; script-src "+digest(pageJS)+"; base-uri 'none'; form-action 'none'")
	m.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
	m.open("meta", "name", "referrer", "content", "no-referrer")
	m.element("title", "Alerting on "+parts[0].Report.Day)
	m.raw("<style>" + pageCSS + "</style>\n")
	m.close("head")
	m.open("body")
	m.element("a", "Skip to what needs a decision", "class", "skip", "href", "#"+ids(0, "decisions"))
	m.open("header")
	m.element("h1", "Alerting")
	if len(parts) == 1 {
		m.intro(parts[0].Report.page())
	}
	m.close("header")
	m.open("div", "class", "filter")
	m.close("div")
	m.open("main")
	for i, p := range parts {
		m.part(i, p, len(parts) > 1)
	}
	m.close("main")
	m.open("footer", "class", "soft")
	m.element("p", "There is no score here. Each section says which guidance it reads. Made by slogen.")
	m.close("footer")
	m.raw("<script>" + pageJS + "</script>\n")
	m.close("body")
	m.close("html")
	return m.b
}

// digest is what a policy knows a script or a style by.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func ids(part int, name string) string { return name + "-" + strconv.Itoa(part+1) }

// markup is HTML as it is written.
type markup struct{ b []byte }

// raw writes what this package has written itself.
func (m *markup) raw(s string) { m.b = append(m.b, s...) }

// text writes a text, whatever it is.
func (m *markup) text(s string) { m.raw(html.EscapeString(printable.Line(s))) }

// open opens an element with attributes, which are names and values.
func (m *markup) open(tag string, attributes ...string) {
	m.raw("<" + tag)
	for i := 0; i+1 < len(attributes); i += 2 {
		m.raw(" " + attributes[i] + `="`)
		m.text(attributes[i+1])
		m.raw(`"`)
	}
	m.raw(">")
	if blocks[tag] {
		m.raw("\n")
	}
}

func (m *markup) close(tag string) { m.raw("</" + tag + ">\n") }

// blocks are the elements behind whose beginning a line ends.
var blocks = map[string]bool{"html": true, "head": true, "meta": true, "body": true, "header": true, "main": true,
	"section": true, "nav": true, "ol": true, "ul": true, "div": true, "details": true, "table": true, "thead": true,
	"tbody": true, "footer": true}

func (m *markup) element(tag, text string, attributes ...string) {
	m.open(tag, attributes...)
	m.text(text)
	m.close(tag)
}

// coded is one of slogen's own sentences, in which code stands between backticks.
func (m *markup) coded(s string) {
	for i, part := range strings.Split(s, "`") {
		if i%2 == 0 {
			m.text(part)
			continue
		}
		m.raw("<code>")
		m.text(part)
		m.raw("</code>")
	}
}

func (m *markup) intro(p *page) {
	m.element("p", p.summary)
	if p.narrowed != "" {
		m.element("p", "Only "+p.narrowed+".")
	}
}

// part writes a report; where there are several, under a heading of its own.
func (m *markup) part(n int, x Part, several bool) {
	p := x.Report.page()
	level := 2
	if several {
		m.element("h2", "Environment "+x.Environment)
		m.intro(p)
		level++
	}
	heading := func(deeper int) string { return "h" + strconv.Itoa(level+deeper) }
	m.decisions(n, p, heading)
	m.open("nav", "aria-label", strings.TrimSpace("Sections "+x.Environment))
	m.open("ul")
	for _, s := range p.sections {
		m.open("li")
		m.element("a", s.title, "href", "#"+ids(n, s.id))
		m.close("li")
	}
	m.close("ul")
	m.close("nav")
	for _, s := range p.sections {
		id := ids(n, s.id)
		m.open("section", "aria-labelledby", id)
		m.element(heading(0), s.title, "id", id)
		for _, say := range s.say {
			m.element("p", say)
		}
		for i := range s.tables {
			m.table(&s.tables[i], id+"-"+strconv.Itoa(i+1))
		}
		m.why(s.measure)
		m.close("section")
	}
}

func (m *markup) decisions(n int, p *page, heading func(int) string) {
	id := ids(n, "decisions")
	m.open("section", "class", "act", "aria-labelledby", id)
	m.element(heading(0), "What needs a decision", "id", id)
	if len(p.decisions) == 0 {
		m.element("p", "Nothing.")
	} else {
		m.open("ol")
	}
	for _, d := range p.decisions {
		m.open("li")
		m.element(heading(1), d.Title)
		m.raw("<p>")
		m.coded(d.Decide)
		m.raw("</p>\n")
		fold := len(d.Items) > htmlItems
		if fold {
			m.open("details")
			m.element("summary", "Which "+words.Thousands(len(d.Items)))
		}
		m.open("ul", "class", "items")
		for i := range d.Items {
			m.item(&d.Items[i])
		}
		m.close("ul")
		if fold {
			m.close("details")
		}
		m.close("li")
	}
	if len(p.decisions) > 0 {
		m.close("ol")
	}
	m.close("section")
}

func (m *markup) item(x *Item) {
	m.open("li")
	m.raw("<b>")
	m.text(x.Name)
	m.raw("</b>")
	if x.Words != "" {
		m.text(": " + x.Words)
	}
	if x.Owner != "" {
		m.text(" (" + x.Owner + ")")
	}
	if at := where(x.Place); at != "" {
		m.raw(` <span class="soft">`)
		m.text(at)
		m.raw("</span>")
	}
	m.close("li")
}

// why says what a section reads.
func (m *markup) why(x *Measure) {
	m.open("p", "class", "why")
	m.text(strings.TrimSpace(x.Reads+" "+x.Own) + " Guidance: ")
	for i, g := range x.Guidance {
		if i > 0 {
			m.raw(", ")
		}
		m.raw(`<a rel="noreferrer" href="`)
		m.text(g.URL)
		m.raw(`">`)
		m.text(g.Title)
		m.raw("</a>")
	}
	m.raw(".</p>\n")
}

func (m *markup) table(t *table, id string) {
	if len(t.rows) == 0 {
		m.element("p", t.caption+": none.", "class", "soft")
		return
	}
	if fold := len(t.rows) > htmlRows; fold {
		m.open("details")
		m.element("summary", fmt.Sprintf("%s: all %s", t.caption, words.Thousands(len(t.rows))))
		defer m.close("details")
	}
	m.open("div", "class", "wide", "role", "region", "aria-labelledby", id, "tabindex", "0")
	m.open("table")
	m.element("caption", t.caption, "id", id)
	m.open("thead")
	m.raw("<tr>")
	columns := t.said()
	for _, i := range columns {
		attributes := []string{"scope", "col"}
		if t.columns[i].number {
			attributes = append(attributes, "class", "n")
		}
		m.element("th", t.columns[i].title, attributes...)
	}
	m.raw("</tr>\n")
	m.close("thead")
	m.open("tbody")
	for _, row := range t.rows {
		m.raw("<tr>")
		for j, i := range columns {
			m.cell(t.columns[i].number, j == 0, row[i])
		}
		m.raw("</tr>\n")
	}
	m.close("tbody")
	m.close("table")
	m.close("div")
}

// cell writes a cell; the first one of a row names it.
func (m *markup) cell(number, first bool, c cell) {
	tag := "<td"
	if first {
		tag = `<th scope="row"`
	}
	m.raw(tag)
	if number {
		m.raw(` class="n"`)
	}
	if c.by != "" {
		m.raw(` data-by="` + c.by + `"`) // a number
	}
	m.raw(">")
	m.text(c.text)
	if first {
		m.raw("</th>")
	} else {
		m.raw("</td>")
	}
}
