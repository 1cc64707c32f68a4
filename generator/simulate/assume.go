package simulate

// Assumption is a point of the model that Honeycomb documents nothing about, or leaves in doubt, and what slogen takes
// it to be.
type Assumption struct {
	ID     string // such as "gross_budget_rate"
	Choice string // what slogen takes it to be
	Why    string // why that and nothing else
	Source string // what is known, and where
	Flag   string // the flag of `slogen simulate` that chooses otherwise; empty when there is none
}

const (
	docsMonitor = "docs.honeycomb.io/notify/slos/monitor"
	book        = "Observability Engineering (Majors, Fong-Jones, Miranda; O'Reilly 2022), chapter 13"
)

// Assumptions are all assumptions of the model, in the order in which they matter.
var Assumptions = []Assumption{
	{"budget_in_events", "The error budget is the share of the eligible events in the SLO's window that the target " +
		"allows to be bad. Every event counts the same, whenever it came, and the window moves on every minute.",
		"That is what an SLO over events means.",
		docsMonitor + "; honeycomb.io/blog/slos-budget-rate-alerts", ""},
	{"gross_budget_rate", "A budget rate alert fires when the failures within its own window take at least its share of " +
		"the error budget, and resolves when they take less. Failures that leave the SLO's window in the meantime don't " +
		"give any budget back.",
		"That is what a burn rate means. If the alert compared the budget left now with the budget left then (net), it " +
			"would miss a steady burn as soon as older failures leave the window at the same pace.",
		docsMonitor + " says that the budget decreases by the percentage within the window, but not which of the two is " +
			"meant", "net"},
	{"exhaustion_baseline", "An exhaustion time alert projects the recent past: it assumes that traffic and failures " +
		"continue as in the last quarter of its exhaustion time (at least the last minute).",
		"The book recommends looking ahead at most four times as far as looking back.",
		book + "; a user's script says the same about Honeycomb (gist nickstenning/9bbe27b1c65411501572d7b77bc24380); the " +
			"documentation doesn't say", "baseline"},
	{"exhaustion_context", "The projection covers the whole SLO window as it will be after the exhaustion time: events " +
		"that will have left the window by then, good or bad, no longer count. So an alert can also fire because traffic " +
		"falls and the failures that stay in the window weigh more.",
		"The book calls this context-aware and describes it as Honeycomb's own method.",
		book, ""},
	{"exhaustion_ends", "An exhaustion time alert looks at the budget now and at the end of the exhaustion time, but " +
		"not in between. It resolves as soon as there is budget left at both.",
		"In a projection the budget falls evenly, except where older failures leave the window.",
		docsMonitor + " is silent", ""},
	{"zero_is_exhausted", "A budget of exactly 0 is used up.",
		"One more failure would miss the target.",
		docsMonitor + " is silent", ""},
	{"evaluated_each_minute", "Alerts are evaluated every minute, on all events up to that moment.",
		"Honeycomb counts SLOs by the minute. If events arrive late, alerts are just as late.",
		"Honeycomb's API gives an SLO's counts by the minute; how often alerts are evaluated is not documented", "interval"},
	{"full_window_before", "A whole SLO window of even traffic, or of a scenario's days and nights, precedes the first " +
		"minute. In a scenario, the background ratio of its events failed; before real history, nothing failed.",
		"Otherwise the first failures would be set against the budget of a few minutes, and every alert would fire.",
		"slogen's choice; what Honeycomb does with an SLO that has no history yet is not documented", ""},
	{"empty_window", "An SLO window without events has its whole budget left, both now and (with -net) before an " +
		"alert's window.",
		"Nothing failed in it.",
		docsMonitor + " is silent", ""},
	{"parts_of_events", "A scenario's traffic is spread evenly, as parts of events if less than one event comes a " +
		"minute: at 5 an hour, each minute has a twelfth of an event, and a minute in which everything fails has a twelfth " +
		"of a failure.",
		"The same scenario then always gives the same result. Real events fail whole, so the output says what a single " +
			"failed event would do.",
		"slogen's choice", ""},
}
