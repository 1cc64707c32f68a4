package webhook

// kind is what is known about a value; a nil *kind means that nothing is.
type kind struct {
	name   string // the name that messages use
	fields map[string]*kind
	elem   *kind // of lists
	// open means that there are, or may be, more fields than those listed.
	open bool
}

var (
	text   = &kind{name: "text"}
	number = &kind{name: "a number"}
	flag   = &kind{name: "true or false"}
	moment = &kind{name: "a time", open: true} // with Go's methods
	texts  = &kind{name: "a list", elem: text}
)

// The variables of templates: docs.honeycomb.io/integrations/webhooks/variables.
var (
	alert = &kind{name: "the alert", fields: map[string]*kind{"InstanceID": text, "Description": text, "Summary": text,
		"Status": text, "Timestamp": moment, "IsTest": flag}}
	pair  = &kind{name: "a key with its value", fields: map[string]*kind{"Key": text, "Value": nil}}
	group = &kind{name: "a group", fields: map[string]*kind{"Result": number, "Group": pairs}}
	// The examples treat pairs as a list; the documentation's list of variables has .Group.Key.
	pairs = &kind{name: "a list of keys with their values", elem: pair}

	results = &kind{name: "a list of groups", elem: group}
	// common lists the variables that all types of templates probably have. Only .Name, .ID and .Description are
	// certain for burn alerts.
	common = map[string]*kind{"Name": text, "ID": text, "Description": text, "URL": text, "Environment": text,
		"Datasets": texts,
		"Alert":    alert, "Recipient": {name: "the recipient", fields: map[string]*kind{"Secret": text}}, "Vars": vars}
	ofTrigger = map[string]*kind{"Operator": text, "Threshold": number,
		"Result": {name: "the result", fields: map[string]*kind{"URL": text, "Groups": results, "GroupsTriggered": results}}}
	// vars is looked up among the recipient's variables.
	vars = &kind{name: "the variables"}
)

// doubtful is a variable that appears in one example of the documentation but in no list.
const doubtful = ".Resource.URL"

// rootOf is the type of "." in a template.
func rootOf(typ string) *kind {
	root := &kind{name: "the alert's data", fields: map[string]*kind{}}
	for name, t := range common {
		root.fields[name] = t
	}
	if typ == typeTrigger {
		for name, t := range ofTrigger {
			root.fields[name] = t
		}
	}
	return root
}

// functions are those that templates have, with what each returns: docs.honeycomb.io/integrations/webhooks/functions,
// and text/template's own.
var functions = map[string]*kind{
	"date": text, "join": text, "list": {name: "a list", elem: &kind{name: "a value", open: true}}, "lower": text,
	"now": moment, "quote": text, "sort": texts,
	"split":  texts,
	"toJson": text, "trim": text, "upper": text,

	"and": nil, "or": nil, "not": flag, "call": nil, "html": text, "index": nil, "slice": nil, "js": text, "len": number,
	"print":  text,
	"printf": text, "println": text, "urlquery": text, "eq": flag, "ne": flag, "lt": flag, "le": flag, "gt": flag,
	"ge": flag,
}

// lastKnown is the last function of the documentation's list, which is in alphabetical order, as far as it is known.
const lastKnown = "trim"
