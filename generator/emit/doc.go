// Package emit turns resources into the contents of files: the catalogue as JSON, and Terraform in three forms.
//
// It exists so that an output can be added or changed without touching anything else: a [Format] is a row that names
// the output, says what it is for, and lists the files it makes from [honeycomb.Resources]. Contents are made on
// demand, by appending bytes, so that thousands of files need not be in memory at once; they are the same bytes on
// every run. Terraform comes out as `terraform fmt` would leave it: a small printer aligns it, and tests prove it equal
// to hclwrite's, because formatting it afterwards takes more than a hundred times as long.
//
// The rules that only the Terraform outputs have, and that are about the whole configuration, are here too
// ([CheckTerraform]).
//
// It sees none of the user's HCL and compiles nothing. It doesn't write files; package output does.
package emit
