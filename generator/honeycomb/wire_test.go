package honeycomb_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/sample"
)

// TestEveryFieldHasARow changes every field of every object in turn: each that Honeycomb or the catalogue has must
// change a line, and none that has a tag `wire` may. With [Entry.Decode], which writes what it read once more, no row
// can be missing, and none be written and not read.
func TestEveryFieldHasARow(t *testing.T) {
	changes := map[string]bool{} // by field: whether any line changed with it
	tagged := map[string]bool{}
	for x := range sample.Shop().Objects() {
		// try puts another value into a field, and looks at the line.
		try := func(v reflect.Value, of string, other reflect.Value) {
			was, before := reflect.ValueOf(v.Interface()), honeycomb.AppendObject(nil, x)
			v.Set(other)
			changes[of] = changes[of] || !bytes.Equal(before, honeycomb.AppendObject(nil, x))
			v.Set(was)
		}
		var walk func(v reflect.Value, of string, out bool)
		walk = func(v reflect.Value, of string, out bool) {
			switch v.Kind() {
			case reflect.Struct:
				for i := range v.NumField() {
					f := v.Type().Field(i)
					name := v.Type().Name() + "." + f.Name
					if v.Type().PkgPath() == reflect.TypeFor[honeycomb.Meta]().PkgPath() {
						tagged[name] = out || f.Tag.Get("wire") != ""
						walk(v.Field(i), name, tagged[name])
					}
				}
			case reflect.Slice:
				for i := range v.Len() {
					walk(v.Index(i), of, out)
				}
				if other := reflect.Zero(v.Type()); v.Len() > 0 {
					try(v, of, other)
				} else if v.Type().Elem().Kind() != reflect.Pointer {
					try(v, of, reflect.Append(other, reflect.Zero(v.Type().Elem())))
				}
			case reflect.Pointer:
				if _, other := v.Interface().(honeycomb.Object); !other && v.IsNil() {
					try(v, of, reflect.New(v.Type().Elem()))
				} else if !other {
					walk(v.Elem(), of, out)
				}
			case reflect.String, reflect.Int, reflect.Bool, reflect.Float64:
				other := reflect.Zero(v.Type())
				if v.IsZero() {
					seven := `7`
					if v.Kind() == reflect.Bool {
						seven = "true"
					} else if v.Kind() == reflect.String {
						seven = `"7"`
					}
					changed := reflect.New(v.Type())
					if err := json.Unmarshal([]byte(seven), changed.Interface()); err != nil {
						t.Fatal(err)
					}
					other = changed.Elem()
				}
				try(v, of, other)
			}
		}
		walk(reflect.ValueOf(x).Elem(), "", false)
	}
	for _, field := range slices.Sorted(maps.Keys(changes)) {
		switch {
		case tagged[field] && changes[field]:
			t.Errorf("%s is in the catalogue, in spite of its tag", field)
		case !tagged[field] && !changes[field]:
			t.Errorf(
				"no line changes with %s: give it a row in wire_members.go or, if nobody but slogen is to have it, "+
					"the tag `wire:\"-\"`",
				field,
			)
		}
	}
}
