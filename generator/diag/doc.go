// Package diag holds what an [hcl.Diagnostic] lacks: codes of rules, notes with places of their own, certain fixes,
// suggestions, and the renderers that show diagnostics to people and programs.
//
// Every step of slogen reports through [hcl.Diagnostics]. Producers collect and never sort, format or stop at the first
// problem; [Render] sorts by place, merges exact duplicates and finds the source lines. It promises the same bytes for
// the same problems in whatever order they came. The text is rendered from the JSON form, so that the two can't
// disagree.
//
// # House style of messages
//
// A summary is short, says what kind of problem it is and is the same text whenever that problem occurs: no name that a
// user chose is part of it. The detail says, in sentences, what is wrong here, why it is wrong, and the way out, with
// [DidYouMean] where a name valid at that very place is near. The subject is as small as it can be: the name, the value
// or the operator at fault rather than the block around it; a context may give the larger piece. A place elsewhere that
// the reader needs ("declared here") is a note.
//
// The words are HCL's: "argument" and "block", never "field", "property" or "key" of a block. Names are in double
// quotes. A message speaks of what the user wrote and not of how slogen reads it. One mistake gives one message: a
// value that was reported already is skipped in silence by whoever meets it next.
//
// Only problems without any place in a file (a missing directory, a bad flag) may lack a subject.
//
// # What is not its job
//
// It reads no files (the caller hands over their text), decides no exit code and knows no rule.
package diag
