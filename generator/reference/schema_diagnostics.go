package reference

// diagnosticsSchema describes what -diagnostics=json and validate -json print: [diag.Report].
func diagnosticsSchema() object {
	text := func(doc string) object { return object{"type": "string", "description": doc} }
	number := func(least int, doc string) object {
		return object{"type": "integer", "minimum": least, "description": doc}
	}
	list := func(of any, doc string) object {
		return object{"type": "array", "items": of, "description": doc}
	}
	structure := func(doc string, optional []string, properties object) object {
		skip := map[string]bool{}
		for _, n := range optional {
			skip[n] = true
		}
		required := []string{}
		for _, n := range sortedKeys(properties) {
			if !skip[n] {
				required = append(required, n)
			}
		}
		return object{"type": "object", "description": doc, "properties": properties, "required": required, "additionalProperties": false}
	}
	s := structure("What is wrong with a configuration, sorted by place, each problem once.", nil, object{
		"format_version": object{"type": "string", "pattern": `^1\.`, "description": "Version of this format. The first number changes when a reader would break."},
		"error_count":    number(0, "How many errors there are."),
		"warning_count":  number(0, "How many warnings there are."),
		"diagnostics":    list(ref("diagnostic"), "The problems."),
	})
	s["$schema"] = dialect
	s["title"] = "slogen diagnostics"
	s["$defs"] = object{
		"diagnostic": structure("One problem.", []string{"code", "range", "snippet", "notes", "fix"}, object{
			"severity": object{"enum": []any{"error", "warning"}, "description": "An error stops the run; a warning doesn't."},
			"summary":  text("What kind of problem it is: the same text whenever it occurs."),
			"detail":   text("What is wrong here, why, and the way out."),
			"code":     text("The rule that was broken, as `slogen explain` takes it."),
			"range":    ref("range"),
			"snippet":  ref("snippet"),
			"notes":    list(ref("note"), "Remarks, some with places of their own."),
			"fix":      list(ref("change"), "Edits that mend the problem, where that is certain."),
		}),
		"range": structure("A place in a file, up to its end, which is not part of it.", nil, object{
			"filename": text("The file, as it was given or found."),
			"start":    ref("position"),
			"end":      ref("position"),
		}),
		"position": structure("A position in a file.", nil, object{
			"line":   number(1, "The line, from 1."),
			"column": number(1, "The column, from 1, in characters as a reader sees them (grapheme clusters)."),
			"byte":   number(0, "The byte in the file, from 0."),
		}),
		"snippet": structure("The source around a place.", []string{"context", "evaluated", "values"}, object{
			"context":   text("What the place is in, such as: service \"checkout\"."),
			"evaluated": object{"type": "boolean", "description": "Whether the lines are not the file's own but what it evaluates to (jsonnet)."},
			"lines":     list(ref("line"), "The lines. Numbers that don't follow each other mean that lines were left out."),
			"values":    list(ref("value"), "What the references at the place evaluate to."),
		}),
		"line": structure("A source line.", nil, object{
			"number":          number(1, "Its number, from 1."),
			"text":            text("Its text; a long line is cut around the place, with … for what was cut."),
			"highlight_start": number(-1, "Where in text the place begins, in bytes; -1 on a line that is only shown around it."),
			"highlight_end":   number(-1, "Where in text the place ends, in bytes; -1 on a line that is only shown around it."),
		}),
		"value": structure("What a reference evaluates to.", nil, object{
			"expression": text("The reference, such as: var.x"),
			"statement":  text("Its value in words, such as: is 5"),
		}),
		"note": structure("A remark.", []string{"range", "snippet"}, object{
			"text":    text("What it says."),
			"range":   ref("range"),
			"snippet": ref("snippet"),
		}),
		"change": structure("An edit: the range is replaced by new.", nil, object{
			"range": ref("range"),
			"new":   text("What stands there then."),
		}),
	}
	return s
}
