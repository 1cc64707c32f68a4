package source

import (
	"bytes"
	"io/fs"
	"path/filepath"
)

// Over is storage in which some files that there are have other texts, by their absolute names without symbolic links:
// what they would hold after a change.
func Over(s Storage, texts map[string][]byte) Storage { return &overlaid{s, texts} }

type overlaid struct {
	Storage
	texts map[string][]byte
}

// over is a file with the text that it has instead; f where there is none.
func (o *overlaid) over(p string, f fs.File, err error) (fs.File, error) {
	if err != nil {
		return nil, err
	}
	real, err := o.Storage.Real(p)
	if err != nil {
		return f, nil // whose text is as it was
	}
	text, ok := o.texts[real]
	if !ok {
		return f, nil
	}
	fi, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	return &overFile{f, overInfo{fi, int64(len(text))}, bytes.NewReader(text)}, nil
}

// Open implements [Storage].
func (o *overlaid) Open(p string) (fs.File, error) {
	f, err := o.Storage.Open(p)
	return o.over(p, f, err)
}

// Stat implements [Storage].
func (o *overlaid) Stat(p string) (fs.FileInfo, error) {
	fi, err := o.Storage.Stat(p)
	return o.info(p, fi, err)
}

func (o *overlaid) info(p string, fi fs.FileInfo, err error) (fs.FileInfo, error) {
	if err != nil {
		return nil, err
	}
	if real, err := o.Storage.Real(p); err == nil {
		if text, ok := o.texts[real]; ok {
			return overInfo{fi, int64(len(text))}, nil
		}
	}
	return fi, nil
}

// Root implements [Storage].
func (o *overlaid) Root(dir string) (Root, error) {
	r, err := o.Storage.Root(dir)
	if err != nil {
		return nil, err
	}
	return &overRoot{r, o, dir}, nil
}

type overRoot struct {
	Root
	in  *overlaid
	dir string
}

func (r *overRoot) Open(name string) (fs.File, error) {
	f, err := r.Root.Open(name)
	return r.in.over(filepath.Join(r.dir, filepath.FromSlash(name)), f, err)
}

func (r *overRoot) Stat(name string) (fs.FileInfo, error) {
	fi, err := r.Root.Stat(name)
	return r.in.info(filepath.Join(r.dir, filepath.FromSlash(name)), fi, err)
}

type overFile struct {
	fs.File
	info fs.FileInfo
	text *bytes.Reader
}

func (f *overFile) Stat() (fs.FileInfo, error) { return f.info, nil }

func (f *overFile) Read(b []byte) (int, error) { return f.text.Read(b) }

type overInfo struct {
	fs.FileInfo
	size int64
}

func (i overInfo) Size() int64 { return i.size }
