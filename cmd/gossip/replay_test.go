package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// traceFile simulates and returns the trace.
func traceFile(t *testing.T, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "run.jsonl")
	code, _, stderr := execute(t, append([]string{"simulate", "--runs", "1", "--trace", file}, args...)...)
	require.Equal(t, exitDone, code, stderr)
	return file
}

// player returns a player of a run.
func player(t *testing.T, args ...string) *replayPlayer {
	t.Helper()
	file, err := os.Open(traceFile(t, args...))
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	cursor, err := newReplayCursor(t.Context(), file, 1, func(int64) {})
	require.NoError(t, err)
	return newReplayPlayer(cursor)
}

func (p *replayPlayer) press(t *testing.T, keys string) {
	t.Helper()
	for _, key := range parseKeys([]byte(keys)) {
		require.NoError(t, p.key(t.Context(), key))
	}
}

// faultyRun has everything that can happen.
func faultyRun() []string {
	return []string{"random", "4", "-n", "50", "--seed", "3", "--protocol", "hybrid", "--messages", "3", "--rate", "1",
		"--fault", "crash 30% at 500ms", "--fault", "restart all at 2s", "--loss", "0.1", "--duplicate", "0.1", "--until", "6s"}
}

// TestCursorIsEverywhereTheSame goes about in a trace at random, and holds each place to the one that is
// reached from the beginning.
func TestCursorIsEverywhereTheSame(t *testing.T) {
	for name, args := range map[string][]string{"faulty": faultyRun(), "rounds": {"-n", "40", "--protocol", "rumor", "--synchronous", "--seed", "1"}} {
		t.Run(name, func(t *testing.T) {
			p, straight := player(t, args...), player(t, args...)
			total := p.cursor.end.Records
			require.Greater(t, total, int64(500))
			assert.LessOrEqual(t, len(p.cursor.kept), mostCheckpoints)
			states := []*replayState{straight.cursor.state.clone()}
			for {
				ok, err := straight.cursor.next()
				require.NoError(t, err)
				if !ok {
					break
				}
				states = append(states, straight.cursor.state.clone())
			}
			require.Len(t, states, int(total)+1)
			rapid.Check(t, func(rt *rapid.T) {
				switch rapid.IntRange(0, 4).Draw(rt, "move") {
				case 0:
					require.NoError(rt, p.cursor.forward())
				case 1:
					before := p.cursor.state.records
					require.NoError(rt, p.cursor.back())
					assert.Less(rt, p.cursor.state.records, max(before, 1))
				case 2:
					to := rapid.Int64Range(-1, total+1).Draw(rt, "to")
					require.NoError(rt, p.cursor.to(to))
					assert.Equal(rt, max(0, min(to, total)), p.cursor.state.records)
				default:
					at := time.Duration(rapid.Int64Range(-1, int64(p.cursor.end.At)+1).Draw(rt, "at"))
					require.NoError(rt, p.cursor.toTime(at))
					n := p.cursor.state.records
					assert.LessOrEqual(rt, p.cursor.state.at, max(at, 0))
					assert.True(rt, n == total || states[n+1].at > at, "all that happened until then")
				}
				require.Equal(rt, states[p.cursor.state.records], p.cursor.state)
			})
		})
	}
}

func TestPlayer(t *testing.T) {
	p := player(t, "circular", "-n", "8", "--seed", "7", "--messages", "2", "--rate", "5")
	total := p.cursor.end.Records
	require.Equal(t, int64(82), total)
	p.press(t, "p ")
	assert.Equal(t, int64(1), p.cursor.state.records)
	p.press(t, "nn\r\x1b[C")
	assert.Equal(t, int64(5), p.cursor.state.records)
	p.press(t, "b\x1b[D\x7f")
	assert.Equal(t, int64(2), p.cursor.state.records)
	p.press(t, "\x1b[24~") // F12: nothing
	assert.Equal(t, int64(2), p.cursor.state.records)
	p.press(t, "Gn")
	assert.Equal(t, total, p.cursor.state.records)
	assert.Equal(t, 8, p.cursor.state.reached)
	assert.Zero(t, p.cursor.state.flying)
	p.press(t, "a")
	assert.False(t, p.playing, "there is nothing to play")

	p.press(t, "g")
	p.press(t, "j100msx")
	assert.Equal(t, "jump to time (12ms, 1.5s): 100msx_", p.footer())
	p.press(t, "\b\r")
	assert.Equal(t, int64(41), p.cursor.state.records)
	p.press(t, "jnever\r")
	assert.Contains(t, p.footer(), `"never" must be a time`)
	p.press(t, "j\r")
	assert.Equal(t, replayKeys, p.footer(), "an empty answer is none")
	p.press(t, "jx\x1b")
	assert.Nil(t, p.prompt)

	p.press(t, "m3\r")
	assert.Contains(t, p.footer(), `"3" must be the number of a message, 1 to 2`)
	p.press(t, "m2\r")
	assert.Equal(t, int64(41), p.cursor.state.records, "the place stays")
	assert.Equal(t, 0, p.cursor.state.reached)
	assert.Contains(t, p.subtitle(), "message 2 of 2")

	p.press(t, "--a")
	assert.Contains(t, p.footer(), "playing at 0.25 x")
	require.NoError(t, p.play(time.Second))
	assert.Greater(t, p.virtual, 100*time.Millisecond)
	require.NoError(t, p.play(time.Hour))
	assert.False(t, p.playing)
	assert.Equal(t, total, p.cursor.state.records)
	p.press(t, strings.Repeat("+", 50))
	assert.LessOrEqual(t, p.speed, float64(mostSpeed))
	p.press(t, strings.Repeat("-", 50))
	assert.Positive(t, p.speed)
	p.press(t, "q")
	assert.True(t, p.quit && !p.broken)
	p.press(t, "j\x03")
	assert.True(t, p.broken)
}

func TestPlayerInRounds(t *testing.T) {
	p := player(t, "-n", "40", "--protocol", "rumor", "--synchronous", "--seed", "1")
	p.press(t, "   ")
	assert.Equal(t, int64(2), p.cursor.state.round, "the first step is round 0")
	p.press(t, "pp")
	assert.Equal(t, int64(0), p.cursor.state.round)
	p.press(t, "j0.5e1\r")
	assert.Equal(t, int64(5), p.cursor.state.round)
	p.press(t, "j12ms\r")
	assert.Contains(t, p.footer(), "must be the number of a round")
}

// TestViewsFit lays out screens of all sizes.
func TestViewsFit(t *testing.T) {
	p := player(t, faultyRun()...)
	p.press(t, "j1s\r")
	p.press(t, " ")
	for _, width := range []int{20, 40, 80, 200} {
		for _, height := range []int{5, 10, 24, 60} {
			t.Run(fmt.Sprintf("%dx%d", width, height), func(t *testing.T) {
				lines := replayView(p, width, height, painter{})
				assert.LessOrEqual(t, len(lines), height)
				for _, line := range lines {
					plain := strings.NewReplacer("\x1b[7m", "", "\x1b[27m", "").Replace(line)
					assert.LessOrEqual(t, utf8.RuneCountInString(plain), width, plain)
					assert.Equal(t, printable(plain), plain)
				}
			})
		}
	}
	view := strings.Join(replayView(p, 100, 30, painter{}), "\n")
	assert.Contains(t, view, "15 crashed")
	assert.Contains(t, view, "×")
	assert.Contains(t, view, "●")
}

// TestGrids holds the symbols, and the shades of networks that are too large for them, to a state.
func TestGrids(t *testing.T) {
	s := newReplayState(100, 1)
	for i := range 50 {
		s.has.set(i, true)
	}
	s.dead.set(99, true)
	assert.Equal(t, []string{
		"     1 " + strings.Repeat("●", 50),
		"    51 " + strings.Repeat("·", 49) + "×",
	}, nodeGrid(s, 100, 57, 2, painter{}))
	assert.Equal(t, []string{"     1 █████     "}, nodeGrid(s, 100, 17, 1, painter{}))
	assert.Equal(t, "██████░░░░░░ 50 of 100 (50%)", coverageBar(50, 100, 28))
	assert.Equal(t, "m 🦊", clip("m 🦊🦊", 5), "half a fox is none")
	assert.Equal(t, "1.50M", shortNumber(1_500_000))
}
