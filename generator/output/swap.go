package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// The staging folder lies beside the output folder, on the same file system:
//
//	.out.slogen-stage/tree      the new folder; after the exchange, the old one
//	.out.slogen-stage/id        which folder tree was when it was made
//	.out.slogen-stage/rubbish   a tree that no longer holds anything of value
//
// From id a later run knows what a killed run left behind. If tree is still the same folder, it is a new one that
// nobody has seen, and is removed. If it is another, it is the old one, and whatever appeared in it at the last moment
// must be rescued. There is one staging folder, because there is one writer at a time.
func (p *place) stageName() string { return "." + p.base + ".slogen-stage" }

const (
	stageTree    = "tree"
	stageID      = "id"
	stageRubbish = "rubbish"
)

// cannotSwapError means that the folder can't be exchanged here, but can be written in place.
type cannotSwapError struct{ err error }

func (e *cannotSwapError) Error() string { return e.err.Error() }
func (e *cannotSwapError) Unwrap() error { return e.err }

// notHere lists the errors by which a file system says that it can't link or exchange here, so that the output must be
// written in place. Any other error (a full or broken disk, missing permission) would only come again, in the middle of
// the output.
var notHere = []error{
	errors.ErrUnsupported, syscall.EXDEV, syscall.ENOSYS, syscall.EINVAL, syscall.ENOTSUP, syscall.EPERM,
	syscall.EBUSY, // the output folder is a mount point
}

var errTooManyForeign = errors.New("too many entries that slogen did not write")

// swapError turns err into what swap returns for the path p.
func (w *writer) swapError(p string, err error) error {
	if errors.Is(err, errTooManyForeign) {
		return &cannotSwapError{err}
	}
	for _, e := range notHere {
		if errors.Is(err, e) {
			return &cannotSwapError{err}
		}
	}
	return w.writeError(p, err)
}

// exchangeEntries is [exchange]; tests make it fail.
var exchangeEntries = exchange

// swap stages the new folder and exchanges it with the old.
func (w *writer) swap() (err error) {
	exists := w.survey.root != nil
	if exists && !canExchange {
		return &cannotSwapError{errors.ErrUnsupported}
	}
	if exists {
		if err := writable(w.parent, w.base); err != nil {
			return w.writeError(".", err)
		}
	}
	stage := w.stageName()
	if err := w.parent.Mkdir(stage, 0o700); err != nil {
		return w.swapError("..", err)
	}
	defer func() {
		if err != nil {
			w.dropStage() // everything in it is ours, or another name for a file that stays
		}
	}()
	tree := stage + "/" + stageTree
	if err := w.parent.Mkdir(tree, 0o777); err != nil {
		return w.swapError("..", err)
	}
	fi, err := w.parent.Lstat(tree)
	if err != nil {
		return w.swapError("..", err)
	}
	if err := writeFile(w.parent, stage+"/"+stageID, []byte(inode(fi)+"\n"), 0, true); err != nil {
		return w.writeError(".", err)
	}
	root, err := w.parent.OpenRoot(tree)
	if err != nil {
		return w.swapError("..", err)
	}
	defer root.Close()
	if err := w.fill(root); err != nil {
		return err
	}
	if !exists {
		err = w.parent.Rename(tree, w.base)
	} else {
		err = exchangeEntries(w.parent, tree, w.base)
	}
	if err != nil {
		return w.swapError(".", err)
	}
	syncDir(w.parent, ".")
	syncDir(w.parent, stage)
	// The new output is in place. What can't be cleared away now is left for the next run; the output isn't wrong.
	_ = w.clearStage()
	return nil
}

// fill makes the new folder: links to everything that stays, new files for what changes.
func (w *writer) fill(root *os.Root) error {
	s := w.survey
	made := map[string]bool{}
	var dirs []string // made, parents first
	mkdir := func(d string) error {
		if made[d] {
			return nil
		}
		made[d] = true
		dirs = append(dirs, d)
		return root.Mkdir(d, 0o777)
	}
	mkdirs := func(p string) (err error) {
		parents(p, func(d string) { err = errors.Join(err, mkdir(d)) })
		return err
	}
	for _, p := range s.paths {
		if err := mkdirs(p); err != nil {
			return w.writeError(p, err)
		}
	}
	out := w.base + "/"
	tree := w.stageName() + "/" + stageTree + "/"
	if s.root != nil {
		n := 0
		for _, f := range s.foreign {
			if err := mkdirs(f.path); err != nil {
				return w.writeError(f.path, err)
			}
			if err := w.carry(out, tree, f, &n); err != nil {
				return w.swapError(f.path, err)
			}
		}
		for i, p := range s.paths {
			if s.disk[i] == same {
				if err := w.parent.Link(out+p, tree+p); err != nil {
					return w.swapError(p, err)
				}
			}
		}
	}
	if err := w.writeChanged(root, func(i int) string { return s.paths[i] }); err != nil {
		return err
	}
	if s.root != nil {
		for _, d := range append(dirs, ".") {
			if err := copyFolder(w.parent, out+d, tree+d, false); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return w.swapError(d, err)
			}
		}
	}
	if len(w.changed) > syncEach && canSyncAll {
		if err := syncAll(root); err != nil {
			return w.writeError(".", err)
		}
		return nil
	}
	for _, d := range dirs {
		syncDir(root, d)
	}
	syncDir(root, ".")
	return nil
}

// maxCarried limits the foreign entries that are linked for an exchange. A folder with more is a project or a disk
// rather than an output folder: then only slogen's own files are touched, one by one.
const maxCarried = 20_000

// carry makes f the same file in the new tree: hard links for everything but folders, which are created again with the
// same permissions, owner and times.
func (w *writer) carry(out, tree string, f foreign, n *int) error {
	if *n++; *n > maxCarried {
		return errTooManyForeign
	}
	if !f.dir {
		return w.parent.Link(out+f.path, tree+f.path)
	}
	if err := w.parent.Mkdir(tree+f.path, 0o777); err != nil {
		return err
	}
	d, err := w.parent.Open(out + f.path)
	if err != nil {
		return err
	}
	entries, err := d.ReadDir(-1)
	d.Close()
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := w.carry(out, tree, foreign{f.path + "/" + e.Name(), e.IsDir()}, n); err != nil {
			return err
		}
	}
	return copyFolder(w.parent, out+f.path, tree+f.path, true)
}

// copyFolder gives the folder to the permissions and owner of from and, if times is set, its time stamp.
func copyFolder(root *os.Root, from, to string, times bool) error {
	from, to = path.Clean(from), path.Clean(to)
	fi, err := root.Lstat(from)
	if err != nil {
		return err
	}
	if !fi.IsDir() {
		return nil // a file of the old output whose name a folder has now
	}
	if uid, gid, ok := owner(fi); ok {
		root.Lchown(to, uid, gid) // only a privileged run may; any other owns both anyway
	}
	if err := root.Chmod(to, fi.Mode()&(fs.ModePerm|fs.ModeSetgid|fs.ModeSetuid|fs.ModeSticky)); err != nil {
		return err
	}
	if times {
		return root.Chtimes(to, fi.ModTime(), fi.ModTime())
	}
	return nil
}

// recover finishes or removes what a stopped run left behind.
func (w *writer) recover() error {
	if _, err := w.parent.Lstat(w.stageName()); err == nil {
		if err := w.clearStage(); err != nil {
			return err
		}
		w.result.Recovered = true
	}
	done, err := w.finishJournal()
	w.result.Recovered = w.result.Recovered || done
	return err
}

// clearStage removes the staging folder, rescuing from an old tree what slogen did not write and the new one does not
// have.
func (w *writer) clearStage() error {
	stage := w.stageName()
	tree := stage + "/" + stageTree
	foreignStage := func() error {
		return fmt.Errorf("%s, where slogen prepares output, holds something else; move it away",
			filepath.Join(w.parentPath, stage))
	}
	if fi, err := w.parent.Lstat(stage); err != nil {
		return err
	} else if !fi.IsDir() {
		return foreignStage()
	}
	id, err := readRegular(w.parent, stage+"/"+stageID, maxStageID)
	fi, terr := w.parent.Lstat(tree)
	switch {
	case err != nil || len(id) == 0 || id[len(id)-1] != '\n':
		// Stopped before anything was staged: there is at most an empty tree and part of the id.
		if terr == nil && w.parent.Remove(tree) != nil {
			return foreignStage()
		}
		w.parent.Remove(stage + "/" + stageID)
		if w.parent.Remove(stage) != nil {
			return foreignStage()
		}
		return nil
	case terr == nil && strings.TrimSuffix(string(id), "\n") != inode(fi):
		who, err := w.options.ownerOf(w.parent, tree)
		if err == nil {
			err = w.rescue(who, tree, ".")
		}
		if err != nil {
			return fmt.Errorf("%s, the former output folder, can't be removed: %w", filepath.Join(w.parentPath, tree),
				reason(err))
		}
	}
	if err := w.dropStage(); err != nil {
		return fmt.Errorf("%s, where slogen prepares output, can't be removed: %w", filepath.Join(w.parentPath, stage),
			reason(err))
	}
	return nil
}

// dropStage removes the staging folder with a tree that holds nothing of value. The tree is removed first, under
// another name, so that a run killed meanwhile leaves no tree that looks worth rescuing from; the id is removed last.
func (w *writer) dropStage() error {
	stage := w.stageName()
	if err := w.parent.Rename(stage+"/"+stageTree, stage+"/"+stageRubbish); err != nil && !errors.Is(err, fs.ErrNotExist) {
		if err := removeAll(w.parent, stage+"/"+stageRubbish); err != nil { // of the run before
			return err
		}
		if err := w.parent.Rename(stage+"/"+stageTree, stage+"/"+stageRubbish); err != nil {
			return err
		}
	}
	if err := removeAll(w.parent, stage+"/"+stageRubbish); err != nil {
		return err
	}
	if err := w.parent.Remove(stage + "/" + stageID); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return w.parent.Remove(stage)
}

// removeAll removes name and everything in it, even from read-only folders.
func removeAll(root *os.Root, name string) error {
	err := root.RemoveAll(name)
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	if err := openFolders(root, name); err != nil {
		return err
	}
	return root.RemoveAll(name)
}

// openFolders lets the owner into the folder name and every folder below it.
func openFolders(root *os.Root, name string) error {
	if err := root.Chmod(name, 0o700); err != nil {
		return err
	}
	d, err := root.Open(name)
	if err != nil {
		return err
	}
	entries, err := d.ReadDir(-1)
	d.Close()
	for _, e := range entries {
		if e.IsDir() {
			err = errors.Join(err, openFolders(root, name+"/"+e.Name()))
		}
	}
	return err
}

// rescue empties the former output folder, the folder dir of tree. What slogen wrote is known by its mark and goes with
// the tree. The rest has been linked into the new folder; whatever appeared or was replaced after that is moved there,
// and the later of two files wins.
func (w *writer) rescue(who ownership, tree, dir string) error {
	entries, err := listDir(w.parent, path.Join(tree, dir))
	if err != nil {
		return err
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	for _, e := range entries {
		p := path.Join(dir, e.Name())
		from, to := path.Join(tree, p), path.Join(w.base, p)
		here, err := w.parent.Lstat(from)
		if err != nil {
			return err
		}
		there, err := w.parent.Lstat(to)
		gone := errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
		switch {
		case err != nil && !gone:
			return err
		case !gone && e.IsDir() && there.IsDir():
			if err := w.rescue(who, tree, p); err != nil {
				return err
			}
			continue
		case !gone && (e.IsDir() || there.IsDir() || os.SameFile(here, there) || here.ModTime().Before(there.ModTime())):
			continue // the newer one stays
		}
		if own, err := onlyOwn(w.parent, who, tree, p, e); err != nil {
			return err
		} else if own {
			continue // removed with the tree
		}
		if err := w.moveOver(who, tree, p, e.IsDir() && slices.Contains(who.folders(), p)); err != nil {
			return err
		}
	}
	return nil
}

// moveOver moves what is at p in tree into the new folder. A folder that holds both is emptied instead.
func (w *writer) moveOver(who ownership, tree, p string, both bool) error {
	to := path.Join(w.base, p)
	if both {
		if err := w.parent.MkdirAll(to, 0o777); err != nil {
			return err
		}
		return w.rescue(who, tree, p)
	}
	if err := w.parent.MkdirAll(path.Dir(to), 0o777); err != nil {
		return err
	}
	return w.parent.Rename(path.Join(tree, p), to)
}

// onlyOwn reports whether e, which is p in tree, is a file that slogen wrote, or a folder of those that holds nothing
// else.
func onlyOwn(root *os.Root, who ownership, tree, p string, e fs.DirEntry) (bool, error) {
	switch {
	case e.Type().IsRegular() && who.mayBe(p):
		at := openDir{root: root}
		defer at.close()
		return who.owns(&at, path.Join(tree, p), p)
	case e.IsDir() && slices.Contains(who.folders(), p):
		entries, err := listDir(root, path.Join(tree, p))
		for _, x := range entries {
			own, err := onlyOwn(root, who, tree, path.Join(p, x.Name()), x)
			if err != nil || !own {
				return false, err
			}
		}
		return true, err
	}
	return false, nil
}
