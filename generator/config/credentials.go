package config

import (
	"net/url"
	"regexp"
	"strings"
)

// secretPaths are the services whose addresses are credentials by their paths: whoever knows the address may post.
var secretPaths = []struct {
	host string // and those below it
	path *regexp.Regexp
	name string
}{
	{"hooks.slack.com", regexp.MustCompile(`^/(services|workflows|triggers)/[^/]+/.`), "Slack incoming webhooks"},
	{"hooks.slack-gov.com", regexp.MustCompile(`^/(services|workflows|triggers)/[^/]+/.`), "Slack incoming webhooks"},
	{"discord.com", regexp.MustCompile(`^/api(/v[0-9]+)?/webhooks/[^/]+/.`), "Discord webhooks"},
	{"discordapp.com", regexp.MustCompile(`^/api(/v[0-9]+)?/webhooks/[^/]+/.`), "Discord webhooks"},
	{"pagerduty.com", regexp.MustCompile(`^/(integration|x-ere)/.`), "PagerDuty integrations"},
	{"webhook.office.com", regexp.MustCompile(`^/webhook[a-z0-9]*/.`), "Microsoft Teams connectors"},
	{"outlook.office.com", regexp.MustCompile(`^/webhook[a-z0-9]*/.`), "Microsoft Teams connectors"},
	{"outlook.office365.com", regexp.MustCompile(`^/webhook[a-z0-9]*/.`), "Microsoft Teams connectors"},
	{"api.telegram.org", regexp.MustCompile(`^/bot[0-9]+:.`), "Telegram bots"},
	{"hooks.zapier.com", regexp.MustCompile(`^/hooks/catch/[^/]+/.`), "Zapier hooks"},
	{"maker.ifttt.com", regexp.MustCompile(`/key/.`), "IFTTT webhooks"},
	{"alert.victorops.com", regexp.MustCompile(`^/integrations/.*/alert/.`), "VictorOps integrations"},
	{"hooks.glip.com", regexp.MustCompile(`^/webhook/.`), "RingCentral webhooks"},
}

// doubled are slashes that servers read as one.
var doubled = regexp.MustCompile(`/+`)

// credentialInPath names the credential that an address's path holds, "" if none is known.
func credentialInPath(u *url.URL) string {
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	path := doubled.ReplaceAllString(u.Path, "/")
	for _, s := range secretPaths {
		if (host == s.host || strings.HasSuffix(host, "."+s.host)) && s.path.MatchString(path) {
			return "a credential in its path, like the addresses of all " + s.name
		}
	}
	return ""
}
