package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/adopt"
	"github.com/slogen-project/slogen/generator/mark"
	"github.com/slogen-project/slogen/generator/terraform"
)

// sourceToImport reads the arguments that are source of Terraform, with the state that belongs to it.
func (a *app) sourceToImport(f *importFlags, args []string, marks *terraform.Marks) (
	rest []string, sources []*terraform.Source, state *adopt.File, err error) {
	given, err := valuesToImport(f.vars, f.varFiles)
	if err != nil {
		return nil, nil, nil, err
	}
	if rest, sources, err = terraformToImport(args, marks, given); err != nil {
		return nil, nil, nil, err
	}
	state, err = a.stateToImport(f.state, sources)
	return rest, sources, state, err
}

// terraformToImport reads the arguments that are source of Terraform: files of it, and folders that hold some. The
// other ones are left. Nothing is read outside of the folders that are given, and that of a file.
func terraformToImport(args []string, marks *terraform.Marks, given *terraform.Values) (
	rest []string, sources []*terraform.Source, err error) {
	var folders []string
	files := map[string][]string{} // by folder
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case err == nil && info.IsDir() && isInput(arg):
			rest = append(rest, filepath.Join(arg, "objects"))
		case arg != standardInput && err == nil && info.IsDir() && len(rootModules(arg)) > 0:
			if !slices.Contains(folders, arg) {
				folders = append(folders, arg)
			}
		case terraform.Is(arg) && err == nil:
			dir := filepath.Dir(arg)
			files[dir] = append(files[dir], filepath.Base(arg))
			if !slices.Contains(folders, dir) {
				folders = append(folders, dir)
			}
		default:
			rest = append(rest, arg)
		}
	}
	for _, folder := range folders {
		root, err := os.OpenRoot(folder)
		if err != nil {
			return nil, nil, fail("Folder can't be read", wordy(err))
		}
		defer root.Close()
		modules := []string{"."}
		if files[folder] == nil {
			modules = rootModules(folder)
		}
		read, err := readModules(root.FS(), modules, files[folder], filepath.ToSlash(folder), marks, given)
		if err != nil {
			return nil, nil, fail("Source of Terraform can't be read", wordy(err))
		}
		sources = append(sources, read...)
	}
	if len(sources) == 0 && !given.Empty() {
		return nil, nil, fail("Flag without effect", "-var and -var-file give values to variables of Terraform's, and "+
			"no source of it is among what is read.")
	}
	for _, name := range given.Undeclared(sources) {
		return nil, nil, fail("Value for an undeclared variable", "-var "+name+": no source of Terraform that is read "+
			"declares such a variable. Check the name.")
	}
	return rest, sources, nil
}

// isInput says whether a folder is slogen's output terraform_input: its values say all, and its module nothing more.
func isInput(dir string) bool {
	h, err := os.Open(filepath.Join(dir, "main.tf"))
	if err != nil {
		return false
	}
	defer h.Close()
	text, err := io.ReadAll(io.LimitReader(h, mark.HeadSize))
	if err != nil || !mark.Is(text) {
		return false
	}
	for _, name := range []string{"objects", "module"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// valuesToImport are the values of Terraform's variables that flags give.
func valuesToImport(vars, files []string) (*terraform.Values, error) {
	v := &terraform.Values{}
	for _, name := range files {
		h, err := os.Open(name)
		if err != nil {
			return nil, fail("File can't be read", wordy(err))
		}
		src, err := readAll(h, filepath.ToSlash(name), maxValues)
		h.Close()
		if err == nil {
			err = v.File(filepath.ToSlash(name), src)
		}
		if err != nil {
			return nil, fail("File of values can't be read", wordy(err))
		}
	}
	for _, kv := range vars {
		name, text, ok := strings.Cut(kv, "=")
		if !ok || name == "" {
			return nil, fail("Invalid value of a flag", fmt.Sprintf("%q is not a name and a value: write -var "+
				"name=value.", kv))
		}
		v.Text(strings.TrimSpace(name), text)
	}
	return v, nil
}

// maxValues is how many bytes a file of values may have.
const maxValues = 4 << 20

// stateToImport reads the state that belongs to source; nil for none.
func (a *app) stateToImport(name string, sources []*terraform.Source) (*adopt.File, error) {
	if name == "" {
		return nil, nil
	}
	if len(sources) == 0 {
		return nil, fail("Flag without effect", "-state says which ids the objects have that source of Terraform "+
			"declares, and no source is among what is read. Give the folder with it, or the state alone, without "+
			"-state.")
	}
	files, err := a.filesToImport([]string{name})
	if err != nil {
		return nil, err
	}
	return &files[0], nil
}

// readModules reads the modules in these folders, but for those that others of them call.
func readModules(tree fs.FS, dirs, only []string, shown string, marks *terraform.Marks, given *terraform.Values) (
	out []*terraform.Source, err error) {
	called := map[string]bool{}
	for _, dir := range dirs {
		s, err := terraform.Read(tree, dir, only, shown, marks, given)
		if err != nil {
			return nil, err
		}
		for _, c := range s.Called() {
			called[c] = true
		}
		out = append(out, s)
	}
	i := 0
	return slices.DeleteFunc(out, func(*terraform.Source) bool {
		i++
		return called[dirs[i-1]]
	}), nil
}

// rootModules are the folders below one that hold source of Terraform.
func rootModules(folder string) (out []string) {
	const most = 1000
	_ = filepath.WalkDir(folder, func(p string, e fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(e.Name(), ".") && p != folder
		switch {
		case err != nil:
			return nil // whoever reads it says so
		case e.IsDir() && hidden, len(out) >= most:
			return filepath.SkipDir
		case e.IsDir() || hidden || !terraform.Is(e.Name()):
			return nil
		}
		if rel, err := filepath.Rel(folder, filepath.Dir(p)); err == nil {
			if dir := path.Clean(filepath.ToSlash(rel)); !slices.Contains(out, dir) {
				out = append(out, dir)
			}
		}
		return nil
	})
	return out
}
