package revision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Error is why a revision can't be read. Its texts are for users, as those of a diagnostic.
type Error struct {
	Summary, Detail string
	// NoRepository means that there is no repository to ask, or no git to ask with.
	NoRepository bool
	// Unknown means that there is no such revision.
	Unknown bool
}

func (e *Error) Error() string { return e.Summary + ": " + e.Detail }

// Repository is the git repository that holds a directory.
type Repository struct {
	// Top is the top of the work tree: absolute, without symbolic links.
	Top     string
	program string
	dir     string
	env     []string
}

// settings come before every command of git. They keep a repository's own configuration from naming programs.
var settings = []string{"--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c",
	"core.hooksPath=" + os.DevNull, "-c", "safe.bareRepository=explicit"}

// environment adds to the variables that git gets. A revision is what its commit says (no replacements), questions
// write nothing, and objects that are missing stay so: older versions of git know only the list of transports.
var environment = []string{"LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_REPLACE_OBJECTS=1",
	"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=:"}

// keptVariables are the variables of git that don't name a repository or a part of one. A hook sets the others, and
// there they would be about the commit that is being made.
var keptVariables = []string{"GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
	"GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}

func kept(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	name = strings.ToUpper(name) // as Windows sees it
	return !strings.HasPrefix(name, "GIT_") || slices.Contains(keptVariables, name) ||
		strings.HasPrefix(name, "GIT_CONFIG_KEY_") || strings.HasPrefix(name, "GIT_CONFIG_VALUE_")
}

// Find finds the repository that holds the directory dir. environ is the environment that git runs in. The error is an
// [*Error].
func Find(ctx context.Context, dir string, environ []string) (*Repository, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, &Error{Summary: "git can't be run", NoRepository: true,
			Detail: "A revision is read with the program git, and there is none: " + strings.TrimPrefix(
				err.Error(),
				"exec: ",
			) +
				". Install git, or name a folder."}
	}
	r := &Repository{program: program, dir: dir}
	for _, v := range environ {
		if kept(v) {
			r.env = append(r.env, v)
		}
	}
	r.env = append(r.env, environment...)
	out, said, err := r.ask(ctx, "rev-parse", "--show-toplevel")
	switch {
	case err == nil:
	case strings.Contains(said, "not a git repository"):
		return nil, &Error{
			Summary:      "Not in a git repository",
			NoRepository: true,
			Detail: fmt.Sprintf("%q is in no git "+
				"repository, so there are no revisions to compare with.", filepath.ToSlash(dir)),
		}
	case strings.Contains(said, "must be run in a work tree"), strings.Contains(said, "cannot use bare repository"):
		return nil, &Error{Summary: "Not in a work tree", NoRepository: true, Detail: fmt.Sprintf("%q is in a git "+
			"repository, but not in a work tree of it. Run slogen where the files are checked out.", filepath.ToSlash(dir))}
	default:
		return nil, &Error{Summary: "Repository can't be read", Detail: sentence(said, err), NoRepository: true}
	}
	if r.Top, err = filepath.EvalSymlinks(filepath.FromSlash(strings.TrimSuffix(out, "\n"))); err != nil {
		return nil, &Error{Summary: "Repository can't be read", Detail: err.Error() + "."}
	}
	return r, nil
}

func (r *Repository) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, r.program, slices.Concat(settings, args)...)
	c.Dir, c.Env = r.dir, r.env
	return c
}

// ask runs a command of git. It returns what it writes, and what it says of errors.
func (r *Repository) ask(ctx context.Context, args ...string) (out, said string, err error) {
	c := r.command(ctx, args...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err = c.Run()
	return stdout.String(), stderr.String(), err
}

// sentence makes a sentence of what git said of an error.
func sentence(said string, err error) string {
	const most = 1000
	said = strings.TrimSpace(said)
	if said == "" {
		said = err.Error()
	}
	if len(said) > most {
		said = strings.ToValidUTF8(said[:most], "") + "..."
	}
	if said = "git says: " + said; strings.HasSuffix(said, ".") {
		return said
	}
	return said + "."
}

// exits says whether a command of git ran and ended with the exit code.
func exits(err error, code int) bool {
	var e *exec.ExitError
	return errors.As(err, &e) && e.ExitCode() == code
}
