package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"gossip/internal/wire"
)

func TestSelectPaths(t *testing.T) {
	long, other, short, twin := []int{1, 5, 9, 3}, []int{1, 9, 5, 3}, []int{1, 3}, []int{2, 3}
	middle := []int{1, 2, 3}
	tests := []struct {
		name      string
		paths     [][]int
		selection string
		want      [][]int
	}{
		{"all, as they came", [][]int{long, short, middle}, wire.All, [][]int{long, short, middle}},
		{"shortest", [][]int{long, short, middle}, wire.Shortest, [][]int{short}},
		{"shortest, both", [][]int{short, long, twin}, wire.Shortest, [][]int{short, twin}},
		{"longest, both", [][]int{long, short, other}, wire.Longest, [][]int{long, other}},
		{"shortest first", [][]int{long, short, middle}, wire.ShortestAndLongest, [][]int{short, long}},
		{"one path is both, and stands twice", [][]int{short}, wire.ShortestAndLongest, [][]int{short, short}},
		{"none", [][]int{}, wire.Shortest, [][]int{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, selectPaths(tt.paths, tt.selection)) })
	}
}
