package trace

import (
	"bufio"
	"fmt"
	"io"
)

// WriteTree draws a tree, one branch a line, as label describes it:
//
//	1
//	├─ 2
//	│  └─ 4
//	└─ 3
func WriteTree(w io.Writer, roots []*Branch, label func(*Branch) string) error {
	out := bufio.NewWriter(w)
	for _, root := range roots {
		fmt.Fprintln(out, label(root))
		writeBelow(out, root, "", label)
	}
	return out.Flush()
}

// writeBelow draws what is below a branch, each line behind the bars of the branches above.
func writeBelow(out *bufio.Writer, b *Branch, bars string, label func(*Branch) string) {
	for i, child := range b.Children {
		corner, bar := "├─ ", "│  "
		if i == len(b.Children)-1 {
			corner, bar = "└─ ", "   "
		}
		fmt.Fprint(out, bars, corner, label(child), "\n")
		writeBelow(out, child, bars+bar, label)
	}
}
