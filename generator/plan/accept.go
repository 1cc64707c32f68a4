package plan

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

// AcceptTrailer is the key of the lines of commit messages that accept what a plan is to fail on.
const AcceptTrailer = "Slogen-Accept"

// FailOn is what a plan must not do unless somebody has accepted it.
type FailOn struct {
	Classes []review.Class
	// Found lists what it does of these classes, the most harmful first.
	Found []Stop
	// Notes are those in the sources that name something of what the plan does.
	Notes []honeycomb.Note
}

// Stop is what one or several changes do in a class.
type Stop struct {
	Class       review.Class
	Fingerprint string // names exactly this
	Changes     []*Change
	// Accepted is the reason for which somebody has accepted it; empty if nobody has.
	Accepted string
}

// Open lists what nobody has accepted.
func (f *FailOn) Open() []Stop {
	if f == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.Found), func(s Stop) bool { return s.Accepted != "" })
}

var accepting = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(fmt.Sprintf(`^([0-9a-f]{%d})\s+(\S.*)$`, review.FingerprintLength))
})

// Acceptances reads the values of trailers: a fingerprint and a reason. The reasons are returned by fingerprint, and
// the values that aren't like that apart.
func Acceptances(trailers []string) (reasons map[string]string, odd []string) {
	reasons = map[string]string{}
	for _, t := range trailers {
		if m := accepting().FindStringSubmatch(t); m != nil {
			if _, twice := reasons[m[1]]; !twice {
				reasons[m[1]] = m[2]
			}
		} else {
			odd = append(odd, t)
		}
	}
	return reasons, odd
}

// mostStops is how many of a class are accepted one by one; more are one stop.
const mostStops = 10

// FailOn finds what p does of some classes, and whether it is accepted: reasons are by fingerprint. What the text folds
// into one can be accepted at once, and so can all of a class.
func (p *Plan) FailOn(classes []review.Class, reasons map[string]string) *FailOn {
	f := &FailOn{Classes: classes}
	for _, stops := range p.stops(classes) {
		whole := Stop{Class: stops[0].Class, Fingerprint: together(stops)}
		var left []Stop
		for _, s := range stops {
			switch s.Accepted = s.reason(reasons, whole.Fingerprint); s.Accepted {
			case "":
				left = append(left, s)
				whole.Changes = append(whole.Changes, s.Changes...)
			default:
				f.Found = append(f.Found, s)
			}
		}
		if len(left) > mostStops {
			left = []Stop{whole}
		}
		f.Found = append(f.Found, left...)
	}
	slices.SortStableFunc(f.Found, func(a, b Stop) int { return int(a.Class) - int(b.Class) })
	return f
}

// reason is why a stop is accepted: by itself, with all of its class, or change by change; empty if it isn't.
func (s *Stop) reason(reasons map[string]string, class string) string {
	last := ""
	for _, c := range s.Changes {
		if last = reasons[c.Fingerprint(s.Class)]; last == "" {
			break
		}
	}
	return cmp.Or(reasons[s.Fingerprint], reasons[class], last)
}

// together names all of several stops.
func together(stops []Stop) string {
	prints := make([]string, len(stops))
	for i := range stops {
		prints[i] = stops[i].Fingerprint
	}
	return review.Together(prints)
}

// stops lists what p does of some classes, by class.
func (p *Plan) stops(classes []review.Class) map[review.Class][]Stop {
	out := map[review.Class][]Stop{}
	for _, x := range p.Review(SameEffects).Items {
		for _, class := range classes {
			s := Stop{Class: class}
			var prints []string
			for _, c := range slices.Concat(x.Changes, x.Parts) {
				if slices.Contains(c.Classes(), class) {
					prints = append(prints, c.Fingerprint(class))
					s.Changes = append(s.Changes, c)
				}
			}
			if len(prints) > 0 {
				s.Fingerprint = review.Together(prints)
				out[class] = append(out[class], s)
			}
		}
	}
	return out
}

// Accepted adds the reasons of notes to those of trailers, and returns the notes that name nothing of what p does, in
// whatever class.
func (p *Plan) Accepted(reasons map[string]string, notes []honeycomb.Note) (unused []honeycomb.Note) {
	if len(notes) == 0 {
		return nil
	}
	all := make([]review.Class, len(review.Classes))
	for i := range review.Classes {
		all[i] = review.Classes[i].Class
	}
	does := map[string]bool{}
	for _, stops := range p.stops(all) {
		does[together(stops)] = true
		for _, s := range stops {
			does[s.Fingerprint] = true
			for _, c := range s.Changes {
				does[c.Fingerprint(s.Class)] = true
			}
		}
	}
	for _, n := range notes {
		switch {
		case !does[n.Fingerprint]:
			unused = append(unused, n)
		case reasons[n.Fingerprint] == "":
			reasons[n.Fingerprint] = n.Reason
		}
	}
	return unused
}

// ChangeNote is the argument of a service that accepts what nobody has accepted yet, without reasons for that, and a
// sentence about where to write it, without a colon: into any service or, if one of those concerned has the argument
// already, in its place. What that has otherwise and still is about something is kept. It has no more than most new
// entries.
func (f *FailOn) ChangeNote(most int) (where, argument string) {
	open := f.Open()
	open = open[:min(len(open), most)]
	where = "Or write this into a service"
	var b strings.Builder
	b.WriteString("change_note = {\n")
	entry := func(fingerprint, reason string) { fmt.Fprintf(&b, "  %q = %s\n", fingerprint, quoted(reason)) }
	if in := f.noteOf(open); in != nil {
		where = fmt.Sprintf("Or add to the change_note at %s:%d, which then is", printable.Line(in.Map.Filename),
			in.Map.Start.Line)
		for _, n := range f.Notes {
			if n.Map == in.Map {
				entry(n.Fingerprint, n.Reason)
			}
		}
	}
	for i := range open {
		entry(open[i].Fingerprint, "REASON")
	}
	return where, b.String() + "}\n"
}

// noteOf is a note of a service that stops are about; nil if there is none.
func (f *FailOn) noteOf(stops []Stop) *honeycomb.Note {
	for _, s := range stops {
		for _, c := range s.Changes {
			i := slices.IndexFunc(f.Notes, func(n honeycomb.Note) bool {
				return slices.Contains(n.Services, c.Service())
			})
			if i >= 0 {
				return &f.Notes[i]
			}
		}
	}
	return nil
}

// Line is the trailer that accepts it, without a reason.
func (s *Stop) Line() string { return AcceptTrailer + ": " + s.Fingerprint + " " }

// About names in a few words what it is: "loosened: slo/pay/uptime".
func (s *Stop) About() string {
	var keys []string
	for _, c := range s.Changes {
		for i := range c.Effects {
			e := &c.Effects[i]
			of := e.Of
			if len(of) == 0 || c.Kind == honeycomb.KindCalculatedField {
				of = []honeycomb.Key{c.Key}
			}
			for _, k := range of {
				if name := printable.Line(string(k)); e.Class == s.Class && !slices.Contains(keys, name) {
					keys = append(keys, name)
				}
			}
		}
	}
	return s.Class.Words() + ": " + words.Some(keys, 3)
}

// ClassesNamed reads a list of classes, separated by commas. The error is a sentence about the first unknown name.
func ClassesNamed(list string) ([]review.Class, string) {
	var classes []review.Class
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		c := review.Named(name)
		if c == review.None {
			return nil, name
		}
		if !slices.Contains(classes, c) {
			classes = append(classes, c)
		}
	}
	return classes, ""
}

// failOn writes what a plan fails on, with what to do.
func (p *printer) failOn(f *FailOn) {
	if f == nil || len(f.Found) == 0 {
		return
	}
	open := f.Open()
	for _, s := range f.Found {
		if s.Accepted != "" {
			p.line("")
			p.tellsAt("", "Accepted, "+s.About()+": "+s.Accepted)
		}
	}
	if len(open) == 0 {
		return
	}
	p.line("")
	p.tellsAt(
		"",
		fmt.Sprintf("Not accepted: %s. To accept, put a line with a reason into a commit message of the branch:",
			words.Plural(len(open), "change")),
	)
	for i, s := range open {
		if i == 10 {
			p.tellsAt(itemIndent, fmt.Sprintf("and %d more: see fail_on in the JSON", len(open)-i))
			break
		}
		p.line("%s%s%s", itemIndent, s.Line(), "REASON")
		p.tellsAt(itemIndent+itemIndent, s.About())
	}
	where, argument := f.ChangeNote(10)
	p.tellsAt("", where+":")
	for l := range strings.Lines(argument) {
		p.line("%s%s", itemIndent, printable.Line(strings.TrimSuffix(l, "\n")))
	}
}

func (p *printer) tellsAt(indent, s string) { p.bulletPainted(indent, "", s) }
