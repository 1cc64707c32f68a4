package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// What is committed comes from anybody who can open a pull request, so only regular files are read in the folder, and
// only up to a size.
const (
	maxJournal  = 256 << 20
	maxStageID  = 1 << 10
	maxExamined = 64 << 20
	minRead     = 256 << 20
)

// Content is what a marked file holds.
type Content struct {
	Path string // relative to the output folder, with forward slashes
	Data []byte
}

// Read reads the marked files of JSON in a folder of the output folder dir, sorted by path. They must be regular files
// and together not absurdly large: at most 256 MiB, or four times expected, in bytes, the size that they would have
// now. Anything that isn't a regular file but is named like one is an error; unmarked files are somebody else's. A byte
// order mark, which an editor put there, is left out.
func Read(dir, folder string, expected int64) ([]Content, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, folderError(dir, err)
	}
	defer root.Close()
	entries, err := listDir(root, folder)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, folder), reason(err))
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	var list []Content
	left := max(minRead, 4*expected)
	at := openDir{root: root}
	defer at.close()
	for _, e := range entries {
		p := path.Join(folder, e.Name())
		if path.Ext(p) != ".json" || e.IsDir() {
			continue
		}
		own := true
		if e.Type().IsRegular() {
			own, err = at.marked(p)
		}
		var b []byte
		if err == nil && own {
			b, err = readRegular(root, p, left)
			left -= int64(len(b))
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(dir, filepath.FromSlash(p)), reason(err))
		}
		if own {
			list = append(list, Content{p, bytes.TrimPrefix(b, []byte("\ufeff"))})
		}
	}
	return list, nil
}

// readRegular reads a regular file of at most limit bytes. A link isn't one, wherever it leads.
func readRegular(root *os.Root, name string, limit int64) ([]byte, error) {
	fi, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !fi.Mode().IsRegular() {
		return nil, fmt.Errorf("it is %s, but slogen reads and writes only ordinary files here", whatIs(fi.Mode()))
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if now, err := f.Stat(); err != nil {
		return nil, err
	} else if !os.SameFile(fi, now) {
		return nil, errors.New("it was replaced while it was read")
	}
	tooLarge := fmt.Errorf("it is larger than %d MiB, with those before it far more than slogen writes", limit>>20)
	if fi.Size() > limit {
		return nil, tooLarge
	}
	var b bytes.Buffer
	b.Grow(int(fi.Size()) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(f, limit+1)); err != nil {
		return nil, err
	}
	if int64(b.Len()) > limit {
		return nil, tooLarge
	}
	return b.Bytes(), nil
}
