package generator

import (
	"time"

	"github.com/slogen-project/slogen/generator/compile"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/uses"
)

// Options says what to load and how. The zero value of each member is its default.
type Options struct {
	Paths    []string          // files and directories
	Vars     []string          // values of variables, "name=value"
	VarFiles []string          // files of values, *.slovars.hcl or JSON
	Ignore   func(string) bool // which files and directories below Paths are left out, by their names; nil for none
	Given    []Given           // further values of variables: they win over Environ, and VarFiles and Vars over them
	Environ  []string          // the environment, "NAME=value"; only SLOGEN_VAR_ is looked at
	ExtStr   map[string]string // for jsonnet
	ExtCode  map[string]string
	TLAStr   map[string]string
	TLACode  map[string]string

	// Aliases are the aliases of calculated fields, instead of those that the configuration gives them. One that
	// existed and is taken over is then made anew.
	Aliases map[honeycomb.Key]string

	MaxFileBytes int64         // a larger file is refused; 4 MiB
	JsonnetTime  time.Duration // how long one jsonnet file may run; 10 s
	Workers      int           // files worked on at once; the number of processors
	Today        string        // the day as "2006-01-02", for `expires`; empty: not looked at
	Version      string        // slogen's version, for required_version; empty: not looked at
	Tests        bool          // whether to read the *.slotest.hcl files too

	// Names keeps what [Result].State needs: the shared declarations, and the files.
	Names bool

	Storage source.Storage // where the files are; the disk
	// Past means that the paths and the values are those of another state of the configuration, which is compared with
	// this one: paths that aren't there hold nothing, and values are left out for variables that it doesn't declare.
	Past bool
}

// Given are values of variables from a file that was read already. What comes later wins.
type Given struct {
	File   string // as messages name it
	Src    []byte
	Values []config.Input // those that stand in Src; nil where it is a file of values
}

// VariableValue says of a declared variable where its value came from, and tells values apart without showing them.
type VariableValue struct {
	Name    string
	Given   bool   // on the command line or in the environment, and not by a file
	Default bool   // whether it is the default, as no value was given
	Digest  string // of the value: 16 hexadecimal digits
}

// Result is a loaded and compiled configuration.
type Result struct {
	Resources *honeycomb.Resources // nil when there were errors, other than in tests
	Sources   diag.Sources         // bytes of the files that diagnostics may speak of
	Evaluated func(string) bool    // whether these bytes are not the file's own but what it evaluates to (jsonnet)
	Files     int                  // how many files were read
	Services  int                  // how many services were compiled
	Listed    []compile.Declared   // these, sorted by name
	Names     []string             // the names of the files that were read
	Variables []VariableValue      // the declared variables, sorted by name; none when there were errors
	// the comments that say which findings of lint are meant to be; none when there were errors
	Ignores []config.Ignore

	// State is what the configuration was made of, to be compared with another; nil unless Options.Names asks for it.
	State *uses.State

	// Tests are the tests among the paths, in the order of their files; only if they were asked for.
	Tests []*config.Test
	// Scenarios are the scenarios among them.
	Scenarios []*config.Scenario
	// Columns gives the declared columns of the datasets that an SLI's calculated field is for, sorted by name; nil where
	// one of these datasets is not declared. Only with Tests.
	Columns func(field honeycomb.Key) []config.Column
	// Rules are what organizations want of the configuration. None when there were errors.
	Rules []*config.Rules
	// Declared are the columns of the datasets that declare some, by dataset and name.
	Declared map[string]map[string]config.Column
	reusable []config.Reusable // what Idle looks for
	// ReadFile reads a file by its path relative to a directory that holds a file of the configuration. The error says why
	// not in words that follow "can't be read: ". Only with Tests.
	ReadFile func(dir, name string) ([]byte, error)
}
