package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
)

// journalName is the folder inside the output folder that holds an unfinished in-place write.
const journalName = ".slogen-journal"

// journalFile is the commit record inside the journal folder: once it is there, the write is decided and will be
// finished; without it, the write never happened.
const journalFile = "journal.json"

// journalVersion is the journal's format_version.
const journalVersion = "1.0"

// step is one line of the journal. Renames and removals can be repeated.
type step struct {
	Path string `json:"path"`
	// Staged is the name, in the journal folder, of the new content; empty to remove the file.
	Staged string `json:"staged,omitempty"`
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
	if len(w.changed) > syncEach && canSyncAll {
		if err := syncAll(s.root); err != nil {
			return w.writeError(".", err)
		}
	}
	j := journal{FormatVersion: journalVersion}
	for _, p := range w.result.Removed {
		j.Steps = append(j.Steps, step{Path: p})
	}
	for _, i := range w.changed {
		j.Steps = append(j.Steps, step{Path: s.paths[i], Staged: staged(i)})
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
	record, err := readRegular(root, journalName+"/"+journalFile, maxJournal)
	if err == nil {
		who, err := w.options.ownerOf(root, ".")
		if err != nil {
			return true, fmt.Errorf("the output folder %s: %w", w.dir, err)
		}
		if j, err := parseJournal(who, record); err == nil {
			return true, w.applyJournal(root, j)
		}
	}
	// It wasn't decided, or there is no knowing what it would have done. What is generated next puts every file right.
	if err := removeAll(root, journalName); err != nil {
		return false, fmt.Errorf("%s, left by a run that was stopped, can't be removed: %w",
			filepath.Join(w.dir, journalName), reason(err))
	}
	return true, nil
}

func parseJournal(who ownership, record []byte) (*journal, error) {
	var j journal
	if err := json.Unmarshal(record, &j); err != nil {
		return nil, err
	}
	if j.FormatVersion != journalVersion {
		return nil, fmt.Errorf("format_version is %q", j.FormatVersion)
	}
	for _, st := range j.Steps {
		if err := validPath(who, st.Path); err != nil {
			return nil, err
		}
		if n, err := strconv.Atoi(st.Staged); st.Staged != "" && (err != nil || n < 0) {
			return nil, fmt.Errorf("%q isn't a staged file", st.Staged)
		}
	}
	return &j, nil
}

// isOwn reports whether a regular file is one that slogen wrote, as is says.
func isOwn(root *os.Root, file string, is func() (bool, error)) (bool, error) {
	fi, err := root.Lstat(file)
	if err != nil || !fi.Mode().IsRegular() {
		return false, err
	}
	return is()
}

// applyJournal does the steps that are not done yet, and removes the journal. A file that isn't slogen's is left alone,
// whatever a journal says of it: what was put in the way meanwhile is an error.
func (w *writer) applyJournal(root *os.Root, j *journal) error {
	fail := func(p string, err error) error {
		return fmt.Errorf("%s can't be replaced: %w; the write is half done, and the next run finishes it",
			filepath.Join(w.dir, filepath.FromSlash(p)), reason(err))
	}
	who, err := w.options.ownerOf(root, ".")
	if err != nil {
		return fail(".", err)
	}
	at := openDir{root: root}
	defer at.close()
	dirs := map[string]bool{".": true}
	for _, st := range j.Steps {
		staged := journalName + "/" + st.Staged
		if st.Staged != "" {
			new, err := isOwn(root, staged, func() (bool, error) { return who.staged(&at, staged) })
			if errors.Is(err, fs.ErrNotExist) || err == nil && !new {
				continue // done by the run before; or nothing that slogen wrote
			} else if err != nil {
				return fail(st.Path, err)
			}
		}
		old, err := isOwn(root, st.Path, func() (bool, error) { return who.owns(&at, st.Path, st.Path) })
		switch gone := errors.Is(err, fs.ErrNotExist); {
		case err != nil && !gone:
			return fail(st.Path, err)
		case st.Staged == "":
			if old {
				at.close()
				if err := root.Remove(st.Path); err != nil {
					return fail(st.Path, err)
				}
			}
			removeEmptyAbove(root, st.Path)
		case !old && !gone:
			return fail(st.Path, errors.New("it is not marked as generated; move it away or remove it"))
		default:
			dirs[path.Dir(st.Path)] = true
			if err := root.MkdirAll(path.Dir(st.Path), 0o777); err != nil {
				return fail(st.Path, err)
			}
			if err := root.Rename(staged, st.Path); err != nil {
				return fail(st.Path, err)
			}
		}
	}
	for d := range dirs {
		syncDir(root, d)
	}
	// Remove the record first: a folder without it is rubbish, but one with it would be finished again.
	if err := root.Remove(journalName + "/" + journalFile); err != nil {
		return fail(journalName, err)
	}
	if err := removeAll(root, journalName); err != nil {
		return fail(journalName, err)
	}
	return nil
}
