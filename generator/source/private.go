package source

import (
	"bytes"
	"path"
	"path/filepath"
	"strings"
)

// Configurations are read from branches that anybody may open, on machines that hold secrets: a token in .git/config, a
// key in .ssh, what Terraform keeps in its state. What a file can be made to read appears in plans, outputs and errors,
// encoded past a log's masking if need be. So walking and reading have one rule: below the directories given, what is
// hidden, a state file or a private key is not there.

// hidden says whether the last element of a path hides it.
func hidden(base string) bool { return strings.HasPrefix(base, ".") && base != "." && base != ".." }

const hiddenWhy = "it is hidden or in a hidden directory, where credentials often are, so slogen doesn't read it; " +
	"keep what the " +
	"configuration needs in files that aren't hidden"

// private says why a file at rel, a path below a root with forward slashes, is not read; empty where nothing speaks
// against it.
func private(rel string) fileError {
	for p := range strings.SplitSeq(rel, "/") {
		if hidden(p) {
			return hiddenWhy
		}
	}
	if strings.Contains(path.Base(rel), ".tfstate") {
		return "it is Terraform state, which holds secrets, so slogen doesn't read it"
	}
	return ""
}

// Private says, in words that follow "can't be read: ", why nothing is read or written at a path below a directory;
// empty where nothing speaks against it.
func Private(rel string) string { return string(private(rel)) }

// privateReal is [private] of the file that name, in the root r, leads to when links are followed: the path that
// matters is the one where the file really lies.
func (f *Files) privateReal(r *root, rel string) error {
	if why := private(rel); why != "" {
		return why
	}
	real, err := f.Options.Storage.Real(filepath.Join(r.real, filepath.FromSlash(rel)))
	if err != nil {
		return nil // reading it says why
	}
	if in := f.rootOfReal(real); in != nil {
		if below, err := filepath.Rel(in.real, real); err == nil {
			if why := private(filepath.ToSlash(below)); why != "" {
				return why
			}
		}
	}
	return nil
}

const errPrivateKey = fileError("it holds a private key, so slogen doesn't read it")

// holdsPrivateKey says whether src has a private key in one of the usual forms of text.
func holdsPrivateKey(src []byte) bool {
	for {
		i := bytes.Index(src, []byte("-----BEGIN "))
		if i < 0 {
			return false
		}
		src = src[i+len("-----BEGIN "):]
		line, _, _ := bytes.Cut(src, []byte("\n"))
		if bytes.Contains(line, []byte("PRIVATE KEY")) {
			return true
		}
	}
}
