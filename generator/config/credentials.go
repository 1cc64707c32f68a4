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
	{"hooks.slack.com", regexp.MustCompile(`^/(services|workflows|triggers)/[^/]+/.`), "an incoming webhook of Slack"},
	{"hooks.slack-gov.com", regexp.MustCompile(`^/(services|workflows|triggers)/[^/]+/.`), "an incoming webhook of Slack"},
	{"discord.com", regexp.MustCompile(`^/api(/v[0-9]+)?/webhooks/[^/]+/.`), "a webhook of Discord"},
	{"discordapp.com", regexp.MustCompile(`^/api(/v[0-9]+)?/webhooks/[^/]+/.`), "a webhook of Discord"},
	{"pagerduty.com", regexp.MustCompile(`^/(integration|x-ere)/.`), "an integration of PagerDuty"},
	{"webhook.office.com", regexp.MustCompile(`^/webhook[a-z0-9]*/.`), "a connector of Microsoft Teams"},
	{"outlook.office.com", regexp.MustCompile(`^/webhook[a-z0-9]*/.`), "a connector of Microsoft Teams"},
	{"outlook.office365.com", regexp.MustCompile(`^/webhook[a-z0-9]*/.`), "a connector of Microsoft Teams"},
	{"api.telegram.org", regexp.MustCompile(`^/bot[0-9]+:.`), "a bot of Telegram"},
	{"hooks.zapier.com", regexp.MustCompile(`^/hooks/catch/[^/]+/.`), "a hook of Zapier"},
	{"maker.ifttt.com", regexp.MustCompile(`/key/.`), "a webhook of IFTTT"},
	{"alert.victorops.com", regexp.MustCompile(`^/integrations/.*/alert/.`), "an integration of VictorOps"},
	{"hooks.glip.com", regexp.MustCompile(`^/webhook/.`), "a webhook of RingCentral"},
}

// doubled are slashes that servers read as one.
var doubled = regexp.MustCompile(`/+`)

// credentialInPath names the credential that an address's path holds, "" if none is known.
func credentialInPath(u *url.URL) string {
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	path := doubled.ReplaceAllString(u.Path, "/")
	for _, s := range secretPaths {
		if (host == s.host || strings.HasSuffix(host, "."+s.host)) && s.path.MatchString(path) {
			return "a credential in its path, as that of " + s.name + " does"
		}
	}
	return ""
}
