package diag

// titles gives one title to what is one kind of mistake to the user, whichever parser or evaluator has met it. HCL, its
// JSON form and slogen's own steps each have a name for the same thing.
var titles = map[string]string{
	"Call to unknown function":        "Unknown function",
	"Unknown variable":                "Unknown name",
	"Unsupported operator":            "Unknown operator",
	"Value not known":                 "Value is not known",
	"Null condition":                  "Value is null",
	"Condition is null":               "Value is null",
	"Incorrect condition type":        "Condition is not a boolean",
	"Attribute redefined":             "Duplicate argument",
	"Duplicate attribute definition":  "Duplicate argument",
	"Duplicate object key":            "Duplicate key",
	"Duplicate object attribute":      "Duplicate key",
	"Extraneous JSON object property": "Unsupported argument",
	"Incorrect JSON value type":       "Incorrect value type",
	"Unterminated string literal":     "Unterminated string",
	"Unclosed object":                 "Unclosed bracket",
}

// title is what a kind of mistake is called when it is shown.
func title(summary string) string {
	if t, ok := titles[summary]; ok {
		return t
	}
	return summary
}
