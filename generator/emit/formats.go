package emit

// Formats lists the outputs that slogen can write, in the order in which they are offered.
var Formats = []*Format{
	JSON,
	Terraform,
	TerraformModule,
	TerraformInput,
}

// Lookup finds a format by its name; nil if there is none.
func Lookup(name string) *Format {
	for _, f := range Formats {
		if f.Name == name {
			return f
		}
	}
	return nil
}
