package reference

// The parts that the schemas of results are put together from.

func textOf(doc string) object { return object{"type": "string", "description": doc} }

func numberOf(least int, doc string) object {
	return object{"type": "integer", "minimum": least, "description": doc}
}

func listOf(of any, doc string) object {
	return object{"type": "array", "items": of, "description": doc}
}

// structureOf is an object with these members, all of them required except the optional ones.
func structureOf(doc string, optional []string, properties object) object {
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
	return object{"type": "object", "description": doc, "properties": properties, "required": required,
		"additionalProperties": false}
}

func versionOf() object {
	return object{"type": "string", "pattern": `^1\.`,
		"description": "Version of this format. The first number changes when readers would break."}
}

// resultDefs is what both commands print.
func resultDefs() object {
	return object{
		"counts": structureOf("How many events got each verdict.", nil, object{
			"good":       numberOf(0, "Events that are eligible and good."),
			"bad":        numberOf(0, "Events that are eligible and bad."),
			"ineligible": numberOf(0, "Events that don't count."),
			"no_verdict": numberOf(0, "Events for which the expression gives none of true, false, null, 1 and 0."),
		}),
		"trace": structureOf("An expression with its value, and its parts with theirs; parts that are literals are left out.",
			[]string{"parts"}, object{
				"expression": textOf("The expression in canonical form."),
				"value":      textOf("Its value as a literal of the language: null, true, 503, 2.0, \"text\"."),
				"parts":      listOf(ref("trace"), "The parts, in order."),
			}),
		"assumption": structureOf("Something that Honeycomb doesn't document, and what slogen assumes.", nil, object{
			"id":     textOf("Its name, as `slogen explain` accepts it."),
			"choice": textOf("What slogen assumes."),
			"why":    textOf("Why slogen assumes that."),
			"source": textOf("What is known, and from where."),
		}),
	}
}

// testSchema describes what `slogen test -json` prints.
func testSchema() object {
	verdict := func(doc string) object {
		return object{"enum": []any{"good", "bad", "ineligible", "no verdict"}, "description": doc}
	}
	s := structureOf("The results of the tests of SLIs and of the scenarios of burn alerts.", []string{"mutation"}, object{
		"format_version": versionOf(),
		"passed":         numberOf(0, "How many tests, and scenarios that expect something, passed."),
		"failed":         numberOf(0, "How many tests and scenarios failed."),
		"left_out":       numberOf(0, "How many tests and scenarios -run left out."),
		"tests":          listOf(ref("test"), "The tests, sorted by place."),
		"scenarios":      listOf(ref("scenario"), "The scenarios. Those that expect nothing come last and aren't tests."),
		"slis":           listOf(ref("sli"), "All SLIs of the configuration."),
		"assumptions":    listOf(ref("assumption"), "The assumptions behind the results."),
		"mutation":       ref("mutation"),
	})
	s["$schema"] = dialect
	s["title"] = "slogen test results"
	defs := resultDefs()
	defs["test"] = structureOf("One test.", nil, object{
		"name":        textOf("What is tested, in words."),
		"sli":         textOf("The SLI, such as sli.checkout.availability."),
		"file":        textOf("The file that holds it."),
		"line":        numberOf(1, "The line it begins in."),
		"passed":      object{"type": "boolean", "description": "Whether everything was as expected."},
		"events":      numberOf(1, "How many events it has."),
		"counts":      ref("counts"),
		"failures":    listOf(ref("failure"), "The events whose verdict isn't the expected one."),
		"mismatches":  listOf(ref("mismatch"), "The counts that aren't as expected."),
		"assumptions": listOf(object{"type": "string"}, "The names of the assumptions behind it."),
	})
	defs["scenario"] = structureOf("A scenario.", nil, object{
		"name":         textOf("What happens, in words."),
		"slo":          textOf("The SLO, such as slo.checkout.availability."),
		"file":         textOf("The file that holds it."),
		"line":         numberOf(1, "The line it begins in."),
		"passed":       object{"type": "boolean", "description": "Whether everything was as expected."},
		"expectations": numberOf(0, "How many expectations it has."),
		"unmet":        listOf(ref("unmet"), "What was not as expected."),
		"assumptions": listOf(object{"type": "string"},
			"The names of the assumptions that decide whether everything is as expected."),
	})
	defs["unmet"] = structureOf("An expectation that was not met.", nil, object{
		"alert": textOf("The burn alert."),
		"line":  numberOf(1, "The line of the expectation."),
		"text":  textOf("What was expected, what happened, and what to do."),
	})
	defs["failure"] = structureOf("An event whose verdict isn't the expected one.", []string{"want"}, object{
		"event": textOf("Which event."),
		"got":   verdict("The verdict."),
		"want":  verdict("The expected verdict; absent if any verdict would have been right."),
		"trace": ref("trace"),
	})
	defs["mismatch"] = structureOf("A count that isn't as expected.", nil, object{
		"verdict": verdict("What was counted."),
		"got":     numberOf(0, "How many events there are."),
		"want":    numberOf(0, "How many are expected."),
		"events":  listOf(object{"type": "string"}, "Some of the events that have the verdict."),
	})
	defs["sli"] = structureOf("An SLI.", nil, object{
		"name":  textOf("Its name, such as sli.checkout.availability."),
		"file":  textOf("The file that declares it."),
		"line":  numberOf(1, "The line of its declaration."),
		"tests": numberOf(0, "How many tests it has."),
	})
	defs["mutation"] = structureOf("What -mutate found; absent without it, or if a test failed.", nil, object{
		"tried":    numberOf(0, "How many changes were tried."),
		"survived": listOf(ref("mutant"), "Those that no test noticed."),
	})
	defs["mutant"] = structureOf("A change of an SLI that no test notices.", nil, object{
		"sli":        textOf("The SLI."),
		"change":     textOf("The change, in words."),
		"original":   textOf("The part of the expression that was changed, or the call that contains the changed constant."),
		"mutant":     textOf("What it became."),
		"expression": textOf("The whole expression with the change."),
	})
	s["$defs"] = defs
	return s
}

// evalSchema describes what `slogen eval -json` prints.
func evalSchema() object {
	s := structureOf("What an expression makes of events.", nil, object{
		"format_version":  versionOf(),
		"expression":      textOf("The expression in canonical form."),
		"events":          numberOf(0, "How many events were read."),
		"counts":          ref("counts"),
		"bad_lines":       numberOf(0, "How many lines aren't events."),
		"first_bad_lines": listOf(ref("bad_line"), "The first of those in each file."),
		"complete":        object{"type": "boolean", "description": "Whether everything could be read to its end."},
		"shown":           listOf(ref("event"), "The events that were given one by one or asked for with -first."),
		"assumptions":     listOf(ref("assumption"), "The assumptions behind the result."),
	})
	s["$schema"] = dialect
	s["title"] = "slogen eval result"
	defs := resultDefs()
	defs["bad_line"] = structureOf("A line that isn't an event.", nil, object{
		"file": textOf("The file."),
		"line": numberOf(1, "The line, from 1."),
		"why":  textOf("What is wrong with it."),
	})
	defs["event"] = structureOf("An event, and what the expression makes of it.", nil, object{
		"event": textOf("Which event."),
		"value": textOf("The expression's value as a literal of the language."),
		"trace": ref("trace"),
	})
	s["$defs"] = defs
	return s
}

// simulateSchema describes what `slogen simulate -json` prints.
func simulateSchema() object {
	minute := func(doc string) object { return numberOf(0, doc+" In minutes since the start.") }
	part := func(doc string) object { return object{"type": "number", "description": doc} }
	budget := structureOf("How much of the error budget is left at a moment.", nil, object{
		"at":   minute("The moment."),
		"left": part("The part that is left: 1 for all of it, less than 0 when it is overspent."),
	})
	s := structureOf("What the burn alerts of SLOs do in scenarios.", nil, object{
		"format_version": versionOf(),
		"options": structureOf("Which variant of the model was chosen.", nil, object{
			"interval_minutes": numberOf(1, "How often alerts are evaluated."),
			"baseline": numberOf(1,
				"Which part of its exhaustion time an exhaustion time alert looks back over, as a divisor."),
			"net": object{"type": "boolean",
				"description": "Whether budget rate alerts compare the budget left now with that at the start of their window."},
		}),
		"scenarios": listOf(ref("scenario"), "What happened in each."),
		"left_out":  numberOf(0, "How many scenarios -run left out."),
		"assumptions": listOf(structureOf("A point that Honeycomb doesn't document, or that the model is built on.",
			[]string{"chosen"}, object{
				"id":     textOf("Its name."),
				"choice": textOf("What slogen assumes."),
				"why":    textOf("Why slogen assumes that."),
				"source": textOf("What is known, and from where."),
				"chosen": textOf("What was chosen instead, if anything."),
			}), "The model's assumptions."),
	})
	s["$schema"] = dialect
	s["title"] = "slogen simulate result"
	s["$defs"] = object{
		"budget": budget,
		"span": structureOf("A time.", nil, object{
			"from": minute("Its beginning."),
			"to":   minute("Its end."),
		}),
		"scenario": structureOf("A scenario, or real data.", []string{"file", "line", "start", "what_if", "parts_of_events"},
			object{
				"name":               textOf("What happens, in words."),
				"file":               textOf("The file that holds it."),
				"line":               numberOf(1, "The line it begins in."),
				"slo":                textOf("The SLO, such as slo.checkout.availability."),
				"target_per_million": numberOf(0, "The target, per million."),
				"time_period_days":   numberOf(1, "The SLO's window."),
				"start": object{"type": "string", "format": "date-time",
					"description": "When it began; only for real data."},
				"minutes": numberOf(0, "How long it lasts."),
				"notes":   listOf(object{"type": "string"}, "What a reader has to know about the events."),
				"failures": listOf(structureOf("Imagined failures.", nil, object{
					"from":  minute("Their beginning."),
					"to":    minute("Their end."),
					"share": textOf("What fails, in words."),
				}), "The failures, in order."),
				"alerts":    listOf(ref("alert"), "The burn alerts of the SLO."),
				"budget":    listOf(ref("budget"), "The budget over time, at about 240 moments at most."),
				"lowest":    ref("budget"),
				"exhausted": listOf(ref("span"), "When no budget was left."),
				"unalerted": listOf(structureOf("A time when more failed than usual and no alert fired.", nil, object{
					"from":   minute("Its beginning."),
					"to":     minute("Its end."),
					"budget": part("The part of the error budget that it used up."),
				}), "The failures that nobody was notified of, the most expensive first."),
				"parts_of_events": structureOf("What one real failure would do; only if the scenario's failures have fractions of "+
					"events.", nil, object{
					"from":               minute("When the first such failures begin."),
					"to":                 minute("When they end."),
					"failed_events":      part("How many events fail in them."),
					"one_failure_budget": part("The part of the error budget that a single failed event uses up."),
					"one_failure_fires":  listOf(object{"type": "string"}, "The burn alerts that fire on a single failed event."),
				}),
				"what_if": listOf(ref("scenario"), "The same with other targets; only with -target."),
			}),
		"alert": structureOf("What a burn alert did.", []string{"nearest"}, object{
			"name":       textOf("The burn alert."),
			"alert_type": object{"enum": []any{"budget_rate", "exhaustion_time"}, "description": "Its type."},
			"notifies":   textOf("Its recipients, in words."),
			"firings": listOf(structureOf("A time during which it fired.", []string{"after", "resolves_at"}, object{
				"at":          minute("When it fired."),
				"after":       numberOf(1, "How many minutes after the failures started; absent without failures."),
				"budget_left": part("The part of the error budget that was left."),
				"resolves_at": minute("When it resolved; absent if it is still firing at the end."),
			}), "When it fired."),
			"nearest": structureOf("How close it came to firing; only if it didn't.", nil, object{
				"at":   minute("When it was closest."),
				"part": part("How much there was of what makes it fire; 1 would make it fire."),
			}),
			"depends": listOf(structureOf("Another assumption about what Honeycomb doesn't document, under which it would "+
				"fire or resolve at other times.", nil, object{
				"assumption": textOf("The name of the assumption."),
				"with":       textOf("The other reading, in words."),
				"fires_at":   listOf(minute("When it would fire."), "When it would fire; empty for never."),
				"resolves_at": listOf(object{"type": []any{"integer", "null"},
					"description": "When it would resolve, in minutes since the start; null if it would still be firing at the end."},
					"When it would resolve, one for each of fires_at."),
			}), "Where its behaviour depends on what isn't documented."),
		}),
	}
	return s
}
