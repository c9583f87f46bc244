package render

import "slices"

// hasColumns reports whether the nodes have partitions, one of them with more than one node:
// otherwise there is nothing to stack.
func hasColumns(in input) bool {
	if in.groups == nil {
		return false
	}
	for _, column := range columns(in.groups) {
		if len(column) > 1 {
			return true
		}
	}
	return false
}

// columns returns the node indexes of every partition that has any, ascending.
func columns(groups []int) [][]int {
	partitions := slices.Clone(groups)
	slices.Sort(partitions)
	partitions = slices.Compact(partitions)
	all := make([][]int, len(partitions))
	for i, p := range groups {
		c, _ := slices.BinarySearch(partitions, p)
		all[c] = append(all[c], i)
	}
	return all
}

// placeColumns puts each partition in a column of its own.
//
// In a Turán graph every node of a column knows every node of the others, and if the columns stood
// in step, an edge between two of them would run through the nodes of those in between. So every
// other column is lowered by a quarter of a row: then an edge across one column keeps a quarter
// row off its nodes. Where there are more columns than rows that isn't enough: there the columns
// stand on the ground and grow taller toward the middle, so that each row is an arch, and no
// straight line meets an arch in three points.
func placeColumns(in input) []point {
	all := columns(in.groups)
	rows := 0
	for _, column := range all {
		rows = max(rows, len(column))
	}
	last := float64(max(1, len(all)-1))
	if len(all) > rows {
		return arched(in, all, rows)
	}
	step := max(1.25, float64(rows-1)/last) // as wide as high, or wider
	points := make([]point, in.graph.Len())
	for c, column := range all {
		top := float64((rows-len(column))/2) + 0.25*float64(c%2)
		for k, i := range column {
			points[i] = point{step * float64(c), top + float64(k)}
		}
	}
	return points
}

// arched places more columns than rows.
func arched(in input, all [][]int, rows int) []point {
	points := make([]point, in.graph.Len())
	last := float64(len(all) - 1)
	arch := 0.4 * last / float64(rows)
	for c, column := range all {
		t := float64(c) / last
		for k, i := range column {
			points[i] = point{float64(c), -float64(rows-k) * (1 + arch*4*t*(1-t))}
		}
	}
	return points
}
