package emit

import "github.com/slogen-project/slogen/generator/honeycomb"

// moduleTest is the test of a child module.
const moduleTest = "module.tftest.hcl"

// secretValue is a value for any secret in a test: an address, and as long as a key of PagerDuty.
const secretValue = "https://secret.example.com/01234"

// writeModuleTest writes a test of a child module, for `terraform test` or `tofu test`. It names no object, so that
// branches that change different services don't both change it.
func writeModuleTest(p *hclPrinter, r *honeycomb.Resources) {
	p.header()
	p.comment("What those who call this module rely on: `terraform test` or `tofu test` in this folder checks it,")
	p.comment("with no account. It needs Terraform 1.8 or OpenTofu 1.8, and the provider for its schema.")
	p.blank()
	p.block("mock_provider", "honeycombio")
	p.end("}")
	secrets := secretsOf(r)
	if len(secrets) > 0 {
		p.blank()
		p.comment("The values of secrets can be anything here.")
		p.block("variables")
		for _, s := range secrets {
			p.str(s.variable, secretValue)
		}
		p.end("}")
	}
	p.blank()
	p.block("run", "apply")
	for _, s := range secrets {
		p.assert("issensitive(var."+s.variable+")", "The secret "+s.name+" would be printed.")
	}
	p.end("}")
	p.blank()
	p.block("run", "ids_come_out")
	p.block("module")
	p.str("source", "./testing")
	p.end("}")
	p.blank()
	p.block("variables")
	p.raw("services", "run.apply")
	p.end("}")
	p.assert("length(output.ids) == output.declared", "The ids of some SLOs do not come out.")
	p.assert(`!contains([for id in values(output.ids) : id != "" && id != null], false)`, "The id of an SLO is empty.")
	p.end("}")
}

// writeModuleHelper writes the module in which a child module's test compares ids with SLOs: a test itself can neither
// go through the outputs of a module nor read its files.
func writeModuleHelper(p *hclPrinter) {
	p.header()
	p.comment("For the test of the module above this folder alone.")
	p.b = append(p.b, `
variable "services" {
  description = "The outputs of the module"
  type        = any
}

output "ids" {
  description = "The ids of the SLOs, by key"
  value       = merge([for service in values(var.services) : try(service.slo_ids, {})]...)
}

output "declared" {
  description = "How many SLOs the module has"
  value = length(flatten([
    for file in fileset("${path.module}/..", "*`+serviceSuffix+`") :
    regexall("(?m)^resource \"honeycombio_slo\" ", file("${path.module}/../${file}"))
  ]))
}
`...)
}

// assert writes an assertion of a test.
func (p *hclPrinter) assert(condition, message string) {
	p.blank()
	p.block("assert")
	p.raw("condition", condition)
	p.str("error_message", message)
	p.end("}")
}
