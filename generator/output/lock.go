package output

import (
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// lockFile locks the file ".out.slogen-lock" beside the output folder, and leaves it there: if it were removed, two
// runs could lock two files of the same name.
func lockFile(parent *os.Root, base string) (unlock func(), err error) {
	return lockedfile.MutexAt(filepath.Join(parent.Name(), "."+base+".slogen-lock")).Lock()
}
