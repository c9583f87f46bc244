package render

import (
	"fmt"
	"math"
)

// sampleCharts are charts as the commands of this module draw them, and some that are harder.
func sampleCharts() map[string]Chart {
	return map[string]Chart{
		"coverage":    coverageChart(),
		"residue":     residueChart(),
		"convergence": convergenceChart(),
		"one point": {Title: "Rumor mongering, k = 3", X: Axis{Label: "nodes"}, Y: Axis{Label: "coverage"},
			Series: []Series{{Name: "rumor", X: []float64{1000}, Y: []float64{0.962}, Low: []float64{0.955}, High: []float64{0.969}}}},
		"twelve":      twelveChart(),
		"hard":        hardChart(),
		"long names":  longNamesChart(),
		"cut":         cutChart(),
		"many points": manyPointsChart(),
		"tiny log": {Title: "Less than a decade", X: Axis{Log: true, Label: "n"}, Y: Axis{Log: true, Label: "s"}, Series: []Series{
			{Name: "a", X: []float64{20, 30, 40, 70}, Y: []float64{0.0021, 0.0034, 0.0072, 0.0064}}}},
		"wide log": {Title: "Many decades", X: Axis{Log: true, Label: "n"}, Y: Axis{Log: true, Label: "error"}, Points: true, Series: []Series{
			{Name: "a", X: []float64{1, 1e3, 1e6, 1e9}, Y: []float64{1, 1e-4, 1e-9, 3e-17}}}},
		"bare": {Series: []Series{{X: []float64{1, 2, 3}, Y: []float64{2, 2, 2}}}},
	}
}

func coverageChart() Chart {
	s := Series{Name: "mean of 100 runs, 95 % band"}
	for round := range 19 {
		y := 1 / (1 + math.Exp(-(float64(round)-9)*0.9))
		spread := 0.35 * y * (1 - y)
		s.X, s.Y = append(s.X, float64(round)), append(s.Y, y)
		s.Low, s.High = append(s.Low, y-spread), append(s.High, y+spread)
	}
	return Chart{Title: "Coverage of push-pull", Subtitle: "full, 1,000 nodes, fanout 1, 100 runs, seed 7",
		X: Axis{Label: "round"}, Y: Axis{Label: "coverage"}, Series: []Series{s}}
}

func residueChart() Chart {
	c := Chart{Title: "Residue of rumor mongering", Subtitle: "full, 1,000 nodes, 1,000 runs",
		X: Axis{Label: "k"}, Y: Axis{Label: "residue s", Log: true}, Points: true}
	for _, curve := range []struct {
		name string
		y    []float64
	}{
		{"feedback, counter", []float64{0.18, 0.037, 0.011, 0.0036, 0.0012}},
		{"blind, coin", []float64{0.96, 0.20, 0.060, 0.021, 0.008}},
	} {
		s := Series{Name: curve.name}
		for k, y := range curve.y {
			s.X, s.Y = append(s.X, float64(k+1)), append(s.Y, y)
			s.Low, s.High = append(s.Low, y*0.82), append(s.High, y*1.2)
		}
		c.Series = append(c.Series, s)
	}
	return c
}

func convergenceChart() Chart {
	c := Chart{Title: "Convergence of gossip", Subtitle: "rumor, stop=heard, k=10; 20 runs each",
		X: Axis{Label: "nodes N", Log: true}, Y: Axis{Label: "time to convergence (rounds)", Log: true}, Points: true}
	for i, name := range []string{"line", "full", "grid", "imp2d", "grid3d", "imp3d"} {
		s := Series{Name: name}
		power := []float64{1.02, 0.13, 0.52, 0.22, 0.36, 0.18}[i]
		for k := range 7 {
			n := math.Round(16 * math.Pow(3.2, float64(k)))
			y := (3 + float64(i)) * math.Pow(n, power)
			s.X, s.Y = append(s.X, n), append(s.Y, y)
			s.Low, s.High = append(s.Low, y*0.9), append(s.High, y*1.1)
		}
		c.Series = append(c.Series, s)
	}
	return c
}

func twelveChart() Chart {
	c := Chart{Title: "Twelve curves", X: Axis{Label: "time (s)"}, Y: Axis{Label: "messages"}}
	for i := range 12 {
		s := Series{Name: fmt.Sprintf("fanout %d", i+1)}
		for k := range 200 {
			x := float64(k) / 20
			s.X, s.Y = append(s.X, x), append(s.Y, 1e5*(float64(i)+1)*(1-math.Exp(-x/(1+float64(i)/3))))
		}
		c.Series = append(c.Series, s)
	}
	return c
}

// hardChart has gaps, points alone, and values that no logarithmic axis holds.
func hardChart() Chart {
	nan := math.NaN()
	return Chart{Title: "Gaps", X: Axis{Label: "x"}, Y: Axis{Label: "y", Log: true}, Series: []Series{
		{Name: "gaps", X: []float64{1, 2, 3, 4, 5, 6, 7}, Y: []float64{10, 20, nan, 40, 0, 60, 70},
			Low: []float64{0, 15, nan, 20, 0, 50, 0}, High: []float64{20, 25, nan, 50, 10, 80, 90}},
		{Name: "none", X: []float64{1, 2}, Y: []float64{nan, -1}},
		{Name: "constant", X: []float64{1, 7}, Y: []float64{5, 5}},
	}}
}

func longNamesChart() Chart {
	c := Chart{Title: "A title that is so long that no figure has room for it, neither this one nor any other one in the world",
		Subtitle: "and a subtitle that goes on and on, listing each of the parameters that somebody might have thought of setting",
		X:        Axis{Label: "time (s)"}, Y: Axis{Label: "a label that is much too long for the height of the figure, and so it is cut"}}
	for i, name := range []string{"anti-entropy with a counter, k = 3, and feedback of all nodes", "rumor mongering, blind coin",
		"a name that is itself as long as the plot is wide, and even longer than this: nobody should give such a name to a curve"} {
		c.Series = append(c.Series, Series{Name: name, X: []float64{0, 1e-4, 2e-4}, Y: []float64{-1e6 * float64(i), 0, 3e6}})
	}
	return c
}

// cutChart has an axis with ends of its own, and curves beyond them.
func cutChart() Chart {
	low, high := 0.2, 0.8
	s := Series{Name: "sine"}
	for k := range 200 {
		x := float64(k) / 10
		s.X, s.Y = append(s.X, x), append(s.Y, 0.5+0.5*math.Sin(x))
		s.Low, s.High = append(s.Low, 0.4+0.5*math.Sin(x)), append(s.High, 0.6+0.5*math.Sin(x))
	}
	end := 15.0
	return Chart{Title: "Cut", X: Axis{Label: "x", Max: &end}, Y: Axis{Label: "y", Min: &low, Max: &high}, Series: []Series{s}}
}

func manyPointsChart() Chart {
	c := Chart{Title: "Many points", X: Axis{Label: "step"}, Y: Axis{Label: "y"}, Points: true}
	for i := range 2 {
		s := Series{Name: fmt.Sprintf("walk %d", i+1)}
		state, y := uint32(i+1), 0.0
		for k := range 100_000 {
			state = state*1664525 + 1013904223
			y += float64(state>>16)/65536 - 0.5
			s.X, s.Y = append(s.X, float64(k)), append(s.Y, y)
			s.Low, s.High = append(s.Low, y-10), append(s.High, y+10)
		}
		c.Series = append(c.Series, s)
	}
	return c
}
