package honeycomb

import (
	"encoding/json"
	"strconv"
	"strings"
	"sync"
)

// CatalogueSchema is the JSON Schema (2020-12) of the catalogue. Its limits and enumerations are those of limits.go.
func CatalogueSchema() []byte { return []byte(catalogueSchema()) }

var catalogueSchema = sync.OnceValue(func() string {
	number := strconv.Itoa
	words := func(list []string) string {
		b, _ := json.Marshal(list) // of strings: no error
		return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `,`, `, `).Replace(string(b))
	}
	var having, ops, filterOps []string
	for _, op := range CalculationOps {
		ops = append(ops, op.Name)
		if op.Having {
			having = append(having, op.Name)
		}
	}
	for _, op := range FilterOps {
		filterOps = append(filterOps, op.Name)
	}
	offsets, _ := json.Marshal(BaselineOffsets)
	return strings.NewReplacer(
		"@version", FormatVersion,
		"@sloName", number(MaxSLOName),
		"@sloDescription", number(MaxSLODescription),
		"@maxTarget", number(MaxTarget),
		"@alertDescription", number(MaxBurnAlertDescription),
		"@minWindow", number(MinBudgetRateWindowMinutes),
		"@maxBudget", number(MaxBudgetDecreasePerMillion),
		"@triggerName", number(MaxTriggerName),
		"@triggerDescription", number(MaxTriggerDescription),
		"@minFrequency", number(MinFrequencySeconds),
		"@maxFrequency", number(MaxFrequencySeconds),
		"@stepFrequency", number(FrequencyStepSeconds),
		"@maxFor", number(MaxExceededLimit),
		"@maxAlias", number(MaxAlias),
		"@fieldDescription", number(MaxFieldDescription),
		"@maxExpression", number(MaxExpressionBytes),
		"@maxTags", number(MaxTags),
		"@maxItems", number(MaxQueryItems),
		"@annotationName", number(MaxAnnotationName),
		"@annotationDescription", number(MaxAnnotationDescription),
		"@boardName", number(MaxBoardName),
		"@boardDescription", number(MaxBoardDescription),
		"@boardText", number(MaxBoardText),
		"@keyLength", number(PagerDutyKeyLength),
		"@webhookName", number(MaxWebhookName),
		"@webhookURL", number(MaxWebhookURL),
		"@webhookSecret", number(MaxWebhookSecret),
		"@maxHeaders", number(MaxHeaders),
		"@headerName", number(MaxHeaderName),
		"@headerValue", number(MaxHeaderValue),
		"@maxVariables", number(MaxVariables),
		"@variableName", number(MaxVariableName),
		"@variableValue", number(MaxVariableValue),
		"@severities", words(PagerDutySeverities),
		"@thresholdOps", words(ThresholdOps),
		"@alertTypes", words(AlertTypes),
		"@days", words(DaysOfWeek),
		"@offsets", strings.ReplaceAll(string(offsets), ",", ", "),
		"@baselineTypes", words(BaselineTypes),
		"@havingOps", words(HavingOps),
		"@havingAggregates", words(having),
		"@aggregates", words(ops),
		"@filterOps", words(filterOps),
		"@combinations", words(FilterCombinations),
	).Replace(catalogueSchemaText)
})

const catalogueSchemaText = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "slogen catalogue",
  "description": "What slogen writes to slogen.json: every object that is to exist in one Honeycomb environment, one a line, sorted by key.",
  "type": "object",
  "required": ["format_version", "objects", "moved"],
  "additionalProperties": false,
  "properties": {
    "format_version": {
      "const": "@version",
      "description": "Version of this format: the first number changes with a meaning, the second with an addition."
    },
    "objects": {
      "type": "array",
      "items": {"$ref": "#/$defs/object"}
    },
    "moved": {
      "description": "Objects that have a new key and are otherwise the same.",
      "type": "array",
      "items": {
        "type": "object",
        "required": ["from", "to"],
        "additionalProperties": false,
        "properties": {
          "from": {"$ref": "#/$defs/key"},
          "to": {"$ref": "#/$defs/key"}
        }
      }
    }
  },
  "$defs": {
    "key": {
      "description": "Kind and path of an object: its identity from run to run.",
      "type": "string",
      "pattern": "^(board|burn_alert|calculated_field|query|query_annotation|recipient|slo|trigger)(/[^/]+)+$"
    },
    "ref": {
      "description": "The id that the object with this key has once it exists.",
      "type": "object",
      "required": ["$ref"],
      "additionalProperties": false,
      "properties": {"$ref": {"$ref": "#/$defs/key"}}
    },
    "secret": {
      "description": "A value that no file holds: the secret of this name.",
      "type": "object",
      "required": ["$secret"],
      "additionalProperties": false,
      "properties": {"$secret": {"type": "string", "minLength": 1}}
    },
    "object": {
      "type": "object",
      "required": ["key", "kind", "origin", "method", "path", "requires", "body"],
      "additionalProperties": false,
      "properties": {
        "key": {"$ref": "#/$defs/key"},
        "kind": {"enum": ["board", "burn_alert", "calculated_field", "query", "query_annotation", "recipient", "slo", "trigger"]},
        "service": {"description": "The service the object belongs to; absent for shared ones.", "type": "string"},
        "origin": {
          "description": "Where the object is declared.",
          "type": "object",
          "required": ["file", "line"],
          "additionalProperties": false,
          "properties": {
            "file": {"type": "string"},
            "line": {"type": "integer", "minimum": 0}
          }
        },
        "trial": {"description": "The object is in stage trial: alerts go to the trial recipient.", "const": true},
        "lookup": {"description": "The recipient exists already and is found by the details in its body.", "const": true},
        "adopt": {"description": "The id of the object that exists already and is taken over: dataset and id, or id alone.", "type": "string", "minLength": 1},
        "method": {"description": "The method of the request that creates the object; GET for one that is looked up.", "enum": ["POST", "GET"]},
        "path": {"description": "The path of that request below the API's host.", "type": "string", "pattern": "^/1/"},
        "requires": {
          "description": "Keys of the objects that must exist before, sorted.",
          "type": "array",
          "uniqueItems": true,
          "items": {"$ref": "#/$defs/key"}
        },
        "declared": {
          "description": "What the configuration says of the object that the API has no place for.",
          "type": "object",
          "additionalProperties": false,
          "minProperties": 1,
          "properties": {
            "burn_rate": {"description": "The burn rate as written; the budget in the body is what it comes to.", "type": "string"},
            "events_per_day": {"description": "Eligible events expected a day.", "type": "number"},
            "form": {"description": "How a trigger's conditions were compiled.", "type": "string"},
            "owner": {"type": "string"},
            "runbook": {"type": "string"},
            "schedule": {"description": "The schedule as written, with its time zone; the body has it in UTC.", "type": "string"},
            "severity": {"type": "string"}
          }
        },
        "body": {"description": "The body of the request: what Honeycomb's API takes.", "type": "object"}
      },
      "allOf": [
        {"if": {"properties": {"kind": {"const": "board"}}}, "then": {"properties": {"body": {"$ref": "#/$defs/board"}}}},
        {"if": {"properties": {"kind": {"const": "burn_alert"}}}, "then": {"properties": {"body": {"$ref": "#/$defs/burn_alert"}}}},
        {"if": {"properties": {"kind": {"const": "calculated_field"}}}, "then": {"properties": {"body": {"$ref": "#/$defs/calculated_field"}}}},
        {"if": {"properties": {"kind": {"const": "query"}}}, "then": {"properties": {"body": {"$ref": "#/$defs/query"}}}},
        {"if": {"properties": {"kind": {"const": "query_annotation"}}}, "then": {"properties": {"body": {"$ref": "#/$defs/query_annotation"}}}},
        {"if": {"properties": {"kind": {"const": "recipient"}}}, "then": {"properties": {"body": {"$ref": "#/$defs/recipient"}}}},
        {"if": {"properties": {"kind": {"const": "slo"}}}, "then": {"properties": {"body": {"$ref": "#/$defs/slo"}}}},
        {"if": {"properties": {"kind": {"const": "trigger"}}}, "then": {"properties": {"body": {"$ref": "#/$defs/trigger"}}}}
      ]
    },
    "calculated_field": {
      "type": "object",
      "required": ["alias", "expression", "description"],
      "additionalProperties": false,
      "properties": {
        "alias": {"type": "string", "minLength": 1, "maxLength": @maxAlias},
        "expression": {"type": "string", "minLength": 1, "maxLength": @maxExpression},
        "description": {"type": "string", "maxLength": @fieldDescription}
      }
    },
    "slo": {
      "type": "object",
      "required": ["name", "description", "sli", "time_period_days", "target_per_million", "tags"],
      "additionalProperties": false,
      "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": @sloName},
        "description": {"type": "string", "maxLength": @sloDescription},
        "sli": {
          "type": "object",
          "required": ["alias"],
          "additionalProperties": false,
          "properties": {"alias": {"type": "string", "minLength": 1, "maxLength": @maxAlias}}
        },
        "time_period_days": {"type": "integer", "minimum": 1},
        "target_per_million": {"type": "integer", "minimum": 0, "maximum": @maxTarget},
        "tags": {"$ref": "#/$defs/tags"},
        "dataset_slugs": {
          "description": "Of an SLO over several datasets, which is created under __all__.",
          "type": "array",
          "minItems": 2,
          "uniqueItems": true,
          "items": {"type": "string", "minLength": 1}
        }
      }
    },
    "burn_alert": {
      "type": "object",
      "required": ["alert_type", "description", "slo", "recipients"],
      "properties": {
        "description": {"type": "string", "maxLength": @alertDescription},
        "slo": {
          "type": "object",
          "required": ["id"],
          "additionalProperties": false,
          "properties": {"id": {"$ref": "#/$defs/ref"}}
        },
        "recipients": {"$ref": "#/$defs/notifications", "minItems": 1}
      },
      "oneOf": [
        {
          "required": ["exhaustion_minutes"],
          "properties": {
            "alert_type": {"const": "exhaustion_time"},
            "exhaustion_minutes": {"type": "integer", "minimum": 0}
          }
        },
        {
          "required": ["budget_rate_window_minutes", "budget_rate_decrease_threshold_per_million"],
          "properties": {
            "alert_type": {"const": "budget_rate"},
            "budget_rate_window_minutes": {"type": "integer", "minimum": @minWindow},
            "budget_rate_decrease_threshold_per_million": {"type": "integer", "minimum": 1, "maximum": @maxBudget}
          }
        }
      ],
      "unevaluatedProperties": false
    },
    "trigger": {
      "type": "object",
      "required": ["name", "description", "tags", "threshold", "frequency", "alert_type", "disabled", "query", "recipients", "evaluation_schedule_type", "baseline_details"],
      "additionalProperties": false,
      "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": @triggerName},
        "description": {"type": "string", "maxLength": @triggerDescription},
        "tags": {"$ref": "#/$defs/tags"},
        "threshold": {
          "type": "object",
          "required": ["op", "value", "exceeded_limit"],
          "additionalProperties": false,
          "properties": {
            "op": {"enum": @thresholdOps},
            "value": {"type": "number"},
            "exceeded_limit": {"type": "integer", "minimum": 1, "maximum": @maxFor}
          }
        },
        "frequency": {"type": "integer", "minimum": @minFrequency, "maximum": @maxFrequency, "multipleOf": @stepFrequency},
        "alert_type": {"enum": @alertTypes},
        "disabled": {"type": "boolean"},
        "query": {"$ref": "#/$defs/query"},
        "recipients": {"$ref": "#/$defs/notifications"},
        "evaluation_schedule_type": {"enum": ["frequency", "window"]},
        "evaluation_schedule": {
          "description": "In UTC.",
          "type": "object",
          "required": ["window"],
          "additionalProperties": false,
          "properties": {
            "window": {
              "type": "object",
              "required": ["days_of_week", "start_time", "end_time"],
              "additionalProperties": false,
              "properties": {
                "days_of_week": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"enum": @days}},
                "start_time": {"$ref": "#/$defs/clock"},
                "end_time": {"$ref": "#/$defs/clock"}
              }
            }
          }
        },
        "baseline_details": {
          "description": "Empty: no baseline.",
          "type": "object",
          "additionalProperties": false,
          "dependentRequired": {"offset_minutes": ["type"], "type": ["offset_minutes"]},
          "properties": {
            "offset_minutes": {"enum": @offsets},
            "type": {"enum": @baselineTypes}
          }
        }
      }
    },
    "clock": {"type": "string", "pattern": "^([0-1]?[0-9]|2[0-3]):[0-5][0-9]$"},
    "recipient": {
      "type": "object",
      "required": ["type", "details"],
      "additionalProperties": false,
      "properties": {"type": {"type": "string"}, "details": {"type": "object"}},
      "oneOf": [
        {
          "properties": {
            "type": {"const": "email"},
            "details": {"required": ["email_address"], "additionalProperties": false, "properties": {"email_address": {"type": "string", "minLength": 1}}}
          }
        },
        {
          "properties": {
            "type": {"const": "slack"},
            "details": {"required": ["slack_channel"], "additionalProperties": false, "properties": {"slack_channel": {"type": "string", "minLength": 1}}}
          }
        },
        {
          "properties": {
            "type": {"const": "pagerduty"},
            "details": {
              "required": ["pagerduty_integration_name"],
              "additionalProperties": false,
              "properties": {
                "pagerduty_integration_name": {"type": "string", "minLength": 1},
                "pagerduty_integration_key": {"anyOf": [{"type": "string", "minLength": @keyLength, "maxLength": @keyLength}, {"$ref": "#/$defs/secret"}]}
              }
            }
          }
        },
        {
          "properties": {
            "type": {"const": "msteams_workflow"},
            "details": {
              "required": ["webhook_name"],
              "additionalProperties": false,
              "properties": {
                "webhook_name": {"$ref": "#/$defs/webhook_name"},
                "webhook_url": {"$ref": "#/$defs/webhook_url"}
              }
            }
          }
        },
        {
          "properties": {
            "type": {"const": "webhook"},
            "details": {
              "required": ["webhook_name"],
              "additionalProperties": false,
              "properties": {
                "webhook_name": {"$ref": "#/$defs/webhook_name"},
                "webhook_url": {"$ref": "#/$defs/webhook_url"},
                "webhook_secret": {"anyOf": [{"type": "string", "maxLength": @webhookSecret}, {"$ref": "#/$defs/secret"}]},
                "webhook_headers": {
                  "type": "array",
                  "maxItems": @maxHeaders,
                  "items": {
                    "type": "object",
                    "required": ["header", "value"],
                    "additionalProperties": false,
                    "properties": {
                      "header": {"type": "string", "minLength": 1, "maxLength": @headerName},
                      "value": {"anyOf": [{"type": "string", "maxLength": @headerValue}, {"$ref": "#/$defs/secret"}]}
                    }
                  }
                },
                "webhook_payloads": {
                  "type": "object",
                  "required": ["template_variables", "payload_templates"],
                  "additionalProperties": false,
                  "properties": {
                    "template_variables": {
                      "type": "array",
                      "maxItems": @maxVariables,
                      "items": {
                        "type": "object",
                        "required": ["name", "default_value"],
                        "additionalProperties": false,
                        "properties": {
                          "name": {"$ref": "#/$defs/variable_name"},
                          "default_value": {"type": "string", "maxLength": @variableValue}
                        }
                      }
                    },
                    "payload_templates": {
                      "type": "object",
                      "additionalProperties": false,
                      "properties": {
                        "trigger": {"$ref": "#/$defs/template"},
                        "budget_rate": {"$ref": "#/$defs/template"},
                        "exhaustion_time": {"$ref": "#/$defs/template"}
                      }
                    }
                  }
                }
              }
            }
          }
        }
      ]
    },
    "webhook_name": {"type": "string", "minLength": 1, "maxLength": @webhookName},
    "webhook_url": {"anyOf": [{"type": "string", "minLength": 1, "maxLength": @webhookURL}, {"$ref": "#/$defs/secret"}]},
    "variable_name": {"type": "string", "pattern": "^[a-z](?:[a-zA-Z0-9]+$)?$", "maxLength": @variableName},
    "template": {
      "type": "object",
      "required": ["body"],
      "additionalProperties": false,
      "properties": {"body": {"type": "string"}}
    },
    "query_annotation": {
      "type": "object",
      "required": ["name", "description", "query_id"],
      "additionalProperties": false,
      "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": @annotationName},
        "description": {"type": "string", "maxLength": @annotationDescription},
        "query_id": {"$ref": "#/$defs/ref"}
      }
    },
    "board": {
      "type": "object",
      "required": ["type", "name", "description", "layout_generation", "panels", "tags"],
      "additionalProperties": false,
      "properties": {
        "type": {"const": "flexible"},
        "name": {"type": "string", "minLength": 1, "maxLength": @boardName},
        "description": {"type": "string", "maxLength": @boardDescription},
        "layout_generation": {"const": "auto"},
        "tags": {"$ref": "#/$defs/tags"},
        "panels": {
          "type": "array",
          "items": {
            "oneOf": [
              {
                "required": ["type", "slo_panel"],
                "additionalProperties": false,
                "properties": {
                  "type": {"const": "slo"},
                  "slo_panel": {"required": ["slo_id"], "additionalProperties": false, "properties": {"slo_id": {"$ref": "#/$defs/ref"}}}
                }
              },
              {
                "required": ["type", "query_panel"],
                "additionalProperties": false,
                "properties": {
                  "type": {"const": "query"},
                  "query_panel": {
                    "required": ["query_id", "query_annotation_id", "query_style"],
                    "additionalProperties": false,
                    "properties": {
                      "query_id": {"$ref": "#/$defs/ref"},
                      "query_annotation_id": {"$ref": "#/$defs/ref"},
                      "query_style": {"enum": ["graph", "table", "combo"]}
                    }
                  }
                }
              },
              {
                "required": ["type", "text_panel"],
                "additionalProperties": false,
                "properties": {
                  "type": {"const": "text"},
                  "text_panel": {"required": ["content"], "additionalProperties": false, "properties": {"content": {"type": "string", "maxLength": @boardText}}}
                }
              }
            ]
          }
        }
      }
    },
    "tags": {
      "type": "array",
      "maxItems": @maxTags,
      "items": {
        "type": "object",
        "required": ["key", "value"],
        "additionalProperties": false,
        "properties": {
          "key": {"type": "string", "pattern": "^[a-z]{1,32}$"},
          "value": {"type": "string", "pattern": "^[a-z][a-z0-9/-]{0,127}$"}
        }
      }
    },
    "notifications": {
      "type": "array",
      "uniqueItems": true,
      "items": {
        "type": "object",
        "required": ["id"],
        "additionalProperties": false,
        "properties": {
          "id": {"$ref": "#/$defs/ref"},
          "details": {
            "type": "object",
            "additionalProperties": false,
            "minProperties": 1,
            "properties": {
              "pagerduty_severity": {"enum": @severities},
              "variables": {
                "type": "array",
                "minItems": 1,
                "items": {
                  "type": "object",
                  "required": ["name", "value"],
                  "additionalProperties": false,
                  "properties": {
                    "name": {"$ref": "#/$defs/variable_name"},
                    "value": {"type": "string", "maxLength": @variableValue}
                  }
                }
              }
            }
          }
        }
      }
    },
    "query": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "breakdowns": {"type": "array", "maxItems": @maxItems, "uniqueItems": true, "items": {"type": "string", "minLength": 1}},
        "calculations": {
          "type": "array",
          "maxItems": @maxItems,
          "items": {
            "type": "object",
            "required": ["op"],
            "additionalProperties": false,
            "properties": {
              "op": {"enum": @aggregates},
              "column": {"type": "string", "minLength": 1},
              "name": {"type": "string", "minLength": 1},
              "filters": {"$ref": "#/$defs/filters"},
              "filter_combination": {"enum": @combinations}
            }
          }
        },
        "filters": {"$ref": "#/$defs/filters"},
        "filter_combination": {"enum": @combinations},
        "formulas": {"$ref": "#/$defs/expressions"},
        "granularity": {"type": "integer", "minimum": 1},
        "time_range": {"type": "integer", "minimum": 1},
        "havings": {
          "type": "array",
          "maxItems": @maxItems,
          "items": {
            "type": "object",
            "required": ["calculate_op", "op", "value"],
            "additionalProperties": false,
            "properties": {
              "calculate_op": {"enum": @havingAggregates},
              "column": {"type": "string", "minLength": 1},
              "op": {"enum": @havingOps},
              "value": {"type": "number"}
            }
          }
        },
        "calculated_fields": {"$ref": "#/$defs/expressions"}
      }
    },
    "expressions": {
      "type": "array",
      "maxItems": @maxItems,
      "items": {
        "type": "object",
        "required": ["name", "expression"],
        "additionalProperties": false,
        "properties": {
          "name": {"type": "string", "minLength": 1},
          "expression": {"type": "string", "minLength": 1, "maxLength": @maxExpression}
        }
      }
    },
    "filters": {
      "type": "array",
      "maxItems": @maxItems,
      "items": {
        "type": "object",
        "required": ["column", "op"],
        "additionalProperties": false,
        "properties": {
          "column": {"type": "string", "minLength": 1},
          "op": {"enum": @filterOps},
          "value": {
            "anyOf": [
              {"type": ["string", "number", "boolean"]},
              {"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean"]}}
            ]
          }
        }
      }
    }
  }
}
`
