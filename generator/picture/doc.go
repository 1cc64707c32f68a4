// Package picture draws what burn alerts do in a course of traffic, as SVG.
//
// It exists because a table of times doesn't show why an alert fires: that the budget had been going for days, or that the night's traffic
// hardly counts. It is a package of its own so that no other one comes to depend on the library that draws, gonum.org/v1/plot.
//
// What it promises:
//
//   - [WriteSVG] gives the same bytes for the same picture on every run. (On another kind of processor the last of the five digits of a coordinate may
//     be another, where that multiplies and adds in one step.)
//   - What is short is seen in a picture of a whole year too.
//   - Pictures can be read on white and on black, and with every kind of colour vision.
//
// It is not its job to compute anything: package simulate does.
package picture
