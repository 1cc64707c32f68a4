package reference

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// permissionsText says which key the apply needs, and what it must be allowed to do.
func permissionsText() string {
	var b strings.Builder
	b.WriteString(wrap("permissions: what the API key must be allowed to do", "") + "\n\n")
	b.WriteString(wrap("slogen itself needs no key. Terraform does: a configuration key of the environment, in "+
		"HONEYCOMB_API_KEY, with the permissions that the declared objects need:", "") + "\n\n")
	wide := 0
	for _, p := range honeycomb.Permissions {
		wide = max(wide, len(p.Name))
	}
	for _, p := range honeycomb.Permissions {
		fmt.Fprintf(&b, "  %-*s  %s%s\n", wide, p.Name, proseMark, p.For)
	}
	b.WriteString("\n" + wrap("It needs no others, such as Send Events or Create Datasets. `slogen generate` "+
		"names those that a configuration needs. SLOs need a Pro or Enterprise plan.", "") + "\n")
	return b.String()
}
