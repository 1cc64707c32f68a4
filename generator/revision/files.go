package revision

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/words"
)

// Files are the files of a commit, as a storage: they stand where the work tree is, whatever is there now. A file that
// is opened by name and isn't in the commit, or lies outside the repository, is the one on the disk.
type Files struct {
	*source.Tree
	// Submodules are the paths, below the top, of other repositories whose files are not those of the commit.
	Submodules []string
	blobs      *blobs
	top        *os.Root // the work tree; nil if there is none
}

// Files lists the files of a commit. cwd is the working directory, absolute and without symbolic links. A file of more
// than maxBytes (0: 4 MiB) can't be read. Where a sparse checkout leaves files out of the work tree, the commit has
// none of them either. The error is an [*Error]; close the files.
func (r *Repository) Files(ctx context.Context, c Commit, cwd string, maxBytes int64) (*Files, error) {
	left, err := r.leftOut(ctx)
	if err != nil {
		return nil, err
	}
	if maxBytes <= 0 {
		maxBytes = source.MaxFileSize
	}
	f := &Files{blobs: &blobs{r: r, ctx: ctx, most: maxBytes, name: c.Name}}
	f.top, _ = os.OpenRoot(r.Top)
	var entries []source.Entry
	said, err := r.list(ctx, func(line string) {
		what, path, ok := strings.Cut(line, "\t")
		fields := strings.Fields(what)
		if !ok || len(fields) != 3 || !fs.ValidPath(path) || left[path] {
			return // a path such as a/../b is in no honest tree
		}
		e := source.Entry{Path: path}
		switch mode, id := fields[0], fields[2]; mode {
		case "120000":
			e.Type = fs.ModeSymlink
			e.Read = sync.OnceValues(func() ([]byte, error) { return f.blobs.read(id) })
		case "100644", "100755", "100664":
			e.Read = func() ([]byte, error) {
				if src := f.checkedOut(path, id); src != nil {
					return src, nil
				}
				return f.blobs.text(id)
			}
		default: // a submodule
			e.Type = fs.ModeIrregular
			f.Submodules = append(f.Submodules, path)
		}
		entries = append(entries, e)
	}, "ls-tree", "-r", "-z", "--full-tree", c.ID)
	switch {
	case errors.Is(err, errTooLong):
		return nil, &Error{
			Summary: "Base is too large",
			Detail: fmt.Sprintf("%s lists more than %s files, or more than %d "+
				"MiB of names. Check the part that matters out, and compare with the folder.", quote(c.Name),
				words.Figure(big.NewRat(maxFiles, 1)), maxNames>>20),
		}
	case err != nil:
		return nil, &Error{Summary: "Base can't be read", Detail: sentence(said, err) + " " + partial(c.Name)}
	}
	f.Tree = source.NewTree(r.Top, cwd, entries)
	return f, nil
}

// Open implements [source.Storage].
func (f *Files) Open(p string) (fs.File, error) {
	file, err := f.Tree.Open(p)
	if errors.Is(err, fs.ErrNotExist) {
		return source.Disk{}.Open(p)
	}
	return file, err
}

// Close ends the program that reads.
func (f *Files) Close() error {
	if f.top != nil {
		f.top.Close()
	}
	return f.blobs.close()
}

// checkedOut is a file of the work tree, if it holds what the object of that id does; nil otherwise. Most files of a
// repository are as they were, and so git need not be asked for them.
func (f *Files) checkedOut(path, id string) []byte {
	if f.top == nil {
		return nil
	}
	name := filepath.FromSlash(path)
	info, err := f.top.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > f.blobs.most {
		return nil
	}
	src, err := f.top.ReadFile(name)
	if err != nil || objectID(src, len(id)) != id || bytes.HasPrefix(src, lfs) {
		return nil
	}
	return src
}

// objectID is the id that git gives to a text, in so many digits.
func objectID(src []byte, digits int) string {
	h := sha1.New()
	if digits == 2*sha256.Size {
		h = sha256.New()
	}
	fmt.Fprintf(h, "blob %d\x00", len(src))
	h.Write(src)
	return hex.EncodeToString(h.Sum(nil))
}

// leftOut are the paths that a sparse checkout leaves out of the work tree.
func (r *Repository) leftOut(ctx context.Context) (map[string]bool, error) {
	out, _, err := r.ask(ctx, "config", "--type=bool", "--get", "core.sparseCheckout")
	if err != nil || strings.TrimSpace(out) != "true" {
		return nil, nil
	}
	all := *r
	all.dir = r.Top // ls-files lists what is below its directory
	left := map[string]bool{}
	said, err := all.list(ctx, func(line string) {
		if path, ok := strings.CutPrefix(line, "S "); ok {
			left[path] = true
		}
	}, "ls-files", "-t", "-z")
	if err != nil {
		return nil, &Error{Summary: "Sparse checkout can't be read", Detail: sentence(said, err)}
	}
	return left, nil
}

// partial is what to do where objects are missing.
func partial(rev string) string {
	return fmt.Sprintf("If this is a partial clone, fetch what is missing: git archive --output=%s %s", os.DevNull, rev)
}

// blobs reads the contents of files, one after the other, from one process.
type blobs struct {
	r    *Repository
	ctx  context.Context
	name string // of the revision
	most int64

	mu   sync.Mutex
	run  *exec.Cmd
	ask  io.WriteCloser
	said bytes.Buffer
	out  *bufio.Reader
}

// lfs begins a text that stands for one which is kept elsewhere.
var lfs = []byte("version https://git-lfs.github.com/spec/")

func (b *blobs) text(id string) ([]byte, error) {
	src, err := b.read(id)
	if err == nil && bytes.HasPrefix(src, lfs) {
		return nil, errors.New(
			"it is kept in Git LFS, so the revision holds only where it is. Keep what a configuration " +
				"needs in git itself",
		)
	}
	return src, err
}

func (b *blobs) read(id string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run == nil {
		if err := b.start(); err != nil {
			return nil, err
		}
	}
	src, err := b.next(id)
	if err != nil {
		b.stop() // what it would say next isn't known
	}
	return src, err
}

func (b *blobs) start() (err error) {
	c := b.r.command(b.ctx, "cat-file", "--batch")
	b.said.Reset()
	c.Stderr = &b.said
	if b.ask, err = c.StdinPipe(); err != nil {
		return err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	b.out = bufio.NewReaderSize(out, 64<<10)
	if err := c.Start(); err != nil {
		return err
	}
	b.run = c
	return nil
}

// next asks for one object. Its size is known before its contents come.
func (b *blobs) next(id string) ([]byte, error) {
	if _, err := io.WriteString(b.ask, id+"\n"); err != nil {
		return nil, err
	}
	head, err := b.out.ReadString('\n')
	if err != nil {
		_ = b.run.Wait()
		b.run = nil
		return nil, fmt.Errorf("git can't read it: %s %s", strings.TrimSuffix(sentence(b.said.String(), err), "."),
			partial(b.name))
	}
	words := strings.Fields(head)
	if len(words) != 3 || words[1] != "blob" {
		return nil, fmt.Errorf("this clone doesn't hold it. %s", partial(b.name))
	}
	size, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return nil, err
	}
	if size > b.most {
		return nil, source.TooLarge(size, b.most)
	}
	src := make([]byte, size+1) // and the end of the line
	if _, err := io.ReadFull(b.out, src); err != nil {
		return nil, err
	}
	return src[:size], nil
}

func (b *blobs) stop() {
	if b.run != nil {
		_ = b.run.Process.Kill()
		_ = b.run.Wait()
		b.run = nil
	}
}

func (b *blobs) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stop()
	return nil
}

// Place is the path p as the files of the repository have it: unchanged where it leads below the top as it is written,
// otherwise without symbolic links. The error is an [*Error] for one that leads elsewhere.
func (r *Repository) Place(cwd, p string) (string, error) {
	below := func(p string) bool {
		if !filepath.IsAbs(p) {
			p = filepath.Join(cwd, p)
		}
		rel, err := filepath.Rel(r.Top, p)
		return err == nil && filepath.IsLocal(rel)
	}
	if below(p) {
		return p, nil
	}
	if real, err := (source.Disk{}).Real(p); err == nil && below(real) {
		return real, nil
	}
	return "", &Error{
		Summary: "Path outside the repository",
		Detail: fmt.Sprintf("%q lies outside the repository at %q, "+
			"so no revision of it holds what was there. Name paths in the repository, or compare with a folder.",
			filepath.ToSlash(p), filepath.ToSlash(r.Top)),
	}
}
