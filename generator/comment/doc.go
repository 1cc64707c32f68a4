// Package comment writes a plan as Markdown, for a comment on a pull request.
//
// It exists because a reviewer reads one comment, not a log: a bold sentence, a table of what does most harm, and the
// rest behind a click. It promises:
//
//   - The first line is a marker that no page shows, so that a comment can be found and replaced.
//   - Whatever a user wrote stays text: no HTML, Markdown, mention, reference or link comes of it, and it can't leave
//     its cell or its fence. A fuzz test holds that.
//   - It has fewer bytes than maxBytes, which no forge refuses: what is too much is counted instead.
//
// What changes mean, and their order, are package plan's.
package comment
