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
		"objective": structureOf("The target, and the error budget that it leaves.", []string{"expected_events_per_day", "budget_events"}, object{
			"target_percent":          float("The share of eligible events that must be good."),
			"window_days":             numberOf(1, "The length of the rolling window."),
			"budget_minutes":          float("The budget as minutes of full outage at even traffic."),
			"expected_events_per_day": float("The eligible events a day that are declared to be expected."),
			"budget_events":           float("The budget as failed events at the declared traffic."),
			"words":                   textOf("The same in words."),
		}),
		"owner":       textOf("Who answers for it."),
		"runbook":     textOf("Where to read what to do."),
		"trial":       flag("Whether it is in stage trial, where every alert tells the trial recipient alone."),
		"alerts":      listOf(ref("alert"), "Its burn alerts, sorted by name."),
		"reactions":   listOf(ref("reaction"), "How the alerts react to constant error rates in even traffic, after a window without failures; sorted by rate. None without alerts."),
		"gap":         ref("gap"),
		"coverage":    textOf("At which error rates somebody is notified, in words."),
		"findings":    listOf(ref("finding"), "What lint says of the SLO and its alerts."),
		"assumptions": listOf(object{"type": "string"}, "What the figures rest on where Honeycomb documents nothing, by the names that `slogen explain` takes."),
	})
	s["$schema"] = dialect
	s["title"] = "slogen explanation of an SLO"
	s["$defs"] = object{
		"place": structureOf("Where something was declared.", nil, object{
			"file": textOf("The file."),
			"line": numberOf(1, "The line."),
		}),
		"alert": structureOf("A burn alert.", []string{"severity", "burn_rate", "least_failures", "policy"}, object{
			"name":                 textOf("Its name in the SLO."),
			"key":                  textOf("Its key, such as burn_alert/checkout/availability/fast."),
			"type":                 object{"enum": []any{"budget_rate", "exhaustion_time"}, "description": "Honeycomb's type of it."},
			"severity":             textOf("Its severity; absent if recipients are named directly."),
			"burn_rate":            float("How many times faster than evenly the budget has to go; for budget_rate alone."),
			"least_errors_percent": float("The lowest constant error rate at which it fires in even traffic; above 100 when it can't."),
			"least_failures":       numberOf(1, "How many failures at once make it fire at the declared traffic; absent if none is declared or no number is enough."),
			"recipients": listOf(structureOf("Who is notified.", []string{"pagerduty_severity"}, object{
				"key":                textOf("The recipient's key."),
				"name":               textOf("What people know it by."),
				"pagerduty_severity": textOf("How loud it is for PagerDuty."),
			}), "Who is notified."),
			"policy": textOf("The policy it comes from; absent if it is written in the SLO."),
			"place":  ref("place"),
			"words":  listOf(object{"type": "string"}, "When it fires, whom it tells and where it is from."),
		}),
		"reaction": structureOf("What happens at a constant error rate.", []string{"budget_lasts_minutes"}, object{
			"errors_percent":       float("The error rate."),
			"burn_rate":            float("How many times the rate that the target allows."),
			"budget_lasts_minutes": float("How long the whole budget lasts; absent if it outlasts the window."),
			"alerts": listOf(structureOf("What one alert does.", []string{"after_minutes", "budget_gone_percent", "resolves_after_minutes"}, object{
				"name":                   textOf("The alert."),
				"fires":                  flag("Whether it fires at all. The members below are there when it does."),
				"after_minutes":          numberOf(1, "The time until it fires."),
				"budget_gone_percent":    float("How much of the error budget is gone by then."),
				"resolves_after_minutes": numberOf(1, "How long it goes on when the failures end in the moment in which it fires."),
			}), "What each alert does, in their order."),
		}),
		"gap": structureOf("The constant error rates that use up the whole budget at even traffic without an alert; absent if there are none.", []string{"below_percent"}, object{
			"from_percent":  float("The lowest of them."),
			"below_percent": float("The rate at which an alert fires; absent if none fires even at full failure."),
		}),
		"finding": structureOf("What lint says.", []string{"ignored"}, object{
			"rule":    textOf("The rule, as `slogen explain` takes it."),
			"title":   textOf("What is wrong."),
			"words":   textOf("What was found."),
			"fix":     textOf("The way out."),
			"ignored": textOf("The reason that an ignore comment gives; absent without one."),
		}),
	}
	return s
}
