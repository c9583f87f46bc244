package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Each node is named with its own reason, and nodes with the same one together.
func TestComplaints(t *testing.T) {
	s := newTestStreams(nil)
	c := newCLI(s.streams)
	var all complaints
	all.note(c, "refusing messages")
	assert.Empty(t, s.stderr.String())
	for node := 1; node <= 3; node++ {
		all.add(node, errors.New("full"))
	}
	all.add(4, errors.New("node 4 is stopping"))
	all.add(5, nil)
	all.add(6, errors.New("full"))
	all.add(8, errors.New("\x1b[31m"))
	all.note(c, "refusing messages")
	assert.Equal(t, `warning: nodes 1-3, 6 are refusing messages: full
warning: node 4 is refusing messages: node 4 is stopping
warning: node 8 is refusing messages: \x1b[31m
`, s.stderr.String())
}

func TestComplaintsOfManyKinds(t *testing.T) {
	s := newTestStreams(nil)
	var all complaints
	for node := 1; node <= 14; node++ {
		all.add(node, fmt.Errorf("node %d is stopping", node))
	}
	all.note(newCLI(s.streams), "refusing messages")
	lines := strings.Split(strings.TrimSuffix(s.stderr.String(), "\n"), "\n")
	assert.Len(t, lines, shownComplaints+1)
	assert.Equal(t, "warning: nodes 11-14 are refusing messages, for other reasons", lines[shownComplaints])
}
