package node

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// slowReader takes so many bytes after each pause, until there are no more, and tells how many it was.
func slowReader(conn net.Conn, size int, pause time.Duration) <-chan int {
	taken := make(chan int, 1)
	go func() {
		total := 0
		tick := time.NewTicker(pause)
		defer tick.Stop()
		b := make([]byte, size)
		for range tick.C {
			n, err := io.ReadFull(conn, b)
			if total += n; err != nil {
				taken <- total
				return
			}
		}
	}()
	return taken
}

func TestAClientMustTakeItsAnswerAtAPace(t *testing.T) {
	const answer = 20 * slowestReader
	for _, c := range []struct {
		name  string
		size  int
		pause time.Duration
		whole bool
	}{
		{"at once", answer, time.Millisecond, true},
		{"late", answer, 9 * time.Second, true},
		{"never", 1, time.Hour, false},
		{"just fast enough", slowestReader, time.Second, true},
		{"a little in every write", 1000, 100 * time.Millisecond, false},
		{"much, seldom", 15 * slowestReader, 12 * time.Second, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				taken := slowReader(far, c.size, c.pause)
				out := newAnswerWriter(newConnection(near), 10*time.Second)
				_, err := out.Write(make([]byte, answer))
				require.NoError(t, near.Close())
				if c.whole {
					require.NoError(t, err)
					assert.Equal(t, answer, <-taken)
					return
				}
				require.ErrorIs(t, err, os.ErrDeadlineExceeded)
				assert.Less(t, <-taken, answer)
			})
		})
	}
}

// Many short answers are one long one.
func TestPatienceWithAClientIsUsedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		taken := slowReader(far, 10, time.Second)
		out := newAnswerWriter(newConnection(near), 10*time.Second)
		answers := 0
		for {
			if _, err := out.Write(make([]byte, 10)); err != nil {
				require.ErrorIs(t, err, os.ErrDeadlineExceeded)
				break
			}
			answers++
		}
		require.NoError(t, near.Close())
		assert.Equal(t, 10, answers)
		<-taken
	})
}

func TestAWriteEndsWithTheNode(t *testing.T) {
	for name, after := range map[string]bool{"before": false, "after": true} {
		t.Run("it begins "+name+" the end", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, _ := net.Pipe()
				c := newConnection(near)
				end := time.Now().Add(3 * time.Second)
				if !after {
					time.AfterFunc(time.Second, func() { c.finish(2 * time.Second) })
				} else {
					c.finish(3 * time.Second)
				}
				_, err := newAnswerWriter(c, 10*time.Second).Write([]byte("x"))
				require.ErrorIs(t, err, os.ErrDeadlineExceeded)
				assert.Equal(t, end, time.Now())
			})
		})
	}
}

// A connection that makes room loses what it is being sent, but can still be told why.
func TestEvictionEndsAWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		c := newConnection(near)
		cut := make(chan error)
		go func() {
			_, err := newAnswerWriter(c, time.Hour).Write([]byte("answer"))
			cut <- err
		}()
		synctest.Wait()
		assert.Positive(t, c.since.Load(), "it counts as silent")
		c.evict()
		require.ErrorIs(t, <-cut, os.ErrDeadlineExceeded)
		assert.Zero(t, c.since.Load())

		told := slowReader(far, len("why"), time.Second)
		_, err := newAnswerWriter(c, time.Hour).Write([]byte("why"))
		require.NoError(t, err)
		require.NoError(t, near.Close())
		assert.Equal(t, len("why"), <-told)
	})
}

// hoard starts node 9 with 30 MB of messages: no client that does not read gets so much into its socket.
func hoard(t *testing.T, change func(*Config)) *network {
	t.Helper()
	nw := launch(t, map[int][]int{9: {}}, change)
	batch := make([]submission, 0, 300)
	for i := range cap(batch) {
		batch = append(batch, submission{text: fmt.Sprint(i, strings.Repeat("x", 100_000)), relays: 1})
	}
	nw.nodes[9].look(t, func(o *owner) { o.publish(batch) })
	return nw
}

// counted looks at the connections that count.
func (r *running) counted(see func(all map[*connection]struct{}) error) error {
	cs := &r.node.conns
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return see(cs.all)
}

func TestClientsThatDoNotTakeTheirAnswersMakeRoom(t *testing.T) {
	nw := hoard(t, func(c *Config) { c.MaxConnections, c.RequestTimeout = 3, time.Hour })
	for range 3 {
		_, err := io.WriteString(connect(t, nw.nodes[9].addr), "/MESSAGES:all\n")
		require.NoError(t, err)
	}
	eventually(t, func() error {
		return nw.nodes[9].counted(func(all map[*connection]struct{}) error {
			for c := range all {
				if c.since.Load() == 0 {
					return errors.New("the node is busy with one")
				}
			}
			return nil
		})
	})
	s, err := nw.client(9).Status(ctx(t))
	require.NoError(t, err)
	assert.Equal(t, 300, s.Messages)
}

func TestANodeStopsThoughAClientDoesNotTakeItsAnswers(t *testing.T) {
	nw := hoard(t, func(c *Config) { c.StopTimeout, c.RequestTimeout = 50*time.Millisecond, time.Hour })
	for name, request := range map[string]string{
		"one": "/GET:all|all\n", "many": "/OPEN:{}\n" + strings.Repeat("/MESSAGES:all\n", 10_000),
	} {
		conn := connect(t, nw.nodes[9].addr)
		_, err := io.WriteString(conn, request)
		require.NoError(t, err, name)
		_, err = bufio.NewReader(conn).ReadByte()
		require.NoError(t, err, name)
	}
	nw.nodes[9].end(t)
	delete(nw.nodes, 9)
}

// A stranger that wants to be a peer and does not go away is a connection like any other: it counts, makes
// room, and does not hold up the end.
func TestARefusedLinkIsAConnection(t *testing.T) {
	nw := launch(t, map[int][]int{9: {1}}, func(c *Config) { c.MaxConnections, c.RequestTimeout = 3, time.Hour })
	for _, open := range []string{
		`{"peer":5,"network":"test","run":"run-1"}`, `{"peer":1,"network":"x","run":"x"}`, `{"peer":-1,"network":"test","run":"run-1"}`,
		`{"peer":5,"network":"test","run":"run-1"}`, `{"peer":1,"network":"x","run":"x"}`, `{"peer":-1,"network":"test","run":"run-1"}`,
	} {
		answer, err := io.ReadAll(strangerAs(t, nw.nodes[9].addr, open))
		require.NoError(t, err)
		failure(t, string(answer))
	}
	require.NoError(t, nw.nodes[9].counted(func(all map[*connection]struct{}) error {
		assert.Len(t, all, 3)
		return nil
	}))
	peer := nw.play(1, 9)
	require.NoError(t, nw.nodes[9].counted(func(all map[*connection]struct{}) error {
		assert.Len(t, all, 2, "one made room for the peer, whose link does not count")
		return nil
	}))
	require.NoError(t, peer.Close())
	nw.nodes[9].end(t)
	delete(nw.nodes, 9)
}

// strangerAs opens a link under a false name.
func strangerAs(t *testing.T, addr, open string) net.Conn {
	t.Helper()
	conn := connect(t, addr)
	_, err := io.WriteString(conn, "/OPEN:"+open+"\n")
	require.NoError(t, err)
	return conn
}
