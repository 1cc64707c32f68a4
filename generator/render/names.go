package render

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/source"
)

// names are the names of files that a template makes. All systems must be able to have them, so that a folder that is
// committed on one can be checked out on all.
type names struct {
	seen  map[string]string // files and folders as systems may take them, and how they are written
	files map[string]bool
}

// How long names may be: what the most narrow systems allow, beside the folder's own path.
const (
	longestPath = 200
	longestPart = 120
)

// devices are names that Windows takes for devices, whatever their extension.
var devices = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true, "conin$": true, "conout$": true}

// Possible says whether a template can make a file of this path.
func Possible(path string) bool {
	return (&names{seen: map[string]string{}, files: map[string]bool{}}).add(path) == ""
}

// add says why a file can't be called so; empty if it can.
func (n *names) add(name string) string {
	switch {
	case name == "":
		return "it is empty"
	case len(name) > longestPath:
		return fmt.Sprintf("it has %d bytes, and %d are allowed", len(name), longestPath)
	case !utf8.ValidString(name) || strings.ContainsRune(name, utf8.RuneError):
		return "it isn't valid UTF-8"
	case strings.Contains(name, `\`):
		return "folders are separated by / on every system"
	case strings.HasPrefix(name, "/"):
		return "it is absolute, and names are relative to the output folder"
	case len(name) > 1 && name[1] == ':':
		return "it begins with a drive, and names are relative to the output folder"
	case source.IsOurs(path.Base(name)) || path.Base(name) == project.FileName:
		return "slogen would read the file as a part of the configuration"
	}
	at := ""
	parts := strings.Split(name, "/")
	for i, part := range parts {
		if why := badPart(part); why != "" {
			return why
		}
		at = path.Join(at, part)
		folded := norm.NFC.String(strings.ToLower(norm.NFC.String(at)))
		other, known := n.seen[folded]
		last := i == len(parts)-1
		switch {
		case known && other != at:
			return fmt.Sprintf("some systems can't tell %q from %q, which differ only in case or in how letters are "+
				"composed", at, other)
		case known && (last || n.files[folded]):
			return fmt.Sprintf("%q would be both a file and a folder", at)
		}
		n.seen[folded] = at
		if last {
			n.files[folded] = true
		}
	}
	return ""
}

// badPart says why no file and no folder can be called so.
func badPart(part string) string {
	stem, _, _ := strings.Cut(strings.ToLower(part), ".")
	stem = strings.TrimRight(stem, " ")
	switch {
	case part == "":
		return "it has an empty part: two slashes in a row, or one at its end"
	case part == "." || part == "..":
		return fmt.Sprintf("it has the part %q, and names lead straight into the output folder", part)
	case strings.HasPrefix(part, "."):
		return "it is hidden or in a hidden folder, where slogen writes nothing"
	case len(part) > longestPart:
		return fmt.Sprintf("a part of it has %d bytes, and %d are allowed", len(part), longestPart)
	case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") || strings.HasPrefix(part, " "):
		return "a part of it begins with a space, or ends with a space or a dot, which Windows leaves out"
	case devices[stem] || len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) &&
		stem[3] >= '0' && stem[3] <= '9':
		return fmt.Sprintf("Windows takes %q for a device", part)
	}
	for _, r := range part {
		if strings.ContainsRune(`<>:"|?*`, r) {
			return fmt.Sprintf("Windows allows no %q", string(r))
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return "it has a character that can't be seen"
		}
	}
	return ""
}

// shortened is the beginning of a long name.
func shortened(name string) string {
	const most = 80
	if len(name) <= most {
		return name
	}
	return strings.ToValidUTF8(name[:most], "") + "..."
}
