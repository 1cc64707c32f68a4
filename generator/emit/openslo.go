package emit

import (
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/mark"
	"github.com/slogen-project/slogen/generator/openslo"
)

// OpenSLO is for other tools: the SLOs in the vendor-neutral form, which has less to say. It is printed, and no output
// of a folder.
var OpenSLO = &Format{
	Name: "openslo",
	Doc: "OpenSLO v1, for other tools: the SLOs, SLIs, burn alerts and recipients in YAML, one part per service. What " +
		"it can't say, such as triggers and exhaustion times, is listed at the top of each part.",
	Files: func(r *honeycomb.Resources) []File { return openSLOFiles(r, "openslo") },
}

// openSLOSuffix ends the names of its files.
const openSLOSuffix = ".openslo.yaml"

func openSLOFiles(r *honeycomb.Resources, folder string) []File {
	units := unitsOf(r)
	w := openslo.NewWriter(r)
	var files []File
	for _, u := range units {
		files = append(files, File{Path: folder + "/" + ServiceFile(u.service, openSLOSuffix),
			Append: func(b []byte) []byte {
				from := len(b)
				b = append(append(append(b, "# "...), mark.Text(u.sources()...)...), '\n')
				for i, text := range w.Lost(&u.Resources) {
					if i == 0 {
						b = append(b, "#\n# OpenSLO has no place for:\n"...)
					}
					b = append(append(append(b, "#   "...), text...), '\n')
				}
				b = w.Append(b, u.service, &u.Resources)
				mark.Seal(b[from:])
				return b
			}})
	}
	return sortFiles(files)
}

// LostInOpenSLO lists what OpenSLO can't say.
func LostInOpenSLO(r *honeycomb.Resources) []string { return openslo.NewWriter(r).Lost(r) }
