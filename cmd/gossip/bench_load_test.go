package main

import (
	"bufio"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/client"
	"gossip/internal/cluster"
)

// slowNode takes all submissions at once, and answers one at each tick.
func slowNode(t *testing.T, tick time.Duration) *client.Client {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		in := bufio.NewScanner(conn)
		in.Scan()
		_, _ = fmt.Fprintln(conn, `{"node":1}`)
		due := make(chan bool, 1<<20)
		go func() {
			defer close(due)
			for in.Scan() {
				due <- true
			}
		}()
		ticker := time.NewTicker(tick)
		defer ticker.Stop()
		for ns := int64(1); <-due; ns++ {
			<-ticker.C
			_, _ = fmt.Fprintf(conn, `{"id":"x_%d","node":1}`+"\n", ns)
		}
	}()
	c, err := client.Dial(patience(t), l.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// A run with a time limit ends though answers go on coming, slowly.
func TestSlowAnswersAreNotWaitedForWithoutEnd(t *testing.T) {
	s := &submitter{
		node: 1, client: slowNode(t, 10*time.Millisecond), n: 1, patience: 300 * time.Millisecond,
		plan: benchPlan{messages: 100_000, size: 16, window: openWindow, limit: 200 * time.Millisecond},
	}
	submitAll(patience(t), s.plan, []*submitter{s})
	require.ErrorContains(t, s.err, "no answer")
	assert.NotEmpty(t, s.accepted)
	assert.Positive(t, s.unanswered())
}

func TestSubmitted(t *testing.T) {
	begin := time.Unix(100, 0)
	for name, tt := range map[string]struct {
		limit time.Duration
		last  []int64 // Unix seconds of the last answers
		want  int64
	}{
		"no answer":            {0, []int64{0}, 100},
		"one client":           {0, []int64{101}, 101},
		"the last of all":      {0, []int64{101, 104, 102}, 104},
		"within the limit":     {3 * time.Second, []int64{101, 102}, 102},
		"not beyond the limit": {3 * time.Second, []int64{101, 106}, 103},
	} {
		t.Run(name, func(t *testing.T) {
			var all []*submitter
			for _, at := range tt.last {
				s := new(submitter)
				s.progress.Store(time.Unix(at, 0).UnixNano())
				all = append(all, s)
			}
			assert.Equal(t, tt.want, submitted(benchPlan{limit: tt.limit}, all, begin).Unix())
		})
	}
}

func TestNothingWasAccepted(t *testing.T) {
	for name, tt := range map[string]struct {
		refused, unanswered int
		code                int
		want                string
	}{
		"refused":    {3, 0, exitFailed, "no node accepted a message: 3 messages were refused"},
		"unanswered": {0, 2000, exitTimedOut, "no node answered what it was given: up to 2,000 messages may have been accepted"},
		"both":       {1, 1, exitTimedOut, "no node answered what it was given: up to 1 message may have been accepted"},
		"nothing":    {0, 0, exitFailed, "no node took a message"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &submitter{refused: tt.refused}
			s.fed.Store(int64(tt.unanswered))
			b := bench{network: new(cluster.Network), submitters: []*submitter{s}}
			d := diagnose(b.inVain())
			assert.Equal(t, tt.want, d.Error)
			assert.Equal(t, tt.code, d.Code)
			assert.Contains(t, d.Hint, "gossip list-nodes")
		})
	}
}
