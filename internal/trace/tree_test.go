package trace

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// draw draws a tree with a label that says whether the branch is a delivery.
func draw(t *testing.T, living []Node) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, WriteTree(&b, Tree(living), func(b *Branch) string {
		if b.Delivery == nil {
			return fmt.Sprintf("(%d)", b.Node)
		}
		return fmt.Sprintf("%d +%v", b.Node, b.Delivery.At())
	}))
	return b.String()
}

func TestTree(t *testing.T) {
	tree := perfectTree()
	tests := map[string]struct {
		living []Node
		want   string
	}{
		"nobody":             {nil, ""},
		"nobody holds it":    {[]Node{{ID: 1}}, ""},
		"a perfect tree":     {tree, "1 +0s\n├─ 2 +1ms\n│  └─ 4 +3ms\n└─ 3 +2ms\n"},
		"a line":             {line(), "3 +0s\n├─ 2 +1ms\n│  └─ 1 +1ms\n└─ 4 +2ms\n   └─ 5 +4ms\n"},
		"a triangle":         {triangle(), "1 +0s\n├─ 2 +1ms\n└─ 3 +1ms\n"},
		"the origin is gone": {tree[1:], "(1)\n├─ 2 +1ms\n│  └─ 4 +3ms\n└─ 3 +2ms\n"},
		"a carrier is gone":  {[]Node{tree[0], tree[2], tree[3]}, "1 +0s\n├─ 3 +2ms\n└─ (2)\n   └─ 4 +3ms\n"},
		"a carrier was restarted and got it back from below": {
			[]Node{tree[0], {ID: 2, Arrivals: []Arrival{copyBy(9, 1, 2, 4, 2)}}, tree[2], tree[3]},
			"1 +0s\n├─ 3 +2ms\n└─ (2)\n   └─ 4 +3ms\n      └─ 2 +9ms\n",
		},
		"the origin was restarted": {
			[]Node{{ID: 1, Arrivals: []Arrival{copyBy(9, 1, 2, 1)}}, tree[1]},
			"(1)\n└─ 2 +1ms\n   └─ 1 +9ms\n",
		},
		"two who disagree": {
			[]Node{{ID: 2, Arrivals: []Arrival{copyBy(1, 1, 2)}}, {ID: 3, Arrivals: []Arrival{copyBy(2, 4, 3)}}},
			"(1)\n└─ 2 +1ms\n(4)\n└─ 3 +2ms\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.want, draw(t, test.living)) })
	}
}

func TestDOT(t *testing.T) {
	dot := func(living []Node, color func(int) string) string {
		var b strings.Builder
		require.NoError(t, WriteDOT(&b, Summarize(1, living), Tree(living), DOT{
			Title: `say "a\b"`, Color: color,
			Node: func(id int) string { return fmt.Sprint("node ", id) },
			Edge: func(c Copy) string { return fmt.Sprint("+", c.At()) },
		}))
		return b.String()
	}
	living := triangle()[:2]
	living[1].Arrivals = append(living[1].Arrivals, living[1].Arrivals[1])
	living = append(living, Node{ID: 4})
	assert.Equal(t, `digraph "say \"a\\b\"" {
  node [shape=ellipse];
  1 [label="node 1", color="red"];
  2 [label="node 2", color="red"];
  4 [label="node 4", color="red", style=dashed];
  1 -> 2 [label="+1ms"];
  3 -> 1 [style=dashed, color=gray, constraint=false];
  2 -> 1 [style=dashed, color=gray, constraint=false];
  3 -> 2 [style=dashed, color=gray, constraint=false, label="×2"];
}
`, dot(living, func(int) string { return "red" }))

	gone := dot([]Node{perfectTree()[0], perfectTree()[3]}, nil)
	assert.Contains(t, gone, "  2 [label=\"node 2\", style=dotted];\n")
	assert.Contains(t, gone, "  2 -> 4 [label=\"+3ms\"];\n")
	assert.Contains(t, gone, "  1 -> 2 [style=dotted];\n")
}
