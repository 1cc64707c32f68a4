package reference

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/render"
	"github.com/slogen-project/slogen/generator/syntax"
	"github.com/slogen-project/slogen/generator/words"
)

// templatesPage is templates.md.
func templatesPage() string {
	var b strings.Builder
	b.WriteString("# Files of one's own\n\n" + notice)
	b.WriteString("`slogen generate -template=NAME.jsonnet` writes what a template makes of the " +
		"compiled objects: entities " +
		"of Backstage, dashboards of Grafana, a module around slogen's. [A " +
		"guide](guides/templates.md) writes one step by " +
		"step, and [backstage.jsonnet](../examples/shop/backstage.jsonnet) and " +
		"[grafana.jsonnet](../examples/shop/grafana.jsonnet) are whole ones.\n\n" +
		"A template is a function of [jsonnet](https://jsonnet.org), of one value. It returns an " +
		"object with the contents " +
		"of files by their names:\n\n" +
		"```jsonnet\n" + templateExample + "```\n\n" +
		"- A text is written as it is, with the line ends of Unix. Anything else is written as JSON " +
		"under a name that ends " +
		"with `.json`, and as YAML under `.yaml` or `.yml`.\n" +
		"- Names are relative to the output folder, with `/` between folders. Names that lead out of " +
		"it, that are hidden, " +
		"that some system can't have or can't tell apart, and `*.slo.hcl` and the like, which slogen " +
		"would read, are errors.\n" +
		"- The folder is `-out`, by default `out-NAME` beside `out`, and for an environment " +
		"`out/ENVIRONMENT-NAME`. Nothing " +
		"else may be generated there, but it may hold other files: those that slogen wrote are in its list, `" +
		".slogen-files`, which `sha256sum -c` reads. They are replaced, also when somebody changed " +
		"them, and removed when the " +
		"template doesn't make them any more. Commit the list with them.\n" +
		"- Either all files are written or none. `-check` and `-json` do what they do for the outputs.\n" +
		"- The limits are those of `*.slo.jsonnet`: 10 seconds (`-jsonnet-time`), and a bound on " +
		"memory that grows with the " +
		"configuration. What is imported must be in the repository, or without one in the project or " +
		"the template's folder. " +
		"`-ext-str` and `-ext-code` give values to `std.extVar`.\n" +
		"- The same configuration gives the same files. What a template sees has neither addresses of webhooks nor " +
		"keys. Descriptions, owners and tags are in it as they are written, so keep credentials out of them.\n\n" +
		"## What a template sees\n\nThe value has these members:\n\n| Member | Type | What it is |\n|---|---|---|\n")
	for _, m := range render.Members() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", m.Name, m.Type, m.Doc)
	}
	b.WriteString("\nObjects are as the [checks of rules](lint.md#rules-of-ones-own) see them.\n")
	for _, kind := range config.RuleKinds {
		fmt.Fprintf(&b, "\n%s:\n\n| Member | Type | What it is |\n|---|---|---|\n",
			words.Capital(words.Article(lint.KindName(kind))))
		for _, m := range lint.Members(kind) {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", m.Name, m.Type, m.Doc)
		}
	}
	fmt.Fprintf(&b, "\n## Functions\n\n`import '%s'` is a library that comes with slogen. A file of this name beside the "+
		"template is imported instead.\n", syntax.LibraryName)
	for _, f := range render.Functions {
		fmt.Fprintf(&b, "\n### %s(%s)\n\n%s.\n\n```jsonnet\n%s(%s)\n// %s\n```\n", f.Name, f.Params, f.Doc, f.Name,
			f.Example, f.Gives)
	}
	return b.String()
}

const templateExample = `local slogen = import 'slogen.libsonnet';

function(config) {
  ['services/' + slogen.slug(service.name) + '.yaml']: {
    name: service.name,
    promises: [slogen.number(slo.target) + '%: ' + slo.title for slo in service.slos],
  }
  for service in config.services
} + {
  'README.md': '# Our services\n\n' + std.join('', ['- ' + s.name + '\n' for s in config.services]),
}
`
