package generator_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/internal/golden"
)

// TestAdvice makes mistakes in a configuration, and then does what the messages say. An archive holds the configuration
// and a file "mistakes". A paragraph of that is a mistake: lines that replace those of the configuration which give the
// same argument (the first of them; also one that is commented out). The indented lines below are the way out in the
// same form: with each of them in its place the configuration is valid, and what stands in «» is what the message says
// to write. The messages are golden.
func TestAdvice(t *testing.T) {
	golden.Run(t, "testdata/advice/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		o, _ := options(t, in.Comment)
		base := in.Files[0]
		t.Chdir(t.TempDir())
		try := func(lines []string) (string, hcl.Diagnostics) {
			src := string(base.Data)
			for _, l := range lines {
				src = replaceLine(t, src, strings.TrimSpace(l))
			}
			if err := os.WriteFile(base.Name, []byte(src), 0o666); err != nil {
				t.Fatal(err)
			}
			res, diags := generator.Load(context.Background(), o)
			return string(render(t, res, diags)), diags
		}
		if text, _ := try(nil); text != "" {
			t.Fatalf("the configuration is not valid:\n%s", text)
		}
		var out bytes.Buffer
		mistakes := string(in.Files[1].Data)
		for paragraph := range strings.SplitSeq(strings.TrimSpace(mistakes), "\n\n") {
			var wrong, right []string
			for line := range strings.Lines(paragraph) {
				if line = strings.TrimRight(line, "\n"); strings.HasPrefix(line, " ") {
					right = append(right, line)
				} else {
					wrong = append(wrong, line)
				}
			}
			text, diags := try(wrong)
			if len(diags) == 0 {
				t.Errorf("%s: no problem was found", wrong)
			}
			fmt.Fprintf(&out, "# %s\n%s\n", strings.Join(wrong, "\n# "), text)
			for _, line := range right {
				var way []string
				for l := range strings.SplitSeq(line, " ¶ ") { // several lines that belong together
					for _, m := range advised.FindAllStringSubmatch(l, -1) {
						if !strings.Contains(text, m[1]) {
							t.Errorf("%s: %q isn't advised:\n%s", wrong, m[1], text)
						}
					}
					way = append(way, strings.NewReplacer("«", "", "»", "").Replace(l))
				}
				if after, _ := try(way); after != "" {
					t.Errorf("%s: following the advice %q leads to\n%s", wrong, line, after)
				}
			}
			if len(right) == 0 {
				t.Errorf("%s: the way out is missing", wrong)
			}
		}
		return []txtar.File{{Name: "messages", Data: out.Bytes()}}
	})
}

var advised = regexp.MustCompile(`«(.*?)»`)

// replaceLine puts line in the place of the first that gives the same argument.
func replaceLine(t *testing.T, src, line string) string {
	t.Helper()
	name := strings.TrimPrefix(strings.Fields(line)[0], "#")
	re := regexp.MustCompile(`(?m)^([ \t]*)#?` + regexp.QuoteMeta(name) + `\b.*$`)
	at := re.FindStringSubmatchIndex(src)
	if at == nil {
		t.Fatalf("no line gives %q", name)
	}
	return src[:at[3]] + line + src[at[1]:]
}
