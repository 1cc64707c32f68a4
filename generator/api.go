package generator

import (
	"time"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Options says what to load and how. The zero value of each member is its default.
type Options struct {
	Paths    []string          // files and directories
	Vars     []string          // values of variables, "name=value"
	VarFiles []string          // files of values, *.slovars.hcl or JSON
	Environ  []string          // the environment, "NAME=value"; only SLOGEN_VAR_ is looked at
	ExtStr   map[string]string // for jsonnet
	ExtCode  map[string]string
	TLAStr   map[string]string
	TLACode  map[string]string

	MaxFileBytes int64         // a larger file is refused; 4 MiB
	JsonnetTime  time.Duration // how long one jsonnet file may run; 10 s
	Workers      int           // files worked on at once; the number of processors
	Today        string        // the day as "2006-01-02", for `expires`; empty: not looked at
	Version      string        // slogen's version, for required_version; empty: not looked at
}

// Result is a loaded and compiled configuration.
type Result struct {
	Resources *honeycomb.Resources // nil when there were errors
	Sources   diag.Sources         // bytes of the files that diagnostics may speak of
	Files     int                  // how many files were read
	Services  int                  // how many services were compiled
}
