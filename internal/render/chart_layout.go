package render

import (
	"fmt"
	"strings"
)

// The sizes of text, in units.
const (
	chartTitleSize    = 15.0
	chartSubtitleSize = 11.5
	axisLabelSize     = 12.5
	tickSize          = 11.0
	legendSize        = 11.5
)

const (
	// plotWidth and plotHeight are the size of the plot; a figure is as large as what stands around
	// it asks for.
	plotWidth, plotHeight = 520.0, 310.0

	chartMargin = 16.0
	tickLength  = 5.0
	minorLength = 3.0
	tickGap     = 4.0 // between a tick and its label
	labelGap    = 9.0 // between those and the label of the axis

	mostXTicks, mostYTicks = 10, 6
)

// A layout of a chart is the order in which a figure comes about: the scales, the plot with room
// for their labels to the left of it and below, the legend.
type chartLayout struct {
	chart  Chart
	ruler  ruler
	plot   plot
	legend legend
	figure *figure
}

// layOut places everything. It returns the figure, and where in it the plot is.
func layOut(c Chart) (*figure, plot, error) {
	r, err := newRuler()
	if err != nil {
		return nil, plot{}, err
	}
	l := &chartLayout{chart: c, ruler: r, figure: &figure{name: c.Title}}
	if c.Title == "" {
		l.figure.name = "Chart"
	}
	l.plot = plot{width: plotWidth, height: plotHeight, x: newXScale(c, mostXTicks), y: newYScale(c, mostYTicks)}
	l.fewerXTicks()
	l.legend = newLegend(c, r, plotWidth, plotHeight)
	l.measure()
	l.drawHeader()
	l.drawGrid()
	l.drawAxes()
	l.drawSeries()
	l.drawLegend()
	l.describe()
	return l.figure, l.plot, nil
}

// fewerXTicks takes ticks away until the labels, which stand side by side, have room.
func (l *chartLayout) fewerXTicks() {
	for most := mostXTicks - 1; most >= 2; most-- {
		room, last := true, 0.0
		for k, t := range l.plot.x.ticks {
			if t.label == "" {
				break // the minor ones come last
			}
			at, half := l.plot.x.place(t.at)*plotWidth, l.ruler.labelWidth(t.label, tickSize)/2
			room = room && (k == 0 || at-half-last >= 1.2*tickSize)
			last = at + half
		}
		if room {
			return
		}
		l.plot.x.setTicks(most)
	}
}

// measure sets the place of the plot and the size of the figure.
func (l *chartLayout) measure() {
	f := l.figure
	left := chartMargin + l.yLabelRoom()
	top := chartMargin
	if l.chart.Title != "" {
		top += 1.5 * chartTitleSize
	}
	if l.chart.Subtitle != "" {
		top += 1.6 * chartSubtitleSize
	}
	l.plot.at = point{left, top + 6}
	f.width = left + plotWidth + max(chartMargin+6, l.overhang()+chartMargin/2)
	f.height = l.plot.at.y + plotHeight + l.xLabelRoom() + chartMargin
	if width, height := l.legend.size(); l.legend.below {
		f.height += height + 0.7*chartMargin
	} else if width > 0 {
		f.width = left + plotWidth + l.legendGap() + width + chartMargin
	}
}

// overhang returns how far the labels of the x axis reach beyond it to the right.
func (l *chartLayout) overhang() float64 {
	beyond := 0.0
	for _, t := range l.plot.x.ticks {
		beyond = max(beyond, l.plot.x.place(t.at)*plotWidth+l.ruler.labelWidth(t.label, tickSize)/2-plotWidth)
	}
	return beyond
}

// legendGap returns the distance between the plot and a legend at its right.
func (l *chartLayout) legendGap() float64 { return max(1.5*chartMargin, l.overhang()+chartMargin/2) }

// yLabelRoom returns how much room the labels to the left of the plot take.
func (l *chartLayout) yLabelRoom() float64 {
	widest := 0.0
	for _, t := range l.plot.y.ticks {
		widest = max(widest, l.ruler.labelWidth(t.label, tickSize))
	}
	room := widest + tickGap + tickLength
	if l.chart.Y.Label != "" {
		room += labelGap + axisLabelSize
	}
	return room
}

// xLabelRoom returns how much room the labels below the plot take.
func (l *chartLayout) xLabelRoom() float64 {
	room := tickLength + tickGap + tickSize
	if l.chart.X.Label != "" {
		room += labelGap + axisLabelSize
	}
	return room
}

func (l *chartLayout) drawHeader() {
	at := point{l.plot.at.x, chartMargin}
	room := l.figure.width - at.x - chartMargin
	add := func(text string, size float64, bold bool, ink RGB) {
		if text == "" {
			return
		}
		at.y += 0.75 * size
		l.figure.lines = append(l.figure.lines, l.ruler.cut(line{text: text, at: at, bold: bold, size: size, ink: ink}, room))
		at.y += 0.75 * size
	}
	add(l.chart.Title, chartTitleSize, true, titleColor())
	add(l.chart.Subtitle, chartSubtitleSize, false, subtitleColor())
}

// drawGrid draws a light line at each tick that has a label.
func (l *chartLayout) drawGrid() {
	p := l.plot
	grid := shape{class: "grid", stroke: paint{gridColor(), 1}, width: 0.8}
	for _, t := range p.x.ticks {
		if at := p.x.place(t.at); t.label != "" {
			grid.points = []point{p.on(point{at, 0}), p.on(point{at, 1})}
			l.figure.shapes = append(l.figure.shapes, grid)
		}
	}
	for _, t := range p.y.ticks {
		if at := p.y.place(t.at); t.label != "" {
			grid.points = []point{p.on(point{0, at}), p.on(point{1, at})}
			l.figure.shapes = append(l.figure.shapes, grid)
		}
	}
}

// drawSeries draws all bands, on them all lines, and on those all markers, so that no band pales a
// line.
func (l *chartLayout) drawSeries() {
	c, f := l.chart, l.figure
	for i, s := range c.Series {
		f.shapes = append(f.shapes, l.plot.drawBand(s, styleOf(i, c.Points))...)
	}
	for i, s := range c.Series {
		f.shapes = append(f.shapes, l.plot.drawCurve(s, styleOf(i, c.Points))...)
	}
	for i, s := range c.Series {
		f.shapes = append(f.shapes, l.plot.drawMarks(s, styleOf(i, c.Points), c.Points)...)
	}
}

func (l *chartLayout) drawAxes() {
	p, f := l.plot, l.figure
	axis := shape{class: "axis", stroke: paint{axisColor(), 1}, width: 1,
		points: []point{p.on(point{0, 1}), p.on(point{0, 0}), p.on(point{1, 0})}}
	f.shapes = append(f.shapes, axis)
	length := func(t tick) float64 {
		if t.label == "" {
			return minorLength
		}
		return tickLength
	}
	text := line{size: tickSize, ink: titleColor().mix(RGB{0xFF, 0xFF, 0xFF}, 0.15)}
	for _, t := range p.x.ticks {
		at := p.on(point{p.x.place(t.at), 0})
		axis.points = []point{at, at.plus(point{0, length(t)})}
		f.shapes = append(f.shapes, axis)
		text.anchor, text.at = middle, at.plus(point{0, tickLength + tickGap + digitHeight*tickSize})
		f.lines = append(f.lines, l.ruler.label(t.label, text)...)
	}
	for _, t := range p.y.ticks {
		at := p.on(point{0, p.y.place(t.at)})
		axis.points = []point{at, at.minus(point{length(t), 0})}
		f.shapes = append(f.shapes, axis)
		text.anchor, text.at = end, at.plus(point{-tickLength - tickGap, digitHeight / 2 * tickSize})
		f.lines = append(f.lines, l.ruler.label(t.label, text)...)
	}
	name := line{size: axisLabelSize, ink: titleColor(), anchor: middle}
	if name.text = l.chart.X.Label; name.text != "" {
		name.at = p.on(point{0.5, 0}).plus(point{0, l.xLabelRoom() - 0.2*axisLabelSize})
		f.lines = append(f.lines, l.ruler.cut(name, plotWidth))
	}
	if name.text = l.chart.Y.Label; name.text != "" {
		name.upward = true
		name.at = point{chartMargin + 0.8*axisLabelSize, p.on(point{0, 0.5}).y}
		f.lines = append(f.lines, l.ruler.cut(name, plotHeight))
	}
}

func (l *chartLayout) drawLegend() {
	width, _ := l.legend.size()
	p := l.plot
	corner := point{p.at.x + p.width + l.legendGap(), p.at.y}
	if l.legend.below {
		corner = point{p.at.x + (p.width-width)/2, p.at.y + p.height + l.xLabelRoom() + 0.7*chartMargin}
	}
	l.legend.draw(l.figure, corner)
}

// describe says what the chart shows.
func (l *chartLayout) describe() {
	var names []string
	for i, s := range l.chart.Series {
		name := s.Name
		if name == "" {
			name = fmt.Sprintf("series %d", i+1)
		}
		names = append(names, name)
	}
	axis := func(name string, s scale) string {
		text := name + " axis"
		if s.axis.Label != "" {
			text += " (" + s.axis.Label + ")"
		}
		if s.axis.Log {
			text += ", logarithmic,"
		}
		return text + fmt.Sprintf(" from %.6g to %.6g", s.low, s.high)
	}
	l.figure.summary = "A chart of " + count(len(names), "curve") + ": " + strings.Join(names, ", ") + ". " +
		axis("x", l.plot.x) + "; " + axis("y", l.plot.y) + "."
}
