package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// What is committed comes from anybody who can open a pull request, so only regular files are read in the folder, and
// only up to a size.
const (
	maxManifest  = 256 << 20
	maxStageID   = 1 << 10
	minCatalogue = 256 << 20
)

// Read reads the generated file name, a path with forward slashes, from the output folder dir. It must be a regular
// file inside the folder and not absurdly large: at most 256 MiB, or four times expected, the size that it would have
// now. If there is no such file, the error is [fs.ErrNotExist].
func Read(dir, name string, expected int64) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	} else if err != nil {
		return nil, folderError(dir, err)
	}
	defer root.Close()
	b, err := readRegular(root, name, max(minCatalogue, 4*expected))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, filepath.FromSlash(name)), reason(err))
	}
	return b, nil
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
	tooLarge := fmt.Errorf("it is larger than %d MiB, far more than slogen writes", limit>>20)
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
