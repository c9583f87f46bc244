package main

import (
	"fmt"
	"strconv"
	"strings"

	"gossip/internal/sim"
)

// The symbols of nodes.
const (
	symbolHas   = '●'
	symbolLacks = '·'
	symbolDead  = '×'
)

// replayKeys is the last line of the screen.
const replayKeys = "space next  p back  a play  + - speed  j jump  m message  g start  G end  q quit"

// replayView lays the screen out: at most height lines of at most width columns, in plain characters and
// with painted nodes if p is enabled.
func replayView(player *replayPlayer, width, height int, p painter) []string {
	h, s := &player.cursor.header, player.cursor.state
	width-- // a line that is full would lose its last character when the rest of it is cleared
	lines := []string{
		clip(player.title(), width),
		clip(player.subtitle(), width),
		coverageBar(s.reached, h.NumNodes-s.crashed, width),
		"",
	}
	last := clip(player.footer(), width)
	const leastEvents = 3
	room := height - len(lines) - 2 - leastEvents
	grid := nodeGrid(s, h.NumNodes, width, max(room, 1), p)
	lines = append(append(lines, grid...), "")
	for _, r := range s.latest(min(max(height-len(lines)-1, 0), recentRecords)) {
		lines = append(lines, clip(replayWhen(h, r.At, r.Round)+"  "+replayText(&r, painter{}), width))
	}
	if len(lines) > height-1 {
		lines = lines[:max(height-1, 0)]
	}
	return append(lines, last)
}

func (p *replayPlayer) title() string {
	h := &p.cursor.header
	return fmt.Sprintf("%s  %s, %s, seed %d", replayWhen(h, p.cursor.state.at, p.cursor.state.round), printable(h.Protocol)+" on "+printable(h.Topology),
		amount(h.NumNodes, "node"), h.Seed)
}

func (p *replayPlayer) subtitle() string {
	s := p.cursor.state
	parts := []string{fmt.Sprintf("event %s of %s", thousands(int(s.records)), thousands(int(p.cursor.end.Records)))}
	if p.cursor.header.Messages > 0 {
		text := ""
		if s.text != "" {
			text = ` "` + printable(s.text) + `"`
		}
		parts = append(parts, fmt.Sprintf("message %d of %d%s", s.followed, p.cursor.header.Messages, text))
	}
	parts = append(parts, fmt.Sprintf("%s in flight", amount(s.flying, "packet")))
	if s.crashed > 0 {
		parts = append(parts, fmt.Sprintf("%s crashed", thousands(s.crashed)))
	}
	if s.records == p.cursor.end.Records {
		parts = append(parts, "ended: "+string(p.cursor.end.Reason))
	}
	return strings.Join(parts, "   ")
}

// footer is the prompt, what was wrong with the last answer to it, or the keys.
func (p *replayPlayer) footer() string {
	switch {
	case p.prompt != nil:
		return p.prompt.question + string(p.prompt.answer) + "_"
	case p.complaint != "":
		return p.complaint
	case p.playing:
		return fmt.Sprintf("playing at %g x   %s", p.speed, replayKeys)
	}
	return replayKeys
}

// coverageBar shows the part of the living nodes that has the message.
func coverageBar(reached, living, width int) string {
	note := fmt.Sprintf(" %s of %s (%s)", thousands(reached), thousands(living), percent(reached, living))
	room := max(min(width-len(note), 60), 0)
	full := 0
	if living > 0 {
		full = room * reached / living
	}
	return clip(strings.Repeat("█", full)+strings.Repeat("░", room-full)+note, width)
}

// nodeGrid shows each node by a symbol, or if there are too many for that, each few of them.
func nodeGrid(s *replayState, n, width, height int, p painter) []string {
	const label = 7
	for _, gap := range []int{1, 0} {
		per := (width - label) / (1 + gap) / 10 * 10
		if per > 0 && (n+per-1)/per <= height {
			return symbolRows(s, n, per, gap == 1, p)
		}
	}
	return shadeRows(s, n, max(width-label, 1), height)
}

// symbolRows shows a symbol for each node. Those of the last event are in brackets of their own color.
func symbolRows(s *replayState, n, per int, apart bool, p painter) []string {
	last := s.latest(1)
	var rows []string
	for first := 0; first < n; first += per {
		var b strings.Builder
		fmt.Fprintf(&b, "%6d ", first+1)
		for i := first; i < min(first+per, n); i++ {
			symbol := string(symbolOf(s, i))
			if len(last) > 0 && (int(last[0].Node) == i+1 || last[0].Kind != sim.TimerFired && int(last[0].Peer) == i+1) {
				symbol = "\x1b[7m" + symbol + "\x1b[27m"
			}
			b.WriteString(p.paint(i+1, symbol))
			if apart {
				b.WriteByte(' ')
			}
		}
		rows = append(rows, strings.TrimRight(b.String(), " "))
	}
	return rows
}

func symbolOf(s *replayState, i int) rune {
	switch {
	case s.dead.has(i):
		return symbolDead
	case s.has.has(i):
		return symbolHas
	}
	return symbolLacks
}

// shadeRows shows a shade for each few nodes: the more of the living ones have the message, the darker.
func shadeRows(s *replayState, n, per, height int) []string {
	shades := []rune(" ░▒▓█")
	each := (n + per*height - 1) / (per * height)
	var rows []string
	for first := 0; first < n; first += per * each {
		var b strings.Builder
		fmt.Fprintf(&b, "%6s ", shortNumber(first+1))
		for i := first; i < min(first+per*each, n); i += each {
			has, living := 0, 0
			for k := i; k < min(i+each, n); k++ {
				if !s.dead.has(k) {
					living++
				}
				if s.has.has(k) {
					has++
				}
			}
			switch {
			case living == 0:
				b.WriteRune(symbolDead)
			case has == 0:
				b.WriteRune(shades[0])
			default:
				b.WriteRune(shades[1+(has*3)/living])
			}
		}
		rows = append(rows, b.String())
	}
	return rows
}

// shortNumber writes the number of a node in at most six characters.
func shortNumber(n int) string {
	if n < 1_000_000 {
		return strconv.Itoa(n)
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 2, 64) + "M"
}

// clip cuts a line to a number of columns.
func clip(line string, width int) string {
	for i, r := range line {
		if width -= columns(r); width < 0 {
			return line[:i]
		}
	}
	return line
}

// columns is how wide a terminal shows a character, at most: most of Asia's and the emoji take two.
func columns(r rune) int {
	for _, wide := range [][2]rune{{0x1100, 0x115f}, {0x2e80, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0x1f000, 0x3fffd}} {
		if wide[0] <= r && r <= wide[1] {
			return 2
		}
	}
	return 1
}
