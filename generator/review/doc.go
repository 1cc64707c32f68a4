// Package review decides what a change of an object does to people: whether a promise to users is loosened, whether
// somebody is woken sooner or later, what is lost.
//
// It exists because a reviewer must not have to work that out, and because a pipeline can only hold up a change whose
// class is certain. It promises:
//
//   - [Classes] is the one table of the classes; flags, documents and schemas are made from it.
//   - A class is decided from the objects before and after alone, by exact arithmetic, or it isn't decided: then the
//     class is [Undecided], never a guess and never silence.
//   - [Formulas] compares two formulas of an SLI over all events there can be, not over samples.
//   - A [Fingerprint] names what a change does: it is the same wherever the change is written, and another one as soon
//     as the change does something else.
//
// It is not its job to find out which objects changed (package plan), or to say so.
package review
