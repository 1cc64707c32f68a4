package output

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
)

// journalFile is the commit record inside the journal folder: once it is there, the write is decided and will be
// finished; without it, the write never happened.
const journalFile = "journal.json"

// step is one line of the journal. Renames and removals can be repeated: a step that is already done is recognised by
// its digest.
type step struct {
	Path string `json:"path"`
	// Staged is the name, in the journal folder, of the new content; empty to remove the file.
	Staged string `json:"staged,omitempty"`
	// Old and New are SHA-256 digests of the content before and after; empty where there is no file.
	Old string `json:"old,omitempty"`
	New string `json:"new,omitempty"`
}

type journal struct {
	FormatVersion string `json:"format_version"`
	Steps         []step `json:"steps"`
}

// inPlace replaces the files one by one: first all content is written beside them, then the journal decides, and then
// files are renamed.
func (w *writer) inPlace() (err error) {
	s := w.survey
	if s.root == nil {
		if err := w.parent.Mkdir(w.base, 0o777); err != nil {
			return fmt.Errorf("the output folder %s can't be created: %w", w.dir, reason(err))
		}
		if s.root, err = w.parent.OpenRoot(w.base); err != nil {
			return folderError(w.dir, err)
		}
		defer func() {
			if err != nil {
				w.parent.Remove(w.base)
			}
		}()
	}
	if err := s.root.Mkdir(journalName, 0o700); err != nil {
		return w.writeError(".", err)
	}
	decided := false
	defer func() {
		if !decided {
			s.root.RemoveAll(journalName)
		}
	}()
	staged := func(i int) string { return strconv.Itoa(i) }
	if err := w.writeChanged(s.root, func(i int) string { return journalName + "/" + staged(i) }); err != nil {
		return err
	}
	if err := writeFile(s.root, journalName+"/manifest", s.manifest, 0, true); err != nil {
		return w.writeError(ManifestName, err)
	}
	if len(w.changed) > syncEach && canSyncAll {
		if err := syncAll(s.root); err != nil {
			return w.writeError(".", err)
		}
	}
	j := journal{FormatVersion: manifestVersion}
	for _, p := range w.result.Removed {
		old, err := hashFile(s.root, p)
		if err != nil {
			return w.writeError(p, err)
		}
		j.Steps = append(j.Steps, step{Path: p, Old: old})
	}
	for _, i := range w.changed {
		st := step{Path: s.paths[i], Staged: staged(i), New: hex.EncodeToString(s.sums[i][:])}
		if s.disk[i] == differs {
			if st.Old, err = hashFile(s.root, st.Path); err != nil {
				return w.writeError(st.Path, err)
			}
		}
		j.Steps = append(j.Steps, st)
	}
	record, err := json.MarshalIndent(j, "", " ")
	if err != nil {
		return err
	}
	const draft = journalName + "/draft"
	if err := writeFile(s.root, draft, record, 0, true); err != nil {
		return w.writeError(".", err)
	}
	if err := s.root.Rename(draft, journalName+"/"+journalFile); err != nil {
		return w.writeError(".", err)
	}
	decided = true
	syncDir(s.root, journalName)
	return w.applyJournal(s.root, &j)
}

// finishJournal finishes an in-place write that was stopped after it was decided, and clears away one that wasn't
// decided yet.
func (w *writer) finishJournal() (found bool, err error) {
	root, err := w.parent.OpenRoot(w.base)
	if err != nil {
		return false, nil // no folder, or an unreadable one: examine reports it
	}
	defer root.Close()
	if _, err := root.Lstat(journalName); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	name := filepath.Join(w.dir, journalName, journalFile)
	record, err := readRegular(root, journalName+"/"+journalFile, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		if err := root.RemoveAll(journalName); err != nil {
			return false, fmt.Errorf("%s, left by a run that was stopped, can't be removed: %w", filepath.Dir(name), reason(err))
		}
		return true, nil
	}
	j, err := parseJournal(record, err)
	if err != nil && w.options.Force {
		// There is no knowing what it would have done. Each file is compared with the manifest, as after any other
		// accident.
		if err := removeAll(root, journalName); err != nil {
			return false, fmt.Errorf("%s can't be removed: %w", filepath.Dir(name), reason(err))
		}
		return true, nil
	} else if err != nil {
		return false, fmt.Errorf("%s, left by a run that was stopped, can't be read: %w; finish with the version of slogen "+
			"that wrote it, "+
			"restore the output from version control, or abandon the half-done write with -force", name, reason(err))
	}
	return true, w.applyJournal(root, j)
}

// parseJournal reads a journal, unless there has already been an error.
func parseJournal(record []byte, err error) (*journal, error) {
	var j journal
	if err == nil {
		err = json.Unmarshal(record, &j)
	}
	if err != nil {
		return nil, err
	}
	if j.FormatVersion != manifestVersion {
		return nil, fmt.Errorf("format_version is %q, and this version of slogen reads %q", j.FormatVersion, manifestVersion)
	}
	for _, st := range j.Steps {
		if err := validPath(st.Path); err != nil {
			return nil, err
		}
		if n, err := strconv.Atoi(st.Staged); st.Staged != "" && (err != nil || n < 0) {
			return nil, fmt.Errorf("%q isn't a staged file", st.Staged)
		}
	}
	return &j, nil
}

// applyJournal does the steps that are not done yet, and removes the journal. If a file is neither what it was nor what
// it is to be, somebody changed it in between: it is left alone, with an error, unless forced.
func (w *writer) applyJournal(root *os.Root, j *journal) error {
	fail := func(p string, err error) error {
		return fmt.Errorf("%s can't be replaced: %w; the write is half done, and the next run finishes it",
			filepath.Join(w.dir, filepath.FromSlash(p)), reason(err))
	}
	dirs := map[string]bool{".": true}
	for _, st := range j.Steps {
		if _, err := root.Lstat(journalName + "/" + st.Staged); st.Staged != "" && errors.Is(err, fs.ErrNotExist) {
			continue // done by the run before
		}
		now, err := hashFile(root, st.Path)
		if errors.Is(err, fs.ErrNotExist) {
			now = ""
		} else if err != nil {
			return fail(st.Path, err)
		}
		if now != st.Old && now != st.New && !w.options.Force {
			return fail(st.Path, errors.New("it was changed after a run was stopped half-way; move it away, or overwrite it "+
				"with -force"))
		}
		if st.Staged == "" {
			if now != "" {
				if err := root.Remove(st.Path); err != nil {
					return fail(st.Path, err)
				}
			}
			removeEmptyAbove(root, st.Path)
			continue
		}
		dirs[path.Dir(st.Path)] = true
		if err := root.MkdirAll(path.Dir(st.Path), 0o777); err != nil {
			return fail(st.Path, err)
		}
		if err := root.Rename(journalName+"/"+st.Staged, st.Path); err != nil {
			return fail(st.Path, err)
		}
	}
	if err := root.Rename(journalName+"/manifest", ManifestName); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(ManifestName, err)
	}
	for d := range dirs {
		syncDir(root, d)
	}
	// Remove the record first: a folder without it is rubbish, but one with it would be finished again.
	if err := root.Remove(journalName + "/" + journalFile); err != nil {
		return fail(journalName, err)
	}
	if err := root.RemoveAll(journalName); err != nil {
		return fail(journalName, err)
	}
	return nil
}

// hashFile is the digest of the file p in hexadecimal.
func hashFile(root *os.Root, p string) (string, error) {
	f, err := root.Open(p)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
