package revision

import (
	"context"
	"strings"
)

// Trailers lists the values of the lines "KEY: value" in the messages of the commits that HEAD has and a base, given by
// its id, hasn't, the newest commit first. KEY is in any case. The error is an [*Error].
func (r *Repository) Trailers(ctx context.Context, base, key string) ([]string, error) {
	if !fullID().MatchString(base) {
		return nil, &Error{Summary: "Repository can't be read", Detail: quote(base) + " is no id of a commit."}
	}
	// Without the setting, a repository could have git run a program that checks signatures.
	out, said, err := r.ask(
		ctx,
		"-c",
		"log.showSignature=false",
		"log",
		"-z",
		"--no-color",
		"--format=%B",
		base+"..HEAD",
		"--",
	)
	if err != nil {
		return nil, &Error{Summary: "Repository can't be read", Detail: sentence(said, err)}
	}
	var values []string
	for message := range strings.SplitSeq(out, "\x00") {
		for line := range strings.Lines(message) {
			name, value, ok := strings.Cut(line, ":")
			if ok && strings.EqualFold(name, key) {
				values = append(values, strings.TrimSpace(value))
			}
		}
	}
	return values, nil
}
