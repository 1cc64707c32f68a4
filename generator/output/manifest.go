package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

// ManifestName is the file in the output folder that lists what slogen wrote there.
const ManifestName = ".slogen-manifest.json"

// manifestVersion is the manifest's format_version. The part before the dot changes when older versions of slogen would
// misread it.
const manifestVersion = "1.0"

// journalName is the folder inside the output folder that holds an unfinished in-place write.
const journalName = ".slogen-journal"

type digest = [sha256.Size]byte

// manifest maps the paths of generated files to the digests of what was written.
type manifest map[string]digest

// appendManifest appends the manifest of files with sums. One file a line, in the order given, so that version control
// merges it line by line. It holds no time, machine or version, so equal output has an equal manifest.
func appendManifest(b []byte, paths []string, sums []digest) []byte {
	b = append(b, "{\n  \"format_version\": \""+manifestVersion+"\",\n  \"files\": ["...)
	for i, p := range paths {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, "\n    {\"path\": "...)
		q, _ := json.Marshal(p) // a string always marshals
		b = append(b, q...)
		b = append(b, ", \"sha256\": \""...)
		b = hex.AppendEncode(b, sums[i][:])
		b = append(b, "\"}"...)
	}
	if len(paths) > 0 {
		b = append(b, "\n  "...)
	}
	return append(b, "]\n}\n"...)
}

// parseManifest reads a manifest strictly: what is deleted later depends on it.
func parseManifest(b []byte) (manifest, error) {
	if i := bytes.Index(b, []byte("\n<<<<<<< ")); i >= 0 {
		return nil, fmt.Errorf("line %d: unresolved merge conflict", bytes.Count(b[:i+1], []byte("\n"))+1)
	}
	var doc struct {
		FormatVersion string `json:"format_version"`
		Files         []struct {
			Path   string `json:"path"`
			SHA256 string `json:"sha256"`
		} `json:"files"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return nil, err
	}
	if major, _, _ := strings.Cut(doc.FormatVersion, "."); major != "1" {
		return nil, fmt.Errorf("format_version is %q, and this version of slogen reads %q", doc.FormatVersion,
			manifestVersion)
	}
	m := make(manifest, len(doc.Files))
	for _, f := range doc.Files {
		var d digest
		raw, err := hex.DecodeString(f.SHA256)
		if err != nil || copy(d[:], raw) != len(d) || len(raw) != len(d) {
			return nil, fmt.Errorf("%q has no valid sha256", f.Path)
		}
		if err := validPath(f.Path); err != nil {
			return nil, err
		}
		if _, dup := m[f.Path]; dup {
			return nil, fmt.Errorf("%q is listed twice", f.Path)
		}
		m[f.Path] = d
	}
	return m, nil
}

// validPath checks that p may be the path of a generated file: relative, below the output folder, and not one of
// slogen's own.
func validPath(p string) error {
	if !fs.ValidPath(p) || p == "." || strings.Contains(p, `\`) {
		return fmt.Errorf("%q is not a path inside the output folder", p)
	}
	if top, _, _ := strings.Cut(p, "/"); top == ManifestName || top == journalName {
		return fmt.Errorf("%q is reserved for slogen", p)
	}
	return nil
}
