package sim

import "slices"

// curve is the mean coverage of the messages over the time since their origin.
type curve struct {
	w     *world
	all   int     // deliveries that there should be
	times []int64 // since the origin of the message, ns; only if the run notes the curve
}

// curvePoints is the largest number of points of a curve in continuous time.
const curvePoints = 512

func newCurve(w *world, living int) *curve {
	c := &curve{w: w}
	for _, x := range w.tally.texts {
		if x.accepted {
			c.all += living
		}
	}
	return c
}

func (c *curve) add(since int64) {
	if c.w.cfg.Curve {
		c.times = append(c.times, since)
	}
}

// points returns the curve: a point for each round, or as many in continuous time that the coverage
// grows by no more than a few thousandths between two of them. If no living node has what was accepted,
// it begins and ends at 0.
func (c *curve) points() []Point {
	if len(c.times) == 0 {
		return []Point{{}}
	}
	if len(c.w.tally.texts) > 1 {
		slices.Sort(c.times)
	}
	var points []Point
	stride := 1
	if !c.w.cfg.Rounds.Synchronous {
		stride = max(1, len(c.times)/curvePoints)
	}
	for i, at := range c.times {
		lastOfTime := i+1 == len(c.times) || c.times[i+1] != at
		if lastOfTime && (c.w.cfg.Rounds.Synchronous || i%stride == 0 || i+1 == len(c.times) || i < 8) {
			points = append(points, Point{c.w.unit(at), float64(i+1) / float64(c.all)})
		}
	}
	return points
}
