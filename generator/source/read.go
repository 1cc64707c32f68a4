package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/diag"
)

// within returns the path of name below dir.
func within(dir, name string) (string, bool) {
	switch {
	case dir == name:
		return ".", true
	case dir == ".":
		return name, !path.IsAbs(name) && name != ".." && !strings.HasPrefix(name, "../") &&
			!filepath.IsAbs(filepath.FromSlash(name))
	case dir == "/":
		return strings.TrimPrefix(name, "/"), strings.HasPrefix(name, "/")
	}
	if dir == ".." || strings.HasSuffix(dir, "/..") { // "../.." is within ".." only in spelling
		rest, ok := strings.CutPrefix(name, dir+"/")
		return rest, ok && rest != ".." && !strings.HasPrefix(rest, "../")
	}
	return strings.CutPrefix(name, dir+"/")
}

func (f *Files) rootOfReal(real string) *root {
	for _, r := range f.roots {
		if rel, err := filepath.Rel(r.real, real); err == nil && filepath.IsLocal(rel) {
			return r
		}
	}
	return nil
}

// Read returns the bytes of a file by its name. The error says why in words that follow "can't be read: ". Hidden
// files, Terraform's state and private keys are not read, whatever leads to them.
func (f *Files) Read(name string) ([]byte, error) {
	f.mu.Lock()
	given, ok := f.given[name]
	if len(f.misses) > 0 {
		f.opened[name] = true
	}
	f.mu.Unlock()
	if ok {
		return f.readGiven(given)
	}
	var inside error
	for _, r := range f.roots {
		rel, ok := within(r.name, name)
		if !ok {
			continue
		}
		if !f.found[name] {
			if err := f.privateReal(r, rel); err != nil {
				return nil, err
			}
		}
		src, err := f.readIn(r, rel)
		if err == nil && !f.found[name] && holdsPrivateKey(src) {
			return nil, errPrivateKey
		}
		if err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || isFileError(err) {
			return src, err
		}
		inside = err
	}
	if inside == nil {
		return nil, errOutside
	}
	// A symbolic link leads out of the root; perhaps into another one.
	real, err := f.Options.Storage.Real(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	if r := f.rootOfReal(real); r != nil {
		rel, err := filepath.Rel(r.real, real)
		if err != nil {
			return nil, err
		}
		rel = filepath.ToSlash(rel)
		if why := private(rel); why != "" {
			return nil, why
		}
		src, err := f.readIn(r, rel)
		if err == nil && holdsPrivateKey(src) {
			return nil, errPrivateKey
		}
		return src, err
	}
	return nil, errOutside
}

// fileError is about the file itself; no other way to it helps.
type fileError string

func (e fileError) Error() string { return string(e) }

func isFileError(err error) bool {
	var e fileError
	return errors.As(err, &e)
}

func (f *Files) readIn(r *root, rel string) (src []byte, err error) {
	err = f.in(r, func(h Root) error {
		file, err := h.Open(rel)
		if err != nil {
			return err
		}
		src, err = f.readAll(file)
		return err
	})
	return src, err
}

// readAll reads a file and closes it.
func (f *Files) readAll(file fs.File) ([]byte, error) {
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	limit := f.Options.MaxBytes
	switch {
	case info.IsDir():
		return nil, fileError("it is a directory")
	case !info.Mode().IsRegular():
		return nil, fileError(errKind.Error())
	case info.Size() > limit:
		return nil, TooLarge(info.Size(), limit)
	}
	buf := make([]byte, 0, info.Size()+1) // one more, to see the end
	for {
		n, err := file.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return plainLines(buf), nil
		}
		if err != nil {
			return nil, err
		}
		if int64(len(buf)) > limit {
			return nil, TooLarge(int64(len(buf)), limit)
		}
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, max(512, len(buf)))
		}
	}
}

// TooLarge is why a file of n bytes is not read where limit are allowed.
func TooLarge(n, limit int64) error {
	return fileError(fmt.Sprintf("it has %s, but a file may have at most %s", bound.Bytes(int(n)),
		bound.Bytes(int(limit))))
}

func (f *Files) readGiven(p string) ([]byte, error) {
	file, err := f.Options.Storage.Open(p)
	if err != nil {
		return nil, err
	}
	return f.readAll(file)
}

// ReadFrom reads a file by a path that stands in a file of the directory dir: the path is relative to dir, with forward
// slashes. It is what `file("...")` and `columns_file` do.
func (f *Files) ReadFrom(dir, name string) ([]byte, error) {
	full, err := Resolve(dir, name)
	if err != nil {
		return nil, err
	}
	return f.Read(full)
}

// Resolve is the name of a file whose path, relative to the directory dir, stands in a file of that directory.
func Resolve(dir, name string) (string, error) {
	switch {
	case name == "":
		return "", fileError("its name is empty")
	case strings.HasPrefix(name, "~"):
		return "", fileError("~ has no meaning here: only shells replace it, and paths are relative to the file that " +
			"contains them")
	case path.IsAbs(name) || filepath.IsAbs(name):
		return "", fileError("its path is absolute; paths are relative to the file that contains them")
	case strings.ContainsRune(name, 0):
		return "", fileError("its name holds a NUL byte")
	}
	return path.Join(dir, filepath.ToSlash(name)), nil
}

// ReadGiven reads a file that the user named on the command line, wherever it is, and remembers it for [Files.Source].
// It returns the file's name; problems have no place.
func (f *Files) ReadGiven(p string) (name string, src []byte, diags hcl.Diagnostics) {
	name = f.Name(p)
	if p == "" {
		return name, nil, hcl.Diagnostics{diag.Error(codePath, "Empty path", "The path of a file is empty.",
			hcl.Range{})}
	}
	src, err := f.readGiven(p)
	if err != nil {
		d := Unreadable(name, err)
		if errors.Is(err, fs.ErrNotExist) {
			d.Detail += f.near(p)
		}
		return name, nil, hcl.Diagnostics{d}
	}
	f.mu.Lock()
	f.given[name] = p
	f.mu.Unlock()
	return name, src, nil
}

// Unreadable is the problem of a file that can't be read; it has no place.
func Unreadable(name string, err error) *hcl.Diagnostic {
	return diag.Error(codePath, "Unreadable file", fmt.Sprintf("%q can't be read: %s.", name, Reason(err)), hcl.Range{})
}

// Reason says why a file can't be read, without the path, which the message has already.
func Reason(err error) string {
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.As(err, &pe):
		return pe.Err.Error()
	}
	return err.Error()
}

// plainLines is a text with the line ends of Unix, however it was checked out: the same source gives the same output
// everywhere. What isn't text stays as it is.
func plainLines(src []byte) []byte {
	if !bytes.Contains(src, []byte("\r\n")) || !utf8.Valid(src) {
		return src
	}
	return bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
}

// Size is how many bytes the files have that make up a configuration.
func (f *Files) Size() (n int) {
	for _, name := range slices.Concat(f.Configs, f.Tests) {
		if src, err := f.Read(name); err == nil {
			n += len(src)
		}
	}
	return n
}
