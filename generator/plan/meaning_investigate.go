package plan

import "github.com/slogen-project/slogen/generator/review"

// childModule is the output that other Terraform calls, which configures the provider.
const childModule = "terraform_module"

// investigates tells whether Honeycomb Intelligence looks into an alert. Nobody is woken sooner or later for it.
func (d *differ) investigates(w *Change, before, after bool) {
	const does = "Honeycomb Intelligence looks into it when it fires"
	switch {
	case before == after || w.Before != nil && releases(w.Before, w.After, "investigate"):
		return
	case !after:
		w.tell(review.WordsOnly, before, after, "Honeycomb Intelligence no longer looks into it when it fires")
		return
	case w.Before == nil:
		w.say(does)
	default:
		w.tell(review.WordsOnly, before, after, does+", and didn't before")
	}
	if d.current.Settings.Output(childModule) {
		w.say("write features { intelligence { enabled = true } } into your `provider \"honeycombio\"`, which %s can't "+
			"do: without it the apply fails", childModule)
	}
}
