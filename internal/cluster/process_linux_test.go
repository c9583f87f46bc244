package cluster

import (
	"context"
	"fmt"
	osexec "os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestParseStat(t *testing.T) {
	rest := "1 9 9 0 -1 4194560 1 2 3 4 15 8 7 8 20 0 3 0 %d 100 200 18446744073709551615"
	tests := map[string]struct {
		line string
		want stat
		ok   bool
	}{
		"plain":               {"42 (gossip) S " + fmt.Sprintf(rest, 777), stat{'S', 23, 3, 777}, true},
		"space in the name":   {"42 (a b) R " + fmt.Sprintf(rest, 1), stat{'R', 23, 3, 1}, true},
		"parentheses in it":   {"42 (:) S 1 (x)) Z " + fmt.Sprintf(rest, 2), stat{'Z', 23, 3, 2}, true},
		"newline in the name": {"42 (a\n) T " + fmt.Sprintf(rest, 3), stat{'T', 23, 3, 3}, true},
		"cut off":             {"42 (gossip) S 1 9 9", stat{}, false},
		"empty":               {"", stat{}, false},
		"no number":           {"42 (x) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 x 1", stat{}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := parseStat([]byte(test.line))
			assert.Equal(t, test.ok, err == nil)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestProcessIdentity(t *testing.T) {
	node := sleeper(t)
	assert.True(t, alive(node))
	p, err := find(node, false)
	require.NoError(t, err)
	defer p.close()

	other := node
	other.StartTime--
	assert.False(t, alive(other), "a process that got the id of another one")
	_, err = find(other, true)
	assert.ErrorIs(t, err, errGone)

	require.NoError(t, p.signal(unix.SIGSTOP))
	eventually(t, "it is suspended", func() bool { return suspended(node) })
	assert.True(t, alive(node))

	waiting, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	assert.ErrorIs(t, p.wait(waiting), context.DeadlineExceeded)

	require.NoError(t, p.signal(unix.SIGKILL))
	require.NoError(t, p.wait(within(t, patience)), "a wait works again after a deadline")
	assert.False(t, alive(node))
	assert.ErrorIs(t, p.signal(unix.SIGTERM), errGone)
	_, err = find(node, false)
	assert.ErrorIs(t, err, errGone)
}

func TestProcessWithoutHandle(t *testing.T) {
	node := sleeper(t)
	p := &process{node: node} // as on a kernel without pidfd
	defer p.close()
	require.NoError(t, p.signal(unix.SIGKILL))
	require.NoError(t, p.wait(within(t, patience)))
	assert.ErrorIs(t, p.signal(unix.SIGTERM), errGone)
}

// The first thread of a process may end before the others.
func TestEndingIsNotEnded(t *testing.T) {
	assert.False(t, stat{state: 'Z', threads: 2}.ended())
	assert.True(t, stat{state: 'Z', threads: 1}.ended())
	assert.True(t, stat{state: 'Z'}.ended())
	assert.True(t, stat{state: 'X'}.ended())
	assert.False(t, stat{state: 'T', threads: 1}.ended())
}

func TestZombieIsDead(t *testing.T) {
	cmd := osexec.Command("true")
	require.NoError(t, cmd.Start())
	start, err := startTime(cmd.Process.Pid)
	require.NoError(t, err)
	node := NodeState{ID: 1, PID: cmd.Process.Pid, StartTime: start}
	eventually(t, "it has ended", func() bool { return !alive(node) })
	assert.Empty(t, zombies(), "a child that is found dead is collected")
	_ = cmd.Wait()
}

func TestPSS(t *testing.T) {
	bytes, err := pss(unix.Getpid())
	require.NoError(t, err)
	assert.Greater(t, bytes, int64(1<<20))
	_, err = pss(-1)
	assert.Error(t, err)
}

func TestBootID(t *testing.T) {
	assert.Len(t, bootID(), 36)
	assert.Equal(t, bootID(), bootID())
}
