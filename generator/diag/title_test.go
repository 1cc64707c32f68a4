package diag

import "testing"

// One kind of mistake has one title: what a title is replaced by is replaced by nothing else.
func TestTitles(t *testing.T) {
	for from, to := range titles {
		if title(from) != to || title(to) != to {
			t.Errorf("%q is called %q, and that %q", from, to, title(to))
		}
	}
	if got := title("Unknown column"); got != "Unknown column" {
		t.Error(got)
	}
}
