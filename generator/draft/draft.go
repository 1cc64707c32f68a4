package draft

import (
	"iter"
	"slices"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/spec"
)

// Draft is what is to be declared.
type Draft struct {
	// Shared are the blocks outside services that have their names already: variables, locals, functions, datasets,
	// policies.
	Shared []*Block
	// Objects are those that get a name, and most of them a service. [Draft.Arrange] fills in their labels.
	Objects []*Object
	// Notes are about what has no place in any block.
	Notes []Note
}

// Object is a declaration whose name isn't settled yet: a recipient, an SLI, an SLO, a burn alert, a trigger or a
// board.
type Object struct {
	Block
	// Name is what its name is made from: a label in another language, or the name that people see.
	Name string
	// ID tells it from others of the same name.
	ID string
	// Parent is the SLO of a burn alert; nil for others.
	Parent *Object
	// Home says which service it belongs to. Recipients and burn alerts need none.
	Home Home

	of       *Object // the one with for_each of which it is an instance, which may be itself; nil for none
	instance string  // the key of the instance
}

// Home says which service an object belongs to.
type Home struct {
	// Service is the name to make the service's name from, if it is known: a module's, say. Without it, that is for the
	// [Rule] to say.
	Service string
	// Datasets are the datasets of its service; none for the whole environment.
	Datasets []Value
	// Title is the name that people see, and Tags are the tags; both for the [Rule] alone.
	Title string
	Tags  map[string]string
}

// Block is a block of HCL.
type Block struct {
	Type   string
	Labels []string
	Args   []Arg
	Blocks []*Block
	// Tags are the tags of an SLO, a trigger or a board. Those that all of a service have are written in the service.
	Tags  []Entry
	Notes []Note // each stands at the argument that it names, or before the block

	service *service // that it is in, or that it is
	object  *Object  // that it is
	// The lines that it was written to, notes included.
	first, last int
}

// Arg is an argument. The order doesn't matter: it is written where the language has it.
type Arg struct {
	Name  string
	Value Value
}

// Note says what couldn't be said, or not as it was.
type Note struct {
	Arg  string // the argument that it is about; empty for the whole block
	Text string // what couldn't be said, and why
	// Original is what stood there, as it was written; empty if the text says all.
	Original string
	// Remark says that nothing is lost: whoever reads the draft should know of it all the same.
	Remark bool
}

// Set gives an argument its value, in place of one that it has.
func (b *Block) Set(name string, v Value) {
	for i := range b.Args {
		if b.Args[i].Name == name {
			b.Args[i].Value = v
			return
		}
	}
	b.Args = append(b.Args, Arg{name, v})
}

// Get is the value of an argument; nil if it has none.
func (b *Block) Get(name string) Value {
	for i := range b.Args {
		if b.Args[i].Name == name {
			return b.Args[i].Value
		}
	}
	return nil
}

// Unset takes an argument away.
func (b *Block) Unset(name string) {
	b.Args = slices.DeleteFunc(b.Args, func(a Arg) bool { return a.Name == name })
}

// Note adds a note.
func (b *Block) Note(n Note) { b.Notes = append(b.Notes, n) }

// root is the language.
var root = config.Root.Describe()

// described is the declaration of a type of block inside another; nil for what may hold anything.
func described(in *spec.Description, typ string) *spec.Description {
	if in == nil {
		return nil
	}
	for _, d := range in.Blocks {
		if d.Type == typ {
			return d
		}
	}
	return nil
}

// Service is the block of the service that an object is in; nil for none. It is known once all are arranged.
func (o *Object) Service() *Block {
	if o.Parent != nil {
		return o.Parent.Service()
	}
	if o.service == nil {
		return nil
	}
	return o.service.block
}

// Path are the names that lead to an object: those of its service, its SLO and itself, or the type and name of a
// recipient, then the key of an instance. It is known once all are arranged.
func (o *Object) Path() (out []string) {
	switch {
	case o.Parent != nil:
		out = o.Parent.Path()
	case o.service != nil:
		out = append(out, o.service.label)
	}
	if o.of != nil {
		return append(append(out, o.of.Labels...), o.instance)
	}
	return append(out, o.Labels...)
}

// Address is how an object is referred to from elsewhere. It is known once all are arranged.
func (o *Object) Address() string { return o.address(nil) }

// Needs are the objects that can't do without each other: those that o refers to, and the one that it is in.
func (o *Object) Needs() iter.Seq[*Object] {
	return func(yield func(*Object) bool) {
		if o.Parent != nil && !yield(o.Parent) {
			return
		}
		for _, a := range o.Args {
			if !a.Value.refers(yield) {
				return
			}
		}
	}
}
