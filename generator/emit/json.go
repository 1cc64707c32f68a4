package emit

import "github.com/slogen-project/slogen/generator/honeycomb"

// JSON is the catalogue: one file that holds, for each object, the request that creates it. slogen plan compares with
// it, and programs that call the API themselves read it.
var JSON = &Format{
	Name: "json",
	Doc: "One file, slogen.json: every object with its key, where it was declared, and the exact body of the API " +
		"request that creates it.",
	Files: func(r *honeycomb.Resources) []File {
		return []File{{
			Path:   "json/slogen.json",
			Append: func(b []byte) []byte { return honeycomb.AppendCatalogue(b, r) },
			Pieces: func(yield func([]byte) bool) { honeycomb.CataloguePieces(r, yield) },
		}}
	},
}
