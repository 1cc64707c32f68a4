// Package emit turns resources into files' contents: the catalogue as JSON, and Terraform in three forms.
//
// It exists so that an output can be added or changed without anything else knowing: a [Format] is a row that names the output, says
// what it is for, and lists the files it makes of [honeycomb.Resources]. Contents are made on demand, by appending bytes, so that thousands
// of files need not be in memory at once; they are the same bytes on every run. Terraform comes out as `terraform fmt` leaves it, written
// aligned by a small printer and proved equal to hclwrite in tests, because formatting afterwards takes more than a hundred times as long.
//
// The rules that only the Terraform outputs have, and that concern the whole configuration, are here too ([CheckTerraform]).
//
// It sees no HCL of the user's and compiles nothing. It writes no file: package output does.
package emit
