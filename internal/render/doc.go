// Package render draws networks, who knows whom, and curves, what was measured, as SVG, PNG or PDF.
//
//	var file bytes.Buffer
//	err := render.Draw(&file, graph, render.SVG, render.Options{
//		Title: "Gossip network default",
//		Kind:  "random",
//		Seed:  7,
//	})
//
// A drawing is made in three steps, each a pure function of the one before:
//
//	graph    -> points   a layout places the nodes, in its own unit
//	points   -> scene    sizes, colors, labels, bent edges, all in units of the canvas
//	scene    -> bytes    one writer for each format
//
// so that all formats show the same picture, and the same input gives the same bytes.
//
// Labels and lines adapt to the number of nodes: a label is drawn only where it fits into its
// circle, and circles never overlap. Of more than 20,000 edges a random sample is drawn, and the
// picture says so; more than 20,000 nodes are refused.
//
// The palette is that of the terminal too: NodeGroup, Color and ANSI tell in which color to print
// a node's name, so that it looks like its circle.
//
// # Curves
//
//	err := render.DrawChart(&file, render.Chart{
//		Title:  "Residue of rumor mongering",
//		X:      render.Axis{Label: "k"},
//		Y:      render.Axis{Label: "residue s", Log: true},
//		Points: true,
//		Series: []render.Series{{Name: "feedback, counter", X: k, Y: mean, Low: low, High: high}},
//	}, render.PDF)
//
// A chart too is made in steps, each a pure function of the one before:
//
//	chart  -> scales   where each axis ends and which numbers stand at it (chart_scale.go, chart_ticks.go)
//	scales -> figure   grid, bands, lines, markers and a legend beside them, all as paths and text
//	figure -> bytes    figure.go, one method for each format
//
// What is cut off at the border of the plot, and what is left out of a hundred thousand points because
// nobody would see it, is decided in the second step, so that no format gets anything that it must not
// show. Numbers that an axis cannot hold leave gaps; no number makes drawing fail. Of twelve curves each
// has a color of its own, and dashes and markers tell them apart where there are no colors.
//
// # How to add a layout
//
// Write one file, layout_<name>.go, with a function
//
//	func placeSpiral(in input) []point
//
// that returns a point for every node, by index, in any unit; x grows to the right and y downward.
// No two points may be alike. Wrap it in packed if it needs a connected graph: then it is given one
// component at a time. Add one row to the table in layouts.go that says for which topology kinds
// it is made (kinds), which of their graphs it can show (fits), and which graphs of other kinds it
// recognizes (shape). The tests in layouts_test.go hold every row of the table to the contract.
//
// # Who draws
//
// Where a library knows the work, it does it: gg paints a PNG, fpdf writes a PDF, gonum finds the
// components of a graph. PNG and PDF bring their own font, Liberation Sans, in whole or in those
// letters that occur; a letter that it lacks shows as an empty box. An SVG asks the reader for
// Helvetica or the like.
//
// # What it costs a process that draws nothing
//
// A node is a process of the same binary, so this package's imports initialize little: no font is
// parsed before a picture asks for it, and the dearest is encoding/gob, which comes with fpdf. For
// that reason it does not draw through gonum.org/v1/plot/vg, which brings in a LaTeX engine
// besides, and stamps every PDF with the time.
package render
