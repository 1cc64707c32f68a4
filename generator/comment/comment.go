package comment

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/words"
)

// maxBytes is the size that no comment reaches. GitHub takes 65,536 characters, and a text never has fewer bytes.
const maxBytes = 60_000

// Options says how a comment is written. The zero value serves.
type Options struct {
	// Name tells a comment from others on the same page, such as the name of an environment.
	Name string
	// Against names what the plan was compared with; empty for the committed output.
	Against string
	// Link is the address of a line of a source file, by the name that was given; empty for none. It has nothing that
	// means something in Markdown. May be nil.
	Link func(file string, line int) string
}

var unsafe = lazy.Regexp(`[^A-Za-z0-9_./]+`)

// marker is the first line of a comment.
func (o Options) marker() string {
	name := strings.Trim(unsafe().ReplaceAllString(o.Name, "-"), "-")
	if name != "" {
		name = " " + name
	}
	return "<!-- slogen:plan" + name + " -->\n"
}

func (o Options) against() string {
	if o.Against == "" {
		return "the committed output"
	}
	return text(o.Against)
}

// open is how many rows are seen without a click.
const open = 5

// Plan writes a plan.
func Plan(p *plan.Plan, o Options) []byte {
	if p.Empty() {
		return []byte(o.marker() + "No alert changes against " + o.against() + "\n" + notes(p))
	}
	var out string
	for fold := plan.SameEffects; fold <= plan.SameClass; fold++ {
		r := p.Review(fold)
		if out = o.write(p, r, true); len(r.Items) <= 40 && len(out) < maxBytes {
			return []byte(out)
		}
	}
	if len(out) < maxBytes {
		return []byte(out)
	}
	return []byte(o.write(p, p.Review(plan.SameClass), false))
}

// write writes all of a comment or, without its rows, only what counts them.
func (o Options) write(p *plan.Plan, r plan.Review, rows bool) string {
	var b strings.Builder
	b.WriteString(o.marker())
	o.verdict(&b, p, "")
	refusal(&b, p.Fails)
	problems(&b, p)
	switch {
	case rows:
		o.rows(&b, r)
	default:
		counts(&b, p)
	}
	pastes(&b, p)
	acceptance(&b, p.Fails)
	b.WriteString(notes(p))
	return b.String()
}

// verdict writes what a reviewer must know of a plan, which is that of an environment where there are several.
func (o Options) verdict(b *strings.Builder, p *plan.Plan, environment string) {
	verdict, objects, _ := cutLast(p.Verdict().String(), " · ")
	if verdict == "" {
		verdict, objects = objects, ""
	}
	fmt.Fprintf(b, "**%s%s**", environment, verdict)
	if objects != "" {
		b.WriteString(" — " + objects)
	}
	fmt.Fprintf(b, " against %s\n", o.against())
}

// problems writes why Terraform could not get there.
func problems(b *strings.Builder, p *plan.Plan) {
	n := len(p.Problems)
	if n == 0 {
		return
	}
	fmt.Fprintf(b, "\n**%s: the apply would fail or lose something**\n", words.Plural(n, "problem"))
	for i := range p.Problems[:min(n, open)] {
		x := &p.Problems[i]
		fmt.Fprintf(b, "- %s: %s\n", cell(string(x.Key)), cell(x.Detail))
	}
}

// notesOf is what a reviewer must know of the base.
func notesOf(p *plan.Plan) []string {
	if p.Base == nil {
		return nil
	}
	return p.Base.Notes
}

// notes is what a reviewer must know of the base, as a paragraph; empty for nothing.
func notes(p *plan.Plan) string {
	list := notesOf(p)
	if len(list) == 0 {
		return ""
	}
	const most = 8
	rest := len(list) - most
	if rest > 0 {
		list = append(list[:most:most], fmt.Sprintf("and %d more", rest))
	}
	lines := make([]string, len(list))
	for i, n := range list {
		lines[i] = cell(n)
	}
	return "\n" + strings.Join(lines, "<br>\n") + "\n"
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

// rows writes the tables.
func (o Options) rows(b *strings.Builder, r plan.Review) {
	n := min(open, len(r.Items))
	b.WriteByte('\n')
	o.table(b, r.Items[:n])
	rest := map[string][]plan.Item{}
	var folders []string
	for _, x := range r.Items[n:] {
		dir := path.Dir(x.Changes[0].Origin.File)
		if rest[dir] == nil {
			folders = append(folders, dir)
		}
		rest[dir] = append(rest[dir], x)
	}
	slices.Sort(folders)
	for _, dir := range folders {
		name := ""
		if dir != "." {
			name = summary(dir) + ": "
		}
		fmt.Fprintf(b, "\n<details><summary>%s%s</summary>\n\n", name,
			words.Counted(len(rest[dir]), "more change", "more changes"))
		o.table(b, rest[dir])
		b.WriteString("\n</details>\n")
	}
	if text := r.Follows(); text != "" {
		fmt.Fprintf(b, "\nWords only, %s.\n", text)
	}
}

func (o Options) table(b *strings.Builder, items []plan.Item) {
	b.WriteString("| change | meaning |\n|---|---|\n")
	for i := range items {
		o.row(b, &items[i], nil)
	}
}

// row writes a change, which is one in the environments where there are several.
func (o Options) row(b *strings.Builder, x *plan.Item, environments []string) {
	where := ""
	if at := x.Place(); at != "" {
		where = "<br>" + o.linked(x, breakable(at))
	}
	lines := x.Lines()
	const most = 12
	if n := len(lines) - most; n > 0 {
		lines = append(lines[:most:most], fmt.Sprintf("and %d more", n))
	}
	for j := range lines {
		lines[j] = broken(cell(lines[j]))
	}
	if len(lines) == 0 && x.Changes[0].Action == plan.Moved {
		lines = []string{"nothing else changes"}
	}
	in := "" // not in a column of its own: a phone is narrow
	if environments != nil {
		in = " in " + cell(strings.Join(environments, ", "))
	}
	fmt.Fprintf(b, "| %s%s<br>**%s**%s | %s |\n", strings.ToLower(x.Label()), in, breakable(x.Title()), where,
		strings.Join(lines, "<br>"))
}

// linked is the place of an item as a link to it, where there is one.
func (o Options) linked(x *plan.Item, place string) string {
	if file, line := x.Source(); file != "" && line > 0 {
		return o.linkTo(file, line, place)
	}
	return place
}

// linkTo is a text, as Markdown, that leads to a line of a file, where there is an address of it.
func (o Options) linkTo(file string, line int, text string) string {
	if o.Link != nil {
		if to := o.Link(file, line); to != "" {
			return "[" + text + "](" + to + ")"
		}
	}
	return text
}

// counts writes how many objects of which services change or, where they are many, of which folders or owners.
func counts(b *strings.Builder, p *plan.Plan) {
	const most = 100
	noun, groups := p.Groups(most)
	fmt.Fprintf(b, "\n| %s | objects |\n|---|---|\n", noun)
	for i, g := range groups {
		if i == most {
			fmt.Fprintf(b, "| and %s | |\n", words.Counted(len(groups)-i, "more "+noun, "more "+noun+"s"))
			break
		}
		if g.Name == "" {
			g.Name = "shared"
		}
		fmt.Fprintf(b, "| %s | %d |\n", cell(words.Cut(g.Name, 60)), g.N)
	}
}

// pastes writes what keeps the history of what was renamed.
func pastes(b *strings.Builder, p *plan.Plan) {
	const most = 10
	n, seen := 0, map[string]bool{}
	for i := range p.Changes {
		c := &p.Changes[i]
		for _, k := range c.Keep {
			if seen[k.Into+"\x00"+k.HCL] || len(k.HCL) > 2000 {
				continue
			}
			seen[k.Into+"\x00"+k.HCL] = true
			if n++; n > most {
				continue
			}
			fmt.Fprintf(b, "\n<details><summary>To keep what %s was, paste %s</summary>\n\n", summary(string(c.Key)),
				summary(k.Where()))
			fence(b, "hcl", k.HCL)
			b.WriteString("\n</details>\n")
		}
	}
	if n > most {
		fmt.Fprintf(b, "\n%d more to paste: see the plan's text.\n", n-most)
	}
}

// refusal says what the plan is to fail on, and what of it is accepted.
func refusal(b *strings.Builder, f *plan.FailOn) {
	stops := f.Open()
	if n := len(stops); n > 0 {
		fmt.Fprintf(b, "\n**Refused: %s that -fail-on names %s not accepted**\n\n", words.Plural(n, "change"),
			words.Verb(n, "is", "are"))
		for i := range stops[:min(n, open)] {
			fmt.Fprintf(b, "- %s (%s)\n", cell(stops[i].About()), stops[i].Fingerprint)
		}
		if n > open {
			fmt.Fprintf(b, "- and %d more\n", n-open)
		}
	}
	if f == nil {
		return
	}
	accepted := 0
	for _, s := range f.Found {
		if s.Accepted == "" {
			continue
		}
		if accepted++; accepted <= open {
			fmt.Fprintf(b, "\nAccepted, %s: %s\n", cell(s.About()), cell(s.Accepted))
		}
	}
	if accepted > open {
		fmt.Fprintf(b, "\nAccepted, and not listed here: %d more.\n", accepted-open)
	}
}

// acceptance writes what accepts the plan: all of it without a click, if that is little.
func acceptance(b *strings.Builder, f *plan.FailOn) {
	stops := f.Open()
	if len(stops) == 0 {
		return
	}
	isOpen := ""
	if len(stops) <= open {
		isOpen = " open"
	}
	fmt.Fprintf(b, "\n<details%s><summary>To accept it</summary>\n\nPut %s with a reason into the message of a commit "+
		"of this branch:\n\n", isOpen, words.Verb(len(stops), "this line", "these lines"))
	var lines strings.Builder
	const most = 20
	for i := range stops[:min(len(stops), most)] {
		fmt.Fprintf(&lines, "%sREASON\n", stops[i].Line())
	}
	fence(b, "text", lines.String())
	if n := len(stops) - most; n > 0 {
		fmt.Fprintf(b, "\nAnd %d more: see fail_on in the JSON.\n", n)
	}
	where, argument := f.ChangeNote(most)
	fmt.Fprintf(b, "\n%s:\n\n", cell(where))
	fence(b, "hcl", argument)
	b.WriteString("\n</details>\n")
}
