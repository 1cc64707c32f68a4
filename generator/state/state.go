// Package state reads the state of Terraform or OpenTofu, as far as it is about what slogen writes: what the commands
// `terraform show -json` and `tofu show -json` print, and a state file of version 4.
//
// A state has the objects as they were at the last apply or refresh, by address. It doesn't have what only slogen knows
// of them, such as severities, and it has the values of secrets, which are neither kept nor compared.
package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/words"
)

// MaxBytes is how large a state may be.
const MaxBytes = 256 << 20

// maxObjects is how many objects of JSON it may hold, each of which takes many times its bytes in memory.
const maxObjects = 1_000_000

// State is a state that was read.
type State struct {
	Serial    int // of a state file; 0 for what a CLI printed
	resources []resource
	others    int // resources of other providers
	// What an apply left behind: how many objects are to be deleted, and the addresses of those that are to be made
	// anew.
	deposed int
	tainted []string
}

// resource is an object of the provider honeycombio.
type resource struct {
	address string
	module  string // the address of the module; empty for the root
	data    bool
	typ     string // such as "honeycombio_slo"
	name    string
	index   string // the key of for_each; empty for none
	counted bool   // it is one of several by number
	values  map[string]json.RawMessage
	hidden  map[string]bool // the attributes that are marked as sensitive, in whole or in part
}

// Object is an object of the provider honeycombio as a state has it.
type Object struct {
	Address, Type, Name string
	Index               string // the key of for_each; empty for none
	Data                bool   // it was looked up
	Attributes          map[string]json.RawMessage
	Hidden              map[string]bool // the attributes that are marked as sensitive, in whole or in part
}

// All are the objects of the provider honeycombio in the order of the state, whatever wrote them.
func (s *State) All(yield func(Object) bool) {
	for i := range s.resources {
		r := &s.resources[i]
		if !yield(Object{r.address, r.typ, r.name, r.index, r.data, r.values, r.hidden}) {
			return
		}
	}
}

// Left counts what [State.All] leaves out: resources of other providers, and what an apply that failed left over.
func (s *State) Left() (others, deposed int) { return s.others, s.deposed }

// provider begins the types of the provider's resources.
const provider = "honeycombio_"

// Is reports whether data looks like a state, or like something that people take for one.
func Is(data []byte) bool {
	var x struct {
		Version       json.Number     `json:"version"`
		FormatVersion string          `json:"format_version"`
		Lineage       string          `json:"lineage"`
		Terraform     string          `json:"terraform_version"`
		Values        json.RawMessage `json:"values"`
		Encrypted     json.RawMessage `json:"encrypted_data"`
		Planned       json.RawMessage `json:"planned_values"`
	}
	if json.Unmarshal(data, &x) != nil {
		return false
	}
	return x.Version != "" && (x.Lineage != "" || x.Terraform != "") || x.Encrypted != nil ||
		x.FormatVersion != "" && (x.Values != nil || x.Planned != nil || x.Terraform != "")
}

// Read reads a state. The error says what is wrong with it in a sentence, with what to do.
func Read(data []byte) (*State, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.Count(data, []byte{'{'}) > maxObjects {
		return nil, fmt.Errorf("it holds more than %s objects, the most that a state may have",
			words.Thousands(maxObjects))
	}
	var head struct {
		Version       json.Number     `json:"version"`
		FormatVersion string          `json:"format_version"`
		Encrypted     json.RawMessage `json:"encrypted_data"`
		Planned       json.RawMessage `json:"planned_values"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, jsonError(data, err)
	}
	switch {
	case head.Encrypted != nil:
		return nil, errors.New("it is encrypted. Give what `tofu show -json` prints instead")
	case head.Planned != nil:
		return nil, errors.New("it is a plan, not a state. Give what `terraform show -json` prints without the name " +
			"of a plan")
	case head.FormatVersion != "":
		if major, _, _ := strings.Cut(head.FormatVersion, "."); major != "0" && major != "1" {
			return nil, fmt.Errorf("its format_version is %q, and slogen reads 1. Is there a newer slogen?",
				head.FormatVersion)
		}
		return readShown(data)
	case head.Version == "4":
		return readFile(data)
	case head.Version != "":
		return nil, fmt.Errorf("it is a state of version %s, and slogen reads version 4. Give what `terraform show "+
			"-json` prints instead", head.Version)
	}
	return nil, errors.New("it is neither a state file nor what `terraform show -json` prints")
}

// jsonError is what is wrong with JSON, with its line.
func jsonError(data []byte, err error) error {
	var at *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	line := 0
	switch {
	case errors.As(err, &at):
		line = 1 + bytes.Count(data[:min(int(at.Offset), len(data))], []byte{'\n'})
	case errors.As(err, &wrong):
		line = 1 + bytes.Count(data[:min(int(wrong.Offset), len(data))], []byte{'\n'})
		return fmt.Errorf("line %d: %q isn't what a state has there", line, wrong.Field)
	}
	if line == 0 {
		return fmt.Errorf("it isn't JSON: %w", err)
	}
	return fmt.Errorf("line %d: it isn't JSON: %w", line, err)
}

// shownModule is a module in what a CLI prints.
type shownModule struct {
	Address   string `json:"address"`
	Resources []struct {
		Address   string                     `json:"address"`
		Mode      string                     `json:"mode"`
		Type      string                     `json:"type"`
		Name      string                     `json:"name"`
		Index     any                        `json:"index"`
		Values    json.RawMessage            `json:"values"`
		Sensitive map[string]json.RawMessage `json:"sensitive_values"`
		Deposed   string                     `json:"deposed_key"`
		Tainted   bool                       `json:"tainted"`
	} `json:"resources"`
	Children []shownModule `json:"child_modules"`
}

// readShown reads what a CLI prints.
func readShown(data []byte) (*State, error) {
	var shown struct {
		Values struct {
			Root shownModule `json:"root_module"`
		} `json:"values"`
	}
	if err := json.Unmarshal(data, &shown); err != nil {
		return nil, jsonError(data, err)
	}
	s := &State{}
	return s, s.module(&shown.Values.Root)
}

func (s *State) module(m *shownModule) error {
	for i := range m.Resources {
		x := &m.Resources[i]
		if !strings.HasPrefix(x.Type, provider) {
			s.others++
			continue
		}
		if x.Deposed != "" {
			s.deposed++
			continue
		}
		if x.Tainted {
			s.tainted = append(s.tainted, x.Address)
		}
		r := resource{address: x.Address, module: m.Address, data: x.Mode == "data", typ: x.Type, name: x.Name,
			hidden: map[string]bool{}}
		r.indexed(x.Index)
		for name, marks := range x.Sensitive {
			r.hidden[name] = bytes.Contains(marks, []byte("true"))
		}
		if err := s.add(r, x.Values); err != nil {
			return err
		}
	}
	for i := range m.Children {
		if err := s.module(&m.Children[i]); err != nil {
			return err
		}
	}
	return nil
}

// readFile reads a state file.
func readFile(data []byte) (*State, error) {
	var file struct {
		Serial    int `json:"serial"`
		Resources []struct {
			Module    string `json:"module"`
			Mode      string `json:"mode"`
			Type      string `json:"type"`
			Name      string `json:"name"`
			Instances []struct {
				Index      any             `json:"index_key"`
				Status     string          `json:"status"`
				Deposed    string          `json:"deposed"`
				Attributes json.RawMessage `json:"attributes"`
				Sensitive  [][]struct {
					Value any `json:"value"`
				} `json:"sensitive_attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, jsonError(data, err)
	}
	s := &State{Serial: file.Serial}
	for _, x := range file.Resources {
		if !strings.HasPrefix(x.Type, provider) {
			s.others += len(x.Instances)
			continue
		}
		for _, in := range x.Instances {
			if in.Deposed != "" {
				s.deposed++
				continue
			}
			r := resource{module: x.Module, data: x.Mode == "data", typ: x.Type, name: x.Name,
				hidden: map[string]bool{}}
			r.indexed(in.Index)
			r.address = r.at()
			if in.Status == "tainted" {
				s.tainted = append(s.tainted, r.address)
			}
			for _, path := range in.Sensitive {
				if len(path) > 0 {
					if name, ok := path[0].Value.(string); ok {
						r.hidden[name] = true
					}
				}
			}
			if err := s.add(r, in.Attributes); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// indexed notes which of several instances it is.
func (r *resource) indexed(index any) {
	key, ok := index.(string)
	r.index, r.counted = key, index != nil && (!ok || key == "")
}

// at is the address of a resource, for people.
func (r *resource) at() string {
	at := r.typ + "." + r.name
	if r.data {
		at = "data." + at
	}
	if r.module != "" {
		at = r.module + "." + at
	}
	if r.index != "" {
		at += fmt.Sprintf("[%q]", r.index)
	}
	return at
}

// add adds a resource with its attributes.
func (s *State) add(r resource, attributes json.RawMessage) error {
	if len(attributes) == 0 {
		return fmt.Errorf("%s has no attributes. Was it written by a newer version?", r.address)
	}
	if err := json.Unmarshal(attributes, &r.values); err != nil {
		return fmt.Errorf("the attributes of %s are no object", r.address)
	}
	s.resources = append(s.resources, r)
	return nil
}
