// Package picture draws what burn alerts do in a course of traffic, as SVG.
//
// It exists because a table of times doesn't show why an alert fires: that the budget had been going for days, or that
// the night's traffic hardly counts. It writes SVG itself, since one picture doesn't justify a library that plots: that
// took a quarter of the binary and of the time in which slogen starts.
//
// What it promises:
//
//   - [WriteSVG] gives the same bytes for the same outcome on every run, and not many of them, however long the course
//     and however many alerts and targets there are.
//   - What is short is seen in a picture of a whole year, too.
//   - No two texts overlap. A text that has no room is left out or ends in an ellipsis; it is then in a title or in the
//     description.
//   - Pictures can be read on white and on black, with every kind of colour vision, and by screen readers.
//
// canvas.go knows SVG, texts and their widths, scale.go the axes and say.go the words. picture.go puts together what
// panels.go and alerts.go draw.
//
// It is not its job to compute anything: package simulate does.
package picture
