package render

// A legend names the curves. It stands to the right of the plot, or below if the names are few and
// short or long: never on the curves.
type legend struct {
	entries []entry
	below   bool
	columns int     // below: how many entries stand side by side
	column  float64 // how wide one is, with the space to the next
}

type entry struct {
	name   line
	style  curveStyle
	marked bool // has a marker
	joined bool // has a line
	banded bool
}

const (
	sampleWidth = 30.0 // of the piece of a curve
	sampleGap   = 8.0  // between it and the name
	columnGap   = 20.0
	rowHeight   = 18.0
	maxBeside   = 190.0 // the widest name for which a legend stands at the right
	maxInOneRow = 4
)

// newLegend arranges the names for a plot of the given size. Without any name there is nothing in it.
func newLegend(c Chart, r ruler, width, height float64) legend {
	var all legend
	widest := 0.0
	named := false
	for i, s := range c.Series {
		named = named || s.Name != ""
		name := r.cut(line{text: s.Name, size: legendSize, ink: titleColor()}, width-sampleWidth-sampleGap)
		widest = max(widest, r.width(name))
		style := styleOf(i, c.Points)
		all.entries = append(all.entries, entry{name: name, style: style,
			marked: c.Points || style.sparse || len(s.X) == 1, joined: len(s.X) > 1, banded: s.Low != nil})
	}
	if !named {
		return legend{}
	}
	all.column = sampleWidth + sampleGap + widest + columnGap
	n := len(all.entries)
	fitting := int((width + columnGap) / all.column)
	oneRow := n <= maxInOneRow && n <= fitting
	all.below = oneRow || widest > maxBeside || float64(n)*rowHeight > height
	all.columns = 1
	if all.below {
		all.columns = min(n, max(1, fitting))
	}
	return all
}

// size returns how much room the legend takes.
func (l legend) size() (width, height float64) {
	if len(l.entries) == 0 {
		return 0, 0
	}
	return float64(l.columns)*l.column - columnGap, float64(l.rows()) * rowHeight
}

func (l legend) rows() int { return (len(l.entries) + l.columns - 1) / l.columns }

// draw puts the legend into the figure, its upper left corner at the given point.
func (l legend) draw(f *figure, corner point) {
	for i, e := range l.entries {
		left := corner.plus(point{float64(i%l.columns) * l.column, (float64(i/l.columns) + 0.5) * rowHeight})
		right := left.plus(point{sampleWidth, 0})
		if e.banded && e.joined {
			const half = 5.5
			f.shapes = append(f.shapes, shape{class: "sample", closed: true, fill: paint{e.style.color, bandOpacity},
				points: []point{{left.x, left.y - half}, {right.x, left.y - half}, {right.x, left.y + half}, {left.x, left.y + half}}})
		}
		if e.joined {
			f.shapes = append(f.shapes, shape{class: "sample", points: []point{left, right},
				stroke: paint{e.style.color, 1}, width: curveWidth, dash: e.style.dash})
		}
		if e.marked {
			mark := e.style.mark(left.between(right), "")
			mark.class = "sample"
			f.shapes = append(f.shapes, mark)
		}
		e.name.at = right.plus(point{sampleGap, digitHeight / 2 * e.name.size})
		f.lines = append(f.lines, e.name)
	}
}
