package reference

// explainSchema describes what `slogen explain SLO -json` prints.
func explainSchema() object {
	float := func(doc string) object { return object{"type": "number", "minimum": 0, "description": doc} }
	flag := func(doc string) object { return object{"type": "boolean", "description": doc} }
	s := structureOf("What an SLO and its alerts mean.", []string{"promise", "owner", "runbook", "gap"}, object{
		"format_version": versionOf(),
		"key":            textOf("The SLO, such as slo/checkout/availability."),
		"name":           textOf("What Honeycomb shows."),
		"place":          ref("place"),
		"promise":        textOf("What users are promised: the SLO's description."),
		"sli": structureOf("What the SLO is measured by.", []string{"description"}, object{
			"name":        textOf("The SLI, such as sli.checkout.availability."),
			"description": textOf("Its description."),
		}),
		"objective": structureOf("The target and its error budget.", []string{"expected_events_per_day", "budget_events"},
			object{
				"target_percent":          float("The share of eligible events that must be good."),
				"window_days":             numberOf(1, "The length of the rolling window."),
				"budget_minutes":          float("The budget as minutes of full outage at even traffic."),
				"expected_events_per_day": float("The declared number of eligible events expected per day."),
				"budget_events":           float("The budget as failed events at the declared traffic."),
				"words":                   textOf("The same in words."),
			}),
		"owner":   textOf("Who is responsible for it."),
		"runbook": textOf("Where to read what to do about a failure."),
		"trial":   flag("Whether it is in stage trial, where every alert notifies only the trial recipient."),
		"alerts":  listOf(ref("alert"), "Its burn alerts, sorted by name."),
		"reactions": listOf(ref("reaction"), "How the alerts react to constant error rates at even traffic, after a "+
			"window without failures; sorted by rate. Empty without alerts."),
		"gap":      ref("gap"),
		"coverage": textOf("At which error rates somebody is notified, in words."),
		"findings": listOf(ref("finding"), "What lint reports about the SLO and its alerts."),
		"assumptions": listOf(object{"type": "string"},
			"The assumptions behind the figures where Honeycomb documents nothing, by the names that `slogen explain` accepts."),
	})
	s["$schema"] = dialect
	s["title"] = "slogen explanation of an SLO"
	s["$defs"] = object{
		"place": structureOf("Where something was declared.", nil, object{
			"file": textOf("The file."),
			"line": numberOf(1, "The line."),
		}),
		"alert": structureOf("A burn alert.", []string{"severity", "burn_rate", "least_failures", "policy"}, object{
			"name": textOf("Its name in the SLO."),
			"key":  textOf("Its key, such as burn_alert/checkout/availability/fast."),
			"type": object{"enum": []any{"budget_rate", "exhaustion_time"},
				"description": "Its type at Honeycomb."},
			"severity":  textOf("Its severity; absent if recipients are named directly."),
			"burn_rate": float("How many times faster than evenly the budget must be used up; only for budget_rate."),
			"least_errors_percent": float("The lowest constant error rate at which it fires at even traffic; above 100 if it " +
				"can't fire."),
			"least_failures": numberOf(1, "How many failures at once make it fire at the declared traffic; absent if no "+
				"traffic is declared or no number is enough."),
			"recipients": listOf(structureOf("Who is notified.", []string{"pagerduty_severity"}, object{
				"key":                textOf("The recipient's key."),
				"name":               textOf("What people know it by."),
				"pagerduty_severity": textOf("How loud it is for PagerDuty."),
			}), "Who is notified."),
			"policy": textOf("The policy it comes from; absent if it is written in the SLO."),
			"place":  ref("place"),
			"words":  listOf(object{"type": "string"}, "When it fires, whom it notifies and where it comes from."),
		}),
		"reaction": structureOf("What happens at a constant error rate.", []string{"budget_lasts_minutes"}, object{
			"errors_percent":       float("The error rate."),
			"burn_rate":            float("How many times the rate is that the target allows."),
			"budget_lasts_minutes": float("How long the whole budget lasts; absent if it outlasts the window."),
			"alerts": listOf(structureOf("What one alert does.", []string{"after_minutes", "budget_gone_percent",
				"resolves_after_minutes"}, object{
				"name":                   textOf("The alert."),
				"fires":                  flag("Whether it fires at all. Only then are the members below present."),
				"after_minutes":          numberOf(1, "The time until it fires."),
				"budget_gone_percent":    float("How much of the error budget is gone by then."),
				"resolves_after_minutes": numberOf(1, "How long it keeps firing if the failures end at the moment it fires."),
			}), "What each alert does, in their order."),
		}),
		"gap": structureOf("The constant error rates that use up the whole budget at even traffic without an alert; absent "+
			"if there are none.", []string{"below_percent"}, object{
			"from_percent":  float("The lowest of them."),
			"below_percent": float("The rate at which an alert fires; absent if none fires even at full failure."),
		}),
		"finding": structureOf("What lint reports.", []string{"ignored"}, object{
			"rule":    textOf("The rule, as `slogen explain` accepts it."),
			"title":   textOf("What is wrong."),
			"words":   textOf("What was found."),
			"fix":     textOf("What to do."),
			"ignored": textOf("The reason given by an ignore comment; absent if there is none."),
		}),
	}
	return s
}
