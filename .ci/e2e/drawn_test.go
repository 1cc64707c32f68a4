package e2e

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// TestDrawn applies examples, edits them at random and applies them again. What slogen generates must succeed, and
// whatever is declared before and after must have been there all the time; what it refuses must fail or drop something.
//
// SLOGEN_E2E_EDITS says how many edits are drawn, SLOGEN_E2E_SEED with which seed; edit N of a seed is always the same.
// Each begins with another of the mutations, so that as many edits as there are mutations have all of them.
func TestDrawn(t *testing.T) {
	k := newKit(t)
	n, seed := fromEnvironment(t, "SLOGEN_E2E_EDITS", 10), fromEnvironment(t, "SLOGEN_E2E_SEED", 1)
	t.Logf("%d edits with SLOGEN_E2E_SEED=%d", n, seed)
	for _, cli := range k.clis {
		t.Run(filepath.Base(cli), func(t *testing.T) {
			for i := range n {
				t.Run(strconv.Itoa(i+1), func(t *testing.T) {
					t.Parallel()
					r := rand.New(rand.NewPCG(uint64(seed), uint64(i)))
					l := newLife(way{k, cli, forms[r.IntN(len(forms))]}, t.TempDir())
					defer l.end()
					if err := l.drawn(t, r, mutations[i%len(mutations)]); err != nil {
						t.Fatal(err)
					}
				})
			}
		})
	}
}

func fromEnvironment(t *testing.T, name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s is %q, not a number", name, text)
	}
	return n
}

// drawn lives an example until an edit that begins with this mutation was tried.
func (l *life) drawn(t *testing.T, r *rand.Rand, first mutation) error {
	example, edited, err := l.draw(r, first)
	if err != nil {
		return err
	}
	if _, err := l.apply(nil, nil); err != nil {
		return fmt.Errorf("%s, before the edit: %w", example, err)
	}
	if err := edited.write(l.dir); err != nil {
		return err
	}
	order := sortedKeys(paces)[r.IntN(len(paces))]
	l.api.pace = paces[order]
	about := fmt.Sprintf("%s, %s: %s", example, l.form, strings.Join(edited.did, "; "))
	counts, err := l.apply(nil, nil)
	switch {
	case err == nil:
		t.Logf("%s: applied with %s, %s", about, order, counts)
		return nil
	case !errors.Is(err, errRefused):
		return fmt.Errorf("%s\nslogen generates it, but with %s: %w", about, order, err)
	}
	refusal, err := l.refused(nil)
	if err != nil {
		return fmt.Errorf("%s\n%w", about, err)
	}
	t.Logf("%s: refused, and %s", about, refusal.outcome)
	took, counts, err := l.wayOut(r, refusal.problems)
	if errors.Is(err, errHand) {
		t.Log(err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s\nslogen refuses it, and after %s: %w", about, strings.Join(took, "; "), err)
	}
	t.Logf("after %s: applied, %s", strings.Join(took, "; "), counts)
	return nil
}

// errHand is that a problem has only ways that a person must take.
var errHand = errors.New("the way out is none that a program can take")

// wayOut takes ways that slogen offers until nothing is in the way any more, and applies where they lead. It says
// which.
func (l *life) wayOut(r *rand.Rand, problems []problem) (took []string, counts string, err error) {
	for range 20 {
		if len(problems) == 0 {
			counts, err = l.apply(nil, nil)
			return took, counts, err
		}
		ways := slices.DeleteFunc(slices.Clone(problems[0].Ways), func(w wayOut) bool {
			// for people
			return len(w.Run) > 0 || strings.Contains(w.Text, "eave out") || len(w.Paste)+len(w.Rename) == 0 && !w.FirstStep
		})
		if len(ways) == 0 {
			return took, "", errHand
		}
		w := ways[r.IntN(len(ways))]
		took = append(took, fmt.Sprintf("%q", w.Text))
		first, err := l.takeWay(w)
		if err != nil {
			return took, "", err
		}
		if first {
			if _, err := l.apply([]string{firstStep}, nil); err != nil {
				return took, "", err
			}
			counts, err := l.apply(nil, nil)
			return took, counts, err
		}
		if problems, err = l.problems(nil); err != nil {
			return took, "", err
		}
	}
	return took, "", errors.New("twenty ways were taken, and still something is in the way")
}

// draw draws an example, reads it, and draws an edit of it that slogen finds valid. Which examples there are for a
// mutation depends on what it needs.
func (l *life) draw(r *rand.Rand, first mutation) (example string, edited *draft, err error) {
	examples, err := fs.Glob(os.DirFS(root), "examples/*")
	if err != nil {
		return "", nil, err
	}
	// Those with environments are several configurations, and routes need a later provider than the one recorded.
	examples = slices.DeleteFunc(examples, func(dir string) bool {
		_, err := os.Stat(filepath.Join(root, dir, "slogen.hcl"))
		return err == nil || dir == "examples/grouped-triggers"
	})
	for _, i := range r.Perm(len(examples)) {
		if err := errors.Join(l.forget(), l.read(filepath.Join(root, examples[i]))); err != nil {
			return "", nil, err
		}
		for range 20 {
			d, err := readDraft(l.dir)
			if err != nil {
				return "", nil, err
			}
			d.mutate(r, first)
			if len(d.did) == 0 {
				break // nothing to begin with
			}
			for range min(r.IntN(4), r.IntN(4)) {
				d.mutate(r, mutations[r.IntN(len(mutations))])
			}
			if valid, err := l.wouldTake(d); valid || err != nil {
				return examples[i], d, err
			}
		}
	}
	return "", nil, errors.New("no example has an edit that leaves it valid")
}

// wouldTake says whether slogen finds the configuration valid with a draft in it.
func (l *life) wouldTake(d *draft) (bool, error) {
	dir, err := os.MkdirTemp("", "slogen-e2e-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	twin := &life{way: l.way, dir: dir}
	if err := errors.Join(twin.read(l.dir), d.write(dir)); err != nil {
		return false, err
	}
	_, err = twin.runSlogen("validate")
	return err == nil, nil
}

// draft is the HCL of a configuration that is being edited.
type draft struct {
	files map[string]*hclwrite.File // by name below the folder
	moved []string
	did   []string
}

func readDraft(dir string) (*draft, error) {
	names, err := sources(dir)
	if err != nil {
		return nil, err
	}
	d := &draft{files: map[string]*hclwrite.File{}}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, diags := hclwrite.ParseConfig(src, name, hcl.InitialPos)
		if diags.HasErrors() {
			return nil, diags
		}
		below, err := filepath.Rel(dir, name)
		if err != nil {
			return nil, err
		}
		d.files[below] = f
	}
	return d, nil
}

// write writes the draft into a folder.
func (d *draft) write(dir string) error {
	for name, f := range d.files {
		if err := os.WriteFile(filepath.Join(dir, name), f.Bytes(), 0o666); err != nil {
			return err
		}
	}
	if len(d.moved) == 0 {
		return nil
	}
	return os.WriteFile(filepath.Join(dir, "drawn.slo.hcl"), []byte(strings.Join(d.moved, "\n")), 0o666)
}

// mutate makes one change, if what it needs is there.
func (d *draft) mutate(r *rand.Rand, m mutation) {
	if did := m(d, r); did != "" {
		d.did = append(d.did, did)
	}
}

// mutation changes a draft at random and says what it did; empty for nothing.
type mutation func(*draft, *rand.Rand) string

// mutations are the changes that are drawn.
var mutations = []mutation{
	renameRecipient, changeDatasets, swapChannels, lookUp, swapAliases,
	func(d *draft, r *rand.Rand) string { return d.renameIn(r, "sli") },
	func(d *draft, r *rand.Rand) string { return d.renameIn(r, "slo") },
	func(d *draft, r *rand.Rand) string { return d.renameIn(r, "trigger") },
	renameService, changeDatasets, swapLabels, changeAlias, changeTarget, changeChannel,
	func(d *draft, r *rand.Rand) string { return d.remove(r, "slo") },
	func(d *draft, r *rand.Rand) string { return d.remove(r, "trigger") },
	func(d *draft, r *rand.Rand) string { return d.remove(r, "burn_alert") },
	func(d *draft, r *rand.Rand) string { return d.remove(r, "service") },
	addSLO, renameBurnAlert,
}

// found is a block and where it is.
type found struct {
	*hclwrite.Block
	file    string
	parent  *hclwrite.Body
	service string // empty outside services
	slo     string // empty outside SLOs
}

func (f found) label() string { return f.Labels()[len(f.Labels())-1] }

// blocks are all blocks of a type, at any depth, in the order of files.
func (d *draft) blocks(typ string) (out []found) {
	var walk func(file string, body *hclwrite.Body, service, slo string)
	walk = func(file string, body *hclwrite.Body, service, slo string) {
		for _, b := range body.Blocks() {
			in, of := service, slo
			if b.Type() == "service" {
				in = b.Labels()[0]
			}
			if b.Type() == "slo" {
				of = b.Labels()[0]
			}
			if b.Type() == typ {
				out = append(out, found{b, file, body, service, slo})
			}
			walk(file, b.Body(), in, of)
		}
	}
	for _, name := range sortedKeys(d.files) {
		walk(name, d.files[name].Body(), "", "")
	}
	return out
}

// one draws a block of a type that fits.
func (d *draft) one(r *rand.Rand, typ string, fits func(found) bool) (found, bool) {
	all := slices.DeleteFunc(d.blocks(typ), func(f found) bool { return fits != nil && !fits(f) })
	if len(all) == 0 {
		return found{}, false
	}
	return all[r.IntN(len(all))], true
}

// refer replaces a reference in all files, or in one. What a moved block says of before stays.
func (d *draft) refer(file, from, to string) {
	words := regexp.MustCompile(`\b` + regexp.QuoteMeta(from) + `\b`)
	before := regexp.MustCompile(`^ *from *= `)
	for name, f := range d.files {
		if file != "" && name != file {
			continue
		}
		lines := strings.Split(string(f.Bytes()), "\n")
		for i, line := range lines {
			if !before.MatchString(line) {
				lines[i] = words.ReplaceAllLiteralString(line, to)
			}
		}
		if changed, diags := hclwrite.ParseConfig([]byte(strings.Join(lines, "\n")), name,
			hcl.InitialPos); !diags.HasErrors() {
			d.files[name] = changed
		}
	}
}

// renamed says that something has another name, with a moved block or without one.
func (d *draft) renamed(r *rand.Rand, from, to string) string {
	if r.IntN(2) == 0 {
		return fmt.Sprintf("%s is now %s", from, to)
	}
	d.moved = append(d.moved, fmt.Sprintf("moved {\n  from = %s\n  to   = %s\n}\n", from, to))
	return fmt.Sprintf("%s moved to %s", from, to)
}

// relabel gives an object another label, also where it is referred to.
func (d *draft) relabel(from, to honeycomb.Key) {
	a, b := strings.Split(from.Path(), "/"), strings.Split(to.Path(), "/")
	for _, f := range d.blocks(from.Kind()) {
		if slices.Equal(f.Labels(), a) {
			f.SetLabels(b)
		}
	}
	d.refer("", from.Kind()+"."+strings.Join(a, "."), to.Kind()+"."+strings.Join(b, "."))
}

func renameRecipient(d *draft, r *rand.Rand) string {
	b, ok := d.one(r, "recipient", nil)
	if !ok {
		return ""
	}
	from := "recipient." + strings.Join(b.Labels(), ".")
	b.SetLabels([]string{b.Labels()[0], b.label() + "_drawn"})
	d.refer("", from, from+"_drawn")
	return d.renamed(r, from, from+"_drawn")
}

func renameService(d *draft, r *rand.Rand) string {
	b, ok := d.one(r, "service", nil)
	if !ok {
		return ""
	}
	old := b.label()
	b.SetLabels([]string{old + "_drawn"})
	for _, kind := range []string{"sli", "slo", "trigger"} {
		d.refer("", kind+"."+old, kind+"."+old+"_drawn")
	}
	return d.renamed(r, "service."+old, "service."+old+"_drawn")
}

// renameIn renames a block of a service. An SLI may keep the alias that it has by default.
func (d *draft) renameIn(r *rand.Rand, typ string) string {
	b, ok := d.one(r, typ, func(f found) bool { return f.service != "" })
	if !ok {
		return ""
	}
	old := b.label()
	b.SetLabels([]string{old + "_drawn"})
	kept := ""
	if typ == "sli" && b.Body().GetAttribute("alias") == nil && r.IntN(2) == 0 {
		alias := "sli." + b.service + "." + old
		b.Body().SetAttributeValue("alias", cty.StringVal(alias))
		kept = fmt.Sprintf(" with alias %q", alias)
	}
	d.refer(b.file, typ+"."+old, typ+"."+old+"_drawn")
	from := typ + "." + b.service + "." + old
	return d.renamed(r, from, from+"_drawn") + kept
}

func renameBurnAlert(d *draft, r *rand.Rand) string {
	b, ok := d.one(r, "burn_alert", func(f found) bool { return f.slo != "" })
	if !ok {
		return ""
	}
	from := "burn_alert." + b.service + "." + b.slo + "." + b.label()
	b.SetLabels([]string{b.label() + "_drawn"})
	return d.renamed(r, from, from+"_drawn")
}

// swapLabels gives two SLOs of a service each the other's name.
func swapLabels(d *draft, r *rand.Rand) string {
	a, ok := d.one(r, "slo", func(f found) bool { return f.service != "" })
	if !ok {
		return ""
	}
	b, ok := d.one(r, "slo", func(f found) bool { return f.service == a.service && f.label() != a.label() })
	if !ok {
		return ""
	}
	x, y := a.label(), b.label()
	a.SetLabels([]string{y})
	b.SetLabels([]string{x})
	return fmt.Sprintf("slo.%s.%s and %s swap names", a.service, x, y)
}

var slugs = []string{"cart", "checkout", "drawn", "search"}

func changeDatasets(d *draft, r *rand.Rand) string {
	b, ok := d.one(r, "service", nil)
	if !ok {
		return ""
	}
	n := 1 + r.IntN(3)
	var chosen []cty.Value
	for _, i := range r.Perm(len(slugs))[:n] {
		chosen = append(chosen, cty.StringVal(slugs[i]))
	}
	b.Body().RemoveAttribute("dataset")
	b.Body().RemoveAttribute("datasets")
	if n == 1 {
		b.Body().SetAttributeValue("dataset", chosen[0])
		return fmt.Sprintf("service.%s is in %s", b.label(), chosen[0].AsString())
	}
	b.Body().SetAttributeValue("datasets", cty.ListVal(chosen))
	return fmt.Sprintf("service.%s is in %d datasets", b.label(), n)
}

func changeTarget(d *draft, r *rand.Rand) string {
	b, ok := d.one(r, "slo", nil)
	if !ok {
		return ""
	}
	b.Body().SetAttributeValue("target", cty.NumberFloatVal([]float64{90, 99, 99.5, 99.95}[r.IntN(4)]))
	if r.IntN(2) == 0 {
		b.Body().SetAttributeValue("window", cty.StringVal([]string{"14d", "28d", "60d"}[r.IntN(3)]))
	}
	return fmt.Sprintf("slo.%s.%s has another target", b.service, b.label())
}

func isSlack(f found) bool {
	return f.Labels()[0] == "slack" && f.Body().GetAttribute("channel") != nil
}

func changeChannel(d *draft, r *rand.Rand) string {
	b, ok := d.one(r, "recipient", isSlack)
	if !ok {
		return ""
	}
	b.Body().SetAttributeValue("channel", cty.StringVal("#drawn"))
	return fmt.Sprintf("recipient.slack.%s has another channel", b.label())
}

// swapChannels gives each of two recipients the other's channel; a recipient that is alone gets a second one first.
func swapChannels(d *draft, r *rand.Rand) string {
	return d.swap(r, "recipient", "channel", isSlack)
}

// swapAliases swaps the aliases of two SLIs that have any.
func swapAliases(d *draft, r *rand.Rand) string {
	return d.swap(r, "sli", "alias", func(f found) bool { return f.service != "" })
}

// swap swaps the values of an attribute of two blocks. An SLI without an alias has the one that is its default.
func (d *draft) swap(r *rand.Rand, typ, name string, fits func(found) bool) string {
	a, ok := d.one(r, typ, fits)
	if !ok {
		return ""
	}
	b, ok := d.one(r, typ, func(f found) bool { return fits(f) && f.Block != a.Block })
	if !ok {
		return ""
	}
	x, y := valueOf(a, name), valueOf(b, name)
	a.Body().SetAttributeRaw(name, y)
	b.Body().SetAttributeRaw(name, x)
	return fmt.Sprintf("%s %s and %s swap their %s", typ, a.label(), b.label(), name)
}

func valueOf(f found, name string) hclwrite.Tokens {
	if a := f.Body().GetAttribute(name); a != nil {
		return a.Expr().BuildTokens(nil)
	}
	return hclwrite.TokensForValue(cty.StringVal("sli." + f.service + "." + f.label()))
}

func changeAlias(d *draft, r *rand.Rand) string {
	b, ok := d.one(r, "sli", func(f found) bool { return f.service != "" })
	if !ok {
		return ""
	}
	b.Body().SetAttributeValue("alias", cty.StringVal("drawn."+b.label()))
	return fmt.Sprintf("sli.%s.%s has another alias", b.service, b.label())
}

// lookUp has a recipient looked up that was made.
func lookUp(d *draft, r *rand.Rand) string {
	b, ok := d.one(r, "recipient", func(f found) bool {
		return f.Body().GetAttribute("lookup") == nil && f.Body().GetAttribute("existing") == nil
	})
	if !ok {
		return ""
	}
	b.Body().SetAttributeValue("lookup", cty.True)
	b.Body().RemoveAttribute("integration_key")
	return fmt.Sprintf("recipient.%s is looked up", strings.Join(b.Labels(), "."))
}

func (d *draft) remove(r *rand.Rand, typ string) string {
	b, ok := d.one(r, typ, nil)
	if !ok {
		return ""
	}
	b.parent.RemoveBlock(b.Block)
	return fmt.Sprintf("%s %s of %s is gone", typ, b.label(), b.service)
}

// addSLO copies an SLO and its SLI under another name.
func addSLO(d *draft, r *rand.Rand) string {
	b, ok := d.one(r, "slo", func(f found) bool { return f.service != "" && f.Body().GetAttribute("sli") != nil })
	if !ok {
		return ""
	}
	name := strings.TrimPrefix(strings.TrimSpace(string(b.Body().GetAttribute("sli").Expr().BuildTokens(nil).Bytes())),
		"sli.")
	for _, sli := range d.blocks("sli") {
		if sli.service != b.service || sli.label() != name {
			continue
		}
		for _, old := range []found{sli, b} {
			block := clone(old.Block)
			block.SetLabels([]string{old.label() + "_more"})
			block.Body().RemoveAttribute("alias")
			block.Body().RemoveAttribute("existing")
			if old.Type() == "slo" {
				block.Body().SetAttributeRaw("sli",
					hclwrite.Tokens{{Type: hclsyntax.TokenIdent, Bytes: []byte("sli." + name + "_more")}})
			}
			b.parent.AppendNewline()
			b.parent.AppendBlock(block)
		}
		return fmt.Sprintf("slo.%s.%s_more is new", b.service, b.label())
	}
	return ""
}

// clone is a block of its own that says the same.
func clone(b *hclwrite.Block) *hclwrite.Block {
	f, diags := hclwrite.ParseConfig(b.BuildTokens(nil).Bytes(), "clone", hcl.InitialPos)
	if diags.HasErrors() || len(f.Body().Blocks()) != 1 {
		panic(fmt.Sprintf("a block that was parsed before can't be parsed: %v", diags))
	}
	return f.Body().Blocks()[0]
}
