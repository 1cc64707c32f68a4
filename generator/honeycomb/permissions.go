package honeycomb

// Permission is something that an API key of Honeycomb, a configuration key, must be allowed to do, by the name that
// Honeycomb's settings show.
type Permission struct {
	Name string
	For  string // what needs it
	used func(r *Resources) bool
}

// Permissions are all that what slogen declares may need. Source: Honeycomb's API document, in the description of each
// kind of object.
var Permissions = []Permission{
	{"Manage SLOs", "SLOs and burn alerts", func(r *Resources) bool { return len(r.SLOs)+len(r.BurnAlerts) > 0 }},
	{"Manage Queries and Columns", "calculated fields, which SLIs are, and the queries of triggers and boards",
		func(r *Resources) bool { return len(r.CalculatedFields)+len(r.Triggers)+len(r.Boards) > 0 }},
	{"Manage Triggers", "triggers", func(r *Resources) bool { return len(r.Triggers) > 0 }},
	{"Manage Recipients", "recipients, which belong to the whole team and not to an environment",
		func(r *Resources) bool { return len(r.Recipients) > 0 }},
	{"Manage Public Boards", "boards", func(r *Resources) bool { return len(r.Boards) > 0 }},
}

// Needed are the permissions that a key needs to create, change and delete these resources.
func (r *Resources) Needed() (names []string) {
	for _, p := range Permissions {
		if p.used(r) {
			names = append(names, p.Name)
		}
	}
	return names
}
