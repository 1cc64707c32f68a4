// Package suggest says what a history of good and bad events supports: which targets were kept, and which burn alerts
// would have reported the bad hours.
//
// It exists because a first target and a first alert are usually guessed. What was kept in the past, how far that can
// be trusted, and what an alert would have cost are arithmetic. Which of it is right isn't: that depends on what users
// need, so the package proposes, and says why no number is right.
//
// What it promises:
//
//   - [Suggest] looks at every rolling window that lies in the history, and says which target was kept in which share
//     of them. The margins come from a circular block bootstrap over whole days, because failures come in clusters and
//     neighbouring windows share nearly all of their events.
//   - What an alert would have done is what package simulate says of it, not another model.
//   - The same history, options and seed give the same report on every machine.
//   - What the history can't tell is said: fewer days than a window, windows without events, no bad hour.
//
// The method and its limits are in schemas/guides/suggest.md. It is not its job to read files, to write any, or to
// choose.
package suggest
