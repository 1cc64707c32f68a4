package emit_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

func TestJSON(t *testing.T) {
	r := &honeycomb.Resources{Recipients: []*honeycomb.Recipient{{
		Meta: honeycomb.Meta{Key: "recipient/slack/payments"}, Type: honeycomb.RecipientSlack, SlackChannel: "#payments",
	}}}
	files := emit.JSON.Files(r)
	if len(files) != 1 || files[0].Path != "json/_shared.json" {
		t.Fatalf("files: %v", files)
	}
	got := files[0].Append([]byte("before\n"))
	if want := honeycomb.AppendCatalogue([]byte("before\n"), r); !bytes.Equal(got, want) {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if !bytes.Contains(got, []byte(`"slack_channel":"#payments"`)) {
		t.Errorf("the recipient is missing: %s", got)
	}
}

func TestFormats(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range emit.Formats {
		if seen[f.Name] || emit.Lookup(f.Name) != f {
			t.Errorf("the format %q can't be looked up", f.Name)
		}
		seen[f.Name] = true
		if !strings.HasSuffix(f.Doc, ".") {
			t.Errorf("%s: the prose is no sentence: %q", f.Name, f.Doc)
		}
		for _, file := range f.Files(&honeycomb.Resources{}) {
			if !strings.HasPrefix(file.Path, f.Name+"/") {
				t.Errorf("%s writes %s", f.Name, file.Path)
			}
		}
	}
	if !seen["json"] {
		t.Error("no format json")
	}
	if emit.Lookup("yaml") != nil {
		t.Error("found a format that isn't there")
	}
}
