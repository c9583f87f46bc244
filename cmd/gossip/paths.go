package main

import "gossip/internal/wire"

// selectPaths returns the paths of a message that a selection of /GET names: all of them, every
// path of the least length, every path of the greatest, or first these and then those. A path that
// is both stands twice in the last case. Within each part the order stays.
func selectPaths(paths [][]int, selection string) [][]int {
	switch selection {
	case wire.Shortest:
		return ofLength(paths, func(length, best int) bool { return length < best })
	case wire.Longest:
		return ofLength(paths, func(length, best int) bool { return length > best })
	case wire.ShortestAndLongest:
		return append(selectPaths(paths, wire.Shortest), selectPaths(paths, wire.Longest)...)
	}
	return paths
}

// ofLength returns, in a new slice, the paths of the best length.
func ofLength(paths [][]int, better func(length, best int) bool) [][]int {
	best := []([]int){}
	for _, path := range paths {
		if len(best) > 0 && better(len(path), len(best[0])) {
			best = best[:0]
		}
		if len(best) == 0 || len(path) == len(best[0]) {
			best = append(best, path)
		}
	}
	return best
}
