package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/topology"
)

// ancestorClient talks like the client of the Python program that gossip descends from: a connection
// for each request; a submitted message without newline, closed at once; replies read in pieces of
// 1,024 bytes, each decoded by itself, until the node closes.
type ancestorClient struct {
	t    *testing.T
	addr string
}

func (c ancestorClient) connect() net.Conn {
	c.t.Helper()
	conn, err := net.Dial("tcp", c.addr)
	require.NoError(c.t, err)
	require.NoError(c.t, conn.SetDeadline(time.Now().Add(time.Minute)))
	return conn
}

// tell sends a request and closes, like a socket in a with-block that nobody reads from.
func (c ancestorClient) tell(request string) {
	c.t.Helper()
	conn := c.connect()
	_, err := io.WriteString(conn, request)
	require.NoError(c.t, err)
	require.NoError(c.t, conn.Close())
}

// ask sends a request and reads the reply to the end. It does not end its own side of the stream.
func (c ancestorClient) ask(request string, reply any) {
	c.t.Helper()
	conn := c.connect()
	defer conn.Close()
	_, err := io.WriteString(conn, request)
	require.NoError(c.t, err)
	var text strings.Builder
	piece := make([]byte, 1024)
	for {
		n, err := conn.Read(piece)
		require.True(c.t, utf8.Valid(piece[:n]), "a piece that is not UTF-8 by itself")
		text.Write(piece[:n])
		if err == io.EOF {
			break
		}
		require.NoError(c.t, err)
	}
	require.NoError(c.t, json.Unmarshal([]byte(text.String()), reply), "%q", text.String())
}

func (c ancestorClient) sendMessage(text string, relays int) {
	c.t.Helper()
	c.tell(fmt.Sprintf("/NEW:%d|%s", relays, text))
}

func (c ancestorClient) removePeer(id int) {
	c.t.Helper()
	c.tell(fmt.Sprintf("/REMOVE:%d\n", id))
}

func (c ancestorClient) messages(which, paths string) map[string][][]int {
	c.t.Helper()
	var m map[string][][]int
	c.ask("/GET:"+which+"|"+paths+"\n", &m)
	return m
}

// peers returns what /PEERS: lists: pairs of a number and a name.
func (c ancestorClient) peers() (ids []int, names []string) {
	c.t.Helper()
	var pairs [][2]any
	c.ask("/PEERS:\n", &pairs)
	for _, p := range pairs {
		ids = append(ids, int(p[0].(float64)))
		names = append(names, p[1].(string))
	}
	return ids, names
}

func TestTheAncestorsClientWorksHere(t *testing.T) {
	network := startReal(t, topology.Spec{Kind: "random", N: 16, Values: map[string]float64{"degree": 3}, Seed: 7})
	state := network.State()
	client := func(id int) ancestorClient {
		return ancestorClient{t, fmt.Sprintf("127.0.0.1:%d", state.PortsOrigin+id)}
	}

	ids, names := client(4).peers()
	require.Len(t, ids, 3)
	assert.Equal(t, fmt.Sprintf("Gossip-Node-%d (127.0.0.1:%d)", ids[0], state.PortsOrigin+ids[0]), names[0])

	assert.Empty(t, client(3).messages("all", "all"), "{} if there is nothing")

	// Characters of every length in UTF-8, so that pieces of 1,024 bytes would cut some of them.
	long := strings.Repeat("grüße, 世界 🙂_|:\"\\ ", 200)
	client(1).sendMessage("Hello World", 1)
	client(1).sendMessage(long, 2)
	for id := 1; id <= 16; id++ {
		want := map[string]int{"Hello World": 3, long: 6}
		if id == 1 {
			want = map[string]int{"Hello World": 4, long: 7}
		}
		var messages map[string][][]int
		until(t, func() error {
			messages = client(id).messages("all", "all")
			for text, paths := range want {
				if got := len(pathsOf(messages, text)); got != paths {
					return fmt.Errorf("node %d recorded %d paths of %.20q, not %d", id, got, text, paths)
				}
			}
			return nil
		})
		for _, paths := range messages {
			for _, path := range paths {
				assert.Equal(t, 1, path[0])
				assert.Equal(t, id, path[len(path)-1])
			}
		}
	}

	assert.Empty(t, client(3).messages("unread", "all"), "fetching marks as read")
	assert.Len(t, client(3).messages("read", "shortest"), 2)
	shortest := pathsOf(client(3).messages("all", "shortest"), "Hello World")
	longest := pathsOf(client(3).messages("all", "longest"), "Hello World")
	both := pathsOf(client(3).messages("all", "shortest & longest"), "Hello World")
	assert.Equal(t, append(shortest, longest...), both)

	client(4).removePeer(ids[0])
	until(t, func() error {
		if left, _ := client(4).peers(); len(left) != 2 {
			return fmt.Errorf("node 4 still has %d peers", len(left))
		}
		return nil
	})
}

// pathsOf finds the paths of a message by its text; the id ends in an underscore and a time.
func pathsOf(messages map[string][][]int, text string) [][]int {
	for id, paths := range messages {
		if id[:strings.LastIndexByte(id, '_')] == text {
			return paths
		}
	}
	return nil
}
