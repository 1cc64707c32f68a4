package emit

import (
	"path"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Format is one output of slogen.
type Format struct {
	// Name is what `outputs` calls it, such as "terraform"; also the name of its folder in the output folder.
	Name string
	// Doc is a sentence on what the output is for.
	Doc string
	// Files lists what the format writes for r, sorted by path. Contents are made on demand, so that thousands of files
	// needn't be in memory at once; Append may be called from several goroutines.
	Files func(r *honeycomb.Resources) []File
}

// File is one file of an output, in one of [Folders].
type File struct {
	// Path is relative to the output folder, with forward slashes, and begins with the format's name.
	Path string
	// Append appends the file's content, with its mark (package mark), to b. It is deterministic and safe for concurrent
	// use.
	Append func(b []byte) []byte
}

// The folders that hold what isn't an output: the catalogue, if the outputs don't include it, the first of two steps,
// and what the output was made from.
const (
	HiddenFolder = ".slogen-catalogue"
	StepFolder   = ".slogen-step"
	InputsFolder = ".slogen-inputs"
)

// Folders lists the folders that slogen writes files to, whatever is declared. Marked files there are slogen's.
var Folders = []string{
	HiddenFolder, StepFolder, InputsFolder, JSON.Name, Terraform.Name, TerraformInput.Name,
	TerraformInput.Name + "/module", TerraformInput.Name + "/" + objectsFolder, TerraformModule.Name,
	TerraformModule.Name + "/root", TerraformModule.Name + "/testing",
}

// CatalogueFile is the name of the file of the catalogue that holds the objects of the file at this path of another
// output; empty for a file that holds none.
func CatalogueFile(file string) string {
	dir, base := path.Split(file)
	switch name, ok := strings.CutSuffix(base, serviceSuffix); {
	case ok:
		return name + ".json"
	case dir == TerraformInput.Name+"/"+objectsFolder+"/":
		return base
	case dir != TerraformInput.Name+"/module/" && (base == recipientsFile || base == sharedFile):
		return ServiceFile("", ".json")
	}
	return ""
}
