package config

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/slogen-project/slogen/generator/lazy"
)

// secretPaths are the services whose addresses are credentials by their paths: whoever knows the address may post.
var secretPaths = []struct {
	host string // and those below it
	path func() *regexp.Regexp
	name string
}{
	{"hooks.slack.com", lazy.Regexp(`^/(services|workflows|triggers)/[^/]+/.`), "Slack incoming webhooks"},
	{"hooks.slack-gov.com", lazy.Regexp(`^/(services|workflows|triggers)/[^/]+/.`), "Slack incoming webhooks"},
	{"discord.com", lazy.Regexp(`^/api(/v[0-9]+)?/webhooks/[^/]+/.`), "Discord webhooks"},
	{"discordapp.com", lazy.Regexp(`^/api(/v[0-9]+)?/webhooks/[^/]+/.`), "Discord webhooks"},
	{"pagerduty.com", lazy.Regexp(`^/(integration|x-ere)/.`), "PagerDuty integrations"},
	{"webhook.office.com", lazy.Regexp(`^/webhook[a-z0-9]*/.`), "Microsoft Teams connectors"},
	{"outlook.office.com", lazy.Regexp(`^/webhook[a-z0-9]*/.`), "Microsoft Teams connectors"},
	{"outlook.office365.com", lazy.Regexp(`^/webhook[a-z0-9]*/.`), "Microsoft Teams connectors"},
	{"api.telegram.org", lazy.Regexp(`^/bot[0-9]+:.`), "Telegram bots"},
	{"hooks.zapier.com", lazy.Regexp(`^/hooks/catch/[^/]+/.`), "Zapier hooks"},
	{"maker.ifttt.com", lazy.Regexp(`/key/.`), "IFTTT webhooks"},
	{"alert.victorops.com", lazy.Regexp(`^/integrations/.*/alert/.`), "VictorOps integrations"},
	{"hooks.glip.com", lazy.Regexp(`^/webhook/.`), "RingCentral webhooks"},
}

// doubled are slashes that servers read as one.
var doubled = lazy.Regexp(`/+`)

// addressInText finds the addresses in a text.
var addressInText = lazy.Regexp(`(?i)\bhttps?://[^\s"'<>|\\]+`)

// action is an action of a template, whose result isn't text of the configuration.
var action = lazy.Regexp(`\{\{.*?\}\}`)

// credentialInText names the credential of an address in a text, "" if none is known. Parameters of addresses count for
// nothing here: many a link has one that is called key.
func credentialInText(text string) string {
	if !strings.Contains(text, "://") {
		return ""
	}
	for _, a := range addressInText().FindAllString(action().ReplaceAllString(text, ""), -1) {
		u, err := url.Parse(a)
		if err != nil {
			continue
		}
		if _, password := u.User.Password(); password {
			return "a password before the \"@\""
		}
		if what := credentialInPath(u); what != "" {
			return what
		}
	}
	return ""
}

// namedInText finds what may be credentials in a text: a name of one, what stands between, and a value.
var namedInText = lazy.Regexp(
	`(?i)\b([a-z0-9_-]*(?:password|passwd|secret|token|api[_-]?key))("?\s*[:=]\s*"?)([^\s"'<>|,;()]+)`)

// schemeInText finds what may be the value of an Authorization header: RFC 9110, section 11.4.
var schemeInText = lazy.Regexp(`(?i)\b(bearer|basic)(\s+)([^\s"'<>|,;()]+)`)

// maskedValues hides the values that are named in a text. Behind = without space each is one, whatever it is; elsewhere
// such a name may just be a word of a sentence, and a value is what no word looks like.
func maskedValues(text string, named *regexp.Regexp) string {
	return named.ReplaceAllStringFunc(text, func(match string) string {
		m := named.FindStringSubmatch(match)
		name, between, value := m[1], m[2], m[3]
		if !strings.HasSuffix(strings.TrimRight(between, `"`), "=") && !random(value) {
			return match
		}
		return name + between + "(credential)"
	})
}

// random says whether a text is nothing that people would say: long, with letters and digits.
func random(text string) bool {
	const least = 8
	return len(text) >= least && strings.ContainsAny(text, "0123456789") &&
		strings.ContainsAny(strings.ToLower(text), "abcdefghijklmnopqrstuvwxyz")
}

// Masked is a text for many readers: of an address that holds a known credential, only the host is left, and of a
// password or the like, only its name.
func Masked(text string) string {
	return maskedValues(maskedValues(maskedAddresses(text), namedInText()), schemeInText())
}

func maskedAddresses(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	return addressInText().ReplaceAllStringFunc(text, func(address string) string {
		if credentialInText(address) == "" && credentialInURL(address) == "" {
			return address
		}
		u, err := url.Parse(address)
		if err != nil {
			return "(address)"
		}
		return u.Scheme + "://" + u.Host + "/(credential)"
	})
}

// credentialInPath names the credential that an address's path holds, "" if none is known.
func credentialInPath(u *url.URL) string {
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	path := doubled().ReplaceAllString(u.Path, "/")
	for _, s := range secretPaths {
		if (host == s.host || strings.HasSuffix(host, "."+s.host)) && s.path().MatchString(path) {
			return "a credential in its path, like the addresses of all " + s.name
		}
	}
	return ""
}

// Credential says whether a text is known to hold a credential: the value of the header of this name or, without a
// name, an address.
func Credential(header, value string) bool {
	if header == "" {
		return credentialInURL(value) != ""
	}
	return credentialName(header) || credentialInText(value) != "" || credentialValue(value)
}
