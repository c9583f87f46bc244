package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/cluster"
	"gossip/internal/render"
)

func TestWhenToPaint(t *testing.T) {
	tests := []struct {
		name     string
		terminal bool
		noColor  bool
		env      map[string]string
		want     bool
	}{
		{"terminal", true, false, nil, true},
		{"no terminal", false, false, nil, false},
		{"--no-color", true, true, nil, false},
		{"NO_COLOR", true, false, map[string]string{"NO_COLOR": "1"}, false},
		{"empty NO_COLOR", true, false, map[string]string{"NO_COLOR": ""}, true},
		{"dumb terminal", true, false, map[string]string{"TERM": "dumb"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newCLI(newTestStreams(tt.env).streams)
			c.outTerminal, c.noColor = tt.terminal, tt.noColor
			name := c.painter().name(3)
			assert.Equal(t, tt.want, strings.Contains(name, "\x1b["))
			assert.Contains(t, name, "Gossip-Node-3")
		})
	}
}

// TestColorsOfThePictures holds the terminal to the colors of the drawings: by id, and by partition
// where there are partitions.
func TestColorsOfThePictures(t *testing.T) {
	c := newCLI(newTestStreams(map[string]string{"COLORTERM": "truecolor"}).streams)
	c.outTerminal = true
	p := c.painterFor(cluster.State{Nodes: []cluster.NodeState{{ID: 3, Group: cluster.NoGroup}, {ID: 4, Group: 1}}})
	color := func(group int) string { return render.ANSI(render.Color(group)) }
	assert.Equal(t, color(render.NodeGroup(3))+"3"+render.ANSIReset, p.number(3))
	assert.Equal(t, color(1)+"4"+render.ANSIReset, p.number(4))

	c = newCLI(newTestStreams(nil).streams)
	c.outTerminal = true
	assert.Equal(t, render.ANSI256(render.Color(2))+"3"+render.ANSIReset, c.painter().number(3))
}

func TestTable(t *testing.T) {
	var b strings.Builder
	var tab table
	tab.row("NODE", "STATE")
	tab.rows = append(tab.rows, []cell{{text: "é1", paint: func(s string) string { return "<" + s + ">" }}, {text: "ok"}})
	require.NoError(t, tab.write(&b))
	assert.Equal(t, "NODE  STATE\n<é1>    ok\n", b.String())
}
