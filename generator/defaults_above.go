package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/source"
)

// levelsAbove is how many directories above those given are looked at for defaults that are not read.
const levelsAbove = 3

// above warns, once, of defaults in a directory above those given: they would hold if that directory had been given
// too. It looks no further up than the repository's top and a few levels, and only at files whose names say that they
// hold declarations.
func (in *input) above() hcl.Diagnostics {
	if in.Cwd == "" {
		return nil
	}
	read := map[string]bool{} // the directories of files that were read, with those looked at
	for _, f := range in.files {
		read[filepath.Join(in.Cwd, filepath.FromSlash(in.typed(f.dir)))] = true
	}
	for _, p := range in.Options.Paths {
		dir := p
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(in.Cwd, dir)
		}
		if source.IsOurs(filepath.Base(dir)) {
			dir = filepath.Dir(dir)
		}
		for range levelsAbove {
			if _, err := in.Options.Storage.Stat(filepath.Join(dir, ".git")); err == nil {
				break
			}
			up := filepath.Dir(dir)
			if up == dir {
				break
			}
			if dir = up; read[dir] {
				continue
			}
			read[dir] = true
			if name := in.defaultsIn(dir); name != "" {
				file := in.Name(filepath.Join(dir, name))
				return hcl.Diagnostics{diag.Warning("language/defaults", "Defaults not read",
					fmt.Sprintf("%q holds defaults for its directory and below, but it wasn't given on the command "+
						"line, so nothing is inherited from it. If its defaults should apply here, name the file or "+
						"its directory too.", file), hcl.Range{})}
			}
		}
	}
	return nil
}

// defaultsIn is the name of the first file in a directory that holds a block defaults, "" if none does or can be read.
func (in *input) defaultsIn(dir string) string {
	root, err := in.Options.Storage.Root(dir)
	if err != nil {
		return ""
	}
	defer root.Close()
	// A directory above may be full of other things. Their types cost a system call each below an os.Root, and few hold
	// a file of slogen's: so the names are looked at first.
	ours := func(name string) bool { return strings.HasSuffix(name, ".slo.hcl") && !strings.HasPrefix(name, ".") }
	if names, err := source.ReadNames(root.Open(".")); err != nil || !slices.ContainsFunc(names, ours) {
		return ""
	}
	entries, err := source.ReadDir(root.Open("."))
	if err != nil {
		return ""
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !ours(e.Name()) {
			continue
		}
		src, err := readUpTo(root, e.Name(), in.Options.MaxBytes)
		if err != nil {
			continue
		}
		for line := range bytes.Lines(src) {
			if rest, ok := bytes.CutPrefix(bytes.TrimLeft(line, " \t"), []byte("defaults")); ok && opensBlock(rest) {
				return e.Name()
			}
		}
	}
	return ""
}

func readUpTo(root source.Root, name string, limit int64) ([]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > limit {
		return nil, errors.Join(err, fs.ErrInvalid)
	}
	return io.ReadAll(io.LimitReader(f, limit))
}
