package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/source"
)

// projectFile marks the folder in which a configuration begins.
const projectFile = project.FileName

// wholeFlag is the flag of commands that look at whole configurations though only some of their files are named, as
// hooks before a commit do.
func wholeFlag(f *pflag.FlagSet, whole *bool) {
	f.BoolVar(
		whole,
		"project",
		false,
		"Take the whole configuration that each path belongs to: the nearest folder above "+
			"that holds "+projectFile+", or else the top-most in the repository that holds slogen's files. Several are taken "+
			"one by one.",
	)
}

// root is the folder of a configuration.
type root struct {
	dir    string // relative to the working directory, if it can be
	marked bool   // by a projectFile
}

// projectOf finds the configuration that a path belongs to. The path need not be there.
func projectOf(p string) (root, error) {
	p, err := filepath.Abs(p)
	if err != nil {
		return root{}, err
	}
	dir := p
	if fi, err := os.Stat(p); err != nil || !fi.IsDir() {
		dir = filepath.Dir(p)
	}
	found := root{dir: dir}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, projectFile)); err == nil {
			found = root{dir: dir, marked: true}
			break
		}
		entries, _ := os.ReadDir(dir) // one that can't be read is an error when it is loaded
		if slices.ContainsFunc(entries, func(e os.DirEntry) bool { return source.IsOurs(e.Name()) }) {
			found.dir = dir
		}
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil || dir == filepath.Dir(dir) {
			break
		}
	}
	if here, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(here, found.dir); err == nil {
			found.dir = rel
		}
	}
	return found, nil
}

// inProjects calls look for the paths, or with -project for each configuration that they belong to. An error comes
// before a finding.
func (a *app) inProjects(whole bool, to *formatFlags, args []string, look func(args []string) error) error {
	if !whole {
		return look(args)
	}
	var projects []root
	for _, p := range defaultPaths(args) {
		if p == standardInput {
			return fail("Standard input belongs to no project", "Leave out -project, or name a file instead of -.")
		}
		found, err := projectOf(p)
		if err != nil {
			return fail("Path can't be read", wordy(err))
		}
		if !slices.Contains(projects, found) {
			projects = append(projects, found)
		}
	}
	if len(projects) > 1 && to.given() {
		var dirs []string
		for _, p := range projects {
			dirs = append(dirs, filepath.ToSlash(p.dir))
		}
		return fail(
			"Several configurations",
			fmt.Sprintf("The paths belong to %s, and -format writes the results of one. "+
				"Name the paths of one of them.", strings.Join(dirs, ", ")),
		)
	}
	code := exitOK
	for _, p := range projects {
		err := look([]string{p.dir})
		if err == nil {
			continue
		}
		got := a.finish(err)
		if code == exitOK || got == exitError {
			code = got
		}
		if got == exitError && !p.marked {
			a.out.Flush()
			fmt.Fprintf(
				a.err,
				"\nThis is about %s and what is below it, where slogen's files begin. If the configuration "+
					"begins further up, put an empty %s there.\n",
				filepath.ToSlash(p.dir),
				projectFile,
			)
		}
	}
	if code != exitOK {
		return exit(code)
	}
	return nil
}
