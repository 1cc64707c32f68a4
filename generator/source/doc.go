// Package source is where bytes come from: it finds the files of teams and keeps to the directories that were given,
// on the disk or in memory ([Storage]).
//
// A file is read through a directory that was given, so that no symbolic link leads elsewhere; what is hidden, a state
// file or a private key isn't read ([Files]). Both hold for each storage.
//
// It is not its job to know what the bytes mean (package syntax).
package source
