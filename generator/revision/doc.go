// Package revision reads the files of a git revision: what was committed, without a checkout and without a change to
// the repository or its work tree.
//
// It asks the program git for objects, since repositories have more forms than a library knows (worktrees, alternates,
// commit graphs, other hashes), and it trusts neither the repository nor its configuration: git is run so that it
// executes no other program (no hook, filter, textconv, monitor, pager or transport), reads no index but for one
// question, and fetches nothing. Text is what the objects hold: no filter makes another of it.
//
// It is not its job to find files among those of a revision, or to say what they mean: it gives a [source.Storage].
package revision
