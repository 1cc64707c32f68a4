package emit

import "github.com/slogen-project/slogen/generator/honeycomb"

// JSON is the catalogue: files that hold, for each object, the request that creates it. slogen plan compares with it,
// and programs that call the API themselves read it.
var JSON = &Format{
	Name: "json",
	Doc: "The catalogue, one file per service: every object with its key, where it was declared, and the exact body " +
		"of " +
		"the API request that creates it.",
	Files: func(r *honeycomb.Resources) []File { return Catalogue(r, "json") },
}

// Catalogue lists the files of the catalogue, in the folder of that name. Without any object there is one file too, so
// that somebody who reads the folder can tell an empty catalogue from a missing one.
func Catalogue(r *honeycomb.Resources, folder string) []File {
	units := unitsOf(r)
	if len(units) == 0 {
		units = []*unit{{}}
	}
	var files []File
	for _, u := range units {
		files = append(files, File{Path: folder + "/" + ServiceFile(u.service, ".json"),
			Append: func(b []byte) []byte { return honeycomb.AppendCatalogue(b, &u.Resources) }})
	}
	return sortFiles(files)
}
