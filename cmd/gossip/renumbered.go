package main

import (
	"fmt"
	"strings"
)

// noteRenumbered tells that nodes have other ids than in the file that they were read from: fileIDs are the
// ids there, of nodes 1, 2 and so on; nil if they are the same. With -o json a field of the result tells.
func noteRenumbered(c *cli, fileIDs []int) {
	const shown = 4
	if c.wantsJSON() {
		return
	}
	var changes []string
	for i, id := range fileIDs {
		if id == i+1 {
			continue
		}
		if len(changes) == shown {
			changes = append(changes, "and so on (describe-topology -o json has file_ids of all)")
			break
		}
		changes = append(changes, fmt.Sprintf("%d is now %d", id, i+1))
	}
	if len(changes) > 0 {
		c.note("note: the ids in the file have gaps, so nodes got new ones: %s", strings.Join(changes, ", "))
	}
}
