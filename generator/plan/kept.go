package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

// What is taken over keeps what isn't declared. slogen doesn't know what that is: it says which arguments are kept, and
// which are not any more.

// asItWas stands in for what an object kept, which only Honeycomb knows.
const asItWas = "(as it was)"

// fixedModule is the output that is the same for every object, so that it can't keep what one of them has.
const fixedModule = "terraform_input"

// released lists what an object kept and keeps no longer.
func released(old, new honeycomb.Object) (out []honeycomb.Kept) {
	for _, k := range honeycomb.KeptOf(old) {
		if !slices.Contains(new.Head().Keeps, k.Members[0]) {
			out = append(out, k)
		}
	}
	return out
}

// releases says whether an object kept what has a name, and keeps it no longer.
func releases(old, new honeycomb.Object, name string) bool {
	return slices.ContainsFunc(released(old, new), func(k honeycomb.Kept) bool { return k.Name == name })
}

// diffReleased puts a difference of its own in the place of those of what is kept no longer, also where what was
// declared beside it is the same.
func diffReleased(diffs []AttrDiff, old, new honeycomb.Object) []AttrDiff {
	list := released(old, new)
	if len(list) == 0 {
		return diffs
	}
	is := body(new)
	for _, k := range list {
		diffs = slices.DeleteFunc(diffs, func(d AttrDiff) bool { return isOf(d, k) })
		d := AttrDiff{Path: k.Members[0], Before: []byte(strconv.Quote(asItWas)), Released: true}
		n := is
		for name := range strings.SplitSeq(d.Path, ".") {
			n = n.get(name)
		}
		if n != nil {
			d.After, d.Sensitive = n.append(nil), n.hidden != nil
		}
		diffs = append(diffs, d)
	}
	return diffs
}

// isOf reports whether a difference is one of what is kept.
func isOf(d AttrDiff, k honeycomb.Kept) bool {
	return slices.ContainsFunc(k.Members, func(path string) bool {
		rest, below := strings.CutPrefix(d.Path, path)
		return below && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// settled is x with what it keeps as it was, unless an output changes that all the same.
func (d *differ) settled(x, was honeycomb.Object) honeycomb.Object {
	if d.current.Settings.Output(fixedModule) {
		return x
	}
	return honeycomb.Settled(x, was)
}

// names are the names of what is kept, those that the language has a word for and the others.
func names(list []honeycomb.Kept) (said, unsaid []string) {
	for _, k := range list {
		if k.Unsaid {
			unsaid = append(unsaid, k.Name)
		} else {
			said = append(said, k.Name)
		}
	}
	return said, unsaid
}

// explainTakenOver says of an object that is taken over what it keeps.
func (d *differ) explainTakenOver(w *Change) {
	w.say("already exists as %s: it is imported, not created", w.After.Head().Existing)
	said, unsaid := names(honeycomb.KeptOf(w.After))
	all := slices.Concat(said, unsaid)
	if len(all) == 0 {
		return
	}
	if d.current.Settings.Output(fixedModule) {
		w.adopting("not declared here, and the output %s can't leave it as it is: %s; its first apply makes of it "+
			"what slogen or the provider has for new objects", fixedModule, words.List(all))
	}
	if outputs := d.current.Settings.Outputs; len(outputs) > 1 || !d.current.Settings.Output(fixedModule) {
		w.adopting("stays as it is at Honeycomb, since it isn't declared here: %s", words.List(all))
	}
}

// explainNotKept says what an output changes though it is kept.
func (d *differ) explainNotKept(w *Change) {
	if w.Before == nil || w.After == nil || !d.current.Settings.Output(fixedModule) {
		return
	}
	list := slices.DeleteFunc(honeycomb.KeptOf(w.After), func(k honeycomb.Kept) bool {
		return !slices.ContainsFunc(w.Diffs, func(d AttrDiff) bool { return isOf(d, k) })
	})
	if said, unsaid := names(list); len(list) > 0 {
		w.say("not declared here, and the output %s can't leave it as it is: %s", fixedModule,
			words.List(slices.Concat(said, unsaid)))
	}
}

// adopting is say for a sentence about what is taken over.
func (w *Change) adopting(format string, args ...any) {
	w.say(format, args...)
	w.Effects[len(w.Effects)-1].adopts = true
}

// explainReadBack says what Terraform's own plan shows of an alert that is taken over, since the provider reads no more
// of recipients than their ids.
func (w *Change) explainReadBack(list []honeycomb.Notification) {
	if w.Action != Create || w.After.Head().Existing == "" {
		return
	}
	var told, routed []string
	for _, n := range list {
		if n.Routed() {
			routed = append(routed, phrase.Recipient(n.Recipient))
		}
		if n.PagerDutySeverity != "" || len(n.Variables) > 0 {
			told = append(told, phrase.Recipient(n.Recipient))
		}
	}
	if len(told) > 0 {
		w.adopting("Terraform's first plan shows what %s %s told as added, since the provider doesn't read it back; "+
			"where it is what Honeycomb has, nothing changes", words.List(told), words.Verb(len(told), "is", "are"))
	}
	if len(routed) > 0 {
		w.adopting("Terraform's first plan shows which groups %s %s of as added, since the provider doesn't read it "+
			"back; where it is what Honeycomb has, nothing changes", words.List(routed),
			words.Verb(len(routed), "hears", "hear"))
	}
}

// unclear are those whose release can make an alert louder or quieter.
var unclear = []string{"disabled", "for", "recipients", "repeat", "schedule"}

// explainReleased says what an object keeps no longer.
func (w *Change) explainReleased() {
	if w.Before == nil || w.After == nil {
		return
	}
	said, unsaid := names(released(w.Before, w.After))
	tell := func(list []string, format string, args ...any) {
		class := review.None
		if slices.ContainsFunc(list, func(name string) bool { return slices.Contains(unclear, name) }) {
			class = review.Undecided
		}
		w.tell(class, asItWas, list, format, args...)
	}
	if len(said) > 0 {
		tell(said, "no longer kept as it was when it was taken over: %s %s from now on what is declared, or else what "+
			"slogen has for it", words.List(said), words.Verb(len(said), "is", "are"))
	}
	if len(unsaid) > 0 {
		tell(unsaid, "no longer kept: %s, which can't be declared; Terraform resets what was set by hand. To keep "+
			"that, leave `existing` where it was", words.List(unsaid))
	}
}
