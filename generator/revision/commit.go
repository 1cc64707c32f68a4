package revision

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/words"
)

// Commit is a revision by the id of its commit.
type Commit struct {
	Name string // as it was given
	ID   string // in full
}

// Short is the beginning of the id, for people.
func (c Commit) Short() string { return c.ID[:min(len(c.ID), 7)] }

// mergeBase before a revision means the commit where it and HEAD part.
const mergeBase = "merge-base:"

// Commit finds a revision: whatever git takes for one (a branch, a tag, HEAD~1, an id), or "merge-base:" and a
// revision, for the newest commit that both it and HEAD come from. The error is an [*Error].
func (r *Repository) Commit(ctx context.Context, name string) (Commit, error) {
	rev, merged := strings.CutPrefix(name, mergeBase)
	if err := checkName(rev); err != nil {
		return Commit{}, err
	}
	id, err := r.resolve(ctx, rev)
	if err != nil || !merged {
		return Commit{name, id}, err
	}
	out, said, err := r.ask(ctx, "merge-base", id, "HEAD")
	switch {
	case exits(err, 1) && r.shallow(ctx):
		return Commit{}, &Error{Summary: "Base is not in this clone", Detail: fmt.Sprintf("The history of "+
			"this clone is cut off before %s and HEAD meet. Fetch the rest: git fetch --unshallow. %s", quote(rev), inCI)}
	case exits(err, 1):
		return Commit{}, &Error{Summary: "No common history",
			Detail: fmt.Sprintf("%s and HEAD have no commit in common.", quote(rev))}
	case err != nil:
		return Commit{}, &Error{Summary: "Repository can't be read", Detail: sentence(said, err)}
	}
	id, _, _ = strings.Cut(out, "\n")
	return Commit{name, id}, nil
}

// checkName refuses what git could take for something else than a revision.
func checkName(rev string) error {
	why := ""
	switch {
	case rev == "":
		why = "it is empty"
	case strings.HasPrefix(rev, "-"):
		why = "it begins with \"-\", as only options of git do"
	case strings.ContainsFunc(rev, func(r rune) bool { return r < ' ' || r == 0x7f }):
		why = "it holds a control character"
	default:
		return nil
	}
	return &Error{Summary: "Invalid revision", Unknown: true, Detail: fmt.Sprintf("%s can't be a revision: %s.",
		quote(rev), why)}
}

var (
	fullID = lazy.Regexp(`^[0-9a-f]{40}([0-9a-f]{24})?$`)
	// certain means one thing to git, whatever references are called.
	certain = lazy.Regexp(`^([0-9a-f]{40}([0-9a-f]{24})?|HEAD)([~^].*)?$`)
)

// resolve gives the id of a revision's commit.
func (r *Repository) resolve(ctx context.Context, rev string) (string, error) {
	// Without --quiet it warns of a name that stands for several things, and takes one of them.
	out, said, err := r.ask(ctx, "-c", "core.warnAmbiguousRefs=true", "rev-parse", "--verify", rev+"^{commit}")
	id := strings.TrimSuffix(out, "\n")
	switch {
	case err != nil && !exits(err, 1) && !exits(err, 128):
		return "", &Error{Summary: "Repository can't be read", Detail: sentence(said, err)}
	case strings.Contains(said, " is ambiguous") && !certain().MatchString(rev):
		return "", r.ambiguous(ctx, rev)
	case err == nil && fullID().MatchString(id):
		return id, nil
	}
	if fetch := r.fetch(ctx, rev); fetch != "" {
		return "", &Error{Summary: "Base is not in this clone", Detail: fmt.Sprintf("This clone doesn't hold "+
			"%s. Fetch it: %s. %s", quote(rev), fetch, inCI)}
	}
	return "", r.unknown(ctx, rev)
}

// ambiguous is the error about a name that stands for several things.
func (r *Repository) ambiguous(ctx context.Context, rev string) error {
	var full []string
	for _, in := range []string{"refs/heads/", "refs/tags/", "refs/remotes/"} {
		if _, _, err := r.ask(ctx, "rev-parse", "--verify", "--quiet", in+rev+"^{commit}"); err == nil {
			full = append(full, in+rev)
		}
	}
	why := " begins the ids of several commits. Write more of it."
	switch len(full) {
	case 0:
	case 1:
		why = fmt.Sprintf(" is a reference, and begins the id of a commit. Write %s, or more of the id.", full[0])
	default:
		why = fmt.Sprintf(" is the name of several references. Write %s.", words.Or(full))
	}
	return &Error{Summary: "Ambiguous revision", Detail: quote(rev) + why}
}

// unknown is the error about a revision that the repository doesn't hold, nor, as far as it knows, any other.
func (r *Repository) unknown(ctx context.Context, rev string) error {
	e := &Error{Summary: "Unknown revision", Unknown: true}
	if _, _, err := r.ask(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		e.Detail = "The repository has no commit yet."
		return e
	}
	e.Detail = fmt.Sprintf("The repository has no revision %s: no branch, tag or commit is called that.", quote(rev))
	remotes := r.remotes(ctx)
	for _, remote := range remotes {
		there := remote + "/" + rev
		if _, _, err := r.ask(ctx, "rev-parse", "--verify", "--quiet", there+"^{commit}"); err == nil {
			e.Detail += fmt.Sprintf(" Did you mean %s?", quote(there))
			return e
		}
	}
	if len(remotes) > 0 && plainRef().MatchString(rev) && plainRef().MatchString(remotes[0]) {
		e.Detail += fmt.Sprintf(" If it is a tag or a branch that this clone doesn't hold, fetch it: "+
			"git fetch --no-tags %[1]s tag %[2]s, or git fetch --no-tags %[1]s %[2]s:%[3]s.", remotes[0], rev,
			path.Join("refs/remotes", remotes[0], rev))
	}
	return e
}

// inCI is what to do where every run makes a clone of its own.
const inCI = "In a pipeline, let the checkout fetch all of the history (a depth of 0, in Bitbucket \"full\")."

var (
	commitID = lazy.Regexp(`^[0-9a-f]{7,64}$`)
	plainRef = lazy.Regexp(`^[A-Za-z0-9][-A-Za-z0-9._/]*$`)
	ancestor = lazy.Regexp(`[~^]`)
)

// remotes are the names of the other repositories that this one knows.
func (r *Repository) remotes(ctx context.Context) []string {
	out, _, _ := r.ask(ctx, "remote")
	return strings.Fields(out) // a name holds no space
}

// fetch is the command that brings a revision which isn't there; "" where nothing says that it is elsewhere.
func (r *Repository) fetch(ctx context.Context, rev string) string {
	remotes := r.remotes(ctx)
	for _, remote := range remotes {
		branch, ok := strings.CutPrefix(rev, remote+"/")
		if ok && plainRef().MatchString(branch) && plainRef().MatchString(remote) {
			return fmt.Sprintf(
				"git fetch --no-tags %s %s:%s",
				remote,
				branch,
				path.Join("refs/remotes", remote, branch),
			)
		}
	}
	if len(remotes) == 0 || !plainRef().MatchString(remotes[0]) {
		return ""
	}
	shallow := r.shallow(ctx)
	switch {
	case fullID().MatchString(rev) && shallow:
		return "git fetch --no-tags --depth=1 " + remotes[0] + " " + rev
	case fullID().MatchString(rev): // a depth would cut off the history that is there
		return "git fetch --no-tags " + remotes[0] + " " + rev
	case shallow && (commitID().MatchString(rev) || ancestor().MatchString(rev)): // no server knows a part of an id
		return "git fetch --unshallow"
	case commitID().MatchString(rev):
		return "git fetch " + remotes[0] + " '+refs/heads/*:refs/remotes/" + remotes[0] + "/*'"
	}
	return ""
}

func (r *Repository) shallow(ctx context.Context) bool {
	out, _, err := r.ask(ctx, "rev-parse", "--is-shallow-repository")
	return err == nil && strings.TrimSpace(out) == "true"
}

// Parent is the id of the first parent of a commit, also where a shallow clone doesn't hold it; empty for a commit
// without any. merge says whether there is another one.
func (r *Repository) Parent(ctx context.Context, id string) (parent string, merge bool) {
	out, _, err := r.ask(ctx, "cat-file", "commit", id)
	if err != nil {
		return "", false
	}
	head, _, _ := strings.Cut(out, "\n\n")
	for line := range strings.Lines(head) {
		if p, ok := strings.CutPrefix(line, "parent "); ok {
			if parent != "" {
				return parent, true
			}
			parent = strings.TrimSpace(p)
		}
	}
	return parent, false
}

// DefaultBranch is the branch that the remote origin calls its own, such as "main"; where the clone doesn't say, main
// or master, if it has one of them; empty otherwise.
func (r *Repository) DefaultBranch(ctx context.Context) string {
	const prefix = "refs/remotes/origin/"
	out, _, err := r.ask(ctx, "symbolic-ref", "--quiet", prefix+"HEAD")
	if err == nil {
		return strings.TrimPrefix(strings.TrimSpace(out), prefix)
	}
	var usual []string
	for _, name := range []string{"main", "master"} {
		if _, _, err := r.ask(ctx, "rev-parse", "--verify", "--quiet", prefix+name+"^{commit}"); err == nil {
			usual = append(usual, name)
		}
	}
	if len(usual) != 1 {
		return ""
	}
	return usual[0]
}

// Holds reports whether HEAD is a commit of the history of a revision.
func (r *Repository) Holds(ctx context.Context, rev string) bool {
	_, _, err := r.ask(ctx, "merge-base", "--is-ancestor", "HEAD", rev)
	return err == nil
}

// Branch is the branch that is checked out; empty where it is a commit.
func (r *Repository) Branch(ctx context.Context) string {
	out, _, err := r.ask(ctx, "symbolic-ref", "--quiet", "--short", "HEAD")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(out)
}

// quote is a revision in a sentence.
func quote(rev string) string {
	const most = 200
	if len(rev) > most {
		rev = strings.ToValidUTF8(rev[:most], "") + "..."
	}
	return fmt.Sprintf("%q", rev)
}
