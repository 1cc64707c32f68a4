package report

// Measure is what a section of the report looks at, and the guidance that it reads.
type Measure struct {
	// The measure, as in decisions.
	Name string `json:"name"`
	// What it shows.
	Reads string `json:"reads"`
	// What slogen adds that no source says; absent if nothing.
	Own string `json:"own,omitempty"`
	// The guidance.
	Guidance []Guidance `json:"guidance"`
}

// Guidance is a text about alerting.
type Guidance struct {
	// Its title.
	Title string `json:"title"`
	// Its address.
	URL string `json:"url" jsonschema:"format=uri"`
}

// The texts that measures read.
var (
	alertManagement = Guidance{"A CoPE's Guide to Alert Management",
		"https://www.honeycomb.io/blog/cope-guide-alert-management-pt5"}
	efficacy = Guidance{"Determining a CoPE's Efficacy, and Everything After",
		"https://www.honeycomb.io/blog/determining-cope-efficacy-pt7"}
	touchingGrass  = Guidance{"Touching Grass With SLOs", "https://www.honeycomb.io/blog/honeycomb-internal-slos"}
	countingAlerts = Guidance{"On Counting Alerts", "https://www.honeycomb.io/blog/counting-alerts"}
	onCallHealth   = Guidance{"Tracking On-Call Health", "https://www.honeycomb.io/blog/tracking-on-call-health"}
	whatMatters    = Guidance{"Measure What Matters", "https://www.honeycomb.io/blog/measure-what-matters"}
	telemetry      = Guidance{"Avoid Stubbing Your Toe on Telemetry Changes",
		"https://www.honeycomb.io/blog/stubbing-toe-telemetry-changes"}
	informative = Guidance{"Independent, Involved, Informed, and Informative",
		"https://www.honeycomb.io/blog/characteristics-of-a-cope-pt2"}
	docsAlerts = Guidance{"Best Practices for Alerts",
		"https://docs.honeycomb.io/get-started/best-practices/alerts"}
	docsSLOs    = Guidance{"Best Practices for SLOs", "https://docs.honeycomb.io/get-started/best-practices/slos"}
	docsMonitor = Guidance{"Monitor SLOs", "https://docs.honeycomb.io/notify/slos/monitor"}
)

// measures lists what the report looks at, in the order of its sections.
var measures = []Measure{
	{"services", "Which services promise something to their users. A number of SLOs is nobody's target: mandated " +
		"minimums were tried and didn't hold up.", "", []Guidance{touchingGrass}},
	{"promises", "Targets, windows, and what may fail until they are missed.", "Budgets are also given as time of " +
		"full outage at even traffic, although Honeycomb counts events.", []Guidance{docsSLOs}},
	{"proactive", "Burn alerts say that a promise is in danger, so anybody can read them. A trigger says that " +
		"something happened, and its reader has to know why that matters.", "",
		[]Guidance{alertManagement, docsAlerts}},
	{"recipients", "Who is woken by what. Such counts mean something only together with what the people can do " +
		"about it, so they are no score.", "", []Guidance{countingAlerts, onCallHealth}},
	{"context", "Whether whoever is told learns what it means, whose it is, and where to read on.",
		"An owner, a runbook and a description are what slogen can see of context.",
		[]Guidance{docsAlerts, docsMonitor}},
	{"waivers", "What lint is told to ignore, with the reason and the day it ends. All are listed, whoever wrote them.",
		"", []Guidance{informative}},
	{"dates", "What expires, what is on trial or quiet, and what nobody has looked at for long. If nobody responds " +
		"to an alert, why does it exist? An alert starts with a quiet recipient, and is widened or dropped.",
		"How long a review holds is a flag, because no source says it.", []Guidance{whatMatters, docsAlerts}},
	{"shared", "Recipients, policies and templates that several services use: where teams work together, and whom a " +
		"change concerns.", "Sharing as a sign of cooperation is slogen's reading; the article measures no such thing.",
		[]Guidance{efficacy}},
	{"columns", "The columns that SLIs and triggers read. If one is renamed, alerts go quiet without a word.", "",
		[]Guidance{telemetry}},
	{"change", "What is otherwise than in an earlier report: what was done, rather than what happened.", "",
		[]Guidance{onCallHealth}},
}

// measure finds a measure; the names are those of the table.
func measure(name string) *Measure {
	for i := range measures {
		if measures[i].Name == name {
			return &measures[i]
		}
	}
	return &Measure{Name: name}
}
