package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/picture"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/slitest"
	"github.com/slogen-project/slogen/generator/words"
)

// history holds the flags of `slogen simulate` and `slogen suggest` for real data.
type history struct {
	counts, events, slo string
	flag                string // not a flag: how a command without -slo takes its name; empty where there is -slo
}

func (h *history) given() bool { return h.counts != "" || h.events != "" }

// check refuses flags that make no sense together.
func (h *history) check(run string) error {
	switch {
	case h.counts != "" && h.events != "":
		return fail("Conflicting flags",
			"-history gives the counts of bad events, and -events has the SLI count them. Give one of the two.")
	case h.given() && run != "":
		return fail("Conflicting flags",
			"-run chooses among scenarios, but -history and -events replace scenarios. Leave one out.")
	case h.slo != "" && !h.given():
		return fail("Flag without effect",
			"-slo says which SLO -history or -events is about, but neither is given. To choose scenarios, use -run.")
	}
	return nil
}

// read makes a case from real data.
func (h *history) read(ctx context.Context, a *app, res *generator.Result) (*simulate.Case, error) {
	slo, err := h.find(res.Resources.SLOs)
	if err != nil {
		return nil, err
	}
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, stopped := signal.NotifyContext(ctx, os.Interrupt)
	defer stopped()
	c := &simulate.Case{Name: "What happened to " + slo.Key.Name(), File: h.fileName(), SLO: slo}
	past, err := h.file(a, func(r io.Reader) (*simulate.History, error) {
		if h.events != "" {
			return countEvents(ctx, c, r, res)
		}
		return simulate.ReadHistory(r)
	})
	if err != nil {
		return nil, err
	}
	c.Alerts = alertsOf(res, slo)
	if c.Course, err = simulate.NewMinutes(slo, past.Before, past.Minutes); err != nil {
		return nil, notCounts(c.File, err)
	}
	c.Start, c.Notes = past.Start, past.Notes
	c.Ordinary = slo.Objective().Allowed()
	c.Notes = append(c.Notes, fmt.Sprintf("A minute is a failure if a larger share of its events was bad than the "+
		"target allows (%s).", words.Percent(slo.Objective().AllowedPerMillion())))
	return c, nil
}

// fileName is what messages call the file of counts or events.
func (h *history) fileName() string {
	if name := h.counts + h.events; name != "-" {
		return name
	}
	return "the standard input"
}

// file reads the file of counts or events.
func (h *history) file(a *app, read func(io.Reader) (*simulate.History, error)) (*simulate.History, error) {
	r := a.in
	if name := h.counts + h.events; name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fail("File can't be read", wordy(err))
		}
		defer f.Close()
		r = f
	}
	past, err := read(r)
	var said *stop
	if err != nil && !errors.As(err, &said) {
		err = notCounts(h.fileName(), err)
	}
	return past, err
}

// notCounts says what is wrong with a file of counts or events.
func notCounts(name string, err error) error {
	return fail("File can't be read", fmt.Sprintf("%s: %s.", name, strings.TrimSuffix(err.Error(), ".")))
}

// find returns the SLO that -slo names.
func (h *history) find(slos []*honeycomb.SLO) (*honeycomb.SLO, error) {
	var names []string
	for _, s := range slos {
		names = append(names, s.Key.Name())
		if s.Key.Means(h.slo) {
			return s, nil
		}
	}
	switch {
	case len(slos) == 0:
		return nil, fail("No SLO", "There is no SLO in this configuration.")
	case h.slo == "" && len(slos) == 1:
		return slos[0], nil
	case h.slo == "":
		if h.flag != "" {
			return nil, fail("Invalid value of a flag", fmt.Sprintf("The configuration has %d SLOs. Name the one that "+
				"the counts belong to: -%s, such as -history=%s=%s.", len(slos), h.flag, names[0],
				shellQuote(h.counts)))
		}
		return nil, fail("Missing flag", fmt.Sprintf("The configuration has %d SLOs. Name the one that the events belong "+
			"to with -slo, such as -slo=%s.", len(slos), names[0]))
	}
	return nil, fail("Invalid value of a flag", fmt.Sprintf("-%s names no SLO of this configuration: %q.%s",
		cmp.Or(h.flag, "slo"), h.slo,
		diag.DidYouMean(strings.TrimPrefix(h.slo, "slo."), names)))
}

// countEvents has the SLO's SLI judge events.
func countEvents(ctx context.Context, c *simulate.Case, r io.Reader, res *generator.Result) (*simulate.History, error) {
	program, types, diags := slitest.Program(testInput(res, nil), c.SLO.SLI.Key)
	if program == nil {
		return nil, &stop{code: exitError, diags: diags, sources: res.Sources}
	}
	t, err := slitest.Count(ctx, c.File, r, program, slitest.CountOptions{PerMinute: true, Types: types})
	if err != nil {
		return nil, err
	}
	if u := t.Unread(program); u != nil {
		return nil, fail("Events without the SLI's columns", fmt.Sprintf("%s: no event has a column that the SLI reads. %s",
			c.File, u))
	}
	past, err := t.History()
	if err != nil {
		return nil, err
	}
	if t.BadLines > 0 {
		past.Notes = append(past.Notes, fmt.Sprintf("%s, and left out. The first is line %d: %s.", badLines(t.BadLines),
			t.Bad[0].Line, t.Bad[0].Why))
	}
	for _, x := range t.Assumed.List() {
		past.Notes = append(past.Notes, fmt.Sprintf("This depends on what Honeycomb doesn't document (%s). %s", x.ID,
			x.Choice))
	}
	return past, nil
}

// writePicture draws a report's only case.
func writePicture(name string, rep *simulate.Report) error {
	if len(rep.Outcomes) != 1 {
		return fail("No single scenario to draw",
			fmt.Sprintf("-svg draws only one scenario, but there are %d. Choose one with -run.", len(rep.Outcomes)))
	}
	var b bytes.Buffer
	if err := picture.WriteSVG(&b, rep.Outcomes[0]); err != nil {
		return fail("Picture can't be drawn", err.Error()+".")
	}
	return writeFile(name, b.Bytes())
}
