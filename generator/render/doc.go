// Package render makes files of an organization's own with a template: a function of jsonnet, which gets the compiled
// objects and returns the contents of files by their names.
//
// It exists because every organization has something beside Honeycomb that repeats what its SLOs say: a catalogue of
// services, dashboards, a module that wraps another. What it promises:
//
//   - A template sees objects as conditions of rules do (package lint), so there is one vocabulary. It sees
//     neither addresses of webhooks nor keys: none is in those.
//   - It is under the limits of *.slo.jsonnet: time, memory, and imports from the repository alone (package syntax).
//   - The same objects give the same files. A name that would lead out of the folder, that some system can't have, or
//     that slogen would read as its own is an error; either all files are made or none.
//   - The library that templates import is a table, [Functions], with examples that are run.
//
// It is not its job to write the files: that is for package output, which keeps a list of them.
package render
