package gossip

import (
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// script is a scenario whose course stands in testdata, to be read.
type script struct {
	protocol, params string
	edges            [][2]NodeID
	scenario         func(d *driver)
}

// scripts has at least one for every protocol.
func scripts() map[string]script {
	return map[string]script{
		"flood, a leaf": {"flood", "", [][2]NodeID{{1, 2}, {2, 3}, {1, 3}, {3, 4}}, func(d *driver) {
			d.publish(4, "hello", 1)
			d.settle(100)
		}},
		"dedup, a link down and up": {"dedup", "", triangle(), func(d *driver) {
			d.note("link 2-3 goes down, and 1 publishes")
			d.setLink(2, 3, false)
			d.publish(1, "first", 1)
			d.settle(100)
			d.note("links 1-2 and 1-3 go down, 3 publishes, and link 2-3 comes up")
			d.setLink(1, 2, false)
			d.setLink(1, 3, false)
			d.publish(3, "second", 1)
			d.setLink(2, 3, true)
			d.settle(100)
			d.note("link 1-2 comes up")
			d.setLink(1, 2, true)
			d.settle(100)
		}},
		"rumor, until nobody is interested": {"rumor", "k=1 jitter=0", triangle(), func(d *driver) {
			d.publish(1, "hello", 1)
			d.elapse(time.Second)
		}},
		"antientropy, a pull and a push": {"antientropy", "jitter=0 max_interval=0", [][2]NodeID{{1, 2}}, func(d *driver) {
			d.publish(1, "of 1", 1)
			d.publish(2, "of 2", 1)
			d.elapse(150 * time.Millisecond)
			d.note("nothing is new")
			d.elapse(100 * time.Millisecond)
		}},
		"hybrid, what the rumor missed": {"hybrid", "k=1 jitter=0 backstop_jitter=0", line(1, 3), func(d *driver) {
			d.note("link 2-3 goes down, and 1 publishes; the rumor ends")
			d.setLink(2, 3, false)
			d.publish(1, "hello", 1)
			d.elapse(300 * time.Millisecond)
			d.note("link 2-3 comes up")
			d.setLink(2, 3, true)
			d.elapse(200 * time.Millisecond)
		}},
		"plumtree, prune and graft": {"plumtree", "", triangle(), func(d *driver) {
			d.publish(1, "builds the tree", 1)
			d.elapse(time.Second)
			d.note("the tree stands")
			d.publish(1, "goes along the tree", 1)
			d.elapse(time.Second)
			d.note("what 1 sends to 2 is slow")
			d.slow = map[[2]NodeID]bool{{1, 2}: true}
			d.publish(1, "is grafted", 1)
			d.elapse(600 * time.Millisecond)
			d.note("it is fast again")
			d.wake()
			d.elapse(time.Second)
		}},
		"plumtree, a node restarts": {"plumtree", "", triangle(), func(d *driver) {
			d.publish(1, "first", 1)
			d.elapse(time.Second)
			d.note("3 crashes, and 1 publishes")
			d.crash(3)
			d.publish(1, "second", 1)
			d.elapse(time.Second)
			d.note("3 restarts")
			d.restart(3)
			d.elapse(time.Second)
		}},
		"pushsum, a link down and up": {"pushsum", "jitter=0", line(1, 2), func(d *driver) {
			d.elapse(250 * time.Millisecond)
			d.note("the link goes down: neither pushes")
			d.setLink(1, 2, false)
			d.elapse(200 * time.Millisecond)
			d.note("it comes up")
			d.setLink(1, 2, true)
			d.elapse(100 * time.Millisecond)
		}},
		"averaging, exchanges that overlap": {"averaging", "jitter=0", line(1, 3), func(d *driver) {
			d.elapse(300 * time.Millisecond)
		}},
	}
}

func (d *driver) note(text string) { d.logf("-- %s", text) }

func TestScripts(t *testing.T) {
	told := map[string]bool{}
	for name, s := range scripts() {
		told[s.protocol] = true
		t.Run(name, func(t *testing.T) {
			d := newDriverOf(t, 1, s.protocol, paramsOf(s.params), s.edges)
			d.elapse(time.Millisecond) // the links come up
			d.log = new(strings.Builder)
			s.scenario(d)
			holdTranscript(t, d)
		})
	}
	for _, row := range Protocols() {
		assert.True(t, told[row.Name], "protocol %s has a script", row.Name)
	}
}

// holdTranscript holds what happened against a file in testdata.
func holdTranscript(t *testing.T, d *driver) {
	t.Helper()
	name := strings.NewReplacer("/", "_", ",", "").Replace(t.Name())
	file := filepath.Join("testdata", name+".txt")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(d.log.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), d.log.String(), "run with -update after you understood the difference")
}

// TestSameSeedSameActions runs the same chaos twice: the same seed gives the same actions, to the byte.
func TestSameSeedSameActions(t *testing.T) {
	eachProtocol(t, func(t *testing.T, row Protocol, params map[string]string) {
		run := func(seed uint64) (hash uint64, length int) {
			var log strings.Builder
			s := newStorm(t, row, params, seed, true)
			s.log = &log
			s.rage(20)
			h := fnv.New64a()
			fmt.Fprint(h, log.String())
			return h.Sum64(), log.Len()
		}
		for seed := range uint64(3) {
			first, length := run(seed)
			again, _ := run(seed)
			require.Equal(t, first, again, "seed %d", seed)
			other, _ := run(seed + 100)
			require.NotEqual(t, first, other, "the seed matters")
			require.Greater(t, length, 1000)
		}
	})
}
