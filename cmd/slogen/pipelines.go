package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/slogen-project/slogen/generator/revision"
	"github.com/slogen-project/slogen/generator/source"
)

// pipeline is a service that runs slogen for a change, and says in variables of the environment what the change is.
type pipeline struct {
	name string
	mark string // a variable that is set there
	read func(get func(string) string) change
	// page says where the service shows files: what stands before the commit and the path, and before the number of a
	// line. Nil if that isn't known.
	page func(get func(string) string) (address, line string)
}

// change is what a pipeline runs for. The zero change is none that has a base: a schedule, a tag.
type change struct {
	commit string // the commit to compare with
	target string // the revision that the change is to go into
	// merged says that HEAD is a merge of the target and the change; its first parent is then the target, exactly as it
	// was when they were merged.
	merged bool
	// What was pushed: the branch, the default branch (empty if the pipeline doesn't say), and the commit before.
	pushed, main, before string
	local                bool // what was pushed is what is checked out
}

// pipelines are looked at in this order; the last one stands for all that set CI.
var pipelines = []pipeline{
	{"GitHub", "GITHUB_ACTIONS", func(get func(string) string) change {
		var event struct {
			Before     string
			Repository struct {
				Main string `json:"default_branch"`
			}
			Group struct {
				Base string `json:"base_sha"`
			} `json:"merge_group"`
		}
		if src, err := readWhole(get("GITHUB_EVENT_PATH"), maxEvent); err == nil {
			_ = json.Unmarshal(src, &event) // what it doesn't say, git does
		}
		switch get("GITHUB_EVENT_NAME") {
		case "pull_request", "pull_request_target":
			ref := get("GITHUB_REF")
			return change{target: onOrigin(get("GITHUB_BASE_REF")),
				merged: strings.HasPrefix(ref, "refs/pull/") && strings.HasSuffix(ref, "/merge")}
		case "merge_group":
			return change{commit: event.Group.Base}
		case "push":
			if get("GITHUB_REF_TYPE") != "branch" {
				return change{}
			}
			return change{pushed: get("GITHUB_REF_NAME"), main: event.Repository.Main, before: event.Before}
		}
		return change{}
	}, func(get func(string) string) (string, string) {
		return get("GITHUB_SERVER_URL") + "/" + get("GITHUB_REPOSITORY") + "/blob/", "#L"
	}},
	{"GitLab", "GITLAB_CI", func(get func(string) string) change {
		source := get("CI_PIPELINE_SOURCE")
		switch {
		case source == "merge_request_event" || get("CI_MERGE_REQUEST_IID") != "": // a child pipeline has its own source
			// Set only where the pipeline is for the result of the merge.
			if id := get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"); id != "" {
				return change{commit: id}
			}
			if id := get("CI_MERGE_REQUEST_DIFF_BASE_SHA"); id != "" {
				return change{commit: id}
			}
			return change{target: onOrigin(get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"))}
		case source == "push":
			return change{
				pushed: get("CI_COMMIT_BRANCH"),
				main:   get("CI_DEFAULT_BRANCH"),
				before: get("CI_COMMIT_BEFORE_SHA"),
			}
		}
		return change{}
	}, func(get func(string) string) (string, string) { return get("CI_PROJECT_URL") + "/-/blob/", "#L" }},
	{"Bitbucket", "BITBUCKET_BUILD_NUMBER", func(get func(string) string) change {
		if id := get("BITBUCKET_PR_DESTINATION_COMMIT"); id != "" {
			return change{target: id}
		}
		return change{target: onOrigin(get("BITBUCKET_PR_DESTINATION_BRANCH")), pushed: get("BITBUCKET_BRANCH")}
	}, func(get func(string) string) (string, string) {
		return get("BITBUCKET_GIT_HTTP_ORIGIN") + "/src/", "#lines-"
	}},
	{"Azure", "TF_BUILD", func(get func(string) string) change {
		const branches = "refs/heads/"
		pushed, isBranch := strings.CutPrefix(get("BUILD_SOURCEBRANCH"), branches)
		switch get("BUILD_REASON") {
		case "PullRequest":
			return change{target: onOrigin(strings.TrimPrefix(get("SYSTEM_PULLREQUEST_TARGETBRANCH"), branches)),
				merged: strings.HasSuffix(get("BUILD_SOURCEBRANCH"), "/merge")}
		case "IndividualCI", "BatchedCI":
			if isBranch {
				return change{pushed: pushed}
			}
		}
		return change{}
	}, nil},
	{"Buildkite", "BUILDKITE", func(get func(string) string) change {
		switch {
		case get("BUILDKITE_TAG") != "", get("BUILDKITE_SOURCE") == "schedule":
			return change{}
		case get("BUILDKITE_PULL_REQUEST") != "" && get("BUILDKITE_PULL_REQUEST") != "false":
			return change{target: onOrigin(get("BUILDKITE_PULL_REQUEST_BASE_BRANCH"))}
		}
		return change{pushed: get("BUILDKITE_BRANCH"), main: get("BUILDKITE_PIPELINE_DEFAULT_BRANCH")}
	}, nil},
	{"git", "CI", func(func(string) string) change { return change{local: true} }, nil},
}

// running is the service that runs slogen; nil for none.
func running(get func(string) string) *pipeline {
	for i, p := range pipelines {
		if v := get(p.mark); v != "" && v != "false" && v != "0" {
			return &pipelines[i]
		}
	}
	return nil
}

// pages finds where the service that runs slogen shows a line of a file, as it is in the commit that is checked out;
// nil where that isn't known.
func pages(
	ctx context.Context, repo *revision.Repository, get func(string) string,
) func(file string, line int) string {
	p := running(get)
	if p == nil || p.page == nil || repo == nil {
		return nil
	}
	address, anchor := p.page(get)
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" ||
		strings.ContainsAny(address, " ()<>[]|\\`\"") {
		return nil
	}
	head, err := repo.Commit(ctx, "HEAD")
	if err != nil {
		return nil
	}
	return func(file string, line int) string {
		real, err := (source.Disk{}).Real(file)
		if err != nil {
			return ""
		}
		rel, err := filepath.Rel(repo.Top, real)
		if err != nil || !filepath.IsLocal(rel) {
			return ""
		}
		parts := strings.Split(filepath.ToSlash(rel), "/")
		for i := range parts {
			parts[i] = url.PathEscape(parts[i])
		}
		return fmt.Sprintf("%s%s/%s%s%d", address, head.ID, strings.Join(parts, "/"), anchor, line)
	}
}

func onOrigin(branch string) string {
	if branch == "" {
		return ""
	}
	return "origin/" + branch
}

// unknownBase says why nothing is found to compare with where a pipeline runs for a change.
type unknownBase struct {
	why   string
	first bool // there is nothing before the change, so nothing could get worse
}

func (e *unknownBase) Error() string { return e.why }

// foundBase finds, from the variables of a pipeline, what to compare with; nil where it doesn't run for a change. The
// error is an [*unknownBase] where it may, and nothing says what the change is to go into.
func foundBase(ctx context.Context, paths []string) (*base, error) {
	p := running(os.Getenv)
	if p == nil {
		return nil, nil
	}
	c := p.read(os.Getenv)
	if c == (change{}) {
		return nil, nil
	}
	repo, err := repository(ctx, paths)
	var why *revision.Error
	if errors.As(err, &why) && why.NoRepository && !(why.NoGit && inRepository(paths[0])) {
		return nil, nil // nothing that a change could be seen in
	}
	if err != nil {
		return nil, err
	}
	name := c.base(ctx, repo)
	if name == "" {
		return nil, c.unknown(ctx, repo, p.name)
	}
	b, err := commitBase(ctx, repo, name)
	if errors.As(err, &why) {
		why.Detail = fmt.Sprintf("%s names %q as the base of this change. %s", p.name, name, why.Detail)
	}
	if err != nil {
		return nil, err
	}
	b.Base.From = p.name
	return b, nil
}

// inRepository reports whether a path lies in a git repository, as far as its folders tell.
func inRepository(p string) bool {
	real, err := filepath.EvalSymlinks(p)
	if err == nil {
		real, err = filepath.Abs(real)
	}
	return err == nil && topOf(real) != ""
}

// base is the revision to compare the change with; empty if there is none.
func (c *change) base(ctx context.Context, repo *revision.Repository) string {
	if c.commit != "" {
		return c.commit
	}
	if c.target != "" {
		if parent, merge := parentOfHead(ctx, repo); c.merged && merge {
			return parent
		}
		return mergePrefix + c.target
	}
	if c.local {
		c.pushed = repo.Branch(ctx)
	}
	if c.main == "" {
		c.main = repo.DefaultBranch(ctx)
	}
	isMain := c.pushed != "" && (c.pushed == c.main || c.main == "" && (c.pushed == "main" || c.pushed == "master"))
	if c.pushed == "" && c.main != "" { // only a commit is checked out, as many pipelines do it
		isMain = repo.Holds(ctx, onOrigin(c.main))
	}
	switch {
	case isMain && strings.Trim(c.before, "0") != "":
		return c.before
	case isMain:
		parent, _ := parentOfHead(ctx, repo)
		return parent
	case c.main == "":
		return ""
	}
	return mergePrefix + onOrigin(c.main)
}

// parentOfHead is the first parent of what is checked out, and whether there is another one.
func parentOfHead(ctx context.Context, repo *revision.Repository) (parent string, merge bool) {
	commit, err := repo.Commit(ctx, "HEAD")
	if err != nil {
		return "", false
	}
	return repo.Parent(ctx, commit.ID)
}

// unknown is why [change.base] found nothing.
func (c *change) unknown(ctx context.Context, repo *revision.Repository, pipeline string) *unknownBase {
	if commit, err := repo.Commit(ctx, "HEAD"); err != nil {
		return &unknownBase{"The repository has no commit yet.", true}
	} else if parent, _ := repo.Parent(ctx, commit.ID); parent == "" {
		return &unknownBase{"HEAD is the first commit, and there is none before it.", true}
	}
	who := "the variables of " + pipeline + " nor this clone"
	if c.local {
		who = "a variable that slogen knows nor this clone"
	}
	return &unknownBase{"This runs in a pipeline, and neither " + who + " says what branch the change is to go into. " +
		"Name it, and have it fetched: -against=merge-base:origin/main.", false}
}
