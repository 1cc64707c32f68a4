package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// Services are what a file holds of services.
type Services struct {
	List    []*Service
	Unknown bool // the names of some services are not known, because of an error that was reported
	// HoldsOthers says that the file holds shared declarations after all: it should have been given to [Declare], and
	// nothing else here counts.
	HoldsOthers bool
}

// Services decodes the services of a file: one that was given to [Declare], or another that holds nothing but services.
// It may be called concurrently for different files.
func (s *Shared) Services(f *File) (found Services, diags hcl.Diagnostics) {
	blocks, declared := s.services[f]
	if !declared {
		r, more := s.split(f)
		diags = more
		blocks = r.by[serviceBlock.Type]
		if len(r.by) > 1 || len(r.by) == 1 && len(blocks) == 0 {
			return Services{HoldsOthers: true}, nil
		}
	}
	if len(blocks) == 0 {
		return found, diags
	}
	scope := s.Scope(f.Dir)
	d := s.decoder(f, scope.Ctx)
	for _, raw := range blocks {
		if !expand(d, serviceBlock, raw, func(v *Service) {
			v.Scope, v.File = scope, f
			found.List = append(found.List, v)
		}) {
			found.Unknown = true
		}
	}
	diags = append(diags, d.Diags...)
	for _, v := range found.List {
		diags = append(diags, v.check()...)
	}
	return found, diags
}

// check finds collisions and bad names inside a service.
func (v *Service) check() (diags hcl.Diagnostics) {
	if v.Each == "" { // the names of instances were checked when they were made
		diags = append(diags, CheckName("service", v.Name)...)
	}
	seen := map[string]hcl.Range{}
	// Instances of one block have its label. One block of several of a label may have no instances, and then it isn't
	// here.
	look := func(what, in string, i *Instance, decl hcl.Range) {
		key := what + "/" + in + i.Label.V
		switch first, ok := seen[key]; {
		case !ok:
			diags = append(diags, CheckName(what, i.Label)...)
			seen[key] = decl
		case first != decl:
			diags = append(diags, twice(what, decl, first))
		}
	}
	for _, x := range v.Fields {
		look("calculated field", "", &x.Instance, x.Decl)
	}
	for _, x := range v.SLIs {
		look("SLI", "", &x.Instance, x.Decl)
	}
	for _, x := range v.SLOs {
		look("SLO", "", &x.Instance, x.Decl)
		for _, a := range x.Alerts {
			look("burn alert", x.Name.V+"/", &a.Instance, a.Decl)
			diags = append(diags, a.Staged.check()...)
		}
	}
	for _, x := range v.Triggers {
		look("trigger", "", &x.Instance, x.Decl)
		for _, r := range x.Routes {
			look("route", "trigger "+x.Name.V+"/", &r.Instance, r.Decl)
		}
	}
	for _, x := range v.Boards {
		named := map[string]hcl.Range{}
		for _, t := range x.Texts {
			if first, ok := named[t.Name.V]; ok {
				diags = append(diags, twice("text", t.Decl, first))
				continue
			}
			named[t.Name.V] = t.Decl
			diags = append(diags, CheckName("text", t.Name)...)
		}
	}
	for i, x := range v.Boards {
		if first := v.Boards[0]; i > 0 && x.Decl != first.Decl {
			diags = append(diags, diag.Error("language/duplicate", "Duplicate board", "A service has one block "+
				"`board`. Merge the two, or write one with a `for_each`.", x.Decl,
				diag.Note{Text: "first declared here", Range: first.Decl}))
			break
		}
	}
	return diags
}

// maxName is how many characters a name may have.
const maxName = 63

// invalidName says that a name can't be one, which is no reason for anything else to be wrong with its block.
func invalidName(at hcl.Range, format string, args ...any) *hcl.Diagnostic {
	return diag.Aside(diag.Error("language/name", "Invalid name", fmt.Sprintf(format, args...), at))
}

// CheckName says whether a name can be part of a key: lower-case words of letters and digits joined by single hyphens
// or underscores.
func CheckName(what string, n spec.At[string]) hcl.Diagnostics {
	if n.V == "" && !n.Set() || validName(n.V) {
		return nil
	}
	why := "a name is lower-case letters and digits, begins with a letter, and may have single hyphens or underscores " +
		"inside, because it becomes part of the Terraform address"
	if len(n.V) > maxName {
		return hcl.Diagnostics{
			invalidName(n.Range, "The name of this %s has %d characters, but at most %d are allowed.",
				what, len(n.V), maxName),
		}
	}
	detail := fmt.Sprintf("%q can't name %s: %s.", n.V, words.Article(what), why)
	if s := suggestName(n.V); s != "" {
		detail += fmt.Sprintf(" Write %q, for example; `name` may hold any text that people should see.", s)
	}
	return hcl.Diagnostics{invalidName(n.Range, "%s", detail)}
}

func validName(s string) bool {
	if s == "" || len(s) > maxName || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	sep := false
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			sep = false
		case (c == '-' || c == '_') && !sep:
			sep = true
		default:
			return false
		}
	}
	return !sep
}

// suggestName is the nearest valid name, or "".
func suggestName(s string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(s) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' && b.Len() > 0:
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= maxName {
			break
		}
	}
	out := strings.Trim(b.String(), "-")
	if !validName(out) {
		return ""
	}
	return out
}

// checkIdentifier says whether a name can stand after a dot in an expression.
func checkIdentifier(what string, n spec.At[string]) hcl.Diagnostics {
	if hclsyntax.ValidIdentifier(n.V) {
		return nil
	}
	return hcl.Diagnostics{invalidName(n.Range, "%q can't name %s: a name begins with a letter and "+
		"holds letters, digits, hyphens and underscores.", n.V, words.Article(what))}
}

// recipientArgs says which arguments each type of recipient takes; a true one is required when it is created.
var recipientArgs = map[string]map[string]bool{
	"email":            {"address": true},
	"slack":            {"channel": true},
	"pagerduty":        {"integration_name": true, "integration_key": true},
	"webhook":          {"name": true, "url": true, "secret": false},
	"msteams_workflow": {"name": true, "url": true},
}

// lookupArg is the argument that finds an existing recipient of the type.
var lookupArg = map[string]string{"email": "address", "slack": "channel", "pagerduty": "integration_name",
	"webhook": "name", "msteams_workflow": "name"}

// RecipientForm is what a recipient of one type takes.
type RecipientForm struct {
	Type               string
	Required, Optional []string // arguments, each in the order of the block's declaration
	FoundBy            string   // the argument that finds one that exists
	Blocks             bool     // whether it takes the blocks that are inside of a recipient
}

// RecipientForms are those of [RecipientTypes].
func RecipientForms() (out []RecipientForm) {
	for _, t := range RecipientTypes {
		f := RecipientForm{Type: t, FoundBy: lookupArg[t], Blocks: t == "webhook"}
		for _, a := range recipientBlock.Args {
			switch required, takes := recipientArgs[t][a.Name]; {
			case required:
				f.Required = append(f.Required, a.Name)
			case takes, a.Name == "lookup", a.Name == "existing":
				f.Optional = append(f.Optional, a.Name)
			}
		}
		out = append(out, f)
	}
	return out
}

func checkRecipient(r *Recipient) (diags hcl.Diagnostics) {
	takes, ok := recipientArgs[r.Type.V]
	if !ok {
		return hcl.Diagnostics{unknownRecipientType(r.Type)}
	}
	diags = append(diags, recipientArguments(r, takes)...)
	if r.Type.V != "webhook" || r.Lookup.V {
		for _, at := range r.blockRanges() {
			why := "Only a webhook has headers, variables and templates."
			if r.Lookup.V {
				why = "A recipient that is looked up is not created, so this block would have no effect."
			}
			diags = append(diags, diag.Error("language/block", "Unsupported block type", why, at))
		}
	}
	if r.Lookup.V && r.Existing.Set() {
		diags = append(diags, diag.Error("language/combination", "Conflicting arguments", "`lookup` finds a recipient "+
			"that others manage, and `existing` takes it over: write one of the two.", r.Existing.Range,
			diag.Note{Text: "lookup is here", Range: r.Lookup.Range}))
	}
	return append(diags, plainSecrets(r)...)
}

// unknownRecipientType says which types there are.
func unknownRecipientType(given spec.At[string]) *hcl.Diagnostic {
	detail := fmt.Sprintf("%q is not a type of recipient: the types are %s.%s", given.V,
		strings.Join(RecipientTypes, ", "), diag.DidYouMean(given.V, RecipientTypes))
	switch given.V {
	case "msteams":
		detail = "Honeycomb no longer creates recipients of type msteams: use msteams_workflow, with the URL of a " +
			"Teams workflow."
	case "marker":
		detail = "Markers are not recipients of their own in slogen: the types are " +
			strings.Join(RecipientTypes, ", ") + "."
	}
	return diag.Error("language/argument", "Unknown type of recipient", detail, given.Range)
}

// recipientArguments checks that a recipient has the arguments of its type; takes says of each whether it must be
// there. One that is looked up has the argument that it is found by, alone.
func recipientArguments(r *Recipient, takes map[string]bool) (diags hcl.Diagnostics) {
	for _, name := range []string{"address", "channel", "integration_name", "integration_key", "name", "url", "secret"} {
		at := recipientBlock.Arg(r, name)
		required, known := takes[name]
		if r.Lookup.V {
			required = name == lookupArg[r.Type.V]
		}
		switch {
		case at.Filename != "" && !known:
			diags = append(diags, diag.Error("language/argument", "Unsupported argument",
				fmt.Sprintf("A recipient of type %s has no argument %q. It takes %s.", r.Type.V, name,
					strings.Join(words.Quoted(sortedKeys(takes)), ", ")), at))
		case at.Filename != "" && r.Lookup.V && !required:
			diags = append(diags, diag.Error("language/argument", "Unsupported argument", fmt.Sprintf("A recipient "+
				"that is looked up is not created: it is found by its %s alone, so %s would have no effect.",
				lookupArg[r.Type.V], name), at))
		case at.Filename == "" && !r.Failed && known && required:
			diags = append(diags, diag.Error("language/missing_argument", "Missing required argument",
				fmt.Sprintf("A recipient of type %s needs the argument %q.", r.Type.V, name), r.Decl))
		}
	}
	return diags
}

// plainSecrets finds credentials that are written as text.
func plainSecrets(r *Recipient) (diags hcl.Diagnostics) {
	open := func(detail string, at hcl.Range) {
		diags = append(diags, diag.Error("language/secret", "Secret in plain text", detail, at))
	}
	if k := r.IntegrationKey; k.Set() && k.V.Name == "" && k.V.Text != "" {
		open("An integration key is a secret, "+
			"but text written here is in the repository and in every output. Write secret(\"NAME\"), which becomes a "+
			"sensitive Terraform variable of that name.", k.Range)
	}
	if k := r.Secret; k.Set() && k.V.Name == "" && k.V.Text != "" {
		open(plainSecret, k.Range)
	}
	if what := credentialInURL(r.URL.V.Text); what != "" {
		open("The address holds "+what+". "+plainSecret+" The secret is then the whole address.", r.URL.Range)
	}
	for _, h := range r.Headers {
		switch v := h.Value.V.Text; {
		case v == "":
		case credentialName(h.Name.V):
			open(fmt.Sprintf("A header named %q authenticates the caller. %s", h.Name.V, plainSecret), h.Value.Range)
		case credentialInText(v) != "":
			open("The value holds an address with "+credentialInText(v)+". "+plainSecret, h.Value.Range)
		case credentialValue(v):
			open("A value that begins with an authentication scheme, such as Bearer or Basic, authenticates the "+
				"caller. "+plainSecret, h.Value.Range)
		}
	}
	for _, v := range r.Variables {
		if what := credentialInText(v.Default.V); what != "" {
			diags = append(diags, openVariable(what, v.Default.Range))
		}
	}
	for _, t := range r.Templates {
		if what := credentialInText(t.Body.V.Text); what != "" {
			open("The body holds an address with "+what+". "+openSecret+" Let the receiver add it.", t.Body.Range)
		}
	}
	return diags
}

// openVariable is a webhook's variable whose value is a credential.
func openVariable(what string, at hcl.Range) *hcl.Diagnostic {
	return diag.Error("language/secret", "Secret in plain text",
		"The value holds an address with "+what+". "+openSecret+" Variables of webhooks can't be secrets: notify that "+
			"address "+
			"through a recipient of its own whose `url` is a secret().", at)
}

// openSecret is why a credential can't be text.
const openSecret = "Text written here is in the repository and in every output."

// plainSecret is why a credential can't be text, and the way out.
const plainSecret = openSecret + " Write secret(\"NAME\"), which becomes a sensitive Terraform variable of that name."

// credentialWords are what the names of headers and of parameters of addresses hold that carry credentials.
var credentialWords = []string{"authoriz", "authenticat", "token", "secret", "key", "cookie", "password", "passwd",
	"credential", "signature"}

// credentialParts are credentials where they are a whole part of a name, such as X-Auth: "sig" is what the signed
// addresses of Microsoft's workflows end in.
var credentialParts = []string{"auth", "pwd", "sig"}

// credentialName says whether a header or a parameter of this name carries a credential.
func credentialName(name string) bool {
	name = strings.ToLower(name)
	if slices.ContainsFunc(credentialWords, func(w string) bool { return strings.Contains(name, w) }) {
		return true
	}
	parts := strings.FieldsFunc(name, func(c rune) bool { return c == '-' || c == '_' })
	return slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(credentialParts, p) })
}

// credentialValue says whether a value is that of an Authorization header, whatever the header's name (RFC 9110,
// section 11.4).
func credentialValue(v string) bool {
	scheme, rest, _ := strings.Cut(v, " ")
	return rest != "" && (strings.EqualFold(scheme, "bearer") || strings.EqualFold(scheme, "basic") ||
		strings.EqualFold(scheme, "digest"))
}

// credentialInURL names the credential that an address holds, "" if none is seen.
func credentialInURL(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	if u.User != nil {
		return "a name or password before the \"@\""
	}
	query := u.Query()
	for _, name := range sortedKeys(query) {
		if credentialName(name) && query.Get(name) != "" {
			return fmt.Sprintf("a credential in its parameter %q", name)
		}
	}
	return credentialInPath(u)
}

func (r *Recipient) blockRanges() (out []hcl.Range) {
	for _, h := range r.Headers {
		out = append(out, h.Decl)
	}
	for _, v := range r.Variables {
		out = append(out, v.Decl)
	}
	for _, t := range r.Templates {
		out = append(out, t.Decl)
	}
	return out
}

// Arg returns the place of the named argument of a declaration, or the zero range.
func (v *Service) Arg(name string) hcl.Range { return serviceBlock.Arg(v, name) }
func (v *SLI) Arg(name string) hcl.Range     { return sliBlock.Arg(v, name) }
func (v *CalculatedField) Arg(name string) hcl.Range {
	return calculatedFieldBlock.Arg(v, name)
}
func (v *SLO) Arg(name string) hcl.Range       { return sloBlock.Arg(v, name) }
func (v *BurnAlert) Arg(name string) hcl.Range { return burnAlertBlock.Arg(v, name) }
func (v *Board) Arg(name string) hcl.Range     { return boardBlock.Arg(v, name) }
func (v *Settings) Arg(name string) hcl.Range  { return settingsBlock.Arg(v, name) }
func (v *Defaults) Arg(name string) hcl.Range  { return defaultsBlock.Arg(v, name) }

// Arg returns the place of the named argument, or of a part of a route: see [Trigger.routeArg].
func (v *Trigger) Arg(name string) hcl.Range {
	if at, ok := v.routeArg(name); ok {
		return at
	}
	return triggerBlock.Arg(v, name)
}

// Inheritable says whether services inherit the argument from defaults, and SLOs and triggers from their service.
func Inheritable(name string) bool {
	return name == "expected_events_per_day" || defaultsBlock.Has(name)
}

// AllRecipients gives every declared recipient by key ("slack.payments"), sorted by key.
func (s *Shared) AllRecipients() (out []*Recipient) {
	for _, k := range sortedKeys(s.recipients) {
		if s.recipients[k].decoded {
			out = append(out, s.recipients[k])
		}
	}
	return out
}

// Arg is the place of an argument or, for "header.name", "variable.name" and "template.type", of a block; of several
// with the same label the last.
func (v *Recipient) Arg(name string) (at hcl.Range) {
	typ, label, block := strings.Cut(name, ".")
	if !block {
		return recipientBlock.Arg(v, name)
	}
	switch typ {
	case "header":
		for _, x := range v.Headers {
			if x.Name.V == label {
				at = x.Decl
			}
		}
	case "variable":
		for _, x := range v.Variables {
			if x.Name.V == label {
				at = x.Decl
			}
		}
	case "template":
		for _, x := range v.Templates {
			if x.Type.V == label {
				at = x.Decl
			}
		}
	}
	return at
}
