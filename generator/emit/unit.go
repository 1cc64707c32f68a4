package emit

import (
	"path"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lazy"
)

// unit is what is of one service, each kind in the order of its keys; or of none, if service is empty. Every output has
// files of its own for it.
type unit struct {
	service string
	honeycomb.Resources
}

// ServiceFile is the name of a file for a service, or for what belongs to none if that is empty: no service's name
// begins with an underscore. Windows reserves some names for devices, whatever follows their first dot, so nobody could
// check out con.slo.tf there. Those services' files have another word before the dot.
func ServiceFile(service, suffix string) string {
	switch {
	case service == "":
		return "_shared" + suffix
	case reserved().MatchString(service):
		return "service." + service + suffix
	}
	return service + suffix
}

var reserved = lazy.Regexp(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

// terraformName is the name of the file of Terraform for u.
func (u *unit) terraformName() string {
	if u.service == "" {
		return sharedFile
	}
	return ServiceFile(u.service, serviceSuffix)
}

// any reports whether u has objects other than recipients.
func (u *unit) any() bool {
	for x := range u.Objects() {
		if x.Head().Key.Kind() != honeycomb.KindRecipient {
			return true
		}
	}
	return false
}

// unitsOf groups what r declares by service. A service's objects are neighbours in r, so slicing is enough. A move
// belongs to the service that it leads to.
func unitsOf(r *honeycomb.Resources) []*unit {
	var units []*unit
	byService := map[string]*unit{}
	at := func(service string) *honeycomb.Resources {
		u := byService[service]
		if u == nil {
			u = &unit{service: service}
			byService[service] = u
			units = append(units, u)
		}
		return &u.Resources
	}
	type R = honeycomb.Resources
	group(r.Recipients, at, func(u *R) *[]*honeycomb.Recipient { return &u.Recipients })
	group(r.CalculatedFields, at, func(u *R) *[]*honeycomb.CalculatedField { return &u.CalculatedFields })
	group(r.SLOs, at, func(u *R) *[]*honeycomb.SLO { return &u.SLOs })
	group(r.BurnAlerts, at, func(u *R) *[]*honeycomb.BurnAlert { return &u.BurnAlerts })
	group(r.Triggers, at, func(u *R) *[]*honeycomb.Trigger { return &u.Triggers })
	group(r.Queries, at, func(u *R) *[]*honeycomb.SavedQuery { return &u.Queries })
	group(r.QueryAnnotations, at, func(u *R) *[]*honeycomb.QueryAnnotation { return &u.QueryAnnotations })
	group(r.Boards, at, func(u *R) *[]*honeycomb.Board { return &u.Boards })
	for _, m := range r.Moved {
		service, _, _ := strings.Cut(m.To.Path(), "/")
		if m.To.Kind() == honeycomb.KindRecipient || byService[service] == nil {
			service = ""
		}
		u := at(service)
		u.Moved = append(u.Moved, m)
	}
	return units
}

func group[T honeycomb.Object](objects []T, at func(string) *honeycomb.Resources,
	member func(*honeycomb.Resources) *[]T) {
	for i := 0; i < len(objects); {
		service := objects[i].Head().Service
		j := i + 1
		for j < len(objects) && objects[j].Head().Service == service {
			j++
		}
		if m := member(at(service)); *m == nil {
			*m = objects[i:j:j]
		} else {
			*m = append(*m, objects[i:j]...)
		}
		i = j
	}
}

// sources lists the names of the files that declare the objects of u, but for recipients.
func (u *unit) sources() []string {
	var names []string
	names = appendSources(names, u.CalculatedFields)
	names = appendSources(names, u.SLOs)
	names = appendSources(names, u.BurnAlerts)
	names = appendSources(names, u.Triggers)
	names = appendSources(names, u.Queries)
	names = appendSources(names, u.QueryAnnotations)
	names = appendSources(names, u.Boards)
	slices.Sort(names)
	return names
}

func appendSources[T honeycomb.Object](names []string, objects []T) []string {
	last := ""
	for _, o := range objects {
		origin := &o.Head().Origin
		name := origin.Name()
		if name == last || name == "" {
			continue
		}
		last = name
		if origin.File == "" {
			// What messages call a file depends on where slogen is run, and the output must not.
			name = path.Base(strings.ReplaceAll(name, `\`, "/"))
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
