package simulate

// Assumption is a point of the model that Honeycomb documents nothing about, or leaves in doubt, and what slogen takes it to be.
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
	{"budget_in_events", "The error budget is the part of the eligible events in the SLO's window that the target allows to be bad. Every event weighs the same, whenever it came, and the window rolls on by the minute.",
		"That is what an SLO over events is.",
		docsMonitor + "; honeycomb.io/blog/slos-budget-rate-alerts", ""},
	{"gross_budget_rate", "A budget rate alert fires when the failures within its own window are at least its share of the error budget, and it resolves when they are less. Failures that leave the SLO's window meanwhile give nothing back.",
		"That is what a burn rate means. Read as the difference between the budget left now and then (net), an alert would miss a steady burn as soon as older failures leave the window at the same pace.",
		docsMonitor + " says that the budget decreases by the percentage within the window, and not which of the two is meant", "net"},
	{"exhaustion_baseline", "An exhaustion time alert projects the recent past: the last quarter of its exhaustion time, at least a minute, goes on as it was for the exhaustion time.",
		"The book has the time looked ahead be at most four times the time looked back.",
		book + "; a user's script says the same of Honeycomb (gist nickstenning/9bbe27b1c65411501572d7b77bc24380); the documentation says nothing", "baseline"},
	{"exhaustion_context", "What the projection is held against is the whole SLO window as it will be when the exhaustion time has passed: failures that will have left by then don't count any more.",
		"The book calls this context-aware and describes it as Honeycomb's own way.",
		book, ""},
	{"exhaustion_ends", "An exhaustion time alert looks at the budget now and at the end of the exhaustion time, and at no moment between. It resolves as soon as neither is used up.",
		"The budget falls evenly in a projection, except where older failures leave the window.",
		docsMonitor + " is silent", ""},
	{"zero_is_exhausted", "A budget of which exactly nothing is left is used up.",
		"One more failure misses the target.",
		docsMonitor + " is silent", ""},
	{"evaluated_each_minute", "Alerts are evaluated every minute, on all events up to then.",
		"Honeycomb counts SLOs by the minute. Events that arrive late would make alerts later by as much.",
		"Honeycomb's API gives the counts of an SLO by the minute; how often alerts are evaluated is not documented", "interval"},
	{"full_window_before", "Before the first minute looked at lies a whole SLO window of even traffic, or of the days and nights of a scenario that has some. In a scenario it has the share of failures that the scenario gives for ordinary times; before real history begins nothing failed.",
		"Otherwise the first failures would meet the budget of a few minutes, and every alert would fire.",
		"slogen; what Honeycomb does with an SLO that has no history yet is not documented", ""},
}
