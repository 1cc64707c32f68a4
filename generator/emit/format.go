package emit

import "github.com/slogen-project/slogen/generator/honeycomb"

// Format is one output of slogen.
type Format struct {
	// Name is what the `outputs` argument says, such as "terraform"; also the folder below the output folder.
	Name string
	// Doc says in a sentence what the output is for.
	Doc string
	// Files lists what the format writes for r, sorted by path. Contents are made on demand, so that thousands of files
	// needn't be in memory at once; Append may be called from several goroutines.
	Files func(r *honeycomb.Resources) []File
}

// File is one file of an output.
type File struct {
	// Path is relative to the output folder, with forward slashes, and begins with the format's name.
	Path string
	// Append appends the file's content to b. It is deterministic and safe for concurrent use.
	Append func(b []byte) []byte
}
