package reference

// diagnosticsSchema describes what -diagnostics=json and validate -json print: [diag.Report].
func diagnosticsSchema() object {
	s := structureOf("What is wrong with a configuration, sorted by place, each problem once.", nil, object{
		"format_version": object{"type": "string", "pattern": `^1\.`,
			"description": "Version of this format. The first number changes when readers would break."},
		"error_count":   numberOf(0, "How many errors there are."),
		"warning_count": numberOf(0, "How many warnings there are."),
		"diagnostics":   listOf(ref("diagnostic"), "The problems."),
	})
	s["$schema"] = dialect
	s["title"] = "slogen diagnostics"
	s["$defs"] = object{
		"diagnostic": structureOf("One problem.", []string{"code", "range", "snippet", "notes", "also", "instances", "fix"},
			object{
				"severity": object{"enum": []any{"error", "warning"}, "description": "An error stops the run; a warning doesn't."},
				"summary":  textOf("What kind of problem it is; always the same text for the same kind."),
				"detail":   textOf("What is wrong here, why, and what to do."),
				"code":     textOf("The rule that was broken, as `slogen explain` accepts it."),
				"range":    ref("range"),
				"snippet":  ref("snippet"),
				"notes":    listOf(ref("note"), "Remarks, some with places of their own."),
				"also": listOf(ref("range"),
					"Further places of the same mistake: the same text there is wrong in the same way."),
				"instances": listOf(object{"type": "string"}, "The instances of repeated blocks (for_each) that are affected."),
				"fix":       listOf(ref("change"), "Edits that fix the problem, if that is certain."),
			}),
		"range": structureOf("A place in a file, up to its end, which is not part of it.", nil, object{
			"filename": textOf("The file, as it was named or found."),
			"start":    ref("position"),
			"end":      ref("position"),
		}),
		"position": structureOf("A position in a file.", nil, object{
			"line":   numberOf(1, "The line, from 1."),
			"column": numberOf(1, "The column, from 1, in characters as a reader sees them (grapheme clusters)."),
			"byte":   numberOf(0, "The byte in the file, from 0."),
		}),
		"snippet": structureOf("The source around a place.", []string{"context", "evaluated", "values"}, object{
			"context": textOf("What the place is in, such as: service \"checkout\"."),
			"evaluated": object{"type": "boolean",
				"description": "Whether the lines aren't the file's own but what it evaluates to (jsonnet)."},
			"lines":  listOf(ref("line"), "The lines. Gaps in the numbers mean that lines were left out."),
			"values": listOf(ref("value"), "What the references at the place evaluate to."),
		}),
		"line": structureOf("A source line.", nil, object{
			"number": numberOf(1, "Its number, from 1."),
			"text":   textOf("Its text; a long line is shortened around the place, with … for what was cut."),
			"highlight_start": numberOf(-1,
				"Where in text the place begins, in bytes; -1 on a line that is only shown around it."),
			"highlight_end": numberOf(-1,
				"Where in text the place ends, in bytes; -1 on a line that is only shown around it."),
		}),
		"value": structureOf("What a reference evaluates to.", nil, object{
			"expression": textOf("The reference, such as: var.x"),
			"statement":  textOf("Its value in words, such as: is 5"),
		}),
		"note": structureOf("A remark.", []string{"range", "snippet"}, object{
			"text":    textOf("What it says."),
			"range":   ref("range"),
			"snippet": ref("snippet"),
		}),
		"change": structureOf("An edit: the range is replaced by new.", nil, object{
			"range": ref("range"),
			"new":   textOf("The new text."),
		}),
	}
	return s
}
