package calc

import (
	"github.com/slogen-project/slogen/generator/words"
)

// Type is the set of kinds that a value may have. The zero Type is of an expression about which something was reported
// already: nothing more is said about it.
type Type uint8

// The types of single kinds, and the unions that functions speak of.
const (
	TypeNull   = Type(1) << Null
	TypeBool   = Type(1) << Bool
	TypeInt    = Type(1) << Int
	TypeFloat  = Type(1) << Float
	TypeString = Type(1) << String

	TypeNone   = Type(0)
	TypeNumber = TypeInt | TypeFloat
	TypeAny    = TypeNull | TypeBool | TypeInt | TypeFloat | TypeString
)

// Type is the type of values of exactly this kind.
func (k Kind) Type() Type { return Type(1) << k }

// Has says whether a value of type t may have one of the kinds in u.
func (t Type) Has(u Type) bool { return t&u != 0 }

// Only says whether every value of type t has one of the kinds in u. It is false for [TypeNone].
func (t Type) Only(u Type) bool { return t != 0 && t&^u == 0 }

// String is the type in words, such as "a number or null".
func (t Type) String() string {
	switch {
	case t == TypeNone:
		return "nothing"
	case t == TypeAny:
		return "any value"
	case t == TypeNull:
		return "null"
	}
	names := make([]string, 0, 5)
	if t.Has(TypeBool) {
		names = append(names, "a boolean")
	}
	switch t & TypeNumber {
	case TypeNumber:
		names = append(names, "a number")
	case TypeInt:
		names = append(names, "an integer")
	case TypeFloat:
		names = append(names, "a float")
	}
	if t.Has(TypeString) {
		names = append(names, "a string")
	}
	if t.Has(TypeNull) {
		names = append(names, "null")
	}
	return words.Or(names)
}
