# A service that answers with a language model. It is new: in stage "trial" every alert goes to one quiet channel, and the routes
# below stay as they are until somebody writes "live". From the day `until` on slogen warns.

slogen {
  outputs = ["json", "terraform_input"]
}

recipient "slack" "trial" {
  channel = "#assistant-trial"
}

recipient "slack" "assistant" {
  channel = "#assistant"
}

recipient "msteams_workflow" "assistant_oncall" {
  name = "Assistant on-call"
  url  = secret("ASSISTANT_TEAMS_URL")
}

dataset "assistant" {
  columns = {
    app.answer.feedback        = string
    app.answer.grounded        = boolean
    app.answer.score           = float
    app.tenant                 = string
    duration_ms                = float
    error                      = boolean
    error.type                 = string
    gen_ai.operation.name      = string
    gen_ai.provider.name       = string
    gen_ai.request.model       = string
    gen_ai.usage.input_tokens  = integer
    gen_ai.usage.output_tokens = integer
    name                       = string
  }
}

locals {
  models = ["support-large", "support-small"]
}

service "assistant" {
  name            = "Support assistant"
  description     = "Answers customers' questions before a person has to"
  owner           = "assistant"
  dataset         = "assistant"
  runbook         = "https://runbooks.example.com/assistant"
  stage           = "trial"
  until           = "2028-03-31"
  trial_recipient = recipient.slack.trial
  tags            = { team = "assistant" }

  routes = {
    page   = [recipient.msteams_workflow.assistant_oncall]
    inform = [recipient.slack.assistant]
  }

  sli "answers" {
    template   = builtin.sli.llm_request_success
    parameters = { models = local.models }
  }

  # One SLI and one SLO for each model: sli.latency["large"] and sli.latency["small"], and so with slo.
  sli "latency" {
    for_each = { large = 12000, small = 4000 }

    description = "Answers of the ${each.key} model within ${each.value / 1000} seconds"
    template    = builtin.sli.llm_request_latency
    parameters = {
      models       = ["support-${each.key}"]
      threshold_ms = each.value
    }
  }

  # A second model judges each answer; it must be sure, and the answer must rest on a document.
  sli "quality" {
    description = "Answers that rest on a document and that nobody disliked"
    eligible    = event.name == "answer" && exists(event.app.answer.score)
    good        = event.app.answer.score >= 0.7 && event.app.answer.grounded == true && event.app.answer.feedback != "down"
  }

  slo "answers" {
    description             = "A question gets an answer"
    sli                     = sli.answers
    target                  = 99
    window                  = "30d"
    expected_events_per_day = 40000
    burn_alerts             = builtin.burn_alerts.honeycomb
  }

  slo "latency" {
    for_each = toset(["large", "small"])

    name        = "Support assistant: the ${each.key} model is quick"
    description = "Customers don't wait long for the ${each.key} model"
    sli         = sli.latency[each.key]
    target      = 95
    window      = "30d"
    burn_alerts = builtin.burn_alerts.honeycomb
  }

  slo "quality" {
    description = "Answers help"
    sli         = sli.quality
    target      = 90
    window      = "30d"

    burn_alert "slow" {
      description = "Answers have been poor for days; compare models and prompts"
      burn_rate   = 1
      over        = "3d"
      severity    = "inform"
    }
  }

  trigger "tokens" {
    description = "A tenant used more than ten million tokens in an hour: a loop, or abuse"
    where       = event.gen_ai.operation.name == "chat"
    fires_when  = sum(event.gen_ai.usage.input_tokens + event.gen_ai.usage.output_tokens) > 10000000
    group_by    = [event.app.tenant]
    over        = "1h"
    every       = "15m"
    severity    = "inform"
  }

  trigger "provider_errors" {
    description = "A provider refuses more than a tenth of the requests"
    where       = contains(["chat", "generate_content"], event.gen_ai.operation.name)
    fires_when  = if(count() >= 50, count(exists(event.error.type)) / count(), 0) > 0.1
    group_by    = [event.gen_ai.provider.name]
    over        = "10m"
    every       = "5m"
    severity    = "page"
  }
}
