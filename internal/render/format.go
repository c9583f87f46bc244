package render

import (
	"fmt"
	"path/filepath"
	"strings"
)

// A Format is a file format of a drawing.
type Format int

// The formats that Draw writes. All three draw the same scene.
const (
	SVG Format = iota // real SVG: one element per node and edge, with ids, titles and classes
	PNG               // two pixels per unit, or fewer where the picture would become too large
	PDF               // vectors, one page
)

// FormatFromPath returns the format that the ending of path names; upper or lower case does not
// matter. The error lists the endings of drawings. The endings of graph exports (.dot and so on)
// belong to package topology.
func FormatFromPath(path string) (Format, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".svg":
		return SVG, nil
	case ".png":
		return PNG, nil
	case ".pdf":
		return PDF, nil
	}
	return 0, fmt.Errorf("cannot draw to %q: the file of a drawing ends in .svg, .png or .pdf", path)
}

// String returns the format's name, which is its ending without the dot.
func (f Format) String() string {
	switch f {
	case SVG:
		return "svg"
	case PNG:
		return "png"
	case PDF:
		return "pdf"
	}
	return fmt.Sprintf("Format(%d)", int(f))
}
