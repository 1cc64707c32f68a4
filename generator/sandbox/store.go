package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// thing is an object that the API keeps.
type thing struct {
	ID      string
	Dataset string // slug, honeycomb.AllDatasets, or "" if the collection's paths have none
	Body    doc    // never changed once stored: replaced
	Created time.Time
	Updated time.Time
}

// table holds the things of a collection in the order in which they were created.
type table struct {
	list []*thing
	byID map[string]*thing
}

func (t *table) put(x *thing) {
	if t.byID == nil {
		t.byID = map[string]*thing{}
	}
	t.byID[x.ID] = x
	t.list = append(t.list, x)
}

func (t *table) remove(x *thing) {
	delete(t.byID, x.ID)
	t.list = slices.DeleteFunc(t.list, func(y *thing) bool { return y == x })
}

// idLetters are the characters of Honeycomb's ids: digits and letters, without those that look alike.
const (
	idLetters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	idLength  = 11
)

// newID makes the next id. It depends on the seed and on how many have been made, so that runs can be repeated.
func (s *Server) newID() string {
	for {
		s.made++
		var count [8]byte
		binary.BigEndian.PutUint64(count[:], s.made)
		sum := sha256.Sum256(append([]byte(s.options.Seed), count[:]...))
		id := make([]byte, idLength)
		for i := range id {
			id[i] = idLetters[int(sum[i])%len(idLetters)]
		}
		if !s.taken(string(id)) {
			return string(id)
		}
	}
}

func (s *Server) taken(id string) bool {
	for _, t := range s.tables {
		if t.byID[id] != nil {
			return true
		}
	}
	return false
}

// stateVersion is the version of what [Server.State] writes.
const stateVersion = "1.0"

type savedState struct {
	FormatVersion string       `json:"format_version"`
	IDs           uint64       `json:"ids"` // how many were made
	Objects       []savedThing `json:"objects"`
}

type savedThing struct {
	Collection string    `json:"collection"` // as in paths: "slos"
	Dataset    string    `json:"dataset,omitempty"`
	ID         string    `json:"id"`
	Created    time.Time `json:"created_at"`
	Updated    time.Time `json:"updated_at"`
	Body       doc       `json:"body"`
}

// State returns everything that exists as JSON, for [Server.Restore]. It holds the secrets that were sent.
func (s *Server) State() ([]byte, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	out := savedState{FormatVersion: stateVersion, IDs: s.made, Objects: []savedThing{}}
	for _, c := range collections {
		for _, x := range s.tables[c.name].list {
			out.Objects = append(out.Objects, savedThing{c.name, x.Dataset, x.ID, x.Created, x.Updated, x.Body})
		}
	}
	return encode(out)
}

// Restore replaces everything that exists by a state. Bodies are as in requests, and each is checked only by itself: it
// must have its collection's shape, but what it refers to need not exist. On an error nothing changes.
func (s *Server) Restore(state []byte) error {
	var in savedState
	d := json.NewDecoder(bytes.NewReader(state))
	d.UseNumber()
	if err := d.Decode(&in); err != nil {
		return errors.New("it isn't a state: a JSON object with the objects that exist")
	}
	if in.FormatVersion != stateVersion {
		return fmt.Errorf("its format version is %q, and this program reads %q", in.FormatVersion, stateVersion)
	}
	tables := newTables()
	seen := map[string]bool{}
	for i, o := range in.Objects {
		c := lookupCollection(o.Collection)
		switch {
		case c == nil:
			return fmt.Errorf("object %d: there is no collection %q", i+1, o.Collection)
		case o.ID == "" || seen[o.ID] && c.name != nameDatasets:
			return fmt.Errorf("object %d: its id is empty or not unique", i+1)
		case (c.scope == wholeTeam) != (o.Dataset == ""):
			return fmt.Errorf("object %d: %s have a dataset in their paths, or must have none", i+1, c.name)
		case o.Body == nil:
			return errors.New("an object has no body")
		}
		var l issues
		body, _ := c.body.clean(o.Body, "", &l).(doc)
		if len(l) > 0 {
			return fmt.Errorf("object %d (%s %s): %s", i+1, o.Collection, o.ID, l[0].Description)
		}
		seen[o.ID] = true
		tables[c.name].put(&thing{ID: o.ID, Dataset: o.Dataset, Body: body, Created: o.Created, Updated: o.Updated})
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	s.tables, s.made = tables, in.IDs
	return nil
}
