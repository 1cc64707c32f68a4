package emit

import "github.com/slogen-project/slogen/generator/honeycomb"

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

// File is one file of an output.
type File struct {
	// Path is relative to the output folder, with forward slashes, and begins with the format's name.
	Path string
	// Append appends the file's content to b. It is deterministic and safe for concurrent use.
	Append func(b []byte) []byte
	// Pieces, if set, yields the same content piece by piece, so that only one piece of a file that grows with the
	// configuration need be in memory. A piece is valid until the next.
	Pieces func(yield func(piece []byte) bool)
}

// Each yields the file's content, in pieces or whole, using buf for it; it returns the buffer for the next file.
func (f File) Each(buf []byte, yield func(piece []byte) bool) []byte {
	if f.Pieces != nil {
		f.Pieces(yield)
		return buf
	}
	buf = f.Append(buf[:0])
	yield(buf)
	return buf
}
