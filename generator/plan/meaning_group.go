package plan

import (
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/review"
)

// hears tells of which groups a recipient hears that heard of others before. name is what people know it by.
func (w *Change) hears(name string, old, new honeycomb.Notification) {
	before, after := phrase.Hears(old), phrase.Hears(new)
	if a, b := phrase.GroupsOf(old.Groups), phrase.GroupsOf(new.Groups); a != b {
		more, less, ok := review.Groups(old.Groups, new.Groups)
		text := func(n honeycomb.Notification) string {
			return phrase.Hears(honeycomb.Notification{Groups: n.Groups})
		}
		switch {
		case !ok:
			w.tell(review.Undecided, before, after, "%s hears %s, was %s: slogen can't tell which are more", name,
				text(new), text(old))
		case more && less:
			w.tell(review.Louder, before, after, "%s hears %s, was %s: it is told of groups that it didn't hear of",
				name, text(new), text(old))
			w.tell(review.Quieter, before, after, "%s isn't told any more of others", name)
		default:
			w.tell(either(more, review.Louder, review.Quieter), before, after, "%s hears %s, was %s", name, text(new),
				text(old))
		}
	}
	if a, b := old.PerGroupIncidents, new.PerGroupIncidents; a != b {
		if b {
			w.tell(review.Louder, before, after, "%s gets an incident for each group, was one for all", name)
		} else {
			w.tell(review.Quieter, before, after, "%s gets one incident for all groups, was one for each", name)
		}
	}
}

// unheard tells that a trigger has groups that nobody hears of, and hadn't before.
func (w *Change) unheard(old, new *honeycomb.Trigger) {
	if !review.Unheard(new) || old != nil && review.Unheard(old) {
		return
	}
	const text = "nobody hears of groups that no route is for"
	if old == nil {
		w.say(text)
		return
	}
	w.tell(review.Quieter, false, true, text)
}

// groupsHeard are the groups that a recipient hears of, to be put behind its name; empty for every group alike.
func groupsHeard(n honeycomb.Notification) string {
	if !n.Routed() {
		return ""
	}
	return " " + phrase.Hears(n)
}
