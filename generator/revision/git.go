package revision

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Error is why a revision can't be read. Its texts are for users, as those of a diagnostic.
type Error struct {
	Summary, Detail string
	// NoRepository means that there is no repository to ask, and NoGit that there is no git to ask it with.
	NoRepository, NoGit bool
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
		return nil, &Error{
			Summary:      "git can't be run",
			NoRepository: true,
			NoGit:        true,
			Detail: fmt.Sprintf("A revision "+
				"is read with the program git, and there is none: %s. Install git, or name a folder.",
				strings.TrimPrefix(err.Error(), "exec: ")),
		}
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
		detail := fmt.Sprintf("%q is in no git repository, so there are no revisions to compare with.",
			filepath.ToSlash(dir))
		if slices.ContainsFunc(environ, func(v string) bool { return strings.HasPrefix(v, "GIT_DIR=") }) {
			detail += " GIT_DIR doesn't count: it may be that of a hook."
		}
		return nil, &Error{Summary: "Not in a git repository", NoRepository: true, Detail: detail}
	case strings.Contains(said, "dubious ownership"), strings.Contains(said, "is owned by someone else"):
		return nil, &Error{
			Summary: "Repository of another user",
			Detail: fmt.Sprintf("git doesn't read the repository "+
				"that holds %q, because it belongs to another user, as it often does in a container. If you trust what is in "+
				"it, tell git so: `git config --global --add safe.directory %s`.", filepath.ToSlash(dir), ownedBy(said)),
		}
	case strings.Contains(said, "must be run in a work tree"), strings.Contains(said, "cannot use bare repository"):
		return nil, &Error{Summary: "Not in a work tree", NoRepository: true, Detail: fmt.Sprintf("%q is in a git "+
			"repository, but not in a work tree of it. Run slogen where the files are checked out.", filepath.ToSlash(dir))}
	default:
		return nil, &Error{Summary: "Repository can't be read", Detail: sentence(said, err)}
	}
	if r.Top, err = filepath.EvalSymlinks(filepath.FromSlash(strings.TrimSuffix(out, "\n"))); err != nil {
		return nil, &Error{Summary: "Repository can't be read", Detail: err.Error() + "."}
	}
	return r, nil
}

// ownedBy is the directory that git names in an error about who owns it, for a shell; "DIR" where it names none.
func ownedBy(said string) string {
	if _, dir, ok := strings.Cut(said, "safe.directory "); ok {
		dir, _, _ = strings.Cut(dir, "\n")
		return strings.TrimSpace(dir)
	}
	return "DIR"
}

func (r *Repository) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, r.program, slices.Concat(settings, args)...)
	c.Dir, c.Env = r.dir, r.env
	return c
}

// ask runs a command of git. It returns what it writes, and what it says of errors.
func (r *Repository) ask(ctx context.Context, args ...string) (out, said string, err error) {
	c := r.command(ctx, args...)
	stdout, stderr := limited{most: maxAnswer}, limited{most: maxAnswer}
	c.Stdout, c.Stderr = &stdout, &stderr
	if err = c.Run(); stdout.over || stderr.over {
		err = errTooLong
	}
	return stdout.String(), stderr.String(), err
}

// How much git may answer to a question. A few trees that hold each other many times list more files than any machine
// can hold.
const (
	maxAnswer = 8 << 20 // bytes, but for lists
	maxFiles  = 500_000
	maxNames  = 128 << 20 // bytes of a list of files
)

var errTooLong = errors.New("the answer is too long")

// limited keeps what is written, and fails where it would be too much, which ends the program that writes.
type limited struct {
	strings.Builder
	most int
	over bool
}

func (l *limited) Write(b []byte) (int, error) {
	if l.over = l.over || l.Len()+len(b) > l.most; l.over {
		return 0, errTooLong
	}
	return l.Builder.Write(b)
}

// list runs a command of git that lists files, and yields what it says of each. It returns what git says of errors; the
// error is errTooLong where there are more than maxFiles, or more than maxNames of names.
func (r *Repository) list(ctx context.Context, yield func(string), args ...string) (said string, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c := r.command(ctx, args...)
	stderr := limited{most: maxAnswer}
	c.Stderr = &stderr
	pipe, err := c.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := c.Start(); err != nil {
		return "", err
	}
	scan := bufio.NewScanner(io.LimitReader(pipe, maxNames))
	scan.Buffer(nil, 1<<20)
	scan.Split(untilNUL)
	files := 0
	for ; files <= maxFiles && scan.Scan(); files++ {
		yield(scan.Text())
	}
	_, more := pipe.Read(make([]byte, 1))
	if files > maxFiles || more == nil || scan.Err() != nil {
		stop()
		_ = c.Wait()
		return "", errTooLong
	}
	err = c.Wait()
	return stderr.String(), err
}

// untilNUL splits what ends with NUL each; see [bufio.SplitFunc].
func untilNUL(data []byte, end bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return i + 1, data[:i], nil
	}
	if end && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
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
