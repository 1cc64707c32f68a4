# What this configuration relies on: `terraform test` or `tofu test` checks it, with no account. It needs Terraform 1.8 or
# OpenTofu 1.8, and the provider for its schema.

mock_provider "honeycombio" {}

# The values of the secrets that the objects name can be anything here.
variables {
  secrets = { MODULE_TEST_KEY = "0123456789abcdef0123456789abcdef" }
}

run "ids_come_out_and_secrets_stay_in" {
  module {
    source = "./module"
  }

  variables {
    slogen = {
      pagerduty_recipients = {
        pagerduty__test = { integration_name = "Test", integration_key = { secret = "MODULE_TEST_KEY" } }
      }
      calculated_fields = {
        test__good  = { alias = "sli.test.good", dataset = "test", expression = "$ok" }
        test__quick = { alias = "sli.test.quick", dataset = "test", expression = "$quick" }
      }
      slos = {
        test__good  = { name = "good", dataset = "test", sli = "test__good", target_percentage = 99.9, time_period = 30 }
        test__quick = { name = "quick", dataset = "test", sli = "test__quick", target_percentage = 99, time_period = 30 }
      }
      burn_alerts = {
        test__good__fast = {
          slo                = "test__good"
          alert_type         = "exhaustion_time"
          exhaustion_minutes = 240
          recipients         = [{ recipient = "pagerduty__test", pagerduty_severity = "critical" }]
        }
      }
    }
  }

  assert {
    condition     = output.slo_ids["slo/test/good"] == honeycombio_slo.this["test__good"].id
    error_message = "The id of an SLO does not come out by its key."
  }

  assert {
    condition     = length(output.slo_ids) == length(var.slogen.slos)
    error_message = "The ids of some SLOs do not come out."
  }

  assert {
    condition     = honeycombio_burn_alert.this["test__good__fast"].slo_id == honeycombio_slo.this["test__good"].id
    error_message = "A burn alert is not about its SLO."
  }

  assert {
    condition     = issensitive(honeycombio_pagerduty_recipient.this["pagerduty__test"].integration_key)
    error_message = "A secret would be printed."
  }
}
