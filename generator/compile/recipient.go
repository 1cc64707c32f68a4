package compile

import (
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// declareRecipients makes the recipients, to which alerts then point.
func (c *Compiler) declareRecipients() (out []*honeycomb.Recipient) {
	for _, r := range c.shared.AllRecipients() {
		key := honeycomb.Key(honeycomb.KindRecipient + "/" + r.Type.V + "/" + r.Name.V)
		h := &honeycomb.Recipient{Meta: honeycomb.Meta{Key: key, Existing: r.Existing.V,
			Instance: r.Called(honeycomb.KindRecipient + "." + r.Type.V),
			Origin:   honeycomb.Origin{Range: r.Decl, Arg: r.Arg}},
			Type: r.Type.V, Lookup: r.Lookup.V, EmailAddress: r.Address.V, SlackChannel: r.Channel.V,
			IntegrationName: r.IntegrationName.V,
			IntegrationKey:  text(r.IntegrationKey.V), Name: r.DisplayName.V, URL: text(r.URL.V), Secret: text(r.Secret.V)}
		for _, x := range r.Headers {
			h.Headers = append(h.Headers, honeycomb.Header{Name: x.Name.V, Value: text(x.Value.V)})
		}
		for _, x := range r.Variables {
			h.Variables = append(h.Variables, honeycomb.TemplateVariable{Name: x.Name.V, Default: x.Default.V})
		}
		for _, x := range r.Templates {
			t := honeycomb.PayloadTemplate{Type: x.Type.V, Body: x.Body.V.Text}
			if src := x.Body.V.Source; src != nil {
				t.Place = src.Range
			}
			h.Templates = append(h.Templates, t)
		}
		honeycomb.Keep(h, map[string]bool{"secret": r.Secret.Set(), "header": len(r.Headers) > 0,
			"variable": len(r.Variables) > 0, "template": len(r.Templates) > 0})
		c.recipients[r] = h
		c.failed[h] = r.Failed
		out = append(out, h)
	}
	return out
}

func text(s config.Secret) honeycomb.Text { return honeycomb.Text{Value: s.Text, Secret: s.Name} }
